#include "models/funding/ledger_entry.h"

#include "api/collection.h"

static bool tell_entry(struct ctx *c)
{
    const char *id;
    void *row;

    return ask_key(c, &id) && find_any(c, id, &row) && tell(c, row);
}

#define READ "funding:read"
#define R &LEDGER_ENTRIES, NULL, &LEDGER_ENTRY

/* Written by what posts, never by a client. */
const struct route LEDGER_ENTRY_ROUTES[] = {
    { "GET", "/v1/funding/ledger-entries", "listLedgerEntries", READ, R, 200, LISTS, list_rows,
      NULL },
    { "GET", "/v1/funding/ledger-entries/:id", "findLedgerEntry", READ, R, 200, 0, tell_entry,
      NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
