#include "models/pupils/school.h"

#include "api/collection.h"
#include "api/pupils/gias.h"
#include "models/change.h"

#define READ "schools:read"
#define WRITE "schools:write"
#define S &SCHOOLS, &SCHOOL, &SCHOOL
#define R &SCHOOLS, NULL, &SCHOOL

const struct route SCHOOL_ROUTES[] = {
    { "GET", "/v1/schools", "listSchools", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/schools", "addSchool", WRITE, S, 201, TRIES, add_row, NULL },
    { "POST", "/v1/schools/bulk", "bulkSchools", WRITE,
      R, 200, TRIES | BULK, bulk_rows, BULK_PARAMETERS },
    { "POST", "/v1/schools/import", "importSchools", WRITE,
      R, 207, TRIES | BULK | ONLY_CSV, import_schools, IMPORT_PARAMETERS },
    { "GET", "/v1/schools/:id", "findSchool", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/schools/:id", "replaceSchool", WRITE, S, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/schools/:id", "changeSchool", WRITE, S, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/schools/:id", "deleteSchool", WRITE,
      &SCHOOLS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/schools/:id/restore", "restoreSchool", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/schools/:id/history", "schoolHistory", "history:read",
      &SCHOOLS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
