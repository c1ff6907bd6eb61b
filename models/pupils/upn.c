#include "models/pupils/upn.h"

#include <string.h>

/* Without I, O and S, which are read as digits. The position of a letter is its value. */
static const char LETTERS[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
enum { MODULUS = sizeof LETTERS - 1, UPN_LENGTH = 13, ULN_LENGTH = 10 };

static const struct rule UPN_FORMAT = {
    "upn_format", "must be 13 characters: a letter, then 11 digits, then a digit or, in a"
                  " temporary UPN, a letter; I, O and S are never used" };
static const struct rule UPN_LETTER = {
    "upn_check_letter", "has a check letter that does not fit the twelve characters after it" };
static const struct rule ULN_FORMAT = {
    "uln_format", "must be 10 digits, of which the first is not 0" };
static const struct rule ULN_DIGIT = {
    "uln_check_digit", "has a check digit that does not fit the nine digits before it" };

static int value_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char *found = c ? strchr(LETTERS, c) : NULL;
    return found ? (int)(found - LETTERS) : -1;
}

char upn_check_letter(const char *twelve)
{
    int sum = 0;

    if (strspn(twelve, "0123456789") < UPN_LENGTH - 2)
        return 0;
    for (int i = 0; i < UPN_LENGTH - 1; i++) {
        const int value = value_of(twelve[i]);

        if (value < 0)
            return 0;
        sum += value * (i + 2);
    }
    return twelve[UPN_LENGTH - 1] ? 0 : LETTERS[sum % MODULUS];
}

const struct rule *upn_refuses(const char *upn)
{
    if (strlen(upn) != UPN_LENGTH || !strchr(LETTERS, upn[0]) || !upn_check_letter(upn + 1))
        return &UPN_FORMAT;
    return upn_check_letter(upn + 1) == upn[0] ? NULL : &UPN_LETTER;
}

bool upn_is_temporary(const char *upn)
{
    return value_of(upn[UPN_LENGTH - 1]) >= 0 && !strchr("0123456789", upn[UPN_LENGTH - 1]);
}

const struct rule *uln_refuses(const char *uln)
{
    int sum = 0;

    if (strspn(uln, "0123456789") != ULN_LENGTH || uln[ULN_LENGTH] || uln[0] == '0')
        return &ULN_FORMAT;
    for (int i = 0; i < ULN_LENGTH; i++)
        sum += (uln[i] - '0') * (ULN_LENGTH - i);
    return sum % 11 == 10 ? NULL : &ULN_DIGIT;
}
