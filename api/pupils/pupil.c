#include "models/pupils/pupil.h"

#include <string.h>

#include "api/collection.h"
#include "api/json.h"
#include "models/encode.h"
#include "models/pupils/pupil_record.h"
#include "models/uuid.h"

static const struct rule SEARCH_RULE = {
    "search_terms", "a search is by upn, or by legal_surname and date_of_birth" };
static const struct rule SAME_PUPIL = { "duplicate_is_itself", "must be another pupil" };
static const struct rule NOT_THERE = { "duplicate_is_known", "is not a pupil of the trust" };

/* ---- searching ------------------------------------------------------------------------- */

static bool ask_search(struct ctx *c, struct pupil_search *search)
{
    shape_clear(&PUPIL_SEARCH, search);
    if (!ask_body(c, search))
        return false;
    const bool by_upn = search->upn && !search->legal_surname && !search->date_of_birth;
    const bool by_name = !search->upn && search->legal_surname && search->date_of_birth;
    if (!by_upn && !by_name)
        add_fault(&c->faults, IN_BODY, "", &SEARCH_RULE);
    return no_faults(c, "validation_failed");
}

static bool search(struct ctx *c)
{
    struct pupil_search wanted;
    struct key *found;
    size_t count;
    void *rows;

    if (!ask_search(c, &wanted) || !done(c, pupil_search(c->db, &wanted, &found, &count)))
        return false;
    const char **ids = arena_take(c->arena, (count + 1) * sizeof *ids);
    for (size_t i = 0; ids && i < count; i++)
        ids[i] = found[i].id;
    if (!ids || !done(c, resource_find_many(c->db, &PUPILS, text_array(c->arena, ids, count), &rows,
                                            &count)))
        return false;
    for (size_t i = 0; i < count; i++)
        note_subject(c, &PUPILS, (const struct pupil *)rows + i);
    return tell_rows(c, rows, count);
}

/* ---- by an outside key ----------------------------------------------------------------- */

static const struct match *external(void)
{
    const struct match *m = PUPILS.matches;

    while (!m->with_system)
        m++;
    return m;
}

/* The key of the address belongs to the pupil, whether the body names it or not. */
static bool claim_key(struct ctx *c, struct pupil *pupil, const char *system, const char *value)
{
    const struct external_id own = { system, value };
    const char *list = pupil->external_ids ? pupil->external_ids : "[]";
    size_t count = 0;
    const struct external_id *ids = json_list_rows(c->arena, &EXTERNAL_ID, list, &count);

    for (size_t i = 0; ids && i < count; i++) {
        if (strcmp(ids[i].system, system) == 0 && strcmp(ids[i].value, value) == 0)
            return true;
    }
    pupil->external_ids = json_list_with(&c->faults, "external_ids", &EXTERNAL_ID, list, &own);
    return no_faults(c, "validation_failed")
        && (pupil->external_ids || refuse(c, "too_large", NULL));
}

static bool add_by_key(struct ctx *c, const char *system, const char *value)
{
    struct pupil *pupil = new_row(c);
    char *id = arena_take(c->arena, UUID_TEXT);
    void *added;

    if (!pupil || !id || !ask_body(c, pupil) || !claim_key(c, pupil, system, value))
        return false;
    uuid_make(id);
    pupil->id = id;
    pupil->version = 1;
    return written(c, resource_add(c->db, &PUPILS, pupil, 1, &added), &PUPILS, pupil)
        && tell_new(c, added);
}

static bool replace_by_key(struct ctx *c, const char *id, const char *system, const char *value)
{
    struct pupil changed;
    void *row;

    return find_live(c, id, &row)
        && is_version_meant(c, row)
        && ask_replacement(c, row, &changed)
        && claim_key(c, &changed, system, value)
        && save_row(c, &changed);
}

/* A clash with a writer who was quicker is met by trying again: then the pupil is found. */
static bool put_by_external_id(struct ctx *c)
{
    const char *system, *value;
    struct match_key *found;
    size_t count;

    if (!ask_path(c, 0, &EXTERNAL_SYSTEM, &system) || !ask_path(c, 1, &EXTERNAL_VALUE, &value))
        return false;
    if (!done(c, resource_match(c->db, external(), text_array(c->arena, &value, 1), system, &found,
                                &count)))
        return false;
    if (count)
        return replace_by_key(c, found[0].id, system, value);
    if (add_by_key(c, system, value))
        return true;
    if (c->answer.status == 409 && c->attempt < 3 &&
        strcmp(db_constraint(c->db), "external_id_has_one_holder") == 0)
        c->retry = true;
    return false;
}

/* ---- registrations --------------------------------------------------------------------- */

static bool add_registration(struct ctx *c)
{
    struct registration one;
    struct pupil changed;
    const char *id;
    void *row, *saved;

    shape_clear(&REGISTRATION, &one);
    if (!ask_key(c, &id) || !ask_body(c, &one) || !find_live(c, id, &row) ||
        !is_version_meant(c, row))
        return false;
    changed = *(const struct pupil *)row;
    changed.registrations = json_list_with(&c->faults, "registrations", &REGISTRATION,
                                           changed.registrations, &one);
    return no_faults(c, "validation_failed")
        && (changed.registrations || refuse(c, "too_large", NULL))
        && written(c, resource_save_one(c->db, &PUPILS, &changed, &saved), &PUPILS, &changed)
        && tell_new(c, saved);
}

/* ---- merging, purging ------------------------------------------------------------------ */

static bool ask_merge(struct ctx *c, struct pupil_merge *merge)
{
    shape_clear(&PUPIL_MERGE, merge);
    if (!ask_body(c, merge) || !ask_key(c, &merge->id))
        return false;
    if (strcmp(merge->id, merge->duplicate_id) == 0)
        add_fault(&c->faults, IN_BODY, "/duplicate_id", &SAME_PUPIL);
    return no_faults(c, "validation_failed");
}

static bool find_duplicate(struct ctx *c, const char *id)
{
    void *row;
    const enum db_status status = resource_find(c->db, &PUPILS, id, &row);

    if (status == DB_NONE || (!status && ((const struct pupil *)row)->deleted_at))
        add_fault(&c->faults, IN_BODY, "/duplicate_id", &NOT_THERE);
    else if (status)
        return done(c, status);
    return no_faults(c, "validation_failed");
}

static bool merge(struct ctx *c)
{
    struct pupil_merge wanted;
    void *row;

    return ask_merge(c, &wanted)
        && find_live(c, wanted.id, &row)
        && is_version_meant(c, row)
        && find_duplicate(c, wanted.duplicate_id)
        && done(c, pupil_merge_into(c->db, &wanted, ((const struct pupil *)row)->version))
        && done(c, resource_find(c->db, &PUPILS, wanted.id, &row))
        && tell(c, row);
}

static bool purge(struct ctx *c)
{
    struct pupil_purge wanted;
    void *row;

    shape_clear(&PUPIL_PURGE, &wanted);
    if (!ask_body(c, &wanted) || !ask_key(c, &wanted.id) || !find_any(c, wanted.id, &row) ||
        !is_version_meant(c, row))
        return false;
    if (!((const struct pupil *)row)->deleted_at) {
        c->problem_extra = ",\"allowed\":[\"delete\"]";
        return refuse(c, "invalid_transition",
                      "Only a deleted pupil can be purged: delete it first");
    }
    return done(c, pupil_purge_for_ever(c->db, &wanted))
        && tell_nothing(c);
}

/* ---- telling everything ---------------------------------------------------------------- */

static bool timeline(struct ctx *c)
{
    struct timeline_entry *entries;
    struct key key;
    size_t count;
    void *row;

    if (!ask_key(c, &key.id) || !find_live(c, key.id, &row))
        return false;
    note_subject(c, &PUPILS, row);
    return done(c, pupil_timeline(c->db, &key, &entries, &count))
        && tell_rows(c, entries, count);
}

/* It tells everything, so it takes every right there is to see what is held on a pupil, over the
 * whole trust. */
static bool may_see_everything(struct ctx *c)
{
    bool may_all = db_actor(c->db)->all_schools && may_throughout(c, "pupils:read") &&
                   may_throughout(c, "pupils:sensitive") && may_throughout(c, "ehcps:read");

    for (const char *const *section = PLAN_SECTION.one_of; may_all && *section; section++) {
        const char *scope = arena_format(c->arena, "ehcps:section_%s", *section);

        may_all = scope && may_throughout(c, scope);
    }
    return may_all
        || refuse(c, "insufficient_scope",
                  "This takes pupils:read, pupils:sensitive, pupils:purge, ehcps:read and the scope"
                  " of every section of a plan, over the whole trust");
}

static bool subject_access(struct ctx *c)
{
    struct buffer out = { .arena = c->arena };
    struct subject_access_of of = { .unseals = may_throughout(c, "board:unseal") };
    struct subject_access all;
    void *row;

    if (!may_see_everything(c) || !ask_key(c, &of.id) || !find_any(c, of.id, &row))
        return false;
    note_subject(c, &PUPILS, row);
    if (!done(c, pupil_subject_access(c->db, &of, &all)))
        return false;
    put_text(&out, all.document);
    return tell_json(c, 200, &out);
}

#define READ "pupils:read"
#define WRITE "pupils:write"
#define P &PUPILS, &PUPIL, &PUPIL
#define R &PUPILS, NULL, &PUPIL

const struct route PUPIL_ROUTES[] = {
    { "GET", "/v1/pupils", "listPupils", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/pupils", "addPupil", WRITE, P, 201, TRIES, add_row, NULL },
    { "POST", "/v1/pupils/bulk", "bulkPupils", WRITE,
      R, 200, TRIES | BULK, bulk_rows, BULK_PARAMETERS },
    { "POST", "/v1/pupils/searches", "searchPupils", READ,
      &PUPILS, &PUPIL_SEARCH, &PUPIL, 200, 0, search, NULL },
    { "PUT", "/v1/pupils/by-external-id/:system/:value", "putPupilByExternalId", WRITE,
      P, 200, TRIES, put_by_external_id, NULL },
    { "GET", "/v1/pupils/:id", "findPupil", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/pupils/:id", "replacePupil", WRITE, P, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/pupils/:id", "changePupil", WRITE, P, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/pupils/:id", "deletePupil", WRITE,
      &PUPILS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/pupils/:id/restore", "restorePupil", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/pupils/:id/history", "pupilHistory", "history:read",
      &PUPILS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", "/v1/pupils/:id/registrations", "addRegistration", WRITE,
      &PUPILS, &REGISTRATION, &PUPIL, 201, TRIES, add_registration, NULL },
    { "POST", "/v1/pupils/:id/merges", "mergePupils", WRITE,
      &PUPILS, &PUPIL_MERGE, &PUPIL, 200, TRIES, merge, NULL },
    { "POST", "/v1/pupils/:id/purge", "purgePupil", "pupils:purge",
      &PUPILS, &PUPIL_PURGE, NULL, 204, TRIES, purge, NULL },
    { "GET", "/v1/pupils/:id/timeline", "pupilTimeline", READ,
      &PUPILS, NULL, &TIMELINE_ENTRY, 200, 0, timeline, NULL },
    { "GET", "/v1/pupils/:id/subject-access", "pupilSubjectAccess", "pupils:purge",
      &PUPILS, NULL, NULL, 200, NO_STORE | SECTIONS | RECORDS, subject_access, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
