#pragma once

#include "models/arena.h"

/* Pounds as people and spreadsheets write them, in whole pence as text: "1,234.50" is "123450", and
 * so are "1234.50" and "£1,234.50"; "-12" is "-1200". Two decimals or none, and commas between
 * thousands or none at all. NULL for anything else, or without memory; the digits are not judged by
 * their size. */
const char *pounds_to_pence(struct arena *arena, const char *text);
