/* Pounds as people write them, in pence. */
#include <criterion/criterion.h>

#include "models/funding/pounds.h"

static const char *const SPELT[][2] = {
    { "1,234.50", "123450" },   { "1234.50", "123450" },   { "\xc2\xa3" "1,234.50", "123450" },
    { "-1,234.50", "-123450" }, { "-\xc2\xa3" "5.00", "-500" }, { "12", "1200" },
    { "0.05", "005" },          { "1,000,000", "100000000" }, { "999", "99900" },
    { "", NULL },               { "-", NULL },             { "1.5", NULL },
    { "1.505", NULL },          { "1,23.00", NULL },       { "1,2345.00", NULL },
    { "1234,567.00", NULL },    { ",123.00", NULL },       { ".50", NULL },
    { "1.", NULL },             { "12.50 ", NULL },        { "(12.50)", NULL },
    { "12.50-", NULL },         { "1e3", NULL },           { "--1", NULL },
    { "1,234,", NULL },         { "one", NULL },
};

Test(pounds, are_pence)
{
    struct arena arena = { .limit = 1 << 16 };

    for (size_t i = 0; i < sizeof SPELT / sizeof *SPELT; i++) {
        const char *pence = pounds_to_pence(&arena, SPELT[i][0]);

        if (SPELT[i][1])
            cr_expect_str_eq(pence ? pence : "refused", SPELT[i][1], "'%s'", SPELT[i][0]);
        else
            cr_expect_null(pence, "'%s' is %s", SPELT[i][0], pence);
    }
    arena_free(&arena);
}
