#include "models/ehcps/appeal.h"
#include "models/placements/bridge_base.h"
#include "models/placements/bridge_referral.h"
#include "models/identity/client.h"
#include "models/ehcps/consultation.h"
#include "models/ehcps/deadline.h"
#include "models/ehcps/ehcp.h"
#include "models/identity/grant.h"
#include "models/ehcps/mediation.h"
#include "models/placements/placement.h"
#include "models/placements/placement_complaint.h"
#include "models/placements/provision.h"
#include "models/pupils/pupil.h"
#include "models/ehcps/review.h"
#include "models/placements/safeguarding_notice.h"
#include "models/pupils/school.h"
#include "models/pupils/school_closure.h"
#include "models/pupils/transfer_file.h"
#include "models/trust_setting.h"
#include "models/identity/user.h"

struct resource *const RESOURCES[] = {
    &SCHOOLS, &PUPILS, &EHCPS, &DEADLINES, &USERS, &CLIENTS, &GRANTS, &REVIEWS, &CONSULTATIONS,
    &APPEALS, &MEDIATIONS, &BRIDGE_BASES, &BRIDGE_REFERRALS, &PLACEMENT_COMPLAINTS,
    &SAFEGUARDING_NOTICES, &PROVISIONS, &PLACEMENTS, &TRUST_SETTINGS,
    &SCHOOL_CLOSURES, &TRANSFER_FILES, NULL
};
