/* In place of models/journal.c, to learn what the audit of reads costs: entries are taken for
 * written, so there is nothing to carry over to the database either. */
#include "models/journal.h"

static char only;

struct journal *journal_open(const char *folder)
{
    (void)folder;
    return (struct journal *)(void *)&only;
}

void journal_close(struct journal *journal)
{
    (void)journal;
}

bool journal_write(struct journal *journal, const struct journal_entry *entry)
{
    (void)journal;
    (void)entry;
    return true;
}

enum db_status journal_ship(struct journal *journal, struct db *db)
{
    (void)journal;
    (void)db;
    return DB_OK;
}
