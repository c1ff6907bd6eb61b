/* What lies below the address of another record: /v1/ehcps/{id}/reviews/{id}. Asked of every such
 * row of the route table. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/ehcps/case_fixture.h"
#include "tests/operations.h"

static void start(void)
{
    client_start();
    cr_assert(router_start());
}

TestSuite(nested, .init = start, .fini = client_stop, .timeout = 300);

/* What only the service makes has no maker here, and what hangs on an inspection has tests of its
 * own: its inspection is not deleted any more (tests/inspections/test_record_sight.c). */
static bool is_nested(const struct resource *of)
{
    return of && of->parent && !is_only_read(of) && !is_of_inspection(of);
}

/* And not at an address that names no parent. */
static bool is_below(const struct route *r, const struct resource *of)
{
    return r->resource == of && strstr(r->path, of->parent->member);
}

static bool has_id(const struct route *r)
{
    return strstr(r->path, "/:id") != NULL;
}

static const struct reply *ask(const struct route *r, const char *token, const char *parent,
                               const char *id)
{
    const bool bulk = r->flags & BULK;

    return CALL(.method = r->method, .token = token, .type = type_for(r),
                .path = text_of("%s%s", path_below(r, parent, id), bulk ? "?op=create" : ""),
                .body = bulk ? "{\"items\":[]}" : body_for(r), .headers = { "If-Match: *" });
}

static const struct reply *to_parent(const struct resource *of, const char *method, const char *id,
                                     const char *below)
{
    const struct route *list = router_list_of(of->parent->of->name);
    const char *own = strchr(id, '/') ? strchr(id, '/') + 1 : id;

    return CALL(.method = method,
                .path = text_of("%s/%s%s", path_below(list, id, own), own, below),
                .token = token_of(0, "trust_admin"), .headers = { "If-Match: *" });
}

/* ---- while the parent is there --------------------------------------------------------- */

static void expect_gone(const struct resource *of, const char *parent, const char *id)
{
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);

        if (r->resource == of)
            cr_expect_str_eq(not_problem(ask(r, carrier(r), parent, id), 410, "deleted"), "", "%s",
                             r->operation);
    }
}

static void expect_goes_with_parent(const struct resource *of)
{
    const struct reply *made = new_row_of(of);
    const char *parent = parent_of(of, made), *id = text_at(made, "/id");

    cr_assert_eq(to_parent(of, "DELETE", parent, "")->status, 204, "%s", of->name);
    expect_gone(of, parent, id);
    cr_assert_eq(to_parent(of, "POST", parent, "/restore")->status, 200, "%s", of->name);
    const struct reply *r = CALL(.path = strstr(header_of(made, "Location"), "/v1/"),
                                 .token = token_of(0, "trust_admin"));
    cr_expect_eq(r->status, 200, "%s: %s", of->name, r->text);
    cr_expect_eq(int_at(r, "/version"), int_at(made, "/version"), "%s was not touched", of->name);
}

/* What was answered or used is not deleted any more: tests/board/test_board_recommendations.c,
 * test_board_deliverables.c and test_board_feedback.c. */
static bool has_a_parent_that_stays(const struct resource *of)
{
    static const char *const STAY[] = { "board_recommendation", "board_deliverable",
                                        "board_feedback" };

    for (size_t i = 0; i < sizeof STAY / sizeof *STAY; i++) {
        if (strcmp(of->parent->of->name, STAY[i]) == 0)
            return true;
    }
    return false;
}

Test(nested, a_record_is_there_while_its_parent_is)
{
    size_t asked = 0;

    for (struct resource *const *of = RESOURCES; *of; of++) {
        if (!is_nested(*of) || has_a_parent_that_stays(*of))
            continue;
        expect_goes_with_parent(*of);
        asked++;
    }
    cr_expect_geq(asked, 3);
}

/* ---- ids of others --------------------------------------------------------------------- */

/* Every way in which one of two ids, or both, are not the caller's to know. */
static void expect_out_of_sight(const struct route *r, const struct reply *made)
{
    const struct resource *of = r->resource;
    const char *parent = parent_of(of, made), *id = text_at(made, "/id");
    const char *theirs_is = of->parent->of->parent ? NULL : id_in(1, of->parent->of);
    const char *foreign = theirs_is ? theirs_is : unknown_id();
    const char *beside = parent_of(of, new_row_of(of));
    const char *ours = carrier(r), *theirs = token_of(1, "trust_admin");
    const char *const WAYS[][3] = {
        { ours, foreign, id },        { ours, unknown_id(), id }, { ours, foreign, unknown_id() },
        { theirs, parent, id },       { theirs, foreign, id },    { theirs, parent, unknown_id() },
        { ours, has_id(r) ? parent : foreign, unknown_id() },
        { ours, has_id(r) ? beside : foreign, id },
    };

    /* The second trust has no places, inspections and boards. */
    cr_assert(theirs_is || strcmp(of->parent->of->name, "placement") == 0 ||
                  strncmp(of->parent->of->name, "inspection", strlen("inspection")) == 0 ||
                  strncmp(of->parent->of->name, "board", strlen("board")) == 0,
              "%s: none there", of->parent->of->name);
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
        const char *unknown = comparable(ask(r, WAYS[i][0], unknown_id(), unknown_id()));
        const struct reply *answer = ask(r, WAYS[i][0], WAYS[i][1], WAYS[i][2]);

        if (WAYS[i][0] == theirs && WAYS[i][1] == foreign && !has_id(r))
            continue; /* that is theirs */
        cr_expect_str_eq(not_problem(answer, 404, "not_found"), "", "%s, %zu", r->operation, i);
        cr_expect_str_eq(comparable(answer), unknown, "%s, %zu", r->operation, i);
    }
}

Test(nested, ids_of_others_are_answered_like_unknown_ones)
{
    for (struct resource *const *of = RESOURCES; *of; of++) {
        const struct reply *made = is_nested(*of) ? new_row_of(*of) : NULL;

        for (size_t i = 0; made && i < router_count(); i++) {
            if (is_below(router_at(i), *of))
                expect_out_of_sight(router_at(i), made);
        }
    }
}

/* ---- what belongs to a case at an address of its own ----------------------------------- */

static const struct reply *send(const char *method, const char *path)
{
    return CALL(.method = method, .path = path, .token = token_of(0, "trust_admin"),
                .headers = { "If-Match: *" });
}

static const char *consult(const char *ehcp)
{
    return text_of("/v1/consultations/%s",
                   posted("/v1/consultations",
                          text_of("{'ehcp_id':'%s','school_id':'%s','sent_on':'2025-05-20'}", ehcp,
                                  add_school())));
}

static const char *complain(const char *ehcp)
{
    return text_of("/v1/placement-complaints/%s",
                   posted("/v1/placement-complaints",
                          text_of("{'ehcp_id':'%s','raised_by':'host_school','raised_on':'%s',"
                                  "'subject':'provision','summary':'No therapist'}",
                                  ehcp, day_from_today(-40))));
}

Test(nested, what_belongs_to_a_case_goes_and_comes_with_it)
{
    const char *ehcp = plan_in_force(add_school()), *at = text_of("/v1/ehcps/%s", ehcp);
    const char *const BOTH[] = { consult(ehcp), complain(ehcp) };
    const char *gone = consult(ehcp);

    cr_assert_eq(send("DELETE", gone)->status, 204);
    cr_assert_eq(send("DELETE", at)->status, 204);
    for (size_t i = 0; i < 2; i++) {
        EXPECT_PROBLEM(send("GET", BOTH[i]), 410, "deleted");
        EXPECT_PROBLEM(send("DELETE", BOTH[i]), 410, "deleted");
        const struct reply *r = send("POST", text_of("%s/restore", BOTH[i]));
        EXPECT_PROBLEM(r, 409, "conflict");
        cr_expect_str_eq(errors_of(r), "/ehcp_id case_is_deleted");
    }
    const struct reply *r = send("GET", text_of("/v1/consultations?ehcp_id=%s", ehcp));
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
    cr_assert_eq(send("POST", text_of("%s/restore", at))->status, 200);
    for (size_t i = 0; i < 2; i++) {
        r = send("GET", BOTH[i]);
        cr_expect_eq(r->status, 200, "%s", r->text);
        cr_expect_eq(int_at(r, "/version"), 3);
        r = send("GET", text_of("%s/history", BOTH[i]));
        cr_expect_str_eq(text_at(r, "/data/0/op"), "restored", "%s", r->text);
        cr_expect_str_eq(text_at(r, "/data/1/op"), "deleted");
    }
    EXPECT_PROBLEM(send("GET", gone), 410, "deleted");
    r = send("POST", text_of("%s/restore", gone));
    cr_expect_eq(r->status, 200, "%s", r->text);
}
