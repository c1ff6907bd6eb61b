#include "models/pupil.h"
#include "models/school.h"

struct resource *const RESOURCES[] = { &SCHOOLS, &PUPILS, NULL };
