#include "models/funding/funding_payment.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "funding:read"
#define P &FUNDING_PAYMENTS, &FUNDING_PAYMENT, &FUNDING_PAYMENT
#define R &FUNDING_PAYMENTS, NULL, &FUNDING_PAYMENT

/* A payment is reversed, never changed or deleted. */
const struct route FUNDING_PAYMENT_ROUTES[] = {
    { "GET", "/v1/funding/payments", "listFundingPayments", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/funding/payments", "addFundingPayment", "funding:write", P, 201, TRIES, add_row,
      NULL },
    { "GET", "/v1/funding/payments/:id", "findFundingPayment", READ, R, 200, SELECTS, find_row,
      NULL },
    { "GET", "/v1/funding/payments/:id/history", "fundingPaymentHistory", "history:read",
      &FUNDING_PAYMENTS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
