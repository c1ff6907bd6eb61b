/* Rows as CSV, in and out: what a spreadsheet writes, what it must not smuggle in, and that what is
 * told can be sent back. */
#include "api/bulk/csv.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "api/bulk/charset.h"
#include "models/pupils/pupil.h"

struct set {
    const char *code;
    const char *needs;
    const char *values;
};
static const struct shape SET = SHAPE("set", set, FIELD(set, code, LABEL, REQUIRED),
                                      LIST_OF(set, needs, NEED_ENTRY, REQUIRED),
                                      VALUES(set, values, UPN, 0));

struct thing {
    const char *id;
    const char *name;
    const char *note;
    int64_t count;
    bool flag;
    const char *values;
    const char *needs;
    const char *sets;
    const char *secret;
};
static const struct shape THING = SHAPE(
    "thing", thing, FIELD(thing, id, UUID, READ_ONLY), FIELD(thing, name, LABEL, REQUIRED),
    FIELD(thing, note, NOTE, 0), FIELD(thing, count, COUNT, 0), FIELD(thing, flag, FLAG, 0),
    VALUES(thing, values, UPN, 0), LIST_OF(thing, needs, NEED_ENTRY, 0),
    LIST_OF(thing, sets, SET, 0), FIELD(thing, secret, LABEL, INTERNAL));

static struct arena arena;
static struct faults faults;
static struct thing thing;

static void start(void)
{
    json_start();
    arena = (struct arena){ .limit = 256 << 20 };
}

static void stop(void)
{
    arena_free(&arena);
}

TestSuite(csv, .init = start, .fini = stop, .timeout = 60);

/* ---- records --------------------------------------------------------------------------- */

/* "[a|b][c|"d"]": cells by record, those that were quoted in quotes. */
static const char *records(const char *text, size_t length)
{
    struct buffer out = { .arena = &arena };
    struct csv csv;
    enum csv_result result;

    csv_open(&csv, &arena, text, length);
    put_text(&out, "");
    while ((result = csv_next(&csv)) == CSV_RECORD) {
        put_char(&out, '[');
        for (size_t i = 0; i < csv.ncells; i++) {
            put_text(&out, i ? "|" : "");
            put_text(&out, csv.quoted[i] ? "\"" : "");
            put_text(&out, csv.cells[i]);
            put_text(&out, csv.quoted[i] ? "\"" : "");
        }
        put_char(&out, ']');
    }
    put_text(&out, result == CSV_END ? "" : "malformed");
    return out.text;
}

#define EXPECT_RECORDS(text, wanted)                                                               \
    cr_expect_str_eq(records(text, strlen(text)), wanted, "%s", text)

Test(csv, records_and_cells)
{
    EXPECT_RECORDS("", "");
    EXPECT_RECORDS("\n\r\n\n", "");
    EXPECT_RECORDS("a", "[a]");
    EXPECT_RECORDS("a,b\nc,d", "[a|b][c|d]");
    EXPECT_RECORDS("a,b\r\nc,d\r\n", "[a|b][c|d]");
    EXPECT_RECORDS("a,b\n\n\r\nc,d\n", "[a|b][c|d]");
    EXPECT_RECORDS(",\n,,", "[|][||]");
    EXPECT_RECORDS("\xef\xbb\xbf" "a,b\n", "[a|b]");
    EXPECT_RECORDS("a\n\xef\xbb\xbf" "b", "[a][\xef\xbb\xbf" "b]");
    EXPECT_RECORDS("\"a\",b\n", "[\"a\"|b]");
    EXPECT_RECORDS("\"a,b\",\"c\"\"d\",\"\"\n", "[\"a,b\"|\"c\"d\"|\"\"]");
    EXPECT_RECORDS("\"two\nlines\",x\r\n\"two\r\nlines\",y",
                   "[\"two\nlines\"|x][\"two\r\nlines\"|y]");
    EXPECT_RECORDS("\"\"\"\"\n", "[\"\"\"]");
    EXPECT_RECORDS(" a , b ", "[ a | b ]");
}

/* A body has no end but its length: what lies behind it is not read. */
Test(csv, an_open_quote_at_the_end_of_memory)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *text = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    cr_assert_neq(text, MAP_FAILED);
    cr_assert_eq(mprotect(text + page, page, PROT_NONE), 0);
    memset(text, 'a', page);
    text[0] = '"';
    cr_expect_str_eq(records(text, page), "malformed");
    munmap(text, 2 * page);
}

Test(csv, malformed)
{
    EXPECT_RECORDS("\"a", "malformed");
    EXPECT_RECORDS("\"a\"b\n", "malformed");
    EXPECT_RECORDS("\"a\" ,b\n", "malformed");
    EXPECT_RECORDS("a\"b\n", "malformed");
    EXPECT_RECORDS("a,b\rc\n", "malformed");
    EXPECT_RECORDS("a,b\nc,\"d", "[a|b]malformed");
    EXPECT_RECORDS("\"", "malformed");
    cr_expect_str_eq(records("a,b\0c,d\n", 8), "malformed", "a NUL would cut the cell off");
    cr_expect_str_eq(records("a,\"b\0c\"\n", 8), "malformed", "also in quotes");
}

Test(csv, lines_are_counted_where_records_begin)
{
    static const char SHEET[] = "a\n\n\"x\ny\nz\",1\r\n\r\nb\n";
    static const size_t LINES[] = { 1, 3, 7 };
    struct csv csv;

    csv_open(&csv, &arena, SHEET, sizeof SHEET - 1);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(csv_next(&csv), CSV_RECORD);
        cr_expect_eq(csv.line, LINES[i], "record %zu: line %zu", i, csv.line);
    }
    cr_expect_eq(csv_next(&csv), CSV_END);
}

Test(csv, the_record_as_it_came)
{
    static const char SHEET[] = "a,b\r\n\"c,\n\",d\nlast,";
    static const char *const RECORDS[] = { "a,b", "\"c,\n\",d", "last," };
    struct csv csv;

    csv_open(&csv, &arena, SHEET, sizeof SHEET - 1);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(csv_next(&csv), CSV_RECORD);
        cr_expect_str_eq(arena_copy(&arena, csv.record.text, csv.record.length), RECORDS[i]);
    }
}

Test(csv, too_many_columns)
{
    char text[1000];

    memset(text, ',', sizeof text);
    cr_expect_null(strstr(records(text, 399), "malformed"), "400 cells");
    cr_expect_str_eq(records(text, 400), "malformed");
}

/* Nothing is read behind the end, wherever a text is cut. */
Test(csv, no_byte_behind_the_end)
{
    static const char SHEET[] = "\xef\xbb\xbfname,note\r\n\"a\"\"b\",\"c\nd\"\r\nx,\\N\r\n";

    for (size_t length = 0; length < sizeof SHEET; length++) {
        char *exact = malloc(length + 1);

        memcpy(exact, SHEET, length);
        exact[length] = '\0';
        records(exact, length);
        free(exact);
    }
}

/* ---- columns --------------------------------------------------------------------------- */

static const char *told(void)
{
    struct buffer out = { .arena = &arena };

    put_text(&out, "");
    for (size_t i = 0; i < faults.count; i++) {
        put_text(&out, i ? "," : "");
        put_text(&out, faults.items[i].place);
        put_char(&out, ' ');
        put_text(&out, faults.items[i].code);
    }
    return out.text;
}

static const char *columns_of(const char *head)
{
    struct csv csv;

    faults = (struct faults){ .arena = &arena };
    csv_open(&csv, &arena, head, strlen(head));
    cr_assert_eq(csv_next(&csv), CSV_RECORD);
    cr_assert(csv_columns(&csv, &THING, &faults));
    return told();
}

static const char *const GOOD_COLUMNS[] = {
    "name",
    "id,name,note",
    "values.1,values.2,values.50",
    "needs.1.type,needs.1.rank,needs.2.type",
    "sets.1.code,sets.1.needs.1.type,sets.2.needs.50.rank,sets.1.values.2",
    "\"name\",\"count\"",
    "_line,_status,_errors,name",
};
static const char *const BAD_COLUMNS[] = {
    "nam",
    "Name",
    " name",
    "values",
    "needs",
    "needs.1",
    "needs.1.",
    "needs.type",
    "needs.0.type",
    "needs.51.type",
    "needs.-1.type",
    "needs.01.type",
    "needs.1.nobody",
    "values.1.type",
    "values.",
    "values.1.",
    "name.1",
    "values.1x",
    "sets.1.needs",
    "sets.1.needs.1",
    "sets.1.needs.type",
    "sets.needs.1.type",
    "sets.1.needs.51.type",
    "sets.1.values.1.x",
    "needs.99999999999.type",
    "secret",
    "\"\"",
    "_lines",
};

Test(csv, columns)
{
    for (size_t i = 0; i < sizeof GOOD_COLUMNS / sizeof *GOOD_COLUMNS; i++)
        cr_expect_str_eq(columns_of(GOOD_COLUMNS[i]), "", "%s", GOOD_COLUMNS[i]);
    for (size_t i = 0; i < sizeof BAD_COLUMNS / sizeof *BAD_COLUMNS; i++) {
        cr_expect(strstr(columns_of(BAD_COLUMNS[i]), " unknown_member"), "%s", BAD_COLUMNS[i]);
        cr_expect_eq(faults.count, 1, "%s", BAD_COLUMNS[i]);
    }
    columns_of("nam");
    cr_expect_str_eq(faults.items[0].did_you_mean, "name");
    cr_expect_str_eq(columns_of("name,note,name"), "/name repeated_member");
    cr_expect_str_eq(columns_of("values.1,values.1"), "/values.1 repeated_member");
}

/* ---- rows ------------------------------------------------------------------------------ */

/* Head and one record into `thing`, as a change of `current` or, with NULL, as a new row. */
static const char *read_row(const struct thing *current, const char *text)
{
    struct csv csv;

    faults = (struct faults){ .arena = &arena };
    csv_open(&csv, &arena, text, strlen(text));
    cr_assert_eq(csv_next(&csv), CSV_RECORD);
    const size_t ncolumns = csv.ncells;
    struct csv_column *columns = csv_columns(&csv, &THING, &faults);
    cr_assert(columns && csv_next(&csv) == CSV_RECORD, "%s", text);
    shape_clear(&THING, &thing);
    if (current)
        thing = *current;
    struct reading r = { .arena = &arena, .shape = &THING, .row = &thing, .current = current,
                         .faults = &faults, .at = "" };
    csv_read_row(&r, &csv, columns, ncolumns);
    return told();
}

Test(csv, rows)
{
    cr_expect_str_eq(read_row(NULL,
                              "name,note,count,flag,values.1,values.2,needs.1.type,needs.1.rank\n"
                              " Ann ,\"a\nb\",42,true,h908401026001,B801200005001,asd,1"),
                     "");
    cr_expect_str_eq(thing.name, "Ann");
    cr_expect_str_eq(thing.note, "a\nb");
    cr_expect_eq(thing.count, 42);
    cr_expect(thing.flag);
    cr_expect_str_eq(thing.values, "[\"H908401026001\",\"B801200005001\"]");
    cr_expect_str_eq(thing.needs, "[{\"type\":\"ASD\",\"rank\":1}]");
}

/* A list in a list has its own numbers; an element of it that is not filled is not there. */
Test(csv, lists_in_lists)
{
    cr_expect_str_eq(read_row(NULL, "name,sets.2.needs.1.type,sets.2.code,sets.1.code,"
                                    "sets.2.needs.2.type,sets.2.needs.3.type,sets.2.needs.1.rank,"
                                    "sets.2.needs.3.rank,sets.1.needs.1.type,sets.1.needs.1.rank,"
                                    "sets.2.values.2,sets.3.values.1\n"
                                    "Ann,asd,B,A,,HI,1,2,VI,1,h908401026001,"),
                     "");
    cr_expect_str_eq(thing.sets,
                     "[{\"code\":\"A\",\"needs\":[{\"type\":\"VI\",\"rank\":1}],\"values\":[]},"
                     "{\"code\":\"B\",\"needs\":[{\"type\":\"ASD\",\"rank\":1},"
                     "{\"type\":\"HI\",\"rank\":2}],\"values\":[\"H908401026001\"]}]");
    cr_expect_str_eq(read_row(NULL, "sets.1.code,sets.1.needs.2.rank,sets.1.values.1\nA,x,\xff"),
                     "/sets/0/needs/1/rank need_rank_range,/sets/0/needs/1/type required,"
                     "/sets/0/values/0 text_characters");
    cr_expect_str_eq(read_row(NULL, "sets.2.needs.1.type\nASD"),
                     "/sets/1/needs/0/rank required,/sets/1/code required");
    const struct thing current = { .id = "ID", .sets = "[{}]" };
    cr_expect_str_eq(read_row(&current, "name,sets.1.code,sets.1.needs.1.type\nAnn,,"), "");
    cr_expect_str_eq(thing.sets, "[{}]");
    cr_expect_str_eq(read_row(&current, "sets.1.code,sets.1.needs.1.type\n,\\N"), "");
    cr_expect_str_eq(thing.sets, "[]");
}

Test(csv, faults_are_told_where_they_are)
{
    cr_expect_str_eq(read_row(NULL, "name,count,flag\n\"a\nb\",1.5,yes"),
                     "/name label_length,/count count_range,/flag flag_type");
    cr_expect_str_eq(read_row(NULL, "count\n 42"), "/count count_range");
    cr_expect_str_eq(read_row(NULL, "count\n042"), "/count count_range");
    cr_expect_str_eq(read_row(NULL, "count\n-1"), "/count count_range");
    cr_expect_str_eq(read_row(NULL, "flag\nTRUE"), "/flag flag_type");
    cr_expect_str_eq(read_row(NULL, "values.1,values.3\nx,y"),
                     "/values/0 upn_format,/values/2 upn_format");
    cr_expect_str_eq(read_row(NULL, "needs.1.type,needs.2.rank\nASD,200"),
                     "/needs/0/rank required,/needs/1/rank need_rank_range,/needs/1/type required");
    cr_expect_str_eq(read_row(NULL, "name\n\xff"), "/name text_characters");
    cr_expect_str_eq(read_row(NULL, "id\n01890a5d-ac96-774b-bcce-b302099a8057"), "/id read_only");
}

/* An empty cell leaves a member alone, \N clears it, "\N" is a text. */
Test(csv, empty_cleared_and_quoted)
{
    const struct thing current = {
        "ID", "Ann", "note", 5, true, "[\"H908401026001\"]", "[{\"type\":\"ASD\",\"rank\":1}]",
        NULL, NULL
    };

    cr_expect_str_eq(read_row(&current, "name,note,count,flag,values.1,needs.1.type\n,,,,,"), "");
    cr_expect_eq(memcmp(&thing, &current, sizeof thing), 0);
    cr_expect_str_eq(read_row(&current, "name,note\n\"\",\"\""), "", "quoted and empty is empty");
    cr_expect_eq(memcmp(&thing, &current, sizeof thing), 0);
    cr_expect_str_eq(read_row(&current, "note,count,values.1,needs.1.type\n\\N,\\N,\\N,\\N"), "");
    cr_expect_null(thing.note);
    cr_expect_eq(thing.count, NONE);
    cr_expect_str_eq(thing.values, "[]");
    cr_expect_str_eq(thing.needs, "[]");
    cr_expect_str_eq(read_row(&current, "name,flag\n\\N,\\N"), "/name required,/flag flag_type");
    cr_expect_str_eq(read_row(&current, "note\n\"\\N\""), "");
    cr_expect_str_eq(thing.note, "\\N");
    cr_expect_str_eq(read_row(&current, "id,name\nID,Ann"), "", "what was told may be sent back");
    cr_expect_str_eq(read_row(&current, "id\nother"), "/id read_only");
}

/* What is left out at the end of a line was left empty. */
Test(csv, short_records)
{
    cr_expect_str_eq(read_row(NULL, "name,note\nAnn"), "");
    cr_expect_str_eq(thing.name, "Ann");
    cr_expect_null(thing.note);
}

/* ---- there and back -------------------------------------------------------------------- */

static const char *random_text(bool lines)
{
    static const char *const PIECES[] = {
        "a",  ",",    "\"", "\"\"", "'",          "\\N",          "\\",
        ";",  "=1+1", "|",  "b c",  "Zo\xc3\xab", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
        "\n", "\r\n", "\t"
    };
    const size_t count = sizeof PIECES / sizeof *PIECES - (lines ? 0 : 3);
    char text[100] = "x";

    for (int i = rand() % 8; i > 0; i--) {
        const size_t length = strlen(text);

        snprintf(text + length, sizeof text - length, "%s", PIECES[(size_t)rand() % count]);
    }
    memcpy(text + strlen(text), "x", 2);
    return rand() % 9 ? arena_copy(&arena, text, strlen(text)) : "\\N";
}

static const char *random_needs(void)
{
    static const char *const SOME[] = {
        NULL, "[{\"type\":\"ASD\",\"rank\":1}]",
        "[{\"type\":\"MLD\",\"rank\":1},{\"type\":\"HI\",\"rank\":2}]"
    };

    return SOME[rand() % 3];
}

static const char *random_sets(void)
{
    static const char *const SOME[] = {
        NULL, "[{\"code\":\"A\",\"needs\":[{\"type\":\"ASD\",\"rank\":1}],\"values\":[]}]",
        "[{\"code\":\"A\",\"needs\":[{\"type\":\"MLD\",\"rank\":1},{\"type\":\"HI\",\"rank\":2}],"
        "\"values\":[\"H908401026001\"]},"
        "{\"code\":\"B\",\"needs\":[{\"type\":\"VI\",\"rank\":1},{\"type\":\"PD\",\"rank\":2},"
        "{\"type\":\"DS\",\"rank\":3}],\"values\":[\"H908401026001\",\"B801200005001\"]}]"
    };

    return SOME[rand() % 3];
}

static void expect_same(const struct thing *a, const struct thing *b, size_t i)
{
    cr_assert_str_eq(a->name, b->name, "%zu", i);
    cr_assert(a->note ? b->note && strcmp(a->note, b->note) == 0 : !b->note, "%zu", i);
    cr_assert_eq(a->count, b->count, "%zu", i);
    cr_assert_eq(a->flag, b->flag, "%zu", i);
    cr_assert(a->values ? b->values && strcmp(a->values, b->values) == 0 : !b->values, "%zu", i);
    cr_assert(a->needs ? b->needs && strcmp(a->needs, b->needs) == 0 : !b->needs, "%zu", i);
    cr_assert(a->sets ? b->sets && strcmp(a->sets, b->sets) == 0 : !b->sets, "%zu", i);
}

enum { ROWS = 400 };

Test(csv, random_rows_come_back)
{
    static struct thing rows[ROWS];
    const uint64_t all_but_id = ~UINT64_C(1);
    struct buffer out = { .arena = &arena };
    struct csv csv;

    srand(11);
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (struct thing){ "ID",
                                  random_text(false),
                                  rand() % 4 ? random_text(true) : NULL,
                                  rand() % 3 ? rand() : NONE,
                                  rand() % 2,
                                  rand() % 2 ? "[\"H908401026001\",\"B801200005001\"]" : NULL,
                                  random_needs(),
                                  random_sets(),
                                  "hidden" };
    csv_write(&out, &THING, rows, ROWS, all_but_id, 0);
    cr_assert_not(out.failed);
    cr_expect_null(strstr(out.text, "hidden"));
    faults = (struct faults){ .arena = &arena };
    csv_open(&csv, &arena, out.text, out.length);
    cr_assert_eq(csv_next(&csv), CSV_RECORD);
    const size_t ncolumns = csv.ncells;
    struct csv_column *columns = csv_columns(&csv, &THING, &faults);
    for (size_t i = 0; i < ROWS; i++) {
        struct reading r = {
            .arena = &arena, .shape = &THING, .row = &thing, .faults = &faults, .at = ""
        };

        cr_assert_eq(csv_next(&csv), CSV_RECORD, "%zu", i);
        cr_assert_eq(csv.ncells, ncolumns);
        shape_clear(&THING, &thing);
        csv_read_row(&r, &csv, columns, ncolumns);
        cr_assert_str_eq(told(), "", "%zu", i);
        expect_same(&rows[i], &thing, i);
    }
    cr_expect_eq(csv_next(&csv), CSV_END);
}

Test(csv, only_what_is_told)
{
    const struct thing row = { "ID", "Ann", NULL, NONE, false, NULL, NULL, NULL, "hidden" };
    struct buffer out = { .arena = &arena };

    csv_write(&out, &THING, &row, 1, 1 | 2 | 8, 2);
    cr_expect_str_eq(out.text, "id,count\r\nID,\r\n");
    struct buffer none = { .arena = &arena };
    csv_write(&none, &THING, NULL, 0, UINT64_MAX, 0);
    cr_expect_str_eq(none.text,
                     "id,name,note,count,flag,values.1,needs.1.type,needs.1.rank,sets.1.code,"
                     "sets.1.needs.1.type,sets.1.needs.1.rank,sets.1.values.1\r\n");
}

/* ---- windows-1252 ---------------------------------------------------------------------- */

static const char *utf8(const char *text, size_t length)
{
    size_t made = 0;
    const char *out = windows_1252_to_utf8(&arena, text, length, &made);

    cr_expect(!out || strlen(out) == made || memchr(text, 0, length));
    return out;
}

Test(csv, windows_1252)
{
    cr_expect_str_eq(utf8("plain", 5), "plain");
    cr_expect_str_eq(utf8("", 0), "");
    cr_expect_str_eq(utf8("Zo\xeb \x80 \x93x\x94 \xff", 11),
                     "Zo\xc3\xab \xe2\x82\xac \xe2\x80\x9cx\xe2\x80\x9d \xc3\xbf");
    for (int c = 0xa0; c < 0x100; c++) {
        const char byte = (char)c,
                   expected[] = { (char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)), '\0' };

        cr_expect_str_eq(utf8(&byte, 1), expected, "%02x", (unsigned)c);
    }
    static const unsigned char UNDEFINED[] = { 0x81, 0x8d, 0x8f, 0x90, 0x9d };
    for (size_t i = 0; i < sizeof UNDEFINED; i++) {
        const char byte = (char)UNDEFINED[i];
        cr_expect_null(utf8(&byte, 1), "%02x", UNDEFINED[i]);
    }
}
