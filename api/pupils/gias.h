#pragma once

#include "api/http.h"

/* POST /v1/schools/import: upsert schools by URN from a GIAS extract. Partial unless mode=atomic.
 */
bool import_schools(struct ctx *c);
extern const struct parameter IMPORT_PARAMETERS[];
