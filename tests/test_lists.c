/* Lists: filters against a recount, every order walked page by page, cursors that cannot be bent,
 * and the same rows in three forms. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/fixture.h"
#include "tests/operations.h"

enum { PUPILS = 26 };
static const char *token, *school;

static void add_one(size_t i)
{
    static const char *const SURNAMES[] = {
        "Pascoe", "De Souza", "pascoe", "d\xe2\x80\x99" "Arcy",
        "\xc3\x89vans", "Zo\xc3\xab, \"Z\"", "Pa%_*",
    };
    static const char *const FORENAMES[] = { "Loveday", "Jory", "Tam" };
    static const char *const BODIES[] = {
        "{\"sen_provision\":\"N\",\"needs\":[],\"sex\":\"M\",\"ethnicity\":\"WBRI\"}",
        "{\"sen_provision\":\"K\",\"needs\":[{\"type\":\"NSA\",\"rank\":1}],\"in_care\":true}",
        "{\"needs\":[{\"type\":\"ASD\",\"rank\":1},{\"type\":\"SLCN\",\"rank\":2}],"
        "\"ethnicity\":\"REFU\"}",
        "{\"nc_year\":\"X\",\"sex\":\"U\",\"in_care\":true,\"care_authority\":\"908\"}",
        "{\"upn\":null,\"upn_unknown_reason\":\"UN3\"}"
    };

    json_t *body = but(pupil_body(school), BODIES[i % 5]);
    json_object_set_new(body, "legal_surname", json_string(SURNAMES[i % 7]));
    json_object_set_new(body, "legal_forename", json_string(FORENAMES[i % 3]));
    json_object_set_new(body, "date_of_birth",
                        json_sprintf("201%zu-0%zu-1%zu", i % 3 + 4, i % 4 + 1, i % 2));
    added(token, "/v1/pupils", body);
}

static void start(void)
{
    client_start();
    token = token_of(0, "trust_admin");
    school = add_school();
    for (size_t i = 0; i < PUPILS; i++)
        add_one(i);
}

TestSuite(lists, .init = start, .fini = client_stop, .timeout = 120);

static const struct reply *list(const char *more)
{
    return CALL(.path = text_of("/v1/pupils?school_id=%s%s", school, more), .token = token);
}

static json_t *rows_of(const struct reply *r)
{
    cr_assert_eq(r->status, 200, "%s", r->text);
    return json_at(r->json, "/data");
}

static const char *member(const json_t *row, const char *name)
{
    const char *text = json_string_value(json_object_get(row, name));

    if (text)
        return text;
    return json_is_true(json_object_get(row, name)) ? "true"
           : json_is_false(json_object_get(row, name)) ? "false" : NULL;
}

/* ---- filters --------------------------------------------------------------------------- */

static bool is_one_of(const char *list, const char *value)
{
    const size_t length = strlen(value);

    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        if (strncmp(at, value, length) == 0 && (at[length] == ',' || !at[length]))
            return true;
    }
    return false;
}

/* What the operator means, told again for dates, codes and names. */
static bool holds(const char *value, const char *op, const char *wanted)
{
    if (strcmp(op, "null") == 0)
        return (value == NULL) == (strcmp(wanted, "true") == 0);
    if (strcmp(op, "ne") == 0)
        return !value || strcmp(value, wanted) != 0;
    if (!value)
        return false;
    if (strcmp(op, "in") == 0)
        return is_one_of(wanted, value);
    if (strcmp(op, "prefix") == 0)
        return strncmp(value, wanted, strlen(wanted)) == 0;
    const int sign = strcmp(value, wanted);
    return strcmp(op, "") == 0 ? sign == 0 : strcmp(op, "gt") == 0 ? sign > 0
           : strcmp(op, "gte") == 0 ? sign >= 0 : strcmp(op, "lt") == 0 ? sign < 0 : sign <= 0;
}

static const char *const FILTERS[][3] = {
    { "legal_surname", "", "Pascoe" },
    { "legal_surname", "ne", "Pascoe" },
    { "legal_surname", "in", "Pascoe,De Souza,Nobody" },
    { "legal_surname", "prefix", "Pa" },
    { "legal_surname", "prefix", "Pa%" },
    { "legal_surname", "prefix", "%" },
    { "legal_surname", "prefix", "\xc3\x89" },
    { "legal_forename", "", "Tam" },
    { "date_of_birth", "gt", "2015-02-10" },
    { "date_of_birth", "gte", "2015-02-11" },
    { "date_of_birth", "lt", "2015-02-11" },
    { "date_of_birth", "lte", "2015-02-10" },
    { "date_of_birth", "", "2014-01-10" },
    { "sex", "", "M" },
    { "sex", "ne", "F" },
    { "sex", "in", "M,U" },
    { "ethnicity", "null", "true" },
    { "ethnicity", "null", "false" },
    { "ethnicity", "ne", "WBRI" },
    { "nc_year", "", "X" },
    { "sen_provision", "in", "K,E" },
    { "sen_provision", "ne", "E" },
    { "upn_unknown_reason", "null", "true" },
    { "upn_unknown_reason", "", "UN3" },
    { "in_care", "", "true" },
    { "in_care", "", "false" },
    { "care_authority", "", "908" },
    { "restricted", "", "false" },
    { "updated_at", "gte", "2020-01-01" },
    { "created_at", "lt", "2020-01-01T00:00:00Z" },
};

Test(lists, filters_find_what_a_recount_finds)
{
    json_t *all = rows_of(list("&limit=500")), *row;
    size_t i;

    cr_assert_eq(json_array_size(all), PUPILS);
    for (size_t k = 0; k < sizeof FILTERS / sizeof *FILTERS; k++) {
        const char *query = "", *op = FILTERS[k][1];
        size_t wanted = 0;

        for (const char *c = FILTERS[k][2]; *c; c++)
            query = text_of("%s%%%02x", query, (unsigned char)*c);
        json_array_foreach(all, i, row)
            wanted += holds(member(row, FILTERS[k][0]), op, FILTERS[k][2]);
        const struct reply *r = list(
            text_of("&limit=500&count=exact&%s%s%s=%s", FILTERS[k][0], *op ? "." : "", op, query));
        cr_expect_eq(json_array_size(rows_of(r)), wanted, "%s.%s=%s", FILTERS[k][0], op,
                     FILTERS[k][2]);
        cr_expect_eq(int_at(r, "/page/total"), (long long)wanted);
        json_array_foreach(rows_of(r), i, row)
            cr_expect(holds(member(row, FILTERS[k][0]), op, FILTERS[k][2]), "%s", FILTERS[k][0]);
    }
}

Test(lists, filters_by_need_and_by_system)
{
    cr_expect_eq(json_array_size(rows_of(list("&limit=500&need=slcn"))), PUPILS / 5);
    cr_expect_eq(json_array_size(rows_of(list("&limit=500&need.ne=NSA"))), PUPILS - PUPILS / 5);
    cr_expect_eq(json_array_size(rows_of(list("&limit=500&external_system=arbor"))), 0);
    cr_expect_eq(json_array_size(rows_of(list("&limit=500&sex=f&sen_provision=e&need=ASD"))),
                 2 * (PUPILS / 5));
}

static const char *const REFUSED[][2] = {
    { "limit=0", "limit limit_range" },
    { "limit=501", "limit limit_range" },
    { "limit=-1", "limit limit_range" },
    { "limit=05", "limit limit_range" },
    { "limit=5x", "limit limit_range" },
    { "limit=+5", "limit limit_range" },
    { "limit=99999999999999999999", "limit limit_range" },
    { "limit=", "limit empty_parameter" },
    { "sort=nobody", "sort sort_key" },
    { "sort=legal_surname,legal_surname", "sort sort_key" },
    { "sort=legal_surname,-legal_surname", "sort sort_key" },
    { "sort=,", "sort sort_key" },
    { "sort=--legal_surname", "sort sort_key" },
    { "sort=upn", "sort sort_key" },
    { "sort=legal_surname,legal_forename,date_of_birth,created_at", "sort sort_key" },
    { "fields=nobody", "fields unknown_field" },
    { "fields=special_school", "fields unknown_field" },
    { "fields=id,,upn", "fields unknown_field" },
    { "expand=nobody", "expand expand_name" },
    { "count=all", "count count_value" },
    { "include_deleted=1", "include_deleted flag_type" },
    { "sex=X", "sex sex_code" },
    { "sex.in=M,,F", "sex.in empty_parameter" },
    { "sex.gt=F", "sex.gt operator" },
    { "sex.like=F", "sex.like operator" },
    { "sex.=F", "sex. operator" },
    { "date_of_birth.null=maybe", "date_of_birth.null operator" },
    { "ethnicity.null=1", "ethnicity.null flag_type" },
    { "date_of_birth.gte=2015", "date_of_birth.gte date_format" },
    { "upn=B801200005001", "upn unknown_parameter" },
    { "in_care=yes", "in_care flag_type" },
    { "updated_at.gte=now", "updated_at.gte instant_format" },
    { "cursor=x", "cursor cursor_invalid" },
    { "dry_run=true", "dry_run unknown_parameter" },
    { "legal_surnam=x", "legal_surnam unknown_parameter" }
};

Test(lists, refuses_parameters)
{
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        const struct reply *r = list(text_of("&%s", REFUSED[i][0]));

        cr_expect_str_eq(not_problem(r, 400, "invalid_parameter"), "", "%s: %s", REFUSED[i][0],
                         not_problem(r, 400, "invalid_parameter"));
        cr_expect_str_eq(errors_of(r), REFUSED[i][1], "%s", REFUSED[i][0]);
    }
    cr_expect_str_eq(text_at(list("&legal_surnam=x"), "/errors/0/did_you_mean"), "legal_surname");
    cr_expect_str_eq(text_at(list("&limt=5"), "/errors/0/did_you_mean"), "limit");
    cr_expect_str_eq(errors_of(list("&limit=0&sex=X&nobody=1")),
                     "limit limit_range,nobody unknown_parameter,sex sex_code");
}

/* ---- orders and pages ------------------------------------------------------------------ */

static const char *const ORDERS[] = {
    "",
    "id",
    "-id",
    "legal_surname",
    "-legal_surname",
    "legal_forename",
    "-legal_forename",
    "date_of_birth",
    "-date_of_birth",
    "created_at",
    "-created_at",
    "updated_at",
    "-updated_at",
    "legal_surname,legal_forename",
    "legal_surname,-legal_forename",
    "-legal_surname,legal_forename",
    "-legal_surname,-date_of_birth,legal_forename",
    "legal_forename,-id",
    "date_of_birth,-legal_surname",
    "legal_forename,date_of_birth,legal_surname",
};

static const char *ids_of(json_t *rows)
{
    const char *all = "";
    json_t *row;
    size_t i;

    json_array_foreach(rows, i, row)
        all = text_of("%s %s", all, member(row, "id"));
    return all;
}

/* All pages, by next_cursor, as one list. */
static const char *walked(const char *order, int limit)
{
    const char *all = "", *cursor = NULL;
    int pages = 0;

    do {
        const struct reply *r =
            list(text_of("&limit=%d%s%s%s%s", limit, *order ? "&sort=" : "", order,
                         cursor ? "&cursor=" : "", cursor ? cursor : ""));
        const size_t count = json_array_size(rows_of(r));

        all = text_of("%s%s", all, ids_of(rows_of(r)));
        cursor = text_at(r, "/page/next_cursor");
        cr_expect_eq(json_is_true(json_at(r->json, "/page/has_more")), cursor != NULL);
        cr_expect_eq(int_at(r, "/page/limit"), limit);
        cr_expect_eq(header_of(r, "Link") != NULL, cursor != NULL);
        cr_expect(count == (size_t)limit || !cursor);
    } while (cursor && ++pages < 100);
    return all;
}

Test(lists, every_order_walked_is_the_whole_list)
{
    for (size_t i = 0; i < sizeof ORDERS / sizeof *ORDERS; i++) {
        const char *whole =
            ids_of(rows_of(list(text_of("&limit=500%s%s", *ORDERS[i] ? "&sort=" : "", ORDERS[i]))));

        cr_expect_eq(strlen(whole), PUPILS * 37);
        cr_expect_str_eq(walked(ORDERS[i], 4), whole, "%s", ORDERS[i]);
        cr_expect_str_eq(walked(ORDERS[i], i % 2 ? 1 : PUPILS), whole, "%s", ORDERS[i]);
    }
}

Test(lists, orders_are_what_they_say)
{
    json_t *up = rows_of(list("&limit=500&sort=date_of_birth,legal_forename"));
    json_t *down = rows_of(list("&limit=500&sort=-date_of_birth,legal_forename"));

    for (size_t i = 1; i < PUPILS; i++) {
        const json_t *a = json_array_get(up, i - 1), *b = json_array_get(up, i);
        const int by_birth = strcmp(member(a, "date_of_birth"), member(b, "date_of_birth"));

        cr_expect(by_birth < 0 || (by_birth == 0 && strcmp(member(a, "legal_forename"),
                                                           member(b, "legal_forename")) <= 0));
        cr_expect_geq(strcmp(member(json_array_get(down, i - 1), "date_of_birth"),
                             member(json_array_get(down, i), "date_of_birth")), 0);
    }
    json_t *names = rows_of(list("&limit=500&sort=legal_surname"));
    cr_expect_str_eq(member(json_array_get(names, 0), "legal_surname"), "d\xe2\x80\x99" "Arcy");
    cr_expect_str_eq(member(json_array_get(names, PUPILS - 1), "legal_surname"),
                     "Zo\xc3\xab, \"Z\"", "as people sort, not as bytes");
}

/* The page after a row is found also when that row has gone. */
Test(lists, a_cursor_outlives_its_row)
{
    const struct reply *first = list("&limit=3&sort=legal_surname");
    const char *last = text_at(first, "/data/2/id");
    const char *rest = ids_of(rows_of(list("&limit=500&sort=legal_surname"))) + 3 * 37;

    CALL(.method = "DELETE", .path = text_of("/v1/pupils/%s", last), .token = token,
         .headers = { "If-Match: *" });
    const struct reply *r = list(text_of("&limit=500&sort=legal_surname&cursor=%s",
                                         text_at(first, "/page/next_cursor")));
    cr_expect_str_eq(ids_of(rows_of(r)), rest);
}

Test(lists, the_link_is_the_next_page)
{
    const struct reply *r = list("&limit=5&sort=-date_of_birth&fields=id");
    const char *link = header_of(r, "Link");

    cr_assert(link && strstr(link, ">; rel=\"next\""), "%s", link ? link : "no Link");
    const char *path = strstr(link, "/v1/");
    const struct reply *next =
        CALL(.path = text_of("%.*s", (int)strcspn(path, ">"), path), .token = token);
    const struct reply *same = list(text_of("&limit=5&sort=-date_of_birth&fields=id&cursor=%s",
                                            text_at(r, "/page/next_cursor")));
    cr_expect_str_eq(ids_of(rows_of(next)), ids_of(rows_of(same)));
}

Test(lists, a_cursor_fits_its_list_only)
{
    const char *cursor = text_at(list("&limit=3&sort=legal_surname&sex=F"), "/page/next_cursor");
    static const char *const OTHER[] = {
        "&sort=legal_surname", "&sort=legal_surname&sex=M", "&sort=-legal_surname&sex=F", "&sex=F",
        "&sort=legal_surname,legal_forename&sex=F", "&sort=legal_surname&sex.ne=F",
        "&sort=legal_surname&sex=F&include_deleted=true", "&sort=legal_surname&sex=F&nc_year=7" };

    for (size_t i = 0; i < sizeof OTHER / sizeof *OTHER; i++)
        EXPECT_PROBLEM(list(text_of("%s&cursor=%s", OTHER[i], cursor)), 400, "cursor_mismatch");
    const char *good = text_of("&sort=legal_surname&sex=F&cursor=%s", cursor);
    cr_expect_eq(list(good)->status, 200);
    cr_expect_eq(list(text_of("%s&limit=7&fields=id", good))->status, 200,
                 "limit and fields may change");
    EXPECT_PROBLEM(CALL(.path = text_of("/v1/schools?sort=name&cursor=%s", cursor), .token = token),
                   400, "cursor_mismatch");
    EXPECT_PROBLEM(CALL(.path = text_of("/v1/pupils?school_id=%s%s", school, good),
                        .token = token_of(1, "trust_admin")), 400, "cursor_mismatch");
}

Test(lists, a_cursor_cannot_be_bent)
{
    const char *cursor = text_at(list("&limit=3"), "/page/next_cursor");
    const size_t length = strlen(cursor);

    cr_expect_null(strstr(cursor, "="));
    for (size_t i = 0; i < length; i += 1 + length / 30) {
        const char *bent =
            text_of("%.*s%c%s", (int)i, cursor, cursor[i] == 'A' ? 'B' : 'A', cursor + i + 1);

        EXPECT_PROBLEM(list(text_of("&cursor=%s", bent)), 400, "invalid_parameter");
        EXPECT_PROBLEM(list(text_of("&cursor=%.*s", (int)i + (i == 0), cursor)), 400,
                       "invalid_parameter");
    }
    EXPECT_PROBLEM(list(text_of("&cursor=%sA", cursor)), 400, "invalid_parameter");
}

/* ---- what is told ---------------------------------------------------------------------- */

Test(lists, fields)
{
    const struct reply *r = list("&limit=2&fields=upn,legal_surname");

    cr_expect_eq(json_object_size(json_at(r->json, "/data/0")), 2, "%s", r->text);
    cr_expect_not_null(json_at(r->json, "/data/0/legal_surname"));
    r = CALL(.path = text_of("/v1/pupils/%s?fields=id", text_at(list("&limit=1"), "/data/0/id")),
             .token = token);
    cr_expect_eq(json_object_size(r->json), 1, "%s", r->text);
    cr_expect_not_null(header_of(r, "ETag"));
}

Test(lists, expand)
{
    json_t *rows = rows_of(list("&limit=5&expand=school")), *row;
    size_t i;

    json_array_foreach(rows, i, row) {
        cr_expect_str_eq(member(json_object_get(row, "school"), "id"), school);
        cr_expect_str_eq(member(json_object_get(row, "school"), "name"), "Trevethan Academy");
    }
    const struct reply *one = CALL(.path = text_of("/v1/pupils/%s?expand=school",
                                                   text_at(list("&limit=1"), "/data/0/id")),
                                   .token = token);
    cr_expect_str_eq(text_at(one, "/school/id"), school);
}

Test(lists, count)
{
    const struct reply *r = list("&limit=3&count=exact&sex=F");

    cr_expect_str_eq(header_of(r, "Total-Count"), text_of("%lld", int_at(r, "/page/total")));
    cr_expect_gt(int_at(r, "/page/total"), 3);
    cr_expect_null(json_at(list("&limit=3")->json, "/page/total"));
    const struct reply *second = list(text_of("&limit=3&count=exact&sex=F&cursor=%s",
                                              text_at(r, "/page/next_cursor")));
    cr_expect_eq(int_at(second, "/page/total"), int_at(r, "/page/total"),
                 "of the list, not the page");
}

static const struct reply *list_as(const char *type, const char *more)
{
    return CALL(.path = text_of("/v1/pupils?school_id=%s%s", school, more), .token = token,
                .headers = { text_of("Accept: %s", type) });
}

Test(lists, newline_delimited)
{
    const struct reply *r = list_as("application/x-ndjson", "&sort=legal_surname");
    json_t *rows = rows_of(list("&sort=legal_surname&limit=500"));
    size_t i = 0;

    cr_assert_eq(r->status, 200);
    cr_expect_eq(strncmp(header_of(r, "Content-Type"), "application/x-ndjson", 20), 0);
    for (const char *line = r->text; *line; line += strcspn(line, "\n") + 1, i++) {
        json_t *row = kept(json_loadb(line, strcspn(line, "\n"), 0, NULL));

        cr_expect(json_equal(row, json_array_get(rows, i)), "%zu", i);
    }
    cr_expect_eq(i, PUPILS);
}

Test(lists, comma_separated)
{
    const struct reply *r =
        list_as("text/csv", "&sort=legal_surname&fields=id,legal_surname,needs");
    size_t lines = 0;

    cr_assert_eq(r->status, 200);
    cr_expect_eq(strncmp(header_of(r, "Content-Type"), "text/csv", 8), 0);
    cr_expect_eq(strncmp(r->text,
                         "id,legal_surname,needs.1.type,needs.1.rank,needs.2.type,needs.2.rank\r\n",
                         70),
                 0, "%.100s", r->text);
    for (const char *at = r->text; (at = strstr(at, "\r\n")); at += 2)
        lines++;
    cr_expect_eq(lines, PUPILS + 1);
    cr_expect(strstr(r->text, ",\"Zo\xc3\xab, \"\"Z\"\"\","), "quoted as RFC 4180 wants");
}

/* By the sheet's own words, =1+1 would be run by whoever opens it; a name can be anything. */
Test(lists, forms_that_are_there_and_are_not)
{
    static const char *const WEIGHED[][2] = {
        { "*/*", "application/json" },
        { "application/*", "application/json" },
        { "text/csv, */*;q=0.1", "text/csv" },
        { "text/html, application/json;q=0.5",
        "application/json" },
        { "TEXT/CSV", "text/csv" },
        { "text/csv;q=1.0", "text/csv" },
    };
    static const char *const NONE_OF[] = {
        "image/png", "application/xml", "text/html",
        "text/csv;q=0",
    };

    for (size_t i = 0; i < sizeof WEIGHED / sizeof *WEIGHED; i++) {
        const struct reply *r = list_as(WEIGHED[i][0], "&limit=1");

        cr_expect(strstr(header_of(r, "Content-Type"), WEIGHED[i][1]), "%s: %s", WEIGHED[i][0],
                  header_of(r, "Content-Type"));
    }
    for (size_t i = 0; i < sizeof NONE_OF / sizeof *NONE_OF; i++)
        EXPECT_PROBLEM(list_as(NONE_OF[i], ""), 406, "not_acceptable");
}

Test(lists, an_empty_list)
{
    const struct reply *r = list("&legal_surname=Nobody");

    cr_expect_eq(r->status, 200);
    cr_expect_eq(json_array_size(rows_of(r)), 0);
    cr_expect(json_is_false(json_at(r->json, "/page/has_more")));
    cr_expect(json_is_null(json_at(r->json, "/page/next_cursor")));
    cr_expect_str_eq(list_as("application/x-ndjson", "&legal_surname=Nobody")->text, "");
}

/* ---- every list by every key ------------------------------------------------------------ */

static const struct reply *page_by(const struct route *r, const char *key, const char *cursor)
{
    const char *path = path_below(r, unknown_id(), unknown_id());

    return CALL(.token = carrier(r),
                .path = text_of("%s%slimit=1&sort=%s%s%s", path, strchr(path, '?') ? "&" : "?", key,
                                cursor ? "&cursor=" : "", cursor ? cursor : ""));
}

static void expect_goes_on(const struct route *r, const char *key)
{
    const struct reply *first = page_by(r, key, NULL);
    const char *cursor = text_at(first, "/page/next_cursor");

    cr_expect_eq(first->status, 200, "%s by %s: %s", r->operation, key, first->text);
    if (!cursor)
        return;
    const struct reply *next = page_by(r, key, cursor);
    cr_expect_eq(next->status, 200, "%s by %s: %s", r->operation, key, next->text);
    cr_expect_str_neq(text_at(next, "/data/0/id"), text_at(first, "/data/0/id"), "%s by %s",
                      r->operation, key);
}

Test(lists, every_list_goes_on_by_every_key)
{
    cr_assert(router_start());
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);

        if (!(r->flags & LISTS) || strchr(r->path, ':'))
            continue;
        for (const struct sort *sort = r->resource->list->sorts; sort->name; sort++) {
            expect_goes_on(r, sort->name);
            expect_goes_on(r, text_of("-%s", sort->name));
        }
    }
}
