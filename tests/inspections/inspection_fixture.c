#include "tests/inspections/inspection_fixture.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

/* What a test signs in with, and its Argon2id at the least cost that there is: who plays in a test
 * is many, and to guess this gains nobody anything. */
#define PASSWORD "correct horse battery staple"
#define VERIFIER                                                                                   \
    "$argon2id$v=19$m=8,t=1,p=1$dk7dW87n8QBgyAOflUzyPA$kApdPNmNJMQ2o7TmAwscSBfS6UqtVMNv27mu2gGrwiw"

struct inspection_cast cast;

static void grant(const char *user, const char *claim_set, const char *schools)
{
    const bool teams = strcmp(claim_set, "inspector") == 0 ||
                       strcmp(claim_set, "board_facilitator") == 0;

    added(trust_admin(), "/v1/grants",
          json_pack("{s:s, s:s, s:b, s:o}", "user_id", user, "claim_set", claim_set, "all_schools",
                    !teams && !schools, "schools",
                    json_loads(teams || !schools ? "[]" : schools, 0, NULL)));
}

static const char *sign_in(const char *email)
{
    const struct reply *r = CALL(.method = "POST", .path = "/v1/sessions",
                                 .body = dumped(json_pack("{s:s, s:s}", "email", email, "password",
                                                          PASSWORD)));

    cr_assert_eq(r->status, 200, "%s", r->text);
    return text_at(r, "/access_token");
}

const char *session_of(const char *user)
{
    const struct reply *r = CALL(.path = text_of("/v1/users/%s", user), .token = trust_admin());

    return sign_in(text_at(r, "/email"));
}

struct person new_person(const char *claim_sets, const char *schools)
{
    const char *email = text_of("%s@trust.example", fresh_upn());
    const char *user = text_at(added(trust_admin(), "/v1/users",
                                     json_pack("{s:s, s:s}", "email", email, "name", claim_sets)),
                               "/id");

    owner_says(user, text_of("INSERT INTO app.credential (trust_id, id, kind, subject_id, lookup,"
                             " verifier) SELECT trust_id, gen_random_uuid(), 'password', id,"
                             " lower(email), '" VERIFIER "' FROM app.user_account WHERE id = '%s'",
                             user));
    for (const char *at = claim_sets; *at; at += strcspn(at, " "), at += *at == ' ')
        grant(user, text_of("%.*s", (int)strcspn(at, " "), at), schools);
    return (struct person){ user, sign_in(email) };
}

const struct reply *send_as(const char *token, const char *method, const char *path,
                            const char *body)
{
    return CALL(.method = method, .path = path, .token = token, .body = body ? quoted(body) : NULL,
                .headers = { strcmp(method, "GET") != 0 && strcmp(method, "POST") != 0
                                 ? "If-Match: *" : NULL });
}

const char *with_members(const char *body, const char *members)
{
    json_t *all = json_loads(quoted(body), 0, NULL);
    json_t *put_over = json_loads(quoted(text_of("{%s}", members)), 0, NULL);

    cr_assert(all && put_over, "%s, %s", body, members);
    json_object_update(all, put_over);
    json_decref(put_over);
    return dumped(all);
}

const struct reply *post_over(const char *token, const char *path, const char *body,
                              const char *members)
{
    return CALL(.method = "POST", .path = path, .token = token,
                .body = with_members(body, members));
}

void refused_for(const struct reply *r, long status, const char *code, const char *errors)
{
    cr_expect_str_eq(not_problem(r, status, code), "", "%s: %s", errors, r->text);
    cr_expect_str_eq(errors_of(r), errors);
}

static const char *made(const char *path, const char *body)
{
    const struct reply *r = send_as(trust_admin(), "POST", path, body);

    cr_assert_eq(r->status, 201, "%s: %s", path, r->text);
    return text_at(r, "/id");
}

static const char *publish_framework(void)
{
    const char *id = made("/v1/inspection-frameworks", text_of(
                          "{'name':'Review','edition':'%s','publisher':'The trust',"
                          "'report_working_days':10,"
                          "'scales':[{'code':'grade','name':'Grade','points':["
                          "{'code':'leading','name':'Leading'},"
                          "{'code':'effective','name':'Effective'}]}],"
                          "'areas':[{'code':'leadership','name':'Leadership','scale':'grade'},"
                          "{'code':'outcomes','name':'Outcomes','scale':'grade'},"
                          "{'code':'sixth_form','name':'Sixth form','optional':true}]}",
                          fresh_upn()));
    const struct reply *r = send_as(trust_admin(), "POST",
                                    text_of("/v1/inspection-frameworks/%s/transitions", id),
                                    "{'to':'published'}");

    cr_assert_eq(r->status, 200, "%s", r->text);
    return id;
}

static const char *over(const char *school)
{
    return text_of("[\"%s\"]", school);
}

/* Somebody who inspects beside their work; `where` is NULL for somebody of no school. */
static const char *register_reviewer(struct person *who, const char *where, const char *members)
{
    *who = where ? new_person("school_leader inspector", over(where))
                 : new_person("inspector", NULL);
    return made("/v1/inspection-reviewers",
                text_of("{'name':'A reviewer','user_id':'%s','kind':'%s','school_id':%s%s}",
                        who->user, where ? "school_leader" : "employer",
                        where ? text_of("'%s'", where) : "null", members));
}

const char *register_at(const char *school)
{
    struct person who;

    return register_reviewer(&who, school, "");
}

void cast_people(void)
{
    cast.framework = publish_framework();
    cast.inspected = add_school();
    for (size_t i = 0; i < 3; i++)
        cast.schools[i] = add_school();
    cast.quality = new_person("quality_lead", NULL);
    cast.head = new_person("school_leader", over(cast.inspected));
    cast.bystander = new_person("school_leader", over(add_school()));
    cast.lead_id = register_reviewer(&cast.lead, cast.schools[0],
                                     ",'lead_accredited_on':'2020-06-01'");
    for (size_t i = 0; i < 2; i++)
        cast.reviewer_ids[i] = register_reviewer(&cast.reviewers[i], cast.schools[i + 1], "");
    cast.external_id = register_reviewer(&cast.external, NULL, "");
}

void cast_inspection(void)
{
    client_start();
    in_new_trust();
    cast_people();
}

/* ---- inspections ------------------------------------------------------------------------ */

const char *inspection_at(const char *id, const char *below)
{
    return text_of("/v1/inspections/%s%s", id, below);
}

const struct reply *plan_inspection(const char *members)
{
    const char *body = text_of("{'framework_id':'%s','subject_kind':'school','school_id':'%s',"
                               "'planned_on':'%s','starts_on':'%s','ends_on':'%s'}",
                               cast.framework, cast.inspected, day_from_today(-60),
                               day_from_today(-20), day_from_today(-18));

    return post_over(cast.quality.token, "/v1/inspections", body, members);
}

const char *planned_inspection(const char *members)
{
    const struct reply *r = plan_inspection(members);

    cr_assert_eq(r->status, 201, "%s", r->text);
    return text_at(r, "/id");
}

const struct reply *move_inspection(const char *token, const char *id, const char *to, int day,
                                    const char *more)
{
    return send_as(token, "POST", inspection_at(id, "/transitions"),
                   text_of("{'to':'%s','on':'%s'%s%s}", to, day_from_today(day), *more ? "," : "",
                           more));
}

/* ---- teams ------------------------------------------------------------------------------ */

const struct reply *join_team(const char *id, const char *reviewer, const char *role,
                              const char *more)
{
    return send_as(cast.quality.token, "POST", inspection_at(id, "/team-members"),
                   text_of("{'reviewer_id':'%s','role':'%s'%s%s}", reviewer, role,
                           *more ? "," : "", more));
}

static void joined(const char *id, const char *reviewer, const char *role)
{
    const struct reply *r = join_team(id, reviewer, role, "");

    cr_assert_eq(r->status, 201, "%s", r->text);
}

void team_without(const char *id, const char *reviewer)
{
    joined(id, cast.lead_id, "lead");
    for (size_t i = 0; i < 2; i++)
        joined(id, reviewer == cast.reviewer_ids[i] ? register_at(add_school())
                                                    : cast.reviewer_ids[i], "reviewer");
    joined(id, cast.external_id, "external");
}

void team_up(const char *id)
{
    team_without(id, NULL);
}

/* ---- bases ------------------------------------------------------------------------------ */

const char *add_inspected_base(const char *provider)
{
    return made("/v1/provisions",
                text_of("{'kind':'arb','name':'The Cove','host_school_id':'%s',"
                        "'provider_school_id':'%s','needs':['ASD'],'nc_year_from':'7',"
                        "'nc_year_to':'11','places':[]}",
                        cast.inspected, provider));
}

const char *inspection_of_base(const char *provider, const char *members)
{
    const char *reviewer = text_of("/v1/inspection-reviewers/%s", cast.reviewer_ids[0]);
    const struct reply *r = send_as(trust_admin(), "PATCH", reviewer, "{'specialisms':['arb']}");

    cr_assert_eq(r->status, 200, "%s", r->text);
    const char *id = planned_inspection(
        text_of("'subject_kind':'provision','provision_id':'%s','school_id':null%s%s",
                add_inspected_base(provider), *members ? "," : "", members));
    team_up(id);
    return id;
}

/* ---- steps ------------------------------------------------------------------------------ */

/* Each step, the day, and whose it is. */
static const struct {
    const char *to;
    int day;
    const struct person *who;
} STEPS[] = {
    { "team_confirmed", -50, &cast.quality }, { "self_evaluation_submitted", -30, &cast.head },
    { "fieldwork", -20, &cast.lead },         { "drafting", -17, &cast.lead },
    { "factual_accuracy", -16, &cast.lead },  { "moderated", -2, &cast.quality },
    { "final", -1, &cast.quality },           { "action_plan", -1, &cast.head },
    { "follow_up", 0, &cast.quality },        { "closed", 0, &cast.quality },
};

int day_of_step(const char *to)
{
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        if (strcmp(STEPS[i].to, to) == 0)
            return STEPS[i].day;
    }
    return 0;
}

void bring_inspection(const char *id, const char *status)
{
    const struct reply *r = send_as(cast.quality.token, "GET", inspection_at(id, ""), NULL);
    size_t at = 0;

    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        if (strcmp(STEPS[i].to, text_at(r, "/status")) == 0)
            at = i + 1;
    }
    for (; strcmp(text_at(r, "/status"), status) != 0; at++) {
        cr_assert_lt(at, sizeof STEPS / sizeof *STEPS, "no step leads to %s", status);
        record_for(id, STEPS[at].to);
        r = move_inspection(STEPS[at].who->token, id, STEPS[at].to, STEPS[at].day, "");
        cr_assert_eq(r->status, 200, "%s: %s", STEPS[at].to, r->text);
    }
}
