/* Days on which a school is shut, files that follow a pupil, and the duty between them: at most 15
 * school days after the pupil leaves (DfE CTF guidance). */
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "tests/ehcps/case_fixture.h"

static const char *admin, *school, *closures;

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    school = add_school();
    closures = text_of("/v1/schools/%s/closures", school);
}

TestSuite(closures, .init = start, .fini = client_stop, .timeout = 120);

static const struct reply *get(const char *path)
{
    return CALL(.path = path, .token = admin);
}

static const char *shut(const char *from, const char *until)
{
    return posted(closures, text_of("{'starts_on':'%s','ends_on':'%s','reason':'holiday'}", from,
                                    until));
}

static void refused(const char *path, const char *body, long status, const char *errors)
{
    const struct reply *r = post(path, body);

    cr_expect_eq(r->status, status, "%s: %s", body, r->text);
    cr_expect_str_eq(errors_of(r), errors, "%s", body);
}

Test(closures, a_day_is_shut_once)
{
    const char *id = shut("2026-10-26", "2026-10-30");

    refused(closures, "{'starts_on':'2026-10-30','ends_on':'2026-10-30','reason':'inset'}", 409,
            "/starts_on school_closure_days_are_told_once");
    refused(closures, "{'starts_on':'2026-12-02','ends_on':'2026-12-01','reason':'inset'}", 422,
            "/ends_on school_closure_ends_after_it_begins");
    refused(closures, "{'starts_on':'2026-12-02','ends_on':'2027-12-03','reason':'inset'}", 422,
            "/ends_on school_closure_is_no_longer_than_a_year");
    refused(closures, "{'starts_on':'2026-12-02','ends_on':'2026-12-02','reason':'snow'}", 422,
            "/reason closure_reason_code");
    posted(text_of("/v1/schools/%s/closures", add_school()),
           "{'starts_on':'2026-10-26','ends_on':'2026-10-30','reason':'holiday'}");
    patched(text_of("%s/%s", closures, id), "{'ends_on':'2026-10-29'}");
    shut("2026-10-30", "2026-10-30");
}

Test(closures, a_bulk_is_of_the_school_in_the_path)
{
    const char *other = text_of("/v1/schools/%s/closures", add_school());
    const char *theirs = posted(other, "{'starts_on':'2026-12-21','ends_on':'2027-01-01',"
                                       "'reason':'holiday'}");
    const struct reply *r = post(
        text_of("%s/bulk?op=create&mode=partial", closures),
        "{'items':[{'starts_on':'2026-10-26','ends_on':'2026-10-30','reason':'holiday'},"
        "{'starts_on':'2026-10-27','ends_on':'2026-10-27','reason':'inset'},"
        "{'starts_on':'2026-12-21','ends_on':'2027-01-01','reason':'holiday'}]}");

    cr_assert_eq(r->status, 207, "%s", r->text);
    cr_expect_eq(int_at(r, "/summary/created"), 2, "%s", r->text);
    cr_expect_eq(int_at(r, "/results/1/status"), 409);
    const char *id = text_at(r, "/results/0/id");
    cr_expect_str_eq(text_at(get(text_of("%s/%s", closures, id)), "/school_id"), school);
    r = post(text_of("%s/bulk?op=update&mode=partial", closures),
             text_of("{'items':[{'id':'%s','note':'Ours'},{'id':'%s','note':'Theirs'}]}", id,
                     theirs));
    cr_expect_eq(int_at(r, "/results/0/status"), 200, "%s", r->text);
    cr_expect_eq(int_at(r, "/results/1/status"), 404, "%s", r->text);
    r = post(text_of("%s/bulk?op=delete&mode=partial", closures),
             text_of("{'items':[{'id':'%s'},{'id':'%s'}]}", id, theirs));
    cr_expect_eq(int_at(r, "/summary/deleted"), 1, "%s", r->text);
    cr_expect_eq(get(text_of("%s/%s", other, theirs))->status, 200);
    r = get(text_of("%s?starts_on.gte=2026-12-01", closures));
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
}

/* ---- files ----------------------------------------------------------------------------- */

static const char *pupil_of(const char *ehcp)
{
    return text_at(get(text_of("/v1/ehcps/%s", ehcp)), "/pupil_id");
}

static void leaves(const char *pupil, const char *on)
{
    patched(text_of("/v1/pupils/%s", pupil),
            text_of("{'registrations':[{'school_id':'%s','status':'C','entry_date':'2023-09-01',"
                    "'leaving_date':'%s'},{'school_id':'%s','status':'C','entry_date':"
                    "'2026-11-21'}]}",
                    school, on, add_school()));
}

Test(closures, a_file_goes_from_a_school_of_the_pupil_to_one_other)
{
    const char *pupil = add_pupil(school), *other = add_school();
    const char *files = text_of("/v1/pupils/%s/transfer-files", pupil);

    refused(files, text_of("{'kind':'ctf','from_school_id':'%s','destination':'Lost pupils',"
                           "'sent_on':'2026-09-07'}", other),
            422, "/from_school_id transfer_file_is_from_a_school_of_the_pupil");
    refused(files, text_of("{'kind':'ctf','from_school_id':'%s','sent_on':'2026-09-07'}", school),
            422, "/destination transfer_file_has_one_destination");
    refused(files, text_of("{'kind':'ctf','from_school_id':'%s','to_school_id':'%s',"
                           "'sent_on':'2026-09-07'}", school, school),
            422, "/to_school_id transfer_file_goes_to_another_school");
    refused(files, text_of("{'kind':'ctf','from_school_id':'%s','to_school_id':'%s',"
                           "'sent_on':'2026-09-07'}", school, pupil),
            422, "/to_school_id transfer_file_receiver_is_known");
    refused(files, text_of("{'kind':'ctf','from_school_id':'%s','to_school_id':'%s',"
                           "'sent_on':'%s'}", school, other, day_from_today(1)),
            422, "/sent_on transfer_file_is_sent_in_the_past");
    const char *id = posted(files, text_of("{'kind':'safeguarding_file','from_school_id':'%s',"
                                           "'to_school_id':'%s','sent_on':'2026-09-07'}",
                                           school, other));
    const struct reply *r = get(text_of("/v1/pupils/%s/subject-access", pupil));
    cr_expect_str_eq(text_at(r, "/held/transfer_file/0/id"), id, "%s", r->text);
}

/* "due done" of every row of the duty that the clock tells as of a day. */
static const char *told(const char *duty, const char *ehcp, const char *as_of)
{
    const struct reply *r = get(text_of("/v1/ehcps/%s/clock?as_of=%s", ehcp, as_of));
    const char *out = "";
    json_t *one;
    size_t i;

    json_array_foreach(json_at(r->json, "/data"), i, one) {
        const char *done = json_string_value(json_object_get(one, "done_on"));
        const char *due = json_string_value(json_object_get(one, "due_on"));

        if (strcmp(json_string_value(json_object_get(one, "duty")), duty) == 0 && due)
            out = text_of("%s%s%s %s", out, *out ? "; " : "", due, done ? done : "-");
    }
    return out;
}

/* The list across the trust says the same, at once or, where a pupil was written, soon after. */
static const char *owed_of(const char *duty, const char *ehcp, const char *as_of)
{
    const char *clock = told(duty, ehcp, as_of), *list = NULL;

    for (int tries = 0; tries < 100 && (!list || strncmp(list, clock, strlen(list)) != 0 ||
                                        !*list != !*clock); tries++) {
        const struct timespec pause = { 0, tries ? 100000000 : 0 };

        nanosleep(&pause, NULL);
        list = text_at(get(text_of("/v1/deadlines?ehcp_id=%s&duty=%s&as_of=%s", ehcp, duty, as_of)),
                       "/data/0/due_on");
        list = list ? list : "";
    }
    cr_expect(!*list == !*clock && strncmp(list, clock, strlen(list)) == 0, "%s, but %s", clock,
              list);
    return clock;
}

static const char *owed(const char *ehcp, const char *as_of)
{
    return owed_of("send_ctf", ehcp, as_of);
}

/* Friday 16 October; 15 school days later is 6 November, and a week later with half term. */
Test(closures, the_file_is_due_in_school_days)
{
    const char *ehcp = plan_in_force(school), *pupil = pupil_of(ehcp);
    const char *files = text_of("/v1/pupils/%s/transfer-files", pupil);

    leaves(pupil, "2026-10-16");
    cr_expect_str_eq(owed(ehcp, "2026-10-15"), "");
    cr_expect_str_eq(owed(ehcp, "2026-10-16"), "2026-11-06 -");
    const char *half_term = shut("2026-10-26", "2026-10-30");
    cr_expect_str_eq(owed(ehcp, "2026-11-01"), "2026-11-13 -");
    patched(text_of("%s/%s", closures, half_term), "{'ends_on':'2026-11-02'}");
    cr_expect_str_eq(owed(ehcp, "2026-11-03"), "2026-11-16 -");
    posted(files,
           text_of("{'kind':'safeguarding_file','from_school_id':'%s','destination':'X School',"
                   "'sent_on':'2026-10-20'}", school));
    cr_expect_str_eq(owed(ehcp, "2026-11-20"), "2026-11-16 -");
    const char *id = posted(files, text_of("{'kind':'ctf','from_school_id':'%s','destination':"
                                           "'X School','sent_on':'2026-11-18'}", school));
    cr_expect_str_eq(owed(ehcp, "2026-11-17"), "2026-11-16 -");
    cr_expect_str_eq(owed(ehcp, "2026-11-20"), "2026-11-16 2026-11-18");
    cr_assert_eq(CALL(.method = "DELETE", .path = text_of("%s/%s", files, id), .token = admin,
                      .headers = { "If-Match: *" })->status, 204);
    cr_expect_str_eq(owed(ehcp, "2026-11-20"), "2026-11-16 -");
}

/* One that was sent ahead is there when the pupil leaves. */
Test(closures, a_file_that_was_sent_ahead_counts)
{
    const char *ehcp = plan_in_force(school), *pupil = pupil_of(ehcp);

    posted(text_of("/v1/pupils/%s/transfer-files", pupil),
           text_of("{'kind':'ctf','from_school_id':'%s','destination':'X School',"
                   "'sent_on':'2026-10-09'}", school));
    cr_expect_str_eq(owed(ehcp, "2026-10-16"), "");
    leaves(pupil, "2026-10-16");
    cr_expect_str_eq(owed(ehcp, "2026-10-16"), "2026-11-06 2026-10-16");
}

/* ---- what is moved later --------------------------------------------------------------- */

/* As if the changes of a record after the first had been made on later days, one a day. */
static void spread(const char *id, const char *table, const char *from)
{
    owner_says(school, text_of(
        "SET session_replication_role = replica;"
        "UPDATE app.%s SET created_at = '%s' WHERE id = '%s';"
        "UPDATE app.change SET changed_at = timestamptz '%s' + (version - 1) * interval '1 day'"
        " WHERE id = '%s';"
        "INSERT INTO app.clock_stale SELECT trust_id, id FROM app.ehcp WHERE deleted_at IS NULL"
        " AND trust_id = (SELECT trust_id FROM app.school WHERE id = '%s') AND pupil_id IN"
        " (SELECT pupil_id FROM app.registration WHERE school_id = '%s') ON CONFLICT DO NOTHING",
        table, from, id, from, id, school, school));
}

Test(closures, a_closure_counts_from_when_it_is_known)
{
    const char *ehcp = plan_in_force(school), *pupil = pupil_of(ehcp);
    const char *id = shut("2026-10-26", "2026-10-30"), *at = text_of("%s/%s", closures, id);

    patched(at, "{'ends_on':'2026-11-02'}");
    cr_assert_eq(CALL(.method = "DELETE", .path = at, .token = admin,
                      .headers = { "If-Match: *" })->status, 204);
    spread(id, "school_closure", "2026-10-20 12:00Z");
    leaves(pupil, "2026-10-16");
    cr_expect_str_eq(owed(ehcp, "2026-10-19"), "2026-11-06 -");
    cr_expect_str_eq(owed(ehcp, "2026-10-20"), "2026-11-13 -");
    cr_expect_str_eq(owed(ehcp, "2026-10-21"), "2026-11-16 -");
    cr_expect_str_eq(owed(ehcp, "2026-10-22"), "2026-11-06 -");
}

/* The invitations follow the meeting: the old day stands for the days before it was moved. */
Test(closures, a_meeting_that_is_moved_leaves_the_past_as_it_was)
{
    const char *ehcp = plan_in_force(school);
    const char *reviews = text_of("/v1/ehcps/%s/reviews", ehcp);
    const char *id = posted(reviews, "{'kind':'annual','planned_on':'2026-12-01'}");

    patched(text_of("%s/%s", reviews, id), "{'planned_on':'2026-12-15','invited_on':'2026-10-20'}");
    patched(text_of("%s/%s", reviews, id), "{'planned_on':'2026-12-08'}");
    spread(id, "review", "2026-10-01 12:00Z");
    cr_expect_str_eq(owed_of("invite_to_review", ehcp, "2026-09-30"), "");
    cr_expect_str_eq(owed_of("invite_to_review", ehcp, "2026-10-01"), "2026-11-17 -");
    cr_expect_str_eq(owed_of("invite_to_review", ehcp, "2026-10-02"), "2026-12-01 -");
    cr_expect_str_eq(owed_of("invite_to_review", ehcp, "2026-10-03"), "2026-11-24 -");
    cr_expect_str_eq(owed_of("invite_to_review", ehcp, "2026-10-20"), "2026-11-24 2026-10-20");
    cr_expect_str_eq(owed_of("send_review_report", ehcp, "2026-10-20"), "");
}

Test(closures, a_transfer_that_is_moved_and_given_up_leaves_the_past_as_it_was)
{
    static const char duty[] = "complete_transfer_between_post_16";
    const char *ehcp = add_case(school, "2026-09-01"), *at = text_of("/v1/ehcps/%s", ehcp);

    patched(at, "{'post_16_transfer_on':'2027-09-01'}");
    patched(at, "{'post_16_transfer_on':'2027-07-01'}");
    patched(at, "{'post_16_transfer_on':null}");
    spread(ehcp, "ehcp", "2026-10-01 12:00Z");
    cr_expect_str_eq(owed_of(duty, ehcp, "2026-10-01"), "");
    cr_expect_str_eq(owed_of(duty, ehcp, "2026-10-02"), "2027-04-01 -");
    cr_expect_str_eq(owed_of(duty, ehcp, "2026-10-03"), "2027-02-01 -");
    cr_expect_str_eq(owed_of(duty, ehcp, "2026-10-04"), "");
}
