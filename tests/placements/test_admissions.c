/* Admission and leaving: what a placement writes into the registers, what it finds there, and what
 * stands once it is written. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/placements/placement_fixture.h"

TestSuite(admissions, .init = places_start, .fini = client_stop, .timeout = 300);

static const struct reply *pupil_of(const char *placement)
{
    return CALL(.path = text_of("/v1/pupils/%s", text_at(find_placement(placement), "/pupil_id")),
                .token = token);
}

/* "C former 0..-11,G host -10.." with days counted from today. */
static const char *register_of(const char *placement)
{
    const struct reply *r = pupil_of(placement);
    const char *told = "";
    json_t *one;
    size_t i;

    json_array_foreach(json_at(r->json, "/registrations"), i, one)
    {
        const char *school = json_string_value(json_object_get(one, "school_id"));
        const char *left = json_string_value(json_object_get(one, "leaving_date"));
        const char *came = json_string_value(json_object_get(one, "entry_date"));

        told = text_of("%s%s%s %s %s..%s", told, i ? "," : "",
                       json_string_value(json_object_get(one, "status")),
                       strcmp(school, host) == 0      ? "host"
                       : strcmp(school, special) == 0 ? "special"
                                                      : "former",
                       strcmp(came, day_from_today(-10)) == 0   ? "start"
                       : strcmp(came, day_from_today(-90)) == 0 ? "early"
                                                                : came,
                       !left                                    ? ""
                       : strcmp(left, day_from_today(-11)) == 0 ? "before"
                       : strcmp(left, day_from_today(-1)) == 0  ? "end"
                                                                : left);
    }
    return told;
}

static const struct {
    const char *members; /* of the placement */
    const char *school;  /* where the pupil is; NULL: the former one */
    const char *admitted, *ended;
} REGISTERS[] = {
    { "{}", NULL, "C former 2023-09-01..before,C special start..,G host start..",
      "C former 2023-09-01..before,C special start..end,G host start..end" },
    { "{\"register_as\":\"main_and_subsidiary\"}", NULL,
      "C former 2023-09-01..before,M special start..,S host start..",
      "C former 2023-09-01..before,M special start..end,S host start..end" },
    { "{}", "special", "C special 2023-09-01..,G host start..",
      "C special 2023-09-01..end,G host start..end" },
    { "{}", "host", "C host 2023-09-01..before,C special start..,G host start..",
      "C host 2023-09-01..before,C special start..end,G host start..end" },
    { "at the host", "host", "C host 2023-09-01..", "C host 2023-09-01..end" },
};

Test(admissions, registers_follow_the_placement)
{
    for (size_t i = 0; i < sizeof REGISTERS / sizeof *REGISTERS; i++) {
        const char *school = REGISTERS[i].school, *members = REGISTERS[i].members;
        const char *at = !school ? former : strcmp(school, "host") == 0 ? host : special;
        const char *ehcp = plan_issued_for(add_pupil(at), host);

        if (*members != '{')
            members = text_of("{\"registered_school_id\":\"%s\"}", host);
        const char *id = consulting_for(ehcp, base, members);
        take_steps(id, "agreed named active");
        cr_expect_str_eq(register_of(id), REGISTERS[i].admitted, "case %zu", i);
        const long long before = int_at(pupil_of(id), "/version");
        take_steps(id, "suspended_share active");
        cr_expect_eq(int_at(pupil_of(id), "/version"), before, "nothing for the registers");
        take_steps(id, "ending");
        cr_expect_str_eq(register_of(id), REGISTERS[i].ended, "case %zu", i);
        take_steps(id, "ended");
        cr_expect_str_eq(register_of(id), REGISTERS[i].ended, "case %zu", i);
    }
}

/* The placement is C at the special school and G at the host, from 10 days ago on. */
static const struct {
    const char *what;
    struct {
        char school; /* 's'pecial, 'h'ost, 'f'ormer */
        const char *status;
        int from, to; /* days from today; to 0: open */
    } stood[3];
    const char *admitted; /* NULL: it is refused */
} MET[] = {
    { "is there from that day, as it is wanted",
      { { 'f', "C", -90, -11 }, { 's', "C", -10, 0 } },
      "C former early..before,C special start..,G host start.." },
    { "both are there from that day",
      { { 'f', "C", -90, -11 }, { 's', "C", -10, 0 }, { 'h', "G", -10, 0 } },
      "C former early..before,C special start..,G host start.." },
    { "is a guest of a third school",
      { { 'h', "C", -90, 0 }, { 'f', "G", -10, -1 } },
      "C host early..before,G former start..end,C special start..,G host start.." },
    { "is there from the day after", { { 'f', "C", -90, -10 }, { 's', "C", -9, 0 } }, NULL },
    { "is elsewhere from that day", { { 'f', "C", -10, 0 } }, NULL },
    { "is elsewhere from a day to come", { { 'f', "C", -90, 30 }, { 'h', "C", 31, 0 } }, NULL },
    { "is there from that day, otherwise", { { 's', "M", -10, 0 }, { 'h', "S", -10, 0 } }, NULL },
    { "is a guest of the host from later on", { { 'f', "C", -90, 0 }, { 'h', "G", -5, 0 } }, NULL },
};

static void register_at(const char *placement, size_t row)
{
    json_t *all = json_array();

    for (size_t i = 0; i < 3 && MET[row].stood[i].status; i++) {
        const char of = MET[row].stood[i].school;
        const int to = MET[row].stood[i].to;
        const char *leaving = to ? day_from_today(to) : NULL;

        json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s?}", "school_id",
                                             of == 's'   ? special
                                             : of == 'h' ? host
                                                         : former,
                                             "status", MET[row].stood[i].status, "entry_date",
                                             day_from_today(MET[row].stood[i].from), "leaving_date",
                                             leaving));
    }
    const struct reply *r = CALL(.method = "PATCH", .token = token,
                                 .path = text_of("/v1/pupils/%s",
                                                 text_at(find_placement(placement), "/pupil_id")),
                                 .body = dumped(json_pack("{s:o}", "registrations", all)),
                                 .headers = { "If-Match: *" });
    cr_assert_eq(r->status, 200, "%s: %s", MET[row].what, r->text);
}

Test(admissions, an_admission_meets_the_registers_as_they_are)
{
    for (size_t i = 0; i < sizeof MET / sizeof *MET; i++) {
        const char *id = proposed(base, "{}");

        register_at(id, i);
        take_steps(id, "consulting agreed named");
        const struct reply *r = take_step(id, "active");
        if (!MET[i].admitted) {
            cr_expect_str_eq(not_problem(r, 409, "conflict"), "", "%s: %s", MET[i].what, r->text);
            cr_expect_str_eq(errors_of(r), "/starts_on placement_follows_the_registers", "%s",
                             MET[i].what);
            cr_expect_str_eq(text_at(find_placement(id), "/status"), "named");
            continue;
        }
        cr_expect_eq(r->status, 200, "%s: %s", MET[i].what, r->text);
        cr_expect_str_eq(register_of(id), MET[i].admitted, "%s", MET[i].what);
    }
}

Test(admissions, an_admission_goes_by_the_day_it_is_given)
{
    const char *id = proposed(base, "{}");

    register_at(id, 3); /* from the day after */
    take_steps(id, "consulting agreed named");
    const struct reply *r = take_step_by(token, id, "active", from_on(-9), false);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(json_array_size(json_at(pupil_of(id)->json, "/registrations")), 3, "%s",
                 register_of(id));
    cr_expect(strstr(register_of(id), text_of("C special %s..", day_from_today(-9))), "%s",
              register_of(id));
}

/* The special school is left before the placement ends: then the host has no guest of it. */
Test(admissions, the_rules_of_the_registers_hold)
{
    const char *id = proposed(base, "{}"), *pupil = text_at(find_placement(id), "/pupil_id");
    const struct reply *r = CALL(.method = "PATCH", .path = text_of("/v1/pupils/%s", pupil),
                                 .token = token,
                                 .body = text_of(
                                     "{\"registrations\":[{\"school_id\":\"%s\",\"status\":\"C\","
                                     "\"entry_date\":\"2023-09-01\",\"leaving_date\":\"%s\"}]}",
                                     special, day_from_today(30)),
                                 .headers = { "If-Match: *" });

    cr_assert_eq(r->status, 200, "%s", r->text);
    take_steps(id, "consulting agreed named");
    expect_rule(take_step(id, "active"), 422, "validation_failed",
                "/registrations pupil_guest_is_registered_elsewhere");
    cr_expect_str_eq(text_at(find_placement(id), "/status"), "named");
}

Test(admissions, the_last_step_corrects_the_last_day)
{
    const char *id = proposed(base, "{}");
    const char *earlier = text_of("{\"ends_on\":\"%s\"}", day_from_today(-3));

    take_steps(id, TO_ACTIVE " ending");
    expect_rule(change_placement("PATCH", id, earlier), 409, "conflict",
                "/ends_on placement_end_stands_once_told");
    cr_assert_eq(take_step_by(token, id, "ended", earlier, false)->status, 200);
    cr_expect(strstr(register_of(id), text_of("G host start..%s", day_from_today(-3))), "%s",
              register_of(id));
}

Test(admissions, what_is_registered_stands)
{
    const char *id = proposed(base, "{}");

    take_steps(id, TO_ACTIVE);
    expect_rule(change_placement("PATCH", id, from_on(-9)), 409, "conflict",
                "/starts_on placement_stands_once_admitted");
    expect_rule(change_placement("PATCH", id, text_of("{\"host_school_id\":\"%s\"}", former)), 409,
                "conflict", "/starts_on placement_stands_once_admitted");
    expect_rule(change_placement("DELETE", id, NULL), 409, "conflict",
                "/status placement_is_lived_in");
    expect_rule(change_placement("PATCH", id, "{\"band\":\"B7\"}"), 409, "conflict",
                "/band placement_band_is_dated");
    cr_expect_eq(change_placement("PATCH", id, "{\"band\":null}")->status, 200, "as it is");
}

Test(admissions, ending_takes_a_day_and_a_reason)
{
    const char *id = proposed(base, "{}");

    take_steps(id, TO_ACTIVE);
    expect_rule(take_step_by(token, id, "ending", "{}", false), 422, "validation_failed",
                "/ending_reason placement_ends_for_a_reason,/ends_on placement_ends_on_a_day");
    const char *future = text_of("{\"ends_on\":\"%s\",\"ending_reason\":\"phase_transfer\"}",
                                 day_from_today(20));
    cr_assert_eq(take_step_by(token, id, "ending", future, false)->status, 200);
    expect_rule(take_step(id, "ended"), 422, "validation_failed", "/on placement_ends_on_its_day");
}

Test(admissions, ends_for_a_reason_of_the_list_on_or_after_the_first_day)
{
    static const char *const REASONS[] = { "phase_transfer",
                                           "plan_ceased",
                                           "moved_to_another_authority",
                                           "change_of_placement",
                                           "permanently_excluded",
                                           "elective_home_education",
                                           "deceased" };
    const char *id = proposed(base, "{}");
    const struct reply *r;

    take_steps(id, TO_ACTIVE);
    for (size_t i = 0; i < sizeof REASONS / sizeof *REASONS; i++) {
        const char *ends = text_of("{\"ends_on\":\"%s\",\"ending_reason\":\"%s\"}",
                                   day_from_today(-10), REASONS[i]);

        r = take_step_by(token, id, "ending", ends, true);
        cr_expect_str_eq(text_at(r, "/ending_reason"), REASONS[i], "%s", r->text);
    }
    r = take_step_by(
        token, id, "ending",
        text_of("{\"ends_on\":\"%s\",\"ending_reason\":\"bored\"}", day_from_today(-10)), true);
    expect_rule(r, 422, "validation_failed", "/ending_reason ending_reason_code");
    r = take_step_by(
        token, id, "ending",
        text_of("{\"ends_on\":\"%s\",\"ending_reason\":\"deceased\"}", day_from_today(-11)), true);
    expect_rule(r, 422, "validation_failed", "/ends_on placement_ends_after_it_begins");
    r = take_step_by(token, id, "suspended_share", "{\"ending_reason\":\"deceased\"}", true);
    expect_rule(r, 422, "validation_failed",
                "/ending_reason placement_has_a_reason_only_when_it_ends");
}

/* The steps are its own school's to take; the registers of the others move with them. */
Test(admissions, a_school_admits_from_registers_that_are_not_its_own)
{
    const char *theirs = lead_of(special), *id = proposed(base, "{}");

    take_steps(id, "consulting agreed named");
    cr_assert_eq(take_step_by(theirs, id, "active", "{}", false)->status, 200);
    cr_expect_str_eq(register_of(id), REGISTERS[0].admitted);
    cr_assert_eq(take_step_by(theirs, id, "ending", needed("ending"), false)->status, 200);
    cr_expect_str_eq(register_of(id), REGISTERS[0].ended);
    const char *pupil = text_at(find_placement(id), "/pupil_id");
    EXPECT_PROBLEM(CALL(.method = "PATCH", .path = text_of("/v1/pupils/%s", pupil),
                        .token = lead_of(former), .body = "{}", .headers = { "If-Match: *" }),
                   404, "not_found");
}
