#include "models/inspections/inspection_schedule.h"

#include "models/inspections/inspection_cycle.h"

const struct shape SCHEDULE_WEIGHTS = SHAPE("schedule_weights", schedule_weights,
    FIELD(schedule_weights, reciprocal,        SCHEDULE_WEIGHT, REQUIRED),
    FIELD(schedule_weights, same_reviewer,     SCHEDULE_WEIGHT, REQUIRED),
    FIELD(schedule_weights, own_child_attends, SCHEDULE_WEIGHT, REQUIRED),
    FIELD(schedule_weights, visited_supplies,  SCHEDULE_WEIGHT, REQUIRED),
    FIELD(schedule_weights, distance,          SCHEDULE_WEIGHT, REQUIRED),
    FIELD(schedule_weights, spread,            SCHEDULE_WEIGHT, REQUIRED));

const struct shape SCHEDULE_PROOF = SHAPE("schedule_proof", schedule_proof,
    FIELD(schedule_proof, kind, SCHEDULE_PROOF_KIND, READ_ONLY),
    FIELD(schedule_proof, says, ARITHMETIC,          READ_ONLY));

const struct shape SCHEDULE_SEAT = SHAPE("schedule_seat", schedule_seat,
    FIELD(schedule_seat, reviewer_id, UUID,            READ_ONLY),
    FIELD(schedule_seat, role,        INSPECTION_ROLE, READ_ONLY));

const struct shape SCHEDULE_ASSIGNMENT = SHAPE("schedule_assignment", schedule_assignment,
    FIELD(schedule_assignment, subject_kind, INSPECTION_SUBJECT, READ_ONLY),
    FIELD(schedule_assignment, school_id,    UUID,               READ_ONLY),
    FIELD(schedule_assignment, provision_id, UUID,               READ_ONLY),
    LIST_OF(schedule_assignment, window,     VISIT_WINDOW,       READ_ONLY | ONE),
    FIELD(schedule_assignment, starts_on,    DAY,                READ_ONLY),
    FIELD(schedule_assignment, ends_on,      DAY,                READ_ONLY),
    LIST_OF(schedule_assignment, team,       SCHEDULE_SEAT,      READ_ONLY));

const struct shape SCHEDULE_COST = SHAPE("schedule_cost", schedule_cost,
    FIELD(schedule_cost, rule,   SCHEDULE_RULE,   READ_ONLY),
    FIELD(schedule_cost, count,  COUNT,           READ_ONLY),
    FIELD(schedule_cost, weight, SCHEDULE_WEIGHT, READ_ONLY),
    FIELD(schedule_cost, cost,   COUNT,           READ_ONLY));

const struct shape SCHEDULE_BREACH = SHAPE("schedule_breach", schedule_breach,
    FIELD(schedule_breach, rule, SCHEDULE_RULE, READ_ONLY),
    FIELD(schedule_breach, says, NOTE,          READ_ONLY));

const struct shape INSPECTION_SCHEDULE = SHAPE("inspection_schedule", inspection_schedule,
    FIELD(inspection_schedule, id,                 UUID,                READ_ONLY),
    FIELD(inspection_schedule, cycle_id,           UUID,                READ_ONLY | KEPT),
    FIELD(inspection_schedule, seed,               COUNT,               READ_ONLY | KEPT),
    FIELD(inspection_schedule, time_limit_ms,      SCHEDULE_TIME_LIMIT, READ_ONLY | KEPT),
    LIST_OF(inspection_schedule, weights,          SCHEDULE_WEIGHTS,    READ_ONLY | KEPT | ONE),
    FIELD(inspection_schedule, visited_may_supply, FLAG,                READ_ONLY | KEPT),
    FIELD(inspection_schedule, outcome,            SCHEDULE_OUTCOME,    READ_ONLY | KEPT),
    FIELD(inspection_schedule, cut_by_clock,       FLAG,                READ_ONLY | KEPT),
    LIST_OF(inspection_schedule, proof,            SCHEDULE_PROOF,      READ_ONLY | KEPT | ONE),
    LIST_OF(inspection_schedule, assignments,      SCHEDULE_ASSIGNMENT, READ_ONLY | KEPT),
    LIST_OF(inspection_schedule, costs,            SCHEDULE_COST,       READ_ONLY | KEPT),
    FIELD(inspection_schedule, total_cost,         COUNT,               READ_ONLY | KEPT),
    LIST_OF(inspection_schedule, broken_rules,     SCHEDULE_BREACH,     READ_ONLY | KEPT),
    FIELD(inspection_schedule, facts_digest,       LABEL,               INTERNAL | KEPT),
    VALUES(inspection_schedule, inspection_ids,    UUID,                READ_ONLY),
    STATUS_FIELDS(inspection_schedule),
    FIELD(inspection_schedule, version,            COUNT,               READ_ONLY),
    FIELD(inspection_schedule, created_at,         INSTANT,             READ_ONLY),
    FIELD(inspection_schedule, updated_at,         INSTANT,             READ_ONLY),
    FIELD(inspection_schedule, deleted_at,         INSTANT,             READ_ONLY | OPTIONAL));

const struct shape NEW_INSPECTION_SCHEDULE = SHAPE("new_inspection_schedule",
    new_inspection_schedule,
    FIELD(new_inspection_schedule, seed,               COUNT,               0),
    FIELD(new_inspection_schedule, time_limit_ms,      SCHEDULE_TIME_LIMIT, 0),
    LIST_OF(new_inspection_schedule, weights,          SCHEDULE_WEIGHTS,    ONE),
    FIELD(new_inspection_schedule, visited_may_supply, FLAG,                0));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "cycle_id", &UUID, "t.cycle_id", OP_EXACT, 0 },
    { "outcome", &SCHEDULE_OUTCOME, "t.outcome", OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &INSPECTION_CYCLES, "cycle_id" };

struct resource INSPECTION_SCHEDULES = { .name = "inspection_schedule",
                                         .table = "inspection_schedule",
                                         .shape = &INSPECTION_SCHEDULE,
                                         .list = &LIST_,
                                         .parent = &PARENT };
