#include "models/identity/principal.h"

const struct shape PRINCIPAL_GRANT = SHAPE("principal_grant", principal_grant,
    FIELD(principal_grant, enabled,     FLAG,       READ_ONLY),
    FIELD(principal_grant, epoch,       COUNT,      READ_ONLY),
    FIELD(principal_grant, rate_limit,  RATE_LIMIT, READ_ONLY),
    FIELD(principal_grant, name,        LABEL,      READ_ONLY),
    FIELD(principal_grant, claim_set,   CLAIM_SET,  READ_ONLY),
    FIELD(principal_grant, scopes,      NOTE,       READ_ONLY),
    FIELD(principal_grant, all_schools, FLAG,       READ_ONLY),
    FIELD(principal_grant, schools,     NOTE,       READ_ONLY),
    FIELD(principal_grant, la_code,     LA_CODE,    READ_ONLY));

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

const struct shape PRINCIPAL_TRUST = SHAPE("principal_trust", principal_trust,
    FIELD(principal_trust, id,   UUID,              READ_ONLY),
    FIELD(principal_trust, name, ORGANISATION_NAME, READ_ONLY));

const struct shape GRANT_TOLD = SHAPE("grant_told", grant_told,
    FIELD(grant_told, claim_set,   CLAIM_SET, READ_ONLY),
    FIELD(grant_told, all_schools, FLAG,      READ_ONLY),
    VALUES(grant_told, schools,    UUID,      READ_ONLY),
    FIELD(grant_told, la_code,     LA_CODE,   READ_ONLY | OPTIONAL));

const struct shape PRINCIPAL = SHAPE("principal", principal,
    FIELD(principal, id,         UUID,            READ_ONLY),
    FIELD(principal, kind,       LABEL,           READ_ONLY),
    FIELD(principal, name,       LABEL,           READ_ONLY),
    FIELD(principal, email,      EMAIL,           READ_ONLY | OPTIONAL),
    LIST_OF(principal, trust,    PRINCIPAL_TRUST, READ_ONLY | ONE),
    VALUES(principal, scopes,    SCOPE,           READ_ONLY | COMPUTED),
    LIST_OF(principal, grants,   GRANT_TOLD,      READ_ONLY),
    FIELD(principal, session_id, UUID,            READ_ONLY | COMPUTED | OPTIONAL),
    FIELD(principal, expires_at, INSTANT,         READ_ONLY | COMPUTED));
