#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Civil dates in the proleptic Gregorian calendar, as days since 1970-01-01. */
enum { DATE_TEXT = 11, DATE_WORDS = 40 };

bool date_read(const char *text, int64_t *days); /* exactly YYYY-MM-DD, years 1900 to 2199 */
void date_write(int64_t days, char out[DATE_TEXT]);

int64_t date_of(int64_t year, int64_t month, int64_t day);

/* Today in England: the law and the school day run on Europe/London. */
int64_t date_today(void);

/* Completed years of age on a day. A person born on 29 February comes of age on
 * 1 March in a common year, as English law counts it. */
int64_t date_age(int64_t born, int64_t on);

/* The day on which that person is so many completed years of age. */
int64_t date_birthday(int64_t born, int64_t age);

/* The same day number so many months on (or back, if negative), or the last day of that month where
 * it has no such day. */
int64_t date_plus_months(int64_t day, int64_t months);

int64_t date_month_start(int64_t day); /* the first day of its month */

int64_t date_weekday(int64_t day); /* 1 for Monday to 7 for Sunday */

void date_in_words(int64_t day, char out[DATE_WORDS]); /* 7 September 2026 */

/* The year in which the academic year (1 September to 31 August) of a day starts. */
int64_t date_academic_year(int64_t day);

/* RFC 3339 in UTC with a Z and at most six decimals. */
bool instant_is_sound(const char *text);
/* An RFC 3339 UTC instant as an HTTP date (RFC 9110 section 5.6.7); `out` has 30 bytes. */
void instant_to_http(const char *instant, char out[30]);
