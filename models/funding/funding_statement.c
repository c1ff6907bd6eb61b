#include "models/funding/funding_statement.h"

#include <string.h>

#include "models/encode.h"
#include "models/funding/money.h"
#include "queries.h"

const struct shape STATEMENT_ASK = SHAPE("statement_ask", statement_ask,
    FIELD(statement_ask, host_school_id, UUID,   0),
    FIELD(statement_ask, period,         PERIOD, 0),
    FIELD(statement_ask, explain,        FLAG,   0));

const struct shape STATEMENT_HOST = SHAPE("statement_host", statement_host,
    FIELD(statement_host, host_school_id, UUID,   0),
    FIELD(statement_host, period,         PERIOD, 0),
    FIELD(statement_host, closed,         FLAG,   0));

const struct shape STATEMENT_MOVE = SHAPE("statement_move", statement_move,
    FIELD(statement_move, opening_pence,    PENCE,          0),
    FIELD(statement_move, posting_id,       UUID,           0),
    FIELD(statement_move, agreement_id,     UUID,           0),
    FIELD(statement_move, provision_id,     UUID,           0),
    FIELD(statement_move, stream,           FUNDING_STREAM, 0),
    FIELD(statement_move, kind,             POSTING_KIND,   0),
    FIELD(statement_move, for_period,       PERIOD,         0),
    FIELD(statement_move, pseudonym,        LABEL,          0),
    FIELD(statement_move, band,             LABEL,          0),
    FIELD(statement_move, received_pence,   PENCE,          0),
    FIELD(statement_move, passported_pence, PENCE,          0),
    FIELD(statement_move, paid_pence,       PENCE,          0),
    FIELD(statement_move, overpaid_pence,   PENCE,          0),
    FIELD(statement_move, reverses_id,      UUID,           0),
    FIELD(statement_move, reference,        LABEL,          0),
    FIELD(statement_move, paid_on,          DAY,            0),
    FIELD(statement_move, explanation,      ARITHMETIC,     0));

const struct shape STATEMENT_WEIGHT = SHAPE("statement_weight", statement_weight,
    FIELD(statement_weight, agreement_id, UUID,      0),
    FIELD(statement_weight, line,         COUNT,     0),
    FIELD(statement_weight, code,         COST_LINE, 0),
    FIELD(statement_weight, label,        LABEL,     0),
    FIELD(statement_weight, weight,       COUNT,     0));

const struct shape STATEMENT_LINE = SHAPE("statement_line", statement_line,
    FIELD(statement_line, number,           COUNT,          READ_ONLY),
    FIELD(statement_line, posting_id,       UUID,           READ_ONLY),
    FIELD(statement_line, agreement_id,     UUID,           READ_ONLY),
    FIELD(statement_line, provision_id,     UUID,           READ_ONLY),
    FIELD(statement_line, stream,           FUNDING_STREAM, READ_ONLY),
    FIELD(statement_line, kind,             POSTING_KIND,   READ_ONLY),
    FIELD(statement_line, for_period,       PERIOD,         READ_ONLY),
    FIELD(statement_line, pseudonym,        LABEL,          READ_ONLY),
    FIELD(statement_line, band,             LABEL,          READ_ONLY),
    FIELD(statement_line, received_pence,   PENCE,          READ_ONLY),
    FIELD(statement_line, passported_pence, PENCE,          READ_ONLY),
    FIELD(statement_line, retained_pence,   PENCE,          READ_ONLY),
    FIELD(statement_line, reverses_id,      UUID,           READ_ONLY),
    FIELD(statement_line, explanation,      ARITHMETIC,     READ_ONLY));

const struct shape STATEMENT_COST = SHAPE("statement_cost", statement_cost,
    FIELD(statement_cost, agreement_id, UUID,      READ_ONLY),
    FIELD(statement_cost, line,         COUNT,     READ_ONLY),
    FIELD(statement_cost, code,         COST_LINE, READ_ONLY),
    FIELD(statement_cost, label,        LABEL,     READ_ONLY),
    FIELD(statement_cost, amount_pence, PENCE,     READ_ONLY));

const struct shape STATEMENT_PAYMENT = SHAPE("statement_payment", statement_payment,
    FIELD(statement_payment, posting_id,     UUID,         READ_ONLY),
    FIELD(statement_payment, agreement_id,   UUID,         READ_ONLY),
    FIELD(statement_payment, kind,           POSTING_KIND, READ_ONLY),
    FIELD(statement_payment, amount_pence,   PENCE,        READ_ONLY),
    FIELD(statement_payment, overpaid_pence, PENCE,        READ_ONLY),
    FIELD(statement_payment, reference,      LABEL,        READ_ONLY),
    FIELD(statement_payment, paid_on,        DAY,          READ_ONLY),
    FIELD(statement_payment, reverses_id,    UUID,         READ_ONLY));

const struct shape FUNDING_STATEMENT = SHAPE("funding_statement", funding_statement,
    FIELD(funding_statement, host_school_id,   UUID,              READ_ONLY),
    FIELD(funding_statement, period,           PERIOD,            READ_ONLY),
    FIELD(funding_statement, closed,           FLAG,              READ_ONLY),
    FIELD(funding_statement, opening_pence,    PENCE,             READ_ONLY),
    FIELD(funding_statement, passported_pence, PENCE,             READ_ONLY),
    FIELD(funding_statement, paid_pence,       PENCE,             READ_ONLY),
    FIELD(funding_statement, closing_pence,    PENCE,             READ_ONLY),
    LIST_OF(funding_statement, lines,          STATEMENT_LINE,    READ_ONLY),
    LIST_OF(funding_statement, cost_lines,     STATEMENT_COST,    READ_ONLY),
    LIST_OF(funding_statement, payments,       STATEMENT_PAYMENT, READ_ONLY));

uint64_t statement_line_members(bool explain)
{
    const uint64_t told = UINT64_C(1) << field_index(&STATEMENT_LINE,
                                                     shape_field(&STATEMENT_LINE, "explanation"));

    return explain ? UINT64_MAX : ~told;
}

/* ---- from postings to lines and payments ------------------------------------------------ */

struct ledger_month {
    struct statement_move *moves;
    size_t move_count;
    struct statement_weight *weights;
    size_t weight_count;
    struct statement_line *lines;
    size_t line_count;
    struct statement_payment *payments;
    size_t payment_count;
    struct statement_cost *costs;
    size_t cost_count;
};

static void take_line(struct ledger_month *month, const struct statement_move *m)
{
    const int64_t number = (int64_t)month->line_count + 1;

    month->lines[month->line_count++] = (struct statement_line){
        .number = number,
        .posting_id = m->posting_id,
        .agreement_id = m->agreement_id,
        .provision_id = m->provision_id,
        .stream = m->stream,
        .kind = m->kind,
        .for_period = m->for_period,
        .pseudonym = m->pseudonym,
        .band = m->band,
        .received_pence = m->received_pence,
        .passported_pence = m->passported_pence,
        .retained_pence = m->received_pence - m->passported_pence,
        .reverses_id = m->reverses_id,
        .explanation = m->explanation,
    };
}

static void take_payment(struct ledger_month *month, const struct statement_move *m)
{
    month->payments[month->payment_count++] = (struct statement_payment){
        m->posting_id, m->agreement_id, m->kind, m->paid_pence, m->overpaid_pence,
        m->reference,  m->paid_on,      m->reverses_id,
    };
}

static bool sort_moves(struct arena *arena, struct ledger_month *month,
                       struct funding_statement *told)
{
    month->lines = arena_take(arena, month->move_count * sizeof *month->lines);
    month->payments = arena_take(arena, month->move_count * sizeof *month->payments);
    if (!month->lines || !month->payments)
        return false;
    told->opening_pence = month->moves[0].opening_pence;
    for (size_t i = 0; i < month->move_count; i++) {
        const struct statement_move *move = &month->moves[i];

        if (move->received_pence != NONE) {
            take_line(month, move);
            told->passported_pence += move->passported_pence;
        }
        if (move->paid_pence != NONE) {
            take_payment(month, move);
            told->paid_pence += move->paid_pence;
        }
    }
    told->closing_pence = told->opening_pence + told->passported_pence - told->paid_pence;
    return true;
}

/* ---- cost lines ------------------------------------------------------------------------ */

/* False: the agreement has no line in the month. */
static bool passported_under(const struct ledger_month *month, const char *agreement_id,
                             int64_t *pence)
{
    bool any = false;

    *pence = 0;
    for (size_t i = 0; i < month->line_count; i++) {
        if (strcmp(month->lines[i].agreement_id, agreement_id) == 0) {
            *pence += month->lines[i].passported_pence;
            any = true;
        }
    }
    return any;
}

static enum db_status split_over(struct arena *arena, struct ledger_month *month,
                                 const struct statement_weight *of, size_t count)
{
    int64_t *weights = arena_take(arena, count * sizeof *weights);
    int64_t *parts = arena_take(arena, count * sizeof *parts);
    int64_t pence;

    if (!weights || !parts)
        return DB_TOO_LARGE;
    if (!passported_under(month, of->agreement_id, &pence))
        return DB_OK;
    for (size_t i = 0; i < count; i++)
        weights[i] = of[i].weight;
    const enum money_fault fault = money_split(arena, pence, weights, count, parts);
    if (fault)
        return fault == MONEY_NO_MEMORY ? DB_TOO_LARGE : DB_FAILED;
    for (size_t i = 0; i < count; i++)
        month->costs[month->cost_count++] = (struct statement_cost){
            of[i].agreement_id, of[i].line, of[i].code, of[i].label, parts[i]
        };
    return DB_OK;
}

static enum db_status split_costs(struct arena *arena, struct ledger_month *month)
{
    enum db_status status = DB_OK;

    month->costs = arena_take(arena, (month->weight_count + 1) * sizeof *month->costs);
    if (!month->costs)
        return DB_TOO_LARGE;
    for (size_t first = 0, end; !status && first < month->weight_count; first = end) {
        const char *agreement_id = month->weights[first].agreement_id;

        for (end = first + 1; end < month->weight_count; end++) {
            if (strcmp(month->weights[end].agreement_id, agreement_id) != 0)
                break;
        }
        status = split_over(arena, month, &month->weights[first], end - first);
    }
    return status;
}

/* ---- telling --------------------------------------------------------------------------- */

static const char *list_of(struct arena *arena, const struct shape *shape, const void *rows,
                           size_t count, uint64_t members)
{
    struct buffer out = { .arena = arena };

    put_char(&out, '[');
    for (size_t i = 0; i < count; i++) {
        put_text(&out, i ? ",{" : "{");
        put_members(&out, shape, (const char *)rows + i * shape->size, members, 0);
        put_char(&out, '}');
    }
    put_char(&out, ']');
    return out.failed ? NULL : out.text;
}

static bool put_lists(struct arena *arena, const struct ledger_month *month, bool explain,
                      struct funding_statement *told)
{
    told->lines = list_of(arena, &STATEMENT_LINE, month->lines, month->line_count,
                          statement_line_members(explain));
    told->cost_lines =
        list_of(arena, &STATEMENT_COST, month->costs, month->cost_count, UINT64_MAX);
    told->payments =
        list_of(arena, &STATEMENT_PAYMENT, month->payments, month->payment_count, UINT64_MAX);
    return told->lines && told->cost_lines && told->payments;
}

/* Whether the month is closed is asked first: what is read after it closed is all there is. */
static enum db_status read_month(struct db *db, const struct statement_ask *ask,
                                 struct funding_statement *told, struct ledger_month *month)
{
    struct statement_host host;
    enum db_status status = statement_host_find(db, ask, &host);

    if (!status)
        status = statement_moves_read(db, ask, &month->moves, &month->move_count);
    if (!status)
        status = statement_weights_read(db, ask, &month->weights, &month->weight_count);
    if (!status)
        *told = (struct funding_statement){ .host_school_id = host.host_school_id,
                                            .period = host.period,
                                            .closed = host.closed };
    return status;
}

enum db_status funding_statement_read(struct db *db, const struct statement_ask *ask,
                                      struct funding_statement *told,
                                      struct statement_line **lines, size_t *count)
{
    struct arena *arena = db_arena(db);
    struct ledger_month month = { .moves = NULL };
    enum db_status status = read_month(db, ask, told, &month);

    if (status)
        return status;
    if (!sort_moves(arena, &month, told))
        return DB_TOO_LARGE;
    status = split_costs(arena, &month);
    if (!status && !put_lists(arena, &month, ask->explain, told))
        status = DB_TOO_LARGE;
    *lines = month.lines;
    *count = month.line_count;
    return status;
}
