#include "models/ehcps/ehcp_clock_fold.h"

#include "models/date.h"
#include "models/shape.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_YEAR = -2, LAST_YEAR = 13, LAST_YEAR_OF_SECONDARY = 11, ADULTHOOD_FROM = 9 };

/* R is 0, the years before it are negative. False for X and for what is no year. */
static bool year_number(const char *nc_year, int64_t *year)
{
    static const char *const BEFORE[] = { "E1", "E2", "N1", "N2", "R" };

    if (!nc_year)
        return false;
    for (int i = 0; i < 5; i++)
        if (strcmp(nc_year, BEFORE[i]) == 0) {
            *year = i - 4;
            return true;
        }
    *year = strtol(nc_year, NULL, 10);
    return *year > 0;
}

/* 1 September of the academic year in which the pupil is in a year, R being 0: from the year on
 * record, or else from the age at which children in England start. */
static int64_t start_of_year(const struct ehcp_pupil *pupil, int64_t year)
{
    int64_t now;

    if (pupil->nc_year_on != NONE && year_number(pupil->nc_year, &now))
        return date_of(date_academic_year(pupil->nc_year_on) + year - now, 9, 1);
    if (pupil->born == NONE)
        return NONE;
    return date_of(date_academic_year(pupil->born) + 5 + year, 9, 1);
}

static bool standing(const struct clock_fold *fold, enum ehcp_duty_code code, int64_t trigger)
{
    for (size_t i = 0; i < fold->count; i++)
        if (fold->codes[i] == code && fold->rows[i].trigger_on == trigger &&
            (fold->rows[i].ended_on == NONE || fold->rows[i].ended_on > fold->fact->on))
            return true;
    return false;
}

static void transfer(struct clock_fold *fold, int64_t year)
{
    const enum ehcp_duty_code code = year < LAST_YEAR_OF_SECONDARY ? COMPLETE_PHASE_TRANSFER
                                                                   : COMPLETE_POST_16_TRANSFER;
    const struct duty_rule *rule = fold->rules[code];
    const int64_t start = start_of_year(&fold->of->pupil, year);

    if (!rule || start == NONE || standing(fold, code, start))
        return;
    const int64_t due = duty_due(rule, start, &fold->of->calendar);
    if (due < fold->fact->on)
        return;
    const int64_t row = fold_add(fold, code, false);
    if (row == NO_ROW)
        return;
    fold_set(fold, row, start, due,
             arena_format(fold->arena, "%s after %s on %s", duty_period(fold->arena, rule),
                          EHCP_DUTY_SORTS[code].from, fold_words(fold, start)));
    fold->rows[row].record_id = NULL;
    fold->rows[row].foreseen = true;
    fold->rows[row].published_on = due + 1;
    fold->rows[row].ended_on = start_of_year(&fold->of->pupil, year + 1);
}

static void adulthood(struct clock_fold *fold)
{
    const enum ehcp_duty_code code = COVER_PREPARATION_FOR_ADULTHOOD;
    const int64_t start = start_of_year(&fold->of->pupil, ADULTHOOD_FROM);

    if (start == NONE || standing(fold, code, start))
        return;
    const int64_t row = fold_add(fold, code, false);
    if (row == NO_ROW)
        return;
    fold_set(fold, row, start, NONE,
             arena_format(fold->arena, "in every review from %s, the start of Year 9",
                          fold_words(fold, start)));
    fold->rows[row].record_id = NULL;
    fold->rows[row].foreseen = true;
}

void fold_early_review(struct clock_fold *fold)
{
    const int64_t born = fold->of->pupil.born;

    if (born == NONE || fold->fact->on >= date_birthday(born, 5))
        return;
    fold_start(fold, CONSIDER_EARLY_REVIEW);
    const int64_t row = fold_live(fold, CONSIDER_EARLY_REVIEW);
    if (row != NO_ROW)
        fold->rows[row].ended_on = date_birthday(born, 5);
}

void fold_plan_in_force(struct clock_fold *fold)
{
    const uint32_t usual = TRANSFER_AFTER(-1) | TRANSFER_AFTER(6) |
                           TRANSFER_AFTER(LAST_YEAR_OF_SECONDARY);
    const uint32_t said = fold->of->pupil.transfer_years;

    for (int64_t year = FIRST_YEAR; year <= LAST_YEAR; year++)
        if ((said ? said : usual) & TRANSFER_AFTER(year))
            transfer(fold, year);
    adulthood(fold);
    fold_early_review(fold);
}
