/* What is odd about a pupil, but allowed; and the year that goes with an age. */
#include "models/pupils/pupil.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "models/date.h"

static struct arena arena;
static struct pupil pupil;

static int64_t day(const char *text)
{
    int64_t days;

    cr_assert(date_read(text, &days), "%s", text);
    return days;
}

/* Nothing is odd about this one on 22 November 2026. */
static void start(void)
{
    arena = (struct arena){ .limit = 1 << 20 };
    shape_clear(&PUPIL, &pupil);
    pupil.upn = "H908401026001";
    pupil.date_of_birth = "2015-01-10";
    pupil.nc_year = "7";
    pupil.sen_provision = "E";
    pupil.school_id = "01890a5d-ac96-774b-bcce-b302099a8057";
}

static void stop(void)
{
    arena_free(&arena);
}

TestSuite(warnings, .init = start, .fini = stop, .timeout = 20);

static const char *on(const char *today)
{
    return pupil_warnings(&arena, day(today), &pupil);
}

static void expect_only(const char *code)
{
    const char *said = on("2026-11-22");
    const size_t one = strlen("{\"code\":\"\",\"member\"") + strlen(code);
    char wanted[100];

    snprintf(wanted, sizeof wanted, "{\"code\":\"%s\",\"member\"", code);
    cr_expect(strncmp(said + 1, wanted, one) == 0 && !strstr(said + 2, "{\"code\""), "%s: %s", code,
              said);
}

Test(warnings, none)
{
    cr_expect_str_eq(on("2026-11-22"), "[]");
}

/* Age on 31 August before the year, less four; who has a birthday that day has reached the age. */
Test(warnings, usual_years)
{
    static const char *const CASES[][3] = {
        { "2015-08-31", "2026-11-22", "7" },  { "2015-09-01", "2026-11-22", "6" },
        { "2015-08-31", "2026-08-31", "6" },  { "2015-08-31", "2026-09-01", "7" },
        { "2015-08-31", "2027-08-31", "7" },  { "2022-08-31", "2026-09-01", "R" },
        { "2022-09-01", "2026-09-01", "N2" }, { "2023-09-01", "2026-09-01", "N1" },
        { "2021-09-01", "2026-09-01", "R" },  { "2020-09-01", "2026-09-01", "1" },
        { "2008-08-31", "2026-09-01", "14" }, { "2012-02-29", "2026-09-01", "10" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const char *usual = pupil_usual_year(day(CASES[i][0]), day(CASES[i][1]));

        cr_assert_not_null(usual);
        cr_expect_str_eq(usual, CASES[i][2], "%s on %s", CASES[i][0], CASES[i][1]);
    }
    cr_expect_null(pupil_usual_year(day("2007-08-31"), day("2026-09-01")), "19 years old");
    cr_expect_null(pupil_usual_year(day("2024-09-01"), day("2026-09-01")), "1 year old");
    cr_expect_null(pupil_usual_year(day("2026-12-01"), day("2026-09-01")), "not yet born");
}

Test(warnings, out_of_year)
{
    pupil.nc_year = "6";
    expect_only("nc_year_out_of_age");
    pupil.nc_year = "X";
    cr_expect_str_eq(on("2026-11-22"), "[]", "not following the curriculum");
    pupil.nc_year = "E1";
    expect_only("nc_year_out_of_age");
    pupil.date_of_birth = "2024-05-01";
    cr_expect_str_eq(on("2026-11-22"), "[]", "an early year");
}

Test(warnings, upns)
{
    pupil.upn = "T20110001804V";
    expect_only("upn_is_temporary");
    pupil.upn = NULL;
    pupil.upn_unknown_reason = "UN1";
    expect_only("upn_unknown_reason_age");
    pupil.nc_year = "1";
    pupil.date_of_birth = "2020-11-22";
    expect_only("upn_unknown_reason_age"); /* six today */
    pupil.date_of_birth = "2020-11-23";
    cr_expect_str_eq(on("2026-11-22"), "[]", "five years old");
    static const char *const REASONS[] = { "UN2", "UN3", "UN5", "UN9", NULL };
    static const char *const UNUSUAL[] = { "UN4", "UN6", "UN7", "UN8", "UN10", NULL };
    for (const char *const *one = REASONS; *one; one++) {
        pupil.upn_unknown_reason = *one;
        cr_expect_str_eq(on("2026-11-22"), "[]", "%s", *one);
    }
    for (const char *const *one = UNUSUAL; *one; one++) {
        pupil.upn_unknown_reason = *one;
        expect_only("upn_unknown_reason_unusual");
    }
}

Test(warnings, others)
{
    pupil.special_school = true;
    cr_expect_str_eq(on("2026-11-22"), "[]");
    pupil.sen_provision = "N";
    expect_only("special_school_without_sen");
    pupil.special_school = false;
    cr_expect_str_eq(on("2026-11-22"), "[]");
    pupil.school_id = NULL;
    expect_only("not_on_roll_today");
    pupil.school_id = "x";
    pupil.in_care = true;
    expect_only("care_authority_missing");
    pupil.care_authority = "908";
    cr_expect_str_eq(on("2026-11-22"), "[]");
}

Test(warnings, several)
{
    pupil.nc_year = "1";
    pupil.upn = "T20110001804V";
    pupil.school_id = NULL;
    const char *said = on("2026-11-22");
    cr_expect(strstr(said, "},{\"code\":\"upn_is_temporary\""), "%s", said);
    cr_expect(strstr(said, "},{\"code\":\"not_on_roll_today\""), "%s", said);
}

/* A row of which only some columns were read has nothing to warn of, and is no crash. */
Test(warnings, an_empty_row)
{
    shape_clear(&PUPIL, &pupil);
    cr_expect(strstr(on("2026-11-22"), "not_on_roll_today"));
}
