#include "models/pupils/transfer_file.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "pupils:read"
#define WRITE "pupils:write"
#define W &TRANSFER_FILES, &TRANSFER_FILE, &TRANSFER_FILE
#define R &TRANSFER_FILES, NULL, &TRANSFER_FILE

const struct route TRANSFER_FILE_ROUTES[] = {
    { "GET", "/v1/pupils/:pupil_id/transfer-files", "listTransferFiles", READ,
      R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/pupils/:pupil_id/transfer-files", "addTransferFile", WRITE,
      W, 201, TRIES, add_row, NULL },
    { "POST", "/v1/pupils/:pupil_id/transfer-files/bulk", "bulkTransferFiles", WRITE,
      R, 200, TRIES | BULK, bulk_rows, BULK_PARAMETERS },
    { "GET", "/v1/pupils/:pupil_id/transfer-files/:id", "findTransferFile", READ,
      R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/pupils/:pupil_id/transfer-files/:id", "replaceTransferFile", WRITE,
      W, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/pupils/:pupil_id/transfer-files/:id", "changeTransferFile", WRITE,
      W, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/pupils/:pupil_id/transfer-files/:id", "deleteTransferFile", WRITE,
      &TRANSFER_FILES, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/pupils/:pupil_id/transfer-files/:id/restore", "restoreTransferFile", WRITE,
      R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/pupils/:pupil_id/transfer-files/:id/history", "transferFileHistory",
      "history:read", &TRANSFER_FILES, NULL, &VERSION_MADE, 200, 0, row_history,
      HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
