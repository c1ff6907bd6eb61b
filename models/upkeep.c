#include "models/upkeep.h"

const struct shape NOTHING = SHAPE("nothing", nothing, FIELD(nothing, unused, COUNT, INTERNAL));

const struct shape STORED_KEY = SHAPE("stored_key", stored_key,
    FIELD(stored_key, kid,                   LABEL, 0),
    FIELD(stored_key, public_pem,            NOTE,  0),
    FIELD(stored_key, sealed_pem,            NOTE,  0),
    FIELD(stored_key, published_long_enough, FLAG,  0),
    FIELD(stored_key, retired,               FLAG,  0),
    FIELD(stored_key, age,                   COUNT, 0));

const struct shape REVOCATION = SHAPE("revocation", revocation,
    FIELD(revocation, id,    UUID,  0),
    FIELD(revocation, epoch, COUNT, 0));

const struct shape TRUST = SHAPE("trust", trust,
    FIELD(trust, id,   UUID,              READ_ONLY),
    FIELD(trust, name, ORGANISATION_NAME, REQUIRED));

const struct shape DAY_TURNED = SHAPE("day_turned", day_turned,
                                      FIELD(day_turned, pupils,     COUNT, 0),
                                      FIELD(day_turned, placements, COUNT, 0),
                                      FIELD(day_turned, boards,     COUNT, 0));

const struct shape SERVING_ROLE = SHAPE("serving_role", serving_role,
    FIELD(serving_role, name,    LABEL, 0),
    FIELD(serving_role, unbound, FLAG,  0));

enum db_status be_patient(struct db *db)
{
    static const struct nothing none;

    db_begin(db);
    return patience(db, &none);
}
