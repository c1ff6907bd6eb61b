#include "models/inspections/send_action_plan.h"

#include "queries.h" /* plan_of: sql/queries/inspection.sql */

static const struct shape PLAN_ACTION = SHAPE("plan_action", plan_action,
    FIELD(plan_action, id,              UUID,   READ_ONLY),
    FIELD(plan_action, action,          NOTE,   READ_ONLY),
    FIELD(plan_action, owner,           LABEL,  READ_ONLY),
    FIELD(plan_action, owner_school_id, UUID,   READ_ONLY),
    FIELD(plan_action, due_on,          DAY,    READ_ONLY),
    FIELD(plan_action, overdue,         FLAG,   READ_ONLY),
    FIELD(plan_action, rag,             RAG,    READ_ONLY),
    FIELD(plan_action, status,          STATUS, READ_ONLY),
    FIELD(plan_action, evidence,        NOTE,   READ_ONLY));

static const struct shape PLAN_STRENGTH = SHAPE("plan_strength", plan_strength,
    FIELD(plan_strength, area,      FRAMEWORK_CODE, READ_ONLY),
    FIELD(plan_strength, area_name, LABEL,          READ_ONLY),
    FIELD(plan_strength, text,      NOTE,           READ_ONLY));

static const struct shape PLAN_DEVELOPMENT = SHAPE("plan_development", plan_development,
    FIELD(plan_development, number,    COUNT,          READ_ONLY),
    FIELD(plan_development, area,      FRAMEWORK_CODE, READ_ONLY),
    FIELD(plan_development, area_name, LABEL,          READ_ONLY),
    FIELD(plan_development, text,      NOTE,           READ_ONLY),
    LIST_OF(plan_development, actions, PLAN_ACTION,    READ_ONLY));

static const struct shape PLAN_INSPECTION = SHAPE("plan_inspection", plan_inspection,
    FIELD(plan_inspection, inspection_id,           UUID,               READ_ONLY),
    FIELD(plan_inspection, subject_kind,            INSPECTION_SUBJECT, READ_ONLY),
    FIELD(plan_inspection, subject_name,            ORGANISATION_NAME,  READ_ONLY),
    FIELD(plan_inspection, framework_name,          LABEL,              READ_ONLY),
    FIELD(plan_inspection, framework_edition,       LABEL,              READ_ONLY),
    FIELD(plan_inspection, finalised_on,            DAY,                READ_ONLY),
    FIELD(plan_inspection, status,                  STATUS,             READ_ONLY),
    LIST_OF(plan_inspection, strengths,             PLAN_STRENGTH,      READ_ONLY),
    LIST_OF(plan_inspection, areas_for_development, PLAN_DEVELOPMENT,   READ_ONLY),
    LIST_OF(plan_inspection, other_actions,         PLAN_ACTION,        READ_ONLY));

const struct shape SEND_ACTION_PLAN = SHAPE("send_action_plan", send_action_plan,
    FIELD(send_action_plan, school_id,     UUID,              READ_ONLY),
    FIELD(send_action_plan, school_name,   ORGANISATION_NAME, READ_ONLY),
    FIELD(send_action_plan, as_of,         DAY,               READ_ONLY),
    LIST_OF(send_action_plan, inspections, PLAN_INSPECTION,   READ_ONLY));

enum db_status send_action_plan_read(struct db *db, const char *school,
                                     struct send_action_plan *told)
{
    const struct key key = { school };

    return plan_of(db, &key, told);
}
