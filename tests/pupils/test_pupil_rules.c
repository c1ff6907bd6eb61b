/* Every rule about a pupil that the database states, and what a client hears of it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "models/schema.h"
#include "tests/fixture.h"

static const char *token, *school, *other;

static void start(void)
{
    client_start();
    token = token_of(0, "trust_admin");
    school = add_school();
    other = add_school();
}

TestSuite(pupil_rules, .init = start, .fini = client_stop, .timeout = 120);

/* Put over a good body: "A" stands for the first school, "B" for the second. `rule` NULL: it is
 * fine. */
struct rule_case {
    const char *members, *pointer, *rule;
    bool mended; /* in a change, the service itself sees to it */
};

#define STAY(school_, status, from, to)                                                           \
    "{\"school_id\":\"" school_ "\",\"status\":\"" status "\",\"entry_date\":\"" from             \
    "\",\"leaving_date\":" to "}"
#define STAYS(...) "{\"registrations\":[" __VA_ARGS__ "]}"

static const struct rule_case CASES[] = {
    /* numbers */
    { "{\"upn\":null}", "/upn", "pupil_has_a_upn_a_uln_or_a_reason", false },
    { "{\"upn\":null,\"uln\":\"9276308686\"}", NULL, NULL, false },
    { "{\"upn\":null,\"upn_unknown_reason\":\"un1\"}", NULL, NULL, false },
    { "{\"upn_unknown_reason\":\"UN1\"}", "/upn_unknown_reason",
      "pupil_with_a_upn_has_no_unknown_reason", false },
    { "{\"upn\":\"A801200005001\"}", "/upn", "upn_check_letter", false },
    { "{\"upn\":\"N20110001804S\"}", "/upn", "upn_format", false },
    { "{\"upn\":\"B80120000500\"}", "/upn", "upn_format", false },
    { "{\"upn\":\"\"}", "/upn", "upn_format", false },
    { "{\"upn\":\"N000200018042\"}", "/upn", "upn_la_code_is_known", false },
    { "{\"uln\":\"9999999999\"}", "/uln", "uln_check_digit", false },
    { "{\"uln\":\"0276308686\"}", "/uln", "uln_format", false },
    { "{\"upn_unknown_reason\":\"UN11\"}", "/upn_unknown_reason", "upn_unknown_reason_code",
      false },
    { "{\"upn\":\"H908401026001\",\"former_upns\":[\"H908401026001\"]}", "/former_upns",
      "pupil_former_upns_are_not_the_current_one", true },
    { "{\"former_upns\":[\"A801200005001\"]}", "/former_upns/0", "upn_check_letter", false },
    { "{\"external_ids\":[{\"system\":\"Arbor\",\"value\":\"1\"}]}", "/external_ids/0/system",
      "external_system_format", false },
    { "{\"external_ids\":[{\"system\":\"arbor\"}]}", "/external_ids/0/value", "required", false },

    /* the person */
    { "{\"legal_surname\":\"   \"}", "/legal_surname", "person_name_length", false },
    { "{\"legal_surname\":\"a\\tb\"}", "/legal_surname", "person_name_characters", false },
    { "{\"date_of_birth\":\"2015-02-29\"}", "/date_of_birth", "date_format", false },
    { "{\"date_of_birth\":\"2199-01-01\"}", "/date_of_birth", "pupil_is_born_in_the_past", false },
    { "{\"sex\":\"X\"}", "/sex", "sex_code", false },
    { "{\"sex\":\"u\"}", NULL, NULL, false },
    { "{\"ethnicity\":\"XXXX\"}", "/ethnicity", "ethnicity_code", false },
    { "{\"ethnicity\":\"refu\"}", NULL, NULL, false },
    { "{\"nc_year\":\"15\"}", "/nc_year", "nc_year_code", false },
    { "{\"nc_year\":7}", "/nc_year", "nc_year_code", false },
    { "{\"nc_year\":\"x\"}", NULL, NULL, false },
    { "{\"in_care\":false,\"care_authority\":\"908\"}", "/care_authority",
      "pupil_care_authority_goes_with_care", false },
    { "{\"in_care\":true,\"care_authority\":\"908\"}", NULL, NULL, false },
    { "{\"in_care\":true,\"care_authority\":\"90\"}", "/care_authority", "la_code_format", false },

    /* needs: school census rules 2125, 2170, 2166, 2140, 2160 and 2175 */
    { "{\"sen_provision\":\"S\"}", "/sen_provision", "sen_provision_code", false },
    { "{\"sen_provision\":\"N\"}", "/needs", "pupil_without_sen_has_no_needs", false },
    { "{\"sen_provision\":\"N\",\"needs\":[]}", NULL, NULL, false },
    { "{\"needs\":[]}", "/needs", "pupil_with_sen_has_a_need", false },
    { "{\"sen_provision\":\"K\",\"needs\":[]}", "/needs", "pupil_with_sen_has_a_need", false },
    { "{\"needs\":[{\"type\":\"ASD\",\"rank\":1},{\"type\":\"MLD\",\"rank\":2}]}", NULL, NULL,
      false },
    { "{\"needs\":[{\"type\":\"ASD\",\"rank\":2},{\"type\":\"MLD\",\"rank\":1}]}", NULL, NULL,
      false },
    { "{\"needs\":[{\"type\":\"ASD\",\"rank\":1},{\"type\":\"MLD\",\"rank\":2},"
      "{\"type\":\"HI\",\"rank\":3}]}",
      "/needs", "pupil_has_at_most_two_needs", false },
    { "{\"needs\":[{\"type\":\"ASD\",\"rank\":2}]}", "/needs", "pupil_needs_are_ranked_from_one",
      false },
    { "{\"needs\":[{\"type\":\"ASD\",\"rank\":1},{\"type\":\"MLD\",\"rank\":1}]}", "/needs",
      "pupil_needs_are_ranked_from_one", false },
    { "{\"needs\":[{\"type\":\"ASD\",\"rank\":1},{\"type\":\"MLD\",\"rank\":3}]}", "/needs",
      "pupil_needs_are_ranked_from_one", false },
    { "{\"needs\":[{\"type\":\"ASD\",\"rank\":1},{\"type\":\"asd\",\"rank\":2}]}", "/needs",
      "pupil_needs_are_different", false },
    { "{\"needs\":[{\"type\":\"NSA\",\"rank\":1}]}", "/needs", "pupil_nsa_goes_with_sen_support",
      false },
    { "{\"sen_provision\":\"K\",\"needs\":[{\"type\":\"NSA\",\"rank\":1}]}", NULL, NULL, false },
    { "{\"needs\":[{\"type\":\"BESD\",\"rank\":1}]}", "/needs/0/type", "need_code", false },
    { "{\"needs\":[{\"type\":\"ASD\",\"rank\":0}]}", "/needs/0/rank", "need_rank_range", false },
    { "{\"needs\":[{\"type\":\"ASD\"}]}", "/needs/0/rank", "required", false },

    /* registrations: on any day one C, or one M with at least one S; G beside either */
    { "{\"registrations\":[]}", "/registrations", "pupil_has_a_registration", false },
    { STAYS(STAY("A", "C", "2023-09-01", "\"2023-08-31\"")), "/registrations",
      "pupil_registrations_end_after_they_begin", false },
    { STAYS(STAY("A", "C", "2023-09-01", "\"2023-09-01\"")), NULL, NULL, false },
    { STAYS(STAY("A", "C", "2023-09-01", "null") "," STAY("B", "C", "2024-09-01", "null")),
      "/registrations", "pupil_has_one_main_school_at_a_time", false },
    { STAYS(STAY("A", "M", "2023-09-01", "null") "," STAY("B", "M", "2023-09-01", "null")),
      "/registrations", "pupil_has_one_main_school_at_a_time", false },
    { STAYS(
          STAY("A", "C", "2023-09-01", "\"2024-08-31\"") "," STAY("B", "C", "2024-09-01", "null")),
      NULL, NULL, false },
    { STAYS(
          STAY("A", "C", "2023-09-01", "\"2024-09-01\"") "," STAY("B", "C", "2024-09-01", "null")),
      "/registrations", "pupil_has_one_main_school_at_a_time", false },
    { STAYS(STAY("A", "M", "2023-09-01", "null") "," STAY("B", "S", "2023-09-01", "null")), NULL,
      NULL, false },
    { STAYS(STAY("A", "M", "2023-09-01", "null")), "/registrations",
      "pupil_main_and_subsidiary_go_together", false },
    { STAYS(STAY("A", "S", "2023-09-01", "null")), "/registrations",
      "pupil_main_and_subsidiary_go_together", false },
    { STAYS(STAY("A", "M", "2023-09-01", "null") "," STAY("B", "S", "2023-09-02", "null")),
      "/registrations", "pupil_main_and_subsidiary_go_together", false },
    { STAYS(STAY("A", "C", "2023-09-01", "null") "," STAY("B", "S", "2023-09-01", "null")),
      "/registrations", "pupil_single_registration_excludes_subsidiary", false },
    { STAYS(STAY("A", "C", "2023-09-01", "null") "," STAY("A", "G", "2024-09-01", "null")),
      "/registrations", "pupil_registrations_at_one_school_do_not_overlap", false },
    { STAYS(STAY("A", "C", "2023-09-01", "null") "," STAY("B", "G", "2024-09-01", "null")), NULL,
      NULL, false },
    { STAYS(
          STAY("A", "C", "2023-09-01", "\"2024-08-31\"") "," STAY("B", "G", "2023-09-01", "null")),
      "/registrations", "pupil_guest_is_registered_elsewhere", false },
    { STAYS(STAY("A", "G", "2023-09-01", "null")), "/registrations",
      "pupil_guest_is_registered_elsewhere", false },
    { STAYS(STAY("01890a5d-ac96-774b-bcce-b302099a8057", "C", "2023-09-01", "null")),
      "/registrations", "registration_school_is_known", false },
    { STAYS(STAY("A", "P", "2023-09-01", "null")), "/registrations/0/status",
      "enrolment_status_code", false },
    { STAYS(STAY("here", "C", "2023-09-01", "null")), "/registrations/0/school_id", "uuid_format",
      false },
    { STAYS(STAY("A", "C", "yesterday", "null")), "/registrations/0/entry_date", "date_format",
      false },
    { "{\"registrations\":[{\"status\":\"C\",\"entry_date\":\"2023-09-01\"}]}",
      "/registrations/0/school_id", "required", false },
};

static const char *in_schools(const char *text)
{
    const char *out = "";

    for (const char *at; (at = strstr(text, "\"school_id\":\"")); text = at + 14) {
        const bool named = (at[13] == 'A' || at[13] == 'B') && at[14] == '"';

        out = text_of("%s%.*s%s", out, (int)(at + 13 - text), text,
                      !named ? text_of("%c", at[13]) : at[13] == 'A' ? school : other);
    }
    return text_of("%s%s", out, text);
}

static const struct reply *post(const char *members)
{
    return CALL(.method = "POST", .path = "/v1/pupils?dry_run=true", .token = token,
                .body = dumped(but(pupil_body(school), in_schools(members))));
}

static bool has_error(const struct reply *r, const char *pointer, const char *code)
{
    const char *found = strstr(errors_of(r), text_of("%s %s", pointer, code));

    return found != NULL;
}

Test(pupil_rules, when_made)
{
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct rule_case *c = &CASES[i];
        const struct reply *r = post(c->members);

        if (!c->rule) {
            cr_expect_eq(r->status, 201, "%s: %s", c->members, r->text);
            continue;
        }
        cr_expect_str_eq(not_problem(r, 422, "validation_failed"), "", "%s: %s", c->members,
                         r->text);
        cr_expect(has_error(r, c->pointer, c->rule), "%s: %s", c->members, errors_of(r));
    }
}

/* The same rules hold for a change. */
Test(pupil_rules, when_changed)
{
    const char *path = text_of("/v1/pupils/%s?dry_run=true", add_pupil(school));

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct rule_case *c = &CASES[i];
        const struct reply *r = CALL(.method = "PATCH", .path = path, .token = token,
                                     .body = in_schools(c->members), .headers = { "If-Match: *" });

        if (!c->rule || c->mended)
            cr_expect_eq(r->status, 200, "%s: %s", c->members, r->text);
        else
            cr_expect(r->status == 422 && has_error(r, c->pointer, c->rule), "%s: %s", c->members,
                      r->text);
    }
}

/* A rule that no case of this file breaks would be a rule nobody has seen at work. */
Test(pupil_rules, each_has_a_case)
{
    for (const struct stated_rule *rule = STATED_RULES; rule->name; rule++) {
        bool seen = strncmp(rule->name, "pupil_", 6) != 0 ||
                    strcmp(rule->member, "pupil_id") == 0 || /* of what is held on a pupil */
                    strcmp(rule->member, "id") == 0 ||       /* of deleting one: test_deleting.c */
                    strcmp(rule->name, "pupil_permanent_upn_stays_permanent") == 0;

        for (size_t i = 0; i < sizeof CASES / sizeof *CASES && !seen; i++)
            seen = CASES[i].rule && strcmp(CASES[i].rule, rule->name) == 0;
        cr_expect(seen, "%s", rule->name);
    }
}

Test(pupil_rules, all_faults_are_told_together)
{
    const struct reply *r = post("{\"upn\":\"A801200005001\",\"sex\":\"X\",\"nc_year\":\"15\","
                                 "\"date_of_birth\":\"soon\",\"legal_forename\":\"\"}");

    cr_expect_str_eq(errors_of(r), "/date_of_birth date_format,/legal_forename person_name_length,"
                                   "/nc_year nc_year_code,/sex sex_code,/upn upn_check_letter");
    r = post(
        "{\"upn\":null,\"sen_provision\":\"N\",\"date_of_birth\":\"2199-01-01\","
             "\"care_authority\":\"908\"}");
    cr_expect_str_eq(errors_of(r), "/care_authority pupil_care_authority_goes_with_care,"
                                   "/date_of_birth pupil_is_born_in_the_past,"
                                   "/needs pupil_without_sen_has_no_needs,"
                                   "/upn pupil_has_a_upn_a_uln_or_a_reason");
    r = CALL(.method = "POST", .path = "/v1/pupils", .token = token, .body = "{}");
    cr_expect_str_eq(errors_of(r),
                     "/date_of_birth required,/legal_forename required,"
                     "/legal_surname required,/nc_year required,/registrations required,"
                     "/sen_provision required,/sex required");
}

/* ---- the life of a UPN ----------------------------------------------------------------- */

static const char *temporary_upn(void)
{
    static const char *const SOME[] = { "T20110001804V", "Q90870002601A" };
    static size_t next;

    return SOME[next++ % 2];
}

Test(pupil_rules, a_permanent_upn_replaces_a_temporary_one)
{
    const char *permanent = fresh_upn();
    const struct reply *r =
        added(token, "/v1/pupils",
              but(pupil_body(school), "{\"upn\":null,\"upn_unknown_reason\":\"UN1\"}"));
    const char *path = text_of("/v1/pupils/%s", text_at(r, "/id"));
    const char *held = temporary_upn();

#define PATCH(members)                                                                             \
    CALL(.method = "PATCH", .path = path, .token = token, .body = members,                         \
         .headers = { "If-Match: *" })
    r = PATCH(text_of("{\"upn\":\"%s\",\"upn_unknown_reason\":null}", held));
    if (r->status == 409)
        return; /* an earlier run has it; the next one will */
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = PATCH(text_of("{\"upn\":\"%s\"}", permanent));
    cr_expect_str_eq(text_at(r, "/former_upns/0"), held, "%s", r->text);
    EXPECT_PROBLEM(PATCH(text_of("{\"upn\":\"%s\"}", temporary_upn())), 422, "validation_failed");
    cr_expect_str_eq(
        errors_of(PATCH(text_of("{\"upn\":\"%s\",\"former_upns\":[]}", temporary_upn()))),
        "/upn pupil_permanent_upn_stays_permanent");
    r = PATCH(text_of("{\"upn\":\"%s\"}", fresh_upn()));
    cr_expect_str_eq(text_at(r, "/former_upns/1"), permanent);
    CALL(.method = "DELETE", .path = path, .token = token, .headers = { "If-Match: *" });
}

/* A UPN that somebody held is nobody else's. */
Test(pupil_rules, a_former_upn_is_taken)
{
    const char *upn = fresh_upn(), *former = fresh_upn();

    added(
        token, "/v1/pupils",
        but(pupil_body(school), text_of("{\"upn\":\"%s\",\"former_upns\":[\"%s\"]}", upn, former)));
    const struct reply *r = post(text_of("{\"upn\":\"%s\"}", former));
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/upn upn_has_one_holder");
    r = post(text_of("{\"former_upns\":[\"%s\"]}", upn));
    EXPECT_PROBLEM(r, 409, "conflict");
    r = post(text_of("{\"former_upns\":[\"%s\",\"%s\"]}", fresh_upn(), fresh_upn()));
    cr_expect_eq(r->status, 201, "%s", r->text);
}

Test(pupil_rules, an_outside_key_has_one_holder)
{
    const char *members =
        text_of("{\"external_ids\":[{\"system\":\"arbor\",\"value\":\"%s\"}]}", fresh_upn());

    added(token, "/v1/pupils", but(pupil_body(school), members));
    const struct reply *r = post(members);
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/external_ids external_id_has_one_holder");
}

/* Odd, but allowed. */
Test(pupil_rules, warnings_do_not_refuse)
{
    const struct reply *r = post("{\"nc_year\":\"1\"}");

    cr_expect_eq(r->status, 201);
    cr_expect_str_eq(text_at(r, "/warnings/0/code"), "nc_year_out_of_age");
    cr_expect_str_eq(text_at(r, "/warnings/0/member"), "nc_year");
    cr_expect_eq(json_array_size(json_at(post("{}")->json, "/warnings")), 0);
}

/* What the service itself sees to is no fault, neither alone nor beside one. */
Test(pupil_rules, a_mended_row_is_judged_as_mended)
{
    const char *upn = fresh_upn(), *former = fresh_upn();
    const struct reply *r = added(
        token, "/v1/pupils",
        but(pupil_body(school), text_of("{\"upn\":\"%s\",\"former_upns\":[\"%s\"]}", upn, former)));
    const char *id = text_at(r, "/id");
    const char *changes = text_of("\"upn\":\"%s\",\"needs\":[]", former);

    r = CALL(.method = "PATCH", .path = text_of("/v1/pupils/%s", id), .token = token,
             .headers = { "If-Match: *" }, .body = text_of("{%s}", changes));
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/needs pupil_with_sen_has_a_need");
    r = CALL(.method = "POST", .path = "/v1/pupils/bulk?op=update&match=id", .token = token,
             .body = text_of("{\"items\":[{\"id\":\"%s\",%s}]}", id, changes));
    cr_expect_str_eq(text_at(r, "/results/0/problem/errors/0/code"), "pupil_with_sen_has_a_need");
    cr_expect_null(json_at(r->json, "/results/0/problem/errors/1"), "%s", r->text);
}
