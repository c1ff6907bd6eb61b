#include "tests/inspections/record_fixture.h"

#include <criterion/criterion.h>
#include <string.h>

const struct reply *record(const char *token, const char *inspection, const char *below,
                           const char *body, const char *members)
{
    return post_over(token, inspection_at(inspection, below), body, members);
}

const char *recorded(const struct reply *r)
{
    cr_assert_eq(r->status, 201, "%s", r->text);
    return text_at(r, "/id");
}

long long count_of(const char *token, const char *inspection, const char *below)
{
    const struct reply *r = send_as(token, "GET", inspection_at(inspection, below), NULL);

    cr_assert_eq(r->status, 200, "%s: %s", below, r->text);
    return (long long)json_array_size(json_at(r->json, "/data"));
}

/* ---- evidence --------------------------------------------------------------------------- */

const struct reply *gather(const char *token, const char *inspection, const char *members)
{
    return record(token, inspection, "/evidence",
                  text_of("{'kind':'lesson_visit','areas':['leadership'],'pupil_group':'ehcp',"
                          "'seen_on':'%s','note':'Adults adapt tasks well'}",
                          day_from_today(-19)),
                  members);
}

const char *evidence_of(const char *token, const char *inspection)
{
    return recorded(gather(token, inspection, ""));
}

/* ---- judgements ------------------------------------------------------------------------- */

static const char *some_evidence(const char *token, const char *inspection)
{
    const struct reply *r = send_as(token, "GET", inspection_at(inspection, "/evidence?limit=1"),
                                    NULL);
    const char *there = text_at(r, "/data/0/id");

    if (there)
        return there;
    r = gather(token, inspection, "");
    return r->status == 201 ? text_at(r, "/id") : "01890a5d-ac96-774b-bcce-b302099a8057";
}

const struct reply *judge(const char *token, const char *inspection, const char *kind,
                          const char *area, const char *members)
{
    const bool graded = strcmp(area, "sixth_form") != 0;

    return record(token, inspection, "/judgements",
                  text_of("{'kind':'%s','area':'%s','grade':%s,'narrative':'Leaders know their"
                          " pupils','strengths':['Assessment'],'areas_for_development':['Reading'],"
                          "'evidence_ids':['%s']}",
                          kind, area, graded ? "'effective'" : "null",
                          some_evidence(token, inspection)),
                  members);
}

const char *judgement_at(const char *inspection, const char *id, const char *below)
{
    return inspection_at(inspection, text_of("/judgements/%s%s", id, below));
}

const struct reply *move_judgement(const char *token, const char *inspection, const char *id,
                                   const char *to, const char *more)
{
    return send_as(token, "POST", judgement_at(inspection, id, "/transitions"),
                   text_of("{'to':'%s'%s%s}", to, *more ? "," : "", more));
}

const struct reply *submit(const char *token, const char *inspection, const char *id)
{
    return move_judgement(token, inspection, id, "submitted", "");
}

const char *submitted(const char *token, const char *inspection, const char *area)
{
    const char *id = recorded(judge(token, inspection, "draft", area, ""));
    const struct reply *r = submit(token, inspection, id);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return id;
}

/* ---- accuracy comments ------------------------------------------------------------------ */

const struct reply *comment_on(const char *token, const char *inspection, const char *school,
                               const char *members)
{
    return record(token, inspection, "/accuracy-comments",
                  text_of("{'school_id':'%s','kind':'comment','comment':'There are two bases'}",
                          school),
                  members);
}

/* ---- actions ---------------------------------------------------------------------------- */

const struct reply *plan_action(const char *token, const char *inspection, const char *members)
{
    return record(token, inspection, "/actions",
                  text_of("{'area':'leadership','action':'Teach reading daily','owner':'Head of"
                          " English','owner_school_id':'%s','due_on':'%s','rag':'amber'}",
                          cast.inspected, day_from_today(60)),
                  members);
}

const char *action_at(const char *inspection, const char *id, const char *below)
{
    return inspection_at(inspection, text_of("/actions/%s%s", id, below));
}

const struct reply *move_action(const char *token, const char *inspection, const char *id,
                                const char *to, const char *more)
{
    return send_as(token, "POST", action_at(inspection, id, "/transitions"),
                   text_of("{'to':'%s'%s%s}", to, *more ? "," : "", more));
}

/* ---- follow-ups ------------------------------------------------------------------------- */

void fall_due(const char *inspection)
{
    owner_says(cast.inspected, text_of("SET session_replication_role = replica; UPDATE"
                                       " app.inspection_follow_up SET due_on = app.today()"
                                       " WHERE inspection_id = '%s'", inspection));
}

const struct reply *hold(const char *token, const char *inspection, const char *kind,
                         const char *members)
{
    const char *list = inspection_at(inspection, text_of("/follow-ups?kind=%s", kind));
    const struct reply *r = send_as(cast.quality.token, "GET", list, NULL);
    const char *body = text_of("{'held_on':'%s','findings':'Reading is taught daily'}",
                               day_from_today(0));

    return CALL(.method = "PATCH", .token = token, .body = with_members(body, members),
                .path = inspection_at(inspection, text_of("/follow-ups/%s",
                                                          text_at(r, "/data/0/id"))),
                .headers = { "If-Match: *" });
}

/* ---- what a step asks for ---------------------------------------------------------------- */

/* A reviewer of the cast who is in the team. */
static const struct person *somebody(const char *inspection)
{
    const struct reply *team = send_as(cast.quality.token, "GET",
                                       inspection_at(inspection, "/team-members?left_on.null=true"),
                                       NULL);

    return strstr(team->text, cast.reviewer_ids[0]) ? &cast.reviewers[0] : &cast.reviewers[1];
}

static void judge_area(const char *inspection, const char *area)
{
    const char *path = text_of("/judgements?area=%s&status=submitted", area);

    if (count_of(cast.lead.token, inspection, path) < 2) {
        submitted(cast.lead.token, inspection, area);
        submitted(somebody(inspection)->token, inspection, area);
    }
    path = text_of("/judgements?area=%s&kind=agreed", area);
    if (count_of(cast.lead.token, inspection, path) == 0)
        recorded(judge(cast.lead.token, inspection, "agreed", area, ""));
}

static json_t *areas_of(const char *inspection)
{
    const struct reply *r = send_as(trust_admin(), "GET", inspection_at(inspection, ""), NULL);
    json_t *scope = json_at(r->json, "/scope");

    return json_array_size(scope) ? scope : kept(json_pack("[s, s]", "leadership", "outcomes"));
}

static void judge_areas(const char *inspection)
{
    json_t *area;
    size_t i;

    json_array_foreach(areas_of(inspection), i, area)
        judge_area(inspection, json_string_value(area));
}

static void evaluate(const char *inspection)
{
    const char *areas = "";
    json_t *area;
    size_t i;

    json_array_foreach(areas_of(inspection), i, area)
        areas = text_of("%s%s{'area':'%s','narrative':'We know our pupils'}", areas, i ? "," : "",
                        json_string_value(area));
    const struct reply *r = send_as(trust_admin(), "PUT",
                                    inspection_at(inspection, "/self-evaluation"),
                                    text_of("{'areas':[%s]}", areas));
    cr_assert(r->status == 200 || r->status == 201, "%s", r->text);
}

static void hear_schools(const char *inspection)
{
    const struct reply *r = send_as(trust_admin(), "GET", inspection_at(inspection, ""), NULL);
    json_t *school;
    size_t i;

    json_array_foreach(json_at(r->json, "/accountable_school_ids"), i, school)
    {
        const char *id = json_string_value(school);

        if (!count_of(trust_admin(), inspection, text_of("/accuracy-comments?school_id=%s", id)))
            recorded(comment_on(trust_admin(), inspection, id, "'kind':'none','comment':null"));
    }
}

/* The first action answers every area for development that is left. */
static void answer_report(const char *inspection)
{
    const char *left = owner_says(
        cast.inspected,
        text_of("SELECT coalesce(jsonb_agg(number), '[]') FROM app.inspection i CROSS JOIN LATERAL"
                " app.areas_for_development(i.trust_id, i.id) WHERE i.id = '%s' AND NOT EXISTS"
                " (SELECT FROM app.inspection_action a WHERE a.inspection_id = i.id AND"
                " a.deleted_at IS NULL AND a.areas_for_development @> to_jsonb(number))",
                inspection));

    if (strcmp(left, "[]") != 0)
        recorded(plan_action(trust_admin(), inspection,
                             text_of("'areas_for_development':%s", left)));
}

static void close_actions(const char *inspection)
{
    const char *quality = cast.quality.token;
    const struct reply *r = send_as(quality, "GET",
                                    inspection_at(inspection, "/actions?status=open"), NULL);
    json_t *one;
    size_t i;

    json_array_foreach(json_at(r->json, "/data"), i, one)
        send_as(quality, "PATCH",
                action_at(inspection, json_string_value(json_object_get(one, "id")), ""),
                "{'carried_over_reason':'It goes on'}");
}

void record_for(const char *inspection, const char *to)
{
    if (strcmp(to, "self_evaluation_submitted") == 0)
        evaluate(inspection);
    else if (strcmp(to, "factual_accuracy") == 0)
        judge_areas(inspection);
    else if (strcmp(to, "moderated") == 0)
        hear_schools(inspection);
    else if (strcmp(to, "follow_up") == 0)
        answer_report(inspection);
    if (strcmp(to, "closed") == 0) {
        close_actions(inspection);
        fall_due(inspection);
        hold(cast.quality.token, inspection, "one_term", "");
        hold(cast.quality.token, inspection, "one_year", "");
    }
}

/* ---- a stage for tests of others ---------------------------------------------------------- */

const struct staged *staged_in(const char *status)
{
    static struct staged all[6];
    struct staged *one = all;

    while (one->status && strcmp(one->status, status) != 0)
        one++;
    if (one->status)
        return one;
    cr_assert_lt(one - all, 5);
    cast_people();
    *one = (struct staged){ status, planned_inspection(""), cast };
    team_up(one->inspection);
    bring_inspection(one->inspection, status);
    return one;
}
