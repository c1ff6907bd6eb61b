/* What is broken and why there is no rota, as it is read. */
#include "models/rota/rota_words.h"
#include "tests/rota/rota_fixture.h"

#include <criterion/criterion.h>

TestSuite(rota_words, .timeout = 20);

static const char *const SCHOOLS[] = { "Oak Park", "Elm Rise", "Ash Hill", "Fir Lane" };
static const char *const SUBJECTS[] = { "Oak Park", "Elm Rise", "Ash Hill", "Fir Lane",
                                        "the Willow base" };
static const char *const REVIEWERS[] = { "R0", "R1", "R2", "R3", "R4",  "R5",
                                         "R6", "R7", "R8", "R9", "R10", "R11" };
static const char *const WINDOWS[] = { "the first week", "the second week", "the third week" };
static const struct rota_names NAMES = { SCHOOLS, SUBJECTS, REVIEWERS, WINDOWS };

static void reads(struct rota_breach breach, const char *sentence)
{
    struct arena arena = { .limit = 1 << 20 };
    const char *words = rota_breach_words(&arena, &breach, &NAMES);

    cr_expect_str_eq(words, sentence);
    arena_free(&arena);
}

Test(rota_words, every_soft_rule_that_is_broken_has_a_sentence)
{
    reads((struct rota_breach){ .rule = ROTA_RECIPROCAL, .school = 0, .other = 2 },
          "Oak Park and Ash Hill inspect each other in this cycle.");
    reads((struct rota_breach){ .rule = ROTA_RECIPROCAL, .school = 0, .other = 2, .cycles_ago = 1 },
          "Oak Park inspects Ash Hill, which inspected it in the last cycle.");
    reads((struct rota_breach){ .rule = ROTA_RECIPROCAL, .school = 3, .other = 1, .cycles_ago = 2 },
          "Fir Lane inspects Elm Rise, which inspected it 2 cycles ago.");
    reads((struct rota_breach){ .rule = ROTA_SAME_REVIEWER, .subject = 4, .reviewer = 7 },
          "R7 was also in the team of the last inspection of the Willow base.");
    reads((struct rota_breach){ .rule = ROTA_CHILD_ATTENDS, .subject = 1, .reviewer = 0 },
          "R0 visits Elm Rise, where their own child attends.");
    reads((struct rota_breach){ .rule = ROTA_VISITED_SUPPLIES,
                                .school = 2,
                                .subject = 0,
                                .other_subject = 2,
                                .reviewer = 3 },
          "R3 of Ash Hill visits Oak Park while Ash Hill is visited.");
    reads((struct rota_breach){ .rule = ROTA_DISTANCE, .amount = 123456 },
          "The teams travel 123.4 km in all, one way.");
    reads(
        (struct rota_breach){ .rule = ROTA_SPREAD, .school = 0, .subject = 0, .other_subject = 4 },
        "Oak Park is accountable for Oak Park and the Willow base, whose visits are close "
        "together.");
}

static void proves(const struct made_rota *made, const char *sentence)
{
    struct arena arena = { .limit = 1 << 20 };
    const struct rota rota = rota_make(&arena, &made->problem);

    cr_assert_eq(rota.state, ROTA_NONE_EXISTS, "%s", ROTA_STATE_CODES[rota.state]);
    cr_expect_str_eq(rota_proof_words(&arena, &made->problem, &rota.proof, &NAMES), sentence);
    arena_free(&arena);
}

static struct made_rota made;

Test(rota_words, a_subject_without_a_team_is_told_window_by_window)
{
    plain_rota(&made, 4, 3, 3);
    made.subjects[1].wants_one_of = 1;
    made.subjects[1].excluded = 1;
    for (int r = 0; r < 12; r++)
        made.reviewers[r].expert_in = (made.reviewers[r].may_lead = r > 8);
    for (int r = 0; r < 3; r++)
        made.reviewers[r].may_lead = true;
    for (int r = 0; r < 12; r++)
        if (made.reviewers[r].may_lead)
            add_conflict(&made, r, 1, ROTA_GOVERNOR);
    made.reviewers[11].available = 1;
    made.problem.conflict_count--;
    proves(&made, "No rota is possible: nobody can inspect Elm Rise, because in the first week it "
                  "cannot be visited; in the second week and the third week nobody who may lead is "
                  "free to visit it.");
    made.subjects[1].excluded = 0;
    made.reviewers[11].expert_in = 0;
    proves(&made,
           "No rota is possible: nobody can inspect Elm Rise, because in the second week and "
           "the third week nobody who may lead is free to visit it; in the first week no "
           "specialist is free to visit it.");
}

Test(rota_words, too_few_leads_are_named_with_what_they_can_take)
{
    plain_rota(&made, 4, 3, 3);
    for (int r = 0; r < 12; r++)
        made.reviewers[r].may_lead = r == 0 || r == 4;
    made.reviewers[0].max_visits = made.reviewers[4].max_visits = 1;
    proves(&made, "No rota is possible: the inspections of Oak Park, Elm Rise and Ash Hill need 3 "
                  "leads, and the people who may lead who can take them make 2 visits at most: R0 "
                  "(1 visit) and R4 (1 visit).");
}

Test(rota_words, unequal_loads_name_the_school_that_cannot_reach_them)
{
    plain_rota(&made, 4, 3, 3);
    for (int r = 0; r < 3; r++)
        made.reviewers[r].max_visits = r == 0;
    proves(
        &made,
        "No rota is possible: Oak Park can supply 1 reviewer visit at most, so that with equal "
        "loads no school supplies more than 2; but the inspections of Elm Rise, Ash Hill and Fir "
        "Lane need 9 seats, and with people from outside no more than 7 can be filled.");
    plain_rota(&made, 4, 0, 3);
    for (int r = 0; r < 12; r++)
        add_reviewer(&made, ROTA_NONE);
    for (int a = 0; a < 4; a++) {
        add_reviewer(&made, a);
        made.reviewers[12 + a].max_visits = 1;
    }
    proves(
        &made,
        "No rota is possible: Oak Park can supply 1 reviewer visit at most, so that with equal "
        "loads no school supplies more than 2; but the inspections of Elm Rise, Ash Hill and Fir "
        "Lane need 9 seats, and with people from outside no more than 7 can be filled.");
}

Test(rota_words, a_search_that_was_finished_says_so)
{
    struct arena arena = { .limit = 1 << 20 };
    const struct rota_proof proof = { .kind = ROTA_PROOF_SEARCHED };

    plain_rota(&made, 4, 3, 3);
    cr_expect_str_eq(rota_proof_words(&arena, &made.problem, &proof, &NAMES),
                     "No rota is possible: every way to fill the teams and to choose their windows "
                     "was tried, and none obeys all the rules.");
    arena_free(&arena);
}

Test(rota_words, without_memory_there_are_no_words)
{
    const struct rota_breach breach = { .rule = ROTA_CHILD_ATTENDS };
    const struct rota_proof proof = { .kind = ROTA_PROOF_SEARCHED };
    struct arena none = { .limit = 0 };

    plain_rota(&made, 4, 3, 3);
    cr_expect_null(rota_breach_words(&none, &breach, &NAMES));
    cr_expect_null(rota_proof_words(&none, &made.problem, &proof, &NAMES));
}
