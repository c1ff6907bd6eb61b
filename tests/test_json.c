/* From a client's JSON to a row: what cannot be read, and what is read but not acceptable, all of
 * it together and each at its pointer. */
#include "api/json.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/pupils/pupil.h"
#include "models/pupils/school.h"

static struct arena arena;
static struct faults faults;
static struct pupil pupil;
static uint64_t given, hidden;

static void start(void)
{
    json_start();
    arena = (struct arena){ .limit = 64 << 20 };
}

static void stop(void)
{
    arena_free(&arena);
}

TestSuite(json, .init = start, .fini = stop, .timeout = 30);

/* Reads into `pupil`; the faults as "pointer code,pointer code", or "unreadable". */
static const char *read_onto(const struct pupil *current, const char *text, size_t length)
{
    struct buffer out = { .arena = &arena };

    faults = (struct faults){ .arena = &arena };
    struct reading r = { .arena = &arena, .shape = &PUPIL, .row = &pupil, .current = current,
                         .hidden = hidden, .faults = &faults, .at = "" };
    if (!json_read_object(&r, text, length))
        return "unreadable";
    given = r.given;
    put_text(&out, "");
    for (size_t i = 0; i < faults.count; i++) {
        put_text(&out, i ? "," : "");
        put_text(&out, faults.items[i].place);
        put_char(&out, ' ');
        put_text(&out, faults.items[i].code);
    }
    return out.text;
}

static const char *read_new(const char *text)
{
    shape_clear(&PUPIL, &pupil);
    return read_onto(NULL, text, strlen(text));
}

#define EXPECT_NEW(text, wanted) cr_expect_str_eq(read_new(text), wanted, "%s", text)

Test(json, reads_a_row)
{
    EXPECT_NEW(
        "{\"upn\": \" h908401026001 \", \"legal_surname\": \"Zo\\u00eb\", \"in_care\": true,"
        "\"needs\": [{\"rank\": 1, \"type\": \"asd\"}], \"former_upns\": [\"b801200005001\"],"
        "\"uln\": null, \"registrations\": []}",
        "");
    cr_expect_str_eq(pupil.upn, "H908401026001", "in its one spelling");
    cr_expect_str_eq(pupil.legal_surname, "Zo\xc3\xab");
    cr_expect(pupil.in_care);
    cr_expect_str_eq(pupil.needs, "[{\"type\":\"ASD\",\"rank\":1}]", "canonical");
    cr_expect_str_eq(pupil.former_upns, "[\"B801200005001\"]");
    cr_expect_null(pupil.uln);
    cr_expect_str_eq(pupil.registrations, "[]");
    cr_expect_eq(__builtin_popcountll(given), 7);
    EXPECT_NEW(" \n{}\t", "");
    cr_expect_eq(given, 0);
}

static const char *const UNREADABLE[] = {
    "",
    " ",
    "[]",
    "1",
    "\"a\"",
    "null",
    "true",
    "{",
    "}",
    "{}{}",
    "{} x",
    "{'a':1}",
    "{a:1}",
    "{\"upn\":}",
    "{\"upn\" \"x\"}",
    "{\"upn\":\"x\",}",
    "{,}",
    "\xef\xbb\xbf{}",
    "{\"upn\":01}",
    "{\"version\":1e400}",
    "{\"version\":9223372036854775808}",
    "{\"version\":NaN}",
    "{\"version\":-Infinity}",
    "{\"version\":+1}",
    "{\"version\":1.}",
    "{\"version\":0x1}",
    "{\"upn\":\"a\\u0000\"}",
    "{\"a\\u0000b\":1}",
    "{\"upn\":\"\\ud800\"}",
    "{\"upn\":\"\\x\"}",
    "{\"upn\":\"a\nb\"",
    "{\"upn\":\"\xff\"}",
    "{\"upn\":\"\xc0\x80\"}",
    "{\"upn\":\"\xed\xa0\x80\"}",
    "{\"upn\":\"x\",\"upn\":\"x\"}",
    "{\"upn\":null,\"u\\u0070n\":null}",
    "{\"needs\":[{\"rank\":1,\"rank\":1}]}",
    "{\"upn\":\"\x01\"}",
    "{/**/}",
    "{\"a\":1 // x\n}",
};

Test(json, what_cannot_be_read)
{
    for (size_t i = 0; i < sizeof UNREADABLE / sizeof *UNREADABLE; i++)
        cr_expect_str_eq(read_new(UNREADABLE[i]), "unreadable", "%s",
                         UNREADABLE[i]);
    shape_clear(&PUPIL, &pupil);
    cr_expect_str_eq(read_onto(NULL, "{}\0", 3), "unreadable", "a raw NUL");
}

/* {"x": and that many lists one in another. */
static const char *nested(int depth)
{
    struct buffer out = { .arena = &arena };

    put_text(&out, "{\"x\":");
    for (int i = 0; i < 2 * depth; i++)
        put_char(&out, i < depth ? '[' : ']');
    put_char(&out, '}');
    return out.text;
}

Test(json, at_most_32_levels)
{
    cr_expect_str_eq(read_new(nested(31)), "/x unknown_member", "the object is one more");
    cr_expect_str_eq(read_new(nested(32)), "unreadable");
    cr_expect_str_eq(read_new("{\"legal_surname\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}"), "",
                     "brackets in a text are text");
    cr_expect_str_eq(read_new("{\"legal_surname\":\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}"),
                     "", "also behind an escaped quote");
}

/* Far past the limit the parser must not even begin. */
Test(json, a_million_levels)
{
    char *text = arena_take(&arena, 2000002);

    memset(text, '[', 1000000);
    memset(text + 1000000, ']', 1000000);
    cr_expect_str_eq(read_new(text), "unreadable");
}

Test(json, types)
{
    EXPECT_NEW("{\"legal_surname\":1}", "/legal_surname person_name_length");
    EXPECT_NEW("{\"in_care\":1}", "/in_care flag_type");
    EXPECT_NEW("{\"in_care\":\"true\"}", "/in_care flag_type");
    EXPECT_NEW("{\"needs\":{}}", "/needs list_type");
    EXPECT_NEW("{\"needs\":\"ASD\"}", "/needs list_type");
    EXPECT_NEW("{\"needs\":[\"ASD\"]}", "/needs/0 object_type");
    EXPECT_NEW("{\"needs\":[null]}", "/needs/0 object_type");
    EXPECT_NEW("{\"needs\":[{\"type\":\"ASD\",\"rank\":1.0}]}", "/needs/0/rank need_rank_range");
    EXPECT_NEW("{\"needs\":[{\"type\":\"ASD\",\"rank\":\"1\"}]}", "/needs/0/rank need_rank_range");
    EXPECT_NEW("{\"needs\":[{\"type\":\"ASD\",\"rank\":0}]}", "/needs/0/rank need_rank_range");
    EXPECT_NEW("{\"needs\":[{\"type\":\"ASD\",\"rank\":9223372036854775807}]}",
               "/needs/0/rank need_rank_range");
    EXPECT_NEW("{\"former_upns\":[1]}", "/former_upns/0 upn_format");
    EXPECT_NEW("{\"former_upns\":[null,\"x\"]}",
               "/former_upns/0 upn_format,/former_upns/1 upn_format");
}

Test(json, all_faults_together_each_at_its_place)
{
    EXPECT_NEW(
        "{\"upn\":\"A801200005001\",\"sex\":\"X\",\"date_of_birth\":\"2026-02-30\","
        "\"needs\":[{\"type\":\"ASD\",\"rank\":1},{\"type\":\"BESD\",\"rank\":100},{}],"
        "\"registrations\":[{\"school_id\":\"x\",\"status\":\"P\",\"entry_date\":\"now\"}],"
        "\"legal_forename\":null}",
        "/upn upn_check_letter,/sex sex_code,/date_of_birth date_format,"
        "/needs/1/type need_code,/needs/1/rank need_rank_range,/needs/2/type required,"
        "/needs/2/rank required,/registrations/0/school_id uuid_format,"
        "/registrations/0/status enrolment_status_code,/registrations/0/entry_date date_format,"
        "/legal_forename required");
}

Test(json, unknown_members)
{
    EXPECT_NEW("{\"legal_surnam\":\"x\"}", "/legal_surnam unknown_member");
    cr_expect_str_eq(faults.items[0].did_you_mean, "legal_surname");
    EXPECT_NEW("{\"surname\":\"x\"}", "/surname unknown_member");
    cr_expect_not_null(faults.items[0].did_you_mean);
    EXPECT_NEW("{\"qqqqqqqq\":1}", "/qqqqqqqq unknown_member");
    cr_expect_null(faults.items[0].did_you_mean);
    EXPECT_NEW("{\"a/b~c\":1}", "/a~1b~0c unknown_member");
    EXPECT_NEW("{\"\":1}", "/ unknown_member");
    EXPECT_NEW("{\"special_school\":true}", "/special_school unknown_member");
    EXPECT_NEW("{\"needs\":[{\"type\":\"ASD\",\"rank\":1,\"ranks\":2}]}",
               "/needs/0/ranks unknown_member");
    EXPECT_NEW("{\"trust_id\":\"x\"}", "/trust_id unknown_member");
}

Test(json, read_only_members_may_be_sent_back_unchanged)
{
    struct pupil current;

    shape_clear(&PUPIL, &current);
    current.id = "01890a5d-ac96-774b-bcce-b302099a8057";
    current.version = 7;
    current.warnings = "[{\"code\":\"a\",\"member\":\"b\",\"detail\":\"c\"}]";
    pupil = current;
#define ONTO(text) read_onto(&current, text, strlen(text))
    cr_expect_str_eq(ONTO("{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"version\":7,"
                          "\"school_id\":null,\"merged_into\":null,\"warnings\":"
                          "[{\"member\":\"b\",\"code\":\"a\",\"detail\":\"c\"}]}"), "");
    cr_expect_str_eq(ONTO("{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8058\"}"), "/id read_only");
    cr_expect_str_eq(ONTO("{\"version\":8}"), "/version read_only");
    cr_expect_str_eq(ONTO("{\"version\":7.0}"), "/version read_only");
    cr_expect_str_eq(ONTO("{\"version\":\"7\"}"), "/version read_only");
    cr_expect_str_eq(ONTO("{\"version\":null}"), "/version read_only");
    cr_expect_str_eq(ONTO("{\"school_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}"),
                     "/school_id read_only");
    cr_expect_str_eq(ONTO("{\"warnings\":[]}"), "/warnings read_only");
    cr_expect_str_eq(ONTO("{\"warnings\":null}"), "/warnings read_only");
    cr_expect_eq(pupil.version, 7);
    EXPECT_NEW("{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}", "/id read_only");
    EXPECT_NEW("{\"version\":null}", "/version read_only");
}

Test(json, hidden_members_are_not_written)
{
    hidden = UINT64_C(1) << field_index(&PUPIL, shape_field(&PUPIL, "ethnicity"));
    EXPECT_NEW("{\"ethnicity\":\"WBRI\",\"sex\":\"F\"}", "/ethnicity insufficient_scope");
    cr_expect_null(pupil.ethnicity);
    EXPECT_NEW("{\"ethnicity\":null}", "/ethnicity insufficient_scope");
}

Test(json, lists_have_a_length)
{
    struct buffer out = { .arena = &arena };

    put_text(&out, "{\"former_upns\":[");
    for (int i = 0; i < 201; i++)
        put_text(&out, i ? ",\"B801200005001\"" : "\"B801200005001\"");
    put_text(&out, "]}");
    cr_expect_str_eq(read_new(out.text), "/former_upns list_length");
}

/* A client that sends thousands of wrong members is told of the first of them. */
Test(json, faults_are_bounded)
{
    struct buffer out = { .arena = &arena };

    put_char(&out, '{');
    for (int i = 0; i < 5000; i++)
        put_text(&out, arena_format(&arena, "%s\"m%d\":1", i ? "," : "", i));
    put_char(&out, '}');
    cr_expect_str_neq(read_new(out.text), "unreadable");
    cr_expect_eq(faults.count, FAULTS_MAX);
}

Test(json, null_clears_and_required_stays)
{
    struct pupil current;

    shape_clear(&PUPIL, &current);
    current.uln = "9276308686";
    current.legal_surname = "Pascoe";
    pupil = current;
    cr_expect_str_eq(ONTO("{\"uln\":null,\"needs\":null,\"in_care\":null,\"legal_surname\":null}"),
                     "/in_care flag_type,/legal_surname required");
    cr_expect_null(pupil.uln);
    cr_expect_str_eq(pupil.legal_surname, "Pascoe");
}

/* ---- {"items": [...]} ------------------------------------------------------------------ */

static const char *items_of(const char *text)
{
    struct slice items[4];
    struct buffer out = { .arena = &arena };
    size_t count;

    if (!json_items(text, strlen(text), items, 4, &count))
        return "no";
    put_int(&out, (int64_t)count);
    for (size_t i = 0; i < count && i < 4; i++) {
        put_char(&out, '|');
        put_bytes(&out, items[i].text, items[i].length);
    }
    return out.text;
}

Test(json, items_are_cut_apart)
{
    cr_expect_str_eq(items_of("{\"items\":[]}"), "0");
    cr_expect_str_eq(items_of(" { \"items\" : [ ] } "), "0");
    cr_expect_str_eq(items_of("{\"items\":[{\"a\":1}]}"), "1|{\"a\":1}");
    cr_expect_str_eq(items_of("{\"items\":[{\"a\":[1,{}]},{}]}"), "2|{\"a\":[1,{}]}|{}");
    cr_expect_str_eq(items_of("{\"items\":[{\"a\":\"],[}{\"}, {\"b\":\"\\\"]\"}]}"),
                     "2|{\"a\":\"],[}{\"}|{\"b\":\"\\\"]\"}");
    cr_expect_str_eq(items_of("{\"items\":[{\"a\":\"\\\\\"},{}]}"), "2|{\"a\":\"\\\\\"}|{}");
    cr_expect_str_eq(items_of("{\"items\":[1,2,3,4,5,6]}"), "6|1|2|3|4", "more than are kept");
}

Test(json, what_is_no_list_of_items)
{
    static const char *const BAD[] = {
        "",
        "{",
        "{}",
        "[]",
        "{\"items\"}",
        "{\"items\":",
        "{\"items\":{}}",
        "{\"items\":[}",
        "{\"items\":[{]}",
        "{\"items\":[{}}",
        "{\"items\":[{}]",
        "{\"items\":[{}]}x",
        "{\"items\":[,]}",
        "{\"items\":[{},]}",
        "{\"items\":[{},,{}]}",
        "{\"item\":[]}",
        "{\"x\":1,\"items\":[]}",
        "{\"items\":[],\"x\":1}",
        "{\"items\":[],\"items\":[]}",
        "{\"items\":[\"a]}",
        "{\"items\":[\"\\",
        "{\"items\":[{}] }}",
        "{\"items\":null}",
        "{\"items\":[}]}",
    };

    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        cr_expect_str_eq(items_of(BAD[i]), "no", "%s", BAD[i]);
}

/* No prefix of a good body is a good body, and none is read past its end. */
Test(json, no_prefix_passes)
{
    static const char BODY[] = "{\"items\":[{\"a\":\"x\\\"y\"},{\"b\":[1,2]}]}";
    size_t count;

    for (size_t length = 0; length < sizeof BODY - 1; length++) {
        char *exact = malloc(length + 1);
        struct slice items[4];

        memcpy(exact, BODY, length);
        exact[length] = '\0';
        cr_expect_not(json_items(exact, length, items, 4, &count), "%s", exact);
        free(exact);
    }
}

Test(json, stored_lists)
{
    size_t count;
    struct need *needs = json_list_rows(
        &arena, &NEED_ENTRY, "[{\"type\":\"ASD\",\"rank\":2},{\"type\":\"DS\"}]", &count);

    cr_assert_eq(count, 2);
    cr_expect_str_eq(needs[0].type, "ASD");
    cr_expect_eq(needs[0].rank, 2);
    cr_expect_eq(needs[1].rank, NONE);
    const char *const *values = json_list_values(&arena, "[\"a\",\"b c\"]", &count);
    cr_assert_eq(count, 2);
    cr_expect_str_eq(values[1], "b c");
}
