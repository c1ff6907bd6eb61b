#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Everything that can be set, read from the environment once, at start. */
enum log_level { LOG_OFF, LOG_ERRORS, LOG_REQUESTS };

struct settings {
    const char *state;          /* TAMAR_STATE: where keys, journal and demo credentials live */
    const char *database_url;   /* DATABASE_URL: the serving connection (libpq) */
    const char *owner_url;      /* TAMAR_OWNER_URL: for migrations; DATABASE_URL when not set */
    const char *address;        /* TAMAR_ADDRESS */
    unsigned port;              /* TAMAR_PORT; 0: the system picks one */
    unsigned ops_port;          /* TAMAR_OPS_PORT */
    unsigned workers;           /* TAMAR_WORKERS */
    const char *public_url; /* TAMAR_PUBLIC_URL: issuer, Location and Link; NULL: from the port */
    const char *secret_file;    /* TAMAR_SECRET_FILE: the master secret */
    const char *cors_origins;   /* TAMAR_CORS_ORIGINS: comma-separated, or NULL */
    unsigned rate_limit;        /* TAMAR_RATE_LIMIT: requests of one client in 5 minutes */
    enum log_level log;         /* TAMAR_LOG */
};

/* One setting as the manual and the help tell it. */
struct setting {
    const char *name;
    const char *standard; /* what holds when it is not set */
    const char *says;
};
extern const struct setting SETTINGS[]; /* ends with a NULL name */

/* False, with a sentence in `wrong`, when one is not acceptable. The texts live as long as the
 * environment, or for ever. */
bool settings_read(struct settings *out, char *wrong, size_t size);
