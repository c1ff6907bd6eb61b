/* The change feed: what was written, in an order that misses nothing and repeats nothing, whatever
 * writers do meanwhile. A token is a place in that order; it is not secret, and does not expire. */
#include <stdio.h>
#include <string.h>

#include "api/http.h"
#include "api/reading.h"
#include "api/router.h"
#include "models/change.h"
#include "models/encode.h"

static const struct rule BAD_TOKEN = { "after_token", "is not a token of the change feed" };
static const struct rule BAD_TYPES = { "types_name", "names a type that is not in the feed" };

static bool is_wanted(const char *types, const char *type)
{
    const size_t length = strlen(type);

    for (const char *at = types; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        if (strncmp(at, type, length) == 0 && (at[length] == ',' || !at[length]))
            return true;
    }
    return !types;
}

/* Every type asked for must be one; those the caller may not read are left out. */
static bool take_types(struct ctx *c, const char **array)
{
    const char *types = ask_parameter(c, "types");
    const char *names[RESOURCES_MAX];
    size_t count = 0, asked = types ? 1 : 0, known = 0;

    for (const char *at = types; at && *at; at++)
        asked += *at == ',';
    for (struct resource *const *r = RESOURCES; *r; r++) {
        if (is_only_read(*r) || !is_wanted(types, (*r)->name))
            continue;
        known++;
        if (may_throughout(c, router_list_of((*r)->name)->scope))
            names[count++] = (*r)->name;
    }
    if (types && known != asked)
        add_fault(&c->faults, IN_PARAMETER, "types", &BAD_TYPES);
    *array = text_array(c->arena, names, count);
    return no_faults(c, "invalid_parameter");
}

static bool take_after(struct ctx *c, struct changes_after *after)
{
    const char *text = ask_parameter(c, "after");
    char copy[48];

    after->xid = after->seq = 0;
    if (!text)
        return true;
    snprintf(copy, sizeof copy, "%s", text);
    char *dash = strchr(copy, '-');
    if (dash)
        *dash = '\0';
    if (!dash || strlen(text) >= sizeof copy || !text_to_int(copy, &after->xid) ||
        !text_to_int(dash + 1, &after->seq) || after->xid < 0 || after->seq < 0)
        add_fault(&c->faults, IN_PARAMETER, "after", &BAD_TOKEN);
    return no_faults(c, "invalid_parameter");
}

/* ---- the rows as they are now ---------------------------------------------------------- */

struct current {
    const struct resource *r;
    const char *rows;
    size_t count;
};

/* One query for each type there is in the page. */
static bool fetch_current(struct ctx *c, const struct change *changes, size_t count,
                          const struct resource *r, struct current *out)
{
    const char **ids = arena_take(c->arena, (count + 1) * sizeof *ids);
    size_t wanted = 0;
    void *rows = NULL;

    *out = (struct current){ .r = r };
    for (size_t i = 0; ids && i < count; i++) {
        if (strcmp(changes[i].type, r->name) == 0)
            ids[wanted++] = changes[i].id;
    }
    if (!wanted)
        return true;
    if (!done(c,
              resource_find_many(c->db, r, text_array(c->arena, ids, wanted), &rows, &out->count)))
        return false;
    out->rows = rows;
    return true;
}

static void put_current(struct ctx *c, struct buffer *out, const struct change *change,
                        const struct current *current)
{
    const struct shape *shape = current->r->shape;

    put_text(out, ",\"resource\":");
    for (size_t i = 0; i < current->count; i++) {
        const void *row = current->rows + i * shape->size;

        if (strcmp(get_text(shape, row, "id"), change->id) != 0 ||
            get_text(shape, row, "deleted_at"))
            continue;
        note_subject(c, current->r, row);
        put_char(out, '{');
        put_members(out, shape, row, ~shape_guarded(shape), hidden_of(c, shape));
        put_char(out, '}');
        return;
    }
    put_text(out, "null");
}

static bool tell_changes(struct ctx *c, const struct changes_after *after,
                         const struct change *changes, size_t count, bool more)
{
    struct buffer out = { .arena = c->arena };
    struct current current[RESOURCES_MAX];
    size_t types = 0;

    for (struct resource *const *r = RESOURCES; *r; r++) {
        if (!fetch_current(c, changes, count, *r, &current[types++]))
            return false;
    }
    c->row_count = (int64_t)count;
    put_text(&out, "{\"data\":[");
    for (size_t i = 0; i < count; i++) {
        put_text(&out, i ? ",{" : "{");
        put_members(&out, &CHANGE, &changes[i], UINT64_MAX, 0);
        for (size_t k = 0; k < types; k++) {
            if (strcmp(current[k].r->name, changes[i].type) == 0)
                put_current(c, &out, &changes[i], &current[k]);
        }
        put_char(&out, '}');
    }
    put_text(&out, "],\"page\":{\"limit\":");
    put_int(&out, after->limit);
    put_text(&out, more ? ",\"has_more\":true,\"next_after\":\""
                        : ",\"has_more\":false,\"next_after\":\"");
    put_int(&out, count ? changes[count - 1].xid : after->xid);
    put_char(&out, '-');
    put_int(&out, count ? changes[count - 1].seq : after->seq);
    put_text(&out, "\"}}");
    return tell_json(c, 200, &out);
}

static bool list_changes(struct ctx *c)
{
    const char *limit = ask_parameter(c, "limit");
    struct changes_after after = { .limit = 100 };
    struct change *changes;
    size_t count;

    if (limit)
        text_to_int(limit, &after.limit);
    if (!take_types(c, &after.types) || !take_after(c, &after))
        return false;
    after.limit++;
    if (!done(c, change_feed(c->db, &after, &changes, &count)))
        return false;
    after.limit--;
    const bool more = count > (size_t)after.limit;
    return tell_changes(c, &after, changes, count - more, more);
}

static bool latest_change(struct ctx *c)
{
    const struct key key = { c->identity->claims.trust };
    struct buffer out = { .arena = c->arena };
    struct change latest;

    if (!done(c, change_latest(c->db, &key, &latest)))
        return false;
    put_text(&out, "{\"next_after\":\"");
    put_int(&out, latest.xid);
    put_char(&out, '-');
    put_int(&out, latest.seq);
    put_text(&out, "\"}");
    return tell_json(c, 200, &out);
}

static const struct parameter FEED[] = {
    { "after", &LABEL, false }, { "types", &LABEL, false }, { "limit", &PAGE_LIMIT, false },
    { NULL, NULL, false }
};

#define READ "changes:read"

const struct route CHANGE_ROUTES[] = {
    { "GET", "/v1/changes", "listChanges", READ, NULL, NULL, &CHANGE, 200, 0, list_changes, FEED },
    { "GET", "/v1/changes/latest", "latestChange", READ,
      NULL, NULL, NULL, 200, 0, latest_change, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
