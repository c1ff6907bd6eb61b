#pragma once

#include "tests/fixture.h"

/* Cases of a test's own, in trust 0, driven through the API by its trust_admin. Bodies are JSON
 * texts with ' for ", which keeps them legible. */

/* The text with every ' made a ". */
const char *quoted(const char *text);

/* A pupil in Year 7 at this school, and its case, requested on a day; the id of the case. */
const char *add_case(const char *school, const char *requested_on);

const struct reply *post(const char *path, const char *body);
const struct reply *patch(const char *path, const char *body); /* whatever version stands */
/* They fail the test when they are refused; posted() gives the id of what was made. */
const char *posted(const char *path, const char *body);
void patched(const char *path, const char *body);

/* A step, "final 2025-03-20", with more members of it: "'reference':'EH1'" or "". */
const struct reply *step(const char *ehcp, const char *step, const char *more);
void stepped(const char *ehcp, const char *step, const char *more);

/* Write sections of the version at hand, "bef"; section I names this school. */
void write_sections(const char *ehcp, const char *sections, const char *named);

/* A case whose plan is in force: requested, assessed, drafted and issued on four days of 2025, with
 * this school in section I. The last step is of 2025-06-20. */
const char *plan_in_force(const char *school);
