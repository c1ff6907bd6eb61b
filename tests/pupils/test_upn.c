/* Unique pupil numbers and unique learner numbers, after the guides of the Department for Education
 * and of HESA. */
#include "models/pupils/upn.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(upn, .timeout = 20);

static const char LETTERS[] = "ABCDEFGHJKLMNPQRTUVWXYZ";

static const char *verdict(const struct rule *broken)
{
    return broken ? broken->code : "fine";
}

Test(upn, published_numbers_are_valid)
{
    static const struct {
        const char *upn;
        bool temporary;
    } VALID[] = {
        { "B801200005001", false }, { "R201100018042", false }, { "N999199900001", false },
        { "H908401026001", false }, { "Q928210024117", false }, { "T20110001804V", true },
        { "Q90870002601A", true },
    };

    for (size_t i = 0; i < sizeof VALID / sizeof *VALID; i++) {
        cr_expect_str_eq(verdict(upn_refuses(VALID[i].upn)), "fine", "%s", VALID[i].upn);
        cr_expect_eq(upn_is_temporary(VALID[i].upn), VALID[i].temporary, "%s", VALID[i].upn);
        cr_expect_eq(upn_check_letter(VALID[i].upn + 1), VALID[i].upn[0]);
    }
}

Test(upn, refuses_and_says_why)
{
    static const char *const REFUSED[][2] = {
        { "A801200005001", "upn_check_letter" }, { "C801200005001", "upn_check_letter" },
        { "Q20110001804V", "upn_check_letter" }, { "B80120000500", "upn_format" },
        { "B8012000050010", "upn_format" },      { "", "upn_format" },
        { "N20110001804S", "upn_format" },       { "N20110001804I", "upn_format" },
        { "N20110001804O", "upn_format" },       { "I801200005001", "upn_format" },
        { "O801200005001", "upn_format" },       { "S801200005001", "upn_format" },
        { "8801200005001", "upn_format" },       { "B80120000A001", "upn_format" },
        { "B8012000050A1", "upn_format" },       { "B8012 0005001", "upn_format" },
        { "b801200005001", "upn_format" },       { "B80120000500a", "upn_format" },
        { "B801200005001 ", "upn_format" },      { " B801200005001", "upn_format" },
        { "B80120000500-", "upn_format" },       { "B80120000500\xc3", "upn_format" },
    };

    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++)
        cr_expect_str_eq(verdict(upn_refuses(REFUSED[i][0])), REFUSED[i][1], "'%s'", REFUSED[i][0]);
}

static void random_digits(char *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (char)('0' + rand() % 10);
    out[count] = '\0';
}

static void expect_refused(const char *changed, const char *was)
{
    cr_expect_str_eq(verdict(upn_refuses(changed)), "upn_check_letter", "%s from %s", changed, was);
}

static void change_each(const char *upn)
{
    char changed[14];

    for (size_t at = 1; at < 13; at++) {
        const bool letter = at == 12 && upn_is_temporary(upn);

        for (const char *c = letter ? LETTERS : "0123456789"; *c; c++) {
            memcpy(changed, upn, sizeof changed);
            changed[at] = *c;
            if (*c != upn[at])
                expect_refused(changed, upn);
        }
        for (size_t with = at + 1; with < 13 - (size_t)upn_is_temporary(upn); with++) {
            memcpy(changed, upn, sizeof changed);
            changed[at] = upn[with];
            changed[with] = upn[at];
            if (upn[at] != upn[with])
                expect_refused(changed, upn);
        }
    }
}

/* 23 is prime and the weights are distinct and below it. */
Test(upn, every_slip_changes_the_letter)
{
    char upn[14] = "";

    srand(23);
    for (int i = 0; i < 300; i++) {
        random_digits(upn + 1, 12);
        if (i % 3 == 0)
            upn[12] = LETTERS[rand() % 23];
        upn[0] = upn_check_letter(upn + 1);
        cr_assert_str_eq(verdict(upn_refuses(upn)), "fine", "%s", upn);
        change_each(upn);
    }
}

Test(upn, each_number_has_one_letter)
{
    char upn[14] = "";

    srand(24);
    for (int i = 0; i < 200; i++) {
        int fits = 0;

        random_digits(upn + 1, 12);
        for (const char *c = LETTERS; *c; c++) {
            upn[0] = *c;
            fits += upn_refuses(upn) == NULL;
        }
        cr_expect_eq(fits, 1, "%s", upn);
    }
}

Test(upn, no_letter_for_what_is_no_number)
{
    static const char *const BAD[] = {
        "",  "1", "80120000500", "8012000050010", "80120000500S",
        "A01200005001", "80120000500!", "8012000050 1",
    };

    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        cr_expect_eq(upn_check_letter(BAD[i]), 0, "'%s'", BAD[i]);
}

/* A client may send it in lower case and with blanks around; it is kept in one spelling. */
Test(upn, is_spelt_one_way)
{
    char text[] = "  q90870002601a\t";

    kind_spell(&UPN, text);
    cr_expect_str_eq(text, "Q90870002601A");
    cr_expect_null(kind_refuses_text(&UPN, text));
    cr_expect_not_null(kind_refuses_text(&UPN, "Q9087000260 1A"));
}

Test(upn, learner_numbers)
{
    static const char *const CASES[][2] = {
        { "9276308686", "fine" },           { "9276308687", "uln_check_digit" },
        { "9999999999", "uln_check_digit" }, { "0276308686", "uln_format" },
        { "927630868", "uln_format" },      { "92763086860", "uln_format" },
        { "927630868X", "uln_format" },     { "", "uln_format" },
        { " 927630868", "uln_format" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_str_eq(verdict(uln_refuses(CASES[i][0])), CASES[i][1], "'%s'", CASES[i][0]);
}

/* With r the weighted sum of nine digits modulo 11: the tenth is 10 - r, and none fits when r is 0.
 */
Test(upn, learner_numbers_have_one_check_digit_or_none)
{
    char uln[11] = "";

    srand(25);
    for (int i = 0; i < 500; i++) {
        int sum = 0;

        random_digits(uln, 10);
        uln[0] = (char)('1' + rand() % 9);
        for (int k = 0; k < 9; k++)
            sum += (uln[k] - '0') * (10 - k);
        for (char c = '0'; c <= '9'; c++) {
            const bool fits = sum % 11 != 0 && c - '0' == 10 - sum % 11;

            uln[9] = c;
            cr_expect_eq(uln_refuses(uln) == NULL, fits, "%s", uln);
        }
    }
}
