#include "models/funding/money.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

bool money_sound(int64_t pence)
{
    return pence >= -MONEY_LIMIT && pence <= MONEY_LIMIT;
}

bool share_sound(int64_t basis_points)
{
    return basis_points >= 0 && basis_points <= WHOLE_SHARE;
}

/* Half away from zero: the size is rounded half up and the sign put back. */
static wide rounded(wide numerator, wide denominator)
{
    assert(denominator > 0);
    const wide size = numerator < 0 ? -numerator : numerator;
    const wide nearest = (2 * size + denominator) / (2 * denominator);

    return numerator < 0 ? -nearest : nearest;
}

int64_t money_round(struct fraction exact)
{
    return (int64_t)rounded(exact.numerator, exact.denominator);
}

int64_t money_instalment(struct fraction before, struct fraction after)
{
    return money_round(after) - money_round(before);
}

static enum money_fault weigh(int64_t total, const int64_t *weights, size_t count, wide *sum)
{
    if (!money_sound(total))
        return MONEY_OVER_LIMIT;
    *sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (weights[i] < 0)
            return MONEY_WEIGHT_NEGATIVE;
        *sum += weights[i];
    }
    return *sum > 0 ? MONEY_SOUND : MONEY_WEIGHTS_NOTHING;
}

struct leftover {
    wide fraction; /* of the sum of weights */
    size_t line;
};

static int largest_first(const void *a, const void *b)
{
    const struct leftover *x = a, *y = b;

    if (x->fraction != y->fraction)
        return x->fraction < y->fraction ? 1 : -1;
    return x->line < y->line ? -1 : 1;
}

enum money_fault money_split(struct arena *arena, int64_t total_pence, const int64_t *weights,
                             size_t count, int64_t *parts)
{
    const int64_t sign = total_pence < 0 ? -1 : 1;
    wide sum;
    const enum money_fault fault = weigh(total_pence, weights, count, &sum);

    if (fault)
        return fault;
    struct leftover *left = arena_take(arena, count * sizeof *left);
    int64_t pennies = sign * total_pence;

    if (!left)
        return MONEY_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const wide share = (wide)(sign * total_pence) * weights[i];

        parts[i] = (int64_t)(share / sum) * sign;
        left[i] = (struct leftover){ share % sum, i };
        pennies -= (int64_t)(share / sum);
    }
    qsort(left, count, sizeof *left, largest_first);
    for (int64_t i = 0; i < pennies; i++)
        parts[left[i].line] += sign;
    return MONEY_SOUND;
}

/* "12,345" */
static const char *grouped(uint64_t whole, char out[MONEY_TEXT])
{
    char *at = out + MONEY_TEXT - 1;
    int digits = 0;

    *at = '\0';
    do {
        if (digits && digits % 3 == 0)
            *--at = ',';
        *--at = (char)('0' + whole % 10);
        digits++;
    } while (whole /= 10);
    return at;
}

void money_write(int64_t pence, char out[MONEY_TEXT])
{
    const uint64_t size = pence < 0 ? -(uint64_t)pence : (uint64_t)pence;
    char pounds[MONEY_TEXT];

    snprintf(out, MONEY_TEXT, "%s£%s.%02d", pence < 0 ? "-" : "", grouped(size / 100, pounds),
             (int)(size % 100));
}

void money_exact_write(struct fraction exact, char out[MONEY_TEXT])
{
    const wide hundredths = rounded((wide)exact.numerator * 100, exact.denominator);
    const wide size = hundredths < 0 ? -hundredths : hundredths;
    char pounds[MONEY_TEXT];

    snprintf(out, MONEY_TEXT, "%s£%s.%04d", hundredths < 0 ? "-" : "",
             grouped((uint64_t)(size / 10000), pounds), (int)(size % 10000));
}

void share_write(int64_t basis_points, char out[MONEY_TEXT])
{
    assert(share_sound(basis_points));
    snprintf(out, MONEY_TEXT, "%d.%02d%%", (int)(basis_points / 100), (int)(basis_points % 100));
}
