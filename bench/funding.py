"""A month's run of funding over trusts of three sizes: what it costs to count, to keep and to approve.

Each trust is put there as a restored dump would be, without triggers: bases of 50 places with an agreement each, and
placements on six bands, every tenth of which has come to be in another.
"""
import http.client
import json
import sys
import time
import urllib.parse
from statistics import median

import systems

SIZES = (2000, 20000, 200000)
FIRST, PLACES = 2025, 50


def put_trust(sql, trust, placements):
    sql(f"""SET session_replication_role = replica; SET search_path = app;
        CREATE TEMP TABLE base AS SELECT n, gen_random_uuid() AS provision, gen_random_uuid() AS agreement,
               gen_random_uuid() AS host, gen_random_uuid() AS provider FROM generate_series(1, {placements // PLACES}) n;
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
        ANALYZE provision; ANALYZE funding_agreement; ANALYZE ehcp; ANALYZE placement;
        ANALYZE placement_band""")


def client(url, trust, claim_set):
    """The headers of a client of that claim set."""
    made = json.loads(systems.command(systems.E["BENCH_PROGRAM"], "client", "add", "--trust", trust, "--name", claim_set,
                                      "--claim-set", claim_set, "--json"))
    token = systems.service_token(url, {"clients": {"trust_admin": made}})
    return {"Authorization": "Bearer " + token, "Content-Type": "application/json"}


class Trust:
    """One of its own, with so many placements and somebody who runs and somebody who approves."""

    def __init__(self, url, placements):
        name = f"Bench {placements}"
        made = json.loads(systems.command(systems.E["BENCH_PROGRAM"], "trust", "add", "--name", name, "--json"))
        put_trust(systems.sql, made["trust_id"], placements)
        self.url, self.placements = url, placements
        self.heads = {who: client(url, name, who) for who in ("finance", "finance_approver")}

    def timed(self, who, path, body, wanted):
        link = http.client.HTTPConnection(urllib.parse.urlsplit(self.url).netloc, timeout=1200)
        began = time.perf_counter()
        status, told, _ = systems.call(self.url, "POST", path, json.dumps(body), self.heads[who], link)
        took = time.perf_counter() - began
        if status != wanted:
            raise SystemExit(f"{path}: {status} {told[:600]}")
        return took, json.loads(told)

    def dry_run(self, period):
        told = [self.timed("finance", "/v1/funding/runs", {"period": period, "dry_run": True}, 201) for _ in range(3)]
        lines = told[0][1]["line_count"]
        if lines < self.placements:
            raise SystemExit(f"{lines} lines for {self.placements} placements")
        return median(took for took, _ in told)

    def post(self, period):
        ran, run = self.timed("finance", "/v1/funding/runs", {"period": period}, 201)
        approved, _ = self.timed("finance_approver", f"/v1/funding/runs/{run['id']}/approvals", {}, 200)
        return ran, approved


def months(count):
    return ["%d-%02d" % (FIRST + (8 + n) // 12, (8 + n) % 12 + 1) for n in range(count)]


def measure(url, sizes=SIZES):
    """Seconds by size and step."""
    found, first = {}, months(14)
    for size in sizes:
        trust, told = Trust(url, size), {}
        told["dry run"] = trust.dry_run(first[0])
        told["run"], told["approval"] = trust.post(first[0])
        told["dry run, 1 month posted"] = trust.dry_run(first[1])
        if size == sizes[0]:
            for period in first[1:12]:
                trust.post(period)
            told["dry run, 12 months posted"] = trust.dry_run(first[12])
            told["run, 12 months posted"], told["approval, 12 months posted"] = trust.post(first[12])
        found[size] = told
        for step, took in told.items():
            print(f"   funding {size:,} placements, {step}: {took:.2f} s, {1000 * took / size:.3f} ms each",
                  file=sys.stderr)
    return found


def render(found):
    """Seconds, and the cost of a placement as a ratio to that in the smallest trust."""
    smallest = found[min(found)]
    for size, steps in found.items():
        for step, took in steps.items():
            ratio = took / size * min(found) / smallest[step]
            yield f"{size:,} placements, {step}", f"{took:.2f} s, {ratio:.2f} x for each placement"
