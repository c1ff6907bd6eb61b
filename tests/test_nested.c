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

static bool is_nested(const struct resource *of)
{
    return of && of->parent;
}

static const struct reply *ask(const struct route *r, const char *token, const char *parent,
                               const char *id)
{
    return CALL(.method = r->method, .path = path_below(r, parent, id), .token = token,
                .body = body_for(r), .type = type_for(r), .headers = { "If-Match: *" });
}

static const struct reply *to_parent(const struct resource *of, const char *method, const char *id,
                                     const char *below)
{
    const char *at = router_list_of(of->parent->of->name)->path;

    return CALL(.method = method, .path = text_of("%s/%s%s", at, id, below),
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

Test(nested, a_record_is_there_while_its_parent_is)
{
    size_t asked = 0;

    for (struct resource *const *of = RESOURCES; *of; of++) {
        if (!is_nested(*of))
            continue;
        expect_goes_with_parent(*of);
        asked++;
    }
    cr_expect_geq(asked, 3);
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
