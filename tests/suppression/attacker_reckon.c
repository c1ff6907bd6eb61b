#include "tests/suppression/attacker.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* ---- bounds ---- */

struct range {
    int64_t least, most;
};

static struct range range_of(const struct knowledge *known, const struct sum_known *sum,
                             size_t term)
{
    const struct unknown *unknown = &known->unknowns[known->terms[sum->first + term]];

    if (term + sum->taken < sum->count)
        return (struct range){ unknown->least, unknown->most };
    return (struct range){ -unknown->most, -unknown->least };
}

static bool narrow(struct unknown *unknown, struct range to)
{
    const bool changed = to.least > unknown->least || to.most < unknown->most;

    if (to.least > unknown->least)
        unknown->least = to.least;
    if (to.most < unknown->most)
        unknown->most = to.most;
    return changed;
}

static bool tighten_sum(struct knowledge *known, const struct sum_known *sum)
{
    struct range all = { 0, 0 };
    bool changed = false;

    for (size_t i = 0; i < sum->count; i++) {
        const struct range own = range_of(known, sum, i);

        all.least += own.least;
        all.most += own.most;
    }
    for (size_t i = 0; i < sum->count; i++) {
        const struct range own = range_of(known, sum, i);
        const struct range left = { sum->sum - (all.most - own.most),
                                    sum->sum - (all.least - own.least) };
        const bool added = i + sum->taken < sum->count;
        const struct range to = added ? left : (struct range){ -left.most, -left.least };

        changed = narrow(&known->unknowns[known->terms[sum->first + i]], to) || changed;
    }
    return changed;
}

bool tighten(struct knowledge *known)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < known->sum_count; i++)
            changed = tighten_sum(known, &known->sums[i]) || changed;
        for (size_t i = 0; i < known->count; i++)
            if (known->unknowns[i].least > known->unknowns[i].most)
                return false;
    }
    return true;
}

struct haul haul_of(const struct knowledge *known)
{
    struct haul haul = { 0 };

    for (size_t i = 0; i < known->count; i++) {
        const struct unknown *unknown = &known->unknowns[i];
        const bool exact = unknown->least == unknown->most;

        if (!unknown->counts || unknown->told)
            continue;
        haul.exact += exact && unknown->small;
        haul.others += exact && !unknown->small;
        haul.within += unknown->small && unknown->least >= 1 && unknown->most < SMALL_CELL;
    }
    return haul;
}

/* ---- linear combinations: elimination over the numbers modulo a prime ---- */

enum { PRIME = 2147483647 };

struct matrix {
    int64_t *rows;
    size_t *pivots; /* by row */
    size_t width, rank;
};

static int64_t power(int64_t base, int64_t exponent)
{
    int64_t result = 1;

    for (; exponent; exponent >>= 1) {
        if (exponent & 1)
            result = result * base % PRIME;
        base = base * base % PRIME;
    }
    return result;
}

static void take_away(int64_t *row, const int64_t *other, int64_t times, size_t width)
{
    for (size_t i = 0; i < width; i++)
        if (other[i])
            row[i] = (row[i] + (PRIME - times) * other[i]) % PRIME;
}

/* The last row comes in: what earlier rows say of it is taken from it, and what it says from them.
 */
static void eliminate(struct matrix *matrix)
{
    int64_t *row = &matrix->rows[matrix->rank * matrix->width];
    size_t pivot = 0;

    for (size_t i = 0; i < matrix->rank; i++)
        if (row[matrix->pivots[i]])
            take_away(row, &matrix->rows[i * matrix->width], row[matrix->pivots[i]], matrix->width);
    while (pivot < matrix->width && !row[pivot])
        pivot++;
    if (pivot == matrix->width)
        return;
    const int64_t inverse = power(row[pivot], PRIME - 2);

    for (size_t i = 0; i < matrix->width; i++)
        row[i] = row[i] * inverse % PRIME;
    for (size_t i = 0; i < matrix->rank; i++) {
        int64_t *other = &matrix->rows[i * matrix->width];

        if (other[pivot])
            take_away(other, row, other[pivot], matrix->width);
    }
    matrix->pivots[matrix->rank++] = pivot;
}

bool *determined(struct arena *arena, const struct knowledge *known)
{
    struct matrix matrix = { .width = known->count };
    bool *found = arena_take(arena, known->count * sizeof *found);

    matrix.rows = arena_take(arena, (known->sum_count + 1) * known->count * sizeof *matrix.rows);
    matrix.pivots = arena_take(arena, (known->sum_count + 1) * sizeof *matrix.pivots);
    cr_assert(found && matrix.rows && matrix.pivots);
    for (size_t i = 0; i < known->sum_count; i++) {
        const struct sum_known *sum = &known->sums[i];
        int64_t *row = &matrix.rows[matrix.rank * matrix.width];

        memset(row, 0, matrix.width * sizeof *row);
        for (size_t k = 0; k < sum->count; k++)
            if (!known->unknowns[known->terms[sum->first + k]].told)
                row[known->terms[sum->first + k]] = k + sum->taken < sum->count ? 1 : PRIME - 1;
        eliminate(&matrix);
    }
    for (size_t i = 0; i < matrix.rank; i++) {
        size_t terms = 0;

        for (size_t k = 0; k < matrix.width; k++)
            terms += matrix.rows[i * matrix.width + k] != 0;
        found[matrix.pivots[i]] = terms == 1;
    }
    return found;
}

/* ---- every table there could be ---- */

enum { GUESSES = 3000 };

static enum possible complete(const struct knowledge *known, size_t *guesses);

static enum possible guess(const struct knowledge *known, size_t at, int64_t value, size_t *guesses)
{
    struct knowledge trial = *known;
    enum possible answer = IMPOSSIBLE;

    if (++*guesses > GUESSES)
        return TOO_MANY;
    trial.unknowns = malloc(known->count * sizeof *known->unknowns);
    cr_assert(trial.unknowns);
    memcpy(trial.unknowns, known->unknowns, known->count * sizeof *known->unknowns);
    trial.unknowns[at].least = trial.unknowns[at].most = value;
    if (tighten(&trial))
        answer = complete(&trial, guesses);
    free(trial.unknowns);
    return answer;
}

/* Values nearest to what it really is are the likeliest to fit. */
static enum possible complete(const struct knowledge *known, size_t *guesses)
{
    const struct unknown *next = NULL;

    for (size_t i = 0; i < known->count; i++) {
        const struct unknown *one = &known->unknowns[i];

        if (one->least < one->most && (!next || one->most - one->least < next->most - next->least))
            next = one;
    }
    if (!next)
        return POSSIBLE;
    for (int64_t far = 0; far <= next->most || far <= next->really; far++)
        for (int side = far ? -1 : 1; side <= 1; side += 2) {
            const int64_t value = next->really + side * far;

            if (value < next->least || value > next->most)
                continue;
            const enum possible answer = guess(known, (size_t)(next - known->unknowns), value,
                                               guesses);

            if (answer != IMPOSSIBLE)
                return answer;
        }
    return IMPOSSIBLE;
}

enum possible can_be(const struct knowledge *known, size_t at, int64_t value)
{
    size_t guesses = 0;

    return guess(known, at, value, &guesses);
}
