#pragma once

#include "models/resource.h"
#include "queries.h" /* provision_occupied: sql/queries/provision.sql */

/* Where special needs are provided for: a special school, a base, a unit, a bridge. The host has
 * the premises, the provider employs the staff. Dates are YYYY-MM-DD and both ends are inclusive.
 */
struct provision {
    const char *id;
    const char *kind;
    const char *name;
    const char *host_school_id;
    const char *provider_school_id;
    const char *needs; /* types of need, a JSON list of texts */
    const char *nc_year_from;
    const char *nc_year_to;
    const char *places;           /* a JSON list of struct commissioned_places */
    const char *lease;            /* a JSON object of struct lease_terms; NULL: not leased */
    int64_t staff_ratio;          /* pupils per member of staff */
    int64_t timetable_share_from; /* percent of lessons in mainstream classes */
    int64_t timetable_share_to;
    const char *base_manager;
    const char *opened_on;
    const char *closed_on;
    const char *warnings;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

struct commissioned_places {
    const char *from;
    const char *to; /* NULL while it is open */
    int64_t commissioned;
};

struct lease_terms {
    const char *starts_on;
    const char *ends_on;
    const char *signed_on;
    const char *reference;
};

struct occupancy_ask {
    const char *provision_id;
    const char *from;
    const char *to;
    bool by_day; /* an entry for each day rather than for each run of equal days */
};

/* How many places are taken. A place is held from the day a placement is agreed. */
struct occupancy {
    const char *provision_id;
    const char *from;
    const char *to;
    int64_t capacity_today;
    int64_t occupied_today;
    const char *peak; /* a JSON object of struct occupancy_peak: the first of the fullest days */
    const char *days; /* a JSON list of struct occupancy_run, in order, without gaps */
};

struct occupancy_peak {
    int64_t occupied;
    const char *on;
};

struct occupancy_run {
    const char *from;
    const char *to;
    int64_t commissioned;
    int64_t occupied;
    int64_t free;
};

extern const struct shape PROVISION, COMMISSIONED_PLACES, LEASE_TERMS, OCCUPANCY_ASK, OCCUPANCY;
extern struct resource PROVISIONS;
