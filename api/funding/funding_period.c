#include "models/funding/funding_period.h"

#include "api/collection.h"

static bool ask_period(struct ctx *c, struct funding_period *asked)
{
    *asked = (struct funding_period){ 0 };
    return ask_path(c, 0, &PERIOD, &asked->period);
}

static bool tell_period(struct ctx *c)
{
    struct funding_period one;

    return ask_period(c, &one) && done(c, funding_period_find(c->db, &one, &one)) && tell(c, &one);
}

static bool close_period(struct ctx *c)
{
    struct funding_period one;

    return ask_period(c, &one) && done(c, funding_period_close(c->db, &one, &one)) && tell(c, &one);
}

#define READ "funding:read"
#define R &FUNDING_PERIODS, NULL, &FUNDING_PERIOD

/* A month is closed by a step of its own: what a client writes of it is nothing else. */
const struct route FUNDING_PERIOD_ROUTES[] = {
    { "GET", "/v1/funding/periods", "listFundingPeriods", READ, R, 200, LISTS, list_rows, NULL },
    { "GET", "/v1/funding/periods/:period", "findFundingPeriod", READ, R, 200, 0, tell_period,
      NULL },
    { "POST", "/v1/funding/periods/:period/close", "closeFundingPeriod", "funding:approve", NULL,
      NULL, &FUNDING_PERIOD, 200, TRIES, close_period, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
