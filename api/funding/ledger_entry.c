#include "models/funding/ledger_entry.h"

#include "api/collection.h"

#define READ "funding:read"
#define R &LEDGER_ENTRIES, NULL, &LEDGER_ENTRY

/* Written by what posts, never by a client. */
const struct route LEDGER_ENTRY_ROUTES[] = {
    { "GET", "/v1/funding/ledger-entries", "listLedgerEntries", READ, R, 200, LISTS, list_rows,
      NULL },
    { "GET", "/v1/funding/ledger-entries/:id", "findLedgerEntry", READ, R, 200, 0, tell_row,
      NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
