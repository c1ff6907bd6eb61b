#pragma once

#include "models/resource.h"

/* What is held for the safeguarding lead when it is said: whole words, one after the other, in
 * whatever spelling of capitals, accents and what stands between them. */
struct board_disclosure_phrase {
    const char *id;
    const char *phrase;
    bool as_beginning; /* words that begin as its last one, too */
    bool standard;     /* every trust begins with it, and keeps it */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape BOARD_DISCLOSURE_PHRASE;
extern struct resource BOARD_DISCLOSURE_PHRASES;
