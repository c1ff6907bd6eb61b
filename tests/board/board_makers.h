#pragma once

#include "tests/client.h"

/* Something new from each operation of student advisory boards, in trust 0: tests/new_records.h. */
const struct reply *new_board_over(const char *school);
const struct reply *new_board_facilitator(const char *school);
const struct reply *new_board_member(const char *school);
const struct reply *new_board_consent(const char *school);
const struct reply *new_board_meeting(const char *school);
const struct reply *new_board_agenda_item(const char *school);
const struct reply *new_board_attendance(const char *school);
const struct reply *new_board_theme(const char *school);
const struct reply *new_disclosure_phrase(const char *school);
const struct reply *new_board_feedback(const char *school);
const struct reply *new_author_opening(const char *school);
const struct reply *new_feedback_response(const char *school);
const struct reply *new_impact_period(const char *school);
const struct reply *new_board_recommendation(const char *school);
const struct reply *new_board_action(const char *school);
const struct reply *new_board_deliverable(const char *school);
const struct reply *new_deliverable_use(const char *school);
const struct reply *new_board_publication(const char *school);
