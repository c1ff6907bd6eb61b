#include "api/collection.h"
#include "models/pupil.h"

#define READ "pupils:read"
#define WRITE "pupils:write"

const struct route PUPIL_ROUTES[] = {
    { "GET", "/v1/pupils", "listPupils", READ, &PUPILS, NULL, &PUPIL, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/pupils", "addPupil", WRITE, &PUPILS, &PUPIL, &PUPIL, 201, TRIES, add_row, NULL },
    { "GET", "/v1/pupils/:id", "findPupil", READ, &PUPILS, NULL, &PUPIL, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/pupils/:id", "replacePupil", WRITE, &PUPILS, &PUPIL, &PUPIL, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/pupils/:id", "changePupil", WRITE, &PUPILS, &PUPIL, &PUPIL, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/pupils/:id", "deletePupil", WRITE, &PUPILS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/pupils/:id/restore", "restorePupil", WRITE, &PUPILS, NULL, &PUPIL, 200, TRIES, restore_row, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL }
};
