#include "models/board/board_author_opening.h"

#include "api/admit.h"
#include "api/collection.h"
#include "api/service.h"
#include "models/uuid.h"

#define ALL "/v1/board-author-openings"

/* What is opened need not be in sight. It is told once and for good: there is no trying it, and no
 * answer is kept for a request that comes again. */
static bool open_author(struct ctx *c)
{
    struct board_author_opening *row = new_row(c);
    char *id = arena_take(c->arena, UUID_TEXT);
    struct author_opened opened;

    if (!row || !id || !ask_key(c, &row->feedback_id) || !ask_body(c, row))
        return false;
    uuid_make(id);
    row->id = id;
    if (!written(c, author_open(c->db, row, &opened), &BOARD_AUTHOR_OPENINGS, row))
        return false;
    if (!may_throughout(c, "pupils:read"))
        opened.pupil_id = NULL;
    add_header(c, "Location",
               arena_format(c->arena, "%s" ALL "/%s", c->service->settings.public_url, id));
    return tell(c, &opened);
}

#define UNSEAL "board:unseal"
#define R &BOARD_AUTHOR_OPENINGS, NULL, &BOARD_AUTHOR_OPENING

const struct route BOARD_AUTHOR_OPENING_ROUTES[] = {
    { "POST", "/v1/board-feedback/:id/author-openings", "openFeedbackAuthor", UNSEAL,
      &BOARD_AUTHOR_OPENINGS, &BOARD_AUTHOR_OPENING, &AUTHOR_OPENED, 201, NO_STORE, open_author,
      NULL },
    { "GET", ALL, "listAuthorOpenings", UNSEAL, R, 200, LISTS | NO_STORE, list_rows, NULL },
    { "GET", ALL "/:id", "findAuthorOpening", UNSEAL, R, 200, NO_STORE, tell_row, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
