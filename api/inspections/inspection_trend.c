/* How grades go over time, by one framework. */
#include "models/inspections/inspection_trend.h"

#include "api/collection.h"
#include "models/inspections/inspection_framework.h"

static bool by_framework(struct ctx *c, struct list_query *ask)
{
    const char *framework = ask_parameter(c, "framework_id");
    void *row;

    if (ask->nconditions == CONDITIONS_MAX)
        return refuse(c, "invalid_parameter", "There are too many conditions");
    ask->conditions[ask->nconditions++] = (struct condition){ &TREND_FRAMEWORK, OP_EQ, framework };
    return done(c, resource_find(c->db, &INSPECTION_FRAMEWORKS, framework, &row));
}

static bool list_trends(struct ctx *c)
{
    struct list_query ask = c->list;
    int64_t total = NONE;
    size_t count;
    void *rows;

    ask.limit++; /* one more tells whether there is more */
    return by_framework(c, &ask) &&
           done(c, resource_list(c->db, &INSPECTION_TRENDS, &ask, &rows, &count)) &&
           (!c->count || done(c, resource_count(c->db, &INSPECTION_TRENDS, &ask, &total))) &&
           tell_page(c, rows, count, total);
}

static const struct parameter PARAMETERS[] = { { "framework_id", &UUID, true },
                                               { NULL, NULL, false } };

const struct route INSPECTION_TREND_ROUTES[] = {
    { "GET", "/v1/inspection-trends", "listInspectionTrends", "inspections:read",
      &INSPECTION_TRENDS, NULL, &INSPECTION_TREND, 200, LISTS, list_trends, PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
