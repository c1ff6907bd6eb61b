#include "api/collection.h"
#include "models/school.h"

#define READ "schools:read"
#define WRITE "schools:write"

const struct route SCHOOL_ROUTES[] = {
    { "GET", "/v1/schools", "listSchools", READ, &SCHOOLS, NULL, &SCHOOL, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/schools", "addSchool", WRITE, &SCHOOLS, &SCHOOL, &SCHOOL, 201, TRIES, add_row, NULL },
    { "GET", "/v1/schools/:id", "findSchool", READ, &SCHOOLS, NULL, &SCHOOL, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/schools/:id", "replaceSchool", WRITE, &SCHOOLS, &SCHOOL, &SCHOOL, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/schools/:id", "changeSchool", WRITE, &SCHOOLS, &SCHOOL, &SCHOOL, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/schools/:id", "deleteSchool", WRITE, &SCHOOLS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/schools/:id/restore", "restoreSchool", WRITE, &SCHOOLS, NULL, &SCHOOL, 200, TRIES, restore_row, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL }
};
