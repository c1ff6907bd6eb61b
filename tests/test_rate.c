/* Counting requests in fixed windows. */
#include "api/rate.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static struct rate_table *table;
static struct rate rate;

static void start(void)
{
    table = rate_table_make();
    cr_assert(table);
}

static void stop(void)
{
    rate_table_free(table);
}

TestSuite(rate, .init = start, .fini = stop, .timeout = 20);

static bool take(const char *who, int64_t limit, int64_t now)
{
    return rate_take(table, who, limit, RATE_WINDOW, now, &rate);
}

Test(rate, counts_down_and_refuses)
{
    for (int64_t i = 0; i < 10; i++) {
        cr_expect(take("a", 10, 1000 + i));
        cr_expect_eq(rate.limit, 10);
        cr_expect_eq(rate.left, 9 - i);
        cr_expect_eq(rate.resets_in, RATE_WINDOW - i);
    }
    cr_expect_not(take("a", 10, 1010));
    cr_expect_eq(rate.left, 0);
    cr_expect(take("b", 10, 1010), "another is not concerned");
    cr_expect_not(take("a", 10, 1000 + RATE_WINDOW - 1));
    cr_expect(take("a", 10, 1000 + RATE_WINDOW), "a new window");
    cr_expect_eq(rate.left, 9);
}

Test(rate, gives_back)
{
    cr_expect(take("a", 1, 0));
    cr_expect_not(take("a", 1, 0));
    rate_give_back(table, "a", RATE_WINDOW, 0);
    cr_expect(take("a", 1, 0));
    rate_give_back(table, "stranger", RATE_WINDOW, 0);
    cr_expect(take("stranger", 1, 0));
    cr_expect_not(take("stranger", 1, 0), "no more is given back than was taken");
}

Test(rate, looks_without_counting)
{
    cr_expect_not(rate_is_used_up(table, "a", 2, RATE_WINDOW, 0));
    take("a", 2, 0);
    cr_expect_not(rate_is_used_up(table, "a", 2, RATE_WINDOW, 0));
    take("a", 2, 0);
    cr_expect(rate_is_used_up(table, "a", 2, RATE_WINDOW, 0));
    cr_expect_not(rate_is_used_up(table, "a", 2, RATE_WINDOW, RATE_WINDOW));
}

/* A flood of strangers must not free somebody who has used up the limit only just now... */
Test(rate, a_full_table_keeps_working)
{
    char who[32];

    for (int i = 0; i < 20000; i++) {
        snprintf(who, sizeof who, "client %d", i);
        cr_assert(take(who, 3, 5 + i / 1000), "%d", i);
    }
    cr_expect(take(who, 3, 30));
    cr_expect_eq(rate.left, 1);
}

enum { THREADS = 8, EACH = 20000 };
static atomic_int allowed;

static void *knock(void *unused)
{
    struct rate mine;

    for (int i = 0; i < EACH; i++)
        atomic_fetch_add(&allowed, rate_take(table, "shared", 12345, RATE_WINDOW, 1, &mine));
    return unused;
}

Test(rate, threads_share_one_count)
{
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, knock, NULL), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    cr_expect_eq(atomic_load(&allowed), 12345);
}
