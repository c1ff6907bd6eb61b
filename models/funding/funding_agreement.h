#pragma once

#include "models/resource.h"

/* What of the money for a provision its provider passes on to the school that hosts it. A row is
 * one version: the first (`number` 1), or an amendment of it, which has the same `original_id`. The
 * provider signs by offering it and the host by agreeing, never one person both; terms that were
 * offered stand. Of the versions that were agreed one at most holds on a day. Days are YYYY-MM-DD
 * and inclusive, money is pence, a rate is pence a year. */
struct funding_agreement {
    const char *id;
    const char *provision_id;
    const char *amends_id; /* the version it amends; NULL: it is the first */
    const char *original_id;
    int64_t number;
    const char *host_school_id; /* of the provision, as provider_school_id */
    const char *provider_school_id;
    const char *base_year; /* whose days a year of pence is divided by; one for all versions */
    const char *place_type;
    const char *place_payer;
    const char *starts_on;
    const char *ends_on; /* NULL: until it is ended */
    const char *reference;
    const char *shares;     /* a JSON list of struct funding_share, one of a stream at most */
    const char *cost_lines; /* a JSON list of struct funding_cost_line */
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

/* What is passed on of a stream: a proportion, in basis points and within limits, or a fixed amount
 * a year for each place or in all. */
struct funding_share {
    const char *stream;
    const char *basis; /* of what is due, or of what has come in */
    const char *mode;
    int64_t basis_points;
    int64_t annual_pence;
    int64_t cap_annual_pence;
    int64_t floor_annual_pence;
};

/* What the host spends it on: what is passed on is split over the lines by weight, what does not
 * divide going to the lowest line. */
struct funding_cost_line {
    int64_t line; /* from 1, without gaps */
    const char *code;
    const char *label;
    int64_t weight; /* 0 to 1,000,000 */
};

/* A step; with `ended` may come the last day. */
struct funding_agreement_transition {
    const char *to;
    const char *on;
    const char *reason;
    const char *reference; /* of the document the host signed */
    const char *ends_on;
};

extern const struct shape FUNDING_AGREEMENT, FUNDING_SHARE, FUNDING_COST_LINE,
    FUNDING_AGREEMENT_TRANSITION;
extern struct resource FUNDING_AGREEMENTS;
