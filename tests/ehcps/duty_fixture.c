#include "tests/ehcps/duty_fixture.h"

#include "models/date.h"
#include "models/schema.h"
#include "models/shape.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static struct arena memory = { .limit = 1 << 20 };

/* One value of a row: a text in quotes, or a word. NULL for NULL. */
static const char *value(const char **at)
{
    const char *from = *at + strspn(*at, " \n,(");
    char *out = arena_take(&memory, 400), *to = out;

    if (*from == '\'') {
        for (from++; *from != '\'' || from[1] == '\''; from++) {
            from += *from == '\'';
            *to++ = *from;
        }
        from++;
    } else {
        while (isalnum((unsigned char)*from) || *from == '_')
            *to++ = *from++;
    }
    *at = from;
    return strcmp(out, "NULL") == 0 ? NULL : out;
}

/* {a,b} of PostgreSQL as ["a","b"]. */
static const char *json(const char *array)
{
    if (!array)
        return NULL;
    char *out = arena_take(&memory, 400), *to = out;
    for (; *array; array++) {
        const char *piece = *array == '{' ? "[\"" : *array == '}' ? "\"]" : "\",\"";

        if (strchr("{},", *array))
            to = stpcpy(to, piece);
        else
            *to++ = *array;
    }
    return out;
}

static const char *rows_of(const char *sql, const char *table)
{
    const char *at = strstr(sql, arena_format(&memory, "INSERT INTO %s (", table));

    cr_assert(at, "%s", table);
    return strstr(at, "VALUES\n") + strlen("VALUES\n");
}

static void read_rules(const char *at, struct duty_fixture *out)
{
    while (*at != ';') {
        struct duty_rule *rule = &out->rules[out->rule_count++];

        rule->code = value(&at);
        value(&at);
        rule->owed_by = value(&at);
        const char *period = value(&at);
        rule->period = period ? strtol(period, NULL, 10) : NONE;
        rule->unit = value(&at);
        rule->advisory = strcmp(value(&at), "true") == 0;
        rule->unconfirmed = strcmp(value(&at), "true") == 0;
        rule->exceptions = json(value(&at));
        rule->legal_basis = value(&at);
        rule->title = value(&at);
        at += strspn(at, "),\n");
    }
}

static void read_holidays(const char *at, struct duty_fixture *out)
{
    for (; *at != ';'; at += strspn(at, "),\n")) {
        cr_assert(date_read(value(&at), &out->holidays[out->holiday_count]));
        out->holiday_names[out->holiday_count++] = value(&at);
    }
}

const struct duty_fixture *duty_fixture(void)
{
    static struct duty_fixture fixture;

    for (const struct migration *m = MIGRATIONS; m->name && !fixture.rule_count; m++)
        if (strcmp(m->name, "050_duties") == 0) {
            read_rules(rows_of(m->sql, "duty"), &fixture);
            read_holidays(rows_of(m->sql, "bank_holiday"), &fixture);
        }
    cr_assert(fixture.rule_count);
    return &fixture;
}
