#include "models/board/board_feedback.h"

#include <string.h>

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"
#include "models/date.h"
#include "models/uuid.h"

/* It leaves by its own road: the answer says that it has arrived, and whether it is held. No replay
 * tells more. A dry run does not say that it would be held: it leaves no trace, and what is held
 * may be so for a name that whoever tries it may not know. */
static bool say(struct ctx *c)
{
    struct board_feedback *row = new_row(c);
    char *id = arena_take(c->arena, UUID_TEXT);
    struct feedback_receipt receipt;

    if (!row || !id || !ask_body(c, row))
        return false;
    uuid_make(id);
    row->id = id;
    if (!written(c, board_feedback_say(c->db, row, &receipt), &BOARD_FEEDBACKS, row))
        return false;
    if (c->dry_run)
        receipt.status = "received";
    return tell_new(c, &receipt);
}

/* Whoever has it held is told so with what they saw already, and no replay tells it again. */
static bool hold(struct ctx *c, struct board_feedback *row, const struct transition *step)
{
    char today[DATE_TEXT];
    const struct step_taken taken = { &TRANSITION, step, step->to, today };
    struct board_feedback held;

    date_write(date_today(), today);
    transition_apply(&taken, &BOARD_FEEDBACK, row);
    const enum db_status status = board_feedback_hold(c->db, row, &held);
    c->replayed_body = arena_format(c->arena, "{\"id\":\"%s\",\"status\":\"%s\"}", row->id,
                                    row->status);
    return written(c, status == DB_NONE ? DB_STALE : status, &BOARD_FEEDBACKS, row)
        && tell(c, &held);
}

static bool move(struct ctx *c)
{
    const char *id, *status;
    void *step = new_row(c), *row;

    if (!step || !ask_key(c, &id) || !find_live(c, id, &row) || !ask_body(c, step)
        || !may_take_step(c, row, &TRANSITION, step, &status))
        return false;
    return strcmp(status, "held") == 0 ? hold(c, row, step)
                                       : make_step(c, row, &TRANSITION, step, status);
}

#define READ "board:read"
#define WRITE "board:write"
#define F &BOARD_FEEDBACKS, &BOARD_FEEDBACK, &BOARD_FEEDBACK
#define R &BOARD_FEEDBACKS, NULL, &BOARD_FEEDBACK
#define ALL "/v1/board-feedback"
#define ONE_ "/v1/board-feedback/:id"

const struct route BOARD_FEEDBACK_ROUTES[] = {
    { "GET", ALL, "listBoardFeedback", READ, R, 200, LISTS | NO_STORE, list_rows, NULL },
    { "POST", ALL, "addBoardFeedback", WRITE, &BOARD_FEEDBACKS, &BOARD_FEEDBACK, &FEEDBACK_RECEIPT,
      201, TRIES | NO_STORE, say, NULL },
    { "GET", ONE_, "findBoardFeedback", READ, R, 200, SELECTS | NO_STORE, find_row, NULL },
    { "PATCH", ONE_, "changeBoardFeedback", WRITE, F, 200, TRIES | NO_STORE, change_row, NULL },
    { "DELETE", ONE_, "deleteBoardFeedback", WRITE, &BOARD_FEEDBACKS, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreBoardFeedback", WRITE, R, 200, TRIES | NO_STORE, restore_row,
      NULL },
    { "GET", ONE_ "/history", "boardFeedbackHistory", "history:read", &BOARD_FEEDBACKS, NULL,
      &VERSION_MADE, 200, NO_STORE, row_history, HISTORY_PARAMETERS },
    { "POST", ONE_ "/transitions", "moveBoardFeedback", READ, &BOARD_FEEDBACKS, &TRANSITION,
      &BOARD_FEEDBACK, 200, TRIES | NO_STORE, move, NULL },
    { "GET", ONE_ "/transitions", "boardFeedbackTransitions", READ, &BOARD_FEEDBACKS, NULL,
      &STATUS_CHANGE, 200, NO_STORE, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
