#include "tests/funding/statement_fixture.h"

#include <criterion/criterion.h>

const struct reply *pay(const char *agreement, const char *period, int pence)
{
    return added(finance, "/v1/funding/payments",
                 json_pack("{s:s, s:s, s:i, s:s, s:s}", "agreement_id", agreement, "period", period,
                           "amount_pence", pence, "paid_on", "2026-11-02", "reference",
                           "BACS 4471"));
}

const struct reply *reverse(const char *posting)
{
    return added(finance, "/v1/funding/reversals",
                 json_pack("{s:s, s:s}", "posting_id", posting, "reason", "Posted in error"));
}

const struct reply *statement(const char *who, const char *period, const char *more)
{
    return CALL(.token = who,
                .path = text_of("/v1/funding/statements?host_school_id=%s&period=%s%s", host,
                                period, more));
}

const char *posting_of_line(const char *period, int line)
{
    return text_at(statement(finance, period, ""), text_of("/lines/%d/posting_id", line));
}

const char *who_leads(const char *claim_set, const char *school)
{
    return token_over(claim_set, host, text_of("[\"%s\"]", school));
}
