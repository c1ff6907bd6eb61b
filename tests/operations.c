#include "tests/operations.h"

#include <criterion/criterion.h>
#include <string.h>

#include "models/shape.h"
#include "models/uuid.h"
#include "tests/inspections/record_fixture.h"
#include "tests/new_records.h"

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* A trust_admin may speak for any school. */
static bool is_of_school(const struct resource *of)
{
    return strcmp(of->name, "inspection_accuracy_comment") == 0 ||
           strcmp(of->name, "inspection_self_evaluation") == 0 ||
           strcmp(of->name, "inspection_action") == 0 ||
           strcmp(of->name, "inspection_follow_up") == 0;
}

bool is_of_inspection(const struct resource *of)
{
    return of && of->parent && strcmp(of->parent->of->name, "inspection") == 0 &&
           strcmp(of->name, "inspection_team_member") != 0;
}

const char *carrier(const struct route *r)
{
    if (!r->scope)
        return NULL;
    const bool unseals = starts(r->scope, "safeguarding:") || strcmp(r->scope, "board:unseal") == 0;

    if (is_of_inspection(r->resource) && r->takes && !is_of_school(r->resource) && !unseals)
        return staged_in("drafting")->cast.lead.token;
    return token_of(0, unseals ? "dsl" : "trust_admin");
}

/* What is asked for has to be there. */
static const char *value_for(const struct parameter *p)
{
    if (strcmp(p->name, "framework_id") == 0)
        return text_at(CALL(.path = "/v1/inspection-frameworks?limit=1",
                            .token = token_of(0, "trust_admin")), "/data/0/id");
    return strchr(p->kind->example, ' ') ? "purpose" : p->kind->example;
}

const char *path_below(const struct route *r, const char *parent, const char *id)
{
    const char *out = "";

    for (const char *at = r->path; *at;) {
        const size_t plain = strcspn(at, ":"), above = strcspn(parent, "/");
        const size_t name = at[plain] ? strcspn(at + plain, "/") : 0;
        const bool own = name == strlen(":id");
        const char *value = starts(at + plain, ":section") ? "b"
                            : own ? id : text_of("%.*s", (int)above, parent);

        out = text_of("%s%.*s%s", out, (int)plain, at, name ? value : "");
        at += plain + name;
        if (name && !own && parent[above])
            parent += above + 1;
    }
    const char *joint = "?";
    for (const struct parameter *p = r->flags & BULK ? NULL : r->parameters; p && p->name; p++) {
        if (!p->required)
            continue;
        out = text_of("%s%s%s=%s", out, joint, p->name, value_for(p));
        joint = "&";
    }
    return out;
}

const char *unknown_id(void)
{
    char id[UUID_TEXT];

    uuid_make(id);
    return text_of("%s", id);
}

/* The collection a resource is listed at. */
static const char *collection_of(const struct resource *of)
{
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);

        if (r->resource == of && r->flags & LISTS)
            return r->path;
    }
    return NULL;
}

const char *id_in(size_t trust, const struct resource *of)
{
    const char *collection = collection_of(of);

    if (!collection)
        return NULL;
    if (trust == 0 && strcmp(of->name, "pupil") == 0)
        return add_pupil(add_school());
    if (trust == 0 && strcmp(of->name, "school") == 0)
        return add_school();
    const struct reply *page = CALL(.path = text_of("%s?limit=1", collection),
                                    .token = token_of(trust, "trust_admin"));
    return text_at(page, "/data/0/id");
}

/* Good bodies of operations that look for their row only after the body. */
static const char *const GOOD[][2] = {
    { "addRegistration", "{\"school_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"status\":\"C\","
                         "\"entry_date\":\"2024-09-01\"}" },
    { "mergePupils", "{\"duplicate_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}" },
    { "openFeedbackAuthor", "{\"reason\":\"somebody may be in danger\"}" },
    { "purgePupil", "{\"reason\":\"entered by mistake\"}" },
    { "setPassword", "{\"password\":\"correct horse battery staple\"}" },
};

const char *body_for(const struct route *r)
{
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        if (strcmp(GOOD[i][0], r->operation) == 0)
            return GOOD[i][1];
    }
    if (r->flags & FORM)
        return "a=1";
    return r->takes || r->flags & BULK ? "{}" : NULL;
}

const char *type_for(const struct route *r)
{
    return r->flags & FORM ? "application/x-www-form-urlencoded" : "application/json";
}

const char *comparable(const struct reply *r)
{
    const char *out = text_of("%s\n", r->text);

    for (const char *line = r->head; *line; line = strstr(line, "\r\n") + 2) {
        const int length = (int)strcspn(line, "\r");

        if (!starts(line, "Request-Id") && !starts(line, "Date") && !starts(line, "RateLimit"))
            out = text_of("%s%.*s\n", out, length, line);
    }
    return out;
}

/* What a step makes, of an inspection that took it. */
static const struct reply *follow_up(void)
{
    const struct staged *at = staged_in("follow_up");
    const char *admin = token_of(0, "trust_admin");
    const struct reply *r = send_as(admin, "GET", inspection_at(at->inspection, "/follow-ups"),
                                    NULL);
    const char *below = text_of("/follow-ups/%s", text_at(r, "/data/0/id"));

    return send_as(admin, "GET", inspection_at(at->inspection, below), NULL);
}

const struct reply *new_row_of(const struct resource *of)
{
    const char *adds = "";

    if (strcmp(of->name, "inspection_follow_up") == 0)
        return follow_up();

    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);

        if (r->resource == of && r->takes && maker_of(r->operation))
            adds = r->operation;
    }
    const struct maker *maker = maker_of(adds);
    cr_assert(maker, "%s: nothing adds one", of->name);
    const struct reply *made = maker->make(add_school());
    cr_assert_eq(made->status, 201, "%s: %s", adds, made->text);
    return made;
}

const char *parent_of(const struct resource *of, const struct reply *row)
{
    const struct parent *above = of->parent->of->parent;
    const char *id = text_at(row, text_of("/%s", of->parent->member));

    return above ? text_of("%s/%s", text_at(row, text_of("/%s", above->member)), id) : id;
}
