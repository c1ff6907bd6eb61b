/* What an inspection tells in the end: the snapshot that the step `final` makes, in JSON and as a
 * page, who sees it, and that it stays. */
#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

static const char *inspection;

static void start(void)
{
    cast_inspection();
    inspection = planned_inspection("");
    team_up(inspection);
}

TestSuite(reports, .init = start, .fini = client_stop, .timeout = 300);

static const char *in_report(const char *said)
{
    return owner_says(cast.inspected,
                      text_of("SELECT %s FROM app.inspection_report WHERE inspection_id = '%s'",
                              said, inspection));
}

static const struct reply *read_report(const char *token, const char *accept, const char *known)
{
    return CALL(.path = inspection_at(inspection, "/report"), .token = token,
                .headers = { text_of("Accept: %s", accept ? accept : "*/*"),
                             known ? text_of("If-None-Match: %s", known) : NULL });
}

static const struct reply *found_report(const char *accept)
{
    const struct reply *r = read_report(cast.head.token, accept, NULL);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return r;
}

#define NASTY "<script>alert(1)</script> & <b title=x>"
#define NASTY_ESCAPED "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b title=x&gt;"

/* Agreed of leadership with words that are markup, of outcomes as record_fixture.h does. */
static void judge_with_markup(void)
{
    bring_inspection(inspection, "drafting");
    submitted(cast.lead.token, inspection, "leadership");
    submitted(cast.reviewers[0].token, inspection, "leadership");
    recorded(judge(cast.lead.token, inspection, "agreed", "leadership",
                   "'narrative':'" NASTY "','strengths':['" NASTY "','Caf\u00e9 & garden'],"
                   "'areas_for_development':['" NASTY "','Reading aloud']"));
    bring_inspection(inspection, "factual_accuracy");
}

static const char *agreed(const char *area)
{
    return text_at(send_as(cast.lead.token, "GET",
                           inspection_at(inspection, text_of("/judgements?kind=agreed&area=%s",
                                                             area)), NULL),
                   "/data/0/id");
}

static void moderate(const char *area, const char *members)
{
    const struct reply *r = move_judgement(cast.quality.token, inspection, agreed(area),
                                           "moderated", members);

    cr_assert_eq(r->status, 200, "%s", r->text);
}

static void correct(const char *area, const char *to, const char *reason)
{
    const char *id = recorded(comment_on(cast.head.token, inspection, cast.inspected,
                                         text_of("'area':%s", area)));
    const struct reply *r = send_as(cast.lead.token, "POST",
                                    inspection_at(inspection, text_of("/accuracy-comments/%s"
                                                                      "/transitions", id)),
                                    text_of("{'to':'%s','reason':'%s'}", to, reason));

    cr_assert_eq(r->status, 200, "%s", r->text);
}

Test(reports, what_was_moderated_is_published)
{
    judge_with_markup();
    moderate("outcomes", "'reason':'The evidence says more','moderated_grade':'leading',"
                         "'moderated_narrative':'Pupils do very well',"
                         "'moderated_areas_for_development':['Phonics','Maths']");
    moderate("leadership", "'reason':'Nobody saw it','moderated_strengths':[]");
    correct("'outcomes'", "accepted", "Two bases, not nine");
    correct("null", "rejected", "It is as it was seen");
    bring_inspection(inspection, "final");
    const struct reply *r = found_report(NULL);
    cr_expect_str_eq(text_at(r, "/areas/0/area"), "leadership");
    cr_expect_str_eq(text_at(r, "/areas/0/grade_name"), "Effective");
    cr_expect_str_eq(text_at(r, "/areas/0/narrative"), NASTY);
    cr_expect_str_eq(text_at(r, "/areas/1/name"), "Outcomes");
    cr_expect_str_eq(text_at(r, "/areas/1/grade"), "leading");
    cr_expect_str_eq(text_at(r, "/areas/1/grade_name"), "Leading");
    cr_expect_str_eq(text_at(r, "/areas/1/narrative"), "Pupils do very well");
    cr_expect_str_eq(text_at(r, "/areas/1/strengths/0"), "Assessment");
    cr_expect_eq(json_array_size(json_at(r->json, "/areas/0/strengths")), 0, "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/areas_for_development")), 4, "%s", r->text);
    cr_expect_eq(int_at(r, "/areas_for_development/2/number"), 3);
    cr_expect_str_eq(text_at(r, "/areas_for_development/3/text"), "Maths");
    cr_expect_str_eq(text_at(r, "/areas_for_development/2/area"), "outcomes");
    cr_expect_str_eq(text_at(r, "/areas_for_development/1/text"), "Reading aloud");
    cr_expect_eq(json_array_size(json_at(r->json, "/corrections")), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/corrections/0/correction"), "Two bases, not nine");
    cr_expect_str_eq(text_at(r, "/framework/scales/0/points/1/name"), "Effective");
    cr_expect_str_eq(text_at(r, "/subject/school_id"), cast.inspected);
    cr_expect_eq(json_array_size(json_at(r->json, "/subject/accountable_schools")), 1);
    cr_expect_str_eq(text_at(r, "/team/0/role"), "lead");
    cr_expect_str_eq(text_at(r, "/team/0/name"), "A reviewer");
    cr_expect_eq(json_array_size(json_at(r->json, "/team")), 4);
    cr_expect_str_eq(text_at(r, "/finalised_on"), day_from_today(-1));
    r = send_as(cast.quality.token, "GET", judgement_at(inspection, agreed("outcomes"), ""), NULL);
    cr_expect_str_eq(text_at(r, "/grade"), "effective", "what was agreed stays: %s", r->text);
    cr_expect_str_eq(text_at(r, "/narrative"), "Leaders know their pupils");
}

/* Not in the bytes of either: what was seen, why it was moderated, what was drafted. */
Test(reports, it_tells_nothing_beside)
{
    static const char *const FORMS[] = { "application/json", "text/html" };

    bring_inspection(inspection, "drafting");
    gather(cast.lead.token, inspection, "'note':'Zanzibar seen in a lesson'");
    recorded(judge(cast.reviewers[1].token, inspection, "draft", "outcomes",
                   "'narrative':'Timbuktu drafted'"));
    submitted(cast.reviewers[0].token, inspection, "outcomes");
    submitted(cast.lead.token, inspection, "outcomes");
    bring_inspection(inspection, "factual_accuracy");
    moderate("outcomes", "'reason':'Samarkand','moderated_grade':'leading'");
    correct("'outcomes'", "rejected", "Xanadu");
    bring_inspection(inspection, "final");
    for (size_t i = 0; i < 2; i++) {
        const char *text = found_report(FORMS[i])->text;

        cr_expect(strstr(text, "Leaders know their pupils") != NULL);
        cr_expect_null(strstr(text, "Zanzibar"));
        cr_expect_null(strstr(text, "Timbuktu"));
        cr_expect_null(strstr(text, "Samarkand"));
        cr_expect_null(strstr(text, "Xanadu"));
        cr_expect_null(strstr(text, "There are two bases"), "the comment itself");
    }
}

Test(reports, there_is_none_until_it_is_final)
{
    bring_inspection(inspection, "moderated");
    EXPECT_PROBLEM(read_report(cast.head.token, NULL, NULL), 404, "not_found");
    EXPECT_PROBLEM(read_report(cast.quality.token, "text/html", NULL), 404, "not_found");
    const struct reply *r = read_report(cast.lead.token, "text/html", NULL);
    EXPECT_PROBLEM(r, 404, "not_found");
    cr_expect_str_eq(header_of(r, "Content-Security-Policy"), "default-src 'none'");
    cr_expect_eq(send_as(cast.quality.token, "POST",
                         inspection_at(inspection, "/transitions?dry_run=true"),
                         "{'to':'final'}")->status, 200);
    EXPECT_PROBLEM(read_report(cast.head.token, NULL, NULL), 404, "not_found");
    cr_expect_str_eq(in_report("count(*)"), "0", "a dry run leaves none");
}

/* ---- the page -------------------------------------------------------------------------- */

/* Every word of somebody's is told as they wrote it, and none is markup. */
Test(reports, what_is_written_is_no_markup)
{
    judge_with_markup();
    correct("null", "accepted", NASTY);
    owner_says(cast.inspected, text_of("UPDATE app.school SET name = 'St <i>Ia & \"Co\"'"
                                       " WHERE id = '%s'", cast.inspected));
    bring_inspection(inspection, "final");
    const struct reply *r = found_report("text/html");
    size_t told = 0;

    cr_expect_null(strstr(r->text, "<script"));
    cr_expect_null(strstr(r->text, "<b title"));
    cr_expect_null(strstr(r->text, "<i>"));
    for (const char *at = r->text; (at = strstr(at, NASTY_ESCAPED)) != NULL; at++)
        told++;
    cr_expect_eq(told, 4, "narrative, strength, area for development, correction: %zu", told);
    cr_expect(strstr(r->text, "<title>Peer inspection report: St &lt;i&gt;Ia &amp; &quot;Co&quot;"
                              "</title>") != NULL, "%s", r->text);
    cr_expect(strstr(r->text, "<li>Caf\xc3\xa9 &amp; garden</li>") != NULL);
    cr_expect(strstr(r->text, "<html lang=\"en-GB\">") != NULL);
    cr_expect_null(strstr(r->text, "href="));
    cr_expect_null(strstr(r->text, "src="));
    cr_expect_null(strstr(r->text, "style="));
}

static const char *digest_of_style(const char *page)
{
    const char *first = strstr(page, "<style>"), *last = strstr(page, "</style>");
    unsigned char digest[crypto_hash_sha256_BYTES];
    char text[sodium_base64_ENCODED_LEN(sizeof digest, sodium_base64_VARIANT_ORIGINAL)];

    cr_assert(first && last);
    first += strlen("<style>");
    crypto_hash_sha256(digest, (const unsigned char *)first, (size_t)(last - first));
    sodium_bin2base64(text, sizeof text, digest, sizeof digest, sodium_base64_VARIANT_ORIGINAL);
    return text_of("%s", text);
}

Test(reports, the_page_permits_its_own_style_alone)
{
    bring_inspection(inspection, "final");
    const struct reply *r = found_report("text/html,application/xhtml+xml,*/*;q=0.8");
    const char *policy = text_of("default-src 'none'; style-src 'sha256-%s'; base-uri 'none';"
                                 " form-action 'none'; frame-ancestors 'none'",
                                 digest_of_style(r->text));

    cr_expect_str_eq(header_of(r, "Content-Type"), "text/html; charset=utf-8");
    cr_expect_str_eq(header_of(r, "Content-Security-Policy"), policy);
    cr_expect_null(header_at(r, "Content-Security-Policy", 1));
    cr_expect_str_eq(header_of(r, "ETag"), "\"v1-html\"");
    cr_expect_str_eq(header_of(r, "Vary"), "Accept, Accept-Encoding");
    r = read_report(cast.head.token, "text/html", "\"v1-html\"");
    cr_expect_eq(r->status, 304);
    cr_expect_str_eq(header_of(r, "Content-Security-Policy"), policy, "kept with the page");
    cr_expect_eq(read_report(cast.head.token, "text/html", "\"v1\"")->status, 200);
    cr_expect_eq(read_report(cast.head.token, NULL, "\"v1\"")->status, 304);
    cr_expect_eq(read_report(cast.head.token, NULL, "\"v1-html\"")->status, 200);
}

Test(reports, it_is_json_or_a_page)
{
    static const char *const NEITHER[] = { "text/csv", "application/pdf", "text/plain",
                                           "text/html;q=0, image/png" };

    bring_inspection(inspection, "final");
    for (size_t i = 0; i < sizeof NEITHER / sizeof *NEITHER; i++)
        EXPECT_PROBLEM(read_report(cast.head.token, NEITHER[i], NULL), 406, "not_acceptable");
    cr_expect(found_report("*/*")->json != NULL);
    cr_expect(found_report("text/html, application/json")->json != NULL);
    cr_expect_null(found_report("text/html, application/json;q=0.9")->json);
    EXPECT_PROBLEM(CALL(.path = inspection_at(inspection, ""), .token = cast.head.token,
                        .headers = { "Accept: text/html" }), 406, "not_acceptable");
}

/* Dates and grades in words, beside the scale that they are on. */
Test(reports, the_page_is_in_words)
{
    bring_inspection(inspection, "final");
    owner_says(cast.inspected,
               text_of("SET session_replication_role = replica; UPDATE app.inspection_report"
                       " SET starts_on = '2026-03-14', ends_on = '2026-03-16'"
                       " WHERE inspection_id = '%s'", inspection));
    const char *text = found_report("text/html")->text;
    static const char *const SAID[] = {
        "<time datetime=\"2026-03-14\">14 March 2026</time> to "
        "<time datetime=\"2026-03-16\">16 March 2026</time>",
        "<th scope=\"row\">Leadership</th><td class=\"grade\">Effective</td>",
        "<h3>Scale: Grade, best first</h3>\n<ol>\n<li>Leading</li>\n<li>Effective</li>\n</ol>",
        "<td>Lead inspector</td>",
        "<td>Of no school</td>",
        "<tr><th scope=\"row\">2</th><td>Outcomes</td><td>Reading</td></tr>",
        "cannot be compared",
    };

    for (size_t i = 0; i < sizeof SAID / sizeof *SAID; i++)
        cr_expect(strstr(text, SAID[i]) != NULL, "%s: %s", SAID[i], text);
}

/* ---- it stays -------------------------------------------------------------------------- */

Test(reports, it_stays_whoever_writes_it)
{
    static const char *const WRITES[] = {
        "UPDATE app.inspection_report SET areas = '[]'",
        "UPDATE app.inspection_report SET deleted_at = now()",
        "UPDATE app.inspection_report SET version = 7",
        "DELETE FROM app.inspection_report",
    };

    bring_inspection(inspection, "final");
    for (size_t i = 0; i < sizeof WRITES / sizeof *WRITES; i++)
        owner_says(cast.inspected,
                   text_of("DO $$ DECLARE broken text; BEGIN %s; RAISE 'it was written';"
                           " EXCEPTION WHEN exclusion_violation THEN"
                           " GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;"
                           " ASSERT broken = 'report_stands', broken; END $$",
                           WRITES[i]));
    cr_expect_str_eq(in_report("jsonb_array_length(areas) || ' ' || version"), "2 1");
    cr_expect_str_eq(owner_says(cast.inspected,
                                "SELECT has_table_privilege('api_rw', 'app.inspection_report',"
                                " 'INSERT') OR has_table_privilege('api_rw',"
                                " 'app.inspection_report', 'UPDATE')"), "f");
}

/* Whoever came after the words were written may bear a name that is in them. */
Test(reports, it_names_no_pupil)
{
    const char *words = "UPDATE app.inspection_judgement SET strengths = '[\"Loveday Pascoe\"]'"
                        " WHERE kind = 'agreed' AND area = 'outcomes'";

    bring_inspection(inspection, "moderated");
    owner_says(cast.inspected, text_of("SET session_replication_role = replica; %s", words));
    add_pupil(cast.inspected);
    const struct reply *r = move_inspection(cast.quality.token, inspection, "final", -1, "");
    refused_for(r, 422, "validation_failed", "/to report_names_no_pupil");
    cr_expect(strstr(text_at(r, "/errors/0/detail"), ": outcomes"), "%s", r->text);
    cr_expect_null(strstr(r->text, "Loveday"), "%s", r->text);
    cr_expect_str_eq(in_report("count(*)"), "0");
    moderate("outcomes", "'reason':'It names somebody','moderated_strengths':['Reading']");
    bring_inspection(inspection, "final");
    cr_expect_str_eq(text_at(found_report(NULL), "/areas/1/strengths/0"), "Reading");
}

Test(reports, what_is_to_be_developed_is_numbered)
{
    bring_inspection(inspection, "final");
    cr_expect_str_eq(owner_says(cast.inspected,
                                text_of("SELECT string_agg(number || ' ' || area || ' ' || said,"
                                        " ', ') FROM app.inspection_report r CROSS JOIN LATERAL"
                                        " app.areas_for_development(r.trust_id, r.inspection_id)"
                                        " WHERE r.inspection_id = '%s'", inspection)),
                     "1 leadership Reading, 2 outcomes Reading");
}
