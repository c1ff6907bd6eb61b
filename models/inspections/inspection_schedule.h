#pragma once

#include "models/inspections/schedule_facts.h"
#include "models/resource.h"
#include "models/transition.h"

/* A proposal of who inspects whom, and when, in one cycle: made from the facts as they were. Once
 * it is accepted its inspections and teams are there. Days are YYYY-MM-DD and inclusive. */
struct inspection_schedule {
    const char *id;
    const char *cycle_id;
    int64_t seed;
    int64_t time_limit_ms;
    const char *weights; /* one struct schedule_weights as JSON; NULL: soft rules go by order */
    bool visited_may_supply;
    const char *outcome;      /* optimal, best_found, none_exists or not_found */
    bool cut_by_clock;        /* another run may answer otherwise */
    const char *proof;        /* one struct schedule_proof, of none_exists */
    const char *assignments;  /* a JSON list of struct schedule_assignment, by subject */
    const char *costs;        /* a JSON list of struct schedule_cost, one for each soft rule */
    int64_t total_cost;       /* NONE without weights */
    const char *broken_rules; /* a JSON list of struct schedule_breach */
    const char *facts_digest;
    const char *inspection_ids; /* a JSON list of ids, by assignment; none before it is accepted */
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason;
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at; /* never */
};

/* What one breach of each soft rule costs, by enum rota_rule; distance by the metre. */
struct schedule_weights {
    int64_t reciprocal;
    int64_t same_reviewer;
    int64_t own_child_attends;
    int64_t visited_supplies;
    int64_t distance;
    int64_t spread;
};

struct schedule_proof {
    const char *kind; /* no_team, too_few, load or searched */
    const char *says;
};

struct schedule_assignment {
    const char *subject_kind; /* school or provision */
    const char *school_id;    /* inspected; of a provision its host */
    const char *provision_id;
    const char *window; /* one struct visit_window */
    const char *starts_on;
    const char *ends_on;
    const char *team; /* a JSON list of struct schedule_seat, the lead first */
};

struct schedule_seat {
    const char *reviewer_id;
    const char *role;
};

struct schedule_cost {
    const char *rule;
    int64_t count;
    int64_t weight, cost; /* NONE without weights */
};

struct schedule_breach {
    const char *rule;
    const char *says;
};

/* What a client asks for; NONE is not said. */
struct new_inspection_schedule {
    int64_t seed;
    int64_t time_limit_ms;
    const char *weights; /* one struct schedule_weights as JSON */
    bool visited_may_supply;
};

extern const struct shape INSPECTION_SCHEDULE, NEW_INSPECTION_SCHEDULE, SCHEDULE_WEIGHTS,
    SCHEDULE_PROOF, SCHEDULE_ASSIGNMENT, SCHEDULE_SEAT, SCHEDULE_COST, SCHEDULE_BREACH;
extern struct resource INSPECTION_SCHEDULES;

/* Makes the rota and tells it into the members from outcome to facts_digest; seed, time_limit_ms
 * and visited_may_supply are those of `schedule`, `weights` may be NULL. It takes as long as
 * time_limit_ms. DB_TOO_LARGE without memory, DB_FAILED for facts that are none. */
enum db_status schedule_make(struct arena *arena, const struct schedule_facts *facts,
                             const struct schedule_weights *weights,
                             struct inspection_schedule *schedule);
