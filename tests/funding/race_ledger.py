"""The books, raced for by many clients at once.

A round is four races, each of whose outcome can only be one, whoever is quicker:

  - the last penny: an agreement has so much passported, and 32 clients pay a part each at the same moment. As
    many are paid as fit, no more and no fewer, and whoever is refused was told what was left by then;
  - one line: 24 clients send the same line of a remittance, some of them alone and some in a bulk. One of them
    makes the receipt, all are told of the same one, and it is posted once;
  - one reversal: 16 clients reverse the same posting, which is reversed once;
  - the end of a month: 24 clients pay into a month that another closes meanwhile, and looks at as soon as it is
    told that it is closed. What stands in it then is what was answered with 201; everybody else is told that
    the month is closed.

After each round tests/funding/invariants.sql has to find nothing. TAMAR_TEST_RACES says how many rounds (12),
TAMAR_TEST_SEED repeats one.

Run by tests/funding/race_ledger.sh beside tests/with_service, on the same database but with a service of its own,
which has as many workers as race.
"""
import collections
import datetime
import json
import os
import random
import shutil
import sys
import tempfile
import threading

from race_places import WORKERS, Client, sql
from survive_kill import SEED, Service, token

ROUNDS = min(int(os.environ.get("TAMAR_TEST_RACES", "12")), 200)
TODAY = datetime.date.today().isoformat()
rng = random.Random(SEED)


class Closer(Client):
    """Once the month is closed, what is in it?"""

    def run(self):
        super().run()
        in_it = self.path.replace("periods/", "ledger-entries?account=paid&count=exact&limit=1&period=")
        reply = self.service.call("GET", in_it.replace("/close", ""), None, self.headers)
        self.seen = json.loads(reply[1])["page"]["total"]


class Books:
    def __init__(self, service, auth):
        self.service, self.auth = service, auth
        self.school = self.get("/v1/schools?limit=1")["data"][0]["id"]
        self.trust = sql("SELECT trust_id FROM app.school WHERE id = '%s'" % self.school)[0][0]
        self.counts = collections.Counter()

    def get(self, path):
        return json.loads(self.service.call("GET", path, None, self.auth)[1])

    def owner(self, text):
        return sql(f"""SELECT set_config('app.trust', '{self.trust}', false), set_config('app.all_schools', '1',
                       false); {text}""")[1:]

    def agreement(self):
        """What both have signed is not raced for: it is set out. The id of its first version, the provision."""
        status, told = self.service.call("POST", "/v1/provisions", json.dumps({
            "kind": "arb", "name": "Books %d %d" % (SEED, rng.getrandbits(40)), "host_school_id": self.school,
            "provider_school_id": self.school, "nc_year_from": "R", "nc_year_to": "14"}),
            dict(self.auth, **{"Content-Type": "application/json"}))
        assert status == 201, told
        provision = json.loads(told)["id"]
        return sql(f"""INSERT INTO app.funding_agreement (trust_id, id, provision_id, original_id, number,
            host_school_id, provider_school_id, base_year, place_type, place_payer, starts_on, status, status_step,
            status_on) SELECT '{self.trust}', i, '{provision}', i, 1, '{self.school}', '{self.school}', 'academic',
            'special_place', 'dfe', '2001-01-01', 'agreed', 'agreed', '2001-01-01'
            FROM (SELECT gen_random_uuid()) AS g (i) RETURNING id""")[0][0], provision

    def accrue(self, agreement, provision, month, pence):
        line = {"stream": "top_ups", "agreement_id": agreement, "provision_id": provision, "payer": "908",
                "host_school_id": self.school, "provider_school_id": self.school, "for_period": month}
        lines = [dict(line, account="receivable", amount_pence=pence),
                 dict(line, account="passported", amount_pence=-pence)]
        return self.owner(f"""SELECT app.post_ledger(jsonb_build_object('trust_id', '{self.trust}', 'kind', 'accrual',
                              'period', '{month}'), '{json.dumps(lines)}')""")[0][0]

    def race(self, calls):
        """All at the same moment: the clients, answered."""
        barrier = threading.Barrier(len(calls))
        clients = [(Closer if path.endswith("/close") else Client)(self.service.port, self.auth, barrier, "POST", path,
                                                                   body) for path, body in calls]
        for client in clients:
            client.service = self.service
            client.start()
        for client in clients:
            client.join()
        return clients

    def open_month(self):
        return self.owner(f"SELECT app.first_open_period('{self.trust}', '2026-09')")[0][0]

    def next_month(self):
        """Long ago, and behind every month that is closed."""
        return self.owner("""SELECT app.period_of(((coalesce(max(period), '2001-01') || '-01')::date
                             + interval '1 month')::date) FROM app.funding_period
                             WHERE closed_at IS NOT NULL AND trust_id = current_setting('app.trust')::uuid""")[0][0]

    # ---- the races ------------------------------------------------------------------------------

    def last_penny(self):
        agreement, provision = self.agreement()
        part, fit = rng.randrange(1, 500), rng.randrange(0, 30)
        passported = part * fit + rng.randrange(part) if fit else max(part - 1, 1)
        fit = passported // part
        self.accrue(agreement, provision, self.open_month(), passported)
        clients = self.race([("/v1/funding/payments", {"agreement_id": agreement, "amount_pence": part,
                                                       "paid_on": TODAY})] * 32)
        paid = [c for c in clients if c.status == 201]
        assert len(paid) == min(fit, 32), (len(paid), fit)
        for client in clients:
            if client.status != 201:
                assert client.status == 409 and client.answer["code"] == "payment_exceeds_passported", client.answer
                assert client.answer["passported_pence"] == passported, client.answer
                assert client.answer["available_pence"] < part, client.answer
        stands = sql(f"SELECT paid_pence FROM app.funding_balance WHERE agreement_id = '{agreement}'")[0][0]
        assert int(stands) == len(paid) * part, (stands, len(paid), part)
        self.counts["paid"] += len(paid)
        self.counts["refused"] += len(clients) - len(paid)

    def one_line(self):
        agreement, provision = self.agreement()
        line = {"payer": "908", "remittance_reference": "R%d" % rng.getrandbits(60), "line": 1, "received_on": TODAY,
                "stream": "top_ups", "for_period": "2026-10", "amount_pence": 700, "provision_id": provision}
        calls = [("/v1/funding/receipts", line)] * 16 + [("/v1/funding/receipts/bulk", {"items": [line]})] * 8
        clients = self.race(calls)
        alone, many = clients[:16], clients[16:]
        assert all(c.status in (200, 201) for c in alone), [c.answer for c in alone]
        results = [c.answer["results"][0] for c in many]
        assert all(r["result"] in ("created", "unchanged") for r in results), results
        made = sum(c.status == 201 for c in alone) + sum(r["result"] == "created" for r in results)
        assert made == 1, made
        assert len({c.answer["id"] for c in alone} | {r["id"] for r in results}) == 1, "it was taken for two"
        posted = sql(f"SELECT count(*) FROM app.ledger_entry WHERE agreement_id = '{agreement}'")[0][0]
        assert posted == "2", posted
        self.counts["lines"] += 1

    def one_reversal(self):
        agreement, provision = self.agreement()
        posting = self.accrue(agreement, provision, self.open_month(), 900)
        clients = self.race([("/v1/funding/reversals", {"posting_id": posting, "reason": "A race"})] * 16)
        assert sorted(c.status for c in clients) == [201] + [409] * 15, [c.answer for c in clients]
        stands = sql(f"SELECT passported_pence FROM app.funding_balance WHERE agreement_id = '{agreement}'")[0][0]
        assert stands == "0", stands

    def end_of_month(self):
        agreement, provision = self.agreement()
        month = self.next_month()
        self.accrue(agreement, provision, month, 100000)
        pay = {"agreement_id": agreement, "amount_pence": 1, "paid_on": TODAY, "period": month}
        calls = [("/v1/funding/payments", pay)] * 24
        calls.insert(rng.randrange(25), (f"/v1/funding/periods/{month}/close", None))
        clients = self.race(calls)
        closing = [c for c in clients if c.path.endswith("/close")][0]
        assert closing.status == 200 and closing.answer["closed_at"], closing.answer
        paid = [c for c in clients if c.status == 201]
        for client in clients:
            if client.status not in (200, 201):
                assert client.status == 422, client.answer
                assert client.answer["errors"][0]["code"] == "period_is_closed", client.answer
        assert closing.seen == len(paid), f"{closing.seen} when it was closed, {len(paid)} in the end"
        self.counts["before the end"] += len(paid)
        self.counts["after it"] += 24 - len(paid)

    def judge(self):
        text = open(os.path.join(os.path.dirname(__file__), "invariants.sql")).read()
        faults = sql(text)
        assert not faults, faults[:5]

    def run(self):
        for race in (self.last_penny, self.one_line, self.one_reversal, self.end_of_month):
            race()
        self.judge()


def main():
    print("seed", SEED)
    demo = json.load(open(os.environ["TAMAR_TEST_DEMO"]))
    state = tempfile.mkdtemp(prefix="tamar-books-")
    shutil.copy(os.path.join(os.environ["TAMAR_STATE"], "secret"), os.path.join(state, "secret"))
    os.environ["TAMAR_WORKERS"] = str(WORKERS)
    service = Service(state)
    try:
        service.start()
        books = Books(service, token(service, demo["clients"]["trust_admin"]))
        for _ in range(ROUNDS):
            books.run()
        assert books.counts["paid"] and books.counts["refused"], "there was no race"
        print(f"{ROUNDS} rounds:", ", ".join(f"{n} {what}" for what, n in sorted(books.counts.items())))
    finally:
        service.stop()
        shutil.rmtree(state)


if __name__ == "__main__":
    sys.exit(main())
