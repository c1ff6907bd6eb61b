/* Ids: version 7 of RFC 9562, rising within a thread, different in all of them. */
#include "models/uuid.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models/kind.h"

TestSuite(uuid, .timeout = 30);

enum { THREADS = 8, EACH = 20000 };
static char made[THREADS * EACH][UUID_TEXT];

static void *make_many(void *first)
{
    char (*mine)[UUID_TEXT] = first;

    for (size_t i = 0; i < EACH; i++)
        uuid_make(mine[i]);
    return NULL;
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

Test(uuid, rises_within_a_thread)
{
    make_many(made);
    for (size_t i = 0; i < EACH; i++) {
        cr_assert_null(kind_refuses_text(&UUID, made[i]), "%s", made[i]);
        cr_assert_eq(made[i][14], '7', "version: %s", made[i]);
        cr_assert(strchr("89ab", made[i][19]), "variant: %s", made[i]);
        cr_assert(i == 0 || strcmp(made[i], made[i - 1]) > 0, "%s after %s", made[i], made[i - 1]);
    }
}

Test(uuid, tells_the_time)
{
    char id[UUID_TEXT], hex[13] = "";
    const long long before = (long long)time(NULL) * 1000;

    uuid_make(id);
    memcpy(hex, id, 8);
    memcpy(hex + 8, id + 9, 4);
    const long long at = strtoll(hex, NULL, 16);
    cr_expect(at >= before && at < before + 5000, "%lld %lld", at, before);
}

Test(uuid, is_unique_over_threads)
{
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, make_many, made + i * EACH), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    qsort(made, THREADS * EACH, sizeof *made, compare);
    for (size_t i = 1; i < THREADS * EACH; i++)
        cr_assert_str_neq(made[i], made[i - 1]);
}

/* The last 62 bits are random: over many ids every bit is about as often set as not. */
Test(uuid, has_random_bits)
{
    int set[64] = { 0 };

    make_many(made);
    for (size_t i = 0; i < EACH; i++) {
        char hex[17] = "";

        memcpy(hex, made[i] + 19, 4);
        memcpy(hex + 4, made[i] + 24, 12);
        const unsigned long long bits = strtoull(hex, NULL, 16);
        for (int k = 0; k < 64; k++)
            set[k] += (int)(bits >> k & 1);
    }
    for (int k = 0; k < 62; k++)
        cr_expect(set[k] > EACH * 45 / 100 && set[k] < EACH * 55 / 100, "bit %d: %d", k, set[k]);
}
