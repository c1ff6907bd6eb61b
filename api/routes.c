#include "api/http.h"

extern const struct route ABOUT_ROUTES[], AUDIT_ROUTES[], CHANGE_ROUTES[], PUPIL_ROUTES[],
    REFERENCE_ROUTES[], SCHOOL_ROUTES[];

const struct route *const ROUTES[] = { ABOUT_ROUTES, SCHOOL_ROUTES, PUPIL_ROUTES, CHANGE_ROUTES,
                                       AUDIT_ROUTES, REFERENCE_ROUTES, NULL };
