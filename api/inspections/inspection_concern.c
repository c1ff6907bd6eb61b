#include "models/inspections/inspection_concern.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"
#include "models/placements/safeguarding_notice.h"
#include "models/uuid.h"

/* It leaves by its own road: the answer says that it has arrived, and when. Whoever has left the
 * team no longer sees the inspection and raises one all the same. */
static bool raise_concern(struct ctx *c)
{
    struct inspection_concern *row = new_row(c);
    char *id = arena_take(c->arena, UUID_TEXT);
    const char *inspection;
    struct concern_receipt receipt;

    if (!row || !id || !ask_path(c, 0, &UUID, &inspection) || !ask_body(c, row))
        return false;
    uuid_make(id);
    row->id = id;
    put_under_parent(c, row);
    enum db_status status = concern_raise(c->db, row, &receipt);
    if (status == DB_NONE && !find_parent(c))
        return false;
    return written(c, status, c->route->resource, row) && tell_new(c, &receipt);
}

#define READ "safeguarding:read"
#define WRITE "safeguarding:write"
#define ALL &INSPECTION_CONCERNS
#define GIVES &INSPECTION_CONCERN
#define PATH "/v1/inspections/:inspection_id/safeguarding-concerns"

/* The team raises; the designated safeguarding leads read and acknowledge. None is changed or
 * deleted. */
const struct route INSPECTION_CONCERN_ROUTES[] = {
    { "GET", PATH, "listSafeguardingConcerns", READ, ALL, NULL, GIVES, 200, LISTS | NO_STORE,
      list_rows, NULL },
    { "POST", PATH, "raiseSafeguardingConcern", "inspections:write", ALL, &INSPECTION_CONCERN,
      &CONCERN_RECEIPT, 201, TRIES | NO_STORE, raise_concern, NULL },
    { "GET", PATH "/:id", "findSafeguardingConcern", READ, ALL, NULL, GIVES, 200,
      SELECTS | NO_STORE, find_row, NULL },
    { "GET", PATH "/:id/history", "safeguardingConcernHistory", READ, ALL, NULL, &VERSION_MADE,
      200, NO_STORE, row_history, HISTORY_PARAMETERS },
    { "POST", PATH "/:id/transitions", "moveSafeguardingConcern", WRITE, ALL, &TRANSITION, GIVES,
      200, TRIES | NO_STORE, move_row, NULL },
    { "GET", PATH "/:id/transitions", "safeguardingConcernTransitions", READ, ALL, NULL,
      &STATUS_CHANGE, 200, NO_STORE, list_moves, NULL },
    { "POST", PATH "/:id/acknowledgements", "acknowledgeSafeguardingConcern", WRITE, ALL,
      &ACKNOWLEDGEMENT, GIVES, 201, TRIES | NO_STORE, add_entry, NULL },
    /* Whoever reads them need not know of the inspection, and it may be gone. */
    { "GET", "/v1/inspection-concerns", "listConcernsOfInspections", READ, ALL, NULL, GIVES, 200,
      LISTS | NO_STORE, list_rows, NULL },
    { "GET", "/v1/inspection-concerns/:id", "findConcernOfInspection", READ, ALL, NULL, GIVES, 200,
      SELECTS | NO_STORE, find_row, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
