#include "models/idempotent.h"

const struct shape IDEMPOTENT_REQUEST = SHAPE("idempotent_request", idempotent_request,
    FIELD(idempotent_request, actor,       UUID,  0),
    FIELD(idempotent_request, method,      LABEL, 0),
    FIELD(idempotent_request, path,        NOTE,  0),
    FIELD(idempotent_request, key,         NOTE,  0),
    FIELD(idempotent_request, fingerprint, LABEL, 0),
    FIELD(idempotent_request, status,      COUNT, 0),
    FIELD(idempotent_request, headers,     NOTE,  0),
    FIELD(idempotent_request, body,        NOTE,  0));
