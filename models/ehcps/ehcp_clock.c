#include "models/ehcps/ehcp_clock_fold.h"

#include "models/date.h"
#include "models/shape.h"

#include <string.h>

const char *const DUTY_STATES[] = {
    [DUTY_NOT_STARTED] = "not_started",
    [DUTY_DUE] = "due",
    [DUTY_OVERDUE] = "overdue",
    [DUTY_MET] = "met",
    [DUTY_LATE] = "late",
    NULL,
};

static bool same_record(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool fold_same_record(const struct clock_fold *fold, const struct ehcp_fact *fact)
{
    return same_record(fact->record_id, fold->fact->record_id);
}

int64_t fold_last(const struct clock_fold *fold, enum ehcp_duty_code code)
{
    const bool any = !EHCP_DUTY_SORTS[code].per_record;

    for (size_t i = fold->count; i > 0; i--)
        if (fold->codes[i - 1] == code &&
            (any || same_record(fold->rows[i - 1].record_id, fold->fact->record_id)))
            return (int64_t)i - 1;
    return NO_ROW;
}

static bool is_live(const struct clock_fold *fold, int64_t row)
{
    const struct ehcp_duty *duty = &fold->rows[row];

    return duty->done_on == NONE && (duty->ended_on == NONE || duty->ended_on > fold->fact->on);
}

int64_t fold_live(const struct clock_fold *fold, enum ehcp_duty_code code)
{
    const int64_t last = fold_last(fold, code);

    return last != NO_ROW && is_live(fold, last) ? last : NO_ROW;
}

static bool grow(struct clock_fold *fold)
{
    const size_t capacity = fold->capacity ? fold->capacity * 2 : 32;
    struct ehcp_duty *rows = arena_take(fold->arena, capacity * sizeof *rows);
    enum ehcp_duty_code *codes = arena_take(fold->arena, capacity * sizeof *codes);

    if (!rows || !codes)
        return false;
    if (fold->count) {
        memcpy(rows, fold->rows, fold->count * sizeof *rows);
        memcpy(codes, fold->codes, fold->count * sizeof *codes);
    }
    fold->rows = rows;
    fold->codes = codes;
    fold->capacity = capacity;
    return true;
}

static int64_t occurrences(const struct clock_fold *fold, enum ehcp_duty_code code)
{
    int64_t most = 0;

    for (size_t i = 0; i < fold->count; i++)
        if (fold->codes[i] == code && fold->rows[i].occurrence > most)
            most = fold->rows[i].occurrence;
    return most;
}

/* The exceptions recorded so far, as far as the rule admits them. */
static void except(const struct clock_fold *fold, struct ehcp_duty *duty)
{
    for (int i = 0; i < EHCP_EXCEPTIONS; i++) {
        const char *name = EHCP_DETAILS[SCHOOL_CLOSED + i];
        const char *at = duty->rule->exceptions ? strstr(duty->rule->exceptions, name) : NULL;
        const bool admitted = at && at[-1] == '"' && at[strlen(name)] == '"';

        duty->exceptions_on[i] = admitted ? fold->exceptions_on[i] : NONE;
    }
}

static const char *awaits(struct arena *arena, const struct duty_rule *rule, const char *from)
{
    const char *period = duty_period(arena, rule);

    return period && *period ? arena_format(arena, "%s from %s", period, from) : from;
}

int64_t fold_add(struct clock_fold *fold, enum ehcp_duty_code code, bool again)
{
    const struct duty_rule *rule = fold->rules[code];

    if (!rule || (fold->count == fold->capacity && !grow(fold))) {
        fold->failed |= rule != NULL;
        return NO_ROW;
    }
    const char *words = awaits(fold->arena, rule, EHCP_DUTY_SORTS[code].from);
    const int64_t last = again ? fold_last(fold, code) : NO_ROW;
    struct ehcp_duty *duty = &fold->rows[fold->count];
    *duty = (struct ehcp_duty){
        .rule = rule,
        .record_id = fold->fact->record_id,
        .occurrence = last == NO_ROW ? occurrences(fold, code) + 1 : fold->rows[last].occurrence,
        .known_on = fold->fact->on,
        .trigger_on = NONE,
        .due_on = NONE,
        .published_on = NONE,
        .done_on = NONE,
        .ended_on = NONE,
        .explanation = words,
        .awaits = words,
    };
    except(fold, duty);
    fold->codes[fold->count] = code;
    fold->failed |= !words;
    return (int64_t)fold->count++;
}

void fold_set(struct clock_fold *fold, int64_t row, int64_t trigger, int64_t due,
              const char *explanation)
{
    struct ehcp_duty *duty = &fold->rows[row];

    duty->trigger_on = trigger;
    duty->due_on = due;
    duty->explanation = explanation;
    if (strcmp(duty->rule->owed_by, "parent_or_young_person") == 0 && due != NONE)
        duty->ended_on = due + 1;
    fold->failed |= !explanation;
}

const char *fold_words(struct clock_fold *fold, int64_t day)
{
    char words[DATE_WORDS];

    date_in_words(day, words);
    const char *copy = arena_copy(fold->arena, words, strlen(words));
    fold->failed |= !copy;
    return copy ? copy : "";
}

void fold_begin(struct clock_fold *fold, int64_t row, int64_t from)
{
    if (row == NO_ROW)
        return;
    const struct ehcp_duty *duty = &fold->rows[row];
    fold_set(fold, row, fold->fact->on, duty_due(duty->rule, from, &fold->of->calendar),
             arena_format(fold->arena, "%s on %s", duty->awaits, fold_words(fold, from)));
}

void fold_end(struct clock_fold *fold, int64_t row)
{
    if (row != NO_ROW && is_live(fold, row))
        fold->rows[row].ended_on = fold->fact->on;
}

void fold_end_groups(struct clock_fold *fold, unsigned groups)
{
    for (size_t i = 0; i < fold->count; i++)
        if (EHCP_DUTY_SORTS[fold->codes[i]].group & groups)
            fold_end(fold, (int64_t)i);
}

void fold_end_all(struct clock_fold *fold, enum ehcp_duty_code code)
{
    for (size_t i = 0; i < fold->count; i++)
        if (fold->codes[i] == code)
            fold_end(fold, (int64_t)i);
}

void fold_do_early(struct clock_fold *fold, enum ehcp_duty_code code)
{
    const int64_t row = fold_live(fold, code);

    if (row == NO_ROW)
        return;
    fold->rows[row].done_on = fold->fact->on;
    fold->rows[row].ended_on = NONE;
}

void fold_do(struct clock_fold *fold, enum ehcp_duty_code code, bool every_record)
{
    const bool any = every_record || !EHCP_DUTY_SORTS[code].per_record;

    for (size_t i = 0; i < fold->count; i++) {
        struct ehcp_duty *duty = &fold->rows[i];

        if (fold->codes[i] != code || !is_live(fold, (int64_t)i) || duty->trigger_on == NONE ||
            duty->trigger_on > fold->fact->on)
            continue;
        if (any || same_record(duty->record_id, fold->fact->record_id)) {
            duty->done_on = fold->fact->on;
            duty->ended_on = NONE;
        }
    }
}

void fold_foresee(struct clock_fold *fold, enum ehcp_duty_code code)
{
    if (fold_live(fold, code) == NO_ROW)
        fold_add(fold, code, false);
}

void fold_start(struct clock_fold *fold, enum ehcp_duty_code code)
{
    fold_foresee(fold, code);
    const int64_t row = fold_live(fold, code);
    if (row != NO_ROW && fold->rows[row].trigger_on == NONE)
        fold_begin(fold, row, fold->fact->on);
}

static void fold_exception(struct clock_fold *fold)
{
    const int which = (int)fold->fact->detail - SCHOOL_CLOSED;

    if (which < 0 || which >= EHCP_EXCEPTIONS || fold->exceptions_on[which] != NONE)
        return;
    fold->exceptions_on[which] = fold->fact->on;
    for (size_t i = 0; i < fold->count; i++)
        except(fold, &fold->rows[i]);
}

bool ehcp_clock(struct arena *arena, const struct ehcp_case *of, struct ehcp_duties *out)
{
    struct clock_fold fold = { .arena = arena, .of = of, .reviewed_on = NONE };

    for (int i = 0; i < EHCP_DUTY_COUNT; i++)
        fold.rules[i] = duty_rule_find(of->rules, of->rule_count, EHCP_DUTY_CODES[i]);
    for (int i = 0; i < EHCP_EXCEPTIONS; i++)
        fold.exceptions_on[i] = NONE;
    for (size_t i = 0; i < of->fact_count && !fold.failed; i++) {
        fold.fact = &of->facts[i];
        if (fold.fact->kind == EXCEPTION_RECORDED)
            fold_exception(&fold);
        fold_effects(&fold);
        fold_review(&fold);
        fold_appeal(&fold);
        fold_school(&fold);
    }
    *out = (struct ehcp_duties){ fold.rows, fold.count };
    return !fold.failed;
}

static bool by(int64_t day, int64_t as_of)
{
    return day != NONE && day <= as_of;
}

static enum duty_state state(const struct ehcp_duty_view *view, int64_t as_of)
{
    if (view->done_on != NONE)
        return view->due_on == NONE || view->done_on <= view->due_on ? DUTY_MET : DUTY_LATE;
    if (!by(view->trigger_on, as_of))
        return DUTY_NOT_STARTED;
    return view->due_on == NONE || as_of <= view->due_on ? DUTY_DUE : DUTY_OVERDUE;
}

struct ehcp_duty_view ehcp_duty_as_of(const struct ehcp_duty *duty, int64_t as_of)
{
    if (duty->known_on > as_of || by(duty->ended_on, as_of))
        return (struct ehcp_duty_view){ .shown = false };
    const bool told = duty->foreseen || by(duty->trigger_on, as_of);
    struct ehcp_duty_view view = {
        .shown = true,
        .trigger_on = told ? duty->trigger_on : NONE,
        .due_on = told ? duty->due_on : NONE,
        .published_on = told ? duty->published_on : NONE,
        .done_on = by(duty->done_on, as_of) ? duty->done_on : NONE,
        .explanation = told ? duty->explanation : duty->awaits,
    };

    for (int i = 0; i < EHCP_EXCEPTIONS; i++)
        view.exceptions |= by(duty->exceptions_on[i], as_of) ? 1u << i : 0;
    view.state = state(&view, as_of);
    return view;
}
