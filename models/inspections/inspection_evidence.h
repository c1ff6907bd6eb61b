#pragma once

#include "models/resource.h"

/* What somebody of a team saw. It is about a group of pupils, never about a pupil. */
struct inspection_evidence {
    const char *id;
    const char *inspection_id;
    const char *team_member_id; /* who saw it */
    const char *kind;
    const char *areas; /* JSON list of codes of areas that are inspected, one at least */
    const char *pupil_group;
    const char *seen_on; /* YYYY-MM-DD */
    const char *note;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape INSPECTION_EVIDENCE;
extern struct resource INSPECTION_EVIDENCES;
