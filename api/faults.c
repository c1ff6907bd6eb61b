#include "api/faults.h"

#include <string.h>

/* Ten thousand rows have a list each, and most of them a fault or two. */
static bool make_room(struct faults *faults)
{
    if (faults->count < faults->capacity)
        return true;
    if (faults->count == FAULTS_MAX)
        return false;
    const size_t capacity = faults->capacity ? 4 * faults->capacity : 4;
    struct fault *items = arena_take(faults->arena, capacity * sizeof *items);
    if (!items)
        return false;
    if (faults->count)
        memcpy(items, faults->items, faults->count * sizeof *items);
    faults->items = items;
    faults->capacity = capacity;
    return true;
}

void add_fault_with(struct faults *faults, enum fault_place in, const char *place, const char *code,
                    const char *detail, const char *did_you_mean)
{
    if (make_room(faults))
        faults->items[faults->count++] = (struct fault){ in, place ? place : "", code, detail,
                                                         did_you_mean };
}

void add_fault(struct faults *faults, enum fault_place in, const char *place,
               const struct rule *rule)
{
    add_fault_with(faults, in, place, rule->code, rule->says, NULL);
}

/* RFC 6901: "~" is ~0 and "/" is ~1. */
const char *pointer(struct arena *arena, const char *parent, const char *name)
{
    const size_t length = strlen(parent);
    char *text = arena_take(arena, length + 2 * strlen(name) + 2);
    char *to = text;

    if (!text)
        return parent;
    memcpy(to, parent, length);
    to += length;
    *to++ = '/';
    for (; *name; name++) {
        if (*name == '~' || *name == '/') {
            *to++ = '~';
            *to++ = *name == '~' ? '0' : '1';
        } else {
            *to++ = *name;
        }
    }
    return text;
}

const char *pointer_at(struct arena *arena, const char *parent, size_t index)
{
    const char *text = arena_format(arena, "%s/%zu", parent, index);

    return text ? text : parent;
}

void put_faults(struct buffer *out, const struct faults *faults)
{
    static const char *const PLACES[] = { "\"pointer\":", "\"parameter\":", "\"header\":" };

    if (!faults->count)
        return;
    put_text(out, ",\"errors\":[");
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *f = &faults->items[i];

        put_text(out, i ? ",{" : "{");
        put_text(out, PLACES[f->in]);
        put_json_text(out, f->place);
        put_text(out, ",\"code\":");
        put_json_text(out, f->code);
        put_text(out, ",\"detail\":");
        put_json_text(out, f->detail);
        if (f->did_you_mean) {
            put_text(out, ",\"did_you_mean\":");
            put_json_text(out, f->did_you_mean);
        }
        put_char(out, '}');
    }
    put_char(out, ']');
}

enum { NAME_MAX_ = 48 };

/* Edits that turn one name into the other: insert, delete, replace, or swap two neighbours. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][NAME_MAX_ + 1];
    const size_t na = strlen(a), nb = strlen(b);

    if (na > NAME_MAX_ || nb > NAME_MAX_)
        return NAME_MAX_;
    for (size_t k = 0; k <= nb; k++)
        rows[0][k] = k;
    for (size_t i = 1; i <= na; i++) {
        size_t *now = rows[i % 3], *last = rows[(i - 1) % 3], *before = rows[(i + 1) % 3];

        now[0] = i;
        for (size_t k = 1; k <= nb; k++) {
            size_t best = last[k - 1] + (a[i - 1] != b[k - 1]);

            best = last[k] + 1 < best ? last[k] + 1 : best;
            best = now[k - 1] + 1 < best ? now[k - 1] + 1 : best;
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
                before[k - 2] + 1 < best)
                best = before[k - 2] + 1;
            now[k] = best;
        }
    }
    return rows[na % 3][nb];
}

const char *nearest(const char *wrong, const char *(*name_at)(const void *of, size_t i),
                    const void *of)
{
    const char *best = NULL;
    size_t least = strlen(wrong) / 3 + 2;

    for (size_t i = 0;; i++) {
        const char *name = name_at(of, i);

        if (!name)
            return best;
        const bool part = strlen(wrong) >= 4 && (strstr(name, wrong) || strstr(wrong, name));
        const size_t far = part ? 1 : distance(wrong, name);
        if (far < least) {
            least = far;
            best = name;
        }
    }
}
