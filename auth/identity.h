#pragma once

#include "auth/auth.h"

/* One more reference, for auth_identity_release(). */
void auth_identity_retain(const struct auth_identity *identity);
