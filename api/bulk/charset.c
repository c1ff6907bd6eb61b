#include "api/bulk/charset.h"

char *windows_1252_to_utf8(struct arena *arena, const char *text, size_t length, size_t *made)
{
    /* 0x80 to 0x9f; what is 0 there is not defined. */
    static const unsigned short HIGH[] = {
        0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178 };
    char *out = arena_take(arena, length * 3 + 1);
    char *to = out;

    for (size_t i = 0; out && i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        const unsigned point = c >= 0x80 && c < 0xa0 ? HIGH[c - 0x80] : c;

        if (c >= 0x80 && !point)
            return NULL;
        if (point < 0x80) {
            *to++ = (char)point;
        } else if (point < 0x800) {
            *to++ = (char)(0xc0 | point >> 6);
            *to++ = (char)(0x80 | (point & 0x3f));
        } else {
            *to++ = (char)(0xe0 | point >> 12);
            *to++ = (char)(0x80 | (point >> 6 & 0x3f));
            *to++ = (char)(0x80 | (point & 0x3f));
        }
    }
    *made = out ? (size_t)(to - out) : 0;
    return out;
}
