#include "models/client.h"
#include "models/ehcp.h"
#include "models/grant.h"
#include "models/pupil.h"
#include "models/school.h"
#include "models/user.h"

struct resource *const RESOURCES[] = { &SCHOOLS, &PUPILS, &EHCPS, &USERS, &CLIENTS, &GRANTS, NULL };
