#include "models/principal.h"

const struct shape PRINCIPAL_GRANT = SHAPE("principal_grant", principal_grant,
    FIELD(principal_grant, enabled,     FLAG,       READ_ONLY),
    FIELD(principal_grant, epoch,       COUNT,      READ_ONLY),
    FIELD(principal_grant, rate_limit,  RATE_LIMIT, READ_ONLY),
    FIELD(principal_grant, name,        LABEL,      READ_ONLY),
    FIELD(principal_grant, claim_set,   CLAIM_SET,  READ_ONLY),
    FIELD(principal_grant, scopes,      NOTE,       READ_ONLY),
    FIELD(principal_grant, all_schools, FLAG,       READ_ONLY),
    FIELD(principal_grant, schools,     NOTE,       READ_ONLY));

const struct shape PRESENTED_CREDENTIAL = SHAPE("presented_credential", presented_credential,
    FIELD(presented_credential, lookup,     NOTE,  READ_ONLY),
    FIELD(presented_credential, id,         UUID,  READ_ONLY),
    FIELD(presented_credential, trust_id,   UUID,  READ_ONLY),
    FIELD(presented_credential, kind,       LABEL, READ_ONLY),
    FIELD(presented_credential, subject_id, UUID,  READ_ONLY),
    FIELD(presented_credential, verifier,   NOTE,  READ_ONLY),
    FIELD(presented_credential, family,     UUID,  READ_ONLY),
    FIELD(presented_credential, scopes,     NOTE,  READ_ONLY),
    FIELD(presented_credential, used,       FLAG,  READ_ONLY),
    FIELD(presented_credential, expires_in, COUNT, READ_ONLY),
    FIELD(presented_credential, epoch,      COUNT, READ_ONLY));
