#include "models/reference.h"

const struct shape CODE_SET = SHAPE("code_set", code_set,
    FIELD(code_set, name,   LABEL, READ_ONLY),
    FIELD(code_set, title,  LABEL, READ_ONLY),
    FIELD(code_set, source, NOTE,  READ_ONLY),
    FIELD(code_set, says,   NOTE,  READ_ONLY));

const struct shape REFERENCE_CODE = SHAPE("reference_code", reference_code,
    FIELD(reference_code, code,       LABEL, READ_ONLY),
    FIELD(reference_code, label,      NOTE,  READ_ONLY),
    FIELD(reference_code, note,       NOTE,  READ_ONLY),
    FIELD(reference_code, position,   COUNT, READ_ONLY),
    FIELD(reference_code, valid_from, DAY,   READ_ONLY),
    FIELD(reference_code, valid_to,   DAY,   READ_ONLY),
    FIELD(reference_code, retired,    FLAG,  READ_ONLY));

const struct shape CODE_SET_NAME = SHAPE("code_set_name", code_set_name,
    FIELD(code_set_name, name, LABEL, REQUIRED));
