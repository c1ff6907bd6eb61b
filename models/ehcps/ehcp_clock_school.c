#include "models/ehcps/ehcp_clock_fold.h"

#include "models/shape.h"

/* The closures of the school that was left, as they are known with the fact at hand. NULL without
 * memory. */
static const struct closure *known_closures(struct clock_fold *fold, size_t *count)
{
    const size_t most = (size_t)(fold->fact - fold->of->facts) + 1;
    struct closure *known = arena_take(fold->arena, most * sizeof *known);

    *count = 0;
    for (const struct ehcp_fact *f = fold->of->facts; known && f <= fold->fact; f++) {
        size_t at = 0;

        if (!fold_same_record(fold, f))
            continue;
        if (f->kind == SCHOOL_SHUT)
            known[(*count)++] = (struct closure){ f->about_on, f->until };
        while (f->kind == SCHOOL_OPEN && at < *count &&
               (known[at].from != f->about_on || known[at].to != f->until))
            at++;
        if (f->kind == SCHOOL_OPEN && at < *count)
            known[at] = known[--*count];
    }
    return known;
}

static int64_t due_after(struct clock_fold *fold, int64_t left_on)
{
    struct day_calendar calendar = fold->of->calendar;

    calendar.closures = known_closures(fold, &calendar.closure_count);
    fold->failed |= !calendar.closures;
    return fold->failed ? NONE : duty_due(fold->rules[SEND_CTF], left_on, &calendar);
}

static void set_file(struct clock_fold *fold, int64_t row, int64_t left_on, int64_t due)
{
    if (row != NO_ROW)
        fold_set(fold, row, left_on, due,
                 arena_format(fold->arena, "%s on %s", fold->rows[row].awaits,
                              fold_words(fold, left_on)));
}

static void left(struct clock_fold *fold)
{
    if (fold_live(fold, SEND_CTF) == NO_ROW)
        set_file(fold, fold_add(fold, SEND_CTF, false), fold->fact->on,
                 due_after(fold, fold->fact->on));
}

/* Another day is the last in time: one row ends and another begins. */
static void count_again(struct clock_fold *fold)
{
    const int64_t row = fold_live(fold, SEND_CTF);

    if (row == NO_ROW)
        return;
    const int64_t left_on = fold->rows[row].trigger_on, due = due_after(fold, left_on);
    if (due == fold->rows[row].due_on)
        return;
    fold_end(fold, row);
    set_file(fold, fold_add(fold, SEND_CTF, true), left_on, due);
}

void fold_school(struct clock_fold *fold)
{
    if (!fold->rules[SEND_CTF])
        return;
    if (fold->fact->kind == PUPIL_LEFT)
        left(fold);
    if (fold->fact->kind == SCHOOL_SHUT || fold->fact->kind == SCHOOL_OPEN)
        count_again(fold);
}
