#include "models/funding/funding_period.h"

const struct shape FUNDING_PERIOD = SHAPE("funding_period", funding_period,
    FIELD(funding_period, id,         UUID,    READ_ONLY),
    FIELD(funding_period, period,     PERIOD,  READ_ONLY),
    FIELD(funding_period, closed_at,  INSTANT, READ_ONLY),
    FIELD(funding_period, closed_by,  UUID,    READ_ONLY),
    FIELD(funding_period, deleted_at, INSTANT, INTERNAL));

static const struct filter FILTERS[] = {
    { "period", &PERIOD, "t.period", OP_RANGE, 0 },
    { "closed_at", &INSTANT, "t.closed_at", OP_RANGE | OP_NULL, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "period", &PERIOD, "t.period" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

struct resource FUNDING_PERIODS = {
    .name = "funding_period",
    .table = "funding_period",
    .shape = &FUNDING_PERIOD,
    .list = &LIST_,
    .usual_sort = &SORTS[0]
};
