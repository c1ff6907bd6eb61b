#include "tests/ehcps/ehcp_told.h"

#include "models/date.h"
#include "models/shape.h"
#include "tests/ehcps/duty_fixture.h"

#include <criterion/criterion.h>
#include <string.h>

static struct arena memory = { .limit = 64 << 20 };

int64_t day(const char *text)
{
    int64_t days = INT64_MIN;

    cr_assert(date_read(text, &days), "'%s'", text);
    return days;
}

static struct ehcp_fact fact(char *line)
{
    struct ehcp_fact out = { .about_on = NONE, .until = NONE };
    char *rest = NULL;

    out.on = day(strtok_r(line, " ", &rest));
    const char *kind = strtok_r(NULL, " ", &rest);
    cr_assert(ehcp_fact_kind_read(kind, &out.kind), "%s", kind);
    for (char *word; (word = strtok_r(NULL, " ", &rest));) {
        if (*word == '@')
            out.about_on = day(word + 1);
        else if (*word == '~')
            out.until = day(word + 1);
        else if (*word == '#')
            out.record_id = word + 1;
        else
            cr_assert(ehcp_detail_read(word, &out.detail), "%s", word);
    }
    return out;
}

struct ehcp_duties clock_of(const char *text, struct ehcp_pupil pupil)
{
    const struct duty_fixture *f = duty_fixture();
    struct ehcp_fact *facts = arena_take(&memory, 64 * sizeof *facts);
    struct ehcp_case of = {
        f->rules, f->rule_count, facts, 0, pupil, { f->holidays, f->holiday_count, NULL, 0 }
    };
    struct ehcp_duties duties;
    char *rest = NULL, *lines = arena_copy(&memory, text, strlen(text));

    for (char *line; (line = strtok_r(lines, ";", &rest)); lines = NULL)
        facts[of.fact_count++] = fact(line);
    cr_assert(ehcp_clock(&memory, &of, &duties));
    return duties;
}

const char *words(int64_t days)
{
    char text[DATE_TEXT] = "-";

    if (days != NONE)
        date_write(days, text);
    return arena_format(&memory, "%s", text);
}

const char *told(struct ehcp_duties duties, const char *code, int64_t as_of)
{
    const char *out = "";

    for (size_t i = 0; i < duties.count; i++) {
        const struct ehcp_duty_view v = ehcp_duty_as_of(&duties.rows[i], as_of);

        if (!v.shown || strcmp(duties.rows[i].rule->code, code) != 0)
            continue;
        out = arena_format(&memory, "%s%s%d %s %s %s %s", out, *out ? "; " : "",
                           (int)duties.rows[i].occurrence, DUTY_STATES[v.state],
                           words(v.trigger_on), words(v.due_on), words(v.done_on));
    }
    return out;
}

void expect(const struct expectation *list, size_t count)
{
    const struct ehcp_pupil unknown = { .born = NONE, .nc_year_on = NONE };

    for (size_t i = 0; i < count; i++) {
        const struct ehcp_duties duties = clock_of(list[i].facts, unknown);
        const char *got = told(duties, list[i].code, day(list[i].as_of));

        cr_expect_str_eq(got, list[i].told, "%s of [%s] on %s: %s", list[i].code, list[i].facts,
                         list[i].as_of, got);
    }
}
