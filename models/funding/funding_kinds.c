/* The vocabulary of funding passporting. Money is whole pence, a rate is pence a year, a share is
 * in basis points of what is received. */
#include "models/kind.h"

#include "models/funding/accrual.h"

static const struct rule PERIOD_IS_NONE = { "period_format", "must be a month, as in 2026-11" };
static const struct rule PAYER_IS_NONE = { "payer_format",
                                           "must be dfe or the code of a local authority" };

static const struct rule *period_refuses(const char *text)
{
    int64_t period;

    return period_read(text, &period) ? NULL : &PERIOD_IS_NONE;
}

/* Place money of an academy comes from the Department, top-up from the pupil's authority. */
static const struct rule *payer_refuses(const char *text)
{
    static const char DFE[] = "dfe";
    bool is_dfe = true, is_code = true;

    for (int i = 0; i < 3; i++) {
        is_dfe = is_dfe && text[i] == DFE[i];
        is_code = is_code && text[i] >= '0' && text[i] <= '9';
    }
    return is_dfe || is_code ? NULL : &PAYER_IS_NONE;
}

static const char *const STREAMS[] = { "places", "top_ups", NULL };
static const char *const SHARE_BASES[] = { "entitlement", "receipts", NULL };
static const char *const COST_LINES[] = {
    "heating", "cleaning", "maintenance",          "caretaking", "grounds",        "water", "rates",
    "ict",     "catering", "lunchtime_supervision", "lease_rent", "service_charge", "other", NULL };
static const char *const PLACE_TYPES[] = { "special_place", "unit_place_occupied",
                                           "unit_place_unoccupied", NULL };
static const char *const ACCOUNTS[] = { "receivable", "bank", "retained",
                                        "passported", "paid", "overpaid", NULL };
static const char *const POSTING_KINDS[] = { "accrual",     "adjustment", "receipt", "payment",
                                             "overpayment", "reversal",   NULL };

static const char *const RECONCILIATION_REASONS[] = { "not_received", "received_less",
                                                     "received_more", "not_run", "parked_lines",
                                                     "unpaid", "overpaid", NULL };

/* A hundred thousand million pence: no trust's money, so a slip of the keyboard. */
#define MOST INT64_C(100000000000)

const struct kind PENCE = { "pence", INTEGER, -MOST, MOST, NULL, NULL,
    { "pence_range", "must be from -100000000000 to 100000000000 pence" },
    "102500", "bigint", AS_GIVEN };
const struct kind ANNUAL_PENCE = { "annual_pence", INTEGER, 0, MOST, NULL, NULL,
    { "annual_pence_range", "must be from 0 to 100000000000 pence" },
    "1234567", "bigint", AS_GIVEN };
const struct kind BASIS_POINTS = { "basis_points", INTEGER, 0, 10000, NULL, NULL,
    { "basis_points_range", "must be from 0 to 10000" },
    "1250", "integer", AS_GIVEN };
const struct kind PERIOD = { "period", TEXT, 7, 7, NULL, period_refuses,
    { "period_length", "must be 7 characters" },
    "2026-11", "text", TRIMMED };
const struct kind PAYER = { "payer", TEXT, 3, 3, NULL, payer_refuses,
    { "payer_length", "must be 3 characters" },
    "dfe", "text", TRIMMED };
const struct kind BASE_YEAR = { "base_year", TEXT, 1, 40, BASE_YEARS, NULL,
    { "base_year_code", "must be academic or financial" },
    "academic", "text", TRIMMED };
const struct kind FUNDING_STREAM = { "funding_stream", TEXT, 1, 40, STREAMS, NULL,
    { "funding_stream_code", "must be places or top_ups" },
    "top_ups", "text", TRIMMED };
const struct kind SHARE_MODE = { "share_mode", TEXT, 1, 40, PASSPORT_MODES, NULL,
    { "share_mode_code", "must be proportion, fixed_per_place or fixed_sum" },
    "proportion", "text", TRIMMED };
const struct kind SHARE_BASIS = { "share_basis", TEXT, 1, 40, SHARE_BASES, NULL,
    { "share_basis_code", "must be entitlement or receipts" },
    "entitlement", "text", TRIMMED };
const struct kind COST_LINE = { "cost_line", TEXT, 1, 40, COST_LINES, NULL,
    { "cost_line_code", "must be one of /v1/reference-data/cost_line" },
    "heating", "text", TRIMMED };
const struct kind PLACE_TYPE = { "place_type", TEXT, 1, 40, PLACE_TYPES, NULL,
    { "place_type_code", "must be one of /v1/reference-data/place_type" },
    "special_place", "text", TRIMMED };
const struct kind ARITHMETIC = { "arithmetic", TEXT, 1, 20000, NULL, NULL,
    { "arithmetic_length", "must be 1 to 20000 characters" },
    "22 of 365 days at 12,345.67 a year = 744.12", "text", AS_GIVEN };
const struct kind LEDGER_ACCOUNT = { "ledger_account", TEXT, 1, 40, ACCOUNTS, NULL,
    { "ledger_account_code", "must be one of /v1/reference-data/ledger_account" },
    "passported", "text", TRIMMED };
const struct kind POSTING_KIND = { "posting_kind", TEXT, 1, 40, POSTING_KINDS, NULL,
    { "posting_kind_code", "must be one of /v1/reference-data/posting_kind" },
    "accrual", "text", TRIMMED };
const struct kind RECONCILIATION_REASON = { "reconciliation_reason", TEXT, 1, 40,
    RECONCILIATION_REASONS, NULL,
    { "reconciliation_reason_code", "must be one of /v1/reference-data/reconciliation_reason" },
    "not_received", "text", TRIMMED };
