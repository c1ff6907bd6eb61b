#include "models/funding/funding_receipt.h"

#include <string.h>

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

/* What a line is known by has to be whole before it is looked for. */
static bool take_keys(struct ctx *c, const struct bulk *b)
{
    for (size_t i = 0; i < b->count; i++) {
        struct bulk_row *one = &b->rows[i];
        struct reading r = bulk_reading(c, b, one);

        if (one->problem)
            continue;
        read_required(&r);
        if (one->faults.count)
            bulk_fail(one, "validation_failed");
        else if (!funding_receipt_set_key(c->arena, one->row))
            return refuse(c, "too_large", NULL);
    }
    return true;
}

static bool find_standing(struct ctx *c, struct bulk *b)
{
    struct funding_receipt *lines = arena_take(c->arena, (b->count + 1) * sizeof *lines);
    size_t count = 0;

    for (size_t i = 0; lines && i < b->count; i++) {
        if (!b->rows[i].problem)
            memcpy(&lines[count++], b->rows[i].row, sizeof *lines);
    }
    return lines ? done(c, funding_receipts_standing(c->db, lines, count, &b->found, &b->nfound))
                 : refuse(c, "too_large", NULL);
}

/* Of a remittance no line is lost for another's sake, unless the caller says so. */
static bool take_receipts(struct ctx *c)
{
    const char *mode = ask_parameter(c, "mode");
    const bool remittance = c->route->flags & ONLY_CSV;
    struct bulk b = { .resource = &FUNDING_RECEIPTS,
                      .op = BULK_UPSERT,
                      .match = &FUNDING_RECEIPT_LINE,
                      .partial = mode ? strcmp(mode, "partial") == 0 : remittance,
                      .differs = DIFFERS,
                      .same = funding_receipt_says_same,
                      .spelling = &POUNDS };

    if (!bulk_read(c, &b) || !take_keys(c, &b))
        return false;
    db_begin(c->db);
    return find_standing(c, &b)
        && bulk_finish(c, &b);
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
      R, 200, TRIES | BULK, take_receipts, MODE },
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
