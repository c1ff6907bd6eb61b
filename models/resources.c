#include "models/appeal.h"
#include "models/client.h"
#include "models/consultation.h"
#include "models/deadline.h"
#include "models/ehcp.h"
#include "models/grant.h"
#include "models/mediation.h"
#include "models/pupil.h"
#include "models/review.h"
#include "models/school.h"
#include "models/user.h"

struct resource *const RESOURCES[] = {
    &SCHOOLS, &PUPILS, &EHCPS, &DEADLINES, &USERS, &CLIENTS, &GRANTS, &REVIEWS, &CONSULTATIONS,
    &APPEALS, &MEDIATIONS, NULL
};
