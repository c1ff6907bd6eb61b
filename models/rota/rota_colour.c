#include "models/rota/rota_colour.h"

#include <string.h>

static int *numbers(struct arena *arena, int count, int of)
{
    return arena_take(arena, (size_t)count * (size_t)of * sizeof(int));
}

bool rota_colour_make(struct arena *arena, const struct rota_ground *g, struct rota_colour *colour)
{
    *colour = (struct rota_colour){
        .ground = g,
        .windows = arena_take(arena, (size_t)g->subjects * sizeof(uint64_t)),
        .clashes = numbers(arena, g->subjects, g->subjects),
        .supplies = numbers(arena, g->subjects, g->subjects),
        .window = numbers(arena, g->subjects, 1),
        .chosen = numbers(arena, g->subjects, 1),
    };
    if (!colour->windows || !colour->clashes || !colour->supplies || !colour->window ||
        !colour->chosen)
        return false;
    memcpy(colour->windows, g->open, (size_t)g->subjects * sizeof(uint64_t));
    return true;
}

struct colouring {
    struct rota_colour *colour;
    struct rota_budget *budget;
    int64_t until;
    bool found;
};

/* The windows left to a subject beside those that are chosen. */
static uint64_t windows_left(const struct rota_colour *colour, int s)
{
    const struct rota_ground *g = colour->ground;
    uint64_t left = colour->windows[s];

    for (int t = 0; t < g->subjects; t++)
        if (colour->chosen[t] != ROTA_NONE && colour->clashes[s * g->subjects + t] > 0)
            left &= ~rota_bit(colour->chosen[t]);
    return left;
}

/* The subject with the fewest windows left; ROTA_NONE: all have one. */
static int narrowest(const struct rota_colour *colour, uint64_t *left)
{
    int narrowest = ROTA_NONE, fewest = ROTA_WINDOWS_MAX + 1;

    for (int s = 0; s < colour->ground->subjects; s++) {
        if (colour->chosen[s] != ROTA_NONE)
            continue;
        const uint64_t its = windows_left(colour, s);
        const int count = __builtin_popcountll(its);

        if (count >= fewest)
            continue;
        fewest = count;
        narrowest = s;
        *left = its;
    }
    return narrowest;
}

static rota_cost cost_in(const struct rota_colour *colour, int s, int window)
{
    const struct rota_ground *g = colour->ground;
    rota_cost cost = 0;

    for (int i = 0; i < g->near[s].count; i++) {
        const int other = colour->chosen[g->near[s].at[i]];

        if (other != ROTA_NONE)
            cost += g->weight[ROTA_SPREAD] * rota_closeness(g, window, other);
    }
    for (int t = 0; t < g->subjects; t++)
        if (colour->chosen[t] == window)
            cost += g->weight[ROTA_VISITED_SUPPLIES] * colour->supplies[s * g->subjects + t];
    return cost;
}

static void colour_rest(struct colouring *now, rota_cost cost)
{
    struct rota_colour *colour = now->colour;
    const struct rota_ground *g = colour->ground;
    uint64_t left = 0;
    const int s = narrowest(colour, &left);

    now->budget->steps++;
    if (s == ROTA_NONE) {
        now->found = true;
        colour->limit = colour->cost = cost;
        memcpy(colour->window, colour->chosen, (size_t)g->subjects * sizeof(int));
        return;
    }
    for (; left && !rota_budget_spent(now->budget, now->until); left &= left - 1) {
        const int window = __builtin_ctzll(left);
        const rota_cost with = cost + cost_in(colour, s, window);

        if (with >= colour->limit)
            continue;
        colour->chosen[s] = window;
        colour_rest(now, with);
        colour->chosen[s] = ROTA_NONE;
        if (colour->limit <= cost) /* nothing is cheaper than what was found */
            return;
    }
}

bool rota_colour_find(struct rota_colour *colour, rota_cost limit, int64_t until,
                      struct rota_budget *budget)
{
    struct colouring now = { colour, budget, until, false };

    colour->limit = limit;
    for (int s = 0; s < colour->ground->subjects; s++)
        colour->chosen[s] = ROTA_NONE;
    colour_rest(&now, 0);
    return now.found;
}
