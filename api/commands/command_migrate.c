#include <stdio.h>
#include <stdlib.h>

#include "api/commands/commands.h"
#include "models/migrate.h"

static void tell_step(const char *name)
{
    printf("  %s\n", name);
}

int command_migrate(struct service *service, int argc, char **argv)
{
    struct db *owner = open_owner(service);
    const enum db_status status = owner ? migrate(owner, tell_step) : DB_BUSY;

    (void)argc;
    (void)argv;
    if (status)
        fprintf(stderr, "tamar: the database was not brought forward: %s\n",
                owner ? db_message(owner) : "");
    else
        puts("the database is at this program's schema");
    db_close(owner);
    return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
