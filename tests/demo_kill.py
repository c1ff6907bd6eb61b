"""tamar demo is killed at many points; the next one always ends with both trusts, whole, and with
credentials that fit them.

Run by tests/demo_kill.sh beside tests/with_service, on databases and state folders of its own.
"""
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time

DSN = os.environ["TAMAR_TEST_OWNER_DSN"]
PUPILS = 400
POINTS = 6  # of time, beside those of what is to be seen


def sql(database, text):
    return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", text,
                           f"{DSN} user=postgres dbname={database}"],
                          check=True, capture_output=True, text=True).stdout.split()


class Attempt:
    """A state folder and a database with the schema and nothing in it."""

    def __init__(self, number):
        self.database = f"demo_kill_{number}"
        self.state = tempfile.mkdtemp(prefix="tamar-demo-")
        self.log = os.path.join(self.state, "log")
        self.new = os.path.join(self.state, "demo.json.new")
        self.final = os.path.join(self.state, "demo.json")
        sql("postgres", f"CREATE DATABASE {self.database} TEMPLATE demo_kill_empty")

    def start(self):
        env = dict(os.environ, TAMAR_STATE=self.state, TAMAR_OWNER_URL=f"{DSN} dbname={self.database}",
                   DATABASE_URL=f"{DSN} dbname={self.database}")
        return subprocess.Popen([os.environ["TAMAR_BINARY"], "demo", "--pupils", str(PUPILS)],
                                env=env, stdout=open(self.log, "a"), stderr=subprocess.STDOUT)

    def said(self):
        with open(self.log) as log:
            return log.read()

    def check(self, point):
        status = self.start().wait()
        assert status == 0, (point, status, self.said())
        assert os.path.exists(self.final), (point, "no credentials", self.said())
        assert not os.path.exists(self.new), point
        assert os.stat(self.final).st_mode & 0o777 == 0o600, point
        demo = json.load(open(self.final))
        held = dict(one.split("|") for one in sql(self.database,
                    "SELECT lookup, verifier FROM app.credential WHERE kind = 'client_secret'"))
        told = [c for trust in demo["trusts"] for c in trust["clients"].values()]
        of_trust = int(sql(self.database, "SELECT count(*) FROM app.claim_set")[0])
        assert len(told) == len(held) == of_trust * len(demo["trusts"]), (point, len(told), len(held))
        for client in told:
            digest = hashlib.sha256(client["client_secret"].encode()).hexdigest()
            assert held[client["client_id"]] == digest, (point, client["client_id"])
        counts = sql(self.database, "SELECT count(*) FROM app.pupil GROUP BY trust_id ORDER BY 1")
        assert counts == [str(PUPILS // 5), str(PUPILS)], (point, counts)

    def drop(self):
        sql("postgres", f"DROP DATABASE {self.database} WITH (FORCE)")
        shutil.rmtree(self.state)


def kill_when(attempt, seen):
    process = attempt.start()
    while process.poll() is None and not seen(attempt):
        time.sleep(0.0005)
    process.kill()
    process.wait()


def after(seconds):
    began = time.monotonic()
    return lambda attempt: time.monotonic() - began >= seconds


def points(lasts):
    yield "the pupils of a trust", lambda a: f"{PUPILS} of {PUPILS}" in a.said()
    yield "the second trust", lambda a: f"{PUPILS // 5} of {PUPILS // 5}" in a.said()
    yield "the credentials", lambda a: os.path.exists(a.new)
    yield "their name", lambda a: os.path.exists(a.final)
    for i in range(POINTS):
        yield f"{i} of {POINTS}", after(lasts * i / POINTS)


def whole():
    attempt = Attempt("whole")
    began = time.monotonic()
    attempt.check("not killed")
    lasts = time.monotonic() - began
    # Killed between the commit and the new name.
    content = open(attempt.final).read()
    os.rename(attempt.final, attempt.new)
    attempt.check("committed")
    assert open(attempt.final).read() == content
    attempt.drop()
    return lasts


def main():
    sql("postgres", "CREATE DATABASE demo_kill_empty")
    subprocess.run([os.environ["TAMAR_BINARY"], "migrate"], check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, DATABASE_URL=f"{DSN} dbname=demo_kill_empty",
                            TAMAR_OWNER_URL=f"{DSN} dbname=demo_kill_empty"))
    lasts = whole()
    for number, (point, seen) in enumerate(points(lasts)):
        attempt = Attempt(number)
        kill_when(attempt, seen)
        attempt.check(point)
        attempt.drop()
    sql("postgres", "DROP DATABASE demo_kill_empty")


main()
