/* What is told of the impact of a board, asked for. */
#include "models/board/board_impact.h"

#include <string.h>

#include "models/encode.h"

const struct shape IMPACT_ASK_OF = SHAPE("impact_ask_of", impact_ask_of,
    FIELD(impact_ask_of, board_id,  UUID,       0),
    FIELD(impact_ask_of, period_id, UUID,       0),
    FIELD(impact_ask_of, theme,     THEME_CODE, 0),
    FIELD(impact_ask_of, by,        IMPACT_BY,  0),
    FIELD(impact_ask_of, category,  LABEL,      0));

const struct shape IMPACT_TOLD = SHAPE("impact_told", impact_told,
    FIELD(impact_told, category,       LABEL, READ_ONLY),
    FIELD(impact_told, points,         COUNT, READ_ONLY),
    FIELD(impact_told, periods_told,   COUNT, READ_ONLY),
    FIELD(impact_told, periods_hidden, COUNT, READ_ONLY));

const struct shape IMPACT_GROUP_TOLD = SHAPE("impact_group_told", impact_group_told,
    VALUES(impact_group_told, categories, LABEL, READ_ONLY),
    FIELD(impact_group_told, points,      COUNT, READ_ONLY));

const struct shape IMPACT_PERIOD_TOLD = SHAPE("impact_period_told", impact_period_told,
    FIELD(impact_period_told, id,        UUID,  READ_ONLY),
    FIELD(impact_period_told, name,      LABEL, READ_ONLY),
    FIELD(impact_period_told, starts_on, DAY,   READ_ONLY),
    FIELD(impact_period_told, ends_on,   DAY,   READ_ONLY),
    FIELD(impact_period_told, withheld,  FLAG,  READ_ONLY),
    FIELD(impact_period_told, points,    COUNT, READ_ONLY));

const struct shape BOARD_IMPACT = SHAPE("board_impact", board_impact,
    FIELD(board_impact, board_id,       UUID,               READ_ONLY),
    FIELD(board_impact, period_id,      UUID,               READ_ONLY),
    FIELD(board_impact, theme,          THEME_CODE,         READ_ONLY),
    FIELD(board_impact, by,             IMPACT_BY,          READ_ONLY),
    FIELD(board_impact, category,       LABEL,              READ_ONLY),
    FIELD(board_impact, points,         COUNT,              READ_ONLY),
    FIELD(board_impact, periods_told,   COUNT,              READ_ONLY),
    FIELD(board_impact, periods_hidden, COUNT,              READ_ONLY),
    FIELD(board_impact, hidden_because, NOTE,               READ_ONLY),
    LIST_OF(board_impact, figures,      IMPACT_TOLD,        READ_ONLY),
    LIST_OF(board_impact, groups,       IMPACT_GROUP_TOLD,  READ_ONLY),
    LIST_OF(board_impact, periods,      IMPACT_PERIOD_TOLD, READ_ONLY));

static const char HIDDEN[] = "A figure by fewer than five pupils is not told, nor is one that "
                             "would tell of such a figure";

/* What is told of one period. */
struct publication {
    const struct impact_period_told *period;
    const struct impact_figure *figures; /* its own */
    size_t figure_count;
    struct impact impact; /* by theme, and by what is asked for */
    const char **codes[IMPACT_BYS]; /* by category */
};

struct asking {
    struct arena *arena;
    const struct impact_ask_of *ask;
    struct impact_period_told *periods;
    struct publication *publications; /* one of each period, in order of time */
    size_t count;
    enum impact_by by;
};

/* ---- what is kept, as it was decided --------------------------------------------------- */

static bool is_of(const struct impact_figure *figure, enum impact_by by, const char *kind)
{
    return strcmp(figure->by, IMPACT_BY_CODES[by]) == 0 && strcmp(figure->kind, kind) == 0;
}

static size_t count_of(const struct publication *one, enum impact_by by, const char *kind)
{
    size_t count = 0;

    for (size_t i = 0; i < one->figure_count; i++)
        count += is_of(&one->figures[i], by, kind);
    return count;
}

static void take_figure(struct publication *one, enum impact_by by, size_t *group_of,
                        struct impact_group *groups, const struct impact_figure *figure)
{
    if (is_of(figure, by, "category")) {
        one->codes[by][figure->number] = figure->code;
        group_of[figure->number] = (size_t)figure->in_group;
    } else if (is_of(figure, by, "group")) {
        groups[figure->number] = (struct impact_group){ figure->alone, (size_t)figure->parent,
                                                        figure->points };
    }
}

static int64_t *take_cells(struct arena *arena, const struct publication *one, enum impact_by by)
{
    const size_t columns = one->impact.by[by].group_count;
    const size_t count = one->impact.by[BY_THEME].group_count * columns;
    int64_t *cells = arena_take(arena, (count + 1) * sizeof *cells);

    for (size_t i = 0; cells && i < count; i++)
        cells[i] = NONE;
    for (size_t i = 0; cells && i < one->figure_count; i++) {
        const struct impact_figure *figure = &one->figures[i];

        if (is_of(figure, by, "cell"))
            cells[(size_t)figure->theme * columns + (size_t)figure->number] = figure->points;
    }
    return cells;
}

static bool take_breakdown(struct arena *arena, struct publication *one, enum impact_by by)
{
    struct impact_breakdown *of = &one->impact.by[by];

    of->category_count = count_of(one, by, "category");
    of->group_count = count_of(one, by, "group");
    size_t *group_of = arena_take(arena, (of->category_count + 1) * sizeof *group_of);
    struct impact_group *groups = arena_take(arena, (of->group_count + 1) * sizeof *groups);

    one->codes[by] = arena_take(arena, (of->category_count + 1) * sizeof(char *));
    if (!group_of || !groups || !one->codes[by])
        return false;
    of->group_of = group_of;
    of->groups = groups;
    for (size_t i = 0; i < one->figure_count; i++)
        take_figure(one, by, group_of, groups, &one->figures[i]);
    of->by_theme = by == BY_THEME ? NULL : take_cells(arena, one, by);
    return by == BY_THEME || of->by_theme;
}

/* Figures are in the order of their periods. */
static bool take_publications(struct asking *asking, const struct impact_figure *figures,
                              size_t count)
{
    size_t at = 0;
    bool taken;

    asking->publications = arena_take(asking->arena,
                                      (asking->count + 1) * sizeof *asking->publications);
    taken = asking->publications;
    for (size_t i = 0; taken && i < asking->count; i++) {
        struct publication *one = &asking->publications[i];

        *one = (struct publication){ .period = &asking->periods[i], .figures = figures + at };
        for (; at < count && strcmp(figures[at].period_id, one->period->id) == 0; at++)
            one->figure_count++;
        one->impact.withheld = one->period->withheld;
        one->impact.points = one->period->points;
        taken = take_breakdown(asking->arena, one, BY_THEME) &&
                (asking->by == BY_THEME || take_breakdown(asking->arena, one, asking->by));
    }
    return taken;
}

/* ---- a question ------------------------------------------------------------------------ */

/* IMPACT_ALL also where there is none of this code. */
static size_t find(const struct publication *one, enum impact_by by, const char *code)
{
    for (size_t i = 0; code && i < one->impact.by[by].category_count; i++)
        if (strcmp(one->codes[by][i], code) == 0)
            return i;
    return IMPACT_ALL;
}

static bool has(const struct publication *one, enum impact_by by, const char *code)
{
    return !code || find(one, by, code) != IMPACT_ALL;
}

/* Periods have categories of their own, so each is asked by itself. */
static void add_period(const struct asking *asking, const struct publication *one,
                       const char *category, struct impact_sum *sum)
{
    const char *theme = asking->ask->theme;
    const struct impact_query query = { find(one, BY_THEME, theme), asking->by,
                                        find(one, asking->by, category) };

    if (one->impact.withheld) {
        sum->hidden++;
        return;
    }
    if (!has(one, BY_THEME, theme) || !has(one, asking->by, category))
        return;
    const struct impact_sum own = impact_over(&one->impact, 1, query);

    sum->points += own.points;
    sum->told += own.told;
    sum->hidden += own.hidden;
}

static struct impact_told ask_for(const struct asking *asking, const char *category)
{
    struct impact_sum sum = { 0 };

    for (size_t i = 0; i < asking->count; i++)
        add_period(asking, &asking->publications[i], category, &sum);
    return (struct impact_told){ category, sum.told ? sum.points : NONE, (int64_t)sum.told,
                                 (int64_t)sum.hidden };
}

static enum impact_unknown look_for(const struct asking *asking)
{
    const struct impact_ask_of *ask = asking->ask;
    bool periods = false, theme = false, category = false;

    if (ask->period_id && asking->count == 0)
        return IMPACT_PERIOD_UNKNOWN;
    for (size_t i = 0; i < asking->count; i++) {
        const struct publication *one = &asking->publications[i];

        if (one->impact.withheld)
            continue;
        periods = true;
        theme = theme || has(one, BY_THEME, ask->theme);
        category = category || has(one, asking->by, ask->category);
    }
    if (periods && !theme)
        return IMPACT_THEME_UNKNOWN;
    return periods && !category ? IMPACT_CATEGORY_UNKNOWN : IMPACT_KNOWN;
}

/* ---- the answer ------------------------------------------------------------------------ */

static void put_row(struct buffer *out, const struct shape *shape, const void *row)
{
    put_text(out, out->length > 1 ? ",{" : "{");
    put_members(out, shape, row, UINT64_MAX, 0);
    put_char(out, '}');
}

static const char *ended(struct buffer *out)
{
    put_char(out, ']');
    return out->failed ? NULL : out->text;
}

static bool was_before(const struct asking *asking, size_t period, const char *code)
{
    for (size_t i = 0; i < period; i++)
        if (find(&asking->publications[i], asking->by, code) != IMPACT_ALL)
            return true;
    return false;
}

/* Each category that a period has, once, and whether anything is hidden. */
static const char *figures_told(const struct asking *asking, bool *hidden)
{
    const char *asked = asking->ask->category;
    struct buffer out = { .arena = asking->arena };

    put_char(&out, '[');
    for (size_t period = 0; period < asking->count; period++) {
        const struct publication *one = &asking->publications[period];

        for (size_t i = 0; i < one->impact.by[asking->by].category_count; i++) {
            const char *code = one->codes[asking->by][i];

            if ((asked && strcmp(asked, code) != 0) || was_before(asking, period, code))
                continue;
            const struct impact_told told = ask_for(asking, code);

            *hidden = *hidden || told.periods_hidden;
            put_row(&out, &IMPACT_TOLD, &told);
        }
    }
    return ended(&out);
}

static const char *codes_of(const struct asking *asking, const struct publication *one,
                            size_t group, bool *asked_for)
{
    const struct impact_breakdown *of = &one->impact.by[asking->by];
    const char *asked = asking->ask->category;
    struct buffer out = { .arena = asking->arena };

    *asked_for = !asked;
    put_char(&out, '[');
    for (size_t i = 0; i < of->category_count; i++) {
        if (of->group_of[i] != group)
            continue;
        put_text(&out, out.length > 1 ? "," : "");
        put_json_text(&out, one->codes[asking->by][i]);
        *asked_for = *asked_for || strcmp(asked, one->codes[asking->by][i]) == 0;
    }
    return ended(&out);
}

/* Of a theme that stands alone, or of all. */
static int64_t points_of_group(const struct asking *asking, const struct publication *one,
                               size_t group)
{
    const struct impact_breakdown *themes = &one->impact.by[BY_THEME],
                                  *of = &one->impact.by[asking->by];

    if (!asking->ask->theme)
        return of->groups[group].points;
    const size_t row = themes->group_of[find(one, BY_THEME, asking->ask->theme)];

    return themes->groups[row].alone ? of->by_theme[row * of->group_count + group] : NONE;
}

static const char *groups_told(const struct asking *asking)
{
    const struct publication *one = asking->publications;
    const size_t count = asking->ask->period_id ? one->impact.by[asking->by].group_count : 0;
    struct buffer out = { .arena = asking->arena };

    put_char(&out, '[');
    for (size_t group = 0; group < count; group++) {
        bool asked_for;
        const struct impact_group_told told = { codes_of(asking, one, group, &asked_for),
                                                points_of_group(asking, one, group) };

        out.failed |= !told.categories;
        if (asked_for && !one->impact.by[asking->by].groups[group].alone && told.categories)
            put_row(&out, &IMPACT_GROUP_TOLD, &told);
    }
    return ended(&out);
}

static const char *periods_told(const struct asking *asking)
{
    struct buffer out = { .arena = asking->arena };

    put_char(&out, '[');
    for (size_t i = 0; i < asking->count; i++)
        put_row(&out, &IMPACT_PERIOD_TOLD, &asking->periods[i]);
    return ended(&out);
}

static bool tell(const struct asking *asking, struct board_impact *answer)
{
    const struct impact_ask_of *ask = asking->ask;
    const struct impact_told all = ask_for(asking, ask->category);
    bool hidden = all.periods_hidden > 0;

    *answer = (struct board_impact){ .board_id = ask->board_id,
                                     .period_id = ask->period_id,
                                     .theme = ask->theme,
                                     .by = ask->by,
                                     .category = ask->category,
                                     .points = all.points,
                                     .periods_told = all.periods_told,
                                     .periods_hidden = all.periods_hidden,
                                     .figures = figures_told(asking, &hidden),
                                     .groups = groups_told(asking),
                                     .periods = periods_told(asking) };
    answer->hidden_because = hidden ? HIDDEN : NULL;
    return answer->figures && answer->groups && answer->periods;
}

enum db_status board_impact_answer(struct db *db, const struct impact_ask_of *ask,
                                   struct board_impact *answer, enum impact_unknown *unknown)
{
    struct asking asking = { .arena = db_arena(db), .ask = ask };
    struct impact_figure *figures = NULL;
    size_t count = 0;
    enum db_status status = impact_periods(db, ask, &asking.periods, &asking.count);

    *unknown = IMPACT_KNOWN;
    while (strcmp(IMPACT_BY_CODES[asking.by], ask->by) != 0)
        asking.by++;
    if (!status)
        status = impact_told(db, ask, &figures, &count);
    if (status)
        return status;
    if (!take_publications(&asking, figures, count))
        return DB_TOO_LARGE;
    *unknown = look_for(&asking);
    return *unknown || tell(&asking, answer) ? DB_OK : DB_TOO_LARGE;
}
