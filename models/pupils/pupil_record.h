#pragma once

#include "queries.h" /* pupil_search, ...: sql/queries/pupil.sql */

/* What is done with a pupil's record beside reading and writing it. */

/* Who is looked for: by UPN, or by name and date of birth. In a body, never in an address. */
struct pupil_search {
    const char *upn;
    const char *legal_surname;
    const char *legal_forename;
    const char *date_of_birth;
};

struct pupil_merge {
    const char *id;           /* the one that stays */
    const char *duplicate_id; /* the one that is folded into it */
};

struct pupil_purge {
    const char *id;
    const char *reason;
};

/* Something that happened to a pupil on a day or at an instant. */
struct timeline_entry {
    const char *on;
    const char *kind; /* registered, left, sen_provision, upn, merged, created, deleted, restored */
    const char *detail;
    const char *school_id;
    int64_t version;    /* NONE where it is not of one version */
};

struct subject_access_of {
    const char *id;
    bool unseals; /* tells what the pupil said to boards as well */
};

/* Everything held on a pupil, as one JSON object. */
struct subject_access {
    const char *document;
};

struct merge_step {
    const char *id, *duplicate_id;
    int64_t version; /* of the survivor */
};

/* Fold a duplicate into the pupil that stays: its UPNs become former ones, its outside keys and
 * those registrations that fall on free days are taken over, whatever else is held on it follows,
 * and it is deleted, naming where it went. DB_CONFLICT when the two hold what one pupil cannot.
 * DB_STALE when the survivor's version is not `version` any more; DB_NONE when one is not there. */
extern const struct shape PUPIL_MERGE;
enum db_status pupil_merge_into(struct db *db, const struct pupil_merge *merge, int64_t version);

/* Remove a deleted pupil and everything that is held on it for ever. Audit events keep the opaque
 * id. */
enum db_status pupil_purge_for_ever(struct db *db, const struct pupil_purge *purge);
