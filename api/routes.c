#include "api/http.h"

extern const struct route PUPIL_ROUTES[], SCHOOL_ROUTES[], UPKEEP_ROUTES[];

const struct route *const ROUTES[] = { SCHOOL_ROUTES, PUPIL_ROUTES, NULL };
