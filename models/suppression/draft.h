#pragma once

#include "models/suppression/census.h"

/* A period while it is decided: group_of and groups of each breakdown are filled one by one. */
struct draft {
    struct arena *arena;
    struct census census;
    size_t *group_of[IMPACT_BYS];
    struct impact_group *groups[IMPACT_BYS];
    struct impact *out;
};

/* Fills group_of, groups and out->by, but for the tables; schools after phases. False without
 * memory. */
bool draft_groups(struct draft *draft, enum impact_by by);
/* Fills by_theme of schools and phases, of needs, of responses; after all groups. */
bool draft_tables(struct draft *draft);
