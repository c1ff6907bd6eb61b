"""What was answered survives kill -9 of the service: created pupils are there, bulks are there whole
or not at all, and every read that was answered is on record.

Run by tests/survive_kill.sh beside tests/with_service, on the same database but with a service, a
state folder and a port of its own.
"""
import base64
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROUNDS = int(os.environ.get("TAMAR_TEST_KILLS", "8"))
SEED = int(os.environ.get("TAMAR_TEST_SEED", str(int(time.time()))))
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
rng = random.Random(SEED)
BATCH = 40


def upn(serial):
    body = "908%04d%02d%03d" % (1000 + SEED % 1000, serial // 1000 % 100, serial % 1000)
    return LETTERS[sum(int(c) * (i + 2) for i, c in enumerate(body)) % 23] + body


class Service:
    def __init__(self, state):
        self.env = dict(os.environ, TAMAR_STATE=state, TAMAR_PORT="0", TAMAR_OPS_PORT="0")
        self.state = state
        self.process = None

    def start(self):
        where = os.path.join(self.state, "service.json")
        if os.path.exists(where):
            os.unlink(where)
        self.process = subprocess.Popen([os.environ["TAMAR_BINARY"], "serve"], env=self.env)
        for _ in range(600):
            if os.path.exists(where):
                try:
                    self.port = json.load(open(where))["port"]
                    return
                except ValueError:
                    pass
            time.sleep(0.05)
        raise SystemExit("the service did not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def call(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body, headers or {})
        reply = connection.getresponse()
        data = reply.read()
        connection.close()
        return reply.status, data


def token(service, client):
    basic = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
    status, body = service.call("POST", "/oauth/token", "grant_type=client_credentials", {
        "Authorization": "Basic " + basic, "Content-Type": "application/x-www-form-urlencoded"})
    assert status == 200, (status, body)
    return {"Authorization": "Bearer " + json.loads(body)["access_token"]}


def pupil(serial, school):
    return {"upn": upn(serial), "legal_surname": "Survivor", "legal_forename": "Kill", "sex": "U",
            "date_of_birth": "2016-03-14", "nc_year": "6", "sen_provision": "N",
            "registrations": [{"school_id": school, "status": "C", "entry_date": "2026-09-01"}]}


class Worker(threading.Thread):
    """Writes and reads until the connection breaks; keeps what was answered."""

    def __init__(self, service, auth, school, serials, known):
        super().__init__()
        self.service, self.auth, self.school, self.serials, self.known = service, auth, school, serials, known
        self.created, self.read, self.batches, self.begun = [], [], [], []

    def run(self):
        headers = dict(self.auth, **{"Content-Type": "application/json"})
        try:
            while True:
                serial = next(self.serials)
                status, body = self.service.call("POST", "/v1/pupils", json.dumps(pupil(serial, self.school)),
                                                 headers)
                if status == 201:
                    self.created.append(json.loads(body)["id"])
                request_id = "read-%d-%d" % (SEED, serial)
                status, _ = self.service.call("GET", "/v1/pupils/" + self.known, None,
                                              dict(self.auth, **{"Request-Id": request_id}))
                if status == 200:
                    self.read.append(request_id)
                rows = [pupil(next(self.serials), self.school) for _ in range(BATCH)]
                self.begun.append([row["upn"] for row in rows])
                status, _ = self.service.call("POST", "/v1/pupils/bulk?op=create",
                                              json.dumps({"items": rows}), headers)
                if status == 200:
                    self.batches.append([row["upn"] for row in rows])
        except (OSError, http.client.HTTPException, StopIteration):
            return


def query(sql):
    done = subprocess.run(["psql", os.environ["TAMAR_TEST_OWNER_DSN"], "-XAtq", "-c", sql],
                          capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def check(workers, kill):
    pupils = query("SELECT id FROM app.pupil")
    upns = query("SELECT upn FROM app.pupil WHERE upn IS NOT NULL")
    for worker in workers:
        lost = [one for one in worker.created if one not in pupils]
        assert not lost, f"round {kill}: {len(lost)} acknowledged pupils are lost"
        for batch in worker.begun:
            there = sum(one in upns for one in batch)
            assert there in (0, BATCH), f"round {kill}: a batch is torn: {there} of {BATCH}"
        for batch in worker.batches:
            assert all(one in upns for one in batch), f"round {kill}: an acknowledged batch is lost"
    wanted = {one for worker in workers for one in worker.read}
    for _ in range(40):
        missing = wanted - query("SELECT request_id FROM app.audit_event WHERE request_id LIKE 'read-%'")
        if not missing:
            return len(wanted)
        time.sleep(0.25)
    raise AssertionError(f"round {kill}: {len(missing)} answered reads are not on record")


def main():
    print("seed", SEED)
    demo = json.load(open(os.environ["TAMAR_TEST_DEMO"]))
    state = tempfile.mkdtemp(prefix="tamar-kill-")
    shutil.copy(os.path.join(os.environ["TAMAR_STATE"], "secret"), os.path.join(state, "secret"))
    service, serials, reads, writes = Service(state), iter(range(10 ** 6)), 0, 0
    try:
        service.start()
        for kill in range(ROUNDS):
            auth = token(service, demo["clients"]["trust_admin"])
            school = json.loads(service.call("GET", "/v1/schools?limit=1", None, auth)[1])["data"][0]["id"]
            known = json.loads(service.call("GET", "/v1/pupils?limit=1", None, auth)[1])["data"][0]["id"]
            lock = threading.Lock()

            class Shared:
                def __next__(self):
                    with lock:
                        return next(serials)

            workers = [Worker(service, auth, school, Shared(), known) for _ in range(4)]
            for worker in workers:
                worker.start()
            time.sleep(rng.uniform(0.2, 1.2))
            service.kill()
            for worker in workers:
                worker.join()
            service.start()
            reads += check(workers, kill)
            writes += sum(len(w.created) + BATCH * len(w.batches) for w in workers)
        assert writes and reads, "nothing was answered before the kills"
        print(f"{ROUNDS} kills: {writes} acknowledged writes and {reads} reads, none lost")
    finally:
        service.stop()
        shutil.rmtree(state)


if __name__ == "__main__":
    sys.exit(main())
