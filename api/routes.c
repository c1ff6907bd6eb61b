#include "api/http.h"

extern const struct route ABOUT_ROUTES[], APPEAL_ROUTES[], AUDIT_ROUTES[], CHANGE_ROUTES[],
    CLIENT_ROUTES[], CONSULTATION_ROUTES[], EHCP_ROUTES[], GRANT_ROUTES[], ME_ROUTES[],
    MEDIATION_ROUTES[], OAUTH_ROUTES[], PUPIL_ROUTES[], REFERENCE_ROUTES[], REVIEW_ROUTES[],
    SCHOOL_ROUTES[], SESSION_ROUTES[], USER_ROUTES[];

const struct route *const ROUTES[] = { ABOUT_ROUTES,   SCHOOL_ROUTES,    PUPIL_ROUTES,
                                       EHCP_ROUTES,    REVIEW_ROUTES,    CONSULTATION_ROUTES,
                                       APPEAL_ROUTES,  MEDIATION_ROUTES, CHANGE_ROUTES,
                                       AUDIT_ROUTES,   REFERENCE_ROUTES, OAUTH_ROUTES,
                                       SESSION_ROUTES, ME_ROUTES,        USER_ROUTES,
                                       CLIENT_ROUTES,  GRANT_ROUTES,     NULL };
