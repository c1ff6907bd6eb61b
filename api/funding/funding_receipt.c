#include "models/funding/funding_receipt.h"

#include "api/bulk/bulk.h"
#include "api/collection.h"
#include "models/change.h"
#include "models/funding/pounds.h"
#include "models/uuid.h"

static const char DIFFERS[] = "receipt_line_differs";

/* ---- one line -------------------------------------------------------------------------- */

/* A line that comes again is told as it stands. */
static bool tell_stood(struct ctx *c, const struct funding_receipt *row,
                       const struct funding_receipt *stood)
{
    if (!funding_receipt_same(row, stood))
        return refuse(c, DIFFERS, NULL);
    if (!done(c, db_commit(c->db)) || !tell(c, stood))
        return false;
    if (c->answer.status == 201)
        c->answer.status = 200;
    return true;
}

static bool add_new(struct ctx *c, struct funding_receipt *row)
{
    char *id = arena_take(c->arena, UUID_TEXT);
    void *added;

    if (!id)
        return refuse(c, "busy", NULL);
    uuid_make(id);
    row->id = id;
    row->version = 1;
    return written(c, resource_add(c->db, &FUNDING_RECEIPTS, row, 1, &added), &FUNDING_RECEIPTS,
                   row)
        && done(c, db_commit(c->db))
        && tell_new(c, added);
}

static bool add_receipt(struct ctx *c)
{
    struct funding_receipt *row = new_row(c), *stood;

    if (!row || !ask_body(c, row))
        return false;
    if (!funding_receipt_set_key(c->arena, row))
        return refuse(c, "busy", NULL);
    db_begin(c->db);
    const enum db_status status = funding_receipt_stands(c->db, row, &stood);
    return status == DB_OK     ? tell_stood(c, row, stood)
           : status == DB_NONE ? add_new(c, row)
                               : done(c, status);
}

/* ---- many ------------------------------------------------------------------------------ */

static const struct column_spelling POUNDS = { "amount", "amount_pence", pounds_to_pence };

/* Of a remittance no line is lost for another's sake, unless the caller says so. */
static bool take_receipts(struct ctx *c)
{
    struct bulk b = { .match = &FUNDING_RECEIPT_LINE,
                      .partial = c->route->flags & ONLY_CSV,
                      .differs = DIFFERS,
                      .same = funding_receipt_says_same,
                      .set_key = funding_receipt_set_key,
                      .standing = funding_receipts_standing,
                      .spelling = &POUNDS };

    return bulk_once(c, &b);
}

/* ---- a parked one ---------------------------------------------------------------------- */

static bool match_receipt(struct ctx *c)
{
    struct receipt_match *match = new_row(c);
    void *row;

    return match && ask_key(c, &match->id)
        && find_live(c, match->id, &row)
        && is_version_meant(c, row)
        && ask_body(c, match)
        && done(c, receipt_matched(c->db, match))
        && find_live(c, match->id, &row)
        && tell(c, row);
}

static const struct parameter MODE[] = { { "mode", &BULK_MODE, false }, { NULL, NULL, false } };

#define READ "funding:read"
#define WRITE "funding:write"
#define P &FUNDING_RECEIPTS, &FUNDING_RECEIPT, &FUNDING_RECEIPT
#define R &FUNDING_RECEIPTS, NULL, &FUNDING_RECEIPT

/* A receipt is reversed, never changed or deleted. */
const struct route FUNDING_RECEIPT_ROUTES[] = {
    { "GET", "/v1/funding/receipts", "listFundingReceipts", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/funding/receipts", "addFundingReceipt", WRITE, P, 201, TRIES, add_receipt,
      NULL },
    { "POST", "/v1/funding/receipts/bulk", "bulkFundingReceipts", WRITE,
      R, 200, TRIES | BULK, take_receipts, BULK_ONCE_PARAMETERS },
    { "POST", "/v1/funding/receipts/import", "importFundingReceipts", WRITE,
      R, 207, TRIES | BULK | ONLY_CSV, take_receipts, MODE },
    { "GET", "/v1/funding/receipts/:id", "findFundingReceipt", READ, R, 200, SELECTS, find_row,
      NULL },
    { "GET", "/v1/funding/receipts/:id/history", "fundingReceiptHistory", "history:read",
      &FUNDING_RECEIPTS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", "/v1/funding/receipts/:id/matches", "matchFundingReceipt", WRITE,
      &FUNDING_RECEIPTS, &RECEIPT_MATCH, &FUNDING_RECEIPT, 200, TRIES, match_receipt, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
