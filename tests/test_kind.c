/* What every text must be before its kind is asked, and the kinds at their edges. */
#include "models/kind.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(kind, .timeout = 20);

Test(kind, clean_text)
{
    static const char *const CLEAN[] = {
        "",
        "a",
        "tab\tline\nreturn\r",
        "Zo\xc3\xab",
        "\xe2\x82\xac",
        "\xf0\x9f\x98\x80",
        "\xc2\xa0",
        "\xef\xbf\xbd",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
        "\xf4\x8f\xbf\xbd",
    };

    for (size_t i = 0; i < sizeof CLEAN / sizeof *CLEAN; i++)
        cr_expect(text_is_clean(CLEAN[i], strlen(CLEAN[i])), "case %zu", i);
}

Test(kind, unclean_text)
{
    static const struct {
        const char *text, *why;
    } UNCLEAN[] = {
        { "\x01", "control" },
        { "a\x1f", "control" },
        { "\x7f", "delete" },
        { "\xc2\x80", "C1 control" },
        { "\xc2\x9f", "C1 control" },
        { "\xff", "no UTF-8" },
        { "\xfe", "no UTF-8" },
        { "\x80", "continuation" },
        { "\xc3", "cut off" },
        { "\xe2\x82", "cut off" },
        { "\xf0\x9f\x98", "cut off" },
        { "\xc3(", "no continuation" },
        { "\xc0\x80", "overlong NUL" },
        { "\xc0\xaf", "overlong" },
        { "\xe0\x80\xaf", "overlong" },
        { "\xe0\x9f\xbf", "overlong" },
        { "\xf0\x8f\xbf\xbf", "overlong" },
        { "\xed\xa0\x80", "surrogate" },
        { "\xed\xbf\xbf", "surrogate" },
        { "\xf4\x90\x80\x80", "past U+10FFFF" },
        { "\xf8\x88\x80\x80\x80", "five bytes" },
        { "\xef\xbf\xbe", "U+FFFE" },
        { "\xef\xbf\xbf", "U+FFFF" },
        { "\xef\xb7\x90", "U+FDD0" },
        { "\xef\xb7\xaf", "U+FDEF" },
        { "\xf0\x9f\xbf\xbe", "U+1FFFE" },
        { "\xf4\x8f\xbf\xbf", "U+10FFFF" },
    };

    for (size_t i = 0; i < sizeof UNCLEAN / sizeof *UNCLEAN; i++)
        cr_expect_not(text_is_clean(UNCLEAN[i].text, strlen(UNCLEAN[i].text)), "%s, case %zu",
                      UNCLEAN[i].why, i);
    cr_expect_not(text_is_clean("a\0b", 3), "NUL");
}

/* Whether a code point may be told, from the definition; text_is_clean must agree on all of them.
 */
static bool is_sound(unsigned point)
{
    if (point >= 0xd800 && point < 0xe000)
        return false;
    if ((point & 0xfffe) == 0xfffe || (point >= 0xfdd0 && point <= 0xfdef))
        return false;
    return point == '\t' || point == '\n' || point == '\r' ||
           (point >= 0x20 && point < 0x7f) || point >= 0xa0;
}

static size_t encode(unsigned point, char out[4])
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    const size_t more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    out[0] = (char)((0xf00 >> (more + 1) & 0xff) | (point >> (6 * more)));
    for (size_t i = 1; i <= more; i++)
        out[i] = (char)(0x80 | (point >> (6 * (more - i)) & 0x3f));
    return more + 1;
}

Test(kind, every_code_point)
{
    char text[4];

    for (unsigned point = 0; point < 0x110000; point++) {
        const size_t length = encode(point, text);

        cr_assert_eq(text_is_clean(text, length), is_sound(point), "U+%04X", point);
    }
}

static const char *spelt(const struct kind *kind, const char *text)
{
    static char copy[100];

    snprintf(copy, sizeof copy, "%s", text);
    kind_spell(kind, copy);
    return copy;
}

Test(kind, spelling)
{
    cr_expect_str_eq(spelt(&PERSON_NAME, "  Van  Dyke \t\r\n"), "Van  Dyke");
    cr_expect_str_eq(spelt(&PERSON_NAME, " \t "), "");
    cr_expect_str_eq(spelt(&SEX, " f "), "F");
    cr_expect_str_eq(spelt(&POSTCODE, "tr4 9jq"), "TR4 9JQ");
    cr_expect_str_eq(spelt(&UUID, " A"), " A", "as given");
    cr_expect_str_eq(spelt(&PASSWORD, " secret "), " secret ");
    cr_expect_str_eq(spelt(&SEX, "\xc3\xa9"), "\xc3\xa9", "only ASCII letters are raised");
}

Test(kind, every_example_is_acceptable)
{
    size_t kinds = 0;

    for (const struct kind *const *k = KINDS; *k; k++, kinds++) {
        int64_t value = 0;

        cr_expect(*(*k)->name && *(*k)->rule.code && *(*k)->rule.says && *(*k)->sql);
        if ((*k)->base != INTEGER) {
            cr_expect_null(kind_refuses_text(*k, (*k)->example), "%s", (*k)->name);
            cr_expect_str_eq(spelt(*k, (*k)->example), (*k)->example);
            continue;
        }
        for (const char *c = (*k)->example; *c; c++)
            value = value * 10 + (*c - '0');
        cr_expect_null(kind_refuses_int(*k, value), "%s", (*k)->name);
    }
    cr_expect_gt(kinds, 25);
}

Test(kind, bounds)
{
    for (const struct kind *const *k = KINDS; *k; k++) {
        if ((*k)->base == INTEGER) {
            cr_expect_null(kind_refuses_int(*k, (*k)->min), "%s", (*k)->name);
            cr_expect_null(kind_refuses_int(*k, (*k)->max), "%s", (*k)->name);
            cr_expect_not_null(kind_refuses_int(*k, (*k)->min - 1), "%s", (*k)->name);
            cr_expect_not_null(kind_refuses_int(*k, (*k)->max + 1), "%s", (*k)->name);
            continue;
        }
        static char text[200000];
        cr_assert_lt((size_t)(*k)->max + 1, sizeof text, "%s", (*k)->name);
        memset(text, 'x', sizeof text);
        text[(*k)->max + 1] = '\0';
        cr_expect_not_null(kind_refuses_text(*k, text), "%s: too long", (*k)->name);
        text[(*k)->min - 1] = '\0';
        cr_expect_not_null(kind_refuses_text(*k, text), "%s: too short", (*k)->name);
        cr_expect_not_null(kind_refuses_text(*k, "a\x01"), "%s: control", (*k)->name);
        cr_expect_not_null(kind_refuses_text(*k, "caf\xe9"), "%s: no UTF-8", (*k)->name);
    }
}

/* Length is counted in characters, not bytes. */
Test(kind, characters_are_counted)
{
    char name[401] = "";

    for (int i = 0; i < 100; i++)
        memcpy(name + i * 4, "\xf0\x9f\x98\x80", 5);
    cr_expect_null(kind_refuses_text(&PERSON_NAME, name));
    memcpy(name + 396, "\xc3\xabx", 4);
    cr_expect_not_null(kind_refuses_text(&PERSON_NAME, name));
}

static const struct {
    const struct kind *kind;
    const char *text;
    const char *code; /* NULL: fine */
} FORMS[] = {
    { &UUID, "01890a5d-ac96-774b-bcce-b302099a8057", NULL },
    { &UUID, "01890A5D-ac96-774b-bcce-b302099a8057", "uuid_format" },
    { &UUID, "01890a5dac96774bbcceb302099a8057", "uuid_format" },
    { &UUID, "01890a5d-ac96-774b-bcce-b302099a805", "uuid_format" },
    { &UUID, "01890a5d-ac96-774b-bcce-b302099a8057 ", "uuid_format" },
    { &UUID, "", "uuid_format" },
    { &DAY, "2026-02-29", "date_format" },
    { &INSTANT, "2026-09-01", NULL },
    { &INSTANT, "2026-09-01T08:30:00", "instant_format" },
    { &PERSON_NAME, "O'Brien-Smith", NULL },
    { &PERSON_NAME, "a\nb", "person_name_characters" },
    { &PERSON_NAME, "", "person_name_length" },
    { &POSTCODE, "TR49JQ", "postcode_format" },
    { &POSTCODE, "TR4  9JQ", "postcode_format" },
    { &POSTCODE, "1R4 9JQ", "postcode_format" },
    { &POSTCODE, "TR4 JJQ", "postcode_format" },
    { &POSTCODE, "SW1A 1AA", NULL },
    { &URN, "037031", "urn_format" },
    { &UKPRN, "20032950", "ukprn_format" },
    { &LA_CODE, "90a", "la_code_format" },
    { &EXTERNAL_SYSTEM, "Arbor", "external_system_format" },
    { &EXTERNAL_SYSTEM, "1arbor", "external_system_format" },
    { &EXTERNAL_SYSTEM, "arbor-2_x", NULL },
    { &EXTERNAL_VALUE, "a\tb", "person_name_characters" },
    { &EMAIL, "a@b.c", NULL },
    { &EMAIL, "a@b", "email_format" },
    { &EMAIL, "@b.c", "email_format" },
    { &EMAIL, "a@@b.c", "email_format" },
    { &EMAIL, "a b@b.c", "email_format" },
    { &EMAIL, "a@.c", "email_format" },
    { &EMAIL, "a@b.", "email_format" },
    { &NC_YEAR, "15", "nc_year_code" },
    { &NC_YEAR, "01", "nc_year_code" },
    { &NEED, "BESD", "need_code" },
    { &ENROLMENT_STATUS, "P", "enrolment_status_code" },
    { &UPN_UNKNOWN_REASON, "UN11", "upn_unknown_reason_code" },
};

Test(kind, forms)
{
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        const struct rule *broken = kind_refuses_text(FORMS[i].kind, FORMS[i].text);

        cr_expect_str_eq(broken ? broken->code : "fine", FORMS[i].code ? FORMS[i].code : "fine",
                         "%s '%s'", FORMS[i].kind->name, FORMS[i].text);
    }
}

Test(kind, closed_lists_are_closed)
{
    for (const struct kind *const *k = KINDS; *k; k++) {
        char text[64];

        for (const char *const *one = (*k)->one_of; one && *one; one++) {
            cr_expect_null(kind_refuses_text(*k, *one), "%s %s", (*k)->name, *one);
            snprintf(text, sizeof text, "%s_", *one);
            cr_expect_not_null(kind_refuses_text(*k, text), "%s %s", (*k)->name, text);
        }
    }
}
