#pragma once

#include <time.h>

#include "api/http.h"

/* One line of JSON on standard error per request: members from a fixed list, none of them a
 * client's words but the checked request id. Never a name, a UPN, a query, a body or a token. */
void log_request(const struct ctx *c, const struct timespec *began);

/* One line about the service itself; `says` is our own sentence. */
void log_event(const char *event, const char *says);
