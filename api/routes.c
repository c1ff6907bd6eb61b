#include "api/http.h"

extern const struct route ABOUT_ROUTES[], AUDIT_ROUTES[], BRIDGE_BASE_ROUTES[],
    BRIDGE_REFERRAL_ROUTES[], CHANGE_ROUTES[], CLIENT_ROUTES[], GRANT_ROUTES[], ME_ROUTES[],
    OAUTH_ROUTES[], PLACEMENT_COMPLAINT_ROUTES[], PUPIL_ROUTES[], REFERENCE_ROUTES[],
    SAFEGUARDING_NOTICE_ROUTES[], SCHOOL_ROUTES[], SESSION_ROUTES[], USER_ROUTES[];

const struct route *const ROUTES[] = { ABOUT_ROUTES,
                                       SCHOOL_ROUTES,
                                       PUPIL_ROUTES,
                                       BRIDGE_BASE_ROUTES,
                                       BRIDGE_REFERRAL_ROUTES,
                                       PLACEMENT_COMPLAINT_ROUTES,
                                       SAFEGUARDING_NOTICE_ROUTES,
                                       CHANGE_ROUTES,
                                       AUDIT_ROUTES,
                                       REFERENCE_ROUTES,
                                       OAUTH_ROUTES,
                                       SESSION_ROUTES,
                                       ME_ROUTES,
                                       USER_ROUTES,
                                       CLIENT_ROUTES,
                                       GRANT_ROUTES,
                                       NULL };
