#pragma once

#include "models/ehcps/duty_rule.h"

/* The last day to appeal to the First-tier Tribunal (SEND): the later of the period from the
 * decision (`appeal`) and, where there is a certificate (day, or NONE), the period from the
 * mediation certificate (`after_certificate`). A limit from 25 December to 1 January becomes the
 * first working day after 1 January; one in August the first working day of September. NONE
 * when the rules have no period. */
int64_t appeal_limit(const struct duty_rule *appeal, const struct duty_rule *after_certificate,
                     int64_t decided, int64_t certificate, const struct day_calendar *calendar);
