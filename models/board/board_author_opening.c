#include "models/board/board_author_opening.h"

const struct shape BOARD_AUTHOR_OPENING = SHAPE("board_author_opening", board_author_opening,
    FIELD(board_author_opening, id,          UUID,    READ_ONLY),
    FIELD(board_author_opening, feedback_id, UUID,    READ_ONLY),
    FIELD(board_author_opening, reason,      NOTE,    REQUIRED | FIXED),
    FIELD(board_author_opening, opened_by,   UUID,    READ_ONLY),
    FIELD(board_author_opening, opened_at,   INSTANT, READ_ONLY),
    FIELD(board_author_opening, deleted_at,  INSTANT, INTERNAL));

const struct shape AUTHOR_OPENED = SHAPE("author_opened", author_opened,
    FIELD(author_opened, id,          UUID,    READ_ONLY),
    FIELD(author_opened, feedback_id, UUID,    READ_ONLY),
    FIELD(author_opened, reason,      NOTE,    READ_ONLY),
    FIELD(author_opened, opened_by,   UUID,    READ_ONLY),
    FIELD(author_opened, opened_at,   INSTANT, READ_ONLY),
    FIELD(author_opened, member_id,   UUID,    READ_ONLY),
    FIELD(author_opened, pseudonym,   LABEL,   READ_ONLY),
    FIELD(author_opened, school_id,   UUID,    READ_ONLY),
    FIELD(author_opened, pupil_id,    UUID,    READ_ONLY));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "feedback_id", &UUID, "t.feedback_id", OP_EXACT, 0 },
    { "opened_by", &UUID, "t.opened_by", OP_EXACT, 0 },
    { "opened_at", &INSTANT, "t.opened_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "opened_at", &INSTANT, "t.opened_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource BOARD_AUTHOR_OPENINGS = { .name = "board_author_opening",
                                          .table = "board_author_opening",
                                          .shape = &BOARD_AUTHOR_OPENING,
                                          .list = &LIST_ };
