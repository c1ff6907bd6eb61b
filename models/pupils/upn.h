#pragma once

#include "models/kind.h"

/* Unique pupil numbers, after the Department for Education's UPN guide: a check letter, the
 * LA code and establishment number of the issuing school, two digits of the academic year
 * and a serial number whose last character is a letter in a temporary UPN. */

/* NULL, or the rule that is broken: upn_format or upn_check_letter. */
const struct rule *upn_refuses(const char *upn);
/* The letter that belongs before twelve characters of a UPN, or 0 when they have no valid form. */
char upn_check_letter(const char *twelve);
bool upn_is_temporary(const char *upn);

/* Unique learner numbers: ten digits, weights ten to one, sum 10 modulo 11. NULL, or
 * uln_format or uln_check_digit. 9999999999 ("not yet known") fails the check digit. */
const struct rule *uln_refuses(const char *uln);
