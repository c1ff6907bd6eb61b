/* From the model's vocabulary to the wire's: what a database status means to a client. */
#include "api/outcome.h"

#include <string.h>

#include "api/problem.h"
#include "models/encode.h"
#include "models/schema.h"

enum { ATTEMPTS_MAX = 3, RACES_MAX = 10 };

const char *problem_of(enum db_status status)
{
    static const char *const CODES[] = {
        [DB_NONE] = "not_found",          [DB_STALE] = "busy",
        [DB_GONE] = "deleted",            [DB_CONFLICT] = "conflict",
        [DB_REFERENCE] = "validation_failed", [DB_INVALID] = "validation_failed",
        [DB_DENIED] = "forbidden",        [DB_RETRY] = "busy",
        [DB_LOCKED] = "busy",             [DB_BUSY] = "busy",
        [DB_FULL] = "storage_full",       [DB_TOO_LARGE] = "too_large",
        [DB_FAILED] = "internal_error",
    };

    return CODES[status];
}

const char *problem_of_rule(enum db_status status, const char *rule)
{
    return status == DB_CONFLICT && problem_exists(rule) ? rule : problem_of(status);
}

/* A rule that is a problem of its own tells more in its hint: members of a JSON object. */
static bool refuse_rule(struct ctx *c, enum db_status status, const char *rule)
{
    const char *code = problem_of_rule(status, rule);

    if (strcmp(code, rule) == 0 && *db_hint(c->db))
        c->problem_extra = arena_format(c->arena, ",%s", db_hint(c->db));
    return refuse(c, code, NULL);
}

/* With more after its sentence, where there is more. */
static void add_stated_of(struct faults *faults, const char *at, const char *constraint,
                          const char *more)
{
    const struct stated_rule *rule = stated_rule(constraint);
    const char *says = rule && *more ? arena_format(faults->arena, "%s: %s", rule->says, more)
                                     : NULL;

    if (rule)
        add_fault_with(faults, IN_BODY, pointer(faults->arena, at, rule->member), rule->name,
                       says ? says : rule->says, NULL);
}

/* The rule a constraint states, as a fault at its member. */
void add_stated(struct faults *faults, const char *at, const char *constraint)
{
    add_stated_of(faults, at, constraint, "");
}

/* A row that was changed between being read and being saved is read again: then the caller's
 * If-Match is judged against it, and a caller who named no version is told of no other. */
static bool may_go_otherwise(const struct ctx *c, enum db_status status)
{
    return (status == DB_RETRY && c->attempt < ATTEMPTS_MAX) ||
           (status == DB_STALE && c->attempt < RACES_MAX);
}

bool done(struct ctx *c, enum db_status status)
{
    if (status == DB_OK)
        return true;
    if (may_go_otherwise(c, status)) {
        c->retry = true;
        return false;
    }
    if (status == DB_CONFLICT || status == DB_REFERENCE || status == DB_INVALID ||
        status == DB_DENIED)
        add_stated(&c->faults, "", db_constraint(c->db));
    return refuse_rule(c, status, db_constraint(c->db));
}

bool written(struct ctx *c, enum db_status status, const struct resource *r, const void *rows)
{
    struct broken_check *broken;
    size_t count;

    if (status != DB_INVALID)
        return done(c, status);
    const char *first = arena_copy(c->arena, db_constraint(c->db), strlen(db_constraint(c->db)));
    const char *more = arena_copy(c->arena, db_hint(c->db), strlen(db_hint(c->db)));
    /* The failed transaction, if it was an explicit one, is over; what is asked next stands alone.
     */
    if (db_settle(c->db, false) == DB_OK &&
        resource_broken_checks(c->db, r, rows, 1, &broken, &count) == DB_OK) {
        for (size_t i = 0; i < count; i++) {
            add_stated(&c->faults, "", broken[i].name);
            if (first && strcmp(first, broken[i].name) == 0)
                first = NULL;
        }
    }
    if (first) /* of a trigger, or what could not be evaluated again */
        add_stated_of(&c->faults, "", first, more ? more : "");
    return refuse(c, "validation_failed", NULL);
}
