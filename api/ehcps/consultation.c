#include "models/ehcps/consultation.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "ehcps:read"
#define WRITE "ehcps:write"
#define W &CONSULTATIONS, &CONSULTATION, &CONSULTATION
#define R &CONSULTATIONS, NULL, &CONSULTATION

const struct route CONSULTATION_ROUTES[] = {
    { "GET", "/v1/consultations", "listConsultations", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/consultations", "addConsultation", WRITE, W, 201, TRIES, add_row, NULL },
    { "POST", "/v1/consultations/bulk", "bulkConsultations", WRITE,
      R, 200, TRIES | BULK, bulk_rows, BULK_PARAMETERS },
    { "GET", "/v1/consultations/:id", "findConsultation", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/consultations/:id", "replaceConsultation", WRITE,
      W, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/consultations/:id", "changeConsultation", WRITE,
      W, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/consultations/:id", "deleteConsultation", WRITE,
      &CONSULTATIONS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/consultations/:id/restore", "restoreConsultation", WRITE,
      R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/consultations/:id/history", "consultationHistory", "history:read",
      &CONSULTATIONS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
