/* Thousands of made-up cases, legal in the order of their steps, told by the clock and by the
 * oracle (ehcp_oracle.h) on every day that may matter; and the property the clock is built
 * for: what it tells of a day is the same whatever happened later.
 *
 * TAMAR_TEST_SEED repeats one case, TAMAR_TEST_CASES says how many. */
#include "models/date.h"
#include "models/shape.h"
#include "tests/ehcps/duty_fixture.h"
#include "tests/ehcps/ehcp_oracle.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(ehcp_histories, .timeout = 400);

enum { FACTS = 90, CASES = 2000 };

/* ---- a made-up case ---- */

enum phase {
    REQUESTED,
    ASSESSING,
    DRAFTED,
    ACTIVE,
    IN_REVIEW,
    AMENDING,
    CEASING,
    REASSESSING,
    REFUSED_STATE,
    OVER
};

struct history {
    uint64_t random;
    struct ehcp_fact facts[FACTS];
    size_t count;
    int64_t now;
    enum phase phase;
    bool planned, met;
    char records[FACTS][8];
    const char *review, *appeal, *order, *consultation, *advice, *left;
    bool amend_decided, contacted;
    struct ehcp_pupil pupil;
};

static uint64_t draw(struct history *h, uint64_t below)
{
    h->random ^= h->random << 13;
    h->random ^= h->random >> 7;
    h->random ^= h->random << 17;
    return (h->random >> 11) % below;
}

static void pass(struct history *h)
{
    static const int64_t LIMITS[] = { 0, 1, 14, 15, 16, 28, 29, 42, 43, 56, 57, 60, 84, 112, 140 };

    h->now += draw(h, 3) ? (int64_t)draw(h, 30) : LIMITS[draw(h, sizeof LIMITS / sizeof *LIMITS)];
    if (draw(h, 25) == 0)
        h->now += (int64_t)draw(h, 300);
}

static void add(struct history *h, enum ehcp_fact_kind kind, enum ehcp_detail detail,
                const char *record)
{
    if (h->count == FACTS)
        return;
    h->facts[h->count++] = (struct ehcp_fact){ kind, detail, h->now, NONE, NONE, record };
    pass(h);
}

static void add_about(struct history *h, enum ehcp_fact_kind kind, int64_t about,
                      const char *record)
{
    const size_t at = h->count;

    add(h, kind, DETAIL_NONE, record);
    if (at < h->count)
        h->facts[at].about_on = about;
}

static void add_days(struct history *h, enum ehcp_fact_kind kind, int64_t from, int64_t until,
                     const char *record)
{
    const size_t at = h->count;

    add_about(h, kind, from, record);
    if (at < h->count)
        h->facts[at].until = until;
}

static const char *new_record(struct history *h, char letter)
{
    char *record = h->records[h->count < FACTS ? h->count : FACTS - 1];

    snprintf(record, sizeof *h->records, "%c%d", letter, (int)h->count);
    return record;
}

/* Section I of a plan: silent, a school to be joined at once, or the next phase's. */
static enum ehcp_detail named(struct history *h)
{
    static const enum ehcp_detail DETAILS[] = { DETAIL_NONE, SCHOOL_NAMED, NEXT_PHASE_NAMED };

    return DETAILS[draw(h, 3)];
}

static void aside_appeal(struct history *h)
{
    static const enum ehcp_detail ORDERS[] = { START_ASSESSMENT, ISSUE_PLAN, AMEND_PLAN,
                                               CHANGE_SCHOOL, REFUSE_OR_ISSUE };
    static const enum ehcp_detail MEDIATION[] = { DETAIL_NONE, MEDIATION_WANTED,
                                                  MEDIATION_DECLINED };
    static const enum ehcp_detail STEPS[] = { DETAIL_NONE, DRAFT, FINAL, REFUSED };
    static const enum ehcp_fact_kind NEXT[] = { MEDIATION_HELD, CERTIFICATE_ISSUED, APPEAL_LODGED,
                                                APPEAL_ENDED, CERTIFICATE_ISSUED };

    if (h->order && draw(h, 2)) {
        add(h, ORDER_COMPLIED, STEPS[draw(h, 4)], h->order);
    } else if (!h->appeal || draw(h, 6) == 0) {
        h->appeal = new_record(h, 'a');
        h->contacted = false;
        add(h, DECISION_NOTIFIED, draw(h, 4) ? DETAIL_NONE : SECTION_I_ONLY, h->appeal);
    } else if (!h->contacted && draw(h, 3)) {
        h->contacted = true;
        add(h, MEDIATION_ADVISER_CONTACTED, MEDIATION[draw(h, 3)], h->appeal);
    } else if (draw(h, 5) == 0) {
        h->order = h->appeal;
        add(h, TRIBUNAL_ORDERED, ORDERS[draw(h, 5)], h->order);
    } else {
        add(h, NEXT[draw(h, 5)], DETAIL_NONE, h->appeal);
    }
}

/* The school shuts for days that are near, or that is taken back. */
static void aside_closure(struct history *h)
{
    const int64_t from = h->now + (int64_t)draw(h, 30) - 5;
    size_t last = h->count;

    while (last && ((h->facts[last - 1].kind != SCHOOL_SHUT &&
                     h->facts[last - 1].kind != SCHOOL_OPEN) ||
                    h->facts[last - 1].record_id != h->left))
        last--;
    if (last && h->facts[last - 1].kind == SCHOOL_SHUT && draw(h, 3) == 0)
        add_days(h, SCHOOL_OPEN, h->facts[last - 1].about_on, h->facts[last - 1].until, h->left);
    else
        add_days(h, SCHOOL_SHUT, from, from + (int64_t)draw(h, 20), h->left);
}

static void aside_school(struct history *h)
{
    if (!h->left) {
        h->left = new_record(h, 'l');
        if (draw(h, 2))
            aside_closure(h);
        add(h, PUPIL_LEFT, DETAIL_NONE, h->left);
    } else if (draw(h, 3)) {
        aside_closure(h);
    } else {
        add(h, CTF_SENT, DETAIL_NONE, h->left);
        h->left = NULL;
    }
}

/* What may happen beside the case's own steps. */
static void aside(struct history *h)
{
    switch (draw(h, 9)) {
    case 0:
        h->advice = new_record(h, 'd');
        add(h, ADVICE_ASKED, DETAIL_NONE, h->advice);
        return;
    case 1:
        add(h, h->advice ? ADVICE_RETURNED : PUPIL_ADMITTED, DETAIL_NONE, h->advice);
        return;
    case 2:
        h->consultation = new_record(h, 'c');
        add(h, CONSULTATION_SENT, DETAIL_NONE, h->consultation);
        return;
    case 3:
        if (h->consultation)
            add(h, CONSULTATION_RESPONDED, DETAIL_NONE, h->consultation);
        return;
    case 4:
        add(h, EXCEPTION_RECORDED, (enum ehcp_detail)(SCHOOL_CLOSED + draw(h, 5)), NULL);
        return;
    case 5:
        aside_school(h);
        return;
    default:
        aside_appeal(h);
    }
}

static void step_before_plan(struct history *h)
{
    const uint64_t choice = draw(h, 10);

    if (h->phase == REQUESTED) {
        h->phase = choice < 7 ? ASSESSING : choice < 9 ? REFUSED_STATE : OVER;
        add(h,
            choice < 7   ? DECIDED_TO_ASSESS
            : choice < 9 ? REFUSED_TO_ASSESS
                         : WITHDRAWN,
            DETAIL_NONE, NULL);
    } else if (h->phase == ASSESSING) {
        h->phase = choice < 7 ? DRAFTED : choice < 9 ? REFUSED_STATE : OVER;
        add(h,
            choice < 7   ? DRAFT_SERVED
            : choice < 9 ? REFUSED_TO_ISSUE
                         : WITHDRAWN,
            DETAIL_NONE, NULL);
    } else if (choice < 3) {
        add(h, REPRESENTATIONS_RECEIVED, DETAIL_NONE, NULL);
    } else if (choice < 4) {
        add(h, DRAFT_SERVED, DETAIL_NONE, NULL);
    } else {
        h->phase = ACTIVE;
        h->planned = true;
        add(h, FINAL_PLAN_SENT, named(h), NULL);
    }
}

static void step_active(struct history *h)
{
    switch (draw(h, 14)) {
    case 0:
        h->phase = REASSESSING;
        add(h, REASSESSMENT_REQUESTED, DETAIL_NONE, NULL);
        return;
    case 1:
        h->phase = AMENDING;
        h->amend_decided = false;
        add(h, AMENDMENTS_SERVED, DETAIL_NONE, new_record(h, 'n'));
        return;
    case 2:
        h->phase = CEASING;
        add(h, CEASE_PROPOSED, DETAIL_NONE, NULL);
        return;
    case 3:
        add_about(h, POST_16_TRANSFER_PLANNED,
                  draw(h, 4) ? h->now + 100 + (int64_t)draw(h, 300) : NONE, NULL);
        return;
    case 4:
        add_about(h, MOVED_INTO_AREA, draw(h, 2) ? NONE : h->now - (int64_t)draw(h, 500), NULL);
        add(h, draw(h, 2) ? FAMILY_TOLD : EARLY_REVIEW_CONSIDERED, DETAIL_NONE, NULL);
        return;
    case 5:
        add(h, draw(h, 2) ? PUPIL_ADMITTED : EARLY_REVIEW_CONSIDERED, DETAIL_NONE, NULL);
        return;
    case 6:
        if (draw(h, 3) == 0) {
            h->phase = OVER;
            add(h, draw(h, 2) ? TRANSFERRED_OUT : DECEASED, DETAIL_NONE, NULL);
        }
        return;
    default:
        h->phase = IN_REVIEW;
        h->met = false;
        h->review = new_record(h, 'r');
    }
}

static void step_review(struct history *h)
{
    static const enum ehcp_detail OUTCOMES[] = { MAINTAIN, MAINTAIN, AMEND, AMEND, CEASE };
    const uint64_t choice = draw(h, 6);

    if (!h->met && choice < 2)
        add_about(h, REVIEW_PLANNED, h->now + (int64_t)draw(h, 40), h->review);
    else if (!h->met && choice < 3)
        add_about(h, REVIEW_INVITED, draw(h, 2) ? NONE : h->now + (int64_t)draw(h, 30), h->review);
    else if (!h->met && choice < 5) {
        h->met = true;
        add(h, REVIEW_MET, DETAIL_NONE, h->review);
    } else if (h->met && choice < 2) {
        add(h, REVIEW_REPORTED, DETAIL_NONE, h->review);
    } else if (h->met || draw(h, 4) == 0) { /* now and then a decision without a meeting */
        const enum ehcp_detail outcome = OUTCOMES[draw(h, 5)];

        h->phase = outcome == AMEND ? AMENDING : outcome == CEASE ? CEASING : ACTIVE;
        h->amend_decided = outcome == AMEND;
        add(h, REVIEW_DECIDED, outcome, h->review);
        if (outcome == AMEND && draw(h, 3))
            add(h, AMENDMENTS_SERVED, DETAIL_NONE, h->review);
        if (outcome == CEASE)
            add(h, CEASE_PROPOSED, DETAIL_NONE, NULL);
    }
}

static void step_amending(struct history *h)
{
    switch (draw(h, 6)) {
    case 0:
        add(h, REPRESENTATIONS_RECEIVED, DETAIL_NONE, NULL);
        return;
    case 1:
        add(h, AMENDMENTS_SERVED, DETAIL_NONE, h->amend_decided ? h->review : NULL);
        return;
    case 2:
        h->phase = ACTIVE;
        add(h, AMENDMENT_DECLINED, DETAIL_NONE, NULL);
        return;
    default:
        h->phase = ACTIVE;
        add(h, AMENDED_FINAL_SENT, named(h), NULL);
    }
}

static void step_ceasing(struct history *h)
{
    switch (draw(h, 6)) {
    case 0:
        add(h, CEASE_CONSULTED, DETAIL_NONE, NULL);
        return;
    case 1:
        h->phase = ACTIVE;
        add(h, CEASE_PROPOSAL_WITHDRAWN, DETAIL_NONE, NULL);
        return;
    case 2:
        h->appeal = new_record(h, 'a');
        h->contacted = false;
        add(h, DECISION_NOTIFIED, CEASE, h->appeal);
        return;
    case 3:
        h->phase = REFUSED_STATE;
        add(h, CEASED, DETAIL_NONE, NULL);
        return;
    default:
        aside_appeal(h);
    }
}

static void step_reassessing(struct history *h)
{
    const uint64_t choice = draw(h, 4);

    if (h->facts[h->count - 1].kind == REASSESSMENT_REQUESTED && choice == 0) {
        h->phase = ACTIVE;
        add(h, REASSESSMENT_REFUSED, DETAIL_NONE, NULL);
    } else if (h->facts[h->count - 1].kind == REASSESSMENT_REQUESTED) {
        add(h, REASSESSMENT_AGREED, DETAIL_NONE, NULL);
    } else if (choice < 2) {
        add(h, choice ? DRAFT_SERVED : REPRESENTATIONS_RECEIVED, DETAIL_NONE, NULL);
    } else {
        h->phase = ACTIVE;
        add(h, REASSESSED_FINAL_SENT, named(h), NULL);
    }
}

static void step_refused(struct history *h)
{
    if (draw(h, 3)) {
        aside_appeal(h);
        return;
    }
    h->phase = h->planned ? ACTIVE : ASSESSING;
    add(h, REOPENED, DETAIL_NONE, NULL);
}

static void step(struct history *h)
{
    static void (*const STEPS[])(struct history *) = {
        [REQUESTED] = step_before_plan, [ASSESSING] = step_before_plan,
        [DRAFTED] = step_before_plan,   [ACTIVE] = step_active,
        [IN_REVIEW] = step_review,      [AMENDING] = step_amending,
        [CEASING] = step_ceasing,       [REASSESSING] = step_reassessing,
        [REFUSED_STATE] = step_refused,
    };

    if (draw(h, 4) == 0)
        aside(h);
    else
        STEPS[h->phase](h);
}

static void make(struct history *h, uint64_t seed)
{
    static const char *const YEARS[] = { "N1", "N2", "R", "1", "5", "6", "8", "10", "11", "X" };

    *h = (struct history){ .random = seed * 0x9E3779B97F4A7C15u + 1 };
    draw(h, 2);
    h->now = date_of(2015, 1, 1) + (int64_t)draw(h, 4000);
    h->pupil = (struct ehcp_pupil){ NONE, NULL, NONE, 0 };
    if (draw(h, 4))
        h->pupil.born = h->now - 366 - (int64_t)draw(h, 18 * 366);
    if (draw(h, 2)) {
        h->pupil.nc_year = YEARS[draw(h, sizeof YEARS / sizeof *YEARS)];
        h->pupil.nc_year_on = h->now;
    }
    if (draw(h, 5)) {
        add(h, REQUEST_RECEIVED, DETAIL_NONE, NULL);
    } else {
        h->phase = ACTIVE;
        h->planned = true;
        add_about(h, MOVED_INTO_AREA, draw(h, 2) ? NONE : h->now - (int64_t)draw(h, 500), NULL);
    }
    const size_t length = 5 + draw(h, FACTS - 6);
    while (h->count < length && h->phase != OVER && h->now < date_of(2030, 1, 1))
        step(h);
}

/* ---- told twice ---- */

static const char *number(int64_t day, char out[24])
{
    snprintf(out, 24, "%ld", (long)day);
    return day == NONE ? "-" : out;
}

static size_t clock_tell(const struct ehcp_duties *duties, int64_t as_of,
                         char lines[ORACLE_LINES][ORACLE_LINE])
{
    size_t count = 0;

    for (size_t i = 0; i < duties->count; i++) {
        const struct ehcp_duty *d = &duties->rows[i];
        const struct ehcp_duty_view v = ehcp_duty_as_of(d, as_of);
        char trigger[24], due[24], done[24], published[24];

        if (!v.shown)
            continue;
        snprintf(lines[count++], ORACLE_LINE, "%s#%s %d %s %s %s %s %s %u", d->rule->code,
                 d->record_id ? d->record_id : "", (int)d->occurrence, DUTY_STATES[v.state],
                 number(v.trigger_on, trigger), number(v.due_on, due), number(v.done_on, done),
                 number(v.published_on, published), v.exceptions);
    }
    return count;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void show(const struct history *h, int64_t as_of)
{
    char text[DATE_TEXT], about[DATE_TEXT] = "";

    for (size_t i = 0; i < h->count && h->facts[i].on <= as_of; i++) {
        date_write(h->facts[i].on, text);
        about[0] = '\0';
        if (h->facts[i].about_on != NONE)
            date_write(h->facts[i].about_on, about);
        fprintf(stderr, "  %ld %s %s %s %s #%s\n", (long)h->facts[i].on, text,
                EHCP_FACT_KINDS[h->facts[i].kind], EHCP_DETAILS[h->facts[i].detail], about,
                h->facts[i].record_id ? h->facts[i].record_id : "");
    }
}

typedef char told[ORACLE_LINES][ORACLE_LINE];

static bool agree(told a, size_t a_count, told b, size_t b_count, const char *who)
{
    bool same = a_count == b_count;

    qsort(a, a_count, sizeof *a, by_text);
    qsort(b, b_count, sizeof *b, by_text);
    for (size_t i = 0; same && i < a_count; i++)
        same = strcmp(a[i], b[i]) == 0;
    if (same)
        return true;
    for (size_t i = 0, k = 0; i < a_count || k < b_count;) {
        const int order = i == a_count ? 1 : k == b_count ? -1 : strcmp(a[i], b[k]);

        if (order < 0)
            fprintf(stderr, "  the clock only:  %s\n", a[i]);
        if (order > 0)
            fprintf(stderr, "  %s only: %s\n", who, b[k]);
        i += order <= 0;
        k += order >= 0;
    }
    return false;
}

static struct ehcp_case case_of(const struct history *h, size_t count)
{
    const struct duty_fixture *f = duty_fixture();

    return (
        struct ehcp_case){ f->rules, f->rule_count, h->facts,
                           count,    h->pupil,      { f->holidays, f->holiday_count, NULL, 0 } };
}

static struct oracle_case question(const struct history *h, size_t count)
{
    static const char *const NAMES[] = { "N1", "N2", "R" };
    const struct duty_fixture *f = duty_fixture();
    struct oracle_case out = { h->facts, count,       h->pupil.born,   NONE,
                               0,        f->holidays, f->holiday_count };
    char text[DATE_TEXT];

    if (!h->pupil.nc_year || *h->pupil.nc_year == 'X')
        return out;
    out.year = strtol(h->pupil.nc_year, NULL, 10);
    for (int i = 0; i < 3; i++)
        out.year = strcmp(h->pupil.nc_year, NAMES[i]) == 0 ? i - 2 : out.year;
    date_write(h->pupil.nc_year_on, text);
    out.since = strtol(text, NULL, 10) - (strtol(text + 5, NULL, 10) < 9);
    return out;
}

/* One day of one case: the clock of what was known then, the clock of all, and the oracle. */
static bool one_day(const struct history *h, const struct ehcp_duties *all, int64_t as_of,
                    struct arena *arena)
{
    static told now, then, oracle;
    size_t known = 0;
    struct ehcp_duties duties;

    while (known < h->count && h->facts[known].on <= as_of)
        known++;
    const struct ehcp_case of = case_of(h, known);
    const struct oracle_case asked = question(h, known);
    cr_assert(ehcp_clock(arena, &of, &duties));
    const size_t then_count = clock_tell(&duties, as_of, then);
    const size_t now_count = clock_tell(all, as_of, now);
    const size_t oracle_count = oracle_tell(&asked, as_of, oracle);

    return agree(then, then_count, oracle, oracle_count, "the oracle") &&
           agree(then, then_count, now, now_count, "the clock of all");
}

static void days_that_matter(const struct history *h, const struct ehcp_duties *all, int64_t *days,
                             size_t *count)
{
    for (size_t i = 0; i < h->count; i++) {
        days[(*count)++] = h->facts[i].on;
        days[(*count)++] = h->facts[i].on - 1;
    }
    for (size_t i = 0; i < all->count; i++)
        if (all->rows[i].due_on != NONE && i % 3 == 0) {
            days[(*count)++] = all->rows[i].due_on;
            days[(*count)++] = all->rows[i].due_on + 1;
        }
}

static void one_case(uint64_t seed)
{
    static struct history h;
    struct arena arena = { .limit = 256 << 20 };
    struct ehcp_duties all;
    int64_t days[2 * FACTS + 4 * ORACLE_LINES];
    size_t count = 0;

    make(&h, seed);
    const struct ehcp_case of = case_of(&h, h.count);
    cr_assert(ehcp_clock(&arena, &of, &all));
    cr_assert_lt(all.count, ORACLE_LINES);
    days_that_matter(&h, &all, days, &count);
    for (size_t i = 0; i < count; i++) {
        struct arena piece = { .limit = 64 << 20 };
        const bool fine = one_day(&h, &all, days[i], &piece);

        arena_free(&piece);
        if (!fine)
            show(&h, days[i]);
        cr_assert(fine, "TAMAR_TEST_SEED=%llu, as of day %ld", (unsigned long long)seed,
                  (long)days[i]);
    }
    arena_free(&arena);
}

Test(ehcp_histories, clock_and_oracle_tell_the_same_of_every_day)
{
    const char *seed = getenv("TAMAR_TEST_SEED"), *many = getenv("TAMAR_TEST_CASES");
    const uint64_t cases = many ? strtoull(many, NULL, 10) : CASES;

    if (seed)
        one_case(strtoull(seed, NULL, 10));
    for (uint64_t i = 1; i <= cases && !seed; i++)
        one_case(i);
}

/* A walk that never comes to a kind of fact would prove nothing of it. */
Test(ehcp_histories, come_to_every_kind_of_fact)
{
    static struct history h;
    size_t seen[EHCP_FACT_KIND_COUNT] = { 0 };

    for (uint64_t i = 1; i <= CASES; i++) {
        make(&h, i);
        for (size_t k = 0; k < h.count; k++)
            seen[h.facts[k].kind]++;
    }
    for (int kind = 0; kind < EHCP_FACT_KIND_COUNT; kind++)
        cr_expect_gt(seen[kind], 30, "%s: %zu", EHCP_FACT_KINDS[kind], seen[kind]);
}
