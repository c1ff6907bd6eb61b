#include "api/http.h"

extern const struct route ABOUT_ROUTES[], AUDIT_ROUTES[], CHANGE_ROUTES[], CLIENT_ROUTES[],
    EHCP_ROUTES[], GRANT_ROUTES[], ME_ROUTES[], OAUTH_ROUTES[], PUPIL_ROUTES[], REFERENCE_ROUTES[],
    SCHOOL_ROUTES[], SESSION_ROUTES[], USER_ROUTES[];

const struct route *const ROUTES[] = { ABOUT_ROUTES, SCHOOL_ROUTES, PUPIL_ROUTES, EHCP_ROUTES,
                                       CHANGE_ROUTES, AUDIT_ROUTES, REFERENCE_ROUTES, OAUTH_ROUTES,
                                       SESSION_ROUTES, ME_ROUTES, USER_ROUTES, CLIENT_ROUTES,
                                       GRANT_ROUTES, NULL };
