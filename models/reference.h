#pragma once

#include "queries.h" /* reference_sets, reference_codes: sql/queries/reference.sql */

/* A code set, and one code of it, as /v1/reference-data tells them. */
struct code_set {
    const char *name;
    const char *title;
    const char *source;
    const char *says;
};
struct reference_code {
    const char *code;
    const char *label;
    const char *note;
    int64_t position;
    const char *valid_from;
    const char *valid_to;
    bool retired;
};
struct code_set_name {
    const char *name;
};
