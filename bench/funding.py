"""A month of funding over trusts of several sizes: what it costs to count, to keep, to approve and to read.

Each trust is put there as a restored dump would be, without triggers: bases of 50 places, each with a host and an
agreement, and placements on six bands, every tenth of which has come to be in another. Months are gone through by all
trusts in turns, so that what else the machine does hits all, and what a placement costs is compared within a month.
Beside the time that passes stands the processor time of the service and PostgreSQL, which others do not lengthen.
"""
import http.client
import json
import sys
import time
import urllib.parse
from statistics import median

import systems

FIRST, PLACES, MONTHS = 2025, 50, 3
STEPS = ("dry run", "run", "approval", "statement of a host", "reconciliation")
TURNS = {"statement of a host": 10, "reconciliation": 3}  # what is read is read so often


def put_trust(sql, trust, placements):
    sql(f"""SET session_replication_role = replica; SET search_path = app;
        CREATE TEMP TABLE base AS SELECT n, gen_random_uuid() AS provision, gen_random_uuid() AS agreement,
               gen_random_uuid() AS host, gen_random_uuid() AS provider FROM generate_series(1, {placements // PLACES}) n;
        INSERT INTO school (trust_id, id, urn, la_code, establishment_number, name, phase, type_code, status)
        SELECT '{trust}', host, (100000 + n)::text, '908', '4001', 'Bench ' || n, '4', '34', '1' FROM base;
        INSERT INTO provision (trust_id, id, kind, name, host_school_id, provider_school_id, nc_year_from, nc_year_to,
                               places)
        SELECT '{trust}', provision, 'arb', 'Bench ' || n, host, provider, 'R', '14',
               '[{{"from": "2020-09-01", "to": null, "commissioned": {PLACES}}}]' FROM base;
        INSERT INTO funding_agreement (trust_id, id, original_id, number, provision_id, host_school_id,
                    provider_school_id, base_year, place_type, place_payer, starts_on, shares, status, status_step,
                    status_on)
        SELECT '{trust}', agreement, agreement, 1, provision, host, provider, 'academic', 'special_place', 'dfe',
               '{FIRST}-09-01', '[{{"stream": "top_ups", "basis": "entitlement", "mode": "proportion",
               "basis_points": 1250}}]', 'agreed', 'agreed', '{FIRST}-09-01' FROM base;
        INSERT INTO funding_band (trust_id, id, la_code, band, annual_pence, starts_on, ends_on)
        SELECT '{trust}', gen_random_uuid(), '908', chr(65 + b), 800000 + 123457 * b + 40009 * y,
               make_date({FIRST} + y, 4, 1), CASE WHEN y = 0 THEN make_date({FIRST} + 1, 3, 31) END
          FROM generate_series(0, 5) b, generate_series(0, 1) y;
        CREATE TEMP TABLE stay AS SELECT n, uuid7() AS id, gen_random_uuid() AS pupil, uuid7() AS plan FROM
               generate_series(0, {placements - 1}) n;
        INSERT INTO ehcp (trust_id, id, pupil_id, la_code, request_source, requested_on, status, status_step, status_on)
        SELECT '{trust}', plan, pupil, '908', '2', '{FIRST}-01-10', 'active', 'final', '{FIRST}-05-20' FROM stay;
        INSERT INTO placement (trust_id, id, pupil_id, ehcp_id, provision_id, registered_school_id, host_school_id,
                               provider_school_id, la_code, band, rank, register_as, starts_on, status, status_step,
                               status_on, school_ids)
        SELECT '{trust}', s.id, s.pupil, s.plan, b.provision, b.provider, b.host, b.provider, '908',
               chr(65 + s.n % 6), 1, 'single_and_guest', make_date({FIRST}, 9, 1 + s.n % 20), 'active', 'active',
               make_date({FIRST}, 9, 1 + s.n % 20), ARRAY[b.host, b.provider]
          FROM stay s JOIN base b ON b.n = s.n / {PLACES} + 1;
        INSERT INTO placement_band (trust_id, id, placement_id, pupil_id, la_code, band, starts_on, ends_on, school_ids)
        SELECT '{trust}', gen_random_uuid(), s.id, s.pupil, '908', chr(65 + (s.n + b) % 6),
               make_date({FIRST}, 9, CASE b WHEN 0 THEN 1 + s.n % 20 ELSE 21 END),
               CASE WHEN b = 0 AND s.n % 10 = 0 THEN make_date({FIRST}, 9, 20) END, '{{}}'
          FROM stay s, generate_series(0, 1) b WHERE b = 0 OR s.n % 10 = 0;
        ANALYZE school; ANALYZE provision; ANALYZE funding_agreement; ANALYZE ehcp; ANALYZE placement;
        ANALYZE placement_band""")


def client(url, trust, claim_set):
    """The headers of a client of that claim set."""
    made = json.loads(systems.command(systems.E["BENCH_PROGRAM"], "client", "add", "--trust", trust, "--name", claim_set,
                                      "--claim-set", claim_set, "--json"))
    token = systems.service_token(url, {"clients": {"trust_admin": made}})
    return {"Authorization": "Bearer " + token, "Content-Type": "application/json"}


class Trust:
    """One of its own, with so many placements and somebody who runs and somebody who approves."""

    def __init__(self, service, placements):
        name = f"Bench {placements}"
        made = json.loads(systems.command(systems.E["BENCH_PROGRAM"], "trust", "add", "--name", name, "--json"))
        put_trust(systems.sql, made["trust_id"], placements)
        self.service, self.placements = service, placements
        self.heads = {who: client(service.url, name, who) for who in ("finance", "finance_approver")}
        self.host = systems.sql(f"""SELECT min(host_school_id::text) FROM app.provision
                                    WHERE trust_id = '{made['trust_id']}'""")

    def ask(self, who, method, path, body, wanted):
        link = http.client.HTTPConnection(urllib.parse.urlsplit(self.service.url).netloc, timeout=1200)
        status, told, _ = systems.call(None, method, path, body and json.dumps(body), self.heads[who], link)
        if status != wanted:
            raise SystemExit(f"{path}: {status} {told[:600]}")
        return json.loads(told)

    def dry_run(self, period):
        lines = self.ask("finance", "POST", "/v1/funding/runs", {"period": period, "dry_run": True}, 201)["line_count"]
        if lines < self.placements:
            raise SystemExit(f"{lines} lines for {self.placements} placements")

    def run(self, period):
        self.kept = self.ask("finance", "POST", "/v1/funding/runs", {"period": period}, 201)["id"]

    def approval(self, _period):
        self.ask("finance_approver", "POST", f"/v1/funding/runs/{self.kept}/approvals", {"reason": "Bench"}, 200)

    def statement_of_a_host(self, period):
        path = f"/v1/funding/statements?host_school_id={self.host}&period={period}"
        told = self.ask("finance", "GET", path, None, 200)
        if told["passported_pence"] <= 0:
            raise SystemExit(f"nothing was passported to {self.host} in {period}")

    def reconciliation(self, period):
        self.ask("finance", "GET", f"/v1/funding/reconciliation?from={period}&to={period}&limit=100", None, 200)

    def month(self, period):
        """{step: (seconds, processor seconds)}, and how large the service was at most."""
        told = {}
        systems.forget_peak(self.service.pid)
        for step in STEPS:
            told[step] = timed(getattr(self, step.replace(" ", "_")), period, self.service.pid, TURNS.get(step, 1))
            self.say(period, f"{step}: {told[step][0]:.2f} s, {told[step][1]:.2f} s of processors, "
                             f"{1e6 * told[step][1] / self.placements:.0f} µs for each placement")
        peak = systems.status_kib(self.service.pid, "VmHWM") / 1024
        self.say(period, f"the service had {peak:.0f} MiB at most")
        return told, peak

    def say(self, period, told):
        print(f"   funding {self.placements:,} placements, {period}, {told}", file=sys.stderr, flush=True)


def timed(step, period, service, turns):
    def processors():
        return systems.seconds(service) + systems.family_seconds(int(systems.E["BENCH_POSTGRES"]))
    took, before = [], processors()
    for _ in range(turns):
        began = time.perf_counter()
        step(period)
        took.append(time.perf_counter() - began)
    return median(took), (processors() - before) / turns


def months(count):
    return ["%d-%02d" % (FIRST + (8 + n) // 12, (8 + n) % 12 + 1) for n in range(count)]


def measure(service, sizes):
    """Of each month what every size took; the smallest trust goes on to its thirteenth."""
    trusts = [Trust(service, size) for size in sorted(sizes)]
    told = {}
    for number, period in enumerate(months(MONTHS)):
        turn = trusts[::-1] if number % 2 else trusts
        told[period] = {one.placements: one.month(period) for one in turn}
    for period in months(12)[MONTHS:]:
        trusts[0].run(period)
        trusts[0].approval(period)
    last = months(13)[-1]
    told[last] = {trusts[0].placements: trusts[0].month(last)}
    return told


def render(told):
    """The first month, in which every placement gets its id in the books; the next ones; and the thirteenth."""
    periods = list(told)
    for title, those in (("first month", periods[:1]), ("later months", periods[1:-1]), ("13th month", periods[-1:])):
        for size in sorted(told[those[0]]):
            yield f"{size:,} placements, {title}", ", ".join(told_of(told, step, size, those) for step in STEPS)
            yield f"{size:,} placements, {title}", "the service had {:.0f} MiB at most".format(
                max(told[period][size][1] for period in those))


def told_of(told, step, size, periods):
    """Seconds, and processor time: for each placement but where one host is asked about, and as a ratio to the
    smallest trust in the same month."""
    smallest = min(told[periods[0]])
    units = (1, 1) if step.endswith("host") else (size, smallest)
    found = [[told[period][one][0][step] for period in periods] for one in (size, smallest)]
    ratio = median((max(a[1], 0.001) / units[0]) / (max(b[1], 0.001) / units[1]) for a, b in zip(*found))
    return (f"{step} {median(one[0] for one in found[0]):.2f} s "
            f"({1e6 * median(one[1] for one in found[0]) / units[0]:.0f} µs each, {ratio:.2f} x)")
