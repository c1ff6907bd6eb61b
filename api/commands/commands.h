#pragma once

#include "api/service.h"

/* The command line: each command is given its arguments after its name, and the settings. They
 * return the exit status. */
struct command {
    const char *name;
    const char *arguments;
    const char *says;
    int (*run)(struct service *service, int argc, char **argv);
};
extern const struct command COMMANDS[]; /* ends with a NULL name */

int command_serve(struct service *service, int argc, char **argv);
int command_migrate(struct service *service, int argc, char **argv);
int command_demo(struct service *service, int argc, char **argv);
int command_trust(struct service *service, int argc, char **argv);
int command_user(struct service *service, int argc, char **argv);
int command_client(struct service *service, int argc, char **argv);
int command_keys(struct service *service, int argc, char **argv);
int command_token(struct service *service, int argc, char **argv);
int command_doctor(struct service *service, int argc, char **argv);
int command_version(struct service *service, int argc, char **argv);

/* Read the master secret, or make it; false with a sentence on standard error. */
bool read_master(struct service *service);
/* A connection as the owner of the schema, or as the serving role; NULL with a sentence. */
struct db *open_owner(struct service *service);
struct db *open_serving(struct service *service);
/* Make and store a signing key. `delay` seconds pass before it signs; the others retire after it.
 */
bool make_signing_key(struct service *service, struct db *db, int64_t delay);
/* The value after "--name", or NULL. */
const char *option(int argc, char **argv, const char *name);
/* A file that only its owner may read; false when it is there already. */
bool write_new(const char *path, const char *text);
/* What clients see, also where the service picked its port: the issuer of tokens. */
const char *public_url(struct service *service, char *out, size_t size);
/* The id of a trust by its name or id, in the arena; NULL when there is none. */
const char *trust_named(struct db *db, struct arena *arena, const char *name);
