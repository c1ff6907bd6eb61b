#include "models/client.h"
#include "models/grant.h"
#include "models/placement.h"
#include "models/provision.h"
#include "models/pupil.h"
#include "models/school.h"
#include "models/trust_setting.h"
#include "models/user.h"

struct resource *const RESOURCES[] = { &SCHOOLS, &PUPILS, &USERS, &CLIENTS, &GRANTS,
                                       &PROVISIONS, &PLACEMENTS, &TRUST_SETTINGS, NULL };
