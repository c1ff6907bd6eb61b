/* Whoever reads everything that the service tells of the impact of a board, with every filter and
 * over all its periods, and reckons: they get nothing. The attacker is that of tests/suppression;
 * what is true is what was said here. */
#include <criterion/criterion.h>
#include <string.h>

#include "models/shape.h"
#include "tests/board/impact_records.h"
#include "tests/suppression/attacker.h"

static void start(void)
{
    cast_board();
    gather_crowd();
}

TestSuite(board_impact_attack, .init = start, .fini = client_stop, .timeout = 300);

enum { ARENA = 64 << 20, CATEGORIES = 32, SEED = 7 };
static const char *const BYS[IMPACT_BYS] = { "theme", "school", "phase", "need", "response" };

/* A period as it is told: the codes of its categories, in the order in which they are told. */
struct telling_of {
    const char *id;
    const char *codes[IMPACT_BYS][CATEGORIES];
    struct impact impact;
    struct board board; /* what is true */
};
static struct telling_of periods[MEETINGS];
static struct arena arena;

/* ---- what is said ------------------------------------------------------------------------ */

/* Everybody says something at each meeting, some twice, and some of it by name; what most say
 * differs by school. */
static void everybody_speaks(struct draws *draws, size_t meeting)
{
    for (size_t member = 0; member < CROWD; member++)
        for (size_t i = 0; i <= draw(draws, 2); i++) {
            const size_t usual = (crowd.school_of[member] + meeting) % 3;

            crowd_says(member, meeting,
                       1U << (draw(draws, 3) ? usual : draw(draws, CROWD_THEMES)) |
                           1U << draw(draws, 4));
            if (draw(draws, 4) == 0)
                crowd_says_by_name(member, meeting, 1U << usual);
        }
}

static void some_are_answered(struct draws *draws)
{
    for (size_t i = 0; i < crowd.said; i++)
        if (!crowd.sayings[i].answered && draw(draws, 4) == 0)
            crowd_is_answered(i);
}

/* ---- what is true ------------------------------------------------------------------------ */

static size_t place_of(const struct telling_of *of, enum impact_by by, const char *code)
{
    size_t at = 0;

    while (strcmp(of->codes[by][at], code) != 0)
        cr_assert_lt(++at, of->board.ask.categories[by], "%s is not told", code);
    return at;
}

static size_t phase_of(size_t school)
{
    return school < 3 ? 0 : 1;
}

static const char *school_told(size_t member)
{
    const size_t school = crowd.school_of[member];

    if (crowd.withheld[member])
        return phase_of(school) ? "not_told_4" : "not_told_2";
    return crowd.schools[school];
}

static size_t theme_of(const struct saying *saying)
{
    return (size_t)__builtin_ctz(saying->themes);
}

static void add_point(struct telling_of *of, const struct saying *saying)
{
    const char *need = crowd.need_of[saying->member];

    of->board.points[of->board.ask.point_count++] = (struct impact_point){
        (int64_t)saying->member, place_of(of, BY_THEME, CROWD_THEME[theme_of(saying)]),
        place_of(of, BY_SCHOOL, school_told(saying->member)),
        place_of(of, BY_NEED, need ? need : "not_said"),
        place_of(of, BY_RESPONSE, saying->answered ? "answered" : "not_answered")
    };
}

/* The points that a period is given which is closed now, after that of a meeting: of what was said
 * anonymously. */
static void count_points(struct telling_of *of, size_t meeting)
{
    for (size_t i = 0; i < crowd.said; i++) {
        struct saying *saying = &crowd.sayings[i];

        if (saying->by_name || saying->meeting > meeting || saying->counted)
            continue;
        saying->counted = true;
        add_point(of, saying);
    }
}

static void know_phases(struct telling_of *of)
{
    for (size_t i = 0; i < of->board.ask.categories[BY_SCHOOL]; i++) {
        const char *code = of->codes[BY_SCHOOL][i];
        size_t school = 0;

        while (school < CROWD_SCHOOLS && strcmp(crowd.schools[school], code) != 0)
            school++;
        of->board.phase_of_school[i] = school < CROWD_SCHOOLS ? phase_of(school)
                                                              : strcmp(code, "not_told_2") != 0;
    }
    cr_assert_str_eq(of->codes[BY_PHASE][0], "2");
}

/* ---- what is told ------------------------------------------------------------------------ */

static const struct reply *ask(const char *query)
{
    const struct reply *r = read_impact(parts.head.token, crowd.board, query);

    cr_assert_eq(r->status, 200, "%s: %s", query, r->text);
    return r;
}

static int64_t points_at(const struct reply *r, const char *at)
{
    const json_t *points = json_at(r->json, at);

    return json_is_null(points) ? NONE : (int64_t)json_integer_value(points);
}

static void hear_codes(struct telling_of *of, enum impact_by by)
{
    const struct reply *r = ask(text_of("period_id=%s&by=%s", of->id, BYS[by]));
    const size_t count = json_array_size(json_at(r->json, "/figures"));

    cr_assert_lt(count, CATEGORIES);
    of->board.ask.categories[by] = count;
    for (size_t i = 0; i < count; i++)
        of->codes[by][i] = text_of("%s", text_at(r, text_of("/figures/%zu/category", i)));
}

/* In which of the groups that are told together. */
static size_t group_with(const struct reply *r, const char *code)
{
    const size_t count = json_array_size(json_at(r->json, "/groups"));

    for (size_t group = 0; group < count; group++)
        for (size_t i = 0;
             i < json_array_size(json_at(r->json, text_of("/groups/%zu/categories", group))); i++)
            if (strcmp(text_at(r, text_of("/groups/%zu/categories/%zu", group, i)), code) == 0)
                return group;
    cr_assert(false, "%s is in no group: %s", code, r->text);
    return 0;
}

/* Groups come by their first category: those that stand alone, and the told ones between them. */
static void hear_groups(struct telling_of *of, enum impact_by by)
{
    const struct reply *r = ask(text_of("period_id=%s&by=%s", of->id, BYS[by]));
    const size_t count = of->board.ask.categories[by];
    size_t *group_of = arena_take(&arena, count * sizeof *group_of), seen[CATEGORIES];
    struct impact_group *groups = arena_take(&arena, count * sizeof *groups);
    size_t told = 0;

    for (size_t i = 0; i < CATEGORIES; i++)
        seen[i] = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        const int64_t points = points_at(r, text_of("/figures/%zu/points", i));
        const size_t with = points == NONE ? group_with(r, of->codes[by][i]) : 0;

        group_of[i] = points == NONE && seen[with] != SIZE_MAX ? seen[with] : told;
        if (group_of[i] != told)
            continue;
        if (points == NONE)
            seen[with] = told;
        groups[told++] = (struct impact_group){
            points != NONE, 0,
            points == NONE ? points_at(r, text_of("/groups/%zu/points", with)) : points
        };
    }
    of->impact.by[by] = (struct impact_breakdown){ group_of, count, groups, told, NULL };
}

/* A group of schools is of the phases that its schools are of. */
static void know_parents(struct telling_of *of)
{
    const struct impact_breakdown *schools = &of->impact.by[BY_SCHOOL];
    struct impact_group *groups = (struct impact_group *)(uintptr_t)schools->groups;

    for (size_t i = 0; i < schools->category_count; i++)
        groups[schools->group_of[i]].parent =
            of->impact.by[BY_PHASE].group_of[of->board.phase_of_school[i]];
}

static void hear_row(struct telling_of *of, enum impact_by by, size_t theme, int64_t *row)
{
    const struct reply *r = ask(
        text_of("period_id=%s&by=%s&theme=%s", of->id, BYS[by], of->codes[BY_THEME][theme]));
    const struct impact_breakdown *breakdown = &of->impact.by[by];

    for (size_t i = 0; i < breakdown->category_count; i++) {
        const bool alone = breakdown->groups[breakdown->group_of[i]].alone;
        const size_t with = alone ? i : group_with(r, of->codes[by][i]);

        row[breakdown->group_of[i]] = points_at(
            r, text_of(alone ? "/figures/%zu/points" : "/groups/%zu/points", with));
    }
}

static void hear_table(struct telling_of *of, enum impact_by by)
{
    const struct impact_breakdown *themes = &of->impact.by[BY_THEME];
    const size_t columns = of->impact.by[by].group_count, count = themes->group_count * columns;
    int64_t *cells = arena_take(&arena, count * sizeof *cells);

    for (size_t i = 0; i < count; i++)
        cells[i] = NONE;
    for (size_t theme = 0; theme < themes->category_count; theme++)
        if (themes->groups[themes->group_of[theme]].alone)
            hear_row(of, by, theme, cells + themes->group_of[theme] * columns);
    of->impact.by[by].by_theme = cells;
}

/* What is told is what is decided from what was said. Of themes that are told together no question
 * asks, but more is decided of them: the attacker is given that, too. */
static void is_as_decided(struct telling_of *of, const struct impact *decided, enum impact_by by)
{
    const struct impact_breakdown *told = &of->impact.by[by], *kept = &decided->by[by];
    const struct impact_breakdown *themes = &of->impact.by[BY_THEME];
    const size_t count = by ? themes->group_count * told->group_count : 0;

    cr_assert_eq(told->group_count, kept->group_count);
    cr_expect_arr_eq(told->group_of, kept->group_of, told->category_count * sizeof(size_t));
    for (size_t i = 0; i < told->group_count; i++)
        cr_expect_eq(told->groups[i].points, kept->groups[i].points);
    for (size_t i = 0; i < count; i++)
        if (themes->groups[i / told->group_count].alone)
            cr_expect_eq(told->by_theme[i], kept->by_theme[i]);
    of->impact.by[by].by_theme = kept->by_theme;
}

static void hear_all(struct telling_of *of)
{
    const struct impact decided = impact_publish(&arena, &of->board.ask);

    of->impact = (struct impact){ .points = points_at(ask(text_of("period_id=%s", of->id)),
                                                      "/points") };
    for (enum impact_by by = 0; by < IMPACT_BYS; by++)
        hear_groups(of, by);
    know_parents(of);
    for (enum impact_by by = BY_SCHOOL; by < IMPACT_BYS; by++)
        hear_table(of, by);
    for (enum impact_by by = 0; by < IMPACT_BYS; by++)
        is_as_decided(of, &decided, by);
}

/* ---- what follows from it ---------------------------------------------------------------- */

static void nothing_is_had(const struct telling_of *of, unsigned telling, const char *how)
{
    struct knowledge known;

    learn(&arena, &of->board, &of->impact, telling, &known);
    const bool *found = determined(&arena, &known);
    size_t combined = 0;

    for (size_t i = 0; i < known.count; i++)
        combined += found[i] && !known.unknowns[i].told;
    cr_expect_eq(combined, 0, "%s: combinations tell %zu figures", how, combined);
    cr_assert(tighten(&known));
    const struct haul haul = haul_of(&known);
    cr_expect(haul.exact == 0 && haul.within == 0 && haul.others == 0,
              "%s: %zu to the unit, %zu within 1..4, %zu others", how, haul.exact, haul.within,
              haul.others);
}

/* What would be had if nothing were hidden but what is small: the attacker is one. */
static void much_would_be_had(const struct telling_of *of)
{
    struct knowledge known;

    learn(&arena, &of->board, NULL, 0, &known);
    cr_assert(tighten(&known));
    cr_expect_gt(haul_of(&known).exact, 0);
}

struct answer {
    int64_t points, told, hidden;
};

static struct answer answer_to(const char *query)
{
    const struct reply *r = ask(query);

    return (struct answer){ points_at(r, "/points"), int_at(r, "/periods_told"),
                            int_at(r, "/periods_hidden") };
}

/* Every question there is, one after another: by what, of which category and which theme. */
struct question {
    size_t by, category, theme;
};

static bool next_question(const struct telling_of *of, struct question *at)
{
    const size_t themes = at->by ? of->board.ask.categories[BY_THEME] : 0;

    if (at->theme++ < themes)
        return true;
    at->theme = 0;
    if (at->category++ < of->board.ask.categories[at->by])
        return true;
    at->category = 0;
    return ++at->by < IMPACT_BYS;
}

static const char *words_of(const struct telling_of *of, struct question at)
{
    const char *words = text_of("by=%s", BYS[at.by]);

    if (at.category)
        words = text_of("%s&category=%s", words, of->codes[at.by][at.category - 1]);
    return at.theme ? text_of("%s&theme=%s", words, of->codes[BY_THEME][at.theme - 1]) : words;
}

enum { QUESTIONS = 400 };
static struct answer before[QUESTIONS];

static void ask_all(const struct telling_of *of, struct answer *answers)
{
    struct question at = { 0 };
    size_t asked = 0;

    do {
        cr_assert_lt(asked, QUESTIONS);
        answers[asked++] = answer_to(words_of(of, at));
    } while (next_question(of, &at));
}

static int64_t figure(int64_t points)
{
    return points == NONE ? 0 : points;
}

/* From before a period was closed to afterwards only what is told of it has come in. */
static void only_told_figures_came_in(const struct telling_of *of)
{
    struct question at = { 0 };
    size_t asked = 0;

    do {
        const char *words = words_of(of, at);
        const struct answer was = before[asked++], is = answer_to(words);
        const int64_t own = answer_to(text_of("period_id=%s&%s", of->id, words)).points;

        cr_expect_eq(figure(is.points) - figure(was.points), figure(own), "%s", words);
        cr_expect_eq(is.told - was.told, own != NONE, "%s", words);
        cr_expect_eq(is.hidden - was.hidden, own == NONE, "%s", words);
    } while (next_question(of, &at));
}

/* ---- the list ---------------------------------------------------------------------------- */

static const struct saying *saying_of(const char *id)
{
    for (size_t i = 0; i < crowd.said; i++)
        if (strcmp(crowd.sayings[i].id, id) == 0)
            return &crowd.sayings[i];
    cr_assert(false, "%s is none", id);
    return NULL;
}

/* Adds what a page of the list has of each theme that is told of nobody; how many are told of
 * somebody. */
static size_t read_page(const struct reply *r, int64_t *of_nobody)
{
    size_t by_name = 0;

    for (size_t i = 0; i < json_array_size(json_at(r->json, "/data")); i++) {
        const struct saying *saying = saying_of(text_at(r, text_of("/data/%zu/id", i)));
        const bool named = !json_is_null(json_at(r->json, text_of("/data/%zu/school_id", i)));

        cr_expect_eq(named, saying->by_name, "%s", r->text);
        by_name += named;
        of_nobody[theme_of(saying)] += !named && saying->counted;
    }
    return by_name;
}

/* Whoever runs the board reads in the list what was said by name, with school and theme. None of it
 * is in a figure, so taking it from what is told leaves nothing of the others. */
static void the_list_is_of_no_use(void)
{
    int64_t of_nobody[CROWD_THEMES] = { 0 };
    size_t by_name = 0;
    const char *cursor = "";

    do {
        const struct reply *r = send_as(
            parts.facilitators[0].token, "GET",
            text_of("/v1/board-feedback?board_id=%s&limit=100%s", crowd.board, cursor), NULL);

        cr_assert_eq(r->status, 200, "%s", r->text);
        by_name += read_page(r, of_nobody);
        cursor = json_is_true(json_at(r->json, "/page/has_more"))
                     ? text_of("&cursor=%s", text_at(r, "/page/next_cursor"))
                     : NULL;
    } while (cursor);
    cr_expect_gt(by_name, CROWD / 4);
    for (size_t theme = 0; theme < CROWD_THEMES; theme++) {
        const struct answer told = answer_to(text_of("by=theme&category=%s", CROWD_THEME[theme]));

        if (told.hidden == 0)
            cr_expect_eq(told.points, of_nobody[theme], "%s", CROWD_THEME[theme]);
    }
}

static void close_and_listen(size_t meeting)
{
    struct telling_of *of = &periods[meeting];

    of->id = closed_period(meeting);
    of->board.ask.points = of->board.points;
    of->board.ask.phase_of_school = of->board.phase_of_school;
    for (enum impact_by by = 0; by < IMPACT_BYS; by++)
        hear_codes(of, by);
    know_phases(of);
    count_points(of, meeting);
    hear_all(of);
    cr_expect_eq(of->impact.points, (int64_t)of->board.ask.point_count);
}

Test(board_impact_attack, who_asks_everything_gets_nothing)
{
    struct draws draws = draws_of(SEED);

    arena = (struct arena){ .limit = ARENA };
    for (size_t meeting = 0; meeting < MEETINGS; meeting++) {
        everybody_speaks(&draws, meeting);
        some_are_answered(&draws);
        if (meeting)
            ask_all(&periods[0], before);
        close_and_listen(meeting);
        if (meeting)
            only_told_figures_came_in(&periods[meeting]);
    }
    for (size_t i = 0; i < MEETINGS; i++) {
        hear_all(&periods[i]); /* told as it was when it was closed */
        nothing_is_had(&periods[i], 0, "what is told");
        nothing_is_had(&periods[i], TELL_WHAT_IS_SMALL, "and what is small");
        much_would_be_had(&periods[i]);
    }
    the_list_is_of_no_use();
    arena_free(&arena);
}

/* Puts themes on what was said, so that it would be told together. */
static void put_together(size_t saying, const char *theme)
{
    const struct reply *r = change_feedback(parts.facilitators[0].token, crowd.sayings[saying].id,
                                            text_of("'theme_codes':['%s']", theme));

    cr_assert_eq(r->status, 200, "%s", r->text);
}

static void nothing_is_told_of(const char *period)
{
    const struct reply *r = ask(text_of("period_id=%s&by=need", period));

    cr_expect(json_is_null(json_at(r->json, "/points")), "%s", r->text);
}

/* Whoever runs the board knows the need of each member, and puts what one of them said anonymously
 * together with what they know: in a period of its own, before it was counted and afterwards. */
Test(board_impact_attack, who_puts_themes_together_learns_of_nobody)
{
    const size_t counted = crowd_says(0, 0, 1);

    for (size_t member = 1; member < 15; member++)
        crowd_says(member, 0, 1);
    closed_period(0);
    const size_t fresh = crowd_says(0, 1, 1);
    for (size_t member = 1; member < 15; member++)
        put_together(crowd_says_by_name(member, 1, 1), "trips");
    put_together(fresh, "trips");
    put_together(counted, "trips");
    nothing_is_told_of(closed_period(1));
    for (size_t saying = counted + 1; saying < counted + 15; saying++)
        put_together(saying, "food");
    nothing_is_told_of(closed_period(2));
}
