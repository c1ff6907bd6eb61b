#pragma once

#include "models/buffer.h"

/* The catalogue of problems: every refusal of the service is one of these (RFC 9457). The code with
 * hyphens is the page under /problems/ that explains it. */
struct problem {
    const char *code;
    unsigned status;
    const char *title;
    const char *detail;  /* what the answer says when nothing more is known */
    const char *explain; /* what the page says: why it happens and what to do */
};

extern const struct problem PROBLEMS[]; /* ends with a NULL code */

const struct problem *problem_named(const char *code); /* never NULL: unknown codes are bugs */
bool problem_exists(const char *code);
const struct problem *problem_of_slug(const char *slug); /* NULL when there is none */

/* The members every problem has, as far as its code: an open object. */
void put_problem(struct buffer *out, const struct problem *p, const char *detail);
