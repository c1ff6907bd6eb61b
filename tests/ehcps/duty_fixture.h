#pragma once

#include "models/ehcps/ehcp_clock.h"

/* The duties and bank holidays of sql/050_duties.sql, read from its text, so that no test says a
 * number of the law's that the service would not use. */
struct duty_fixture {
    struct duty_rule rules[64];
    size_t rule_count;
    int64_t holidays[256];
    const char *holiday_names[256];
    size_t holiday_count;
};

const struct duty_fixture *duty_fixture(void);
