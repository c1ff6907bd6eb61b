#include "models/trust_setting.h"

const struct shape TRUST_SETTING = SHAPE("trust_setting", trust_setting,
    FIELD(trust_setting, id,              UUID,            READ_ONLY),
    FIELD(trust_setting, lease_rule,      LEASE_RULE,      REQUIRED),
    FIELD(trust_setting, dbs_check_years, DBS_CHECK_YEARS, REQUIRED),
    FIELD(trust_setting, version,         COUNT,           READ_ONLY),
    FIELD(trust_setting, created_at,      INSTANT,         READ_ONLY),
    FIELD(trust_setting, updated_at,      INSTANT,         READ_ONLY),
    FIELD(trust_setting, deleted_at,      INSTANT,         INTERNAL));

struct resource TRUST_SETTINGS = {
    .name = "trust_setting", .table = "trust_setting", .shape = &TRUST_SETTING
};
