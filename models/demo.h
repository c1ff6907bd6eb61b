#pragma once

#include "models/db.h"

/* The demo trusts: the files of sql/demo, whose functions live as long as the connection they are
 * loaded on. The connection is one of the schema's owner. */
struct demo_trust {
    int64_t position;
    const char *id;
    const char *name;
};

struct demo_school {
    int64_t number;
    const char *id;
    const char *la_code;
    bool hosts; /* a base of a special school */
};

enum db_status demo_load(struct db *db);
enum db_status demo_trusts(struct db *db, struct demo_trust **rows, size_t *count);
/* On a lease of the trust. */
enum db_status demo_add_schools(struct db *db, int64_t position, const char *seed);
enum db_status demo_schools(struct db *db, int64_t position, const char *seed,
                            struct demo_school **rows, size_t *count);
enum db_status demo_add_pupils(struct db *db, int64_t position, const char *seed, int64_t first,
                               int64_t last);
/* Plans, bases, placements and a Bridge, of pupils that are there. */
enum db_status demo_add_casework(struct db *db, int64_t position, const char *seed);
/* Rates, the bands of the placements that are there, and an agreement for each base. */
enum db_status demo_add_funding(struct db *db, int64_t position, const char *seed);
/* A register of reviewers, a cycle that is closed and one that is running; after the users. */
enum db_status demo_add_inspections(struct db *db, int64_t position, const char *seed);
/* A student advisory board; after the users and before the pupils, so that its texts, which are
 * looked through for the names of all of them, are not for long. */
enum db_status demo_add_boards(struct db *db, int64_t position, const char *seed);
/* One of the pupils joins it. */
enum db_status demo_add_board_pupil(struct db *db, int64_t position, const char *seed);
enum db_status demo_finish(struct db *db);
