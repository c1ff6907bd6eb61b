#include "models/suppression/suppression.h"

#include "models/suppression/draft.h"
#include "models/shape.h"

static enum impact_fault fail(struct impact *out, enum impact_fault fault, size_t at)
{
    *out = (struct impact){ .fault = fault, .fault_at = at, .points = NONE };
    return fault;
}

/* ---- what an ask may say ---- */

static bool categories_sound(const struct impact_ask *ask)
{
    bool seen[IMPACT_CATEGORIES_MAX] = { false };

    if (ask->categories[BY_THEME] > IMPACT_THEMES_MAX)
        return false;
    for (size_t by = 0; by < IMPACT_BYS; by++)
        if (ask->categories[by] == 0 || ask->categories[by] > IMPACT_CATEGORIES_MAX)
            return false;
    for (size_t i = 0; i < ask->categories[BY_SCHOOL]; i++) {
        if (ask->phase_of_school[i] >= ask->categories[BY_PHASE])
            return false;
        seen[ask->phase_of_school[i]] = true;
    }
    for (size_t i = 0; i < ask->categories[BY_PHASE]; i++)
        if (!seen[i])
            return false;
    return true;
}

static bool point_sound(const struct impact_ask *ask, const struct impact_point *point)
{
    return point->theme < ask->categories[BY_THEME] && point->school < ask->categories[BY_SCHOOL] &&
           point->need < ask->categories[BY_NEED] && point->response < ask->categories[BY_RESPONSE];
}

static enum impact_fault judge(const struct impact_ask *ask, struct impact *out)
{
    if (!categories_sound(ask))
        return fail(out, IMPACT_CATEGORIES_UNSOUND, 0);
    for (size_t i = 0; i < ask->point_count; i++)
        if (!point_sound(ask, &ask->points[i]))
            return fail(out, IMPACT_POINT_UNSOUND, i);
    return IMPACT_SOUND;
}

/* ---- the publication ---- */

static size_t pupils_of(const struct census *census)
{
    size_t pupils = 0;

    for (size_t i = 0; i < census->count; i++)
        pupils += i == 0 || census->points[i].pupil != census->points[i - 1].pupil;
    return pupils;
}

static bool decide(struct draft *draft)
{
    return draft_groups(draft, BY_THEME) && draft_groups(draft, BY_PHASE) &&
           draft_groups(draft, BY_SCHOOL) && draft_groups(draft, BY_NEED) &&
           draft_groups(draft, BY_RESPONSE) && draft_tables(draft);
}

struct impact impact_publish(struct arena *arena, const struct impact_ask *ask)
{
    struct impact out = { .points = NONE };
    struct draft draft = { .arena = arena, .out = &out };

    if (judge(ask, &out))
        return out;
    if (!census_take(arena, ask, &draft.census)) {
        fail(&out, IMPACT_NO_MEMORY, 0);
        return out;
    }
    if (pupils_of(&draft.census) < SMALL_CELL) {
        out.withheld = true;
        return out;
    }
    out.points = (int64_t)ask->point_count;
    if (!decide(&draft))
        fail(&out, IMPACT_NO_MEMORY, 0);
    return out;
}

/* ---- questions ---- */

static bool told_alone(const struct impact_breakdown *breakdown, size_t category)
{
    return category < breakdown->category_count &&
           breakdown->groups[breakdown->group_of[category]].alone;
}

int64_t impact_points(const struct impact *impact, struct impact_query query)
{
    const struct impact_breakdown *themes = &impact->by[BY_THEME], *by = &impact->by[query.by];
    const size_t theme = query.by == BY_THEME ? IMPACT_ALL : query.theme;

    if (theme == IMPACT_ALL && query.category == IMPACT_ALL)
        return impact->points;
    if ((theme != IMPACT_ALL && !told_alone(themes, theme)) ||
        (query.category != IMPACT_ALL && !told_alone(by, query.category)))
        return NONE;
    if (query.category == IMPACT_ALL)
        return themes->groups[themes->group_of[theme]].points;
    const size_t column = by->group_of[query.category];

    if (theme == IMPACT_ALL)
        return by->groups[column].points;
    return by->by_theme[themes->group_of[theme] * by->group_count + column];
}

struct impact_sum impact_over(const struct impact *periods, size_t count, struct impact_query query)
{
    struct impact_sum sum = { 0 };

    for (size_t i = 0; i < count; i++) {
        const int64_t points = impact_points(&periods[i], query);

        sum.told += points != NONE;
        sum.hidden += points == NONE;
        sum.points += points == NONE ? 0 : points;
    }
    return sum;
}
