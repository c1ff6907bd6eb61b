#include "models/list.h"

#include <string.h>

const struct sort SORT_ID = { "id", &UUID, "t.id" };

static const struct {
    unsigned bit;
    const char *name;
    const char *sql;
} OPERATORS[] = {
    { OP_EQ, "", "=" },        { OP_NE, "ne", "IS DISTINCT FROM" }, { OP_GT, "gt", ">" },
    { OP_GTE, "gte", ">=" },   { OP_LT, "lt", "<" },                { OP_LTE, "lte", "<=" },
    { OP_IN, "in", "= ANY" },  { OP_PREFIX, "prefix", "^@" },       { OP_NULL, "null", "IS NULL" },
};

unsigned list_operator(const char *name)
{
    for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++) {
        if (strcmp(OPERATORS[i].name, name) == 0)
            return OPERATORS[i].bit;
    }
    return 0;
}

static const char *operator_sql(unsigned op)
{
    for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++) {
        if (OPERATORS[i].bit == op)
            return OPERATORS[i].sql;
    }
    return NULL;
}

const char *list_operator_name(unsigned op)
{
    for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++) {
        if (OPERATORS[i].bit == op)
            return OPERATORS[i].name;
    }
    return NULL;
}

/* "$n::type" for a value that joins the parameters. */
static void put_parameter(struct buffer *out, struct query *query, const struct kind *kind,
                          const char *suffix, const char *value)
{
    query->params[query->nparams++] = value;
    put_char(out, '$');
    put_int(out, query->nparams);
    put_text(out, "::");
    put_text(out, kind->sql);
    put_text(out, suffix);
}

/* It holds its value at the "?". */
static void put_template(struct buffer *out, struct query *query, const struct condition *c)
{
    const char *mark = strchr(c->filter->sql, '?');

    put_bytes(out, c->filter->sql, (size_t)(mark - c->filter->sql));
    put_parameter(out, query, c->filter->kind, "", c->value);
    put_text(out, mark + 1);
}

static void put_condition(struct buffer *out, struct query *query, const struct condition *c)
{
    put_text(out, " AND ");
    if (strchr(c->filter->sql, '?')) {
        put_text(out, c->op == OP_NE ? "NOT (" : "(");
        put_template(out, query, c);
        put_char(out, ')');
        return;
    }
    put_text(out, c->filter->sql);
    if (c->op == OP_NULL) {
        put_text(out, strcmp(c->value, "true") == 0 ? " IS NULL" : " IS NOT NULL");
        return;
    }
    put_char(out, ' ');
    put_text(out, operator_sql(c->op));
    put_text(out, c->op == OP_IN ? " (" : " ");
    put_parameter(out, query, c->filter->kind, c->op == OP_IN ? "[])" : "", c->value);
}

/* Everything that sorts after the last row of the page before: k1 past a1, or k1 at a1 and k2 past
 * a2, and so on. The first key is bounded by itself as well, so that an index can start there. */
static void put_after(struct buffer *out, struct query *query, const struct list_query *ask)
{
    int numbers[SORT_KEYS_MAX + 1];

    for (size_t i = 0; i < ask->norder; i++) {
        query->params[query->nparams++] = ask->after[i];
        numbers[i] = query->nparams;
    }
    for (size_t i = 0; i < ask->norder; i++) {
        const char *past = ask->order[i].descending ? "<" : ">";

        if (i == 0) {
            put_text(out, " AND ");
            put_text(out, ask->order[0].sort->sql);
            put_text(out, ask->order[0].descending ? " <= $" : " >= $");
            put_int(out, numbers[0]);
            put_text(out, "::");
            put_text(out, ask->order[0].sort->kind->sql);
            put_text(out, " AND (");
        } else {
            put_text(out, " OR (");
        }
        for (size_t k = 0; k <= i; k++) {
            put_text(out, k ? " AND " : "");
            put_text(out, ask->order[k].sort->sql);
            put_char(out, ' ');
            put_text(out, k < i ? "=" : past);
            put_text(out, " $");
            put_int(out, numbers[k]);
            put_text(out, "::");
            put_text(out, ask->order[k].sort->kind->sql);
        }
        put_text(out, i ? ")" : "");
    }
    put_char(out, ')');
}

static void put_order(struct buffer *out, const struct list_query *ask)
{
    put_text(out, " ORDER BY ");
    for (size_t i = 0; i < ask->norder; i++) {
        put_text(out, i ? ", " : "");
        put_text(out, ask->order[i].sort->sql);
        put_text(out, ask->order[i].descending ? " DESC" : "");
    }
    put_text(out, " LIMIT ");
    put_int(out, ask->limit);
}

static void put_rows(struct buffer *out, struct query *query, const char *from, bool all,
                     const struct list_query *ask)
{
    put_text(out, from);
    put_text(out, " AS t WHERE t.trust_id = $1::uuid");
    if (!ask->include_deleted)
        put_text(out, " AND t.deleted_at IS NULL");
    for (size_t i = 0; i < ask->nconditions; i++)
        put_condition(out, query, &ask->conditions[i]);
    if (!all && ask->paged)
        put_after(out, query, ask);
    if (!all)
        put_order(out, ask);
}

bool list_compose(struct arena *arena, const char *columns, const char *from,
                  const struct list_query *ask, const char *trust, struct query *out)
{
    struct buffer text = { .arena = arena };
    const bool parts = ask->parts.filter;

    out->params[0] = trust;
    out->nparams = 1;
    put_text(&text, "SELECT ");
    put_text(&text, columns ? columns : "count(*) AS total");
    put_text(&text, " FROM ");
    if (parts) {
        put_template(&text, out, &ask->parts);
        put_text(&text, " AS p CROSS JOIN LATERAL (SELECT t.* FROM ");
    }
    put_rows(&text, out, from, !columns, ask);
    put_text(&text, parts ? ") AS t" : "");
    if (parts && columns)
        put_order(&text, ask);
    out->text = text.text;
    return !text.failed;
}
