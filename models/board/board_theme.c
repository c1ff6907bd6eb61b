#include "models/board/board_theme.h"

const struct shape BOARD_THEME = SHAPE("board_theme", board_theme,
    FIELD(board_theme, id,         UUID,       READ_ONLY),
    FIELD(board_theme, code,       THEME_CODE, REQUIRED | FIXED),
    FIELD(board_theme, name,       LABEL,      REQUIRED),
    FIELD(board_theme, active,     FLAG,       0),
    FIELD(board_theme, version,    COUNT,      READ_ONLY),
    FIELD(board_theme, created_at, INSTANT,    READ_ONLY),
    FIELD(board_theme, updated_at, INSTANT,    READ_ONLY),
    FIELD(board_theme, deleted_at, INSTANT,    READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "code", &THEME_CODE, "t.code", OP_EXACT, 0 },
    { "name", &LABEL, "t.name", OP_EXACT | OP_PREFIX, 0 },
    { "active", &FLAG, "t.active", OP_EQ, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "code", &THEME_CODE, "t.code" },
                                     { "name", &LABEL, "t.name" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static void begin(void *row)
{
    ((struct board_theme *)row)->active = true;
}

struct resource BOARD_THEMES = { .name = "board_theme",
                                 .table = "board_theme",
                                 .shape = &BOARD_THEME,
                                 .list = &LIST_,
                                 .begin = begin };
