#include "models/funding/pounds.h"

#include <string.h>

#include "models/buffer.h"

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* One to three digits, then threes behind commas; or digits alone. What follows, or NULL. */
static const char *put_whole(struct buffer *out, const char *text)
{
    size_t length = digits(text);

    if (!length || (text[length] == ',' && length > 3))
        return NULL;
    for (put_bytes(out, text, length); text[length] == ','; put_bytes(out, text, length)) {
        text += length + 1;
        length = digits(text);
        if (length != 3)
            return NULL;
    }
    return text + length;
}

const char *pounds_to_pence(struct arena *arena, const char *text)
{
    static const char POUND[] = "£";
    struct buffer out = { .arena = arena };

    if (*text == '-')
        put_char(&out, *text++);
    if (strncmp(text, POUND, sizeof POUND - 1) == 0)
        text += sizeof POUND - 1;
    const char *rest = put_whole(&out, text);
    if (!rest || (*rest && (*rest != '.' || digits(rest + 1) != 2 || rest[3])))
        return NULL;
    put_text(&out, *rest ? rest + 1 : "00");
    return out.failed ? NULL : out.text;
}
