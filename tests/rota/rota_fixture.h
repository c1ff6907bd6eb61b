#pragma once

#include "models/rota/rota.h"

#include <stddef.h>

/* Made-up trusts. A case is its seed: TAMAR_TEST_SEED repeats one, TAMAR_TEST_CASES says how many
 * there are. */
struct draws {
    uint64_t state;
};

struct draws draws_of(uint64_t seed);
int draw(struct draws *draws, int below);

struct seeds {
    uint64_t first, last;
};
struct seeds seeds_to_try(uint64_t usual);

enum {
    MADE_SCHOOLS = 100,
    MADE_SUBJECTS = 150,
    MADE_REVIEWERS = 700,
    MADE_CONFLICTS = 2000,
    MADE_PAST = 1000
};

/* The problem borrows what is beside it: not to be copied. */
struct made_rota {
    struct rota_problem problem;
    struct rota_school schools[MADE_SCHOOLS];
    struct rota_subject subjects[MADE_SUBJECTS];
    struct rota_reviewer reviewers[MADE_REVIEWERS];
    struct rota_conflict conflicts[MADE_CONFLICTS];
    struct rota_past past[MADE_PAST];
    int32_t metres[MADE_SCHOOLS * MADE_SCHOOLS];
    int64_t weights[ROTA_RULES];
};

/* All that a trust may come with. The tighter (0 to 3), the fewer people, visits and windows there
 * are. Bases are visited beside the schools. */
struct made_size {
    int schools, bases, windows, team, tightness;
    int visited;    /* of the schools themselves; 0: most or all */
    int most_staff; /* of a school; 0: as it comes */
};
void make_rota(struct draws *draws, struct made_size size, struct made_rota *made);

/* Schools 0 .., each visited, with `staff` reviewers each who may do everything, in this many
 * windows; nothing else. */
void plain_rota(struct made_rota *made, int schools, int staff, int windows);
int add_base(struct made_rota *made, int host, int provider);
int add_reviewer(struct made_rota *made, int school);
void add_conflict(struct made_rota *made, int reviewer, int subject, enum rota_conflict_kind kind);
void add_past(struct made_rota *made, int inspector, int inspected, int cycles_ago);

/* By place: "school 3", "reviewer 12". */
void show_rota(const struct made_rota *made);
