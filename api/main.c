#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/commands/commands.h"
#include "api/router.h"

const struct command COMMANDS[] = {
    { "serve", "", "answer requests until SIGTERM or SIGINT", command_serve },
    { "migrate", "", "bring the database to this program's schema", command_migrate },
    { "demo", "[--pupils N] [--seed TEXT] [--force]", "load two demo trusts; writes demo.json",
      command_demo },
    { "trust", "add --name NAME [--json]", "make a trust", command_trust },
    { "user", "add --trust NAME --email ADDRESS --name NAME --claim-set SET [--school URN,...]"
      " [--la-code CODE] [--json]",
      "make a user with a password, which is shown once", command_user },
    { "user", "password --email ADDRESS [--trust NAME] [--stdin] [--json]",
      "give a user a new password, which is shown once, or read from standard input; ends the"
      " user's sessions", command_user },
    { "client", "add --trust NAME --name NAME --claim-set SET [--school URN,...] [--la-code CODE]"
      " [--rate-limit N] [--json]",
      "make a client with a secret, which is shown once", command_client },
    { "keys", "list | rotate [--now]", "the keys that sign tokens", command_keys },
    { "token", "--client ID [--trust NAME]", "an access token for a client, for trying things",
      command_token },
    { "doctor", "", "say what is wrong with settings, database and keys", command_doctor },
    { "version", "", "the version of this program", command_version },
    { NULL, NULL, NULL, NULL }
};

static int help(FILE *out)
{
    fprintf(out, "usage: tamar COMMAND\n\n");
    for (const struct command *c = COMMANDS; c->name; c++)
        fprintf(out, "  %s %s\n      %s\n", c->name, c->arguments, c->says);
    fprintf(out, "\nsettings (environment):\n");
    for (const struct setting *s = SETTINGS; s->name; s++)
        fprintf(out, "  %-20s %s [%s]\n", s->name, s->says, s->standard);
    return out == stdout ? EXIT_SUCCESS : EXIT_FAILURE;
}

int command_version(struct service *service, int argc, char **argv)
{
    (void)service;
    (void)argc;
    (void)argv;
    puts("tamar 0.1.0");
    return EXIT_SUCCESS;
}

const char *option(int argc, char **argv, const char *name)
{
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) == 0 && strcmp(argv[i] + 2, name) == 0)
            return i + 1 < argc ? argv[i + 1] : "";
    }
    return NULL;
}

static int run(const struct command *command, int argc, char **argv)
{
    static struct service service;
    char wrong[256];

    if (command->run != command_version && !settings_read(&service.settings, wrong, sizeof wrong)) {
        fprintf(stderr, "tamar: %s\n", wrong);
        return EXIT_FAILURE;
    }
    if (!auth_start() || !resources_start() || !router_start()) {
        fprintf(stderr, "tamar: a library could not be started, or a route is there twice\n");
        return EXIT_FAILURE;
    }
    return command->run(&service, argc, argv);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";

    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0)
        return help(stdout);
    for (const struct command *c = COMMANDS; c->name; c++) {
        if (strcmp(c->name, name) == 0)
            return run(c, argc - 2, argv + 2);
    }
    return help(stderr);
}
