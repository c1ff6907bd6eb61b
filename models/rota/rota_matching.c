#include "models/rota/rota_matching.h"

#include <string.h>

bool rota_in_role(const struct rota_ground *g, int subject, int reviewer, enum rota_role role)
{
    return role == ROTA_LEAD ? g->of->reviewers[reviewer].may_lead
                             : role != ROTA_SPECIALIST || rota_specialist(g, subject, reviewer);
}

/* Each subject is to hold one window of somebody in the role. `seek` goes from a subject that holds
 * none to those whose windows it could take, until one of them can take another that is left. */
struct matching {
    const struct rota_ground *ground;
    enum rota_role role;
    int *holder;                             /* by reviewer and window: a subject */
    int *count;                              /* by reviewer */
    int *queue, *before, *reviewer, *window; /* by subject: whose window it takes over, and which */
    bool *reached;
};

static int *holder_of(const struct matching *now, int r, int w)
{
    return &now->holder[r * now->ground->windows + w];
}

static void reach(struct matching *now, int *tail, int s, int before, int r, int w)
{
    if (now->reached[s])
        return;
    now->reached[s] = true;
    now->before[s] = before;
    now->reviewer[s] = r;
    now->window[s] = w;
    now->queue[(*tail)++] = s;
}

/* `s` takes the window; whoever held one in exchange takes over from the one before it, and so on.
 * `reviewer` and `window` of a subject are what the one before it takes. */
static void exchange(struct matching *now, int s, int r, int w)
{
    while (s != ROTA_NONE) {
        const int before = now->before[s], next_r = now->reviewer[s], next_w = now->window[s];

        if (before != ROTA_NONE) /* it lets go of what it holds */
            for (int i = 0; i < now->ground->windows; i++)
                if (*holder_of(now, next_r, i) == s) {
                    *holder_of(now, next_r, i) = ROTA_NONE;
                    now->count[next_r]--;
                }
        *holder_of(now, r, w) = s;
        now->count[r]++;
        s = before;
        r = next_r;
        w = next_w;
    }
}

/* True: `s` has taken a window that was left. */
static bool seek_with(struct matching *now, int *tail, int s, int r)
{
    const struct rota_ground *g = now->ground;
    const bool full = now->count[r] >= g->of->reviewers[r].max_visits;
    const uint64_t windows = g->open[s] & g->free[r];

    for (int w = 0; w < g->windows; w++) {
        if (!(windows & rota_bit(w)))
            continue;
        const int holder = *holder_of(now, r, w);

        if (holder != ROTA_NONE) {
            reach(now, tail, holder, s, r, w);
            continue;
        }
        if (!full) {
            exchange(now, s, r, w);
            return true;
        }
        for (int i = 0; i < g->windows; i++)
            if (*holder_of(now, r, i) != ROTA_NONE)
                reach(now, tail, *holder_of(now, r, i), s, r, w);
    }
    return false;
}

static bool seek(struct matching *now, int from)
{
    const struct rota_ground *g = now->ground;
    int tail = 0;

    memset(now->reached, 0, (size_t)g->subjects);
    reach(now, &tail, from, ROTA_NONE, ROTA_NONE, ROTA_NONE);
    for (int head = 0; head < tail; head++) {
        const int s = now->queue[head];

        for (int r = 0; r < g->reviewers; r++)
            if (rota_in_role(g, s, r, now->role) && g->may[rota_pair(g, s, r)] &&
                seek_with(now, &tail, s, r))
                return true;
    }
    return false;
}

static bool matching_make(struct arena *scratch, const struct rota_ground *g, struct matching *now)
{
    const size_t subjects = (size_t)g->subjects, reviewers = (size_t)g->reviewers + 1;
    int *subject = arena_take(scratch, 4 * subjects * sizeof *subject);

    now->holder = arena_take(scratch, reviewers * (size_t)g->windows * sizeof(int));
    now->count = arena_take(scratch, reviewers * sizeof(int));
    if (!subject || !now->holder || !now->count)
        return false;
    now->queue = subject;
    now->before = subject + subjects;
    now->reviewer = subject + 2 * subjects;
    now->window = subject + 3 * subjects;
    for (int i = 0; i < g->reviewers * g->windows; i++)
        now->holder[i] = ROTA_NONE;
    return true;
}

bool rota_left_unmatched(struct arena *scratch, const struct rota_ground *g, enum rota_role role,
                         bool *left, bool *no_memory)
{
    struct matching now = { .ground = g, .role = role, .reached = left };

    *no_memory = !matching_make(scratch, g, &now);
    for (int s = 0; s < g->subjects && !*no_memory; s++) {
        const bool wants = role != ROTA_SPECIALIST || g->of->subjects[s].wants_one_of;

        if (wants && !seek(&now, s))
            return true;
    }
    return false;
}
