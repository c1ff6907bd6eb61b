#include "models/bridge_base.h"
#include "models/bridge_referral.h"
#include "models/client.h"
#include "models/grant.h"
#include "models/placement_complaint.h"
#include "models/pupil.h"
#include "models/safeguarding_notice.h"
#include "models/school.h"
#include "models/user.h"

struct resource *const RESOURCES[] = { &SCHOOLS, &PUPILS, &BRIDGE_BASES, &BRIDGE_REFERRALS,
                                       &PLACEMENT_COMPLAINTS, &SAFEGUARDING_NOTICES, &USERS,
                                       &CLIENTS, &GRANTS, NULL };
