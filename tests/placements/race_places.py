"""The last places of a provision, raced for by 64 clients at once, with leavers whose last day is known.

A round is a new provision whose places change over time, some of them held already, and 64 placements
at `consulting` whose stays are drawn at random. All 64 clients send `agreed` at the same moment. Then the
database is read, and an oracle that shares nothing with the service counts day by day:

  - no day has more pupils than commissioned places;
  - no request was refused that would have fitted. A refusal is judged against every place that was held
    before the round and every one that was taken by a request sent before the refusal was answered. In
    such a round places are only ever taken, so whatever was held when the refusal was decided is among
    those: a stay that fits beside all of them fitted then, and its refusal is wrong.

In every third round some clients give places back meanwhile (they withdraw, or a leaver leaves sooner):
then only the first is judged. TAMAR_TEST_RACES says how many rounds (40; the full race is 1000, about
64,000 requests), TAMAR_TEST_SEED repeats one.

Run by tests/placements/race_places.sh beside tests/with_service, on the same database but with a service of its own,
which has as many workers as race.
"""
import datetime
import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from survive_kill import SEED, Service, pupil, token

ROUNDS = int(os.environ.get("TAMAR_TEST_RACES", "40"))
CLIENTS, LEAVERS, HORIZON, WORKERS = 64, 6, 1200, 24
TODAY = datetime.date.today()
rng = random.Random(SEED)


def sql(text):
    """By the superuser, behind the triggers: what is not raced for is only set out."""
    done = subprocess.run(["psql", os.environ["TAMAR_TEST_OWNER_DSN"], "-XAtq", "-v", "ON_ERROR_STOP=1",
                           "-c", "SET session_replication_role = replica", "-c", text],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [line.split("|") for line in done.stdout.splitlines()]


def day(number):
    return (TODAY + datetime.timedelta(days=number)).isoformat()


def number_of(text):
    return (datetime.date.fromisoformat(text) - TODAY).days


class Stay:
    def __init__(self, first, last):
        self.first, self.last = first, last  # last None: without end

    def days(self):
        return range(max(self.first, 0), HORIZON if self.last is None else min(self.last + 1, HORIZON))


def count(stays):
    taken = [0] * HORIZON
    for stay in stays:
        for one in stay.days():
            taken[one] += 1
    return taken


def fits(stay, others, places):
    taken = count(others)
    return all(taken[one] < places[one] for one in stay.days())


class Client(threading.Thread):
    """One request, kept ready; sent when the barrier falls. A busy service is asked again."""

    def __init__(self, port, auth, barrier, method, path, body, stay=None):
        super().__init__()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.connection.connect()
        self.headers = dict(auth, **{"Content-Type": "application/json", "If-Match": "*"})
        self.barrier, self.method, self.path, self.body, self.stay = barrier, method, path, body, stay
        self.status = None

    def run(self):
        self.barrier.wait()
        self.sent = time.monotonic()
        while self.status in (None, 503):
            body = None if self.body is None else json.dumps(self.body)
            self.connection.request(self.method, self.path, body, self.headers)
            reply = self.connection.getresponse()
            self.answer = json.loads(reply.read())
            self.status = reply.status
        self.answered = time.monotonic()
        self.connection.close()


class Race:
    def __init__(self, service, auth):
        self.service, self.auth = service, auth
        self.trust = sql("SELECT trust_id FROM app.pupil WHERE id = '%s'" % self.known())[0][0]
        self.school = json.loads(service.call("GET", "/v1/schools?limit=1", None, auth)[1])["data"][0]["id"]
        self.pupils = [self.add_pupil(900000 + i) for i in range(CLIENTS + LEAVERS)]
        self.cases = [self.add_case(one) for one in self.pupils]
        self.accepted = self.refused = self.given_back = 0

    def known(self):
        return json.loads(self.service.call("GET", "/v1/pupils?limit=1", None, self.auth)[1])["data"][0]["id"]

    def post(self, path, body):
        status, told = self.service.call("POST", path, json.dumps(body),
                                         dict(self.auth, **{"Content-Type": "application/json"}))
        assert status == 201, (path, status, told)
        return json.loads(told)["id"]

    def add_pupil(self, serial):
        return self.post("/v1/pupils", dict(pupil(serial, self.school), nc_year="7"))

    def add_case(self, of_pupil):
        return sql(f"""INSERT INTO app.ehcp (trust_id, id, pupil_id, la_code, request_source, requested_on, status,
                       status_step, status_on, school_ids) SELECT trust_id, gen_random_uuid(), id, '908', '2',
                       '2024-09-01', 'active', 'final', '2025-01-10', school_ids FROM app.pupil
                       WHERE id = '{of_pupil}' RETURNING id""")[0][0]

    def add_provision(self, lines):
        places = [{"from": day(a), "to": None if b is None else day(b), "commissioned": n} for a, b, n in lines]
        return self.post("/v1/provisions", {
            "kind": "arb", "name": "Race %d %d" % (SEED, rng.getrandbits(40)), "host_school_id": self.school,
            "provider_school_id": self.school, "nc_year_from": "R", "nc_year_to": "14", "places": places})

    def add_placement(self, provision, who, stay, status):
        last = "NULL" if stay.last is None else f"'{day(stay.last)}'"
        return f"""INSERT INTO app.placement (trust_id, id, pupil_id, ehcp_id, provision_id, registered_school_id,
            host_school_id, provider_school_id, la_code, rank, register_as, starts_on, ends_on, status, status_step,
            status_on, school_ids) VALUES ('{self.trust}', gen_random_uuid(), '{self.pupils[who]}',
            '{self.cases[who]}', '{provision}', '{self.school}', '{self.school}', '{self.school}', '908', 1,
            'single_and_guest', '{day(stay.first)}', {last}, '{status}', '{status}', '{day(-1)}',
            ARRAY['{self.school}'::uuid]) RETURNING id"""

    def draw_places(self):
        turn = rng.randrange(100, 400)
        return rng.choice([[(-10, None, rng.randrange(2, 6))],
                           [(-10, turn, rng.randrange(1, 4)), (turn + 1, None, rng.randrange(2, 7))],
                           [(-10, turn, rng.randrange(3, 6)), (turn + 1, turn + 300, rng.randrange(1, 4))]])

    @staticmethod
    def draw_stay():
        first = rng.randrange(0, 500)
        return Stay(first, None if rng.random() < 0.25 else first + rng.randrange(0, 400))

    def set_out(self):
        """A provision, its places by day, those who hold one already, and those who will ask."""
        lines = self.draw_places()
        places = [sum(n for a, b, n in lines if a <= one and (b is None or one <= b)) for one in range(HORIZON)]
        provision, held, rows = self.add_provision(lines), [], []
        for who in range(CLIENTS, CLIENTS + LEAVERS):
            leaver = Stay(-5, rng.randrange(0, 300))
            if fits(leaver, held, places):
                held.append(leaver)
                rows.append(self.add_placement(provision, who, leaver, "active"))
        stays = [self.draw_stay() for _ in range(CLIENTS)]
        rows += [self.add_placement(provision, who, stay, "consulting") for who, stay in enumerate(stays)]
        ids = self.ids(rows)
        return provision, places, held, ids[:len(held)], ids[len(held):], stays

    @staticmethod
    def ids(rows):
        """One statement: all of them or none."""
        made = ", ".join(f"r{n} AS ({row})" for n, row in enumerate(rows))
        told = " UNION ALL ".join(f"SELECT {n}, id FROM r{n}" for n in range(len(rows)))
        return [line[1] for line in sorted(sql(f"WITH {made} {told}"), key=lambda line: int(line[0]))]

    def run(self, gives_back):
        provision, places, held, leavers, ids, stays = self.set_out()
        barrier = threading.Barrier(CLIENTS + (len(leavers) if gives_back else 0))
        clients = [Client(self.service.port, self.auth, barrier, "POST", f"/v1/placements/{one}/transitions",
                          {"to": "agreed", "reference": "SEN/1"}, stay) for one, stay in zip(ids, stays)]
        others = [Client(self.service.port, self.auth, barrier, "PATCH", f"/v1/placements/{one}",
                         {"ends_on": day(0)}) for one in leavers] if gives_back else []
        for client in clients + others:
            client.start()
        for client in clients + others:
            client.join()
        odd = [c.answer for c in clients if c.status not in (200, 409)] + [c.answer for c in others if c.status != 200]
        assert not odd, odd[0]
        self.judge(provision, places, held, clients, gives_back)
        sql(f"DELETE FROM app.placement WHERE provision_id = '{provision}'")

    def judge(self, provision, places, held, clients, gives_back):
        stand = [Stay(number_of(first), number_of(last) if last else None) for first, last in sql(
            f"""SELECT starts_on, ends_on FROM app.placement WHERE provision_id = '{provision}'
                AND status IN ('agreed', 'named', 'active', 'suspended_share', 'ending', 'ended')""")]
        taken = count(stand)
        for one in range(HORIZON):
            assert taken[one] <= places[one], f"{taken[one]} pupils in {places[one]} places on {day(one)}"
        accepted = [c for c in clients if c.status == 200]
        refused = [c for c in clients if c.status == 409]
        assert len(stand) == len(held) + len(accepted), "an answer and the database differ"
        self.accepted += len(accepted)
        self.refused += len(refused)
        self.given_back += gives_back
        for client in refused:
            assert client.answer["code"] == "provision_full", client.answer
            if not gives_back:
                before = held + [c.stay for c in accepted if c.sent < client.answered]
                assert not fits(client.stay, before, places), f"refused, and would have fitted: {client.answer}"
                self.judge_next(client, held + [c.stay for c in accepted], places)

    @staticmethod
    def judge_next(client, stand, places):
        """The day it was told is no earlier than any that would do once all had been answered."""
        told = client.answer["next_free_on"]
        length = None if client.stay.last is None else client.stay.last - client.stay.first
        if told and number_of(told) + (length or 0) < HORIZON:
            assert number_of(told) > client.stay.first, client.answer
        if not told:
            late = Stay(HORIZON - 1 - (length or 0), HORIZON - 1 if length is not None else None)
            assert not fits(late, stand, places), f"said never, and it would: {client.answer}"


def main():
    print("seed", SEED)
    demo = json.load(open(os.environ["TAMAR_TEST_DEMO"]))
    state = tempfile.mkdtemp(prefix="tamar-race-")
    shutil.copy(os.path.join(os.environ["TAMAR_STATE"], "secret"), os.path.join(state, "secret"))
    os.environ["TAMAR_WORKERS"] = str(WORKERS)
    service = Service(state)
    try:
        service.start()
        race = Race(service, token(service, demo["clients"]["trust_admin"]))
        for number in range(ROUNDS):
            if number % 500 == 499:
                race.auth = token(service, demo["clients"]["trust_admin"])
            race.run(gives_back=number % 3 == 2)
        assert race.accepted > ROUNDS and race.refused > ROUNDS, "there was no race"
        print(f"{ROUNDS} rounds: {race.accepted} places taken, {race.refused} refused, none too many or too few")
    finally:
        service.stop()
        shutil.rmtree(state)


if __name__ == "__main__":
    sys.exit(main())
