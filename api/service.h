#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "api/settings.h"
#include "auth/auth.h"
#include "models/db.h"
#include "models/journal.h"

/* What one running service has. Built before the first thread, taken down after the last. */
struct service {
    struct settings settings;
    struct auth_master master;
    struct auth_gate *gate;
    struct journal *journal;   /* of reads */
    struct rate_table *rates;
    struct db **workers;       /* one connection each */
    atomic_uint workers_taken;
    atomic_bool draining;
    atomic_bool identity_known; /* keys and revocations have been loaded */
    atomic_llong identity_seen; /* when they were last found current, Unix seconds */
    atomic_uint open_requests;
    atomic_ullong requests, failures;
    char schema[65];           /* digest of the schema this program was built with */
    const char *openapi_yaml, *openapi_json, *docs_html;
};
