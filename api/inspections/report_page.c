#include "api/inspections/report_page.h"

#include <string.h>

#include "api/documents.h"
#include "api/json.h"
#include "models/date.h"
#include "models/inspections/inspection_framework.h"
#include "models/inspections/inspection_report.h"

/* What is written of one report. */
struct page {
    struct buffer *out;
    const struct inspection_report *report;
    const struct report_subject *subject;
    const struct report_framework *framework;
    const struct report_area *areas;
    size_t area_count;
};

static const void *rows_of(struct buffer *out, const struct shape *shape, const char *list,
                           size_t *count)
{
    const void *rows = json_list_rows(out->arena, shape, list, count);

    if (!rows) {
        out->failed = true;
        *count = 0;
    }
    return rows;
}

/* A member that is one object; its members are absent when memory is short. */
static const void *row_of(struct buffer *out, const struct shape *shape, const char *object)
{
    const char *list = arena_format(out->arena, "[%s]", object);
    void *none = arena_take(out->arena, shape->size);
    size_t count = 0;
    const void *row = list ? rows_of(out, shape, list, &count) : NULL;

    if (none)
        shape_clear(shape, none);
    return count ? row : none;
}

/* Text between markup; an absent one is left out with it. */
static void put_around(struct buffer *out, const char *before, const char *text, const char *after)
{
    if (!text)
        return;
    put_text(out, before);
    put_html_text(out, text);
    put_text(out, after);
}

static void put_day(struct buffer *out, const char *day)
{
    char words[DATE_WORDS];
    int64_t days;

    if (!date_read(day, &days))
        return;
    date_in_words(days, words);
    put_around(out, "<time datetime=\"", day, "\">");
    put_text(out, words);
    put_text(out, "</time>");
}

static void put_texts(struct buffer *out, const char *list)
{
    size_t count = 0;
    const char *const *texts = json_list_values(out->arena, list, &count);

    out->failed |= !texts;
    if (texts && count) {
        put_text(out, "<h4>Strengths</h4>\n<ul>\n");
        for (size_t i = 0; i < count; i++)
            put_around(out, "<li>", texts[i], "</li>\n");
        put_text(out, "</ul>\n");
    }
}

static const char *name_of_area(const struct page *page, const char *code)
{
    for (size_t i = 0; code && i < page->area_count; i++) {
        if (strcmp(page->areas[i].area, code) == 0)
            return page->areas[i].name;
    }
    return "The whole report";
}

static const char *subject_name(const struct page *page)
{
    return page->subject->provision_name ? page->subject->provision_name
                                         : page->subject->school_name;
}

/* ---- its parts ------------------------------------------------------------------------- */

static void put_head(const struct page *page)
{
    struct buffer *out = page->out;

    put_text(out, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    put_around(out, "<title>Peer inspection report: ", subject_name(page), "</title>\n<style>");
    put_text(out, REPORT_CSS);
    put_text(out, "</style>\n</head>\n<body>\n<header>\n<p class=\"kind\">Peer inspection report"
                  "</p>\n");
    put_around(out, "<h1>", subject_name(page), "</h1>\n");
    if (page->subject->provision_name)
        put_around(out, "<p class=\"host\">at ", page->subject->school_name, "</p>\n");
}

static void put_framework(const struct page *page)
{
    put_around(page->out, "", page->framework->name, "");
    put_around(page->out, ", edition ", page->framework->edition, "");
    put_around(page->out, " (", page->framework->publisher, ")");
}

static void put_facts(const struct page *page)
{
    struct buffer *out = page->out;
    size_t count;
    const struct report_school *schools = rows_of(out, &REPORT_SCHOOL,
                                                  page->subject->accountable_schools, &count);

    put_text(out, "<dl>\n<dt>Visited</dt><dd>");
    put_day(out, page->report->starts_on);
    if (strcmp(page->report->starts_on, page->report->ends_on) != 0) {
        put_text(out, " to ");
        put_day(out, page->report->ends_on);
    }
    put_text(out, "</dd>\n<dt>Report final on</dt><dd>");
    put_day(out, page->report->finalised_on);
    put_text(out, "</dd>\n<dt>Framework</dt><dd>");
    put_framework(page);
    put_text(out, "</dd>\n<dt>Accountable schools</dt><dd><ul>\n");
    for (size_t i = 0; i < count; i++)
        put_around(out, "<li>", schools[i].name, "</li>\n");
    put_text(out, "</ul></dd>\n</dl>\n</header>\n<main>\n");
}

static void put_scale(struct buffer *out, const struct framework_scale *scale)
{
    size_t count;
    const struct framework_point *points = rows_of(out, &FRAMEWORK_POINT, scale->points, &count);

    put_around(out, "<h3>Scale: ", scale->name, ", best first</h3>\n<ol>\n");
    for (size_t i = 0; i < count; i++) {
        put_around(out, "<li>", points[i].name, "");
        put_around(out, ": ", points[i].description, "");
        put_text(out, "</li>\n");
    }
    put_text(out, "</ol>\n");
}

static void put_grades(const struct page *page)
{
    struct buffer *out = page->out;
    size_t count;
    const struct framework_scale *scales = rows_of(out, &FRAMEWORK_SCALE,
                                                   page->framework->scales, &count);

    put_text(out, "<section>\n<h2>Grades</h2>\n<table>\n<caption>The grade of each area</caption>\n"
                  "<thead><tr><th scope=\"col\">Area</th><th scope=\"col\">Grade</th></tr></thead>"
                  "\n<tbody>\n");
    for (size_t i = 0; i < page->area_count; i++) {
        const char *grade = page->areas[i].grade_name;

        put_around(out, "<tr><th scope=\"row\">", page->areas[i].name, "</th>");
        put_around(out, "<td class=\"grade\">", grade, "</td></tr>\n");
        if (!grade)
            put_text(out, "<td>Not graded: told in words</td></tr>\n");
    }
    put_text(out, "</tbody>\n</table>\n");
    for (size_t i = 0; i < count; i++) {
        put_text(out, "<div class=\"scale\">\n");
        put_scale(out, &scales[i]);
        put_text(out, "</div>\n");
    }
    put_text(out, "</section>\n");
}

static void put_areas(const struct page *page)
{
    struct buffer *out = page->out;

    put_text(out, "<section>\n<h2>What was found</h2>\n");
    for (size_t i = 0; i < page->area_count; i++) {
        const struct report_area *area = &page->areas[i];

        put_around(out, "<article>\n<h3>", area->name, "");
        put_around(out, " <span class=\"grade\">", area->grade_name, "</span>");
        put_around(out, "</h3>\n<p>", area->narrative, "</p>\n");
        put_texts(out, area->strengths);
        put_text(out, "</article>\n");
    }
    put_text(out, "</section>\n");
}

static void put_developments(const struct page *page)
{
    struct buffer *out = page->out;
    size_t count;
    const struct report_development *rows = rows_of(out, &REPORT_DEVELOPMENT,
                                                    page->report->areas_for_development, &count);

    put_text(out, "<section>\n<h2>Areas for development</h2>\n");
    if (!count) {
        put_text(out, "<p>None.</p>\n</section>\n");
        return;
    }
    put_text(out, "<table>\n<caption>What is to be developed, by number</caption>\n<thead><tr>"
                  "<th scope=\"col\" class=\"number\">No.</th><th scope=\"col\" class=\"of\">Area"
                  "</th><th scope=\"col\">What is to be developed</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        put_text(out, "<tr><th scope=\"row\">");
        put_int(out, rows[i].number);
        put_around(out, "</th><td>", name_of_area(page, rows[i].area), "</td>");
        put_around(out, "<td>", rows[i].text, "</td></tr>\n");
    }
    put_text(out, "</tbody>\n</table>\n</section>\n");
}

static void put_corrections(const struct page *page)
{
    struct buffer *out = page->out;
    size_t count;
    const struct report_correction *rows = rows_of(out, &REPORT_CORRECTION,
                                                   page->report->corrections, &count);

    if (!count)
        return;
    put_text(out, "<section>\n<h2>Corrections accepted</h2>\n<p>The schools commented on the "
                  "accuracy of what was found. This was accepted:</p>\n<ul>\n");
    for (size_t i = 0; i < count; i++) {
        put_around(out, "<li><strong>", name_of_area(page, rows[i].area), ":</strong> ");
        put_around(out, "", rows[i].correction, "</li>\n");
    }
    put_text(out, "</ul>\n</section>\n");
}

static const char *role_in_words(const char *role)
{
    return strcmp(role, "lead") == 0         ? "Lead inspector"
           : strcmp(role, "specialist") == 0 ? "Specialist"
           : strcmp(role, "external") == 0   ? "External member"
                                             : "Inspector";
}

static void put_team(const struct page *page)
{
    struct buffer *out = page->out;
    size_t count;
    const struct report_member *team = rows_of(out, &REPORT_MEMBER, page->report->team, &count);

    put_text(out, "<section>\n<h2>Who inspected</h2>\n<table>\n<caption>The team</caption>\n<thead>"
                  "<tr><th scope=\"col\" class=\"of\">Name</th>"
                  "<th scope=\"col\" class=\"of\">Role</th><th scope=\"col\">School</th></tr>"
                  "</thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        put_around(out, "<tr><th scope=\"row\">", team[i].name, "</th>");
        put_around(out, "<td>", role_in_words(team[i].role), "</td>");
        put_around(out, "<td>", team[i].school_name ? team[i].school_name : "Of no school",
                   "</td></tr>\n");
    }
    put_text(out, "</tbody>\n</table>\n</section>\n</main>\n");
}

static void put_foot(const struct page *page)
{
    put_text(page->out, "<footer>\n<p>Framework of this inspection by peers: ");
    put_framework(page);
    put_text(page->out, ". Grades belong to the framework they were given by: those of different "
                        "frameworks, or of different editions, cannot be compared.</p>\n"
                        "</footer>\n</body>\n</html>\n");
}

void put_report_page(struct buffer *out, const void *report)
{
    struct page page = { .out = out, .report = report };

    page.subject = row_of(out, &REPORT_SUBJECT, page.report->subject);
    page.framework = row_of(out, &REPORT_FRAMEWORK, page.report->framework);
    page.areas = rows_of(out, &REPORT_AREA, page.report->areas, &page.area_count);
    if (out->failed)
        return;
    put_head(&page);
    put_facts(&page);
    put_grades(&page);
    put_areas(&page);
    put_developments(&page);
    put_corrections(&page);
    put_team(&page);
    put_foot(&page);
}
