#include "models/appeal.h"
#include "models/bridge_base.h"
#include "models/bridge_referral.h"
#include "models/client.h"
#include "models/consultation.h"
#include "models/deadline.h"
#include "models/ehcp.h"
#include "models/grant.h"
#include "models/mediation.h"
#include "models/placement.h"
#include "models/placement_complaint.h"
#include "models/provision.h"
#include "models/pupil.h"
#include "models/review.h"
#include "models/safeguarding_notice.h"
#include "models/school.h"
#include "models/trust_setting.h"
#include "models/user.h"

struct resource *const RESOURCES[] = {
    &SCHOOLS, &PUPILS, &EHCPS, &DEADLINES, &USERS, &CLIENTS, &GRANTS, &REVIEWS, &CONSULTATIONS,
    &APPEALS, &MEDIATIONS, &BRIDGE_BASES, &BRIDGE_REFERRALS, &PLACEMENT_COMPLAINTS,
    &SAFEGUARDING_NOTICES, &PROVISIONS, &PLACEMENTS, &TRUST_SETTINGS, NULL
};
