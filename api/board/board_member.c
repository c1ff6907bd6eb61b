#include "models/board/board_member.h"

#include "api/admit.h"
#include "api/collection.h"
#include "models/change.h"
#include "models/pupils/pupil.h"
#include "models/uuid.h"

static const struct rule PUPIL_IS_KNOWN = { "board_member_pupil_is_known",
                                            "is not a pupil of the trust" };

/* The pupil has to be one that the caller may read, with whichever grant: who runs a board may do
 * so without any over schools. */
static bool may_name_pupil(struct ctx *c, const struct board_member *row)
{
    const struct actor asks = *db_actor(c->db);
    struct actor reads = asks;
    void *pupil;

    if (!row->pupil_id)
        return true;
    admit_actor(c, "pupils:read", &reads);
    db_act_as(c->db, &reads);
    const enum db_status status = resource_find(c->db, &PUPILS, row->pupil_id, &pupil);
    db_act_as(c->db, &asks);
    if (status && status != DB_NONE)
        return done(c, status);
    if (status || ((struct pupil *)pupil)->deleted_at)
        add_fault(&c->faults, IN_BODY, "/pupil_id", &PUPIL_IS_KNOWN);
    return no_faults(c, "validation_failed");
}

static bool is_linked(struct ctx *c, const struct board_member *row)
{
    const struct board_member_link link = { row->id, row->board_id, row->pupil_id };

    return !row->pupil_id || done(c, board_member_linked(c->db, &link));
}

/* Which pupil a member is, is there before the member, whose row follows from it. */
static bool join(struct ctx *c)
{
    struct board_member *row = new_row(c);
    char *id = arena_take(c->arena, UUID_TEXT);
    void *added;

    if (!row || !id || !find_parent(c) || !ask_body(c, row) || !may_name_pupil(c, row))
        return false;
    uuid_make(id);
    row->id = id;
    row->version = 1;
    put_under_parent(c, row);
    db_begin(c->db);
    return is_linked(c, row)
        && written(c, resource_add(c->db, &BOARD_MEMBERS, row, 1, &added), &BOARD_MEMBERS, row)
        && done(c, db_commit(c->db))
        && tell_new(c, added);
}

#define READ "board:read"
#define WRITE "board:write"
#define M &BOARD_MEMBERS, &BOARD_MEMBER, &BOARD_MEMBER
#define R &BOARD_MEMBERS, NULL, &BOARD_MEMBER
#define ALL "/v1/boards/:board_id/members"
#define ONE_ "/v1/boards/:board_id/members/:id"

const struct route BOARD_MEMBER_ROUTES[] = {
    { "GET", ALL, "listBoardMembers", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addBoardMember", WRITE, M, 201, TRIES, join, NULL },
    { "GET", ONE_, "findBoardMember", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", ONE_, "replaceBoardMember", WRITE, M, 200, TRIES, replace_row, NULL },
    { "PATCH", ONE_, "changeBoardMember", WRITE, M, 200, TRIES, change_row, NULL },
    { "DELETE", ONE_, "deleteBoardMember", WRITE, &BOARD_MEMBERS, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreBoardMember", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", ONE_ "/history", "boardMemberHistory", "history:read", &BOARD_MEMBERS, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
