#pragma once

enum { UUID_TEXT = 37 };

/* A UUID of version 7 (RFC 9562): 48 bits of milliseconds, 74 random bits from the system. Ids made
 * by one thread within one millisecond also rise. */
void uuid_make(char out[UUID_TEXT]);
