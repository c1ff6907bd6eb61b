#include "models/client.h"
#include "models/grant.h"
#include "models/pupil.h"
#include "models/school.h"
#include "models/user.h"

struct resource *const RESOURCES[] = { &SCHOOLS, &PUPILS, &USERS, &CLIENTS, &GRANTS, NULL };
