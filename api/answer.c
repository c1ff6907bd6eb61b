/* What goes back: rows straight from their shapes. */
#include <string.h>

#include "api/bulk/csv.h"
#include "api/http.h"
#include "api/query.h"
#include "api/router.h"
#include "api/service.h"
#include "models/date.h"
#include "models/encode.h"

/* The answer varies with everything that any step says it does. */
static bool joins_vary(struct ctx *c, const char *name, const char *value)
{
    for (size_t i = 0; strcmp(name, "Vary") == 0 && i < c->answer.nheaders; i++) {
        struct header *h = &c->answer.headers[i];
        const char *joined = strcmp(h->name, "Vary") == 0
            ? arena_format(c->arena, "%s, %s", h->value, value) : NULL;

        if (joined) {
            h->value = joined;
            return true;
        }
    }
    return false;
}

void add_header(struct ctx *c, const char *name, const char *value)
{
    if (value && !joins_vary(c, name, value) &&
        c->answer.nheaders < ANSWER_HEADERS_MAX)
        c->answer.headers[c->answer.nheaders++] = (struct header){ name, value };
}

static bool answer(struct ctx *c, unsigned status, const char *type, const struct buffer *body)
{
    if (body->failed)
        return refuse(c, "busy", "The answer is too large");
    c->answer.status = status;
    c->answer.type = type;
    c->answer.body = body->text;
    c->answer.length = body->length;
    return true;
}

bool tell_json(struct ctx *c, unsigned status, const struct buffer *json)
{
    return answer(c, status, "application/json; charset=utf-8", json);
}

bool tell_text(struct ctx *c, const char *type, const char *text, size_t length)
{
    c->answer.status = c->route->status;
    c->answer.type = type;
    c->answer.body = text;
    c->answer.length = length;
    return true;
}

bool tell_nothing(struct ctx *c)
{
    c->answer.status = 204;
    c->answer.type = NULL;
    c->answer.body = NULL;
    c->answer.length = 0;
    return true;
}

const char *etag_of(struct ctx *c, const void *row, const struct shape *shape)
{
    return arena_format(c->arena, "\"v%lld%s\"", (long long)get_int(shape, row, "version"),
                        c->form == FORM_HTML ? "-html" : "");
}

static void add_validators(struct ctx *c, const void *row)
{
    const struct shape *shape = c->route->gives;
    char *when = arena_take(c->arena, 30);

    if (!shape_field(shape, "version"))
        return;
    add_header(c, "ETag", etag_of(c, row, shape));
    if (when && shape_field(shape, "updated_at") && get_text(shape, row, "updated_at")) {
        instant_to_http(get_text(shape, row, "updated_at"), when);
        add_header(c, "Last-Modified", when);
    }
}

uint64_t hidden_of(const struct ctx *c, const struct shape *shape)
{
    const bool holds_back = shape->sensitive && !may_throughout(c, shape->sensitive);
    uint64_t hidden = 0;

    for (size_t i = 0; holds_back && i < shape->count; i++)
        hidden |= shape->fields[i].flags & SENSITIVE ? UINT64_C(1) << i : 0;
    return hidden;
}

/* Several rows of one case come one behind the other: it is noted once. */
static void note_id(struct ctx *c, const char *type, const char *id)
{
    struct subjects *of = c->subjects, *last = of + SUBJECT_TYPES_MAX - 2; /* one ends the list */

    while (of < last && of->type && of->type != type)
        of++;
    of->ids.failed |= of->type && of->type != type;
    of->type = type;
    of->ids.arena = c->arena;
    if (of->ids.length > strlen(id) &&
        memcmp(of->ids.text + of->ids.length - 1 - strlen(id), id, strlen(id)) == 0)
        return;
    put_text(&of->ids, of->ids.length ? ",\"" : "\"");
    put_text(&of->ids, id);
    put_char(&of->ids, '"');
}

void note_subject(struct ctx *c, const struct resource *r, const void *row)
{
    if (!r || !r->audited)
        return;
    if (r->tells_of)
        note_id(c, r->tells_of->of->name, get_text(r->shape, row, r->tells_of->member));
    else
        note_id(c, r->name, get_text(r->shape, row, "id"));
}

/* What is told is one of the resource; anything else a handler notes itself. */
static void note_row(struct ctx *c, const void *row)
{
    if (c->route->resource && c->route->gives == c->route->resource->shape)
        note_subject(c, c->route->resource, row);
}

/* ---- expansion ------------------------------------------------------------------------- */

struct embedded {
    const struct resource *of;
    const char *rows;
    size_t count;
};

static bool fetch_embedded(struct ctx *c, const void *rows, size_t count, struct embedded *out)
{
    const struct shape *shape = c->route->gives;
    const char **ids = arena_take(c->arena, (count + 1) * sizeof *ids);
    size_t wanted = 0;
    void *found;

    *out = (struct embedded){ 0 };
    if (!c->expand || !ids)
        return true;
    for (size_t i = 0; i < count; i++) {
        const char *id = get_text(shape, (const char *)rows + i * shape->size, c->expand->member);

        if (id)
            ids[wanted++] = id;
    }
    out->of = c->expand->of;
    if (!done(c, resource_find_many(c->db, out->of, text_array(c->arena, ids, wanted), &found,
                                    &out->count)))
        return false;
    out->rows = found;
    return true;
}

static void put_embedded(struct ctx *c, struct buffer *out, const void *row,
                         const struct embedded *embedded)
{
    const char *id = get_text(c->route->gives, row, c->expand->member);
    const struct shape *shape = embedded->of->shape;

    put_text(out, ",\"");
    put_text(out, c->expand->name);
    put_text(out, "\":");
    for (size_t i = 0; id && i < embedded->count; i++) {
        const void *one = embedded->rows + i * shape->size;

        if (strcmp(get_text(shape, one, "id"), id) != 0)
            continue;
        note_subject(c, embedded->of, one);
        put_char(out, '{');
        put_members(out, shape, one, ~shape_guarded(shape), hidden_of(c, shape));
        put_char(out, '}');
        return;
    }
    put_text(out, "null");
}

/* What is hidden are positions in the resource's own shape. */
static uint64_t hidden_in_answer(const struct ctx *c)
{
    const struct resource *r = c->route->resource;

    return r && c->route->gives == r->shape ? c->hidden : 0;
}

static void put_row(struct ctx *c, struct buffer *out, const void *row,
                    const struct embedded *embedded)
{
    put_char(out, '{');
    put_members(out, c->route->gives, row, c->members, hidden_in_answer(c));
    if (embedded && embedded->of)
        put_embedded(c, out, row, embedded);
    put_char(out, '}');
}

/* ---- one row --------------------------------------------------------------------------- */

bool tell(struct ctx *c, const void *row)
{
    struct buffer out = { .arena = c->arena };
    struct embedded embedded;

    note_row(c, row);
    add_validators(c, row);
    if (c->route->flags & TRIES && c->prefer_minimal) {
        add_header(c, "Preference-Applied", "return=minimal");
        return tell_nothing(c);
    }
    if (!fetch_embedded(c, row, 1, &embedded))
        return false;
    put_row(c, &out, row, &embedded);
    return tell_json(c, c->route->status, &out);
}

/* A row of the resource is one of its collection; anything else is under the path it came by. An
 * entry of a record came by the record's own. */
static const char *location_of(const struct ctx *c, const void *row)
{
    const struct resource *r = c->route->resource;
    const bool own = r && !r->parent && c->route->gives == r->shape;
    const char *id = get_text(c->route->gives, row, "id"), *path = c->request->path;
    const char *named = strstr(path, id);

    if (named)
        return arena_format(c->arena, "%s%.*s%s", c->service->settings.public_url,
                            (int)(named - path), path, id);
    return arena_format(c->arena, "%s%s/%s", c->service->settings.public_url,
                        own ? router_list_of(r->name)->path : path, id);
}

bool tell_new(struct ctx *c, const void *row)
{
    add_header(c, "Location", location_of(c, row));
    if (!tell(c, row))
        return false;
    if (c->answer.status == 200) /* of a PUT, which may add or replace */
        c->answer.status = 201;
    return true;
}

static bool names_tag(const char *list, const char *tag)
{
    const char *found = strstr(list, tag);

    return strcmp(list, "*") == 0 || found != NULL;
}

bool is_new_to_client(struct ctx *c, const void *row)
{
    const char *seen = ask_header(c, "If-None-Match");

    if (!seen || !names_tag(seen, etag_of(c, row, c->route->gives)))
        return true;
    note_row(c, row);
    add_validators(c, row);
    tell_nothing(c);
    c->answer.status = 304;
    return false;
}

bool tell_page_of(struct ctx *c, const void *row, const char *style,
                  void (*put_page)(struct buffer *out, const void *row))
{
    struct buffer out = { .arena = c->arena };

    add_header(c, "Content-Security-Policy",
               arena_format(c->arena, "default-src 'none'; style-src '%s'; base-uri 'none';"
                                      " form-action 'none'; frame-ancestors 'none'", style));
    if (!is_new_to_client(c, row))
        return false;
    note_row(c, row);
    add_validators(c, row);
    put_page(&out, row);
    return answer(c, c->route->status, "text/html; charset=utf-8", &out);
}

/* ---- many rows ------------------------------------------------------------------------- */

static const char *next_url(struct ctx *c, const char *cursor)
{
    struct buffer out = { .arena = c->arena };
    const char *query = strchr(c->request->target, '?');

    put_text(&out, c->request->path);
    put_char(&out, '?');
    /* The raw query as it came, without its cursor. */
    for (const char *at = query ? query + 1 : ""; *at;) {
        const size_t length = strcspn(at, "&");

        if (strncmp(at, "cursor=", 7) != 0) {
            put_bytes(&out, at, length);
            put_char(&out, '&');
        }
        at += length + (at[length] == '&');
    }
    put_text(&out, "cursor=");
    put_text(&out, cursor);
    return out.failed ? NULL : out.text;
}

static void put_page(struct ctx *c, struct buffer *out, const char *cursor, int64_t total)
{
    put_text(out, "],\"page\":{\"limit\":");
    put_int(out, c->list.limit);
    put_text(out, cursor ? ",\"has_more\":true,\"next_cursor\":\""
                         : ",\"has_more\":false,\"next_cursor\":null");
    if (cursor) {
        put_text(out, cursor);
        put_char(out, '"');
    }
    if (total != NONE) {
        put_text(out, ",\"total\":");
        put_int(out, total);
    }
    put_text(out, "}}");
}

static bool tell_lines(struct ctx *c, const void *rows, size_t count,
                       const struct embedded *embedded)
{
    struct buffer out = { .arena = c->arena };
    const struct shape *shape = c->route->gives;

    if (c->form == FORM_CSV) {
        csv_write(&out, shape, rows, count, c->members, c->hidden);
        return answer(c, c->route->status, "text/csv; charset=utf-8; header=present", &out);
    }
    put_text(&out, "");
    for (size_t i = 0; i < count; i++) {
        put_row(c, &out, (const char *)rows + i * shape->size, embedded);
        put_char(&out, '\n');
    }
    return answer(c, c->route->status, "application/x-ndjson; charset=utf-8", &out);
}

bool tell_page(struct ctx *c, const void *rows, size_t count, int64_t total)
{
    struct buffer out = { .arena = c->arena };
    const struct shape *shape = c->route->gives;
    const bool more = count > (size_t)c->list.limit;
    const char *cursor = NULL;
    struct embedded embedded;

    count -= more;
    if (more && !(cursor = cursor_after(c, (const char *)rows + (count - 1) * shape->size)))
        return refuse(c, "busy", NULL);
    if (cursor)
        add_header(c, "Link", arena_format(c->arena, "<%s%s>; rel=\"next\"",
                                           c->service->settings.public_url, next_url(c, cursor)));
    if (total != NONE)
        add_header(c, "Total-Count", arena_format(c->arena, "%lld", (long long)total));
    if (!fetch_embedded(c, rows, count, &embedded))
        return false;
    c->row_count = (int64_t)count;
    for (size_t i = 0; i < count; i++)
        note_subject(c, c->route->resource, (const char *)rows + i * shape->size);
    if (c->form != FORM_JSON)
        return tell_lines(c, rows, count, &embedded);
    put_text(&out, "{\"data\":[");
    for (size_t i = 0; i < count; i++) {
        put_text(&out, i ? "," : "");
        put_row(c, &out, (const char *)rows + i * shape->size, &embedded);
    }
    put_page(c, &out, cursor, total);
    return tell_json(c, c->route->status, &out);
}

bool tell_rows(struct ctx *c, const void *rows, size_t count)
{
    struct buffer out = { .arena = c->arena };

    c->row_count = (int64_t)count;
    put_text(&out, "{\"data\":[");
    for (size_t i = 0; i < count; i++) {
        put_text(&out, i ? "," : "");
        put_row(c, &out, (const char *)rows + i * c->route->gives->size, NULL);
    }
    put_text(&out, "]}");
    return tell_json(c, c->route->status, &out);
}
