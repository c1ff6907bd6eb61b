/* What does not agree between what is due, what came in, and what the hosts were paid. */
#include "models/funding/funding_reconciliation.h"

#include <string.h>

#include "api/collection.h"
#include "models/funding/run_count.h"
#include "models/upkeep.h"

static const struct rule ENDS_FIRST = { "reconciliation_months_in_order",
                                        "must not be before from" };

static bool add_months(struct ctx *c, struct list_query *ask)
{
    const char *from = ask_parameter(c, "from"), *to = ask_parameter(c, "to");

    if (ask->nconditions + 2 > CONDITIONS_MAX)
        return refuse(c, "invalid_parameter", "There are too many conditions");
    if (strcmp(to, from) < 0)
        add_fault(&c->faults, IN_PARAMETER, "to", &ENDS_FIRST);
    ask->conditions[ask->nconditions++] = (struct condition){ &RECONCILED_MONTH, OP_GTE, from };
    ask->conditions[ask->nconditions++] = (struct condition){ &RECONCILED_MONTH, OP_LTE, to };
    return no_faults(c, "invalid_parameter");
}

/* A page, too, is read from all that the trust has posted for the months. */
static bool list_reconciliation(struct ctx *c)
{
    struct list_query ask = c->list;
    int64_t total = NONE;
    size_t count;
    void *rows;

    ask.limit++; /* one more tells whether there is more */
    return add_months(c, &ask) && done(c, be_patient(c->db))
        && done(c, resource_list(c->db, &FUNDING_RECONCILIATIONS, &ask, &rows, &count))
        && (!c->count
            || done(c, resource_count(c->db, &FUNDING_RECONCILIATIONS, &ask, &total)))
        && done(c, db_commit(c->db)) && tell_page(c, rows, count, total);
}

static const struct parameter PARAMETERS[] = { { "from", &PERIOD, true },
                                               { "to", &PERIOD, true },
                                               { NULL, NULL, false } };

const struct route FUNDING_RECONCILIATION_ROUTES[] = {
    { "GET", "/v1/funding/reconciliation", "listFundingReconciliation", "funding:read",
      &FUNDING_RECONCILIATIONS, NULL, &FUNDING_RECONCILIATION, 200, LISTS, list_reconciliation,
      PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
