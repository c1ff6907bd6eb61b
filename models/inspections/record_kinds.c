/* The vocabulary of what an inspection finds. */
#include "models/kind.h"

static const char *const EVIDENCE_KINDS[] = { "lesson_visit", "work_scrutiny", "pupil_voice",
                                              "document",     "discussion",    "data",
                                              NULL };
static const char *const PUPIL_GROUPS[] = {
    "all", "send_support", "ehcp", "disadvantaged", "in_care", "base_pupils", "year_n1", "year_n2",
    "year_r", "year_1", "year_2", "year_3", "year_4", "year_5", "year_6", "year_7", "year_8",
    "year_9", "year_10", "year_11", "year_12", "year_13", "year_14", "need_spld", "need_mld",
    "need_sld", "need_pmld", "need_semh", "need_slcn", "need_hi", "need_vi", "need_msi", "need_pd",
    "need_asd", "need_ds", "need_oth", NULL };
static const char *const JUDGEMENT_KINDS[] = { "draft", "agreed", NULL };
static const char *const COMMENT_KINDS[] = { "comment", "none", NULL };
static const char *const RAGS[] = { "red", "amber", "green", NULL };
static const char *const FOLLOW_UPS[] = { "one_term", "one_year", NULL };

const struct kind EVIDENCE_KIND = { "evidence_kind", TEXT, 1, 40, EVIDENCE_KINDS, NULL,
    { "evidence_kind_code", "must be one of /v1/reference-data/evidence_kind" },
    "lesson_visit", "text", TRIMMED };
const struct kind PUPIL_GROUP = { "pupil_group", TEXT, 1, 40, PUPIL_GROUPS, NULL,
    { "pupil_group_code", "must be one of /v1/reference-data/pupil_group" },
    "send_support", "text", TRIMMED };
const struct kind JUDGEMENT_KIND = { "judgement_kind", TEXT, 1, 40, JUDGEMENT_KINDS, NULL,
    { "judgement_kind_code", "must be draft or agreed" },
    "draft", "text", TRIMMED };
const struct kind ACCURACY_COMMENT_KIND = { "accuracy_comment_kind", TEXT, 1, 40,
    COMMENT_KINDS, NULL,
    { "accuracy_comment_kind_code", "must be comment or none" },
    "comment", "text", TRIMMED };
const struct kind RAG = { "rag", TEXT, 1, 40, RAGS, NULL,
    { "rag_code", "must be red, amber or green" },
    "amber", "text", TRIMMED };
const struct kind FOLLOW_UP_KIND = { "follow_up_kind", TEXT, 1, 40, FOLLOW_UPS, NULL,
    { "follow_up_kind_code", "must be one_term or one_year" },
    "one_term", "text", TRIMMED };
const struct kind INSPECTION_TEXT = { "inspection_text", TEXT, 1, 10000, NULL, NULL,
    { "inspection_text_length", "must be 1 to 10,000 characters" },
    "Leaders know how each group of pupils learns, and act on it.", "text", AS_GIVEN };
