"""A storm of money: receipts, payments, reversals, runs and approvals, leavers, other bands, rates and shares, and
months that close, by several clients at once, while the service is killed again and again.

After every round no query of tests/funding/invariants.sql has a row, what was answered is there, and the months that
were closed are as they were when they were; then other pupils are restricted. At the end a last run is approved, and
what stands in the books for each placement, stream and month is what storm_oracle.py counts, day by day.

TAMAR_TEST_FUNDING_OPS says how many operations (2500; the whole storm is 100000), TAMAR_TEST_SEED repeats one.
Run by tests/funding/storm.sh beside tests/with_service, with a service of its own on the same database.
"""
import collections
import datetime
import http.client
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time

from storm_oracle import entitlements, posted
from storm_trust import BANDS, FIRST_DAY, LAST_PERIOD, SEED, SHARED, TODAY, Trust, later, period_of, some_day, sql
from survive_kill import Service, token

OPS = int(os.environ.get("TAMAR_TEST_FUNDING_OPS", "2500"))
CLIENTS, WORKERS = 6, 8
ROUNDS = min(max(3, OPS // 5000), 8)  # what is checked after each takes the longer, the more there is
LAST_CLOSED, MONTHS_CLOSED = "2026-08", 23
KILLS = max(1, OPS // ROUNDS // 5000)  # in each
INVARIANTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "invariants.sql")

# What a client may be refused, and why it may be.
REFUSALS = {
    "payment_exceeds_passported", "reversal_leaves_what_was_paid", "reversal_is_of_what_was_posted",
    "funding_reversal_is_made_once", "receipt_is_parked", "provision_has_an_agreement",
    "funding_balance_passported_is_not_negative", "period_is_closed", "periods_close_in_order", "period_awaits_no_approval",
    "funding_run_is_stale", "invalid_transition", "status_step_is_allowed", "agreement_amends_what_was_agreed",
    "placement_band_is_within_the_stay", "placement_band_is_one_a_day", "busy", "idempotency_key_in_use",
    "receipt_line_differs", "agreement_is_superseded_by_its_amendment", "funding_run_awaits_approval_alone",
}


class Killed(Exception):
    """The service went away before it answered: what was asked may have been done, or not."""


class Books:
    """What all clients know."""

    def __init__(self):
        self.lock = threading.Lock()
        self.told = collections.defaultdict(list)  # kind -> ids that were answered
        self.count = collections.Counter()
        self.refused = collections.Counter()
        self.seconds = collections.Counter()
        self.faults = []
        self.postings = collections.deque(maxlen=4000)
        self.parked = collections.deque(maxlen=500)
        self.lines = collections.deque(maxlen=500)
        self.closed = {}
        self.hold = 0  # of what would make a run stale

    def keep(self, kind, one):
        with self.lock:
            self.told[kind].append(one)


class Client(threading.Thread):
    """Operations drawn at random, over one connection, until there are no more to do."""

    def __init__(self, service, trust, books, todo, number):
        super().__init__()
        self.service, self.trust, self.books, self.todo, self.number = service, trust, books, todo, number
        self.rng = random.Random("%d %d %d" % (SEED, number, len(books.told["receipt"])))
        self.connection = None

    # ---- asking --------------------------------------------------------------------------------

    def send(self, who, method, path, body, headers):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=60)
        text = None if body is None else json.dumps(body)
        self.connection.request(method, path, text, dict(
            self.trust.tokens[who], **{"Content-Type": "application/json"} if text else {}, **headers))
        reply = self.connection.getresponse()
        return reply.status, json.loads(reply.read())

    def ask(self, who, method, path, body=None, hidden=False, **headers):
        """(whether it was done, what was told). A busy service is asked again. What is of a pupil that has come to
        be restricted may be hidden."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        status = 503
        for _ in range(40):
            try:
                status, told = self.send(who, method, path, body, headers)
            except (OSError, http.client.HTTPException) as fault:
                self.connection = None
                raise Killed from fault
            if status == 401:
                self.renew(who)
            elif status != 503:
                break
        if status < 300:
            return True, told
        rules = [one["code"] for one in told.get("errors", [])] or [told.get("code")]
        with self.books.lock:
            self.books.refused[rules[0]] += 1
            if status >= 500 and status != 503 or not set(rules) <= REFUSALS | ({"not_found"} if hidden else set()):
                self.books.faults.append(f"{method} {path} {json.dumps(body)}: {status} {json.dumps(told)[:600]}")
        return False, told

    def renew(self, who):
        try:
            self.trust.tokens[who] = token(self.service, self.trust.clients[who])
        except (OSError, http.client.HTTPException, AssertionError) as fault:
            raise Killed from fault

    def insist(self, who, path, body, **headers):
        """Until it is answered, whatever became of the service meanwhile: it is the same request."""
        while True:
            try:
                return self.ask(who, "POST", path, body, **headers)
            except Killed:
                self.service.up.wait()
                self.books.count["asked again after a kill"] += 1
                time.sleep(0.05)

    def post(self, kind, who, path, body):
        good, told = self.ask(who, "POST", path, body)
        if good:
            self.books.keep(kind, told["id"])
        return told if good else None

    # ---- money ---------------------------------------------------------------------------------

    def receipt(self):
        rng = self.rng
        body = {
            "payer": "908", "remittance_reference": "R %d %d" % (SEED, self.number), "line": rng.getrandbits(40),
            "received_on": some_day(rng).isoformat(), "stream": rng.choice(("top_ups", "top_ups", "places")),
            "for_period": later(period_of(FIRST_DAY), rng.randrange(-1, 27)),
            "amount_pence": rng.randrange(1, 10 ** rng.randrange(2, 7))}
        if rng.random() < 0.1:  # taken back; in all there comes in more than that
            body["amount_pence"] = -rng.randrange(1, 1000)
        kind = rng.random()
        if kind < 0.6:
            body["provision_id"] = rng.choice(self.trust.provisions)
            if self.books.hold and body["provision_id"] == self.trust.provisions[SHARED]:
                body["provision_id"] = self.trust.provisions[0]
        elif kind < 0.85 and not self.books.hold:
            body["pupil_reference"] = rng.choice(self.trust.upns)
        good, told = self.insist("finance", "/v1/funding/receipts", body)
        if good:
            self.keep_receipt(body, told)

    def keep_receipt(self, body, told):
        self.books.keep("receipt", told["id"])
        self.books.lines.append((body, told["id"]))
        if told["status"] == "parked":
            self.books.parked.append(told["id"])
        elif told.get("posting_id"):
            self.books.postings.append(told["posting_id"])

    def repeated_line(self):
        if not self.books.lines:
            return self.receipt()
        body, first = self.rng.choice(list(self.books.lines))
        differs = self.rng.random() < 0.3
        body = dict(body, amount_pence=body["amount_pence"] + differs)
        good, told = self.ask("finance", "POST", "/v1/funding/receipts", body)
        if good and differs and told["corrects_id"]:  # the first was reversed, and this is how it should have been
            self.keep_receipt(body, told)
            self.books.count["put right"] += 1
        elif good and (differs or told["id"] != first):
            self.books.faults.append(f"the same line became two: {first} and {told['id']}")
        return None

    def match(self):
        if not self.books.parked:
            return self.receipt()
        one = self.books.parked.popleft()
        good, told = self.ask("finance", "POST", f"/v1/funding/receipts/{one}/matches",
                              {"provision_id": self.rng.choice(self.trust.provisions)}, hidden=True)
        if good and told.get("posting_id"):
            self.books.postings.append(told["posting_id"])
        return None

    def payment(self):
        body = {"agreement_id": self.rng.choice(self.trust.agreements), "reference": "P %x" % self.rng.getrandbits(60),
                "amount_pence": self.rng.randrange(1, 10 ** self.rng.randrange(2, 7)),
                "paid_on": some_day(self.rng).isoformat()}
        if self.rng.random() < 0.03:
            body["period"] = later(self.trust.opened, self.rng.randrange(-1 if self.books.closed else 0, 2))
        good, told = self.insist("finance", "/v1/funding/payments", body, Idempotency_Key=body["reference"])
        if good:
            self.books.keep("payment", told["id"])
            self.books.count["paid"] += 1

    def entries(self):
        """Reads what was posted for a month; some of it may be reversed later."""
        period = later(self.trust.opened, self.rng.randrange(-4, 5))
        good, told = self.ask("finance", "GET", "/v1/funding/ledger-entries?limit=40&agreement_id=%s&for_period=%s" % (
            self.rng.choice(self.trust.agreements), period))
        if good:
            self.books.postings.extend({row["posting_id"] for row in told["data"]})

    def reversal(self):
        if not self.books.postings:
            return self.receipt()
        self.post("reversal", "finance", "/v1/funding/reversals", {
            "posting_id": self.rng.choice(list(self.books.postings)), "reason": "Storm"})
        return None

    # ---- what money follows --------------------------------------------------------------------

    def reband(self):
        stay, first = self.rng.choice(self.trust.placements)
        self.post("placement_band", "trust_admin", f"/v1/placements/{stay}/bands", {
            "band": self.rng.choice(BANDS), "starts_on": some_day(self.rng, first).isoformat()})

    def leaver(self):
        """A last day, which may come to be another, earlier or later, or none after all."""
        stay, first = self.rng.choice(self.trust.placements)
        last = some_day(self.rng, first).isoformat() if self.rng.random() < 0.8 else None
        self.ask("trust_admin", "PATCH", f"/v1/placements/{stay}", {"ends_on": last}, If_Match="*")

    def suspend(self):
        """The share of the host pauses, or goes on again, from a day on which nothing else was decided since."""
        stay, _ = self.rng.choice(self.trust.placements)
        good, told = self.ask("trust_admin", "GET", f"/v1/placements/{stay}")
        if not good or told["status"] not in ("active", "suspended_share"):
            return
        on = datetime.date.fromisoformat(told["status_on"]) + datetime.timedelta(days=self.rng.randrange(60))
        self.ask("trust_admin", "POST", f"/v1/placements/{stay}/transitions", {
            "to": "suspended_share" if told["status"] == "active" else "active", "on": min(on, TODAY).isoformat(),
            "reason": "Storm"})

    def rate(self):
        if self.rng.random() < 0.3:
            self.post("place_rate", "finance", "/v1/funding/place-rates", {
                "place_type": "special_place", "annual_pence": self.rng.randrange(600000, 1200000),
                "starts_on": some_day(self.rng).isoformat()})
        else:
            self.post("funding_band", "finance", "/v1/funding/bands", {
                "la_code": "908", "band": self.rng.choice(BANDS), "annual_pence": self.rng.randrange(100000, 3000000),
                "starts_on": some_day(self.rng).isoformat()})

    def amendment(self):
        base = self.rng.randrange(len(self.trust.provisions))
        made = self.post("agreement", "finance", "/v1/funding/agreements",
                         self.trust.terms(base, some_day(self.rng), self.trust.newest[base], self.rng))
        path = "/v1/funding/agreements/%s/transitions" % (made and made["id"])
        signed = made and self.ask("finance_approver", "POST", path, {"to": "offered"})[0]
        if signed and self.ask("trust_admin", "POST", path, {"to": "agreed", "reference": "Deed 8"})[0]:
            self.trust.newest[base] = made["id"]
            self.books.count["amended"] += 1

    # ---- runs and months -----------------------------------------------------------------------

    def run_month(self):
        period = min(later(self.trust.opened, self.rng.randrange(0, 5)), LAST_PERIOD)
        quiet = self.rng.random() < 0.6  # else whatever is done meanwhile may make it stale
        self.books.hold += quiet
        try:
            dry = self.rng.random() < 0.15
            good, told = self.ask("finance", "POST", "/v1/funding/runs", {"period": period, "dry_run": dry})
            self.books.count["dry runs"] += dry
            if good and not dry and self.rng.random() < 0.9:
                self.decide(told)
        finally:
            self.books.hold -= quiet

    def decide(self, told):
        run, problems = told["id"], {one["code"] for one in told["problems"]}
        if not problems <= {"share_carried", "below_nothing"}:
            self.books.faults.append(f"a run has problems: {told['problems'][:3]}")
        elif self.rng.random() < 0.05:
            self.ask("finance_approver", "POST", f"/v1/funding/runs/{run}/transitions", {
                "to": "rejected", "reason": "Storm"})
        elif self.ask("finance_approver", "POST", f"/v1/funding/runs/{run}/approvals",
                      {"reason": "Storm"} if problems else {})[0]:
            self.books.keep("run", run)

    def close(self):
        """The months are closed one after the other, all through the storm."""
        if self.trust.opened >= LAST_CLOSED or len(self.books.closed) > MONTHS_CLOSED * self.todo.share():
            return self.entries()
        period = self.trust.opened
        path = f"/v1/funding/periods/{period}/close"
        good, told = self.ask("finance_approver", "POST", path)
        if not good and "period_awaits_no_approval" in json.dumps(told):
            self.reject_waiting(period)
            good, _ = self.ask("finance_approver", "POST", path)
        if good:
            self.books.closed.setdefault(period, None)
            self.trust.opened = max(self.trust.opened, later(period, 1))
        return None

    def reject_waiting(self, period):
        """A run that nobody decides on keeps its month open."""
        good, told = self.ask("finance", "GET", f"/v1/funding/runs?status=proposed&period={period}")
        for run in told["data"] if good else ():
            self.ask("finance_approver", "POST", f"/v1/funding/runs/{run['id']}/transitions", {
                "to": "rejected", "reason": "Storm"})

    # ---- all -----------------------------------------------------------------------------------

    # What is rare in a long storm must come about in a short one, too.
    OFTEN = max(1, 10000 // OPS)
    KINDS = {"receipt": 400, "repeated_line": 60, "match": 50, "payment": 230, "entries": 60, "reversal": 110,
             "reband": 25, "leaver": 8, "suspend": 6, "rate": 4 * OFTEN,
             "amendment": 2 * OFTEN, "run_month": 25, "close": 1 + 2 * OFTEN}

    CHANGES = {"match", "reversal", "reband", "leaver", "suspend", "rate", "amendment"}

    def run(self):
        kinds, weights = zip(*self.KINDS.items())
        while self.todo.take() and not self.books.faults:
            kind, began = self.rng.choices(kinds, weights)[0], time.monotonic()
            if self.books.hold and kind in self.CHANGES:
                kind = "entries"
            try:
                getattr(self, kind)()
                self.books.count[kind] += 1
                self.books.seconds[kind] += time.monotonic() - began
            except Killed:
                self.books.count["cut off by a kill"] += 1
                self.service.up.wait()
            except Exception as fault:  # a thread that dies must not go unnoticed
                self.books.faults.append(f"{kind}: {fault!r}")
        if self.connection:
            self.connection.close()


class Todo:
    """The operations of a round."""

    def __init__(self, before):
        self.before, self.left, self.lock = before, OPS // ROUNDS, threading.Lock()

    def take(self):
        with self.lock:
            self.left -= 1
            return self.left >= 0

    def share(self):
        """How much of the storm is over, from 0 to 1."""
        return (self.before + OPS // ROUNDS - self.left) / OPS


# ---- what holds after every round ----------------------------------------------------------------

def check_invariants():
    faults = [row for row in sql(open(INVARIANTS, encoding="utf-8").read()) if row != [""]]
    assert not faults, faults[:5]


TABLES = {"receipt": "funding_receipt", "payment": "funding_payment", "reversal": "funding_reversal",
          "placement_band": "placement_band", "place_rate": "place_rate", "funding_band": "funding_band",
          "agreement": "funding_agreement", "run": "funding_run"}


def check_told(trust, books):
    """What was answered is there, and what was asked twice with one key is there once."""
    there = collections.defaultdict(set)
    for kind, one in sql(" UNION ALL ".join(
            f"SELECT '{kind}', id::text FROM app.{table} WHERE trust_id = '{trust.id}'"
            + (" AND status = 'approved'" if kind == "run" else "") for kind, table in TABLES.items())):
        there[kind].add(one)
    for kind in TABLES:
        lost = set(books.told[kind]) - there[kind]
        assert not lost, f"{len(lost)} of kind {kind} were answered and are lost"
    faults = sql(f"""
        SELECT 'one payment became two', reference FROM app.funding_payment WHERE trust_id = '{trust.id}'
         GROUP BY reference HAVING count(*) > 1;
        SELECT 'it was posted by nobody', id FROM app.ledger_posting WHERE trust_id = '{trust.id}' AND actor IS NULL""")
    assert not faults, faults[:5]


def check_closed(trust, books):
    stand = {row[0]: row for row in sql(f"""
        SELECT period, count(*), sum(abs(amount_pence)), md5(string_agg(id::text, '' ORDER BY id))
          FROM app.ledger_entry WHERE trust_id = '{trust.id}' GROUP BY period""")}
    for period, was in books.closed.items():
        now = stand.get(period, [])
        assert was in (None, now), f"{period} was closed, and has changed: {was}, {now}"
        books.closed[period] = now


def settle(trust, service):
    """A last run over everything, approved."""
    for who, client in trust.clients.items():
        trust.tokens[who] = token(service, client)
    period = max(LAST_PERIOD, trust.opened)
    run = trust.call("finance", "/v1/funding/runs", {"period": period})
    state = sql(f"SELECT status, line_count, jsonb_array_length(problems) FROM app.funding_run WHERE id = '{run}'")[0]
    assert state[2] == "0", "the last run has problems"
    if state[0] == "proposed":
        trust.call("finance_approver", f"/v1/funding/runs/{run}/approvals", {})
    due, stand = entitlements(trust.id, period), posted(trust.id, period)
    odd = [(key, due.get(key), stand.get(key)) for key in due.keys() | stand.keys() if due.get(key) != stand.get(key)]
    assert not odd, f"{len(odd)} of {len(due)} months differ (due, posted): {sorted(odd)[:4]}"
    return len(due)


def kill_some_time(service, books, todo, rng):
    """In the midst of the round, and so often."""
    first, last = todo.left * 4 // 5, todo.left // 5
    for moment in sorted((rng.randrange(last, first) for _ in range(KILLS)), reverse=True):
        while todo.left > moment and not books.faults:
            time.sleep(0.005)
        service.up.clear()
        service.kill()
        service.start()
        service.up.set()
        books.count["kills"] += 1


def storm(service, trust, books):
    rng = random.Random(SEED)
    for number in range(ROUNDS):
        todo = Todo(number * (OPS // ROUNDS))
        clients = [Client(service, trust, books, todo, one) for one in range(CLIENTS)]
        for client in clients:
            client.start()
        kill_some_time(service, books, todo, rng)
        for client in clients:
            client.join()
        assert not books.faults, books.faults[:3]
        check_invariants()
        check_told(trust, books)
        check_closed(trust, books)
        trust.restrict(rng)


def main():
    print("seed", SEED, flush=True)
    state = tempfile.mkdtemp(prefix="tamar-storm-")
    shutil.copy(os.path.join(os.environ["TAMAR_STATE"], "secret"), os.path.join(state, "secret"))
    os.environ["TAMAR_WORKERS"] = str(WORKERS)
    service, books, began = Service(state), Books(), time.monotonic()
    service.up = threading.Event()
    service.up.set()
    try:
        service.start()
        trust = Trust(service)
        storm(service, trust, books)
        months = settle(trust, service)
        check_invariants()
        told = {kind: len(ids) for kind, ids in books.told.items()}
        assert all(told.get(kind) for kind in TABLES) and books.closed, f"nothing came of some: {told}"
        print(f"{OPS} operations in {time.monotonic() - began:.0f} s, {len(books.closed)} months closed, "
              f"{months} amounts as counted\n{dict(books.count)}\ndone {told}\nrefused {dict(books.refused)}\n"
              f"milliseconds each { {kind: round(1000 * s / books.count[kind], 1) for kind, s in books.seconds.items()} }")
    finally:
        service.stop()
        shutil.rmtree(state)


if __name__ == "__main__":
    sys.exit(main())
