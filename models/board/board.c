#include "models/board/board.h"

#include "models/pupils/pupil.h"

const struct shape PHASE_SEATS = SHAPE("phase_seats", phase_seats,
    FIELD(phase_seats, phase, PHASE,       REQUIRED),
    FIELD(phase_seats, seats, BOARD_SEATS, REQUIRED));

const struct shape BOARD = SHAPE("board", board,
    FIELD(board, id,                    UUID,                 READ_ONLY),
    FIELD(board, name,                  LABEL,                REQUIRED),
    FIELD(board, purpose,               NOTE,                 0),
    VALUES(board, school_ids_covered,   UUID,                 REQUIRED),
    FIELD(board, term_starts_on,        DAY,                  REQUIRED),
    FIELD(board, term_ends_on,          DAY,                  REQUIRED),
    FIELD(board, seats_per_school,      BOARD_SEATS,          REQUIRED),
    LIST_OF(board, seats_per_phase,     PHASE_SEATS,          0),
    FIELD(board, minimum_send_share,    BASIS_POINTS,         REQUIRED),
    FIELD(board, quorum_share,          BASIS_POINTS,         0),
    FIELD(board, response_school_days,  RESPONSE_SCHOOL_DAYS, 0),
    FIELD(board, missed_meetings_limit, MISSED_MEETINGS,      0),
    FIELD(board, chair_terms,           CHAIR_TERMS,          0),
    VALUES(board, accessible_formats,   ACCESSIBLE_FORMAT,    0),
    LIST_OF(board, warnings,            WARNING,              READ_ONLY | DERIVED),
    STATUS_FIELDS(board),
    FIELD(board, version,               COUNT,                READ_ONLY),
    FIELD(board, created_at,            INSTANT,              READ_ONLY),
    FIELD(board, updated_at,            INSTANT,              READ_ONLY),
    FIELD(board, deleted_at,            INSTANT,              READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "name", &LABEL, "t.name", OP_EXACT | OP_PREFIX, 0 },
    { "school_id", &UUID, "t.school_ids_covered @> to_jsonb(?::text)", OP_EQ | OP_NE, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "term_starts_on", &DAY, "t.term_starts_on", OP_RANGE, 0 },
    { "term_ends_on", &DAY, "t.term_ends_on", OP_RANGE, 0 },
    { "on", &DAY, "daterange(t.term_starts_on, t.term_ends_on, '[]') @> ?", OP_EQ | OP_NE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "name", &LABEL, "t.name" },
                                     { "term_starts_on", &DAY, "t.term_starts_on" },
                                     { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource BOARDS = { .name = "board", .table = "board", .shape = &BOARD, .list = &LIST_ };
