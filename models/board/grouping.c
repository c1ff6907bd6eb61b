#include "models/board/grouping.h"

#include "models/board/suppression.h"

/* Far above any count, and far below what a sum of a thousand of them could overflow. */
#define UNBOUNDED (INT64_MAX / 4096)

struct range {
    int64_t least, most;
};

/* The part that was, or would be, taken next: the least that is told alone, the first of equals. */
static size_t least_alone(const struct part *parts, size_t count)
{
    size_t least = count;

    for (size_t i = 0; i < count; i++)
        if (!parts[i].together && (least == count || parts[i].points < parts[least].points))
            least = i;
    return least;
}

static struct range may_be(const struct part *parts, size_t at, size_t next, size_t count)
{
    const int64_t points = parts[at].points;

    if (next == count)
        return (struct range){ 0, UNBOUNDED };
    if (parts[at].small)
        return (struct range){ 0, points < SMALL_CELL ? SMALL_CELL - 1 : points };
    return (struct range){ SMALL_CELL, parts[next].points - (at > next) };
}

static int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Of those together, with one sum: each can rise as far as the others can fall. */
static bool none_given_away(const struct part *parts, size_t count)
{
    const size_t next = least_alone(parts, count);
    int64_t rise = 0, fall = 0;

    for (size_t i = 0; i < count; i++) {
        const struct range range = may_be(parts, i, next, count);

        if (parts[i].together) {
            rise += range.most - parts[i].points;
            fall += parts[i].points - range.least;
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct range range = may_be(parts, i, next, count);
        const int64_t up = range.most - parts[i].points, down = parts[i].points - range.least;
        const int64_t wanted = parts[i].small ? PROTECTION : 1;

        if (parts[i].together && least_of(up, fall - down) + least_of(down, rise - up) < wanted)
            return false;
    }
    return true;
}

void group_parts(struct part *parts, size_t count, struct pupil_count pupils)
{
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        parts[i].together = parts[i].small;
        any = any || parts[i].small;
    }
    while (any) {
        const size_t next = least_alone(parts, count);

        if (next == count ||
            (none_given_away(parts, count) && pupils.count(pupils.of, parts) >= SMALL_CELL))
            return;
        parts[next].together = true;
    }
}
