#pragma once

#include "models/resource.h"

/* Days on which a school is shut to pupils, both included; at most a year, and told once. School
 * days are counted around them (models/working_day.h). Days are YYYY-MM-DD. */
struct school_closure {
    const char *id;
    const char *school_id;
    const char *starts_on;
    const char *ends_on;
    const char *reason;
    const char *note;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape SCHOOL_CLOSURE;
extern struct resource SCHOOL_CLOSURES;
