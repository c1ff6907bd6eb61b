#pragma once

#include "api/service.h"

/* What a service does besides answering, in one thread with a connection of its own: it hears of
 * withdrawn tokens and new keys within a second (and asks every five in case it did not hear),
 * carries the journal of reads over, turns the day, and clears what has expired. */
bool upkeep_start(struct service *service); /* the first load of keys is done when it returns */
void upkeep_stop(struct service *service);

/* Keys and revocations, now. */
bool load_identity(struct service *service, struct db *db);
