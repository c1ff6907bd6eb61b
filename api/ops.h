#pragma once

#include "api/http.h"

/* Health and metrics. They answer from memory but for readiness, which asks the database over a
 * connection of its own, so that a busy pool does not make a healthy service look dead. */
void ops_answer(struct service *service, const char *method, const char *target,
                struct arena *arena, struct answer *answer);

/* The same on the main port: handlers of GET /livez and /readyz. */
bool tell_live(struct ctx *c);
bool tell_ready(struct ctx *c);
