/* From the points of a board to what is told of them. */
#include <string.h>

#include "models/board/board_impact_period.h"
#include "models/encode.h"
#include "models/suppression/suppression.h"
#include "models/upkeep.h"

const char *const IMPACT_BY_CODES[IMPACT_BYS] = { "theme", "school", "phase", "need", "response" };

/* What was read, by kind. */
struct facts {
    struct arena *arena;
    const struct impact_fact *rows;
    size_t count;
    const char **codes[IMPACT_BYS]; /* by number */
    struct impact_ask ask;
};

/* ---- what there is to decide from ------------------------------------------------------ */

static size_t by_of(const char *kind)
{
    size_t by = 0;

    while (by < IMPACT_BYS && strcmp(IMPACT_BY_CODES[by], kind) != 0)
        by++;
    return by; /* IMPACT_BYS: a point */
}

static bool make_room(struct facts *facts, size_t **phases, struct impact_point **points)
{
    bool room = true;

    for (size_t i = 0; i < facts->count; i++) {
        const size_t by = by_of(facts->rows[i].kind);

        if (by < IMPACT_BYS)
            facts->ask.categories[by]++;
        else
            facts->ask.point_count++;
    }
    for (size_t by = 0; by < IMPACT_BYS; by++) {
        facts->codes[by] = arena_take(facts->arena,
                                      (facts->ask.categories[by] + 1) * sizeof(char *));
        room &= facts->codes[by] != NULL;
    }
    *phases = arena_take(facts->arena, (facts->ask.categories[BY_SCHOOL] + 1) * sizeof **phases);
    *points = arena_take(facts->arena, (facts->ask.point_count + 1) * sizeof **points);
    return room && *phases && *points;
}

static bool take_facts(struct facts *facts)
{
    struct impact_point *points;
    size_t *phases, taken = 0;

    if (!make_room(facts, &phases, &points))
        return false;
    for (size_t i = 0; i < facts->count; i++) {
        const struct impact_fact *row = &facts->rows[i];
        const size_t by = by_of(row->kind);

        if (by == IMPACT_BYS)
            points[taken++] = (struct impact_point){ row->pupil, (size_t)row->theme,
                                                     (size_t)row->school, (size_t)row->need,
                                                     (size_t)row->response };
        else
            facts->codes[by][row->number] = row->code;
        if (by == BY_SCHOOL)
            phases[row->number] = (size_t)row->phase;
    }
    facts->ask.points = points;
    facts->ask.phase_of_school = phases;
    return true;
}

/* ---- what is told ---------------------------------------------------------------------- */

static void put_figure(struct buffer *out, struct impact_figure figure)
{
    put_text(out, out->length > 1 ? ",{" : "{");
    put_members(out, &IMPACT_FIGURE, &figure, UINT64_MAX, 0);
    put_char(out, '}');
}

static struct impact_figure figure_of(const char *kind, enum impact_by by, size_t number)
{
    return (struct impact_figure){ .kind = kind,
                                   .by = IMPACT_BY_CODES[by],
                                   .number = (int64_t)number,
                                   .in_group = NONE,
                                   .parent = NONE,
                                   .theme = NONE,
                                   .points = NONE };
}

static void put_cells(struct buffer *out, const struct impact *impact, enum impact_by by)
{
    const struct impact_breakdown *of = &impact->by[by];

    for (size_t theme = 0; of->by_theme && theme < impact->by[BY_THEME].group_count; theme++)
        for (size_t i = 0; i < of->group_count; i++) {
            struct impact_figure cell = figure_of("cell", by, i);

            cell.theme = (int64_t)theme;
            cell.points = of->by_theme[theme * of->group_count + i];
            if (cell.points != NONE)
                put_figure(out, cell);
        }
}

static void put_breakdown(struct buffer *out, const struct facts *facts,
                          const struct impact *impact, enum impact_by by)
{
    const struct impact_breakdown *of = &impact->by[by];

    for (size_t i = 0; i < of->category_count; i++) {
        struct impact_figure category = figure_of("category", by, i);

        category.code = facts->codes[by][i];
        category.in_group = (int64_t)of->group_of[i];
        put_figure(out, category);
    }
    for (size_t i = 0; i < of->group_count; i++) {
        struct impact_figure group = figure_of("group", by, i);

        group.alone = of->groups[i].alone;
        group.parent = (int64_t)of->groups[i].parent;
        group.points = of->groups[i].points;
        put_figure(out, group);
    }
    put_cells(out, impact, by);
}

static bool tell(const struct facts *facts, const struct impact *impact,
                 struct board_impact_period *period)
{
    struct buffer out = { .arena = facts->arena };

    put_char(&out, '[');
    for (enum impact_by by = 0; by < IMPACT_BYS; by++)
        put_breakdown(&out, facts, impact, by);
    put_char(&out, ']');
    period->withheld = impact->withheld;
    period->points = impact->points;
    period->figures = out.text;
    return !out.failed;
}

/* A board that has had no members, or a trust without themes, has no points. */
static bool has_categories(const struct impact_ask *ask)
{
    return ask->categories[BY_THEME] && ask->categories[BY_SCHOOL];
}

static enum db_status decide(struct facts *facts, struct board_impact_period *period)
{
    struct impact impact = { .withheld = true, .points = NONE };

    if (!take_facts(facts))
        return DB_TOO_LARGE;
    if (has_categories(&facts->ask))
        impact = impact_publish(facts->arena, &facts->ask);
    if (impact.fault)
        return impact.fault == IMPACT_NO_MEMORY ? DB_TOO_LARGE : DB_FAILED;
    return tell(facts, &impact, period) ? DB_OK : DB_TOO_LARGE;
}

enum db_status board_impact_close(struct db *db, struct board_impact_period *period, void **added)
{
    struct facts facts = { .arena = db_arena(db) };
    struct impact_fact *rows = NULL;
    enum db_status status = be_patient(db);

    if (!status)
        status = impact_points_freeze(db, period, &rows, &facts.count);
    facts.rows = rows;
    if (!status)
        status = decide(&facts, period);
    if (!status)
        status = resource_add(db, &BOARD_IMPACT_PERIODS, period, 1, added);
    return status ? status : db_commit(db);
}
