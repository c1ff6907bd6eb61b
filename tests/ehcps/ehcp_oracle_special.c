/* The duties whose dates depend on more than one thing. */
#include "tests/ehcps/ehcp_oracle_parts.h"

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

    r->yearly[r->yearly_count++] = (struct stretch){ i, base == ABSENT ? ABSENT : on,
                                                     base == ABSENT ? ABSENT : months_on(base, 12),
                                                     ABSENT, NEVER };
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

int64_t review_limit_at(size_t at)
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

        if (f && s.gone && (is(f, PLAN_OVER) || (replans && f->about_on == ABSENT)))
            s.gone = 0;
        if (f && s.gone && s.done == ABSENT &&
            is(f, "amended_final_sent/next_phase_named reassessed_final_sent/next_phase_named"))
            s.done = f->on;
        if (s.gone && (!f || s.done != ABSENT)) {
            tell("complete_transfer_between_post_16", c->facts[s.opened].record_id, n, s.trigger,
                 s.due, s.done, false);
            s.gone = 0;
        } else if (replans && f->about_on != ABSENT) {
            n += s.gone == 0;
        }
        if (replans && f->about_on != ABSENT)
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

/* ---- the file that follows the pupil ---- */

/* How often a school is said to be shut on a day, less how often that was taken back. */
static int shut(size_t before, const char *record, int64_t day)
{
    int times = 0;

    for (size_t i = 0; i < before; i++) {
        const struct ehcp_fact *f = &c->facts[i];

        if (same(f->record_id, record) && f->about_on <= day && day <= f->until)
            times += is(f, "school_shut") - is(f, "school_open");
    }
    return times;
}

static void tell_files(void)
{
    int n = 0;

    for (size_t i = 0; i < c->count; i++) {
        const char *record = c->facts[i].record_id;
        int64_t due = c->facts[i].on, done = ABSENT;
        bool dead = false;
        size_t end = i;

        if (!is(&c->facts[i], "pupil_left"))
            continue;
        for (; end < c->count && done == ABSENT && !dead; end++) {
            if (same(c->facts[end].record_id, record) && is(&c->facts[end], "ctf_sent"))
                done = c->facts[end].on;
            dead = is(&c->facts[end], "deceased");
        }
        for (int days = 0; days < 15;)
            days += works(++due) && shut(end, record, due) == 0;
        n++;
        if (!dead)
            tell("send_ctf", record, n, c->facts[i].on, due, done, false);
    }
}

void tell_special(void)
{
    static const int TRANSFERS[] = { -1, 6 }, POST_16[] = { 11 }, ADULTHOOD[] = { 9 };
    struct reviews r;

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
    tell_files();
}
