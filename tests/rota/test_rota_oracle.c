/* The oracle is told rotas with one fault each, and finds it. */
#include "tests/rota/rota_fixture.h"
#include "tests/rota/rota_oracle.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(rota_oracle, .timeout = 20);

enum { SCHOOLS = 4, STAFF = 3, WINDOWS = 4, TEAM = 3 };

/* Each school is visited in the window of its number, by two of the next school and one of the one
 * after it. Reviewers of school a are 3a, 3a + 1 and 3a + 2. */
static struct made_rota made;
static int teams[SCHOOLS][TEAM];
static struct rota_visit visits[SCHOOLS];
static struct rota_breach breaches[8];
static struct rota rota;

static void add_breach(enum rota_rule rule, int64_t amount, int school, int other)
{
    breaches[rota.breach_count++] = (struct rota_breach){
        rule,      amount,    school,   other, rule == ROTA_RECIPROCAL ? 0 : ROTA_NONE,
        ROTA_NONE, ROTA_NONE, ROTA_NONE
    };
}

static void plant(void)
{
    plain_rota(&made, SCHOOLS, STAFF, WINDOWS);
    rota = (struct rota){ .state = ROTA_BEST_FOUND, .visits = visits, .breaches = breaches };
    for (int s = 0; s < SCHOOLS; s++) {
        const int next = (s + 1) % SCHOOLS, after = (s + 2) % SCHOOLS;

        teams[s][0] = next * STAFF;
        teams[s][1] = next < after ? next * STAFF + 1 : after * STAFF + 2;
        teams[s][2] = next < after ? after * STAFF + 2 : next * STAFF + 1;
        visits[s] = (struct rota_visit){ s, teams[s] };
    }
    add_breach(ROTA_RECIPROCAL, 1, 0, 2);
    add_breach(ROTA_RECIPROCAL, 1, 1, 3);
    rota.counts[ROTA_RECIPROCAL] = 2;
}

static void finds(const char *fault)
{
    const char *found = oracle_rota_fault(&made.problem, &rota);

    cr_expect_not_null(found, "not found: %s", fault);
    if (found)
        cr_expect_not_null(strstr(found, fault), "%s, not %s", found, fault);
    plant();
}

Test(rota_oracle, a_rota_without_a_fault_has_none, .init = plant)
{
    const char *fault = oracle_rota_fault(&made.problem, &rota);

    cr_expect_null(fault, "%s", fault);
}

Test(rota_oracle, it_finds_what_is_wrong_with_a_team, .init = plant)
{
    made.subjects[2].excluded = 4;
    finds("subject 2 is in window 2");
    visits[2].window = WINDOWS;
    finds("subject 2 is in window 4");
    teams[0][1] = 99;
    finds("subject 0 has no reviewer 99");
    teams[0][1] = 3;
    finds("subject 0 has reviewer 3 twice");
    made.reviewers[3].available = 14;
    finds("reviewer 3 is not there in 0");
    teams[0][1] = 1;
    finds("reviewer 1 is kept away");
    made.reviewers[3].may_lead = false;
    finds("subject 0 is led by 3");
    made.subjects[0].wants_one_of = 1;
    made.reviewers[3].expert_in = made.reviewers[4].expert_in = 0;
    made.reviewers[8].expert_in = 0;
    finds("subject 0 has no specialist");
    teams[0][2] = 5;
    finds("subject 0 has a team of one school");
    teams[0][1] = 8;
    teams[0][2] = 4;
    finds("out of order");
}

Test(rota_oracle, people_from_outside_are_no_school, .init = plant)
{
    made.reviewers[8].school = ROTA_NONE;
    finds("subject 0 has a team of one school");
}

Test(rota_oracle, it_finds_who_is_kept_away, .init = plant)
{
    for (enum rota_conflict_kind kind = ROTA_EMPLOYED; kind <= ROTA_LINE_MANAGED; kind++) {
        add_conflict(&made, 4, 0, kind);
        finds("subject 0: reviewer 4 is kept away");
    }
    made.subjects[0].base = true;
    made.subjects[0].provider = 1;
    finds("subject 0: reviewer 3 is kept away");
    made.subjects[3] = (struct rota_subject){ true, 1, 2, false, 0 };
    finds("subject 1: reviewer 6 is kept away"); /* a base of both schools */
}

Test(rota_oracle, it_finds_who_visits_too_much, .init = plant)
{
    teams[3][0] = 6; /* 6 leads the visits to 1 and 3 */
    teams[3][1] = 0;
    teams[3][2] = 5;
    visits[3].window = 1;
    finds("reviewer 6 is at two places in 1");
    made.reviewers[4].max_visits = 0;
    finds("reviewer 4 makes 1 visits");
}

Test(rota_oracle, it_finds_unequal_loads, .init = plant)
{
    teams[0][0] = 6; /* two seats from school 1 to school 2 */
    teams[0][1] = 7;
    teams[0][2] = 11;
    teams[1][0] = 6;
    finds("one school supplies");
}

Test(rota_oracle, it_finds_who_supplies_while_visited, .init = plant)
{
    visits[1].window = 0;
    finds("a school supplies while it is visited");
    visits[1].window = 0;
    made.problem.visited_may_supply = true;
    finds("rule 3 counts 2, not 0");
}

/* ---- counts and breaches ---- */

Test(rota_oracle, it_finds_wrong_counts, .init = plant)
{
    rota.counts[ROTA_RECIPROCAL] = 1;
    finds("rule 0 counts 2, not 1");
    add_past(&made, 0, 1, 2);
    finds("rule 0 counts 3, not 2");
    add_conflict(&made, 4, 0, ROTA_VISITED_LAST);
    finds("rule 1 counts 1, not 0");
    add_conflict(&made, 4, 0, ROTA_OWN_CHILD);
    finds("rule 2 counts 1, not 0");
    made.problem.unknown_metres = 7;
    finds("rule 4 counts 84, not 0");
    for (int a = 0; a < SCHOOLS; a++)
        made.schools[a] = (struct rota_school){ a == 0 ? 3 : 0, a == 0 ? 4 : 0 };
    finds("rule 4 counts 30, not 0");
}

Test(rota_oracle, it_finds_visits_to_a_school_that_are_close, .init = plant)
{
    for (int apart = 3; apart <= 4; apart++) {
        made.subjects[0] = (struct rota_subject){ true, 0, 3, false, 0 };
        made.subjects[3] = (struct rota_subject){ true, 3, ROTA_NONE, false, 0 };
        made.problem.visits_apart = apart; /* they are 3 apart */
        rota.counts[ROTA_RECIPROCAL] = 3;  /* 2 and 3 as well */
        finds(apart == 3 ? "the breaches of rule 0 come to 2, not 3" : "rule 5 counts 1, not 0");
    }
}

Test(rota_oracle, it_finds_breaches_that_are_not_true, .init = plant)
{
    breaches[1] = breaches[0];
    finds("breach 1 of rule 0 is told twice");
    breaches[1] = breaches[0];
    breaches[1].school = 2;
    breaches[1].other = 0;
    finds("breach 1 of rule 0 is told twice");
    breaches[1].other = 2;
    breaches[1].cycles_ago = 1;
    finds("breach 1 of rule 0 is not true");
    rota.breach_count = 1;
    finds("the breaches of rule 0 come to 1, not 2");
    add_breach(ROTA_SAME_REVIEWER, 1, ROTA_NONE, ROTA_NONE);
    finds("breach 2 of rule 1 is not true");
    add_breach(ROTA_SPREAD, 1, 0, ROTA_NONE);
    finds("breach 2 of rule 5 is not true");
    rota.visits = NULL;
    finds("there are no visits");
}

/* ---- proofs ---- */

static void refuses(const struct rota_proof *proof, const char *fault)
{
    const char *found = oracle_proof_fault(&made.problem, proof);

    cr_expect_not_null(found, "not found: %s", fault);
    if (found)
        cr_expect_not_null(strstr(found, fault), "%s, not %s", found, fault);
}

Test(rota_oracle, it_refuses_a_proof_that_a_subject_has_no_team, .init = plant)
{
    const int subjects[] = { 0 };
    enum rota_lack lacks[WINDOWS] = { ROTA_NO_LEAD, ROTA_NO_LEAD, ROTA_NO_LEAD, ROTA_NO_LEAD };
    struct rota_proof proof = {
        .kind = ROTA_PROOF_NO_TEAM, .subjects = subjects, .subject_count = 1, .lacks = lacks
    };

    refuses(&proof, "it lacks something else");
    for (int w = 0; w < WINDOWS; w++)
        lacks[w] = ROTA_NO_TEAM_FITS;
    refuses(&proof, "a team fits");
    for (int r = 0; r < SCHOOLS * STAFF; r++)
        made.reviewers[r].may_lead = false;
    refuses(&proof, "it lacks something else");
    for (int w = 0; w < WINDOWS; w++)
        lacks[w] = ROTA_NO_LEAD;
    cr_expect_null(oracle_proof_fault(&made.problem, &proof));
    proof.subject_count = 0;
    refuses(&proof, "the subjects are not named");
}

Test(rota_oracle, it_refuses_a_proof_that_there_are_too_few, .init = plant)
{
    const int subjects[] = { 1, 2, 3 };
    struct rota_supply supplies[] = { { 0, 2 } };
    struct rota_proof proof = { .kind = ROTA_PROOF_TOO_FEW,
                                .role = ROTA_LEAD,
                                .subjects = subjects,
                                .subject_count = 3,
                                .needed = 3,
                                .available = 2,
                                .supplies = supplies,
                                .supply_count = 1 };

    refuses(&proof, "somebody who can is not named");
    for (int r = 1; r < SCHOOLS * STAFF; r++)
        made.reviewers[r].may_lead = false;
    refuses(&proof, "somebody who can is not named");
    made.reviewers[0].max_visits = 2;
    cr_expect_null(oracle_proof_fault(&made.problem, &proof));
    proof.needed = 4;
    refuses(&proof, "so many are not needed");
    proof.needed = 3;
    proof.available = 1;
    refuses(&proof, "others are named");
    made.reviewers[0].max_visits = supplies[0].visits = 3;
    proof.available = 3;
    refuses(&proof, "there are enough");
}

Test(rota_oracle, it_refuses_a_proof_of_unequal_loads, .init = plant)
{
    const int subjects[] = { 0, 1, 2, 3 };
    struct rota_proof proof = { .kind = ROTA_PROOF_LOAD,
                                .subjects = subjects,
                                .subject_count = 4,
                                .needed = 12,
                                .available = 7,
                                .level = 1,
                                .school = 3,
                                .short_available = 1 };

    refuses(&proof, "another number of seats");
    for (int r = 9; r < 12; r++)
        made.reviewers[r].max_visits = r == 9;
    cr_expect_null(oracle_proof_fault(&made.problem, &proof));
    proof.short_available = 2;
    refuses(&proof, "the school supplies another number");
    proof.short_available = 1;
    proof.needed = 13;
    refuses(&proof, "so many seats are not needed");
    proof.needed = 12;
    proof.level = 0;
    proof.available = 4;
    refuses(&proof, "the school reaches a higher level");
    proof.school = ROTA_NONE;
    refuses(&proof, "there are seats for all at a higher level");
    proof.level = 2;
    proof.available = 10;
    proof.school = 3;
    cr_expect_null(oracle_proof_fault(&made.problem, &proof));
    proof.level = 4;
    proof.available = 12;
    for (int r = 9; r < 12; r++)
        made.reviewers[r].max_visits = 3;
    refuses(&proof, "another number of seats");
}
