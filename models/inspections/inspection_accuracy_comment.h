#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* What a school that answers for an inspection says to the accuracy of what was agreed: a comment,
 * which is accepted or rejected, or that it has none. */
struct inspection_accuracy_comment {
    const char *id;
    const char *inspection_id;
    const char *school_id;
    const char *kind; /* comment or none */
    const char *area; /* code of an area; NULL: it is about the whole, or there is none */
    const char *comment;
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason; /* why it was accepted or rejected */
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape INSPECTION_ACCURACY_COMMENT;
extern struct resource INSPECTION_ACCURACY_COMMENTS;
