/* The vocabulary of a pupil record: the Department for Education's Common Basic Data Set, as
 * in force in November 2026. Each closed list is also a set of /v1/reference-data, with what
 * the codes mean; the contract test compares the two. */
#include <string.h>

#include "models/kind.h"
#include "models/pupils/upn.h"

static const char *const UNKNOWN_REASONS[] = { "UN1", "UN2", "UN3", "UN4", "UN5",
                                               "UN6", "UN7", "UN8", "UN9", "UN10", NULL };
static const char *const SEXES[] = { "F", "M", "U", NULL };
static const char *const ETHNICITIES[] = {
    "WBRI", "WIRI", "WIRT", "WROM", "WOTH", "MWBC", "MWBA", "MWAS", "MOTH",
    "ABRI", "AWEL", "AIND", "APKN", "ABAN", "AOTH", "BBRI", "BWEL", "BCRB",
    "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT", NULL };
static const char *const NC_YEARS[] = {
    "E1", "E2", "N1", "N2", "R",  "1",  "2",  "3",  "4",  "5", "6",
    "7",  "8",  "9",  "10", "11", "12", "13", "14", "X",  NULL };
static const char *const SEN_PROVISIONS[] = { "N", "K", "E", NULL };
static const char *const NEEDS[] = { "SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI",
                                     "MSI",  "PD",  "ASD", "DS",   "OTH",  "NSA",  NULL };
static const char *const ENROLMENTS[] = { "C", "M", "S", "G", NULL };

static const struct rule NAME_LINE = { "person_name_characters",
                                       "must be one line without control characters" };
static const struct rule SYSTEM_FORM = {
    "external_system_format",
    "must be 1 to 40 lower-case letters, digits, _ or -, and start with a letter" };

static const struct rule *check_name(const char *text)
{
    return text[strcspn(text, "\t\r\n")] ? &NAME_LINE : NULL;
}

static const struct rule *check_system(const char *text)
{
    const bool fine = text[0] >= 'a' && text[0] <= 'z' &&
                      !text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-")];

    return fine ? NULL : &SYSTEM_FORM;
}

const struct kind UPN = { "upn", TEXT, 13, 13, NULL, upn_refuses,
    { "upn_format", "must be a UPN of 13 characters" },
    "H908401026001", "text", UPPER };
const struct kind UPN_UNKNOWN_REASON = { "upn_unknown_reason", TEXT, 3, 4, UNKNOWN_REASONS, NULL,
    { "upn_unknown_reason_code", "must be one of UN1 to UN10" },
    "UN1", "text", UPPER };
const struct kind ULN = { "uln", TEXT, 10, 10, NULL, uln_refuses,
    { "uln_format", "must be a ULN of 10 digits" },
    "9276308686", "text", TRIMMED };
const struct kind PERSON_NAME = { "person_name", TEXT, 1, 100, NULL, check_name,
    { "person_name_length", "must be 1 to 100 characters" },
    "Pascoe", "text", TRIMMED };
const struct kind SEX = { "sex", TEXT, 1, 1, SEXES, NULL,
    { "sex_code", "must be F, M or U" },
    "F", "text", UPPER };
const struct kind ETHNICITY = { "ethnicity", TEXT, 4, 4, ETHNICITIES, NULL,
    { "ethnicity_code", "must be an ethnicity code, as in /v1/reference-data/ethnicity" },
    "WBRI", "text", UPPER };
const struct kind NC_YEAR = { "nc_year", TEXT, 1, 2, NC_YEARS, NULL,
    { "nc_year_code", "must be E1, E2, N1, N2, R, 1 to 14 or X" },
    "7", "text", UPPER };
const struct kind SEN_PROVISION = { "sen_provision", TEXT, 1, 1, SEN_PROVISIONS, NULL,
    { "sen_provision_code", "must be N, K or E" },
    "E", "text", UPPER };
const struct kind NEED = { "need", TEXT, 2, 4, NEEDS, NULL,
    { "need_code", "must be a type of need, as in /v1/reference-data/need" },
    "SEMH", "text", UPPER };
const struct kind NEED_RANK = { "need_rank", INTEGER, 1, 99, NULL, NULL,
    { "need_rank_range", "must be from 1 to 99" },
    "1", "integer", AS_GIVEN };
const struct kind ENROLMENT_STATUS = { "enrolment_status", TEXT, 1, 1, ENROLMENTS, NULL,
    { "enrolment_status_code", "must be C, M, S or G" },
    "C", "text", UPPER };
const struct kind EXTERNAL_SYSTEM = { "external_system", TEXT, 1, 40, NULL, check_system,
    { "external_system_format", "must be 1 to 40 characters" },
    "arbor", "text", TRIMMED };
const struct kind EXTERNAL_VALUE = { "external_value", TEXT, 1, 100, NULL, check_name,
    { "external_value_length", "must be one line of 1 to 100 characters" },
    "4411", "text", TRIMMED };
static const char *const TRANSFER_FILE_KINDS[] = { "ctf", "safeguarding_file", NULL };
const struct kind TRANSFER_FILE_KIND = { "transfer_file_kind", TEXT, 1, 40, TRANSFER_FILE_KINDS,
    NULL, { "transfer_file_kind_code", "must be one of /v1/reference-data/transfer_file_kind" },
    "ctf", "text", TRIMMED };
