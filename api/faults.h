#pragma once

#include "models/arena.h"
#include "models/buffer.h"
#include "models/kind.h"

/* What is wrong with a request or with one row of a bulk, all of it together. Values are never
 * repeated: a fault says where and why. */
enum fault_place { IN_BODY, IN_PARAMETER, IN_HEADER };

struct fault {
    enum fault_place in;
    const char *place; /* JSON pointer, parameter or header name */
    const char *code;
    const char *detail;
    const char *did_you_mean;
};

enum { FAULTS_MAX = 64 };
struct faults {
    struct arena *arena;
    struct fault *items;
    size_t count, capacity;
};

void add_fault(struct faults *faults, enum fault_place in, const char *place,
               const struct rule *rule);
void add_fault_with(struct faults *faults, enum fault_place in, const char *place, const char *code,
                    const char *detail, const char *did_you_mean);
/* "/needs/0/type" from "/needs/0" and "type". */
const char *pointer(struct arena *arena, const char *parent, const char *name);
const char *pointer_at(struct arena *arena, const char *parent, size_t index);

/* ,"errors":[...] or nothing. */
void put_faults(struct buffer *out, const struct faults *faults);

/* The nearest of some names, when it is near enough to have been meant; or NULL. `name_at` gives
 * the i-th name, NULL after the last. */
const char *nearest(const char *wrong, const char *(*name_at)(const void *of, size_t i),
                    const void *of);
