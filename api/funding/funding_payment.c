#include "models/funding/funding_payment.h"

#include "api/bulk/bulk.h"
#include "api/collection.h"
#include "models/change.h"

/* A file of payments may be sent again: a payment is its agreement and reference. */
static bool take_payments(struct ctx *c)
{
    struct bulk b = { .match = &FUNDING_PAYMENT_KEY,
                      .differs = "payment_differs",
                      .needs = "reference",
                      .set_key = funding_payment_set_key,
                      .standing = funding_payments_standing };

    return bulk_once(c, &b);
}

#define READ "funding:read"
#define P &FUNDING_PAYMENTS, &FUNDING_PAYMENT, &FUNDING_PAYMENT
#define R &FUNDING_PAYMENTS, NULL, &FUNDING_PAYMENT

/* A payment is reversed, never changed or deleted. */
const struct route FUNDING_PAYMENT_ROUTES[] = {
    { "GET", "/v1/funding/payments", "listFundingPayments", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/funding/payments", "addFundingPayment", "funding:write", P, 201, TRIES, add_row,
      NULL },
    { "POST", "/v1/funding/payments/bulk", "bulkFundingPayments", "funding:write", R, 200,
      TRIES | BULK, take_payments, BULK_ONCE_PARAMETERS },
    { "GET", "/v1/funding/payments/:id", "findFundingPayment", READ, R, 200, SELECTS, find_row,
      NULL },
    { "GET", "/v1/funding/payments/:id/history", "fundingPaymentHistory", "history:read",
      &FUNDING_PAYMENTS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
