#pragma once

#include "api/service.h"

/* The HTTP library, from the listening socket to dispatch and back. Two daemons: one for the API,
 * with a pool of workers, and one of a single thread for health and metrics, which answers while
 * every worker is busy. False with a sentence on standard error. */
bool server_listen(struct service *service); /* binds; settles the ports and the public URL */
bool server_serve(struct service *service);
/* Stop accepting, wait until every open request is answered (at most 25 s), stop. */
void server_drain(struct service *service);
