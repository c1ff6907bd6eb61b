#include "models/ehcps/ehcp.h"

#include <string.h>

#include "api/collection.h"
#include "api/reading.h"
#include "api/service.h"
#include "api/transition.h"
#include "models/encode.h"
#include "models/change.h"

/* ---- sections -------------------------------------------------------------------------- */

/* The case and the section that the path names; who may not open the section is told so. */
static bool ask_section(struct ctx *c, struct ehcp_section_key *key, struct ehcp **ehcp)
{
    char *scope = arena_format(c->arena, "ehcps:section_%s", c->path_values[1]);
    void *row;

    key->plan_version = NONE;
    if (!ask_key(c, &key->ehcp_id) || !ask_path(c, 1, &PLAN_SECTION, &key->section) ||
        !find_live(c, key->ehcp_id, &row))
        return false;
    *ehcp = row;
    return (scope && may_throughout(c, scope)) || refuse_scope(c, scope ? scope : "");
}

/* Who opens a section says why, and both are on record. */
static bool note_purpose(struct ctx *c, const struct ehcp *ehcp, const char *section)
{
    struct buffer purpose = { .arena = c->arena };

    put_json_text(&purpose, arena_format(c->arena, "section %s: %s", section,
                                         ask_parameter(c, "purpose")));
    c->purpose = purpose.text;
    note_subject(c, &EHCPS, ehcp);
    return !purpose.failed || refuse(c, "busy", NULL);
}

static bool find_section(struct ctx *c)
{
    const char *wanted = ask_parameter(c, "plan_version");
    struct ehcp_section_key key;
    struct ehcp_section section;
    struct ehcp *ehcp;

    if (!ask_section(c, &key, &ehcp))
        return false;
    if (wanted)
        text_to_int(wanted, &key.plan_version);
    return done(c, ehcp_section_find(c->db, &key, &section))
        && note_purpose(c, ehcp, key.section)
        && is_new_to_client(c, &section)
        && tell(c, &section);
}

static bool list_sections(struct ctx *c)
{
    struct ehcp_section_key key = { .section = NULL, .plan_version = NONE };
    struct ehcp_section *rows;
    size_t count;
    void *row;

    if (!ask_key(c, &key.ehcp_id) || !find_live(c, key.ehcp_id, &row))
        return false;
    note_subject(c, &EHCPS, row);
    return done(c, ehcp_sections(c->db, &key, &rows, &count))
        && tell_rows(c, rows, count);
}

/* The section as it stands in the version being written: `*there` when it has been begun. */
static bool find_draft(struct ctx *c, const struct ehcp_section_key *key,
                       struct ehcp_section *draft, bool *there)
{
    const enum db_status status = ehcp_section_find(c->db, key, draft);

    *there = status == DB_OK;
    return status == DB_NONE || done(c, status);
}

/* No row was written: it is no longer the text that was read. */
static enum db_status unless_raced(enum db_status status)
{
    return status == DB_NONE ? DB_STALE : status;
}

/* What is in force cannot be changed: a version is written while the case asks for one. */
static bool put_section(struct ctx *c)
{
    struct ehcp_section_key key;
    struct ehcp_section_text text;
    struct ehcp_section draft, saved;
    struct ehcp *ehcp;
    bool there;

    if (!ask_section(c, &key, &ehcp))
        return false;
    key.plan_version = ehcp->plan_version + 1;
    if (!find_draft(c, &key, &draft, &there) ||
        (there && !ask_version_of(c, &EHCP_SECTION, &draft)))
        return false;
    shape_clear(&EHCP_SECTION_TEXT, &text);
    if (!ask_body(c, &text))
        return false;
    text.ehcp_id = key.ehcp_id;
    text.section = key.section;
    text.plan_version = key.plan_version;
    text.version = there ? draft.version : 0;
    if (!done(c, unless_raced(ehcp_section_write(c->db, &text, &saved))) || !tell(c, &saved))
        return false;
    if (!there) {
        add_header(c, "Location", arena_format(c->arena, "%s%s", c->service->settings.public_url,
                                               c->request->path));
        if (c->answer.status == 200)
            c->answer.status = 201;
    }
    return true;
}

static bool blank_section(struct ctx *c)
{
    struct ehcp_section_key key;
    struct ehcp_section draft;
    struct ehcp *ehcp;

    if (!ask_section(c, &key, &ehcp))
        return false;
    key.plan_version = ehcp->plan_version + 1;
    if (!done(c, ehcp_section_find(c->db, &key, &draft)) ||
        !ask_version_of(c, &EHCP_SECTION, &draft))
        return false;
    key.version = draft.version;
    return done(c, unless_raced(ehcp_section_blank(c->db, &key)))
        && tell_nothing(c);
}

/* ---- routes ---------------------------------------------------------------------------- */

static const struct parameter SECTION_PARAMETERS[] = {
    { "purpose", &LABEL, true }, { "plan_version", &COUNT, false }, { NULL, NULL, false }
};

#define READ "ehcps:read"
#define WRITE "ehcps:write"
#define E &EHCPS, &EHCP, &EHCP
#define R &EHCPS, NULL, &EHCP
#define T &EHCPS, &EHCP_SECTION_TEXT, &EHCP_SECTION

const struct route EHCP_ROUTES[] = {
    { "GET", "/v1/ehcps", "listEhcps", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/ehcps", "addEhcp", WRITE, E, 201, TRIES, add_row, NULL },
    { "POST", "/v1/ehcps/bulk", "bulkEhcps", WRITE,
      R, 200, TRIES | BULK, bulk_rows, BULK_PARAMETERS },
    { "GET", "/v1/ehcps/:id", "findEhcp", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/ehcps/:id", "replaceEhcp", WRITE, E, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/ehcps/:id", "changeEhcp", WRITE, E, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/ehcps/:id", "deleteEhcp", WRITE,
      &EHCPS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/ehcps/:id/restore", "restoreEhcp", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/ehcps/:id/history", "ehcpHistory", "history:read",
      &EHCPS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", "/v1/ehcps/:id/transitions", "moveEhcp", READ,
      &EHCPS, &EHCP_TRANSITION, &EHCP, 200, TRIES, move_row, NULL },
    { "GET", "/v1/ehcps/:id/transitions", "ehcpTransitions", READ,
      &EHCPS, NULL, &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { "GET", "/v1/ehcps/:id/sections", "ehcpSections", READ,
      &EHCPS, NULL, &EHCP_SECTION, 200, NO_STORE | SECTIONS, list_sections, NULL },
    { "GET", "/v1/ehcps/:id/sections/:section", "findEhcpSection", READ,
      &EHCPS, NULL, &EHCP_SECTION, 200, NO_STORE | SECTIONS, find_section, SECTION_PARAMETERS },
    { "PUT", "/v1/ehcps/:id/sections/:section", "putEhcpSection", WRITE,
      T, 200, TRIES | NO_STORE | SECTIONS, put_section, NULL },
    { "DELETE", "/v1/ehcps/:id/sections/:section", "deleteEhcpSection", WRITE,
      &EHCPS, NULL, NULL, 204, TRIES | NO_STORE | SECTIONS, blank_section, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
