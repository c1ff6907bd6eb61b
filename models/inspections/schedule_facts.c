#include "models/inspections/schedule_facts.h"

#include <string.h>

#include "models/date.h"
#include "models/upkeep.h"

enum { UNKNOWN_METRES = 50000 };

const struct shape ROTA_FACT = SHAPE("rota_fact", rota_fact,
    FIELD(rota_fact, kind,      LABEL,             0),
    FIELD(rota_fact, number,    COUNT,             0),
    FIELD(rota_fact, id,        UUID,              0),
    FIELD(rota_fact, name,      ORGANISATION_NAME, 0),
    FIELD(rota_fact, school,    COUNT,             0),
    FIELD(rota_fact, other,     COUNT,             0),
    FIELD(rota_fact, easting,   EASTING,           0),
    FIELD(rota_fact, northing,  NORTHING,          0),
    FIELD(rota_fact, amount,    COUNT,             0),
    FIELD(rota_fact, fields,    COUNT,             0),
    FIELD(rota_fact, is_so,     FLAG,              0),
    FIELD(rota_fact, windows,   LABEL,             0),
    FIELD(rota_fact, first_day, DAY,               0),
    FIELD(rota_fact, last_day,  DAY,               0),
    FIELD(rota_fact, starts_on, DAY,               0),
    FIELD(rota_fact, ends_on,   DAY,               0),
    FIELD(rota_fact, says,      NOTE,              0));

/* The rows as they were read: those of a kind stand together, by number. */
struct read_facts {
    struct arena *arena;
    const struct rota_fact *rows;
    size_t count;
};

static const struct rota_fact *of_kind(const struct read_facts *read, const char *kind, int *count)
{
    size_t first = 0, end;

    while (first < read->count && strcmp(read->rows[first].kind, kind) != 0)
        first++;
    for (end = first; end < read->count && strcmp(read->rows[end].kind, kind) == 0;)
        end++;
    *count = (int)(end - first);
    return read->rows + first;
}

static int number_of(int64_t value)
{
    return value == NONE ? ROTA_NONE : (int)value;
}

static uint64_t windows_of(const char *text)
{
    uint64_t windows = 0;

    for (int w = 0; text && text[w]; w++)
        windows |= text[w] == '1' ? UINT64_C(1) << w : 0;
    return windows;
}

/* ---- each kind ------------------------------------------------------------------------- */

static bool take_schools(const struct read_facts *read, struct schedule_facts *facts)
{
    int *count = &facts->problem.school_count;

    facts->schools = of_kind(read, "school", count);
    struct rota_school *schools = arena_take(read->arena, (size_t)*count * sizeof *schools);

    for (int i = 0; schools && i < *count; i++) {
        const struct rota_fact *fact = &facts->schools[i];

        schools[i].easting = fact->easting == NONE ? ROTA_UNKNOWN : (int32_t)fact->easting;
        schools[i].northing = fact->northing == NONE ? ROTA_UNKNOWN : (int32_t)fact->northing;
    }
    facts->problem.schools = schools;
    return schools;
}

static bool take_subjects(const struct read_facts *read, struct schedule_facts *facts)
{
    int *count = &facts->problem.subject_count;

    facts->subjects = of_kind(read, "subject", count);
    struct rota_subject *subjects = arena_take(read->arena, (size_t)*count * sizeof *subjects);

    for (int i = 0; subjects && i < *count; i++) {
        const struct rota_fact *fact = &facts->subjects[i];

        subjects[i] = (struct rota_subject){ .base = fact->is_so,
                                             .school = number_of(fact->school),
                                             .provider = number_of(fact->other),
                                             .wants_one_of = (uint32_t)fact->fields,
                                             .excluded = ~windows_of(fact->windows) };
    }
    facts->problem.subjects = subjects;
    return subjects;
}

static bool take_reviewers(const struct read_facts *read, struct schedule_facts *facts)
{
    int *count = &facts->problem.reviewer_count;

    facts->reviewers = of_kind(read, "reviewer", count);
    struct rota_reviewer *reviewers = arena_take(read->arena,
                                                 (size_t)(*count + 1) * sizeof *reviewers);

    for (int i = 0; reviewers && i < *count; i++) {
        const struct rota_fact *fact = &facts->reviewers[i];

        reviewers[i] = (struct rota_reviewer){ .school = number_of(fact->school),
                                               .may_lead = fact->is_so,
                                               .expert_in = (uint32_t)fact->fields,
                                               .available = windows_of(fact->windows),
                                               .max_visits = (int)fact->amount };
    }
    facts->problem.reviewers = reviewers;
    return reviewers;
}

static enum rota_conflict_kind conflict_kind(const struct rota_fact *fact)
{
    if (fact->is_so)
        return ROTA_EMPLOYED;
    return strcmp(fact->says, "own_child") == 0 ? ROTA_OWN_CHILD : ROTA_VISITED_LAST;
}

static bool take_conflicts(const struct read_facts *read, struct rota_problem *problem)
{
    const struct rota_fact *rows = of_kind(read, "conflict", &problem->conflict_count);
    struct rota_conflict *conflicts = arena_take(
        read->arena, (size_t)(problem->conflict_count + 1) * sizeof *conflicts);

    for (int i = 0; conflicts && i < problem->conflict_count; i++)
        conflicts[i] = (struct rota_conflict){ (int)rows[i].number, (int)rows[i].other,
                                               conflict_kind(&rows[i]) };
    problem->conflicts = conflicts;
    return conflicts;
}

static bool take_past(const struct read_facts *read, struct rota_problem *problem)
{
    const struct rota_fact *rows = of_kind(read, "past", &problem->past_count);
    struct rota_past *past = arena_take(read->arena,
                                        (size_t)(problem->past_count + 1) * sizeof *past);

    for (int i = 0; past && i < problem->past_count; i++)
        past[i] = (struct rota_past){ (int)rows[i].school, (int)rows[i].other,
                                      (int)rows[i].number };
    problem->past = past;
    return past;
}

/* ---- what they are called -------------------------------------------------------------- */

static const char **names_of(struct arena *arena, const struct rota_fact *facts, int count)
{
    const char **names = arena_take(arena, (size_t)(count + 1) * sizeof *names);

    for (int i = 0; names && i < count; i++)
        names[i] = facts[i].name;
    return names;
}

/* "the window from 1 March 2027 to 12 March 2027" */
static const char *window_name(struct arena *arena, const struct rota_fact *window)
{
    char from[DATE_WORDS], to[DATE_WORDS];
    int64_t first = 0, last = 0;

    date_read(window->first_day, &first);
    date_read(window->last_day, &last);
    date_in_words(first, from);
    date_in_words(last, to);
    return arena_format(arena, "the window from %s to %s", from, to);
}

static bool take_names(const struct read_facts *read, struct schedule_facts *facts)
{
    const struct rota_problem *problem = &facts->problem;
    const char **windows = arena_take(read->arena,
                                      (size_t)(problem->window_count + 1) * sizeof *windows);
    bool named = windows;

    for (int i = 0; windows && i < problem->window_count; i++) {
        windows[i] = window_name(read->arena, &facts->windows[i]);
        named &= windows[i] != NULL;
    }
    facts->names = (struct rota_names){
        .schools = names_of(read->arena, facts->schools, problem->school_count),
        .subjects = names_of(read->arena, facts->subjects, problem->subject_count),
        .reviewers = names_of(read->arena, facts->reviewers, problem->reviewer_count),
        .windows = windows
    };
    return named && facts->names.schools && facts->names.subjects && facts->names.reviewers;
}

static bool take_all(const struct read_facts *read, struct schedule_facts *facts)
{
    struct rota_problem *problem = &facts->problem;
    int count;

    *facts = (struct schedule_facts){ .digest = read->rows[read->count - 1].says };
    const struct rota_fact *cycle = of_kind(read, "cycle", &count);

    facts->windows = of_kind(read, "window", &problem->window_count);
    problem->team_size = (int)cycle->amount;
    problem->reciprocal_cycles = (int)cycle->number;
    problem->visits_apart = ROTA_VISITS_APART;
    problem->unknown_metres = UNKNOWN_METRES;
    return take_schools(read, facts) && take_subjects(read, facts) &&
           take_reviewers(read, facts) && take_conflicts(read, problem) &&
           take_past(read, problem) && take_names(read, facts);
}

enum db_status schedule_facts_read(struct db *db, const char *cycle_id,
                                   struct schedule_facts *facts)
{
    const struct key cycle = { cycle_id };
    struct read_facts read = { .arena = db_arena(db) };
    struct rota_fact *rows = NULL;
    enum db_status status = be_patient(db);

    if (!status)
        status = rota_facts_read(db, &cycle, &rows, &read.count);
    if (status)
        return status;
    read.rows = rows;
    status = db_settle(db, false);
    if (!status && !take_all(&read, facts))
        status = DB_TOO_LARGE;
    return status;
}
