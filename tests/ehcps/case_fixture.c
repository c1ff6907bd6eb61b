#include "tests/ehcps/case_fixture.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/ehcps/plan_fixture.h"

const char *quoted(const char *text)
{
    const char *rest = text, *made = "";

    for (size_t plain; *rest; rest += plain + (rest[plain] != '\0')) {
        plain = strcspn(rest, "'");
        made = text_of("%s%.*s%s", made, (int)plain, rest, rest[plain] ? "\"" : "");
    }
    return made;
}

static const struct reply *send(const char *method, const char *path, const char *body)
{
    return CALL(.method = method, .path = path, .token = trust_admin(),
                .body = quoted(body),
                .headers = { strcmp(method, "PATCH") == 0 ? "If-Match: *" : NULL });
}

const struct reply *post(const char *path, const char *body)
{
    return send("POST", path, body);
}

const struct reply *patch(const char *path, const char *body)
{
    return send("PATCH", path, body);
}

const char *posted(const char *path, const char *body)
{
    const struct reply *r = post(path, body);

    cr_assert_eq(r->status, 201, "%s %s: %ld %s", path, body, r->status, r->text);
    return text_at(r, "/id");
}

void patched(const char *path, const char *body)
{
    const struct reply *r = patch(path, body);

    cr_assert_eq(r->status, 200, "%s %s: %ld %s", path, body, r->status, r->text);
}

const char *add_case(const char *school, const char *requested_on)
{
    return posted("/v1/ehcps", dumped(but(plan_body(add_pupil(school)),
                                          text_of("{\"requested_on\":\"%s\"}", requested_on))));
}

const struct reply *step(const char *ehcp, const char *step, const char *more)
{
    const size_t length = strcspn(step, " ");

    return post(plan_at(ehcp, "/transitions"),
                text_of("{'to':'%.*s','on':'%s'%s%s}", (int)length, step, step + length + 1,
                        *more ? "," : "", more));
}

void stepped(const char *ehcp, const char *to, const char *more)
{
    const struct reply *r = step(ehcp, to, more);

    cr_assert_eq(r->status, 200, "%s: %ld %s", to, r->status, r->text);
}

void write_sections(const char *ehcp, const char *sections, const char *named)
{
    for (const char *at = sections; *at; at++) {
        const struct reply *r = write_section(ehcp, *at, text_of("What section %c says.", *at),
                                              *at == 'i' ? named : NULL);

        cr_assert(r->status == 200 || r->status == 201, "%c: %ld %s", *at, r->status, r->text);
    }
}

const char *plan_in_force(const char *school)
{
    const char *ehcp = add_case(school, "2025-01-06");

    stepped(ehcp, "assessing 2025-02-10", "");
    write_sections(ehcp, "bef", NULL);
    stepped(ehcp, "draft_issued 2025-05-20", "");
    write_sections(ehcp, "i", school);
    stepped(ehcp, "final 2025-06-20", "");
    return ehcp;
}
