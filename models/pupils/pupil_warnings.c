/* What is odd about a pupil record, but allowed: a special school may teach out of year, and a roll
 * arrives late and out of order. A warning asks somebody to look; it never refuses. */
#include <string.h>

#include "models/buffer.h"
#include "models/date.h"
#include "models/pupils/pupil.h"
#include "models/pupils/upn.h"

enum { RECEPTION_AGE = 4, OLDEST_AGE = 18 };

const char *pupil_usual_year(int64_t born, int64_t today)
{
    static const char *const YEARS[] = { "N1", "N2", "R",  "1",  "2",  "3",  "4",  "5", "6",
                                         "7",  "8",  "9",  "10", "11", "12", "13", "14" };
    const int64_t age = date_age(born, date_of(date_academic_year(today), 8, 31));

    return age < RECEPTION_AGE - 2 || age > OLDEST_AGE ? NULL : YEARS[age - (RECEPTION_AGE - 2)];
}

static void warn(struct buffer *out, const char *code, const char *member, const char *detail)
{
    put_text(out, out->length > 1 ? ",{\"code\":" : "{\"code\":");
    put_json_text(out, code);
    put_text(out, ",\"member\":");
    put_json_text(out, member);
    put_text(out, ",\"detail\":");
    put_json_text(out, detail);
    put_char(out, '}');
}

static void warn_of_year(struct buffer *out, int64_t born, int64_t today, const struct pupil *p)
{
    const char *usual = pupil_usual_year(born, today);

    if (strcmp(p->nc_year, "X") == 0 || (usual && strcmp(usual, p->nc_year) == 0))
        return;
    if (p->nc_year[0] == 'E' && date_age(born, today) < RECEPTION_AGE)
        return;
    const char *detail = arena_format(out->arena, "By the date of birth the usual year is %s",
                                      usual ? usual : "none of a school's");
    warn(out, "nc_year_out_of_age", "nc_year", detail ? detail : "");
}

static void warn_of_upn(struct buffer *out, int64_t age, const struct pupil *p)
{
    static const char UNUSUAL[] = " UN4 UN6 UN7 UN8 UN10 ";
    const char *reason = p->upn_unknown_reason;

    if (p->upn && upn_is_temporary(p->upn))
        warn(out, "upn_is_temporary", "upn", "A permanent UPN should replace a temporary one");
    if (!reason)
        return;
    if (strcmp(reason, "UN1") == 0 && age >= 6)
        warn(out, "upn_unknown_reason_age", "upn_unknown_reason",
             "UN1 is for children under 6 years old");
    const char *found = strstr(UNUSUAL, reason);
    if (found && found[-1] == ' ' && found[strlen(reason)] == ' ')
        warn(out, "upn_unknown_reason_unusual", "upn_unknown_reason",
             "This reason belongs to social-care and SEN2 returns, not to a school roll");
}

const char *pupil_warnings(struct arena *arena, int64_t today, const struct pupil *p)
{
    struct buffer out = { .arena = arena };
    int64_t born;

    put_char(&out, '[');
    if (p->date_of_birth && p->nc_year && date_read(p->date_of_birth, &born)) {
        warn_of_year(&out, born, today, p);
        warn_of_upn(&out, date_age(born, today), p);
    }
    if (p->special_school && p->sen_provision && strcmp(p->sen_provision, "N") == 0)
        warn(&out, "special_school_without_sen", "sen_provision",
             "A pupil of a special school without special educational needs (census query 2180)");
    if (!p->school_id)
        warn(&out, "not_on_roll_today", "registrations", "No registration C or M covers today");
    if (p->in_care && !p->care_authority)
        warn(&out, "care_authority_missing", "care_authority",
             "The authority that looks after the child is not recorded");
    put_char(&out, ']');
    return out.failed ? NULL : out.text;
}
