/* The evidence of an inspection: who gathers it, when, and that it is never about a pupil. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

static const char *inspection;

static void start(void)
{
    cast_inspection();
    inspection = planned_inspection("");
    team_up(inspection);
}

TestSuite(evidence, .init = start, .fini = client_stop, .timeout = 300);

static const char *evidence_at(const char *id, const char *below)
{
    return inspection_at(inspection, text_of("/evidence/%s%s", id, below));
}

static const struct reply *change(const char *token, const char *id, const char *members)
{
    return send_as(token, "PATCH", evidence_at(id, ""), text_of("{%s}", members));
}

Test(evidence, the_team_gathers_it)
{
    const char *mine = cast.reviewers[0].token, *theirs = cast.reviewers[1].token;

    bring_inspection(inspection, "fieldwork");
    const struct reply *r = gather(mine, inspection, "'areas':['outcomes','leadership']");
    const char *id = recorded(r);
    cr_expect_str_eq(text_at(r, "/kind"), "lesson_visit");
    r = send_as(
        theirs, "GET",
        inspection_at(
            inspection,
            text_of("/evidence?area=outcomes&pupil_group=ehcp&kind=lesson_visit&seen_on.lte=%s"
                    "&expand=team_member&sort=-seen_on&count=exact",
                    day_from_today(0))),
        NULL);
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/team_member/reviewer_id"), cast.reviewer_ids[0]);
    cr_expect_eq(count_of(theirs, inspection, "/evidence?area.ne=outcomes"), 0);
    cr_expect_eq(change(mine, id, "'pupil_group':'need_asd'")->status, 200);
    refused_for(change(theirs, id, "'pupil_group':'all'"), 403, "forbidden",
                "/team_member_id evidence_is_its_authors");
    refused_for(gather(cast.quality.token, inspection, ""), 403, "forbidden",
                "/inspection_id evidence_is_the_teams");
    EXPECT_PROBLEM(gather(cast.head.token, inspection, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(gather(new_person("inspector", NULL).token, inspection, ""), 404, "not_found");
    r = send_as(cast.lead.token, "GET", evidence_at(id, "/history"), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
}

/* What the history tells of a note is that it changed. */
Test(evidence, its_history_tells_no_note)
{
    const char *token = cast.lead.token;

    bring_inspection(inspection, "fieldwork");
    const char *id = evidence_of(token, inspection);
    cr_assert_eq(change(token, id, "'note':'Some wait long'")->status, 200);
    const struct reply *r = send_as(token, "GET", evidence_at(id, "/history"), NULL);
    cr_expect_str_eq(text_at(r, "/data/0/changes/0/member"), "note", "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/data/0/changes/0/to")), "%s", r->text);
    cr_expect_null(strstr(r->text, "Some wait long"));
}

Test(evidence, what_is_wrong_with_it_is_said)
{
    static const char *const CASES[][2] = {
        { "'areas':[]", "/areas evidence_is_about_an_area" },
        { "'areas':['leadership','leadership']", "/areas evidence_areas_are_different" },
        { "'areas':['leadership','sixth_form']", "/areas areas_are_inspected" },
        { "'areas':['lunch']", "/areas areas_are_inspected" },
        { "'seen_on':'2199-01-01'", "/seen_on evidence_is_seen_by_now" },
        { "'pupil_group':'loveday'", "/pupil_group pupil_group_code" },
        { "'kind':'rumour'", "/kind evidence_kind_code" },
    };

    bring_inspection(inspection, "fieldwork");
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(gather(cast.lead.token, inspection, CASES[i][0]), 422, "validation_failed",
                    CASES[i][1]);
}

/* But for documents and data, which are no older than two years, it is of the visit. */
Test(evidence, it_is_of_the_visit)
{
    static const char VISIT[] = "/seen_on evidence_is_seen_in_the_visit";
    static const char YEARS[] = "/seen_on evidence_is_of_the_last_two_years";
    const char *token = cast.lead.token, *before = day_from_today(-21);
    const char *old = owner_says(cast.inspected,
                                 "SELECT (app.today() - 20 - interval '2 years')::date");
    const char *older = owner_says(cast.inspected,
                                   "SELECT (app.today() - 20 - interval '2 years')::date - 1");
    static const char *const KINDS_[] = { "document", "data" };

    bring_inspection(inspection, "fieldwork");
    refused_for(gather(token, inspection, "'seen_on':'2001-01-01'"), 422, "validation_failed",
                VISIT);
    refused_for(gather(token, inspection, text_of("'seen_on':'%s'", before)), 422,
                "validation_failed", VISIT);
    const char *id = recorded(gather(token, inspection,
                                     text_of("'seen_on':'%s'", day_from_today(-20))));
    refused_for(change(token, id, text_of("'seen_on':'%s'", before)), 422, "validation_failed",
                VISIT);
    for (size_t i = 0; i < 2; i++) {
        static const char BOTH[] = "'kind':'%s','seen_on':'%s'";

        id = recorded(gather(token, inspection, text_of(BOTH, KINDS_[i], old)));
        refused_for(gather(token, inspection, text_of(BOTH, KINDS_[i], older)), 422,
                    "validation_failed", YEARS);
    }
    refused_for(change(token, id, "'kind':'discussion'"), 422, "validation_failed", VISIT);
}

Test(evidence, it_is_gathered_in_the_visit)
{
    const char *token = cast.lead.token;

    bring_inspection(inspection, "self_evaluation_submitted");
    refused_for(gather(token, inspection, ""), 409, "conflict",
                "/inspection_id evidence_is_gathered_in_the_visit");
    bring_inspection(inspection, "fieldwork");
    const char *id = evidence_of(token, inspection), *kept = evidence_of(token, inspection);
    cr_expect_eq(send_as(token, "DELETE", evidence_at(id, ""), NULL)->status, 204);
    cr_expect_eq(send_as(token, "POST", evidence_at(id, "/restore"), NULL)->status, 200);
    cr_expect_eq(send_as(token, "DELETE", evidence_at(id, ""), NULL)->status, 204);
    bring_inspection(inspection, "drafting");
    refused_for(send_as(token, "DELETE", evidence_at(kept, ""), NULL), 409, "conflict",
                "/deleted_at evidence_stands_once_drafting_begins");
    refused_for(send_as(token, "POST", evidence_at(id, "/restore"), NULL), 409, "conflict",
                "/deleted_at evidence_stands_once_drafting_begins");
    cr_expect_eq(change(token, kept, "'note':'Put right'")->status, 200);
    evidence_of(token, inspection);
    bring_inspection(inspection, "factual_accuracy");
    refused_for(gather(token, inspection, ""), 409, "conflict",
                "/inspection_id evidence_is_gathered_in_the_visit");
    refused_for(change(token, kept, "'note':'Put right again'"), 409, "conflict",
                "/inspection_id evidence_is_gathered_in_the_visit");
}

/* ---- groups, never pupils -------------------------------------------------------------- */

static void add_named(const char *school, const char *members)
{
    added(trust_admin(), "/v1/pupils", but(pupil_body(school), quoted(members)));
}

static void expect_names_a_pupil(const char *note)
{
    const struct reply *r = gather(cast.lead.token, inspection, text_of("'note':'%s'", note));

    refused_for(r, 422, "validation_failed", "/note evidence_names_no_pupil");
    cr_expect_null(strstr(r->text, note), "%s", note);
}

static const char *const NAMES[] = {
    "Loveday Pascoe reads well",
    "We heard loveday pascoe.",
    "PASCOE, Loveday: support is late",
    "Loveday and the Pascoe family are glad",
    "Loveday M. Pascoe",
    "It was Loveday who told Mrs. Pascoe",
    "It was Loveday\\nPascoe",
    "Reading Leaders is late",
    "Zo\xc3\xab O\xe2\x80\x99Neill\xe2\x80\x99s book",
    "zoe o neill",
    "Will Page was late",
    "Biddy Pascoe",
    "A823432112001 is behind",
    "Pupil h 8014 200 12345",
};
static const char *const GROUPS[] = {
    "The Pascoe wing is quiet",
    "Loveday House",
    "All pupils will turn the page when they are told to",
    "Zo\xc3\xab reads aloud",
    "Of 801 pupils 200012345 words were read",
    "Jory Tregenza",
    "Loveday was glad. The Pascoe family is not.",
    "They like Reading. Leaders know why",
    "Do they like Reading? (Yes!) Leaders know why",
    "They like Reading\\n\\nLeaders know why",
    "They like Reading\\nand all Leaders know why",
};

Test(evidence, it_names_no_pupil)
{
    add_named(cast.inspected, "{'preferred_forename':'Biddy'}");
    add_named(cast.inspected,
              "{'legal_forename':'Zo\xc3\xab','legal_surname':'O\xe2\x80\x99Neill'}");
    add_named(cast.inspected, "{'legal_forename':'Will','legal_surname':'Page'}");
    add_named(cast.inspected, "{'legal_forename':'Reading','legal_surname':'Leaders'}");
    add_named(cast.schools[0], "{'legal_forename':'Jory','legal_surname':'Tregenza'}");
    bring_inspection(inspection, "fieldwork");
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        expect_names_a_pupil(NAMES[i]);
    expect_names_a_pupil(fresh_upn());
    expect_names_a_pupil(text_of("It is %s.", fresh_upn()));
    for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++)
        recorded(gather(cast.lead.token, inspection, text_of("'note':'%s'", GROUPS[i])));
}

/* Who comes after it was written is in nobody's way. */
Test(evidence, it_is_put_right_after_a_pupil_has_come)
{
    bring_inspection(inspection, "fieldwork");
    const char *id = recorded(gather(cast.lead.token, inspection, "'note':'Jenifer Tyack'"));
    add_named(cast.inspected, "{'legal_forename':'Jenifer','legal_surname':'Tyack'}");
    const struct reply *r = change(cast.lead.token, id, "'pupil_group':'need_asd'");
    cr_expect_eq(r->status, 200, "%s", r->text);
    refused_for(change(cast.lead.token, id, "'note':'Jenifer Tyack again'"), 422,
                "validation_failed", "/note evidence_names_no_pupil");
    cr_expect_eq(send_as(cast.lead.token, "DELETE", evidence_at(id, ""), NULL)->status, 204);
    refused_for(send_as(cast.lead.token, "POST", evidence_at(id, "/restore"), NULL), 422,
                "validation_failed", "/note evidence_names_no_pupil");
}

/* A restricted pupil is as much a pupil. */
Test(evidence, it_names_no_restricted_pupil)
{
    add_named(cast.inspected, "{'legal_forename':'Merryn','legal_surname':'Tyack'}");
    owner_says(cast.inspected, "UPDATE app.pupil SET restricted = true"
                               " WHERE legal_forename = 'Merryn'");
    bring_inspection(inspection, "fieldwork");
    expect_names_a_pupil("Merryn Tyack");
}
