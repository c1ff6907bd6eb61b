"""What the books of a trust ought to say of its entitlements, day by day in exact fractions.

It shares nothing with the service: the facts are read as rows, what is in force on a day is the row that begins
last before it, and each day of each stay is asked for itself.
"""
import calendar
import datetime
import json
from collections import defaultdict
from fractions import Fraction

from storm_trust import later, period_of, sql

DAY = datetime.timedelta(days=1)
ADMITTED = "'active', 'suspended_share', 'ending', 'ended'"


def dates(text):
    return datetime.date.fromisoformat(text) if text else None


def half_up(exact):
    """Half away from zero."""
    whole = abs(exact) + Fraction(1, 2)
    return int(whole.numerator // whole.denominator) * (1 if exact >= 0 else -1)


def base_year(base, day):
    month = 9 if base == "academic" else 4
    first = datetime.date(day.year if day.month >= month else day.year - 1, month, 1)
    return first, 366 if (first.replace(year=first.year + 1) - first).days == 366 else 365


def in_force(rows, day):
    """Of rows (first day, ...) the one that begins last, and not after the day."""
    begun = [row for row in rows if row[0] <= day]
    return max(begun, key=lambda row: row[0]) if begun else None


class Facts:
    def __init__(self, trust):
        self.trust = trust
        self.bands, self.banded, self.steps = defaultdict(list), defaultdict(list), defaultdict(list)
        live = f"trust_id = '{trust}' AND superseded_by IS NULL AND deleted_at IS NULL"
        for band, first, pence in sql(f"SELECT band, starts_on, annual_pence FROM app.funding_band WHERE {live}"):
            self.bands[band].append((dates(first), int(pence)))
        self.place_rates = [(dates(first), int(pence)) for first, pence in sql(
            f"SELECT starts_on, annual_pence FROM app.place_rate WHERE {live}")]
        for stay, first, band in sql(f"SELECT placement_id, starts_on, band FROM app.placement_band WHERE {live}"):
            self.banded[stay].append((dates(first), band))
        for stay, number, on, to in sql(f"""SELECT id, number, "on", to_status FROM app.status_change
                                            WHERE trust_id = '{trust}' AND type = 'placement' ORDER BY number"""):
            self.steps[stay].append((dates(on), int(number), to))
        self.received = defaultdict(list)
        for agreement, month, stay, pence in sql(f"""
                SELECT r.agreement_id, r.for_period, f.placement_id, sum(r.amount_pence) FROM app.funding_receipt r
                  LEFT JOIN app.funding_placement f ON f.trust_id = r.trust_id AND f.id = r.funding_placement_id
                 WHERE r.trust_id = '{trust}' AND r.status = 'posted' AND r.stream = 'top_ups' GROUP BY 1, 2, 3"""):
            self.received[agreement, month].append((stay, int(pence)))
        self.read_stays()
        self.read_agreements()

    def read_stays(self):
        self.stays = [(stay, provision, dates(first), dates(last)) for stay, provision, first, last in sql(
            f"""SELECT id, provision_id, starts_on, ends_on FROM app.placement
                WHERE trust_id = '{self.trust}' AND deleted_at IS NULL AND status IN ({ADMITTED})""")]

    def read_agreements(self):
        self.agreements = defaultdict(list)
        for original, provision, base, first, shares, places in sql(f"""
                SELECT a.original_id, a.provision_id, a.base_year, a.starts_on, a.shares, p.places->0->>'commissioned'
                  FROM app.funding_agreement a JOIN app.provision p ON p.trust_id = a.trust_id AND p.id = a.provision_id
                 WHERE a.trust_id = '{self.trust}' AND a.status IN ('agreed', 'ended') AND a.deleted_at IS NULL"""):
            self.agreements[original, provision, base, int(places)].append((dates(first), json.loads(shares)))

    def rate_of(self, stay, day):
        return in_force(self.bands[in_force(self.banded[stay], day)[1]], day)[1]

    def is_suspended(self, stay, day):
        begun = [step for step in self.steps[stay] if step[0] <= day]
        return bool(begun) and max(begun, key=lambda step: step[1])[2] == "suspended_share"


def annual_share(terms, rate):
    """What is passed on in a year of such days."""
    if terms["mode"] != "proportion":
        return Fraction(terms["annual_pence"])
    part = Fraction(rate * terms["basis_points"], 10000)
    if terms.get("cap_annual_pence") is not None:
        part = min(part, terms["cap_annual_pence"])
    if terms.get("floor_annual_pence") is not None:
        part = max(part, terms["floor_annual_pence"])
    return part


def months_of(base, days):
    """days: of (day, annual received, annual passported) in order. {month: (received, passported)} in pence."""
    told, so_far, year = {}, None, None
    for day, received, passported in days:
        first, length = base_year(base, day)
        if first != year:
            so_far, year = [Fraction(0), Fraction(0)], first
        month = period_of(day)
        if month not in told:
            told[month] = [[half_up(one) for one in so_far], None]
        so_far[0] += Fraction(received, length)
        so_far[1] += Fraction(passported) / length
        told[month][1] = [half_up(one) for one in so_far]
    return {month: tuple(b - a for a, b in zip(*ends)) for month, ends in told.items()}


def days_between(first, last):
    while first <= last:
        yield first
        first += DAY


def days_of_stay(facts, versions, stay, last_day):
    one, _, first, last = stay
    for day in days_between(max(first, versions[0][0]), min(last or last_day, last_day)):
        terms = next(s for s in in_force(versions, day)[1] if s["stream"] == "top_ups")
        rate = facts.rate_of(one, day)
        fixed_sum = terms["mode"] == "fixed_sum"
        yield day, rate, 0 if fixed_sum or facts.is_suspended(one, day) else annual_share(terms, rate)


def days_of_whole(facts, versions, stream, places, last_day):
    for day in days_between(versions[0][0], last_day):
        terms = next(s for s in in_force(versions, day)[1] if s["stream"] == stream)
        rate = in_force(facts.place_rates, day)[1] if stream == "places" else 0
        if terms["mode"] == "fixed_sum":
            yield day, rate * places, annual_share(terms, rate)
        else:  # so much for each place
            yield day, rate * places, annual_share(terms, rate) * places if stream == "places" else 0


def part_not_suspended(facts, stays, month, first):
    """Of the days of these stays in the month."""
    days = [facts.is_suspended(one, day) for one, _, begins, ends in stays
            for day in days_between(dates(month + "-01"), dates(later(month, 1) + "-01") - DAY)
            if max(begins, first) <= day and (ends is None or day <= ends)]
    return Fraction(days.count(False), len(days)) if days else 1


def receipts_shared(facts, agreement, provision, base, versions, last_period):
    """What came in for each month from the first of the agreement, by the terms of its last day. What is taken back
    of the host is never more than it had."""
    told, so_far, year, had, month = {}, Fraction(0), None, 0, period_of(versions[0][0])
    stays = [stay for stay in facts.stays if stay[1] == provision]
    while month <= last_period:
        day = dates(later(month, 1) + "-01") - DAY
        terms = next(s for s in in_force(versions, day)[1] if s["stream"] == "top_ups")
        if base_year(base, day)[0] != year:
            so_far, year = Fraction(0), base_year(base, day)[0]
        came, before = facts.received[agreement, month], half_up(so_far)
        so_far += Fraction(terms["basis_points"], 10000) * sum(half_up(pence * part_not_suspended(
            facts, [stay for stay in stays if whose in ("", stay[0])], month, versions[0][0])) for whose, pence in came)
        has = had + half_up(so_far) - before
        told[month] = (sum(pence for _, pence in came), max(has, 0) - max(had, 0))
        had, month = has, later(month, 1)
    return told


def entitlements(trust, last_period):
    """{(agreement, stream, placement or '', month): (received, passported)} of all that is not 0."""
    facts, told = Facts(trust), {}
    last_day = dates(later(last_period, 1) + "-01") - DAY
    for (agreement, provision, base, places), versions in facts.agreements.items():
        versions.sort(key=lambda row: row[0])
        for share in versions[0][1]:
            stream, counted = share["stream"], {}
            if share["basis"] == "receipts":
                counted[""] = receipts_shared(facts, agreement, provision, base, versions, last_period)
            elif stream == "places" or share["mode"] == "fixed_sum":
                counted[""] = months_of(base, days_of_whole(facts, versions, stream, places, last_day))
            for stay in facts.stays if stream == "top_ups" and share["basis"] == "entitlement" else ():
                if stay[1] == provision:
                    counted[stay[0]] = months_of(base, days_of_stay(facts, versions, stay, last_day))
            for subject, months in counted.items():
                told.update({(agreement, stream, subject, month): pence for month, pence in months.items()
                             if any(pence)})
    return told


def posted(trust, last_period):
    """The same, as the ledger has it."""
    rows = sql(f"""
        SELECT e.agreement_id, e.stream, f.placement_id, e.for_period, -sum(e.amount_pence),
               -coalesce(sum(e.amount_pence) FILTER (WHERE e.account = 'passported'), 0)
          FROM app.ledger_entry e
          LEFT JOIN app.funding_placement f ON f.trust_id = e.trust_id AND f.id = e.funding_placement_id
         WHERE e.trust_id = '{trust}' AND e.account IN ('retained', 'passported') AND e.for_period <= '{last_period}'
         GROUP BY 1, 2, 3, 4""")
    return {(agreement, stream, stay, month): (int(received), int(passported))
            for agreement, stream, stay, month, received, passported in rows if int(received) or int(passported)}
