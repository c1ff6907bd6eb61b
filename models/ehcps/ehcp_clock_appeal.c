#include "models/ehcps/ehcp_clock_fold.h"

#include "models/ehcps/appeal_limit.h"
#include "models/shape.h"

static const char *explain(struct clock_fold *fold, enum ehcp_duty_code code, int64_t from,
                           int64_t due)
{
    const struct duty_rule *rule = fold->rules[code];
    const bool moved = duty_due(rule, from, &fold->of->calendar) != due;

    return arena_format(fold->arena, "%s from %s on %s%s", duty_period(fold->arena, rule),
                        EHCP_DUTY_SORTS[code].from, fold_words(fold, from),
                        moved ? "; as that falls in August, or from 25 December to 1 January, "
                                "the first working day after"
                              : "");
}

static void keep_plan(struct clock_fold *fold, int64_t limit, bool again)
{
    const int64_t row = fold_add(fold, KEEP_PLAN_UNTIL_APPEAL_ENDS, again);

    if (row == NO_ROW)
        return;
    fold_begin(fold, row, fold->fact->on);
    fold->rows[row].ended_on = limit == NONE ? NONE : limit + 1;
}

static void notified(struct clock_fold *fold)
{
    const struct duty_rule *rule = fold->rules[APPEAL];
    const int64_t on = fold->fact->on;
    int64_t limit = NONE;

    if (fold_last(fold, APPEAL) != NO_ROW)
        return;
    const int64_t row = fold_add(fold, APPEAL, false);
    if (row != NO_ROW) {
        limit = appeal_limit(rule, NULL, on, NONE, &fold->of->calendar);
        fold_set(fold, row, on, limit, explain(fold, APPEAL, on, limit));
    }
    if (fold->fact->detail != SECTION_I_ONLY)
        fold_start(fold, CONTACT_MEDIATION_ADVISER);
    if (fold->fact->detail == CEASE)
        keep_plan(fold, limit, false);
}

/* The plan is kept as long as an appeal may be made: on, or again if it was too late before. */
static void keep_longer(struct clock_fold *fold, int64_t before, int64_t limit)
{
    const int64_t last = fold_last(fold, KEEP_PLAN_UNTIL_APPEAL_ENDS);

    if (last == NO_ROW || fold->rows[last].ended_on != before + 1)
        return;
    if (fold_live(fold, KEEP_PLAN_UNTIL_APPEAL_ENDS) == last)
        fold->rows[last].ended_on = limit + 1;
    else
        keep_plan(fold, limit, true);
}

/* A certificate may make the limit later; the first limit has then ended, lapsed or not. */
static void certified(struct clock_fold *fold)
{
    const enum ehcp_duty_code code = APPEAL_AFTER_CERTIFICATE;
    const int64_t first = fold_last(fold, APPEAL), on = fold->fact->on;

    if (first == NO_ROW || !fold->rules[code] || fold_last(fold, code) != NO_ROW)
        return;
    const struct ehcp_duty *appeal = &fold->rows[first];
    const int64_t before = appeal->due_on;
    if (appeal->done_on != NONE || appeal->ended_on != before + 1)
        return;
    const int64_t limit = appeal_limit(fold->rules[APPEAL], fold->rules[code], appeal->trigger_on,
                                       on, &fold->of->calendar);
    if (limit <= before)
        return;
    fold_end(fold, first);
    const int64_t row = fold_add(fold, code, false);
    if (row != NO_ROW)
        fold_set(fold, row, on, limit, explain(fold, code, on, limit));
    keep_longer(fold, before, limit);
}

static void lodged(struct clock_fold *fold)
{
    const int64_t row = fold_live(fold, KEEP_PLAN_UNTIL_APPEAL_ENDS);

    if (row != NO_ROW)
        fold->rows[row].ended_on = NONE;
}

void fold_appeal(struct clock_fold *fold)
{
    switch (fold->fact->kind) {
    case DECISION_NOTIFIED:
        notified(fold);
        return;
    case MEDIATION_ADVISER_CONTACTED:
        if (fold->fact->detail == MEDIATION_WANTED)
            fold_foresee(fold, ISSUE_MEDIATION_CERTIFICATE);
        else
            fold_start(fold, ISSUE_MEDIATION_CERTIFICATE);
        return;
    case CERTIFICATE_ISSUED:
        certified(fold);
        return;
    case APPEAL_LODGED:
        lodged(fold);
        return;
    default:
        return;
    }
}
