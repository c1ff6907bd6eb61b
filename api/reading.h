#pragma once

#include "api/faults.h"
#include "models/shape.h"

/* One row being read from a body: JSON, a CSV line, or the members of a form. The same rules for
 * all of them. */
struct reading {
    struct arena *arena;
    const struct shape *shape;
    void *row;           /* being filled; starts as a cleared row or as a copy of `current` */
    const void *current; /* the row as it stands, or NULL for a new one */
    uint64_t given;      /* the members the client named */
    uint64_t hidden;     /* the members it may not see, nor write */
    struct faults *faults;
    const char *at;      /* JSON pointer of the row in its body; "" for the body itself */
    bool defer; /* read-only members are taken as they come: what stands is not known yet */
};

/* A fault at a member of the row; its pointer is spelt only now. */
void reading_fault(struct reading *r, const char *member, const struct rule *rule);
/* May the client name this member at all? Adds the fault when not. */
bool reading_takes(struct reading *r, const struct field *field);
/* A member that is only sent back must be as it stands. */
bool reading_is_read_only(const struct reading *r, const struct field *field);
extern const struct rule IS_READ_ONLY, IS_REQUIRED;

/* A value given as text: of a CSV cell or a form. */
void read_text_value(struct reading *r, const struct field *field, const char *text);
void read_null(struct reading *r, const struct field *field);
/* Text and integer of a parsed value, judged by the kind. */
const struct rule *put_text_value(struct arena *arena, const struct field *field, const char *text,
                                  void *row);
const struct rule *put_int_value(const struct field *field, int64_t value, void *row);

/* Every REQUIRED member must be there in the end. */
void read_required(struct reading *r);
void unknown_member(struct reading *r, const char *name);

/* A whole number in decimal without sign, blank or leading zero (or "0"), or with one "-". */
bool text_to_int(const char *text, int64_t *value);
