#pragma once

#include "models/resource.h"

/* That a file followed a pupil to the next school: the Common Transfer File (DfE CTF guidance: at
 * most 15 school days after the pupil leaves) or the safeguarding file. Days are YYYY-MM-DD. */
struct transfer_file {
    const char *id;
    const char *pupil_id;
    const char *kind;
    const char *from_school_id;
    const char *to_school_id; /* of the trust; or */
    const char *destination;  /* any other */
    const char *sent_on;
    const char *reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape TRANSFER_FILE;
extern struct resource TRANSFER_FILES;
