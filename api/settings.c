#include "api/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/reading.h"

const struct setting SETTINGS[] = {
    { "DATABASE_URL", "none", "PostgreSQL connection of the service (libpq conninfo or URL)" },
    { "TAMAR_OWNER_URL", "DATABASE_URL", "connection of migrate and demo, which own the schema" },
    { "TAMAR_STATE", ".tamar", "folder for the master secret, the journal of reads and demo.json" },
    { "TAMAR_ADDRESS", "127.0.0.1", "IPv4 address to listen on" },
    { "TAMAR_PORT", "8080", "port of the API; 0 lets the system pick one" },
    { "TAMAR_OPS_PORT", "TAMAR_PORT + 1", "port of /livez, /readyz and /metrics; 0 as above" },
    { "TAMAR_WORKERS", "8", "worker threads, each with a database connection; 1 to 64" },
    { "TAMAR_PUBLIC_URL", "http://address:port", "what clients see: issuer, Location and Link" },
    { "TAMAR_SECRET_FILE", "$TAMAR_STATE/secret",
      "file with the master secret; made when missing" },
    { "TAMAR_CORS_ORIGINS", "none", "origins that browsers may call from, comma-separated" },
    { "TAMAR_RATE_LIMIT", "1000", "requests of one client in 5 minutes, unless it has its own" },
    { "TAMAR_LOG", "requests", "requests, errors or off; JSON lines on standard error" },
    { NULL, NULL, NULL }
};

static const char *text_of(const char *name, const char *standard)
{
    const char *value = getenv(name);

    return value && *value ? value : standard;
}

static bool number_of(const char *name, int64_t standard, int64_t least, int64_t most,
                      unsigned *out, char *wrong, size_t size)
{
    const char *text = text_of(name, NULL);
    int64_t value = standard;

    if (text && (!text_to_int(text, &value) || value < least || value > most)) {
        snprintf(wrong, size, "%s must be a whole number from %lld to %lld", name, (long long)least,
                 (long long)most);
        return false;
    }
    *out = (unsigned)value;
    return true;
}

static bool level_of(enum log_level *out, char *wrong, size_t size)
{
    static const char *const NAMES[] = { "off", "errors", "requests" };
    const char *text = text_of("TAMAR_LOG", "requests");

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (strcmp(text, NAMES[i]) == 0) {
            *out = (enum log_level)i;
            return true;
        }
    }
    snprintf(wrong, size, "TAMAR_LOG must be requests, errors or off");
    return false;
}

static bool is_address(const char *text)
{
    unsigned a, b, c, d;
    char more;

    return sscanf(text, "%3u.%3u.%3u.%3u%c", &a, &b, &c, &d, &more) == 4 && a < 256 && b < 256 &&
           c < 256 && d < 256;
}

static bool texts_of(struct settings *s, char *wrong, size_t size)
{
    static char secret_file[4096];

    s->state = text_of("TAMAR_STATE", ".tamar");
    s->database_url = text_of("DATABASE_URL", NULL);
    s->owner_url = text_of("TAMAR_OWNER_URL", s->database_url);
    s->address = text_of("TAMAR_ADDRESS", "127.0.0.1");
    s->public_url = text_of("TAMAR_PUBLIC_URL", NULL);
    s->cors_origins = text_of("TAMAR_CORS_ORIGINS", NULL);
    snprintf(secret_file, sizeof secret_file, "%s/secret", s->state);
    s->secret_file = text_of("TAMAR_SECRET_FILE", secret_file);
    if (!s->database_url)
        snprintf(wrong, size, "DATABASE_URL is not set: ./run starts a database of its own");
    else if (!is_address(s->address))
        snprintf(wrong, size, "TAMAR_ADDRESS must be an IPv4 address, as 127.0.0.1");
    else if (s->public_url && strncmp(s->public_url, "http://", 7) != 0 &&
             strncmp(s->public_url, "https://", 8) != 0)
        snprintf(wrong, size, "TAMAR_PUBLIC_URL must start with http:// or https://");
    else if (s->public_url && s->public_url[strlen(s->public_url) - 1] == '/')
        snprintf(wrong, size, "TAMAR_PUBLIC_URL must not end with a slash");
    else if (strlen(s->state) > 3000)
        snprintf(wrong, size, "TAMAR_STATE is too long");
    else
        return true;
    return false;
}

bool settings_read(struct settings *s, char *wrong, size_t size)
{
    *s = (struct settings){ 0 };
    if (!texts_of(s, wrong, size) || !level_of(&s->log, wrong, size) ||
        !number_of("TAMAR_PORT", 8080, 0, 65534, &s->port, wrong, size))
        return false;
    return number_of("TAMAR_OPS_PORT", s->port ? s->port + 1 : 0, 0, 65535, &s->ops_port, wrong,
                     size) &&
           number_of("TAMAR_WORKERS", 8, 1, 64, &s->workers, wrong, size) &&
           number_of("TAMAR_RATE_LIMIT", 1000, 1, 1000000000, &s->rate_limit, wrong, size);
}
