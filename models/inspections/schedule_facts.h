#pragma once

#include "models/db.h"
#include "models/rota/rota_words.h"

/* What the rota of a cycle is made from, as the database tells it
 * (sql/130_inspection_schedule.sql), and as the solver takes it. */

/* One row of one form: which members it has follows from its kind, and things are told by their
 * number in their kind, from 0.
 * cycle: number = reciprocal_cycles, amount = team_size
 * school: easting, northing
 * window: first_day, last_day; starts_on, ends_on of the visits in it, NULL when it is over
 * subject: is_so for a provision; school (host) and other (provider), where they take part; fields
 * of expertise that it wants; windows in which it can be visited; says = the id of its school
 * reviewer: school, where it takes part; amount = visits left; fields; is_so when they may lead
 * conflict: number of the reviewer, other = of the subject, says = what, is_so when it is hard
 * past: school inspected other, number cycles ago
 * digest: says = of all of them */
struct rota_fact {
    const char *kind;
    int64_t number;
    const char *id;
    const char *name;
    int64_t school, other;
    int64_t easting, northing;
    int64_t amount;
    int64_t fields;
    bool is_so;
    const char *windows; /* a 1 for each, or 0 */
    const char *first_day, *last_day;
    const char *starts_on, *ends_on;
    const char *says;
};
extern const struct shape ROTA_FACT;

struct schedule_facts {
    const struct rota_fact *schools, *windows, *subjects, *reviewers;
    struct rota_problem problem; /* without seed, weights and limits */
    struct rota_names names;
    const char *digest;
};

/* In a short transaction, which is over afterwards; rows and texts are the arena's of the lease.
 * DB_INVALID or DB_DENIED by a rule of guard_rota(). */
enum db_status schedule_facts_read(struct db *db, const char *cycle_id,
                                   struct schedule_facts *facts);
