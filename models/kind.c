/* What every kind has in common, and the plain ones. */
#include "models/kind.h"

#include <string.h>

#include "models/date.h"
#include "models/pupils/upn.h"

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

void kind_spell(const struct kind *kind, char *text)
{
    const char *from = text;
    size_t length;

    if (kind->spelling == AS_GIVEN)
        return;
    while (is_blank(*from))
        from++;
    length = strlen(from);
    while (length && is_blank(from[length - 1]))
        length--;
    memmove(text, from, length);
    text[length] = '\0';
    for (; kind->spelling == UPPER && *text; text++) {
        if (*text >= 'a' && *text <= 'z')
            *text = (char)(*text - 'a' + 'A');
    }
}

/* One code point, or -1. Refuses overlong forms, surrogates and what lies past U+10FFFF. */
static int32_t next_code_point(const unsigned char *at, size_t left, size_t *used)
{
    static const int32_t LEAST[] = { 0, 0, 0x80, 0x800, 0x10000 };
    const size_t length = at[0] < 0x80             ? 1
                          : (at[0] & 0xe0) == 0xc0 ? 2
                          : (at[0] & 0xf0) == 0xe0 ? 3
                          : (at[0] & 0xf8) == 0xf0 ? 4
                                                   : 0;
    int32_t point = length == 1 ? at[0] : at[0] & (0x7f >> length);

    if (!length || length > left)
        return -1;
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return -1;
        point = point << 6 | (at[i] & 0x3f);
    }
    *used = length;
    const bool sound = point >= LEAST[length] && point <= 0x10ffff && (point & ~0x7ff) != 0xd800;
    return sound ? point : -1;
}

bool text_is_clean(const char *text, size_t length)
{
    size_t used = 0;

    for (size_t i = 0; i < length; i += used) {
        const int32_t point = next_code_point((const unsigned char *)text + i, length - i, &used);

        if (point < 0 || (point & 0xfffe) == 0xfffe || (point >= 0xfdd0 && point <= 0xfdef))
            return false;
        if ((point < 0x20 && point != '\t' && point != '\n' && point != '\r') ||
            (point >= 0x7f && point < 0xa0))
            return false;
    }
    return true;
}

bool text_is_code(const char *text)
{
    return text[0] != '_' && !text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static int64_t characters(const char *text)
{
    int64_t count = 0;

    for (; *text; text++)
        count += (*text & 0xc0) != 0x80;
    return count;
}

const struct rule *kind_refuses_text(const struct kind *kind, const char *text)
{
    const int64_t length = characters(text);
    bool listed = !kind->one_of;

    if (!text_is_clean(text, strlen(text)))
        return &kind->rule;
    for (const char *const *one = kind->one_of; one && *one && !listed; one++)
        listed = strcmp(*one, text) == 0;
    if (kind->check && listed) {
        const struct rule *broken = kind->check(text);

        if (broken)
            return broken->code ? broken : &kind->rule;
    }
    return listed && length >= kind->min && length <= kind->max ? NULL : &kind->rule;
}

const struct rule *kind_refuses_int(const struct kind *kind, int64_t value)
{
    return value < kind->min || value > kind->max ? &kind->rule : NULL;
}

/* A check that says only yes or no leaves the words to its kind. */
static const struct rule NO = { NULL, NULL };

static const struct rule *verdict(bool fine)
{
    return fine ? NULL : &NO;
}

static const struct rule *check_uuid(const char *text)
{
    for (int i = 0; i < 36; i++) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (!text[i] || (dash ? text[i] != '-' : !strchr("0123456789abcdef", text[i])))
            return &NO;
    }
    return verdict(!text[36]);
}

static const struct rule *check_day(const char *text)
{
    int64_t day;

    return verdict(date_read(text, &day));
}

/* A date stands for its first instant, so that a script can say updated_at.gte=2026-09-01. */
static const struct rule *check_instant(const char *text)
{
    return check_day(text) && !instant_is_sound(text) ? &NO : NULL;
}

static const struct rule *check_one_line(const char *text)
{
    return verdict(!text[strcspn(text, "\t\r\n")]);
}

static const struct rule *check_email(const char *text)
{
    const char *at = strchr(text, '@');

    return verdict(at && at != text && !strchr(at + 1, '@') && strchr(at + 1, '.') &&
                   at[1] != '.' && text[strlen(text) - 1] != '.' &&
                   !text[strcspn(text, " \t\r\n,;<>\"")]);
}

static const struct rule *check_word(const char *text)
{
    return verdict(text[0] >= 'a' && text[0] <= 'z' &&
                   !text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")]);
}

const struct kind UUID = { "uuid", TEXT, 36, 36, NULL, check_uuid,
    { "uuid_format", "must be a lower-case UUID" },
    "01890a5d-ac96-774b-bcce-b302099a8057", "uuid", AS_GIVEN };
const struct kind DAY = { "date", TEXT, 10, 10, NULL, check_day,
    { "date_format", "must be a date from 1900 to 2199, as 2026-09-01" },
    "2026-09-01", "date", AS_GIVEN };
const struct kind INSTANT = { "instant", TEXT, 10, 27, NULL, check_instant,
    { "instant_format", "must be an instant in UTC, as 2026-09-01T08:30:00Z, or a date" },
    "2026-09-01T08:30:00Z", "timestamptz", AS_GIVEN };
const struct kind FLAG = { "flag", BOOLEAN, 0, 1, NULL, NULL,
    { "flag_type", "must be true or false" },
    "true", "boolean", AS_GIVEN };
const struct kind COUNT = { "count", INTEGER, 0, INT64_C(9007199254740991), NULL, NULL,
    { "count_range", "must be a whole number from 0 to 9007199254740991" },
    "1", "bigint", AS_GIVEN };
const struct kind PAGE_LIMIT = { "page_limit", INTEGER, 1, 500, NULL, NULL,
    { "limit_range", "must be a whole number from 1 to 500" },
    "100", "bigint", AS_GIVEN };
const struct kind LABEL = { "label", TEXT, 1, 100, NULL, check_one_line,
    { "label_length", "must be one line of 1 to 100 characters" },
    "Arbor nightly sync", "text", TRIMMED };
const struct kind NOTE = { "note", TEXT, 1, 2000, NULL, NULL,
    { "note_length", "must be 1 to 2000 characters" },
    "Entered twice by the office", "text", TRIMMED };

const struct kind EMAIL = { "email", TEXT, 3, 254, NULL, check_email,
    { "email_format", "must be an e-mail address of at most 254 characters" },
    "senco@trust.example", "text", TRIMMED };
const struct kind PASSWORD = { "password", TEXT, 12, 200, NULL, NULL,
    { "password_length", "must be 12 to 200 characters" },
    "correct horse battery staple", "text", AS_GIVEN };
/* What is only compared has no rules but a length: a wrong one is wrong, not malformed. */
const struct kind PRESENTED_SECRET = { "presented_secret", TEXT, 1, 5000, NULL, NULL,
    { "presented_secret_length", "must be 1 to 5000 characters" },
    "correct horse battery staple", "text", AS_GIVEN };
const struct kind CLAIM_SET = { "claim_set_name", TEXT, 2, 40, NULL, check_word,
    { "claim_set_format", "must be the name of a claim set: lower-case letters, digits and _" },
    "senco", "text", AS_GIVEN };
const struct kind SCOPE = { "scope", TEXT, 3, 60, NULL, check_one_line,
    { "scope_format", "must be the name of a scope" },
    "pupils:read", "text", AS_GIVEN };
const struct kind RATE_LIMIT = { "rate_limit", INTEGER, 1, 1000000000, NULL, NULL,
    { "rate_limit_range", "must be from 1 to 1000000000 requests in 5 minutes" },
    "1000", "bigint", AS_GIVEN };
const struct kind TOKEN_DAYS = { "token_days", INTEGER, 1, 366, NULL, NULL,
    { "token_days_range", "must be from 1 to 366 days" },
    "90", "bigint", AS_GIVEN };
