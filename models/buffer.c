#include "models/buffer.h"

#include <stdio.h>
#include <string.h>

static bool make_room(struct buffer *out, size_t more)
{
    size_t capacity = out->capacity ? out->capacity : 128;

    if (out->failed || more > SIZE_MAX / 4 - out->length) {
        out->failed = true;
        return false;
    }
    if (out->length + more + 1 <= out->capacity)
        return true;
    while (capacity < out->length + more + 1)
        capacity *= 2;
    char *text = arena_take(out->arena, capacity);
    if (!text) {
        out->failed = true;
        return false;
    }
    if (out->length)
        memcpy(text, out->text, out->length);
    out->text = text;
    out->capacity = capacity;
    return true;
}

void put_bytes(struct buffer *out, const char *bytes, size_t length)
{
    if (length >= out->capacity - out->length && !make_room(out, length))
        return;
    memcpy(out->text + out->length, bytes, length);
    out->length += length;
    out->text[out->length] = '\0';
}

void put_text(struct buffer *out, const char *text)
{
    put_bytes(out, text, strlen(text));
}

void put_char(struct buffer *out, char c)
{
    if (out->capacity - out->length < 2 && !make_room(out, 1))
        return;
    out->text[out->length++] = c;
    out->text[out->length] = '\0';
}

void put_int(struct buffer *out, int64_t value)
{
    char digits[24];
    char *at = digits + sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--at = '-';
    put_bytes(out, at, (size_t)(digits + sizeof digits - at));
}

static void put_escape(struct buffer *out, unsigned char c)
{
    static const char SHORT[] = "\b\f\n\r\t\"\\";
    static const char NAMES[] = "bfnrt\"\\";
    const char *found = strchr(SHORT, c);
    char text[8];

    if (found && c)
        snprintf(text, sizeof text, "\\%c", NAMES[found - SHORT]);
    else
        snprintf(text, sizeof text, "\\u%04x", c);
    put_text(out, text);
}

void put_json_text(struct buffer *out, const char *text)
{
    put_char(out, '"');
    while (*text) {
        const char *plain = text;

        while ((unsigned char)*text >= 0x20 && *text != '"' && *text != '\\' && *text != 0x7f)
            text++;
        put_bytes(out, plain, (size_t)(text - plain));
        if (*text)
            put_escape(out, (unsigned char)*text++);
    }
    put_char(out, '"');
}

void put_html_text(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&': put_text(out, "&amp;"); break;
        case '<': put_text(out, "&lt;"); break;
        case '>': put_text(out, "&gt;"); break;
        case '"': put_text(out, "&quot;"); break;
        case '\'': put_text(out, "&#39;"); break;
        default: put_char(out, *text);
        }
    }
}

void put_csv_cell(struct buffer *out, const char *text)
{
    if (!text[strcspn(text, "\",\r\n")] && *text != ' ' && strcmp(text, "\\N") != 0) {
        put_text(out, text);
        return;
    }
    put_char(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            put_char(out, '"');
        put_char(out, *text);
    }
    put_char(out, '"');
}
