#include "models/pupils/pupil_record.h"

#include "models/pupils/pupil.h"

const struct shape PUPIL_SEARCH = SHAPE("pupil_search", pupil_search,
    FIELD(pupil_search, upn,            UPN,         0),
    FIELD(pupil_search, legal_surname,  PERSON_NAME, 0),
    FIELD(pupil_search, legal_forename, PERSON_NAME, 0),
    FIELD(pupil_search, date_of_birth,  DAY,         0));

const struct shape PUPIL_MERGE = SHAPE("pupil_merge", pupil_merge,
    FIELD(pupil_merge, id,           UUID, INTERNAL),
    FIELD(pupil_merge, duplicate_id, UUID, REQUIRED));

const struct shape PUPIL_PURGE = SHAPE("pupil_purge", pupil_purge,
    FIELD(pupil_purge, id,     UUID, INTERNAL),
    FIELD(pupil_purge, reason, NOTE, REQUIRED));

const struct shape TIMELINE_ENTRY = SHAPE("timeline_entry", timeline_entry,
    FIELD(timeline_entry, on,        INSTANT, READ_ONLY),
    FIELD(timeline_entry, kind,      LABEL,   READ_ONLY),
    FIELD(timeline_entry, detail,    NOTE,    READ_ONLY),
    FIELD(timeline_entry, school_id, UUID,    READ_ONLY),
    FIELD(timeline_entry, version,   COUNT,   READ_ONLY));

const struct shape SUBJECT_ACCESS_OF = SHAPE("subject_access_of", subject_access_of,
    FIELD(subject_access_of, id,      UUID, 0),
    FIELD(subject_access_of, unseals, FLAG, 0));

const struct shape SUBJECT_ACCESS = SHAPE("subject_access", subject_access,
    FIELD(subject_access, document, NOTE, READ_ONLY));

/* A survivor that had nothing to take over was not changed, and so not touched. */
static enum db_status survivor_stands(struct db *db, const struct merge_step *step)
{
    void *row;
    const enum db_status status = resource_find(db, &PUPILS, step->id, &row);

    return !status && ((const struct pupil *)row)->version != step->version ? DB_STALE : status;
}

/* The duplicate lets go of what is its own before the survivor claims it; what is held on it
 * follows when the survivor stands where it will. */
enum db_status pupil_merge_into(struct db *db, const struct pupil_merge *merge, int64_t version)
{
    const struct merge_step step = { merge->id, merge->duplicate_id, version };

    db_begin(db);
    db_operation(db, "merged");
    db_moving(db);
    enum db_status status = pupil_fold_away(db, &step);
    if (status)
        return status;
    db_operation(db, "");
    db_moving(db);
    status = pupil_take_over(db, &step);
    if (status == DB_NONE)
        status = survivor_stands(db, &step);
    if (!status)
        status = pupil_bring_along(db, &step);
    return status ? status : db_commit(db);
}

const struct shape MERGE_STEP = SHAPE("merge_step", merge_step,
    FIELD(merge_step, id,           UUID,  0),
    FIELD(merge_step, duplicate_id, UUID,  0),
    FIELD(merge_step, version,      COUNT, 0));

enum db_status pupil_purge_for_ever(struct db *db, const struct pupil_purge *purge)
{
    return pupil_purge_record(db, purge);
}
