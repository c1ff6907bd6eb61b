#pragma once

#include "models/resource.h"

/* What an inspection found, as it was when it became final. It never changes. Of each area it tells
 * what was moderated, or else what was agreed; no evidence, no draft, no pupil. Dates are
 * YYYY-MM-DD and inclusive. */
struct inspection_report {
    const char *id;
    const char *inspection_id;
    const char *subject;   /* struct report_subject as JSON */
    const char *framework; /* struct report_framework as JSON */
    const char *starts_on; /* of the fieldwork */
    const char *ends_on;
    const char *finalised_on;
    const char *team;  /* JSON list of struct report_member, the lead first */
    const char *areas; /* JSON list of struct report_area, as the framework orders them */
    const char *areas_for_development; /* JSON list of struct report_development */
    const char *corrections; /* JSON list of struct report_correction */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

/* Who was inspected. Names are those of the day it became final. */
struct report_subject {
    const char *kind; /* school or provision */
    const char *school_id;
    const char *school_name;
    const char *provision_id;
    const char *provision_name;
    const char *accountable_schools; /* JSON list of struct report_school, school_id's first */
};

struct report_school {
    const char *school_id;
    const char *name;
};

struct report_framework {
    const char *id;
    const char *name;
    const char *publisher;
    const char *edition;
    const char *scales; /* JSON list of struct framework_scale: those its areas are on */
};

struct report_member {
    const char *role;
    const char *name;
    const char *school_name; /* NULL: of no school of the trust */
};

struct report_area {
    const char *area; /* code of the framework */
    const char *name;
    const char *scale; /* code of the scale it is on; NULL: it is told in words */
    const char *grade; /* code of a point of it */
    const char *grade_name;
    const char *narrative;
    const char *strengths; /* JSON list of texts */
};

struct report_development {
    int64_t number; /* from 1, through the whole report */
    const char *area;
    const char *text;
};

/* What was accepted of a comment of a school. */
struct report_correction {
    const char *area; /* NULL: the whole */
    const char *correction;
};

extern const struct shape INSPECTION_REPORT, REPORT_SUBJECT, REPORT_SCHOOL, REPORT_FRAMEWORK,
    REPORT_MEMBER, REPORT_AREA, REPORT_DEVELOPMENT, REPORT_CORRECTION;
extern struct resource INSPECTION_REPORTS;

/* DB_NONE until the inspection is final. */
enum db_status report_find(struct db *db, const char *inspection, void **row);
