/* One pupil through its life: made, read, changed, replaced, deleted, brought back. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "tests/fixture.h"

static const char *token, *school;

static void start(void)
{
    client_start();
    token = token_of(0, "trust_admin");
    school = add_school();
}

TestSuite(pupils, .init = start, .fini = client_stop, .timeout = 120);

static const char *at(const char *id)
{
    return text_of("/v1/pupils/%s", id);
}

static const struct reply *find(const char *id)
{
    return CALL(.path = at(id), .token = token);
}

/* With If-Match: `tag`, or without when it is NULL. */
static const struct reply *change(const char *method, const char *path, const char *tag,
                                  const char *body)
{
    return CALL(.method = method, .path = path, .token = token, .body = body,
                .headers = { tag ? text_of("If-Match: %s", tag) : NULL });
}

static const struct reply *patch(const char *id, const char *tag, const char *body)
{
    return change("PATCH", at(id), tag, body);
}

static const char *tag_of(const char *id)
{
    return header_of(find(id), "ETag");
}

static const struct reply *post(const char *path, const char *body)
{
    return CALL(.method = "POST", .path = path, .token = token, .body = body);
}

/* ---- making and reading ---------------------------------------------------------------- */

Test(pupils, is_made_and_read)
{
    json_t *body = kept(pupil_body(school)), *value;
    const struct reply *made = added(token, "/v1/pupils", json_deep_copy(body));
    const char *id = text_at(made, "/id"), *name;

    cr_expect_str_eq(header_of(made, "ETag"), "\"v1\"");
    cr_expect(strstr(header_of(made, "Location"), at(id)), "%s", header_of(made, "Location"));
    cr_expect_not_null(header_of(made, "Last-Modified"));
    json_object_foreach(body, name, value) cr_expect(
        strcmp(name, "registrations") == 0 || json_equal(json_object_get(made->json, name), value),
        "%s", name);
    cr_expect_eq(int_at(made, "/version"), 1);
    cr_expect_str_eq(text_at(made, "/school_id"), school);
    cr_expect_str_eq(text_at(made, "/registrations/0/status"), "C");
    cr_expect(json_is_null(json_at(made->json, "/registrations/0/leaving_date")));
    cr_expect_eq(json_array_size(json_at(made->json, "/former_upns")), 0);
    cr_expect_null(json_at(made->json, "/deleted_at"), "left out while it is not deleted");
    cr_expect_null(json_at(made->json, "/special_school"));
    const struct reply *read = find(id);
    cr_expect_eq(read->status, 200);
    cr_expect_str_eq(read->text, made->text);
    cr_expect_str_eq(header_of(read, "ETag"), "\"v1\"");
    cr_expect_str_eq(header_of(read, "Cache-Control"), "private, no-cache");
}

Test(pupils, unchanged_is_told_without_a_body)
{
    const char *id = add_pupil(school);
    static const char *const SEEN[] = { "\"v1\"", "*", "\"v7\", \"v1\"", "W/\"v1\"" };
    static const char *const UNSEEN[] = { "\"v2\"", "\"v11\"", "v1", "\"v1", "" };

    for (size_t i = 0; i < sizeof SEEN / sizeof *SEEN; i++) {
        const struct reply *r = CALL(.path = at(id), .token = token,
                                     .headers = { text_of("If-None-Match: %s", SEEN[i]) });

        cr_expect_eq(r->status, 304, "%s", SEEN[i]);
        cr_expect_eq(r->length, 0);
        cr_expect_str_eq(header_of(r, "ETag"), "\"v1\"");
    }
    for (size_t i = 0; i < sizeof UNSEEN / sizeof *UNSEEN; i++)
        cr_expect_eq(CALL(.path = at(id), .token = token,
                          .headers = { text_of("If-None-Match: %s", UNSEEN[i]) })
                         ->status,
                     200, "%s", UNSEEN[i]);
}

Test(pupils, head_is_get_without_the_body)
{
    const char *id = add_pupil(school);
    const struct reply *get = find(id),
                       *head = CALL(.method = "HEAD", .path = at(id), .token = token);

    cr_expect_eq(head->status, 200);
    cr_expect_eq(head->length, 0);
    cr_expect_str_eq(header_of(head, "ETag"), header_of(get, "ETag"));
    cr_expect_str_eq(header_of(head, "Content-Length"), header_of(get, "Content-Length"));
    cr_expect_str_eq(header_of(head, "Content-Type"), header_of(get, "Content-Type"));
}

Test(pupils, every_answer_names_its_request)
{
    const struct reply *r = CALL(.path = "/v1/pupils?limit=1", .token = token,
                                 .headers = { "Request-Id: mine-0123_4.5" });

    cr_expect_str_eq(header_of(r, "Request-Id"), "mine-0123_4.5");
    cr_expect_not_null(header_of(r, "RateLimit"));
    cr_expect_not_null(header_of(r, "RateLimit-Policy"));
    static const char *const ODD[] = {
        "short", "has blank inside", "quote\"inside", "semi;colon",
        "0123456789012345678901234567890123456789012345678901234567890123"
    };
    for (size_t i = 0; i < sizeof ODD / sizeof *ODD; i++) {
        r = CALL(.path = "/v1/pupils?limit=1", .token = token,
                 .headers = { text_of("Request-Id: %s", ODD[i]) });
        cr_expect_str_neq(header_of(r, "Request-Id"), ODD[i]);
        cr_expect_eq(strlen(header_of(r, "Request-Id")), 36);
    }
}

/* ---- changing -------------------------------------------------------------------------- */

Test(pupils, a_change_needs_the_version_that_was_read)
{
    const char *id = add_pupil(school);
    static const char *const STALE[] = {
        "\"v2\"",   "v1",     "\"v1", "\"v01\"",
        "W/\"v1\"", "\"V1\"", "\"\"",
    };

    EXPECT_PROBLEM(patch(id, NULL, "{}"), 428, "precondition_required");
    for (size_t i = 0; i < sizeof STALE / sizeof *STALE; i++) {
        const struct reply *r = patch(id, STALE[i], "{\"middle_names\":\"x\"}");

        EXPECT_PROBLEM(r, 412, "precondition_failed");
        cr_expect_str_eq(text_at(r, "/current_etag"), "\"v1\"");
    }
    EXPECT_PROBLEM(change("PUT", at(id), NULL, "{}"), 428, "precondition_required");
    EXPECT_PROBLEM(change("DELETE", at(id), NULL, NULL), 428, "precondition_required");
    EXPECT_PROBLEM(change("DELETE", at(id), "\"v9\"", NULL), 412, "precondition_failed");
    cr_expect_eq(int_at(find(id), "/version"), 1);
    cr_expect_eq(patch(id, "*", "{\"middle_names\":\"x\"}")->status, 200);
}

Test(pupils, merge_patch)
{
    const char *id = add_pupil(school);
    const struct reply *r =
        CALL(.method = "PATCH", .path = at(id), .token = token,
             .type = "application/merge-patch+json",
             .body =
                 "{\"preferred_surname\":\" Trelawny \",\"needs\":[{\"type\":\"mld\",\"rank\":1}]}",
             .headers = { "If-Match: \"v1\"" });

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(header_of(r, "ETag"), "\"v2\"");
    cr_expect_str_eq(text_at(r, "/preferred_surname"), "Trelawny");
    cr_expect_str_eq(text_at(r, "/needs/0/type"), "MLD");
    cr_expect_eq(json_array_size(json_at(r->json, "/needs")), 1, "a list is replaced as a whole");
    cr_expect_str_eq(text_at(r, "/legal_surname"), "Pascoe", "what is not named stays");
    cr_expect_str_gt(text_at(r, "/updated_at"), text_at(r, "/created_at"));
    r = patch(id, "\"v2\"", "{\"preferred_surname\":null}");
    cr_expect(json_is_null(json_at(r->json, "/preferred_surname")));
    r = patch(id, "\"v3\"", "{\"legal_surname\":null}");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/legal_surname required");
    cr_expect_eq(int_at(find(id), "/version"), 3);
}

/* No version, no history, no event. */
Test(pupils, a_change_of_nothing_makes_no_version)
{
    const char *id = add_pupil(school);
    const char *whole = find(id)->text;

    cr_expect_eq(int_at(patch(id, "\"v1\"", "{}"), "/version"), 1);
    cr_expect_eq(int_at(patch(id, "\"v1\"", "{\"legal_surname\":\"  Pascoe \"}"), "/version"), 1);
    const struct reply *r = patch(id, "\"v1\"", whole);
    cr_expect_eq(int_at(r, "/version"), 1, "%s", r->text);
    r = change("PUT", at(id), "\"v1\"", whole);
    cr_expect_eq(int_at(r, "/version"), 1, "what was read may be sent back: %s", r->text);
    cr_expect_str_eq(find(id)->text, whole);
    r = CALL(.path = text_of("%s/history", at(id)), .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
}

Test(pupils, put_replaces)
{
    const char *id = add_pupil(school);
    json_t *body = kept(but(pupil_body(school), "{\"middle_names\":\"A B\",\"restricted\":false}"));
    const char *text = dumped(json_deep_copy(body));
    const struct reply *r = change("PUT", at(id), "\"v1\"", text);

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/middle_names"), "A B");
    cr_expect_str_neq(text_at(r, "/former_upns/0"), "", "the UPN of before is kept");
    json_object_del(body, "middle_names");
    json_object_set(body, "former_upns", json_at(r->json, "/former_upns"));
    r = change("PUT", at(id), "\"v2\"", dumped(json_deep_copy(body)));
    cr_expect(json_is_null(json_at(r->json, "/middle_names")), "what is not named is absent");
    json_object_del(body, "legal_surname");
    json_object_del(body, "sex");
    r = change("PUT", at(id), "\"v3\"", dumped(json_deep_copy(body)));
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/legal_surname required,/sex required");
    r = change("PUT", at(id), "\"v3\"", dumped(but(json_deep_copy(body), "{\"version\":9}")));
    cr_expect(strstr(errors_of(r), "/version read_only"), "%s", r->text);
}

Test(pupils, prefer_minimal)
{
    const struct reply *r =
        CALL(.method = "POST", .path = "/v1/pupils", .token = token,
             .body = dumped(pupil_body(school)), .headers = { "Prefer: return=minimal" });

    cr_expect_eq(r->status, 204);
    cr_expect_eq(r->length, 0);
    cr_expect_str_eq(header_of(r, "Preference-Applied"), "return=minimal");
    const char *id = strrchr(header_of(r, "Location"), '/') + 1;
    r = CALL(.method = "PATCH", .path = at(id), .token = token, .body = "{\"middle_names\":\"x\"}",
             .headers = { "If-Match: \"v1\"", "Prefer: return=minimal" });
    cr_expect_eq(r->status, 204);
    cr_expect_str_eq(header_of(r, "ETag"), "\"v2\"");
    cr_expect_str_eq(text_at(find(id), "/middle_names"), "x");
}

/* ---- deleting -------------------------------------------------------------------------- */

static long long count_with(const char *more)
{
    return int_at(CALL(.path = text_of("/v1/pupils?school_id=%s&count=exact%s", school, more),
                       .token = token), "/page/total");
}

Test(pupils, is_deleted_and_restored)
{
    const char *id = add_pupil(school);

    cr_expect_eq(change("DELETE", at(id), "\"v1\"", NULL)->status, 204);
    EXPECT_PROBLEM(find(id), 410, "deleted");
    EXPECT_PROBLEM(patch(id, "*", "{}"), 410, "deleted");
    EXPECT_PROBLEM(change("PUT", at(id), "*", dumped(pupil_body(school))), 410, "deleted");
    EXPECT_PROBLEM(change("DELETE", at(id), "*", NULL), 410, "deleted");
    cr_expect_eq(count_with(""), 0);
    cr_expect_eq(count_with("&include_deleted=true"), 1);
    const struct reply *r = change("POST", text_of("%s/restore", at(id)), NULL, NULL);
    cr_expect_eq(r->status, 200);
    cr_expect_eq(int_at(r, "/version"), 3);
    cr_expect_null(json_at(r->json, "/deleted_at"));
    cr_expect_str_eq(header_of(r, "ETag"), "\"v3\"");
    r = change("POST", text_of("%s/restore", at(id)), NULL, NULL);
    cr_expect_eq(int_at(r, "/version"), 3, "once more changes nothing");
    cr_expect_eq(find(id)->status, 200);
}

/* A mistaken record does not block the roll; bringing it back claims its UPN again. */
Test(pupils, a_deleted_pupil_lets_go_of_its_upn)
{
    const char *upn = fresh_upn();
    const char *members = text_of(
        "{\"upn\":\"%s\",\"external_ids\":[{\"system\":\"sims\",\"value\":\"%s\"}]}", upn, upn);
    const struct reply *first = added(token, "/v1/pupils", but(pupil_body(school), members));
    const char *body = dumped(but(pupil_body(school), members));
    const struct reply *r = change("POST", "/v1/pupils", NULL, body);

    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/upn upn_has_one_holder");
    change("DELETE", at(text_at(first, "/id")), "*", NULL);
    cr_expect_eq(change("POST", "/v1/pupils", NULL, body)->status, 201);
    r = change("POST", text_of("%s/restore", at(text_at(first, "/id"))), NULL, NULL);
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/upn upn_has_one_holder");
    EXPECT_PROBLEM(find(text_at(first, "/id")), 410, "deleted");
}

Test(pupils, history)
{
    const char *id = add_pupil(school);

    patch(id, "*", "{\"middle_names\":\"Morwenna\"}");
    change("DELETE", at(id), "*", NULL);
    change("POST", text_of("%s/restore", at(id)), NULL, NULL);
    const struct reply *r = CALL(.path = text_of("%s/history", at(id)), .token = token);
    static const char *const OPS[] = { "restored", "deleted", "updated", "created" };
    cr_assert_eq(json_array_size(json_at(r->json, "/data")), 4, "%s", r->text);
    for (size_t i = 0; i < 4; i++) {
        cr_expect_str_eq(text_at(r, text_of("/data/%zu/op", i)), OPS[i]);
        cr_expect_eq(int_at(r, text_of("/data/%zu/version", i)), 4 - (long long)i);
        cr_expect_not_null(text_at(r, text_of("/data/%zu/actor", i)));
        cr_expect_not_null(text_at(r, text_of("/data/%zu/request_id", i)));
    }
    cr_expect_str_eq(text_at(r, "/data/2/changes/0/member"), "middle_names");
    cr_expect_str_eq(text_at(r, "/data/2/changes/0/to"), "Morwenna");
    r = CALL(.path = text_of("%s/history?limit=1&before=3", at(id)), .token = token);
    cr_expect_eq(int_at(r, "/data/0/version"), 2, "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1);
}

/* ---- trying ---------------------------------------------------------------------------- */

Test(pupils, dry_run_writes_nothing)
{
    const char *id = add_pupil(school), *whole = find(id)->text;
    const char *upn = fresh_upn();
    const char *body = dumped(but(pupil_body(school), text_of("{\"upn\":\"%s\"}", upn)));
    const struct reply *r = change("POST", "/v1/pupils?dry_run=true", NULL, body);

    cr_expect_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(header_of(r, "Dry-Run"), "true");
    cr_expect_str_eq(text_at(r, "/upn"), upn);
    EXPECT_PROBLEM(find(text_at(r, "/id")), 404, "not_found");
    r = change("PATCH", text_of("%s?dry_run=true", at(id)), "\"v1\"", "{\"middle_names\":\"x\"}");
    cr_expect_eq(int_at(r, "/version"), 2);
    r = change("DELETE", text_of("%s?dry_run=true", at(id)), "\"v1\"", NULL);
    cr_expect_eq(r->status, 204);
    cr_expect_str_eq(header_of(r, "Dry-Run"), "true");
    cr_expect_str_eq(find(id)->text, whole);
    r = change("PATCH", text_of("%s?dry_run=true", at(id)), "*", "{\"sen_provision\":\"N\"}");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    EXPECT_PROBLEM(change("POST", "/v1/pupils?dry_run=yes", NULL, body), 400, "invalid_parameter");
    cr_expect_eq(change("POST", "/v1/pupils?dry_run=false", NULL, body)->status, 201);
    EXPECT_PROBLEM(change("POST", "/v1/pupils?dry_run=true", NULL, body), 409, "conflict");
}

/* ---- once ------------------------------------------------------------------------------ */

static const struct reply *post_once(const char *key, const char *body)
{
    return CALL(.method = "POST", .path = "/v1/pupils", .token = token, .body = body,
                .headers = { text_of("Idempotency-Key: %s", key) });
}

Test(pupils, a_key_takes_effect_once)
{
    const char *key = text_of("key %s", fresh_upn()), *body = dumped(pupil_body(school));
    const struct reply *first = post_once(key, body), *again = post_once(key, body);

    cr_expect_eq(first->status, 201);
    cr_expect_null(header_of(first, "Idempotency-Replayed"));
    cr_expect_eq(again->status, 201);
    cr_expect_str_eq(header_of(again, "Idempotency-Replayed"), "true");
    cr_expect_str_eq(again->text, first->text);
    static const char *const KEPT[] = { "ETag", "Location", "Last-Modified", "Content-Type" };
    for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++)
        cr_expect_str_eq(header_of(again, KEPT[i]), header_of(first, KEPT[i]));
    cr_expect_eq(count_with(""), 1);
    EXPECT_PROBLEM(post_once(key, dumped(pupil_body(school))), 422, "idempotency_key_reused");
    const struct reply *other = CALL(.method = "POST", .path = "/v1/pupils", .body = body,
                                     .token = token_of(0, "send_lead"),
                                     .headers = { text_of("Idempotency-Key: %s", key) });
    EXPECT_PROBLEM(other, 409, "conflict");
}

/* What was refused has had no effect, so its key is free. */
Test(pupils, a_refused_request_uses_up_no_key)
{
    const char *key = fresh_upn();

    EXPECT_PROBLEM(post_once(key, "{}"), 422, "validation_failed");
    cr_expect_eq(post_once(key, dumped(pupil_body(school)))->status, 201);
}

struct shared_call {
    const char *method, *path, *body, *header;
    const struct reply *reply;
};

static void *call_once(void *context)
{
    struct shared_call *c = context;

    c->reply = CALL(.method = c->method, .path = c->path, .token = token, .body = c->body,
                    .headers = { c->header });
    client_leave();
    return NULL;
}

enum { CROWD = 8 };

static void call_together(struct shared_call calls[CROWD])
{
    pthread_t threads[CROWD];

    for (size_t i = 0; i < CROWD; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, call_once, &calls[i]), 0);
    for (size_t i = 0; i < CROWD; i++)
        pthread_join(threads[i], NULL);
}

Test(pupils, one_key_from_many_at_once)
{
    const char *body = dumped(pupil_body(school)),
               *key = text_of("Idempotency-Key: %s", fresh_upn());
    struct shared_call calls[CROWD];
    size_t made = 0;

    for (size_t i = 0; i < CROWD; i++)
        calls[i] = (struct shared_call){ "POST", "/v1/pupils", body, key, NULL };
    call_together(calls);
    for (size_t i = 0; i < CROWD; i++) {
        made += calls[i].reply->status == 201 && !header_of(calls[i].reply, "Idempotency-Replayed");
        if (calls[i].reply->status != 201) {
            EXPECT_PROBLEM(calls[i].reply, 409, "request_in_progress");
            cr_expect_not_null(header_of(calls[i].reply, "Retry-After"));
        }
    }
    cr_expect_eq(made, 1);
    cr_expect_eq(count_with(""), 1);
}

/* Of many who read the same version one may change it. */
Test(pupils, one_version_from_many_at_once)
{
    const char *id = add_pupil(school);
    struct shared_call calls[CROWD];
    size_t changed = 0;

    for (size_t i = 0; i < CROWD; i++)
        calls[i] = (struct shared_call){ "PATCH", at(id), text_of("{\"middle_names\":\"n%zu\"}", i),
                                         "If-Match: \"v1\"", NULL };
    call_together(calls);
    for (size_t i = 0; i < CROWD; i++) {
        changed += calls[i].reply->status == 200;
        if (calls[i].reply->status != 200)
            EXPECT_PROBLEM(calls[i].reply, 412, "precondition_failed");
    }
    cr_expect_eq(changed, 1);
    cr_expect_str_eq(tag_of(id), "\"v2\"");
}

/* Of many who bring the same UPN one may have it. */
Test(pupils, one_upn_from_many_at_once)
{
    const char *upn = fresh_upn();
    struct shared_call calls[CROWD];
    size_t made = 0;

    for (size_t i = 0; i < CROWD; i++)
        calls[i] = (struct shared_call){ "POST", "/v1/pupils",
            dumped(but(pupil_body(school), text_of("{\"upn\":\"%s\"}", upn))), NULL, NULL };
    call_together(calls);
    for (size_t i = 0; i < CROWD; i++) {
        made += calls[i].reply->status == 201;
        if (calls[i].reply->status != 201)
            EXPECT_PROBLEM(calls[i].reply, 409, "conflict");
    }
    cr_expect_eq(made, 1);
}

/* ---- many at once ---------------------------------------------------------------------- */

/* Two rows that are one pupil by different keys: written together, one would be lost. */
Test(pupils, a_bulk_meets_a_pupil_once)
{
    const char *one = fresh_upn(), *two = fresh_upn();
    const char *keys = text_of("{\"external_ids\":[{\"system\":\"arbor\",\"value\":\"%s\"},"
                               "{\"system\":\"arbor\",\"value\":\"%s\"}]}", one, two);
    const char *id = text_at(added(token, "/v1/pupils", but(pupil_body(school), keys)), "/id");
    const struct reply *r = post("/v1/pupils/bulk?op=update&match=external_id:arbor&mode=partial",
        text_of("{\"items\":[{\"external_ids\":[{\"system\":\"arbor\",\"value\":\"%s\"}],"
                "\"middle_names\":\"First\"},{\"external_ids\":[{\"system\":\"arbor\","
                "\"value\":\"%s\"}],\"middle_names\":\"Second\"}]}", one, two));

    cr_expect_eq(r->status, 207, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/results/0/result"), "updated");
    cr_expect_eq(int_at(r, "/results/1/status"), 409);
    cr_expect_str_eq(text_at(r, "/results/1/problem/errors/0/code"), "repeated_row");
    cr_expect_str_eq(text_at(find(id), "/middle_names"), "First");
}

/* What a list told can be sent back as it is. */
Test(pupils, a_list_goes_back_as_a_bulk)
{
    static const char *const FORMS[] = { "application/x-ndjson", "text/csv" };

    for (size_t i = 0; i < 2; i++) {
        const struct reply *told = CALL(.path = "/v1/pupils?limit=200", .token = token,
                                        .headers = { text_of("Accept: %s", FORMS[i]) });
        const struct reply *r = CALL(.method = "POST", .path = "/v1/pupils/bulk?op=update&match=id",
                                     .token = token, .body = told->text, .type = FORMS[i]);

        cr_expect_eq(r->status, 200, "%s: %.600s", FORMS[i], r->text);
        cr_expect_eq(int_at(r, "/summary/unchanged"), 200);
    }
}

/* Ten thousand rows with many faults each are all told of. */
Test(pupils, a_bulk_tells_every_fault_of_every_row)
{
    enum { ROWS = 10000 };
    json_t *items = json_array();

    for (size_t i = 0; i < ROWS; i++)
        json_array_append_new(items, json_pack("{s:s,s:s,s:s,s:s,s:s}", "upn", "", "sex", "",
                                               "nc_year", "", "legal_surname", "", "uln", ""));
    const struct reply *r = post("/v1/pupils/bulk?op=create&mode=partial",
                                 dumped(json_pack("{s:o}", "items", items)));
    cr_expect_eq(r->status, 207, "%.300s", r->text);
    cr_expect_eq(int_at(r, "/summary/failed"), ROWS);
}

/* ---- merging and purging --------------------------------------------------------------- */

Test(pupils, a_permanent_upn_outlives_a_merge)
{
    const char *kept = fresh_upn();
    const char *survivor = text_at(added(token, "/v1/pupils", but(pupil_body(school),
                                         "{\"upn\":\"T80129990026K\"}")), "/id");
    const char *duplicate = text_at(added(token, "/v1/pupils", but(pupil_body(school),
                                          text_of("{\"upn\":\"%s\"}", kept))), "/id");
    const struct reply *r = post(text_of("/v1/pupils/%s/merges", survivor),
                                 text_of("{\"duplicate_id\":\"%s\"}", duplicate));

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/upn"), kept);
    cr_expect_str_eq(text_at(r, "/former_upns/0"), "T80129990026K");
    cr_expect_null(text_at(r, "/former_upns/1"));
}

/* The answer that was kept for a repeated request is of the past as well. */
Test(pupils, a_purge_leaves_no_kept_answer)
{
    const char *key = fresh_upn(), *body = dumped(pupil_body(school));
    const char *id = text_at(post_once(key, body), "/id");

    cr_expect_eq(change("DELETE", at(id), "*", NULL)->status, 204);
    cr_expect_eq(post(text_of("/v1/pupils/%s/purge", id), "{\"reason\":\"by mistake\"}")->status,
                 204);
    const struct reply *again = post_once(key, body);
    cr_expect_eq(again->status, 201);
    cr_expect_str_eq(header_of(again, "Idempotency-Replayed"), "true");
    cr_expect_eq(again->length, 0, "%s", again->text);
    EXPECT_PROBLEM(find(id), 410, "deleted");
}
