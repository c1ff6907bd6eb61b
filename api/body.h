#pragma once

#include "api/http.h"

/* The envelope of the body: length, encoding, media type, size. Fills body, body_length and
 * body_form. False with the refusal written. */
bool take_body(struct ctx *c);

/* gzip on the way out, for answers of 1 KiB and more, when the client takes it. */
void compress_answer(struct ctx *c);
