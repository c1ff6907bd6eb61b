#pragma once

#include "models/resource.h"

/* A pupil: one document with one version. Members that are lists are JSON texts of the shapes
 * below; dates are YYYY-MM-DD and both ends of a stay are inclusive. */
struct pupil {
    const char *id;
    const char *upn;
    const char *former_upns;
    const char *upn_unknown_reason; /* CBDS CS051 */
    const char *uln;
    const char *external_ids;
    const char *legal_surname;
    const char *legal_forename;
    const char *middle_names;
    const char *preferred_surname;
    const char *preferred_forename;
    const char *date_of_birth;
    const char *sex;       /* CBDS CS119 */
    const char *ethnicity;
    const char *nc_year;
    const char *sen_provision; /* CBDS CS096 */
    const char *needs;
    const char *registrations;
    const char *school_id; /* where the pupil is C or M today */
    bool in_care;
    const char *care_authority;
    bool restricted; /* seen only with safeguarding:read */
    const char *merged_into;
    const char *warnings;
    bool special_school; /* whether school_id is one */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

struct need {
    const char *type; /* CBDS CS071 */
    int64_t rank;
};

struct registration {
    const char *school_id;
    const char *status; /* C, M, S or G */
    const char *entry_date;
    const char *leaving_date; /* NULL while it is open */
};

struct external_id {
    const char *system;
    const char *value;
};

/* What is odd but allowed. */
struct warning {
    const char *code;
    const char *member;
    const char *detail;
};

extern const struct shape PUPIL, NEED_ENTRY, REGISTRATION, EXTERNAL_ID, WARNING;
extern struct resource PUPILS;

/* The warnings of a pupil on a day (days since 1970), as a JSON array. Pure but for the arena:
 * out-of-year, special school without SEN, codes that do not fit the age or a school roll. */
const char *pupil_warnings(struct arena *arena, int64_t today, const struct pupil *pupil);

/* The national curriculum year that goes with a date of birth in the academic year of `today`:
 * "N1", "N2", "R", "1" to "14", or NULL outside. The age that counts is that on 31 August before
 * the academic year. */
const char *pupil_usual_year(int64_t born, int64_t today);
