#include "api/rate.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096, PROBES = 8 };

/* A slot is known by a hash alone: two clients that fell together would share a window, which at 64
 * bits does not happen. */
struct slot {
    uint64_t who;
    int64_t began;
    int64_t count;
};

struct rate_table {
    pthread_mutex_t lock;
    struct slot slots[SLOTS];
};

struct rate_table *rate_table_make(void)
{
    struct rate_table *table = calloc(1, sizeof *table);

    if (table)
        pthread_mutex_init(&table->lock, NULL);
    return table;
}

void rate_table_free(struct rate_table *table)
{
    if (table)
        pthread_mutex_destroy(&table->lock);
    free(table);
}

static uint64_t hash(const char *who)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (; *who; who++)
        h = (h ^ (unsigned char)*who) * UINT64_C(1099511628211);
    return h | 1;
}

/* The slot of a name in the running window; where all its places are taken, the oldest yields. */
static struct slot *find(struct rate_table *table, const char *who, int64_t window, int64_t now)
{
    const uint64_t h = hash(who);
    struct slot *oldest = &table->slots[h % SLOTS];

    for (size_t i = 0; i < PROBES; i++) {
        struct slot *slot = &table->slots[(h + i) % SLOTS];

        if (slot->who == h) {
            if (now - slot->began >= window)
                *slot = (struct slot){ h, now, 0 };
            return slot;
        }
        if (slot->began < oldest->began)
            oldest = slot;
    }
    *oldest = (struct slot){ h, now, 0 };
    return oldest;
}

bool rate_take(struct rate_table *table, const char *who, int64_t limit, int64_t window,
               int64_t now, struct rate *out)
{
    pthread_mutex_lock(&table->lock);
    struct slot *slot = find(table, who, window, now);
    const bool allowed = slot->count < limit;
    slot->count += allowed;
    *out = (struct rate){ limit, limit - slot->count, slot->began + window - now };
    pthread_mutex_unlock(&table->lock);
    return allowed;
}

void rate_give_back(struct rate_table *table, const char *who, int64_t window, int64_t now)
{
    pthread_mutex_lock(&table->lock);
    struct slot *slot = find(table, who, window, now);
    slot->count -= slot->count > 0;
    pthread_mutex_unlock(&table->lock);
}

bool rate_is_used_up(struct rate_table *table, const char *who, int64_t limit, int64_t window,
                     int64_t now)
{
    pthread_mutex_lock(&table->lock);
    const bool used_up = find(table, who, window, now)->count >= limit;
    pthread_mutex_unlock(&table->lock);
    return used_up;
}
