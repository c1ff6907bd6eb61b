#include "tests/ehcp_oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 80 * 366, NEVER = DAYS * 2 };
static const int64_t ABSENT = INT64_MIN;

/* ---- a calendar, one day after the other from 1 January 1970, a Thursday ---- */

static struct {
    short year;
    signed char month, day, weekday; /* Monday is 0 */
} calendar[DAYS];

static int month_length(int year, int month)
{
    if (month == 2)
        return year % 4 == 0 ? 29 : 28; /* 1970 to 2049 */
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void walk_calendar(void)
{
    int year = 1970, month = 1, day = 1;

    for (int i = 0; i < DAYS; i++) {
        calendar[i].year = (short)year;
        calendar[i].month = (signed char)month;
        calendar[i].day = (signed char)day;
        calendar[i].weekday = (signed char)((i + 3) % 7);
        if (++day > month_length(year, month)) {
            day = 1;
            month = month == 12 ? 1 : month + 1;
            year += month == 1;
        }
    }
}

static int64_t find(int year, int month, int day)
{
    int64_t i = 0;

    while (calendar[i].year != year || calendar[i].month != month || calendar[i].day != day)
        i++;
    return i;
}

static int64_t months_on(int64_t from, int months)
{
    const int target = calendar[from].month - 1 + months;
    const int month = target % 12 + 1, year = calendar[from].year + target / 12;
    int64_t i = from;

    while (calendar[i].year != year || calendar[i].month != month)
        i++;
    while (calendar[i].day < calendar[from].day && calendar[i + 1].month == month)
        i++;
    return i;
}

static int64_t months_back(int64_t from, int months)
{
    int64_t i = from;

    for (; months > 0; months--) {
        const int month = calendar[i].month;

        while (calendar[i].month == month)
            i--;
    }
    while (calendar[i].day > calendar[from].day)
        i--;
    return i;
}

/* ---- what is being told ---- */

static const struct oracle_case *c;
static int64_t today;
static char (*told)[ORACLE_LINE];
static size_t told_count;

static bool works(int64_t day)
{
    for (size_t i = 0; i < c->holiday_count; i++)
        if (c->holidays[i] == day)
            return false;
    return calendar[day].weekday < 5;
}

static int64_t work_on(int64_t day, int count)
{
    while (count > 0)
        count -= works(++day);
    return day;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Is the fact one of "kind kind/detail ..."? */
static bool is(const struct ehcp_fact *fact, const char *kinds)
{
    const char *kind = EHCP_FACT_KINDS[fact->kind], *detail = EHCP_DETAILS[fact->detail];

    for (const char *at = kinds; at && (at = strstr(at, kind)); at += strlen(kind)) {
        const size_t n = strlen(kind);

        if (at != kinds && at[-1] != ' ')
            continue;
        if (at[n] == '\0' || at[n] == ' ')
            return true;
        if (at[n] == '/' && strncmp(at + n + 1, detail, strlen(detail)) == 0 &&
            strchr(" ", at[n + 1 + strlen(detail)]))
            return true;
    }
    return false;
}

static const char *number(int64_t day, char out[24])
{
    snprintf(out, 24, "%ld", (long)day);
    return day == ABSENT ? "-" : out;
}

static unsigned exceptions(const char *code)
{
    static const char *const MAY[] = { "decide_whether_to_assess", "return_advice",
                                       "notify_refusal_to_issue", "represent_on_draft",
                                       "send_final_plan" };
    unsigned out = 0;

    for (int m = 0; m < 5; m++)
        for (size_t i = 0; i < c->count && strcmp(code, MAY[m]) == 0; i++)
            if (is(&c->facts[i], "exception_recorded") &&
                (m == 1 || c->facts[i].detail != MISSED_APPOINTMENT))
                out |= 1u << (c->facts[i].detail - SCHOOL_CLOSED);
    return out;
}

static void tell(const char *code, const char *record, int n, int64_t trigger, int64_t due,
                 int64_t done, bool published)
{
    char a[24], b[24], d[24], p[24];
    const char *state = "not_started";

    if (done != ABSENT)
        state = due == ABSENT || done <= due ? "met" : "late";
    else if (trigger != ABSENT && trigger <= today)
        state = due == ABSENT || today <= due ? "due" : "overdue";
    snprintf(told[told_count++], ORACLE_LINE, "%s#%s %d %s %s %s %s %s %u", code,
             record ? record : "", n, state, number(trigger, a), number(due, b), number(done, d),
             number(published ? due + 1 : ABSENT, p), exceptions(code));
}

/* ---- a duty as a law book has it: from what it opens to what closes it ---- */

enum unit { NO_UNIT, DAY, MONTH, SERVICE, WORKING, SCHOOL, MEETING };

struct law {
    const char *code;
    int n;
    enum unit unit;
    const char *foreseen; /* opens it, without starting the period */
    const char *starts;   /* starts the period, and opens it if need be */
    const char *done, *over;
    bool own;     /* each record has its own */
    bool early;   /* may be done before it starts */
    bool anew;    /* a second start closes the first */
    bool right;   /* lapses */
    bool waits;   /* starts only if it is open */
    const char *done_all; /* done whatever the record */
    const char *over_all;
};

#define OUT "withdrawn transferred_out deceased"
#define PLAN_OVER OUT " ceased"
#define ASSESSED PLAN_OVER " refused_to_assess refused_to_issue final_plan_sent reassessed_final_sent"
#define AMENDED "amended_final_sent amendment_declined "
#define ISSUED "final_plan_sent"

static const struct law LAWS[] = {
    { "decide_whether_to_assess", 42, DAY, NULL, "request_received",
      "decided_to_assess refused_to_assess", ASSESSED, .own = false },
    { "return_advice", 42, DAY, NULL, "advice_asked", "advice_returned", NULL, .own = true,
      .over_all = ASSESSED },
    { "notify_refusal_to_issue", 112, DAY, NULL, "request_received", "refused_to_issue",
      ASSESSED " draft_served", .own = false },
    { "represent_on_draft", 15, SERVICE, "request_received", "draft_served",
      "representations_received", ASSESSED, .anew = true, .right = true },
    { "send_final_plan", 140, DAY, NULL, "request_received", ISSUED, ASSESSED, .own = false },
    { "answer_consultation", 15, DAY, NULL, "consultation_sent", "consultation_responded", NULL,
      .own = true, .over_all = AMENDED ASSESSED },
    { "consult_before_naming", 0, NO_UNIT, "request_received", "draft_served",
      "consultation_sent", ASSESSED, .early = true, .waits = true },
    { "admit_named_pupil", 0, DAY, NULL,
      "final_plan_sent/school_named amended_final_sent/school_named "
      "reassessed_final_sent/school_named",
      "pupil_admitted", PLAN_OVER, .own = false },
    { "send_review_report", 14, DAY, "review_planned review_invited", "review_met",
      "review_reported", "review_decided", .own = true, .over_all = PLAN_OVER },
    { "decide_after_review", 28, DAY, "review_planned review_invited", "review_met",
      "review_decided", "review_decided", .own = true, .over_all = PLAN_OVER },
    { "send_amendment_notice", 28, MEETING, NULL, "review_decided/amend", "amendments_served",
      AMENDED PLAN_OVER, .own = false },
    { "complete_amendment", 84, MEETING, NULL, "review_decided/amend", "amended_final_sent",
      "amendment_declined " PLAN_OVER, .own = false },
    { "send_amended_plan", 56, DAY, "review_decided/amend", "amendments_served",
      "amended_final_sent", AMENDED PLAN_OVER, .own = false },
    { "represent_on_amendments", 15, SERVICE, "review_decided/amend", "amendments_served",
      "representations_received", AMENDED PLAN_OVER, .anew = true, .right = true },
    { "decline_amendment", 56, DAY, "review_decided/amend", "amendments_served",
      "amendment_declined", AMENDED PLAN_OVER, .own = false },
    { "decide_on_reassessment", 15, DAY, NULL, "reassessment_requested",
      "reassessment_agreed reassessment_refused", "reassessed_final_sent " PLAN_OVER,
      .own = false },
    { "send_reassessed_plan", 98, DAY, "reassessment_requested", "reassessment_agreed",
      "reassessed_final_sent", "reassessed_final_sent reassessment_refused " PLAN_OVER,
      .own = false },
    { "tell_family_of_transfer", 42, DAY, NULL, "moved_into_area", "family_told", PLAN_OVER,
      .own = false },
    { "contact_mediation_adviser", 2, MONTH, NULL, "decision_notified/none decision_notified/cease",
      "mediation_adviser_contacted", "appeal_lodged", .own = true, .right = true,
      .over_all = OUT },
    { "hold_mediation", 30, DAY, NULL, "mediation_adviser_contacted/mediation_wanted",
      "mediation_held", "certificate_issued", .own = true, .over_all = OUT },
    { "issue_mediation_certificate", 3, WORKING, "mediation_adviser_contacted/mediation_wanted",
      "mediation_held mediation_adviser_contacted/none "
      "mediation_adviser_contacted/mediation_declined",
      "certificate_issued", "certificate_issued", .own = true, .over_all = OUT },
    { "start_ordered_assessment", 14, DAY, NULL, "tribunal_ordered/start_assessment",
      "order_complied", NULL, .own = true, .done_all = "decided_to_assess", .over_all = PLAN_OVER },
    { "refuse_after_ordered_assessment", 70, DAY, NULL,
      "tribunal_ordered/start_assessment tribunal_ordered/refuse_or_issue",
      "order_complied/refused", "order_complied/draft order_complied/final", .own = true,
      .done_all = "refused_to_issue", .over_all = "draft_served final_plan_sent " PLAN_OVER },
    { "issue_after_ordered_assessment", 98, DAY, NULL,
      "tribunal_ordered/start_assessment tribunal_ordered/refuse_or_issue",
      "order_complied/final", "order_complied/refused", .own = true, .done_all = ISSUED,
      .over_all = "refused_to_issue " PLAN_OVER },
    { "send_ordered_draft", 35, DAY, NULL, "tribunal_ordered/issue_plan", "order_complied/draft",
      "order_complied/final", .own = true, .done_all = "draft_served",
      .over_all = "final_plan_sent " PLAN_OVER },
    { "send_ordered_plan", 77, DAY, NULL, "tribunal_ordered/issue_plan", "order_complied/final",
      NULL, .own = true, .done_all = ISSUED, .over_all = PLAN_OVER },
    { "amend_as_ordered", 35, DAY, NULL, "tribunal_ordered/amend_plan", "order_complied", NULL,
      .own = true, .done_all = "amended_final_sent", .over_all = PLAN_OVER },
    { "change_school_as_ordered", 14, DAY, NULL, "tribunal_ordered/change_school",
      "order_complied", NULL, .own = true, .done_all = "amended_final_sent",
      .over_all = PLAN_OVER },
    { "consult_before_ceasing", 0, NO_UNIT, NULL, "cease_proposed", "cease_consulted",
      "cease_proposal_withdrawn " PLAN_OVER, .own = false },
    { "send_ctf", 15, SCHOOL, NULL, "pupil_left", "ctf_sent", NULL, .own = true,
      .over_all = "deceased" },
};

static bool has_plan(size_t before)
{
    for (size_t i = 0; i < before; i++)
        if (is(&c->facts[i], "final_plan_sent moved_into_area"))
            return true;
    return false;
}

static int64_t met_on(size_t before, const char *record)
{
    for (size_t i = before + 1; i > 0; i--)
        if (is(&c->facts[i - 1], "review_met") && same(c->facts[i - 1].record_id, record))
            return c->facts[i - 1].on;
    return ABSENT;
}

static int64_t count_on(const struct law *law, size_t at)
{
    int64_t day = c->facts[at].on;

    switch (law->unit) {
    case DAY:
        for (int n = 0; n < law->n; n++)
            day++;
        return day;
    case SERVICE:
        for (int nth = 1; nth < law->n; nth++)
            day++;
        return day;
    case MONTH:
        return months_on(day, law->n);
    case WORKING:
    case SCHOOL: /* the histories have no closures */
        return work_on(day, law->n);
    case MEETING:
        return met_on(at, c->facts[at].record_id) + law->n;
    default:
        return ABSENT;
    }
}

/* Where the yearly review stood when a fact had just happened. */
static int64_t review_limit_at(size_t at);

struct stretch {
    size_t opened;
    int64_t trigger, due, done, gone; /* gone: not shown from this day, or NEVER */
};

static bool reopens(const struct law *law, size_t i)
{
    return (!strcmp(law->code, "represent_on_draft") ||
            !strcmp(law->code, "consult_before_naming")) &&
           is(&c->facts[i], "reopened") && !has_plan(i);
}

static bool starts(const struct law *law, size_t i)
{
    return is(&c->facts[i], law->starts) &&
           (law->unit != MEETING || met_on(i, c->facts[i].record_id) != ABSENT);
}

static void start(const struct law *law, struct stretch *s, size_t i)
{
    s->trigger = c->facts[i].on;
    s->due = count_on(law, i);
    if (!strcmp(law->code, "decide_after_review")) {
        const int64_t limit = review_limit_at(i);

        if (limit != ABSENT && limit < s->due)
            s->due = limit;
    }
    s->gone = law->right ? s->due + 1 : NEVER;
}

/* From the fact that opens it to the one that closes it; the next may open from there on. */
static size_t run(const struct law *law, size_t from, struct stretch *s)
{
    const char *record = c->facts[from].record_id;

    *s = (struct stretch){ from, ABSENT, ABSENT, ABSENT, NEVER };
    if (starts(law, from))
        start(law, s, from);
    for (size_t i = from + 1; i < c->count; i++) {
        const struct ehcp_fact *f = &c->facts[i];
        const bool mine = !law->own || same(f->record_id, record);

        if (f->on >= s->gone)
            return i;
        if (((mine && is(f, law->done)) || is(f, law->done_all)) &&
            (law->early || s->trigger != ABSENT)) {
            s->done = f->on;
            s->gone = NEVER;
            return i;
        }
        if ((mine && is(f, law->over)) || is(f, law->over_all)) {
            s->gone = f->on;
            return i;
        }
        if (mine && starts(law, i) && s->trigger != ABSENT && law->anew) {
            s->gone = f->on;
            return i;
        }
        if (mine && starts(law, i) && s->trigger == ABSENT)
            start(law, s, i);
    }
    return c->count;
}

static bool opens_at(const struct law *law, size_t i, const char *record)
{
    const struct ehcp_fact *f = &c->facts[i];

    if (law->own && !same(f->record_id, record))
        return false;
    return is(f, law->foreseen) || reopens(law, i) ||
           (!law->waits && starts(law, i) && !is(f, "mediation_held"));
}

static int by_opening(const void *a, const void *b)
{
    const struct stretch *x = a, *y = b;

    return (x->opened > y->opened) - (x->opened < y->opened);
}

static void tell_law(const struct law *law)
{
    struct stretch all[200];
    size_t count = 0;

    for (size_t i = 0; i < c->count; i++) {
        const struct ehcp_fact *f = &c->facts[i];
        size_t closed = i;

        for (size_t back = 0; law->own && back < i; back++) /* its record has been looked at */
            if (same(c->facts[back].record_id, f->record_id))
                closed = NEVER;
        while (closed < c->count) {
            size_t opens = closed;

            while (opens < c->count && !opens_at(law, opens, f->record_id))
                opens++;
            if (opens == c->count)
                break;
            closed = run(law, opens, &all[count++]);
            closed += closed == opens;
        }
        if (!law->own)
            break;
    }
    qsort(all, count, sizeof *all, by_opening);
    for (size_t i = 0; i < count; i++)
        if (today < all[i].gone)
            tell(law->code, c->facts[all[i].opened].record_id, (int)i + 1, all[i].trigger,
                 all[i].due, all[i].done, false);
}

/* ---- reviews: the yearly one, and the first after a move ---- */

struct reviews {
    struct stretch yearly[100], moved[20];
    int yearly_count, moved_count;
};

static bool open_at(const struct stretch *all, int count, int64_t day)
{
    return count && all[count - 1].done == ABSENT && all[count - 1].gone > day;
}

static void close_review(struct stretch *all, int count, const struct ehcp_fact *f, bool done)
{
    if (!open_at(all, count, f->on))
        return;
    if (done && all[count - 1].trigger != ABSENT)
        all[count - 1].done = f->on;
    else
        all[count - 1].gone = f->on;
}

static void open_yearly(struct reviews *r, size_t i, int64_t base)
{
    const int64_t on = c->facts[i].on;

    r->yearly[r->yearly_count++] = (struct stretch){
        i, base == ABSENT ? ABSENT : on, base == ABSENT ? ABSENT : months_on(base, 12), ABSENT,
        NEVER };
}

static int64_t review_step(struct reviews *r, size_t i, int64_t base)
{
    const struct ehcp_fact *f = &c->facts[i];
    const bool yearly = open_at(r->yearly, r->yearly_count, f->on);

    if (is(f, PLAN_OVER " refused_to_assess refused_to_issue moved_into_area"))
        close_review(r->yearly, r->yearly_count, f, false);
    if (is(f, PLAN_OVER " moved_into_area"))
        close_review(r->moved, r->moved_count, f, false);
    if (is(f, "review_decided")) {
        close_review(r->yearly, r->yearly_count, f, true);
        close_review(r->moved, r->moved_count, f, true);
        open_yearly(r, i, f->on);
        return f->on;
    }
    if (!yearly && (is(f, "request_received") || (is(f, "reopened") && !has_plan(i))))
        open_yearly(r, i, ABSENT);
    if (!yearly && is(f, "reopened") && has_plan(i) && base != ABSENT &&
        !open_at(r->moved, r->moved_count, f->on))
        open_yearly(r, i, base);
    if (is(f, "final_plan_sent") && !yearly)
        open_yearly(r, i, f->on);
    if (is(f, "final_plan_sent") && yearly && r->yearly[r->yearly_count - 1].trigger == ABSENT) {
        r->yearly[r->yearly_count - 1].trigger = f->on;
        r->yearly[r->yearly_count - 1].due = months_on(f->on, 12);
    }
    if (is(f, "final_plan_sent") && !has_plan(i))
        return f->on;
    if (is(f, "moved_into_area")) {
        const int64_t last = f->about_on != ABSENT ? f->about_on : base;
        int64_t due = months_on(f->on, 3);

        if (last != ABSENT && months_on(last, 12) > due)
            due = months_on(last, 12);
        r->moved[r->moved_count++] = (struct stretch){ i, f->on, due, ABSENT, NEVER };
        return last;
    }
    return base;
}

static void reviews_until(struct reviews *r, size_t count)
{
    int64_t base = ABSENT;

    r->yearly_count = r->moved_count = 0;
    for (size_t i = 0; i < count; i++)
        base = review_step(r, i, base);
}

static int64_t review_limit_at(size_t at)
{
    struct reviews r;
    const int64_t on = c->facts[at].on;

    reviews_until(&r, at + 1);
    if (open_at(r.moved, r.moved_count, on))
        return r.moved[r.moved_count - 1].due;
    return open_at(r.yearly, r.yearly_count, on) ? r.yearly[r.yearly_count - 1].due : ABSENT;
}

static void tell_stretches(const char *code, const struct stretch *all, int count)
{
    for (int i = 0; i < count; i++)
        if (today < all[i].gone)
            tell(code, c->facts[all[i].opened].record_id, i + 1, all[i].trigger, all[i].due,
                 all[i].done, false);
}

/* The invitation to one review, from what is known of its meeting. */
static void tell_invitation(size_t first, int n)
{
    const char *record = c->facts[first].record_id;
    int64_t meeting = ABSENT, known = ABSENT, invited = ABSENT;

    for (size_t i = first; i < c->count; i++) {
        const struct ehcp_fact *f = &c->facts[i];
        const bool mine = same(f->record_id, record);
        int64_t said = ABSENT;

        if ((is(f, PLAN_OVER) || (mine && is(f, "review_decided"))) && invited == ABSENT)
            return;
        if (mine && is(f, "review_planned review_invited"))
            said = f->about_on;
        if (mine && is(f, "review_met"))
            said = f->on;
        if (said != ABSENT && said != meeting) {
            meeting = said;
            known = f->on;
        }
        if (mine && is(f, "review_invited") && invited == ABSENT)
            invited = f->on;
    }
    tell("invite_to_review", record, n, known, meeting == ABSENT ? ABSENT : meeting - 14, invited,
         false);
}

static void tell_invitations(void)
{
    const char *kinds = "review_planned review_invited review_met";
    int n = 0;

    for (size_t i = 0; i < c->count; i++) {
        bool before = false;

        if (!is(&c->facts[i], kinds) ||
            (is(&c->facts[i], "review_planned") && c->facts[i].about_on == ABSENT))
            continue;
        for (size_t back = 0; back < i; back++)
            before |= is(&c->facts[back], kinds) &&
                      same(c->facts[back].record_id, c->facts[i].record_id);
        if (!before)
            tell_invitation(i, ++n);
    }
}

/* ---- what follows from age and year, once there is a plan ---- */

static bool in_force(size_t i)
{
    return (is(&c->facts[i], "final_plan_sent moved_into_area") && !has_plan(i)) ||
           (is(&c->facts[i], "reopened") && has_plan(i));
}

static int64_t september(int year)
{
    int64_t first = c->year == ABSENT ? ABSENT : c->since - c->year;

    if (first == ABSENT && c->born == ABSENT)
        return ABSENT;
    if (first == ABSENT)
        first = calendar[c->born].year - (calendar[c->born].month < 9) + 5;
    return find((int)first + year, 9, 1);
}

static struct stretch in_year(size_t i, int64_t start, int64_t due, int64_t lapse)
{
    struct stretch s = { i, start, due, ABSENT, lapse };

    for (size_t j = i + 1; j < c->count && s.done == ABSENT; j++) {
        const struct ehcp_fact *f = &c->facts[j];

        if (f->on >= s.gone)
            break;
        if (is(f, "amended_final_sent/next_phase_named reassessed_final_sent/next_phase_named") &&
            f->on >= start && due != ABSENT) {
            s.done = f->on;
            s.gone = NEVER;
        } else if (is(f, PLAN_OVER)) {
            s.gone = f->on;
        }
    }
    return s;
}

/* One duty of a school year; `last` is what stands from before. */
static bool opens_in_year(size_t i, int year, struct stretch *last)
{
    const int64_t start = september(year);
    int64_t due = start, lapse = NEVER;

    if (start == ABSENT || !in_force(i))
        return false;
    while (year != 9 && !(calendar[due + 1].month == (year == 11 ? 3 : 2) &&
                          calendar[due + 1].day == (year == 11 ? 31 : 15)))
        due++;
    if (year != 9)
        lapse = september(year + 1);
    if ((year != 9 && due < c->facts[i].on) || (last->gone > c->facts[i].on))
        return false;
    *last = in_year(i, start, year == 9 ? ABSENT : due, lapse);
    return true;
}

static void tell_years(const char *code, const int *years, int count)
{
    struct stretch last[3] = { 0 };
    int n = 0;

    for (size_t i = 0; i < c->count; i++)
        for (int y = 0; y < count; y++)
            if (opens_in_year(i, years[y], &last[y]) && ++n && today < last[y].gone)
                tell(code, NULL, n, last[y].trigger, last[y].due, last[y].done, years[y] != 9);
}

static void tell_early_reviews(void)
{
    int64_t fifth = ABSENT;
    struct stretch s = { .gone = 0 };
    int n = 0;

    if (c->born == ABSENT)
        return;
    fifth = calendar[c->born].month == 2 && calendar[c->born].day == 29
                ? find(calendar[c->born].year + 5, 3, 1)
                : months_on(c->born, 60);
    for (size_t i = 0; i <= c->count; i++) {
        const struct ehcp_fact *f = i < c->count ? &c->facts[i] : NULL;
        const bool over = f && is(f, PLAN_OVER);
        const bool again = f && is(f, "review_decided early_review_considered");

        if (s.gone && f && f->on < s.gone && again)
            s.done = f->on;
        if (s.gone && f && f->on < s.gone && over)
            s.gone = f->on;
        const bool open = s.gone && s.done == ABSENT && f && f->on < s.gone;
        if (s.gone && !open && (!f || again || over || in_force(i) || f->on >= s.gone)) {
            if (s.done != ABSENT || today < s.gone)
                tell("consider_early_review", c->facts[s.opened].record_id, n, s.trigger, s.due,
                     s.done, false);
            s.gone = 0;
        }
        if (!f || s.gone || f->on >= fifth || !(again || in_force(i)))
            continue;
        s = (struct stretch){ i, f->on, months_on(f->on, 6), ABSENT, fifth };
        n++;
    }
}

static void tell_post_16(void)
{
    struct stretch s = { .gone = 0 };
    int n = 0;

    for (size_t i = 0; i <= c->count; i++) {
        const struct ehcp_fact *f = i < c->count ? &c->facts[i] : NULL;
        const bool replans = f && is(f, "post_16_transfer_planned");

        if (f && s.gone && is(f, PLAN_OVER))
            s.gone = 0;
        if (f && s.gone && s.done == ABSENT &&
            is(f, "amended_final_sent/next_phase_named reassessed_final_sent/next_phase_named"))
            s.done = f->on;
        if (s.gone && (!f || s.done != ABSENT)) {
            tell("complete_transfer_between_post_16", c->facts[s.opened].record_id, n, s.trigger,
                 s.due, s.done, false);
            s.gone = 0;
        } else if (replans) {
            n += s.gone == 0;
        }
        if (replans)
            s = (struct stretch){ i, f->on, months_back(f->about_on, 5), ABSENT, NEVER };
    }
}

/* ---- one appeal ---- */

static int64_t tribunal_day(int64_t day)
{
    const int month = calendar[day].month, of = calendar[day].day;

    if (month == 8 || (month == 12 && of >= 25) || (month == 1 && of == 1)) {
        const int past = month == 8 ? 9 : 1;

        while (calendar[day].month != past)
            day++;
        day += past == 1 && calendar[day].day == 1;
        while (!works(day))
            day++;
    }
    return day;
}

static void tell_keeping(size_t notified, int n, int64_t first, int64_t certified, int64_t second)
{
    const char *record = c->facts[notified].record_id;
    int64_t from = c->facts[notified].on, gone = first + 1;
    bool closed = false;

    for (size_t i = notified + 1; i < c->count && !closed; i++) {
        const struct ehcp_fact *f = &c->facts[i];
        const bool mine = same(f->record_id, record), lapsed = f->on >= gone;

        if (mine && is(f, "certificate_issued") && f->on == certified && gone == first + 1) {
            from = lapsed ? f->on : from;
            gone = second + 1;
        } else if (!lapsed && mine && is(f, "appeal_lodged")) {
            gone = NEVER;
        } else if (!lapsed && (is(f, PLAN_OVER " cease_proposal_withdrawn") ||
                               (mine && is(f, "appeal_ended tribunal_ordered")))) {
            gone = f->on;
            closed = true;
        }
    }
    if (today < gone)
        tell("keep_plan_until_appeal_ends", record, n, from, ABSENT, ABSENT, false);
}

/* Days on which the appeal was lodged, and from which it is no longer possible at all. */
static void tell_appeal(size_t notified, int n, int *later, int keep)
{
    const char *record = c->facts[notified].record_id;
    const int64_t on = c->facts[notified].on, first = tribunal_day(months_on(on, 2));
    int64_t certified = ABSENT, second = ABSENT, lodged = ABSENT, gone = first + 1;

    for (size_t i = notified + 1; i < c->count; i++) {
        const struct ehcp_fact *f = &c->facts[i];
        const bool mine = same(f->record_id, record);

        if (f->on < gone && is(f, OUT)) {
            gone = f->on;
            break;
        }
        if (is(f, OUT))
            break;
        if (mine && is(f, "appeal_lodged") && f->on < gone) {
            lodged = f->on;
            break;
        }
        if (mine && is(f, "certificate_issued") && certified == ABSENT &&
            tribunal_day(months_on(f->on, 1)) > first) {
            certified = f->on;
            second = tribunal_day(months_on(f->on, 1));
            gone = second + 1;
        }
    }
    *later += certified != ABSENT;
    if (certified == ABSENT && (lodged != ABSENT || today < gone))
        tell("appeal", record, n, on, first, lodged, false);
    if (certified != ABSENT && (lodged != ABSENT || today < gone))
        tell("appeal_after_certificate", record, *later, certified, second, lodged, false);
    if (is(&c->facts[notified], "decision_notified/cease"))
        tell_keeping(notified, keep, first, certified, second);
}

static void tell_appeals(void)
{
    int n = 0, later = 0, keep = 0;

    for (size_t i = 0; i < c->count; i++)
        if (is(&c->facts[i], "decision_notified")) {
            keep += is(&c->facts[i], "decision_notified/cease");
            tell_appeal(i, ++n, &later, keep);
        }
}

size_t oracle_tell(const struct oracle_case *of, int64_t as_of,
                   char lines[ORACLE_LINES][ORACLE_LINE])
{
    static const int TRANSFERS[] = { -1, 6 }, POST_16[] = { 11 }, ADULTHOOD[] = { 9 };
    struct reviews r;

    if (calendar[0].year == 0)
        walk_calendar();
    c = of;
    today = as_of;
    told = lines;
    told_count = 0;
    for (size_t i = 0; i < sizeof LAWS / sizeof *LAWS; i++)
        tell_law(&LAWS[i]);
    reviews_until(&r, c->count);
    tell_stretches("complete_review", r.yearly, r.yearly_count);
    tell_stretches("review_after_transfer", r.moved, r.moved_count);
    tell_invitations();
    tell_years("complete_phase_transfer", TRANSFERS, 2);
    tell_years("complete_post_16_transfer", POST_16, 1);
    tell_years("cover_preparation_for_adulthood", ADULTHOOD, 1);
    tell_early_reviews();
    tell_post_16();
    tell_appeals();
    return told_count;
}
