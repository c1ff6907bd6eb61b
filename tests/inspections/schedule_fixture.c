#include "tests/inspections/schedule_fixture.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

struct schedule_trust staffed;

const char *made_by(const char *token, const char *path, const char *body)
{
    const struct reply *r = send_as(token, "POST", path, body);

    cr_assert_eq(r->status, 201, "%s: %s", path, r->text);
    return text_at(r, "/id");
}

/* They need no password to be down as somebody who signs in. */
static const char *add_reviewer(const char *name, const char *school, const char *members)
{
    const char *user = made_by(trust_admin(), "/v1/users",
                                 text_of("{'email':'%s@trust.example','name':'%s'}", fresh_upn(),
                                         name));

    return made_by(cast.quality.token, "/v1/inspection-reviewers",
                     text_of("{'name':'%s','user_id':'%s','kind':'%s','school_id':%s%s%s}", name,
                             user, school ? "teacher" : "employer",
                             school ? text_of("'%s'", school) : "null", *members ? "," : "",
                             members));
}

void patch_reviewer(const char *id, const char *body)
{
    const struct reply *r = send_as(cast.quality.token, "PATCH",
                                    text_of("/v1/inspection-reviewers/%s", id), body);

    cr_assert_eq(r->status, 200, "%s", r->text);
}

void found_trust(size_t count)
{
    const char *const others[] = { cast.lead_id, cast.reviewer_ids[0], cast.reviewer_ids[1],
                                   cast.external_id };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        patch_reviewer(others[i], "{'active':false}");
    staffed.count = count;
    for (size_t i = 0; i < count; i++) {
        json_t *body = but(school_body(), text_of("{\"name\":\"School %c\",\"easting\":%zu,"
                                                  "\"northing\":100000}", (char)('A' + (int)i),
                                                  200000 + 1000 * i));

        staffed.schools[i] = text_at(added(trust_admin(), "/v1/schools", body), "/id");
        for (size_t k = 0; k < STAFF; k++)
            staffed.reviewers[i][k] = add_reviewer(
                text_of("Reviewer %c%zu", (char)('A' + (int)i), k), staffed.schools[i],
                k == 0 ? "'lead_accredited_on':'2020-06-01'" : "");
    }
}

const char *all_schools(void)
{
    const char *list = "";

    for (size_t i = 0; i < staffed.count; i++)
        list = text_of("%s%s'%s'", list, i ? "," : "", staffed.schools[i]);
    return list;
}

/* Six windows of a week, a week between each two, told last first. */
static const char *windows(void)
{
    const char *list = "";

    for (int w = 5; w >= 0; w--)
        list = text_of("%s%s{'from':'%s','to':'%s'}", list, w == 5 ? "" : ",",
                       day_from_today(20 + 14 * w), day_from_today(26 + 14 * w));
    return list;
}

const char *add_cycle(const char *more)
{
    return made_by(cast.quality.token, "/v1/inspection-cycles",
                     text_of("{'name':'2026-27','framework_id':'%s','starts_on':'%s',"
                             "'ends_on':'%s','school_ids_taking_part':[%s],'visit_windows':[%s]%s}",
                             cast.framework, day_from_today(-30), day_from_today(300),
                             all_schools(), windows(), more));
}

const char *schedules_of(const char *cycle, const char *below)
{
    return text_of("/v1/inspection-cycles/%s/schedules%s", cycle, below);
}

const struct reply *ask_for_rota(const char *token, const char *path, const char *body)
{
    const struct reply *r = send_as(token, "POST", path, body);

    for (int tries = 0; r->status == 503 && tries < 3000; tries++) {
        nanosleep(&(struct timespec){ 0, 10 * 1000 * 1000 }, NULL);
        r = send_as(token, "POST", path, body);
    }
    return r;
}

const struct reply *propose_rota(const char *cycle, const char *members)
{
    return ask_for_rota(cast.quality.token, schedules_of(cycle, ""), text_of("{%s}", members));
}

const struct reply *proposal(const char *cycle, const char *members)
{
    const struct reply *r = propose_rota(cycle, members);

    cr_assert_eq(r->status, 201, "%s", r->text);
    return r;
}

const struct reply *step_rota(const char *cycle, const struct reply *schedule, const char *to,
                                   const char *more)
{
    return send_as(cast.quality.token, "POST",
                   schedules_of(cycle, text_of("/%s/transitions", text_at(schedule, "/id"))),
                   text_of("{'to':'%s'%s}", to, more));
}

const struct reply *accepted_one(const char *cycle, const struct reply *schedule,
                                    const char *more)
{
    const struct reply *r = step_rota(cycle, schedule, "accepted", more);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return r;
}

size_t list_size(const struct reply *r, const char *pointer)
{
    return json_array_size(json_at(r->json, pointer));
}

long long breaches_of(const struct reply *r, const char *rule)
{
    for (size_t i = 0; i < list_size(r, "/costs"); i++)
        if (strcmp(text_at(r, text_of("/costs/%zu/rule", i)), rule) == 0)
            return int_at(r, text_of("/costs/%zu/count", i));
    return -1;
}

size_t rotas_there(const char *cycle, const char *query)
{
    return list_size(send_as(cast.quality.token, "GET", schedules_of(cycle, query), NULL), "/data");
}
