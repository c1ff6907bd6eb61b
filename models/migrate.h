#pragma once

#include "models/db.h"

/* Bring the schema forward: each file of sql/ once, in order, in a transaction of its own, under an
 * advisory lock, by the owner. An applied file that has changed since is refused. `step` is told
 * each name as it is applied. DB_FAILED: db_message has what the server said. */
enum db_status migrate(struct db *owner, void (*step)(const char *name));

/* Digest of the whole schema this program was built with; `out` has 65 bytes. */
void schema_digest(char out[65]);

/* Is the database at exactly this program's schema? */
enum db_status schema_is_current(struct db *db, bool *current);
