#pragma once

#include "models/resource.h"

/* A school is asked whether it can be named in a plan (CFA 2014 s.39). Days are YYYY-MM-DD. */
struct consultation {
    const char *id;
    const char *ehcp_id;
    const char *school_id; /* the school consulted */
    const char *la_consulted; /* which maintains the school, if not the authority of the plan */
    const char *sent_on;
    const char *response_due_on; /* the last day of the duty answer_consultation */
    const char *responded_on;
    const char *response;
    const char *grounds; /* of an objection */
    const char *reasonable_steps; /* of a mainstream school that objects */
    const char *comments;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape CONSULTATION;
extern struct resource CONSULTATIONS;
