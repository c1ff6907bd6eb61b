#pragma once

#include "models/resource.h"

/* A school, as Get Information about Schools knows it. Codes are those of the published extract. */
struct school {
    const char *id;
    const char *urn;
    const char *la_code;
    const char *establishment_number;
    const char *laestab; /* DfE number: la_code and establishment_number */
    const char *ukprn;
    const char *name;
    const char *phase;
    const char *type_code;
    const char *status;
    bool special; /* by type_code */
    const char *opened_on;
    const char *closed_on;
    const char *predecessor_urns;
    const char *postcode;
    int64_t easting; /* whole metres of the British National Grid (OSGB36); both or neither */
    int64_t northing;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape SCHOOL;
extern struct resource SCHOOLS;
