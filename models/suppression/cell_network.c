#include "models/suppression/cell_network.h"

#include "models/suppression/suppression.h"

#include <string.h>

#define UNBOUNDED (INT64_MAX / 4)

/* An arc walked along, which adds to its figure, or against, which takes from it. */
struct step {
    size_t arc;
    bool against;
};

struct search {
    struct cell_network *network;
    struct step *steps;  /* out of each node, one after another */
    size_t *first;       /* of each node, and the end */
    int64_t *moved;      /* by arc: what a walk added to its figure */
    size_t *told;        /* by line: arcs that are not hidden */
    size_t *found_at;    /* by node: how many told arcs lie on the way to it */
    struct step *way;    /* by node: the last step of that way */
    size_t *now, *later; /* nodes to walk on from, at this many told arcs and at one more */
    size_t *hidden;      /* arcs in the order in which they were hidden */
    size_t hidden_count;
};

static size_t step_from(const struct cell_network *network, struct step step)
{
    const struct cell_arc *arc = &network->arcs[step.arc];

    return step.against ? arc->to : arc->from;
}

static size_t step_to(const struct cell_network *network, struct step step)
{
    return step_from(network, (struct step){ step.arc, !step.against });
}

/* ---- what a figure may be ---- */

static bool lines_hidden(const struct search *search, const struct cell_arc *arc)
{
    return search->told[arc->lines[0]] == 0 && search->told[arc->lines[1]] == 0;
}

static int64_t least(const struct search *search, const struct cell_arc *arc)
{
    return arc->small || lines_hidden(search, arc) ? 0 : SMALL_CELL;
}

static int64_t most(const struct search *search, const struct cell_arc *arc)
{
    if (!arc->small || lines_hidden(search, arc))
        return UNBOUNDED;
    return arc->points < SMALL_CELL ? SMALL_CELL - 1 : arc->points;
}

/* How much further the figure may go this way, as far as it has been moved. */
static int64_t room(const struct search *search, struct step step)
{
    const struct cell_arc *arc = &search->network->arcs[step.arc];
    const int64_t points = arc->points + search->moved[step.arc];

    if (!arc->hidden)
        return 0;
    return step.against ? points - least(search, arc) : most(search, arc) - points;
}

static void hide(struct search *search, size_t at)
{
    struct cell_arc *arc = &search->network->arcs[at];

    if (arc->hidden)
        return;
    arc->hidden = true;
    search->told[arc->lines[0]]--;
    search->told[arc->lines[1]]--;
    search->hidden[search->hidden_count++] = at;
}

/* ---- ways ---- */

struct front {
    size_t *nodes;
    size_t count;
};

static void reach(struct search *search, struct step step, size_t told, struct front *front)
{
    const size_t node = step_to(search->network, step);

    if (search->found_at[node] <= told)
        return;
    search->found_at[node] = told;
    search->way[node] = step;
    front->nodes[front->count++] = node;
}

static void walk_on(struct search *search, size_t node, struct step without, struct front *now,
                    struct front *later)
{
    const size_t told = search->found_at[node];

    for (size_t i = search->first[node]; i < search->first[node + 1]; i++) {
        const struct step step = search->steps[i];

        if (step.arc == without.arc)
            continue;
        if (room(search, step) > 0)
            reach(search, step, told, now);
        else if (later && !search->network->arcs[step.arc].hidden)
            reach(search, step, told + 1, later);
    }
}

/* The way from one end of an arc to the other, without it, over hidden arcs with room and, if
 * `beyond`, over as few told ones as can be. False where there is none. */
static bool find_way(struct search *search, struct step without, bool beyond)
{
    const size_t start = step_to(search->network, without);
    const size_t goal = step_from(search->network, without);
    struct front now = { search->now, 0 }, later = { search->later, 0 };

    memset(search->found_at, 0xff, search->network->node_count * sizeof *search->found_at);
    search->found_at[start] = 0;
    now.nodes[now.count++] = start;
    for (size_t told = 0; now.count > 0; told++) {
        for (size_t i = 0; i < now.count && search->found_at[goal] > told; i++)
            if (search->found_at[now.nodes[i]] == told)
                walk_on(search, now.nodes[i], without, &now, beyond ? &later : NULL);
        if (search->found_at[goal] <= told)
            return true;
        const struct front done = { now.nodes, 0 };

        now = later;
        later = done;
    }
    return false;
}

static void move_along(struct search *search, struct step first, int64_t by)
{
    const size_t start = step_to(search->network, first);

    for (size_t node = step_from(search->network, first); node != start;) {
        const struct step step = search->way[node];

        search->moved[step.arc] += step.against ? -by : by;
        node = step_from(search->network, step);
    }
}

static int64_t room_along(const struct search *search, struct step first, int64_t wanted)
{
    const size_t start = step_to(search->network, first);

    for (size_t node = step_from(search->network, first); node != start;) {
        const int64_t here = room(search, search->way[node]);

        wanted = here < wanted ? here : wanted;
        node = step_from(search->network, search->way[node]);
    }
    return wanted;
}

/* How far the figure of an arc can be off this way, at most `wanted`. What was moved for it stays
 * so until the next. */
static int64_t off_by(struct search *search, struct step step, int64_t wanted)
{
    int64_t off = 0;

    memset(search->moved, 0, search->network->arc_count * sizeof *search->moved);
    const int64_t own = room(search, step);

    wanted = own < wanted ? own : wanted;
    while (off < wanted && find_way(search, step, false)) {
        const int64_t by = room_along(search, step, wanted - off);

        move_along(search, step, by);
        off += by;
    }
    return off;
}

/* ---- hiding more ---- */

/* How many told arcs the next way would take; SIZE_MAX: there is none. */
static size_t cost(struct search *search, struct step step)
{
    const int64_t off = off_by(search, step, PROTECTION);

    if (off >= PROTECTION || room(search, step) <= off || !find_way(search, step, true))
        return SIZE_MAX;
    return search->found_at[step_from(search->network, step)];
}

static void hide_way(struct search *search, struct step first)
{
    const size_t start = step_to(search->network, first);

    for (size_t node = step_from(search->network, first); node != start;) {
        const struct step step = search->way[node];

        hide(search, step.arc);
        node = step_from(search->network, step);
    }
}

static bool hide_lines(struct search *search, const struct cell_arc *of)
{
    const size_t before = search->hidden_count;

    for (size_t i = 0; i < search->network->arc_count; i++) {
        const size_t *lines = search->network->arcs[i].lines;

        if (lines[0] == of->lines[0] || lines[1] == of->lines[1])
            hide(search, i);
    }
    return search->hidden_count > before;
}

/* Where no way is left: a figure that is not small, in a line of this one, can fall below 5 when
 * both its lines are hidden. False: all of them are. */
static bool hide_lines_around(struct search *search, size_t arc)
{
    const struct cell_arc *of = &search->network->arcs[arc];

    for (size_t line = 2; line-- > 0;)
        for (size_t i = 0; i < search->network->arc_count; i++) {
            const struct cell_arc *other = &search->network->arcs[i];

            if (other->lines[line] == of->lines[line] && other->hidden && !other->small &&
                hide_lines(search, other))
                return true;
        }
    return hide_lines(search, of);
}

static void hide_all(struct search *search)
{
    for (size_t i = 0; i < search->network->arc_count; i++)
        hide(search, i);
}

static void hide_for(struct search *search, size_t arc)
{
    const struct step up = { arc, false }, down = { arc, true };
    const size_t rising = cost(search, up), falling = cost(search, down);

    if (rising == SIZE_MAX && falling == SIZE_MAX) {
        if (!hide_lines_around(search, arc))
            hide_all(search);
        return;
    }
    if (rising <= falling)
        cost(search, up); /* finds its way again */
    hide_way(search, rising <= falling ? up : down);
}

static void protect(struct search *search, size_t arc)
{
    const struct step up = { arc, false }, down = { arc, true };
    const int64_t wanted = search->network->arcs[arc].small ? PROTECTION : 1;

    while (search->hidden_count < search->network->arc_count) {
        const int64_t off = off_by(search, up, wanted);

        if (off == wanted || off + off_by(search, down, wanted - off) == wanted)
            return;
        hide_for(search, arc);
    }
}

/* What is left of a line when told figures are taken from its sum is no small figure either. */
static void hide_remainders(struct search *search)
{
    const struct cell_network *network = search->network;

    for (size_t line = 0; line < network->line_count; line++) {
        size_t last_told = SIZE_MAX, hidden = 0;
        bool only_small = true;

        for (size_t i = 0; i < network->arc_count; i++) {
            const struct cell_arc *arc = &network->arcs[i];

            if (arc->lines[0] != line && arc->lines[1] != line)
                continue;
            last_told = arc->hidden ? last_told : i;
            hidden += arc->hidden;
            only_small = only_small && (arc->small || !arc->hidden);
        }
        if (hidden && only_small && last_told != SIZE_MAX &&
            network->small_pupils[line] < SMALL_CELL)
            hide(search, last_told);
    }
}

static void hide_scraps(struct search *search, size_t could)
{
    if (2 * (search->network->arc_count - search->hidden_count) < could)
        hide_all(search);
}

/* ---- the network ---- */

static void join(struct search *search)
{
    const struct cell_network *network = search->network;

    for (size_t i = 0; i < network->arc_count; i++) {
        search->first[network->arcs[i].from]++;
        search->first[network->arcs[i].to]++;
        search->told[network->arcs[i].lines[0]]++;
        search->told[network->arcs[i].lines[1]]++;
    }
    for (size_t node = 1; node <= network->node_count; node++)
        search->first[node] += search->first[node - 1];
    for (size_t i = network->arc_count; i-- > 0;) {
        search->steps[--search->first[network->arcs[i].to]] = (struct step){ i, true };
        search->steps[--search->first[network->arcs[i].from]] = (struct step){ i, false };
    }
}

static bool take_room(struct arena *arena, struct search *search)
{
    const size_t arcs = search->network->arc_count, nodes = search->network->node_count;

    search->steps = arena_take(arena, 2 * arcs * sizeof *search->steps);
    search->first = arena_take(arena, (nodes + 1) * sizeof *search->first);
    search->moved = arena_take(arena, arcs * sizeof *search->moved);
    search->told = arena_take(arena, search->network->line_count * sizeof *search->told);
    search->found_at = arena_take(arena, nodes * sizeof *search->found_at);
    search->way = arena_take(arena, nodes * sizeof *search->way);
    search->now = arena_take(arena, nodes * sizeof *search->now);
    search->later = arena_take(arena, nodes * sizeof *search->later);
    search->hidden = arena_take(arena, arcs * sizeof *search->hidden);
    return search->steps && search->first && search->moved && search->told && search->found_at &&
           search->way && search->now && search->later && search->hidden;
}

bool hide_until_safe(struct arena *arena, struct cell_network *network)
{
    struct search search = { .network = network };

    if (!take_room(arena, &search))
        return false;
    join(&search);
    for (size_t i = 0; i < network->arc_count; i++) {
        const bool hidden = network->arcs[i].hidden || network->arcs[i].small;

        network->arcs[i].hidden = false;
        if (hidden)
            hide(&search, i);
    }
    const size_t could = network->arc_count - search.hidden_count;

    hide_remainders(&search);
    for (size_t i = 0; i < search.hidden_count; i++)
        protect(&search, search.hidden[i]);
    hide_scraps(&search, could);
    return true;
}
