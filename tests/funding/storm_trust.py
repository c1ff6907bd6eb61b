"""The trust that the storm is about: its bases, the terms of each, its pupils, and who asks for what."""
import datetime
import json
import os
import random
import subprocess

from survive_kill import SEED, pupil, token

FIRST_DAY = datetime.date(2024, 9, 1)
TODAY = datetime.date.today()
LAST_PERIOD = "2026-12"
BASES, PUPILS = 6, 8  # so many pupils at each base
BANDS = "ABC"
SHARED = 4  # the base whose agreement shares what is received


def sql(text, *, behind_triggers=False):
    """By the superuser; rows of text."""
    before = ["-c", "SET session_replication_role = replica"] if behind_triggers else []
    done = subprocess.run(["psql", os.environ["TAMAR_TEST_OWNER_DSN"], "-XAtq", "-v", "ON_ERROR_STOP=1",
                           *before, "-f", "-"], input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [line.split("|") for line in done.stdout.splitlines()]


def command(*words):
    done = subprocess.run([os.environ["TAMAR_BINARY"], *words, "--json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def period_of(day):
    return day.strftime("%Y-%m")


def later(period, months):
    number = int(period[:4]) * 12 + int(period[5:]) - 1 + months
    return "%04d-%02d" % (number // 12, number % 12 + 1)


def some_day(rng, first=FIRST_DAY, last=TODAY):
    return first + datetime.timedelta(days=rng.randrange((last - first).days + 1))


def share(stream, mode, rng, basis="entitlement", limited=False):
    one = {"stream": stream, "basis": basis, "mode": mode}
    if mode == "proportion":
        one["basis_points"] = rng.randrange(1, 10000)
    else:
        one["annual_pence"] = rng.randrange(1, 900000)
    if limited:
        one["floor_annual_pence"] = rng.randrange(0, 200000)
        one["cap_annual_pence"] = one["floor_annual_pence"] + rng.randrange(0, 900000)
    return one


def shares_of(base, rng):
    """Each base has terms of another kind; an amendment of them has other amounts."""
    return [[share("top_ups", "proportion", rng)],
            [share("top_ups", "proportion", rng, limited=True), share("places", "proportion", rng)],
            [share("top_ups", "fixed_per_place", rng), share("places", "proportion", rng, limited=True)],
            [share("top_ups", "fixed_sum", rng)],
            [share("top_ups", "proportion", rng, basis="receipts")],
            [share("places", "fixed_per_place", rng), share("top_ups", "proportion", rng)]][base]


class Trust:
    """What is known of it by everybody; only `opened` moves, and between rounds `placements`."""

    def __init__(self, service):
        rng = random.Random(SEED)
        name = "Storm %d %d" % (SEED, os.getpid())
        self.id = command("trust", "add", "--name", name)["trust_id"]
        self.clients = {who: command("client", "add", "--trust", name, "--name", who, "--claim-set", who)
                        for who in ("trust_admin", "finance", "finance_approver")}
        self.tokens = {who: token(service, client) for who, client in self.clients.items()}
        self.call = lambda who, path, body: self.post(service, who, path, body)
        self.schools = [self.add_school(n) for n in range(2)]
        self.add_rates()
        self.provisions = [self.add_provision(n) for n in range(BASES)]
        self.agreements = [self.agree(n, FIRST_DAY, rng) for n in range(BASES)]
        self.newest = list(self.agreements)
        self.upns, self.stays = self.add_pupils(rng)
        self.restrict(rng)
        self.opened = period_of(FIRST_DAY)

    def post(self, service, who, path, body):
        status, told = service.call("POST", path, json.dumps(body),
                                    dict(self.tokens[who], **{"Content-Type": "application/json"}))
        assert status in (200, 201), (path, status, told)
        return json.loads(told)["id"]

    def add_school(self, number):
        return self.call("trust_admin", "/v1/schools", {
            "urn": str(100000 + (SEED * 2 + number) % 900000), "la_code": "908", "establishment_number": "4001",
            "name": "Storm %d" % number, "phase": "4", "type_code": "44" if number else "34", "status": "1",
            "opened_on": "2012-09-01", "postcode": "TR4 9JQ"})

    def add_rates(self):
        for number, band in enumerate(BANDS):
            self.call("finance", "/v1/funding/bands", {
                "la_code": "908", "band": band, "annual_pence": 1234567 + 100003 * number, "starts_on": "2023-04-01"})
        self.call("finance", "/v1/funding/place-rates", {
            "place_type": "special_place", "annual_pence": 1000000, "starts_on": "2023-04-01"})

    def add_provision(self, number):
        return self.call("trust_admin", "/v1/provisions", {
            "kind": "arb", "name": "Storm base %d" % number, "host_school_id": self.schools[0],
            "provider_school_id": self.schools[1], "needs": ["ASD"], "nc_year_from": "R", "nc_year_to": "14",
            "places": [{"from": "2020-09-01", "commissioned": 7 + PUPILS}]})

    def terms(self, base, starts_on, amends, rng):
        body = {"provision_id": self.provisions[base], "base_year": ("academic", "financial")[base % 2],
                "place_type": "special_place", "starts_on": starts_on.isoformat(), "shares": shares_of(base, rng)}
        return dict(body, amends_id=amends) if amends else body

    def agree(self, base, starts_on, rng):
        made = self.call("finance", "/v1/funding/agreements", self.terms(base, starts_on, None, rng))
        for who, to in (("finance_approver", "offered"), ("trust_admin", "agreed")):
            self.call(who, f"/v1/funding/agreements/{made}/transitions", {"to": to, "reference": "Deed 7"})
        return made

    def add_pupils(self, rng):
        """Pupils as anybody adds them; that they have long been placed is set out behind the triggers."""
        upns, rows = [], []
        for number in range(BASES * PUPILS):
            body = pupil(800000 + number, self.schools[0])
            made = self.call("trust_admin", "/v1/pupils", dict(body, nc_year="7", sen_provision="E", needs=[
                {"type": "ASD", "rank": 1}]))
            upns.append(body["upn"])
            first = some_day(rng, FIRST_DAY - datetime.timedelta(days=60), datetime.date(2026, 6, 1))
            last = some_day(rng, first) if rng.random() < 0.5 else None
            rows.append("('%s', '%s', '%s', %s, '%s')" % (made, self.provisions[number % BASES], first,
                                                       f"'{last}'" if last else "NULL", rng.choice(BANDS)))
        found = sql(f"""
            CREATE TEMP TABLE stay (pupil_id uuid, provision_id uuid, starts_on date, ends_on date, band text);
            INSERT INTO stay VALUES {", ".join(rows)};
            WITH planned AS (
                INSERT INTO app.ehcp (trust_id, id, pupil_id, la_code, request_source, requested_on, status,
                                      status_step, status_on, school_ids)
                SELECT trust_id, gen_random_uuid(), id, '908', '2', '2023-09-01', 'active', 'final', '2024-01-10',
                       school_ids FROM app.pupil JOIN stay ON pupil_id = id RETURNING *),
            placed AS (
            INSERT INTO app.placement (trust_id, id, pupil_id, ehcp_id, provision_id, registered_school_id,
                       host_school_id, provider_school_id, la_code, band, rank, register_as, starts_on, ends_on,
                       status, status_step, status_on, school_ids)
            SELECT e.trust_id, gen_random_uuid(), e.pupil_id, e.id, s.provision_id, '{self.schools[1]}',
                   '{self.schools[0]}', '{self.schools[1]}', '908', s.band, 1, 'single_and_guest', s.starts_on,
                   s.ends_on, 'active', 'active', s.starts_on, e.school_ids
              FROM planned e JOIN stay s ON s.pupil_id = e.pupil_id RETURNING *)
            INSERT INTO app.placement_band (trust_id, id, placement_id, pupil_id, la_code, band, starts_on, school_ids)
            SELECT trust_id, app.uuid7(), id, pupil_id, la_code, band, starts_on, school_ids FROM placed
            RETURNING placement_id, starts_on, pupil_id""", behind_triggers=True)
        return upns, [(one, datetime.date.fromisoformat(day), child) for one, day, child in found]

    def restrict(self, rng):
        """Some pupils, now and then others, are seen by nobody here. The books are about them as before."""
        hidden = {child for _, _, child in rng.sample(self.stays, BASES)}
        chosen = "id IN ('%s')" % "', '".join(sorted(hidden))
        sql(f"""SET app.trust = '{self.id}'; SET app.all_schools = '1'; SET app.safeguarding = '1';
                UPDATE app.pupil SET restricted = {chosen} WHERE trust_id = '{self.id}' AND restricted <> ({chosen})""")
        told = sql(f"SELECT count(*) FROM app.placement WHERE trust_id = '{self.id}' AND restricted")
        assert told == [[str(BASES)]], f"{told} placements are restricted"
        self.placements = [(stay, first) for stay, first, child in self.stays if child not in hidden]
