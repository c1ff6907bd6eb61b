#pragma once

#include "models/resource.h"

/* A cycle of peer inspection: schools that inspect each other, each as much as it is inspected,
 * within some months. Who visits whom is the rota of the cycle. Once it is scheduled only its name
 * and its end change. Days are YYYY-MM-DD and inclusive. */
struct inspection_cycle {
    const char *id;
    const char *name;
    const char *framework_id; /* published when the cycle is scheduled */
    const char *starts_on;
    const char *ends_on;
    const char *school_ids_taking_part; /* a JSON list of ids, 2 to 100, of 4 once scheduled */
    const char *provision_ids;          /* inspected by themselves: a JSON list of ids */
    const char *visit_windows;          /* a JSON list of struct visit_window, 1 to 64 */
    int64_t visit_days;                 /* of fieldwork, Monday to Friday */
    int64_t team_size;                  /* with the lead */
    int64_t reciprocal_cycles;          /* so many cycles back two schools are not to have
                                           inspected each other; 0: only this one counts */
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason;
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

/* When visits may be: a visit is within one, and one reviewer makes one visit in it. */
struct visit_window {
    const char *from;
    const char *to;
};

extern const struct shape INSPECTION_CYCLE, VISIT_WINDOW;
extern struct resource INSPECTION_CYCLES;
