#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* What a team makes of an area: a member's own draft, or what the team agreed. A draft that is not
 * the caller's is in sight once two members have submitted theirs, and the caller has no other. */
struct inspection_judgement {
    const char *id;
    const char *inspection_id;
    const char *kind; /* draft or agreed */
    const char *area; /* code of the framework */
    const char *team_member_id;
    const char *grade; /* code of a point of the area's scale; NULL where it is told in words */
    const char *narrative;
    const char *strengths;             /* JSON list of texts */
    const char *areas_for_development; /* JSON list of texts */
    const char *evidence_ids;          /* JSON list, one at least */
    const char *moderated_grade;       /* stands for the grade, which stays beside it */
    const char *moderated_narrative;
    const char *moderated_strengths; /* JSON lists; NULL: as agreed */
    const char *moderated_areas_for_development;
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason;
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

/* A step of it, with what moderation brings. */
struct judgement_step {
    const char *to;
    const char *on;
    const char *reason;
    const char *reference;
    const char *moderated_grade;
    const char *moderated_narrative;
    const char *moderated_strengths; /* JSON lists */
    const char *moderated_areas_for_development;
};

extern const struct shape INSPECTION_JUDGEMENT, JUDGEMENT_STEP;
extern struct resource INSPECTION_JUDGEMENTS;
