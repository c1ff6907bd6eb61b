#pragma once

#include "models/arena.h"

/* Windows-1252 to UTF-8; NULL without memory or for a byte that it does not define. `*made` is the
 * length of what came out. */
char *windows_1252_to_utf8(struct arena *arena, const char *text, size_t length, size_t *made);
