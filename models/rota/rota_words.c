#include "models/rota/rota_words.h"

#include <string.h>

/* ---- lists ---- */

struct words {
    struct arena *arena;
    const char *text; /* NULL: without memory */
};

static void add(struct words *words, const char *before, const char *more)
{
    if (words->text && more)
        words->text = arena_format(words->arena, "%s%s%s", words->text, before, more);
    else
        words->text = NULL;
}

/* Between the parts of a list: "a, b and c". */
static const char *joint(int at, int count)
{
    return at == 0 ? "" : at + 1 < count ? ", " : " and ";
}

static const char *subjects_words(struct arena *arena, const struct rota_problem *problem,
                                  const struct rota_proof *proof, const struct rota_names *names)
{
    if (proof->subject_count == problem->subject_count)
        return "all inspections together";
    struct words words = { arena, proof->subject_count == 1 ? "the inspection of "
                                                            : "the inspections of " };

    for (int i = 0; i < proof->subject_count; i++)
        add(&words, joint(i, proof->subject_count), names->subjects[proof->subjects[i]]);
    return words.text;
}

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

/* ---- breaches ---- */

static const char *reciprocal_words(struct arena *arena, const struct rota_breach *breach,
                                    const char *school, const char *other)
{
    if (breach->cycles_ago == 0)
        return arena_format(arena, "%s and %s inspect each other in this cycle.", school, other);
    if (breach->cycles_ago == 1)
        return arena_format(arena, "%s inspects %s, which inspected it in the last cycle.", school,
                            other);
    return arena_format(arena, "%s inspects %s, which inspected it %d cycles ago.", school, other,
                        breach->cycles_ago);
}

static const char *spread_words(struct arena *arena, const struct rota_breach *breach,
                                const struct rota_names *names)
{
    return arena_format(arena, "%s is accountable for %s and %s, whose visits are close together.",
                        names->schools[breach->school], names->subjects[breach->subject],
                        names->subjects[breach->other_subject]);
}

const char *rota_breach_words(struct arena *arena, const struct rota_breach *breach,
                              const struct rota_names *names)
{
    switch (breach->rule) {
    case ROTA_RECIPROCAL:
        return reciprocal_words(arena, breach, names->schools[breach->school],
                                names->schools[breach->other]);
    case ROTA_SAME_REVIEWER:
        return arena_format(arena, "%s was also in the team of the last inspection of %s.",
                            names->reviewers[breach->reviewer], names->subjects[breach->subject]);
    case ROTA_CHILD_ATTENDS:
        return arena_format(arena, "%s visits %s, where their own child attends.",
                            names->reviewers[breach->reviewer], names->subjects[breach->subject]);
    case ROTA_VISITED_SUPPLIES:
        return arena_format(arena, "%s of %s visits %s while %s is visited.",
                            names->reviewers[breach->reviewer], names->schools[breach->school],
                            names->subjects[breach->subject],
                            names->subjects[breach->other_subject]);
    case ROTA_DISTANCE:
        return arena_format(arena, "The teams travel %ld.%ld km in all, one way.",
                            (long)(breach->amount / 1000), (long)(breach->amount / 100 % 10));
    case ROTA_SPREAD:
        return spread_words(arena, breach, names);
    default:
        return NULL;
    }
}

/* ---- proofs ---- */

static const char *const LACKS[] = {
    [ROTA_EXCLUDED] = "it cannot be visited",
    [ROTA_FEW_CANDIDATES] = "fewer people than a team are free to visit it",
    [ROTA_NO_LEAD] = "nobody who may lead is free to visit it",
    [ROTA_NO_SPECIALIST] = "no specialist is free to visit it",
    [ROTA_ONE_SCHOOL] = "everybody who is free to visit it is from the same school or from outside",
    [ROTA_NO_TEAM_FITS] = "those who may lead and the specialists who are free to visit it are all "
                          "from outside, and leave no room for two schools",
};

/* "In A and B nobody ...; in C ...": windows with the same lack together. */
static const char *lacks_words(struct arena *arena, const struct rota_problem *problem,
                               const struct rota_proof *proof, const struct rota_names *names)
{
    struct words words = { arena, "" };

    for (enum rota_lack lack = ROTA_EXCLUDED; lack <= ROTA_NO_TEAM_FITS; lack++) {
        int count = 0, told = 0;

        for (int w = 0; w < problem->window_count; w++)
            count += proof->lacks[w] == lack;
        if (count == 0)
            continue;
        add(&words, words.text && *words.text ? "; " : "", "in ");
        for (int w = 0; w < problem->window_count; w++)
            if (proof->lacks[w] == lack)
                add(&words, joint(told++, count), names->windows[w]);
        add(&words, " ", LACKS[lack]);
    }
    return words.text;
}

static const char *no_team_words(struct arena *arena, const struct rota_problem *problem,
                                 const struct rota_proof *proof, const struct rota_names *names)
{
    const char *lacks = lacks_words(arena, problem, proof, names);

    return lacks ? arena_format(arena, "No rota is possible: nobody can inspect %s, because %s.",
                                names->subjects[proof->subjects[0]], lacks)
                 : NULL;
}

enum { NAMED = 12 };

static const char *supplies_words(struct arena *arena, const struct rota_proof *proof,
                                  const struct rota_names *names)
{
    struct words words = { arena, proof->supply_count > 0 ? ": " : "" };

    if (proof->supply_count > NAMED)
        return "";
    for (int i = 0; i < proof->supply_count; i++) {
        const struct rota_supply *supply = &proof->supplies[i];
        const char *one = arena_format(arena, "%s (%d visit%s)", names->reviewers[supply->reviewer],
                                       supply->visits, plural(supply->visits));

        add(&words, joint(i, proof->supply_count), one);
    }
    return words.text;
}

static const char *needs(const struct rota_proof *proof)
{
    return proof->subject_count == 1 ? "needs" : "need";
}

/* What is needed, and who can give it. */
static const struct {
    const char *thing, *who;
} ROLES[] = { [ROTA_MEMBER] = { "seat", "people" },
              [ROTA_LEAD] = { "lead", "people who may lead" },
              [ROTA_SPECIALIST] = { "specialist", "specialists" } };

static const char *too_few_words(struct arena *arena, const struct rota_problem *problem,
                                 const struct rota_proof *proof, const struct rota_names *names)
{
    const char *subjects = subjects_words(arena, problem, proof, names);
    const char *supplies = supplies_words(arena, proof, names);
    const char *thing = ROLES[proof->role].thing, *who = ROLES[proof->role].who;

    if (!subjects || !supplies)
        return NULL;
    return arena_format(arena,
                        "No rota is possible: %s %s %ld %s%s, and the %s who can take them "
                        "make %ld visit%s at most%s.",
                        subjects, needs(proof), (long)proof->needed, thing, plural(proof->needed),
                        who, (long)proof->available, plural(proof->available), supplies);
}

static const char *level_words(struct arena *arena, const struct rota_problem *problem,
                               const struct rota_proof *proof, const struct rota_names *names)
{
    const int seats = problem->team_size * problem->subject_count;

    if (proof->school == ROTA_NONE)
        return arena_format(arena,
                            "the teams have %d seats, so that with equal loads none of the %d "
                            "schools supplies more than %d",
                            seats, problem->school_count, proof->level + 1);
    return arena_format(arena,
                        "%s can supply %ld reviewer visit%s at most, so that with equal loads no "
                        "school supplies more than %d",
                        names->schools[proof->school], (long)proof->short_available,
                        plural(proof->short_available), proof->level + 1);
}

static const char *load_words(struct arena *arena, const struct rota_problem *problem,
                              const struct rota_proof *proof, const struct rota_names *names)
{
    const char *level = level_words(arena, problem, proof, names);
    const char *subjects = subjects_words(arena, problem, proof, names);

    if (!level || !subjects)
        return NULL;
    return arena_format(arena,
                        "No rota is possible: %s; but %s %s %ld seat%s, and with people from "
                        "outside no more than %ld can be filled.",
                        level, subjects, needs(proof), (long)proof->needed, plural(proof->needed),
                        (long)proof->available);
}

const char *rota_proof_words(struct arena *arena, const struct rota_problem *problem,
                             const struct rota_proof *proof, const struct rota_names *names)
{
    static const char SEARCHED[] = "No rota is possible: every way to fill the teams and to choose "
                                   "their windows was tried, and none obeys all the rules.";

    switch (proof->kind) {
    case ROTA_PROOF_NO_TEAM:
        return no_team_words(arena, problem, proof, names);
    case ROTA_PROOF_TOO_FEW:
        return too_few_words(arena, problem, proof, names);
    case ROTA_PROOF_LOAD:
        return load_words(arena, problem, proof, names);
    case ROTA_PROOF_SEARCHED:
        return arena_copy(arena, SEARCHED, strlen(SEARCHED));
    default:
        return NULL;
    }
}
