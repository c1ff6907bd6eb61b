#include "models/ehcps/ehcp_clock_fold.h"

#include "models/date.h"
#include "models/shape.h"


/* The meeting is, or was, on `day`. When it moves, the last day to invite moves with it; an
 * invitation that has gone out stays one. */
static void set_meeting(struct clock_fold *fold, int64_t day)
{
    const struct duty_rule *rule = fold->rules[INVITE_TO_REVIEW];
    const int64_t last = fold_last(fold, INVITE_TO_REVIEW);
    int64_t done = NONE;

    if (!rule || day == NONE)
        return;
    const int64_t due = duty_due_before(rule, day);
    const bool again = last != NO_ROW && fold->rows[last].ended_on == NONE;
    if (again) {
        if (fold->rows[last].due_on == due)
            return;
        done = fold->rows[last].done_on;
        fold->rows[last].ended_on = fold->fact->on;
    }
    const int64_t row = fold_add(fold, INVITE_TO_REVIEW, again);
    if (row == NO_ROW)
        return;
    fold_set(fold, row, fold->fact->on, due,
             arena_format(fold->arena, "%s before the review meeting on %s",
                          duty_period(fold->arena, rule), fold_words(fold, day)));
    fold->rows[row].done_on = done;
}

/* The limit of the review under way; NONE when there is none. */
static int64_t review_limit(const struct clock_fold *fold)
{
    const int64_t yearly = fold_live(fold, COMPLETE_REVIEW);
    const int64_t moved = fold_live(fold, REVIEW_AFTER_TRANSFER);

    return moved != NO_ROW    ? fold->rows[moved].due_on
           : yearly != NO_ROW ? fold->rows[yearly].due_on
                              : NONE;
}

static void met(struct clock_fold *fold)
{
    set_meeting(fold, fold->fact->on);
    fold_start(fold, SEND_REVIEW_REPORT);
    fold_start(fold, DECIDE_AFTER_REVIEW);
    const int64_t row = fold_live(fold, DECIDE_AFTER_REVIEW), limit = review_limit(fold);
    if (row == NO_ROW || limit == NONE || fold->rows[row].due_on <= limit)
        return;
    fold_set(fold, row, fold->rows[row].trigger_on, limit,
             arena_format(fold->arena, "%s, and no later than the review is due, %s",
                          fold->rows[row].explanation, fold_words(fold, limit)));
}

/* The day of the meeting of the review the fact at hand is about; NONE. */
static int64_t meeting(const struct clock_fold *fold)
{
    for (const struct ehcp_fact *f = fold->fact; f >= fold->of->facts; f--)
        if (f->kind == REVIEW_MET && fold_same_record(fold, f))
            return f->on;
    return NONE;
}

/* A duty of the amendment whose period runs from the meeting, though the decision brings it about.
 */
static void begin_from(struct clock_fold *fold, enum ehcp_duty_code code, int64_t day)
{
    fold_foresee(fold, code);
    const int64_t row = fold_live(fold, code);
    if (row != NO_ROW && fold->rows[row].trigger_on == NONE)
        fold_begin(fold, row, day);
}

static void start_review(struct clock_fold *fold, int64_t from, const char *words)
{
    const struct duty_rule *rule = fold->rules[COMPLETE_REVIEW];

    fold_end(fold, fold_live(fold, COMPLETE_REVIEW));
    const int64_t row = fold_add(fold, COMPLETE_REVIEW, false);
    if (row != NO_ROW)
        fold_set(fold, row, fold->fact->on, duty_due(rule, from, &fold->of->calendar),
                 arena_format(fold->arena, "%s from %s on %s", duty_period(fold->arena, rule),
                              words, fold_words(fold, from)));
}

static void decided(struct clock_fold *fold)
{
    static const enum ehcp_duty_code OVER[] = { INVITE_TO_REVIEW, SEND_REVIEW_REPORT,
                                                DECIDE_AFTER_REVIEW };
    const int64_t met_on = meeting(fold);

    fold_do(fold, DECIDE_AFTER_REVIEW, false);
    for (size_t i = 0; i < sizeof OVER / sizeof *OVER; i++)
        fold_end(fold, fold_live(fold, OVER[i]));
    fold_do(fold, COMPLETE_REVIEW, false);
    fold_do(fold, REVIEW_AFTER_TRANSFER, false);
    fold->reviewed_on = fold->fact->on;
    start_review(fold, fold->fact->on, "the last review, completed");
    fold_do(fold, CONSIDER_EARLY_REVIEW, false);
    fold_early_review(fold);
    if (fold->fact->detail != AMEND)
        return;
    if (met_on != NONE) {
        begin_from(fold, SEND_AMENDMENT_NOTICE, met_on);
        begin_from(fold, COMPLETE_AMENDMENT, met_on);
    }
    fold_foresee(fold, REPRESENT_ON_AMENDMENTS);
    fold_foresee(fold, SEND_AMENDED_PLAN);
    fold_foresee(fold, DECLINE_AMENDMENT);
}

/* The later of the yearly limit and the period from the move. */
static void review_moves(struct clock_fold *fold)
{
    const struct duty_rule *rule = fold->rules[REVIEW_AFTER_TRANSFER];
    const struct duty_rule *yearly = fold->rules[COMPLETE_REVIEW];
    const int64_t on = fold->fact->on, last = fold->reviewed_on;

    if (!rule)
        return;
    fold_end(fold, fold_live(fold, COMPLETE_REVIEW));
    fold_end(fold, fold_live(fold, REVIEW_AFTER_TRANSFER));
    const int64_t row = fold_add(fold, REVIEW_AFTER_TRANSFER, false);
    fold_begin(fold, row, on);
    if (row == NO_ROW || last == NONE || !yearly)
        return;
    const int64_t by_year = duty_due(yearly, last, &fold->of->calendar);
    const int64_t by_move = fold->rows[row].due_on;
    fold_set(fold, row, on, by_year > by_move ? by_year : by_move,
             arena_format(fold->arena, "the later of %s and %s from the last review, on %s",
                          fold->rows[row].explanation, duty_period(fold->arena, yearly),
                          fold_words(fold, last)));
}

static void plan_in_force(struct clock_fold *fold)
{
    fold->planned = true;
    fold_plan_in_force(fold);
}

static void moved(struct clock_fold *fold)
{
    if (fold->fact->about_on != NONE)
        fold->reviewed_on = fold->fact->about_on;
    review_moves(fold);
    if (!fold->planned)
        plan_in_force(fold);
}

static void reopened(struct clock_fold *fold)
{
    if (!fold->planned) {
        fold_foresee(fold, REPRESENT_ON_DRAFT);
        fold_foresee(fold, CONSULT_BEFORE_NAMING);
        fold_foresee(fold, COMPLETE_REVIEW);
        return;
    }
    if (fold->reviewed_on != NONE && review_limit(fold) == NONE)
        start_review(fold, fold->reviewed_on, "the plan or its last review");
    fold_plan_in_force(fold);
}

static void post_16_transfer(struct clock_fold *fold)
{
    const enum ehcp_duty_code code = COMPLETE_TRANSFER_BETWEEN_POST_16;
    const struct duty_rule *rule = fold->rules[code];
    const int64_t old = fold_live(fold, code), day = fold->fact->about_on;

    if (!rule)
        return;
    fold_end(fold, old);
    const int64_t row = day == NONE ? NO_ROW : fold_add(fold, code, old != NO_ROW);
    if (row != NO_ROW)
        fold_set(fold, row, fold->fact->on, duty_due_before(rule, day),
                 arena_format(fold->arena, "%s before the transfer on %s",
                              duty_period(fold->arena, rule), fold_words(fold, day)));
}

static void expect_meeting(struct clock_fold *fold)
{
    set_meeting(fold, fold->fact->about_on);
    fold_foresee(fold, SEND_REVIEW_REPORT);
    fold_foresee(fold, DECIDE_AFTER_REVIEW);
}

static void invited(struct clock_fold *fold)
{
    expect_meeting(fold);
    if (fold_last(fold, INVITE_TO_REVIEW) == NO_ROW)
        fold_add(fold, INVITE_TO_REVIEW, false);
    fold_do_early(fold, INVITE_TO_REVIEW);
}

void fold_review(struct clock_fold *fold)
{
    static void (*const BY_KIND[EHCP_FACT_KIND_COUNT])(struct clock_fold *) = {
        [REVIEW_PLANNED] = expect_meeting,
        [REVIEW_INVITED] = invited,
        [REVIEW_MET] = met,
        [REVIEW_DECIDED] = decided,
        [MOVED_INTO_AREA] = moved,
        [REOPENED] = reopened,
        [POST_16_TRANSFER_PLANNED] = post_16_transfer,
    };

    if (BY_KIND[fold->fact->kind])
        BY_KIND[fold->fact->kind](fold);
    if (fold->fact->kind == EARLY_REVIEW_CONSIDERED) {
        fold_do(fold, CONSIDER_EARLY_REVIEW, false);
        fold_early_review(fold);
    }
    if (fold->fact->kind == FINAL_PLAN_SENT && !fold->planned) {
        fold->reviewed_on = fold->fact->on;
        plan_in_force(fold);
    }
}
