#include "models/board/board_disclosure_phrase.h"

const struct shape BOARD_DISCLOSURE_PHRASE =
    SHAPE("board_disclosure_phrase", board_disclosure_phrase,
    FIELD(board_disclosure_phrase, id,           UUID,    READ_ONLY),
    FIELD(board_disclosure_phrase, phrase,       LABEL,   REQUIRED | FIXED),
    FIELD(board_disclosure_phrase, as_beginning, FLAG,    FIXED),
    FIELD(board_disclosure_phrase, standard,     FLAG,    READ_ONLY),
    FIELD(board_disclosure_phrase, version,      COUNT,   READ_ONLY),
    FIELD(board_disclosure_phrase, created_at,   INSTANT, READ_ONLY),
    FIELD(board_disclosure_phrase, updated_at,   INSTANT, READ_ONLY),
    FIELD(board_disclosure_phrase, deleted_at,   INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "phrase", &LABEL, "t.phrase", OP_EXACT | OP_PREFIX, 0 },
    { "standard", &FLAG, "t.standard", OP_EQ, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "phrase", &LABEL, "t.phrase" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource BOARD_DISCLOSURE_PHRASES = { .name = "board_disclosure_phrase",
                                             .table = "board_disclosure_phrase",
                                             .shape = &BOARD_DISCLOSURE_PHRASE,
                                             .list = &LIST_ };
