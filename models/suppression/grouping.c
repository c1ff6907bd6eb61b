#include "models/suppression/grouping.h"

#include "models/suppression/suppression.h"

/* The last one that is told alone; `count`: none is. */
static size_t last_alone(const struct part *parts, size_t count)
{
    for (size_t i = count; i-- > 0;)
        if (!parts[i].together)
            return i;
    return count;
}

/* One can be nought if the rest can make up for it, and 4 if the rest can do without: small ones
 * may be 0 to 4, or to what they are, the others 5 or more. */
static bool none_given_away(const struct part *parts, size_t count)
{
    int64_t points = 0, least = 0, most = 0, most_of_one = 0;
    bool any_above = false;

    for (size_t i = 0; i < count; i++) {
        if (!parts[i].together)
            continue;
        const int64_t own = parts[i].points > PROTECTION ? parts[i].points : PROTECTION;

        points += parts[i].points;
        least += parts[i].small ? 0 : SMALL_CELL;
        any_above = any_above || !parts[i].small;
        most += own;
        most_of_one = own > most_of_one ? own : most_of_one;
    }
    return points >= least + PROTECTION && (any_above || points <= most - most_of_one);
}

void group_parts(struct part *parts, size_t count, struct pupil_count pupils)
{
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        parts[i].together = parts[i].small;
        any = any || parts[i].small;
    }
    while (any) {
        const size_t next = last_alone(parts, count);

        if (next == count ||
            (none_given_away(parts, count) && pupils.count(pupils.of, parts) >= SMALL_CELL))
            return;
        parts[next].together = true;
    }
}
