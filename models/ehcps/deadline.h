#pragma once

#include "models/ehcps/ehcp_clock.h"
#include "models/resource.h"
#include "models/uuid.h"

/* The clock of cases, read from the database and kept there. A deadline is a duty that has a date:
 * one row for each, so that a list across the trust is a walk along an index. The row holds what is
 * known now; what it was on any day follows (deadline_look). */
struct deadline {
    const char *id; /* NULL in the clock of one case */
    const char *ehcp_id;
    const char *pupil_id;
    const char *school_id; /* where the pupil is C or M */
    const char *la_code;
    const char *duty;
    const char *title;
    const char *owed_by;
    const char *record_id; /* what it follows from; NULL: the case */
    int64_t occurrence;
    int64_t part; /* of an occurrence whose date moved: the last one stands */
    const char *state; /* as of the day asked for: met, late, due, overdue or not_started */
    const char *known_on, *trigger_on, *due_on, *published_on, *done_on, *ended_on;
    bool foreseen;
    const char *exceptions; /* [{"exception","recorded_on"}]: they never move a date */
    const char *explanation;
    const char *legal_basis;
    bool advisory;
    bool unconfirmed;
    const char *deleted_at; /* always NULL */
};

extern const struct shape DEADLINE;
extern struct resource DEADLINES;

/* What a deadline was at the end of a day: state, and members that were not yet known taken
 * away. False when it was not yet known, or no longer owed. */
bool deadline_look(struct arena *arena, int64_t as_of, struct deadline *row);

/* The exceptions of a duty, or of those a set of bits names, as the member tells them. */
const char *deadline_exceptions(struct arena *arena, const struct ehcp_duty *duty, unsigned of);

/* A list, once it is known how it is sorted, becomes that of the end of a day; and then of what was
 * in a state ("open": due or overdue; false when it is none). These are conditions on days, of
 * which there must be room for so many. `day` is kept. */
enum { DEADLINE_CONDITIONS_MAX = 10 };
void deadline_as_of(struct list_query *ask, const char *day, bool past);
bool deadline_in_state(struct list_query *ask, const char *state, const char *day);

/* The clock of one case, counted now: rows in the order in which the duties become known, those
 * that wait for their trigger included. DB_NONE when the case is gone. */
enum db_status clock_read(struct db *db, const char *ehcp_id, int64_t as_of,
                          struct deadline **rows, size_t *count);

/* Count again, and keep, the clocks that this transaction has moved: what follows a write of
 * anything that a clock goes by (struct resource, follow). */
enum db_status clock_follow(struct db *db);

/* The same for some that others have moved, at most so many, in a transaction of its own. Where one
 * of several cannot be counted, none is: they are wound one by one, and that one is postponed. */
enum { CLOCK_BATCH_MAX = 200 };
struct clock_wound {
    size_t count;          /* as many as asked for: others may be left */
    char first[UUID_TEXT]; /* the case that came first */
};
enum db_status clock_wind(struct db *db, size_t most, struct clock_wound *wound);
/* Undo such an attempt, and try this case later: `*failures` is how often it has failed since it
 * was moved, 0 when somebody else has counted it meanwhile. */
enum db_status clock_postpone(struct db *db, const char *ehcp_id, int64_t *failures);
