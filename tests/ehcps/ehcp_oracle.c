#include "tests/ehcps/ehcp_oracle_parts.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- what is being told ---- */

const struct oracle_case *c;
int64_t today;
static char (*told)[ORACLE_LINE];
static size_t told_count;

bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

bool is(const struct ehcp_fact *fact, const char *kinds)
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

void tell(const char *code, const char *record, int n, int64_t trigger, int64_t due, int64_t done,
          bool published)
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

enum unit { NO_UNIT, DAY, MONTH, SERVICE, WORKING, MEETING };

struct law {
    const char *code;
    int n;
    enum unit unit;
    const char *foreseen; /* opens it, without starting the period */
    const char *starts;   /* starts the period, and opens it if need be */
    const char *done, *over;
    bool own;             /* each record has its own */
    bool early;           /* may be done before it starts */
    bool anew;            /* a second start closes the first */
    bool right;           /* lapses */
    bool waits;           /* starts only if it is open */
    const char *done_all; /* done whatever the record */
    const char *over_all;
};

#define ASSESSED                                                                                   \
    PLAN_OVER " refused_to_assess refused_to_issue final_plan_sent reassessed_final_sent"
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
    { "consult_before_naming", 0, NO_UNIT, "request_received", "draft_served", "consultation_sent",
      ASSESSED, .early = true, .waits = true },
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
      "mediation_adviser_contacted", "appeal_lodged", .own = true, .right = true, .over_all = OUT },
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
      "tribunal_ordered/start_assessment tribunal_ordered/refuse_or_issue", "order_complied/final",
      "order_complied/refused", .own = true, .done_all = ISSUED,
      .over_all = "refused_to_issue " PLAN_OVER },
    { "send_ordered_draft", 35, DAY, NULL, "tribunal_ordered/issue_plan", "order_complied/draft",
      "order_complied/final", .own = true, .done_all = "draft_served",
      .over_all = "final_plan_sent " PLAN_OVER },
    { "send_ordered_plan", 77, DAY, NULL, "tribunal_ordered/issue_plan", "order_complied/final",
      NULL, .own = true, .done_all = ISSUED, .over_all = PLAN_OVER },
    { "amend_as_ordered", 35, DAY, NULL, "tribunal_ordered/amend_plan", "order_complied", NULL,
      .own = true, .done_all = "amended_final_sent", .over_all = PLAN_OVER },
    { "change_school_as_ordered", 14, DAY, NULL, "tribunal_ordered/change_school", "order_complied",
      NULL, .own = true, .done_all = "amended_final_sent", .over_all = PLAN_OVER },
    { "consult_before_ceasing", 0, NO_UNIT, NULL, "cease_proposed", "cease_consulted",
      "cease_proposal_withdrawn " PLAN_OVER, .own = false },
};

bool has_plan(size_t before)
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
        return work_on(day, law->n);
    case MEETING:
        return met_on(at, c->facts[at].record_id) + law->n;
    default:
        return ABSENT;
    }
}

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

size_t oracle_tell(const struct oracle_case *of, int64_t as_of,
                   char lines[ORACLE_LINES][ORACLE_LINE])
{
    if (calendar[0].year == 0)
        walk_calendar();
    c = of;
    today = as_of;
    told = lines;
    told_count = 0;
    for (size_t i = 0; i < sizeof LAWS / sizeof *LAWS; i++)
        tell_law(&LAWS[i]);
    tell_special();
    return told_count;
}
