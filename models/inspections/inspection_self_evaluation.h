#pragma once

#include "models/resource.h"

/* How the school that is inspected sees itself; an inspection has one. */
struct inspection_self_evaluation {
    const char *id;
    const char *inspection_id;
    const char *areas;                 /* JSON list of struct self_evaluation_area */
    const char *strengths;             /* JSON list of texts */
    const char *areas_for_development; /* JSON list of texts */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

struct self_evaluation_area {
    const char *area;  /* code of an area that is inspected */
    const char *grade; /* code of a point of its scale; NULL: none is given */
    const char *narrative;
};

extern const struct shape INSPECTION_SELF_EVALUATION, SELF_EVALUATION_AREA;
extern struct resource INSPECTION_SELF_EVALUATIONS;

/* DB_NONE while none is written that the caller sees. */
enum db_status self_evaluation_find(struct db *db, const char *inspection, void **row);
