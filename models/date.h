#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Civil dates in the proleptic Gregorian calendar, as days since 1970-01-01. */
enum { DATE_TEXT = 11 };

bool date_read(const char *text, int64_t *days); /* exactly YYYY-MM-DD, years 1900 to 2199 */
void date_write(int64_t days, char out[DATE_TEXT]);

int64_t date_of(int64_t year, int64_t month, int64_t day);

/* Today in England: the law and the school day run on Europe/London. */
int64_t date_today(void);

/* Completed years of age on a day. A person born on 29 February comes of age on
 * 1 March in a common year, as English law counts it. */
int64_t date_age(int64_t born, int64_t on);

/* The year in which the academic year (1 September to 31 August) of a day starts. */
int64_t date_academic_year(int64_t day);

/* RFC 3339 in UTC with a Z and at most six decimals. */
bool instant_is_sound(const char *text);
/* An RFC 3339 UTC instant as an HTTP date (RFC 9110 section 5.6.7); `out` has 30 bytes. */
void instant_to_http(const char *instant, char out[30]);
