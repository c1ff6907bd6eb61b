#include "models/funding/funding_run.h"

const struct shape FUNDING_PROBLEM = SHAPE("funding_problem", funding_problem,
    FIELD(funding_problem, code,         LABEL,          READ_ONLY),
    FIELD(funding_problem, agreement_id, UUID,           READ_ONLY),
    FIELD(funding_problem, stream,       FUNDING_STREAM, READ_ONLY),
    FIELD(funding_problem, pseudonym,    LABEL,      READ_ONLY),
    FIELD(funding_problem, payer,        PAYER,          READ_ONLY),
    FIELD(funding_problem, band,         LABEL,          READ_ONLY),
    FIELD(funding_problem, place_type,   PLACE_TYPE,     READ_ONLY),
    FIELD(funding_problem, on,           DAY,            READ_ONLY),
    FIELD(funding_problem, until,        DAY,            READ_ONLY),
    FIELD(funding_problem, for_period,   PERIOD,         READ_ONLY),
    FIELD(funding_problem, amount_pence, PENCE,          READ_ONLY),
    FIELD(funding_problem, detail,       NOTE,           READ_ONLY));

const struct shape FUNDING_RUN = SHAPE("funding_run", funding_run,
    FIELD(funding_run, id,               UUID,            READ_ONLY),
    FIELD(funding_run, period,           PERIOD,          REQUIRED | FIXED),
    FIELD(funding_run, line_count,       COUNT,           READ_ONLY | KEPT),
    FIELD(funding_run, received_pence,   PENCE,           READ_ONLY | KEPT),
    FIELD(funding_run, passported_pence, PENCE,           READ_ONLY | KEPT),
    FIELD(funding_run, retained_pence,   PENCE,           READ_ONLY | KEPT),
    LIST_OF(funding_run, problems,       FUNDING_PROBLEM, READ_ONLY | KEPT),
    FIELD(funding_run, prepared_by,      UUID,            READ_ONLY | KEPT),
    FIELD(funding_run, approved_by,      UUID,            READ_ONLY | KEPT),
    STATUS_FIELDS(funding_run),
    FIELD(funding_run, version,          COUNT,           READ_ONLY),
    FIELD(funding_run, created_at,       INSTANT,         READ_ONLY),
    FIELD(funding_run, updated_at,       INSTANT,         READ_ONLY),
    FIELD(funding_run, deleted_at,       INSTANT,         READ_ONLY | OPTIONAL));

const struct shape NEW_FUNDING_RUN = SHAPE("new_funding_run", new_funding_run,
    FIELD(new_funding_run, period,  PERIOD, REQUIRED),
    FIELD(new_funding_run, dry_run, FLAG,   0));

const struct shape FUNDING_APPROVAL = SHAPE("funding_approval", funding_approval,
    FIELD(funding_approval, reason,    NOTE,  0),
    FIELD(funding_approval, reference, LABEL, 0));

const struct shape FUNDING_RUN_LINE = SHAPE("funding_run_line", funding_run_line,
    FIELD(funding_run_line, id,                   UUID,           READ_ONLY | KEPT),
    FIELD(funding_run_line, run_id,               UUID,           READ_ONLY | KEPT),
    FIELD(funding_run_line, number,               COUNT,          READ_ONLY | KEPT),
    FIELD(funding_run_line, agreement_id,         UUID,           READ_ONLY | KEPT),
    FIELD(funding_run_line, provision_id,         UUID,           READ_ONLY | KEPT),
    FIELD(funding_run_line, host_school_id,       UUID,           READ_ONLY | KEPT),
    FIELD(funding_run_line, provider_school_id,   UUID,           READ_ONLY | KEPT),
    FIELD(funding_run_line, stream,               FUNDING_STREAM, READ_ONLY | KEPT),
    FIELD(funding_run_line, payer,                PAYER,          READ_ONLY | KEPT),
    FIELD(funding_run_line, kind,                 POSTING_KIND,   READ_ONLY | KEPT),
    FIELD(funding_run_line, period,               PERIOD,         READ_ONLY | KEPT),
    FIELD(funding_run_line, for_period,           PERIOD,         READ_ONLY | KEPT),
    FIELD(funding_run_line, funding_placement_id, UUID,           INTERNAL | KEPT),
    FIELD(funding_run_line, pseudonym,            LABEL,      READ_ONLY | KEPT),
    FIELD(funding_run_line, band,                 LABEL,          READ_ONLY | KEPT),
    FIELD(funding_run_line, received_pence,       PENCE,          READ_ONLY | KEPT),
    FIELD(funding_run_line, passported_pence,     PENCE,          READ_ONLY | KEPT),
    FIELD(funding_run_line, retained_pence,       PENCE,          READ_ONLY | KEPT),
    FIELD(funding_run_line, explanation,          ARITHMETIC,           READ_ONLY | KEPT),
    FIELD(funding_run_line, deleted_at,           INSTANT,        INTERNAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "period", &PERIOD, "t.period", OP_RANGE | OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "period", &PERIOD, "t.period" },
                                     { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource FUNDING_RUNS = {
    .name = "funding_run", .table = "funding_run", .shape = &FUNDING_RUN, .list = &LIST_
};

static const struct filter LINE_FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "run_id", &UUID, "t.run_id", OP_EQ, 0 },
    { "agreement_id", &UUID, "t.agreement_id", OP_EXACT, 0 },
    { "host_school_id", &UUID, "t.host_school_id", OP_EXACT, 0 },
    { "stream", &FUNDING_STREAM, "t.stream", OP_EXACT, 0 },
    { "kind", &POSTING_KIND, "t.kind", OP_EXACT, 0 },
    { "for_period", &PERIOD, "t.for_period", OP_RANGE | OP_EXACT, 0 },
    { "pseudonym", &LABEL, "t.pseudonym", OP_EXACT | OP_NULL, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort LINE_SORTS[] = { { "number", &COUNT, "t.number" },
                                          { "for_period", &PERIOD, "t.for_period" },
                                          { NULL, NULL, NULL } };

static const struct list LINE_LIST = { LINE_FILTERS, LINE_SORTS };
static const struct parent RUN = { &FUNDING_RUNS, "run_id" };

struct resource FUNDING_RUN_LINES = { .name = "funding_run_line",
                                      .table = "funding_run_line",
                                      .shape = &FUNDING_RUN_LINE,
                                      .list = &LINE_LIST,
                                      .usual_sort = LINE_SORTS,
                                      .parent = &RUN };
