/* Query parameters: what a route takes follows from its row; anything else is refused, with a
 * suggestion where a name is near. A filter that is silently dropped would widen the answer. */
#include "api/query.h"

#include <string.h>

#include "api/bulk/csv.h"
#include "api/reading.h"
#include "api/service.h"

static const struct rule UNKNOWN = { "unknown_parameter", "is not a parameter of this operation" };
static const struct rule EMPTY_VALUE = { "empty_parameter", "must not be empty" };
static const struct rule BAD_LIMIT = { "limit_range", "must be a whole number from 1 to 500" };
static const struct rule BAD_LONG_LIMIT = { "limit_range",
                                            "must be a whole number from 1 to 10000" };
static const struct rule BAD_FLAG = { "flag_type", "must be true or false" };
static const struct rule BAD_COUNT = { "count_value", "must be exact" };
static const struct rule BAD_SORT = { "sort_key",
                                      "must be at most 3 different sort keys of this list" };
static const struct rule BAD_FIELD = { "unknown_field", "names a member that is not there" };
static const struct rule BAD_EXPAND = { "expand_name", "names nothing that can be expanded" };
static const struct rule NOT_IN_CSV = { "not_in_csv",
                                        "asks for what CSV cannot carry; ask for JSON or NDJSON" };
static const struct rule BAD_OPERATOR = { "operator", "has an operator this filter does not take" };
static const struct rule HIDDEN = { "insufficient_scope",
                                    "takes a scope the token does not carry" };
static const struct rule BAD_CURSOR = { "cursor_invalid", "is not a cursor of this service" };

static void parameter_fault(struct ctx *c, const char *name, const struct rule *rule)
{
    add_fault(&c->faults, IN_PARAMETER, name, rule);
}

/* ---- names, for suggestions ------------------------------------------------------------ */

static const struct list *list_of(const struct ctx *c)
{
    return c->route->flags & LISTS && c->route->resource ? c->route->resource->list : NULL;
}

static const char *name_at(const void *of, size_t i)
{
    static const char *const COMMON[] = { "limit", "cursor", "sort", "fields", "expand", "count",
                                          "include_deleted", "dry_run" };
    const struct ctx *c = of;
    const struct list *list = list_of(c);
    const size_t common = sizeof COMMON / sizeof *COMMON;

    if (i < common)
        return COMMON[i];
    i -= common;
    for (const struct parameter *p = c->route->parameters; p && p->name; p++, i--) {
        if (i == 0)
            return p->name;
    }
    for (const struct filter *f = list ? list->filters : NULL; f && f->name; f++, i--) {
        if (i == 0)
            return f->name;
    }
    return NULL;
}

/* ---- single parameters ----------------------------------------------------------------- */

static void take_limit(struct ctx *c, const char *value)
{
    const bool long_form = c->form != FORM_JSON;
    int64_t limit;

    if (text_to_int(value, &limit) && limit >= 1 &&
        limit <= (long_form ? LIST_INLINE_MAX : LIST_LIMIT_MAX))
        c->list.limit = limit;
    else
        parameter_fault(c, "limit", long_form ? &BAD_LONG_LIMIT : &BAD_LIMIT);
}

static const struct sort *sort_named(const struct list *list, const char *name)
{
    for (const struct sort *s = list ? list->sorts : NULL; s && s->name; s++) {
        if (strcmp(s->name, name) == 0)
            return s;
    }
    return strcmp(name, "id") == 0 ? &SORT_ID : NULL;
}

static char *next_of(char **rest)
{
    char *one = *rest;
    char *comma = one ? strchr(one, ',') : NULL;

    if (comma)
        *comma = '\0';
    *rest = comma ? comma + 1 : NULL;
    return one;
}

static void take_sort(struct ctx *c, const char *value)
{
    char *rest = arena_copy(c->arena, value, strlen(value));

    for (char *key; (key = next_of(&rest));) {
        const bool descending = *key == '-';
        const struct sort *sort = sort_named(list_of(c), key + descending);
        bool again = false;

        for (size_t i = 0; i < c->list.norder; i++)
            again |= c->list.order[i].sort == sort;
        if (!sort || again || c->list.norder == SORT_KEYS_MAX) {
            parameter_fault(c, "sort", &BAD_SORT);
            return;
        }
        c->list.order[c->list.norder].sort = sort;
        c->list.order[c->list.norder++].descending = descending;
    }
}

static const char *field_at_(const void *shape, size_t i)
{
    const struct shape *s = shape;

    return i < s->count ? s->fields[i].name : NULL;
}

/* Not every member has a column in CSV, nor has the name of what is kept from the caller. */
static void take_field(struct ctx *c, const struct field *field)
{
    const uint64_t bit = UINT64_C(1) << field_index(c->route->gives, field);

    if (c->form == FORM_CSV && !csv_has_column(c->route->gives, field))
        parameter_fault(c, "fields", &NOT_IN_CSV);
    else if (c->form == FORM_CSV && c->hidden & bit)
        parameter_fault(c, "fields", &HIDDEN);
    c->members |= bit;
}

static void take_fields(struct ctx *c, const char *value)
{
    const unsigned untold = SECRET | INTERNAL | (c->route->flags & LISTS ? GUARDED : 0);
    char *rest = arena_copy(c->arena, value, strlen(value));

    c->members = 0;
    for (char *name; (name = next_of(&rest));) {
        const struct field *field = shape_field(c->route->gives, name);

        if (field && !(field->flags & untold))
            take_field(c, field);
        else
            add_fault_with(&c->faults, IN_PARAMETER, "fields", BAD_FIELD.code, BAD_FIELD.says,
                           nearest(name, field_at_, c->route->gives));
    }
}

static void take_expand(struct ctx *c, const char *value)
{
    const struct expansion *e = c->route->resource ? c->route->resource->expansions : NULL;

    while (e && e->name && (strcmp(e->name, value) != 0 || !may_throughout(c, e->scope)))
        e++;
    if (!e || !e->name)
        parameter_fault(c, "expand", &BAD_EXPAND);
    else if (c->form == FORM_CSV)
        parameter_fault(c, "expand", &NOT_IN_CSV);
    else
        c->expand = e;
}

static void take_flag(struct ctx *c, const char *name, const char *value, bool *flag)
{
    *flag = strcmp(value, "true") == 0;
    if (!*flag && strcmp(value, "false") != 0)
        parameter_fault(c, name, &BAD_FLAG);
}

/* ---- filters --------------------------------------------------------------------------- */

static const struct rule *judge(struct ctx *c, const struct kind *kind, const char *text,
                                const char **spelt)
{
    char *copy = arena_copy(c->arena, text, strlen(text));
    int64_t value;

    *spelt = copy;
    if (!copy || !*copy)
        return &EMPTY_VALUE;
    kind_spell(kind, copy);
    if (kind->base == BOOLEAN)
        return strcmp(copy, "true") == 0 || strcmp(copy, "false") == 0 ? NULL : &BAD_FLAG;
    if (kind->base == INTEGER)
        return text_to_int(copy, &value) ? kind_refuses_int(kind, value) : &kind->rule;
    return kind_refuses_text(kind, copy);
}

static const struct rule *judge_many(struct ctx *c, const struct kind *kind, const char *text,
                                     const char **spelt)
{
    char *rest = arena_copy(c->arena, text, strlen(text));
    const char *values[100];
    size_t count = 0;

    for (char *one; (one = next_of(&rest));) {
        const struct rule *broken = count < 100 ? judge(c, kind, one, &values[count++])
                                                : &BAD_OPERATOR;

        if (broken)
            return broken;
    }
    *spelt = text_array(c->arena, values, count);
    return NULL;
}

static void take_filter(struct ctx *c, const struct filter *f, unsigned op, const char *name,
                        const char *value)
{
    struct condition *condition = &c->list.conditions[c->list.nconditions];
    const struct rule *broken;

    if (!(f->operators & op) || c->list.nconditions == CONDITIONS_MAX)
        broken = &BAD_OPERATOR;
    else if (f->flags & SENSITIVE && !may_throughout(c, c->route->gives->sensitive))
        broken = &HIDDEN;
    else if (op == OP_IN)
        broken = judge_many(c, f->kind, value, &condition->value);
    else if (op == OP_PREFIX)
        broken = *value ? (condition->value = value, NULL) : &EMPTY_VALUE;
    else
        broken = judge(c, op == OP_NULL ? &FLAG : f->kind, value, &condition->value);
    if (broken) {
        parameter_fault(c, name, broken);
        return;
    }
    condition->filter = f;
    condition->op = op;
    c->list.nconditions++;
}

static bool take_as_filter(struct ctx *c, const char *name, const char *value)
{
    const struct list *list = list_of(c);
    const char *dot = strchr(name, '.');
    const size_t length = dot ? (size_t)(dot - name) : strlen(name);
    const unsigned op = list_operator(dot ? dot + 1 : "");

    for (const struct filter *f = list ? list->filters : NULL; f && f->name; f++) {
        if (strlen(f->name) == length && memcmp(f->name, name, length) == 0) {
            take_filter(c, f, dot && !dot[1] ? 0 : op, name, value);
            return true;
        }
    }
    return false;
}

/* ---- all of them ----------------------------------------------------------------------- */

static bool take_listing(struct ctx *c, const char *name, const char *value)
{
    if (strcmp(name, "limit") == 0)
        take_limit(c, value);
    else if (strcmp(name, "sort") == 0)
        take_sort(c, value);
    else if (strcmp(name, "include_deleted") == 0)
        take_flag(c, name, value, &c->list.include_deleted);
    else if (strcmp(name, "count") == 0 && strcmp(value, "exact") == 0)
        c->count = true;
    else if (strcmp(name, "count") == 0)
        parameter_fault(c, name, &BAD_COUNT);
    else
        return strcmp(name, "cursor") == 0 || take_as_filter(c, name, value);
    return true;
}

static bool take_own(struct ctx *c, const char *name, const char *value)
{
    for (const struct parameter *p = c->route->parameters; p && p->name; p++) {
        const char *spelt;

        if (strcmp(p->name, name) != 0)
            continue;
        const struct rule *broken = judge(c, p->kind, value, &spelt);
        if (broken)
            parameter_fault(c, name, broken);
        return true;
    }
    return false;
}

static void take(struct ctx *c, const char *name, const char *value)
{
    const unsigned flags = c->route->flags;

    if (!*value && !take_own(c, name, value))
        parameter_fault(c, name, &EMPTY_VALUE);
    else if (flags & (LISTS | SELECTS) && strcmp(name, "fields") == 0)
        take_fields(c, value);
    else if (flags & (LISTS | SELECTS) && strcmp(name, "expand") == 0)
        take_expand(c, value);
    else if (flags & TRIES && strcmp(name, "dry_run") == 0)
        take_flag(c, name, value, &c->dry_run);
    else if (!take_own(c, name, value) && !(flags & LISTS && take_listing(c, name, value)))
        add_fault_with(&c->faults, IN_PARAMETER, name, UNKNOWN.code, UNKNOWN.says,
                       nearest(name, name_at, c));
}

static void default_order(struct ctx *c)
{
    const struct resource *r = c->route->resource;
    bool by_id = false;

    if (!c->list.norder && r && r->usual_sort)
        c->list.order[c->list.norder++].sort = r->usual_sort;
    for (size_t i = 0; i < c->list.norder; i++)
        by_id |= c->list.order[i].sort == &SORT_ID;
    if (by_id)
        return;
    /* The id runs the way of the first key, so that one index walk serves the page. */
    c->list.order[c->list.norder].sort = &SORT_ID;
    c->list.order[c->list.norder].descending = c->list.norder && c->list.order[0].descending;
    c->list.norder++;
}

bool take_parameters(struct ctx *c)
{
    const struct request *request = c->request;
    const char *cursor = NULL;

    c->members = c->route->gives && !(c->route->flags & SELECTS)
                     ? ~shape_guarded(c->route->gives)
                     : UINT64_MAX;
    c->list.limit = c->form == FORM_JSON ? LIST_LIMIT_DEFAULT : LIST_INLINE_MAX;
    for (size_t i = 0; i < request->nparameters; i++) {
        take(c, request->parameters[i].name, request->parameters[i].value);
        if (strcmp(request->parameters[i].name, "cursor") == 0 && c->route->flags & LISTS)
            cursor = request->parameters[i].value;
    }
    for (const struct parameter *p = c->route->parameters; p && p->name; p++) {
        if (p->required && !ask_parameter(c, p->name))
            parameter_fault(c, p->name, &IS_REQUIRED);
    }
    default_order(c);
    if (c->faults.count)
        return refuse(c, "invalid_parameter", NULL);
    if (!cursor)
        return true;
    const enum cursor verdict = cursor_open(c, cursor);
    if (verdict == CURSOR_FORGED)
        parameter_fault(c, "cursor", &BAD_CURSOR);
    return verdict == CURSOR_FITS ||
           refuse(c, verdict == CURSOR_FORGED ? "invalid_parameter" : "cursor_mismatch", NULL);
}

const char *ask_parameter(struct ctx *c, const char *name)
{
    for (size_t i = 0; i < c->request->nparameters; i++) {
        if (strcmp(c->request->parameters[i].name, name) == 0)
            return c->request->parameters[i].value;
    }
    return NULL;
}
