#pragma once

#include "models/ehcps/ehcp_fact.h"

#include <stddef.h>

/* The statutory clock told a second time, slowly and by another road: from the duties, not from the
 * facts; with numbers of its own; on a calendar that is walked day by day. It shares nothing with
 * models/ but the structs of what happened. */
struct oracle_case {
    const struct ehcp_fact *facts; /* only what is known on the day */
    size_t count;
    int64_t born;  /* or NONE */
    int64_t year;  /* R is 0 in the school year below; INT64_MIN: by age */
    int64_t since; /* the calendar year in which that school year starts */
    const int64_t *holidays;
    size_t holiday_count;
};

enum { ORACLE_LINE = 120, ORACLE_LINES = 400 };

/* Every duty that is shown on a day, as "code#record n state trigger due done published
 * exceptions", days as numbers and "-" for none, in no order. Answers how many. */
size_t oracle_tell(const struct oracle_case *of, int64_t as_of,
                   char lines[ORACLE_LINES][ORACLE_LINE]);
