#include "tests/ehcps/plan_fixture.h"

#include <criterion/criterion.h>
#include <string.h>

const char *plan_at(const char *plan, const char *below)
{
    return text_of("/v1/ehcps/%s%s", plan, below);
}

json_t *plan_body(const char *pupil)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s}", "pupil_id", pupil, "la_code", "908",
                             "request_source", "2", "requested_on", "2025-01-13");

    cr_assert(body);
    return body;
}

const char *add_plan(const char *pupil)
{
    return text_at(added(trust_admin(), "/v1/ehcps", plan_body(pupil)), "/id");
}

const struct reply *move(const char *token, const char *plan, const char *body)
{
    return CALL(.method = "POST", .path = plan_at(plan, "/transitions"), .token = token,
                .body = body);
}

const char *step_to(const char *step, const char *day)
{
    const bool ceasing = strcmp(step, "cease_proposed") == 0 || strcmp(step, "ceased") == 0;

    return text_of("{\"to\":\"%s\",\"on\":\"%s\",\"reference\":\"SE/25/0117\"%s}", step, day,
                   ceasing ? ",\"cease_reason\":\"7\"" : "");
}

const struct reply *write_section(const char *plan, char section, const char *text,
                                  const char *school)
{
    const char *named = school ? text_of(",\"named_school_id\":\"%s\"", school) : "";
    const char *type = section == 'i' ? ",\"named_setting_type\":\"special_school\"" : "";

    return CALL(.method = "PUT", .path = text_of("%s/%c", plan_at(plan, "/sections"), section),
                .token = trust_admin(), .body = text_of("{\"text\":\"%s\"%s%s}", text, named, type),
                .headers = { "If-Match: *" });
}

const struct reply *open_section(const char *token, const char *plan, char section,
                                 const char *more)
{
    return CALL(.path = text_of("%s/%c?purpose=Annual%%20review%s", plan_at(plan, "/sections"),
                                section, more),
                .token = token);
}

/* Called for and held. */
static void add_review(const char *plan)
{
    added(trust_admin(), plan_at(plan, "/reviews"),
          json_pack("{s:s, s:s, s:s}", "kind", "annual", "planned_on", "2025-05-30", "met_on",
                    "2025-05-30"));
}

void prepare_step(const char *plan, const char *step)
{
    const char *needed = strcmp(step, "draft_issued") == 0 ? "bef"
                         : strcmp(step, "final") == 0      ? "i" : "";

    for (; *needed; needed++) {
        const struct reply *r = write_section(plan, *needed, text_of("Section %c", *needed), NULL);

        cr_assert_eq(r->status, 201, "%c: %s", *needed, r->text);
    }
    if (strcmp(step, "in_review") == 0)
        add_review(plan);
}

static void take(const char *plan, const char *step)
{
    static const char *const DAYS[][2] = {
        { "assessing", "2025-02-10" },       { "refused_to_assess", "2025-02-20" },
        { "refused_to_issue", "2025-02-20" }, { "draft_issued", "2025-03-10" },
        { "final", "2025-04-01" },           { "in_review", "2025-06-02" },
    };
    const char *day = "2025-08-01";

    for (size_t i = 0; i < sizeof DAYS / sizeof *DAYS; i++)
        day = strcmp(step, DAYS[i][0]) == 0 ? DAYS[i][1] : day;
    prepare_step(plan, step);
    const struct reply *r = move(trust_admin(), plan, step_to(step, day));
    cr_assert_eq(r->status, 200, "%s: %s", step, r->text);
}

const char *plan_in(const char *status, const char *pupil)
{
    static const struct {
        const char *status, *steps[7];
    } ROADS[] = {
        { "requested", { NULL } },
        { "withdrawn", { "withdrawn" } },
        { "refused_to_assess", { "refused_to_assess" } },
        { "assessing", { "assessing" } },
        { "refused_to_issue", { "assessing", "refused_to_issue" } },
        { "draft_issued", { "assessing", "draft_issued" } },
        { "active", { "assessing", "draft_issued", "final" } },
        { "in_review", { "assessing", "draft_issued", "final", "in_review" } },
        { "amend_proposed", { "assessing", "draft_issued", "final", "amend_proposed" } },
        { "reassessing", { "assessing", "draft_issued", "final", "reassessing" } },
        { "cease_proposed",
          { "assessing", "draft_issued", "final", "in_review", "cease_proposed" } },
        { "ceased",
          { "assessing", "draft_issued", "final", "in_review", "cease_proposed", "ceased" } },
        { "transferred_out", { "assessing", "draft_issued", "final", "transferred_out" } },
        { "deceased", { "deceased" } },
    };
    const char *plan = add_plan(pupil);
    size_t road = 0;

    while (strcmp(ROADS[road].status, status) != 0)
        cr_assert_lt(++road, sizeof ROADS / sizeof *ROADS, "%s", status);
    for (const char *const *step = ROADS[road].steps; *step; step++)
        take(plan, *step);
    return plan;
}
