#include "models/inspections/inspection_report.h"

#include "models/inspections/inspection.h"
#include "models/inspections/inspection_framework.h"
#include "queries.h" /* report_of: sql/queries/inspection.sql */

const struct shape REPORT_SCHOOL = SHAPE("report_school", report_school,
    FIELD(report_school, school_id, UUID,              0),
    FIELD(report_school, name,      ORGANISATION_NAME, 0));

const struct shape REPORT_SUBJECT = SHAPE("report_subject", report_subject,
    FIELD(report_subject, kind,                  INSPECTION_SUBJECT, 0),
    FIELD(report_subject, school_id,             UUID,               0),
    FIELD(report_subject, school_name,           ORGANISATION_NAME,  0),
    FIELD(report_subject, provision_id,          UUID,               0),
    FIELD(report_subject, provision_name,        ORGANISATION_NAME,  0),
    LIST_OF(report_subject, accountable_schools, REPORT_SCHOOL,      0));

const struct shape REPORT_FRAMEWORK = SHAPE("report_framework", report_framework,
    FIELD(report_framework, id,        UUID,            0),
    FIELD(report_framework, name,      LABEL,           0),
    FIELD(report_framework, publisher, LABEL,           0),
    FIELD(report_framework, edition,   LABEL,           0),
    LIST_OF(report_framework, scales,  FRAMEWORK_SCALE, 0));

const struct shape REPORT_MEMBER = SHAPE("report_member", report_member,
    FIELD(report_member, role,        INSPECTION_ROLE,   0),
    FIELD(report_member, name,        LABEL,             0),
    FIELD(report_member, school_name, ORGANISATION_NAME, 0));

const struct shape REPORT_AREA = SHAPE("report_area", report_area,
    FIELD(report_area, area,       FRAMEWORK_CODE,  0),
    FIELD(report_area, name,       LABEL,           0),
    FIELD(report_area, scale,      FRAMEWORK_CODE,  0),
    FIELD(report_area, grade,      FRAMEWORK_CODE,  0),
    FIELD(report_area, grade_name, LABEL,           0),
    FIELD(report_area, narrative,  INSPECTION_TEXT, 0),
    VALUES(report_area, strengths, NOTE,            0));

const struct shape REPORT_DEVELOPMENT = SHAPE("report_development", report_development,
    FIELD(report_development, number, COUNT,          0),
    FIELD(report_development, area,   FRAMEWORK_CODE, 0),
    FIELD(report_development, text,   NOTE,           0));

const struct shape REPORT_CORRECTION = SHAPE("report_correction", report_correction,
    FIELD(report_correction, area,       FRAMEWORK_CODE, 0),
    FIELD(report_correction, correction, NOTE,           0));

const struct shape INSPECTION_REPORT = SHAPE("inspection_report", inspection_report,
    FIELD(inspection_report, id,                      UUID,               READ_ONLY),
    FIELD(inspection_report, inspection_id,           UUID,               READ_ONLY | KEPT),
    LIST_OF(inspection_report, subject,               REPORT_SUBJECT,     READ_ONLY | ONE),
    LIST_OF(inspection_report, framework,             REPORT_FRAMEWORK,   READ_ONLY | ONE),
    FIELD(inspection_report, starts_on,               DAY,                READ_ONLY),
    FIELD(inspection_report, ends_on,                 DAY,                READ_ONLY),
    FIELD(inspection_report, finalised_on,            DAY,                READ_ONLY),
    LIST_OF(inspection_report, team,                  REPORT_MEMBER,      READ_ONLY),
    LIST_OF(inspection_report, areas,                 REPORT_AREA,        READ_ONLY),
    LIST_OF(inspection_report, areas_for_development, REPORT_DEVELOPMENT, READ_ONLY),
    LIST_OF(inspection_report, corrections,           REPORT_CORRECTION,  READ_ONLY),
    FIELD(inspection_report, version,                 COUNT,              READ_ONLY),
    FIELD(inspection_report, created_at,              INSTANT,            READ_ONLY),
    FIELD(inspection_report, updated_at,              INSTANT,            READ_ONLY),
    FIELD(inspection_report, deleted_at,              INSTANT,            INTERNAL));

static const struct parent PARENT = { &INSPECTIONS, "inspection_id" };

struct resource INSPECTION_REPORTS = {
    .name = "inspection_report",
    .table = "inspection_report",
    .shape = &INSPECTION_REPORT,
    .parent = &PARENT
};

enum db_status report_find(struct db *db, const char *inspection, void **row)
{
    struct key key = { inspection };
    enum db_status status = report_of(db, &key, &key);

    return status ? status : resource_find(db, &INSPECTION_REPORTS, key.id, row);
}
