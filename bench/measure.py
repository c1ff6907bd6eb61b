"""Rounds of every operation on every system, in turns, so that what else the machine does hits all."""
import http.client
import json
import os
import signal
import sys
import time
import urllib.parse
from types import SimpleNamespace

import data
import funding
import systems
from casework import load_casework
from systems import E, sql
from table import render

QUICK = bool(E.get("BENCH_QUICK"))
ROUNDS, LASTS = (2, 2) if QUICK else (3, 5)
WRITES = 6000  # a second; more than any system here manages
KNOWN = 4000
HEAD = {"Content-Type": "application/json"}


# ---- the stage -------------------------------------------------------------------------------

def prepare_database(trust):
    """Tables of the bench itself, for pgbench to pick pupils from."""
    sql(f"""CREATE SCHEMA bench; GRANT USAGE ON SCHEMA bench TO api_rw;
        CREATE TABLE bench.known AS SELECT row_number() OVER () - 1 AS n, id FROM (SELECT id FROM app.pupil
            WHERE trust_id = '{trust}' AND deleted_at IS NULL AND NOT restricted ORDER BY md5(id::text) LIMIT {KNOWN}) p;
        CREATE UNIQUE INDEX ON bench.known (n); CREATE TABLE bench.fresh (n bigint PRIMARY KEY, row text);
        GRANT SELECT ON ALL TABLES IN SCHEMA bench TO api_rw; ANALYZE bench.known""")
    return sql("SELECT id FROM bench.known").split()


def lift_rate_limits():
    sql("""DO $$ DECLARE one uuid; BEGIN
        FOR one IN SELECT id FROM app.trust LOOP
            PERFORM set_config('app.trust', one::text, true), set_config('app.all_schools', '1', true);
            UPDATE app.client SET rate_limit = 1000000000 WHERE trust_id = one;
        END LOOP; END $$""")


def standing_rows(trust):
    text = sql(f"""SELECT json_agg(p) FROM (SELECT {", ".join(data.BULK)} FROM app.pupil WHERE trust_id = '{trust}'
        AND deleted_at IS NULL AND NOT restricted AND upn IS NOT NULL ORDER BY md5(upn) LIMIT 20000) p""")
    return json.loads(text)


def walk(system, count):
    """Paths of pages that begin all over the list."""
    paths, cursor = [], ""
    while len(paths) < count:
        status, body, _ = systems.call(system.url, "GET", "/v1/pupils?limit=500" + cursor, None, system.head)
        page = json.loads(body)["page"] if status == 200 else {}
        if not page.get("next_cursor"):
            break
        cursor = "&cursor=" + urllib.parse.quote(page["next_cursor"])
        paths.append("/v1/pupils?limit=50" + cursor)
    return paths


def check_alike(service, peer, some_id):
    """That all are asked for the same: what is told of a pupil, by name."""
    for system in filter(None, (service, peer)):
        told = json.loads(systems.call(system.url, "GET", f"/v1/pupils/{some_id}", None, system.head)[1])
        missing = set(data.COLUMNS) - data.UNTOLD - set(told)
        if missing:
            raise SystemExit(f"{system.name} does not tell {missing}")


def stage():
    demo = json.load(open(E["BENCH_STATE"] + "/demo.json", encoding="utf-8"))
    service = SimpleNamespace(name="tamar", url=E["BENCH_URL"], pid=int(E["BENCH_SERVICE"]), database="tamar")
    lift_rate_limits()
    service.token = systems.service_token(service.url, demo)
    service.head = {"Authorization": "Bearer " + service.token}
    me = json.loads(systems.call(service.url, "GET", "/v1/me", None, service.head)[1])
    trust, actor = me["trust"]["id"], me["id"]
    s = SimpleNamespace(service=service, trust=trust, actor=actor, peer=None)
    s.known = prepare_database(trust)
    s.count = int(sql(f"SELECT count(*) FROM app.pupil WHERE trust_id = '{trust}'"))
    s.provision = load_casework(trust)
    school = sql(f"SELECT id FROM app.school WHERE trust_id = '{trust}' ORDER BY id LIMIT 1")
    s.pupils = data.Pupils(school, standing_rows(trust))
    if E.get("BENCH_PEER"):
        secret = "bench-" + os.urandom(24).hex()
        s.peer = systems.start_peer(secret)
        s.peer.name, s.peer.database = "peer", "peer"
        s.peer.token = systems.peer_token(secret, {"sub": actor, "trust": trust})
        s.peer.head = {"Authorization": "Bearer " + s.peer.token}
    check_alike(service, s.peer, s.known[0])
    settle()  # a service that has just started looks once through all pupils
    for system in filter(None, (service, s.peer)):
        system.pages = walk(system, 60)
    return s


# ---- one run of one operation on one system --------------------------------------------------

def settle():
    """Until what was cut off when the load ended has ended too."""
    quiet = 0
    while quiet < 3:
        time.sleep(0.1)
        busy = sql("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                   " AND state <> 'idle' AND pid <> pg_backend_pid()")
        quiet = quiet + 1 if busy == "0" else 0


def costed(pid, work):
    """`work` tells how many things it did; each has cost so many microseconds."""
    postgres = int(E["BENCH_POSTGRES"])
    before = systems.family_seconds(postgres), pid and systems.family_seconds(pid)
    told = work()
    settle()
    told["postgres"] = (systems.family_seconds(postgres) - before[0]) * 1e6 / told["count"]
    told["own"] = (systems.family_seconds(pid) - before[1]) * 1e6 / told["count"] if pid else None
    return told


def get(path):
    return f"GET\t{path}\t\t"


def changes(s, system, lasts):
    """Each pupil in turn, over and over: every change makes the version that the next one names."""
    ids = ",".join(f"'{one}'" for one in s.known)
    versions = [line.split("|") for line in sql(
        f"SELECT id, version FROM app.pupil WHERE trust_id = '{s.trust}' AND id IN ({ids})", system.database).splitlines()]
    stamp = int(time.time())
    return [f"PATCH\t/v1/pupils/{one}\t\"v{int(version) + turn}\"\t"
            + json.dumps({"preferred_forename": f"Sam{stamp}-{turn}"})
            for turn in range(WRITES * lasts // KNOWN + 1) for one, version in versions]


def requests_of(s, system, name, lasts):
    if name == "point":
        return [get("/v1/pupils/" + one) for one in s.known]
    if name == "page":
        return [get(path) for path in system.pages]
    if name == "filtered":
        return [get("/v1/pupils?sen_provision=E&updated_at.gte=2020-01-01T00:00:00Z&sort=-updated_at&limit=50")]
    if name == "deadlines":
        return [get("/v1/deadlines?state=overdue&limit=50")]
    if name == "placements":
        return [get("/v1/placements?limit=50")]
    if name == "occupancy":
        return [get(f"/v1/provisions/{s.provision}/occupancy")]
    if name == "lines":
        return [get("/v1/pupils?limit=10000")]
    if name == "patch":
        return changes(s, system, lasts)
    return ["POST\t/v1/pupils\t\t" + json.dumps(s.pupils.fresh()) for _ in range(WRITES * lasts)]


def load(s, system, name, lasts=LASTS):
    requests = requests_of(s, system, name, lasts)
    lines = name == "lines"
    return costed(system.pid, lambda: systems.wrk(system, requests, lasts, 4 if lines else 32,
                                                  "application/x-ndjson" if lines else "application/json"))


def limit(s, name, lasts=LASTS):
    clients = 4 if name == "lines" else 16
    share = WRITES * lasts // clients if name == "create" else KNOWN // clients
    if name == "create":
        rows = "".join(f"{n}\t" + data.whole(s.pupils.fresh(), n).replace("\\", "\\\\") + "\n"
                       for n in range(WRITES * lasts))
        sql("TRUNCATE bench.fresh")
        systems.command(E["BENCH_PROGRAMS"] + "/psql", "-h", E["BENCH_SOCKET"], "-U", "postgres", "-XqAt", "-d",
                        "tamar", "-c", "COPY bench.fresh FROM STDIN", "-c", "ANALYZE bench.fresh", input=rows)
    variables = {"actor": s.actor, "trust": s.trust, "everywhere": "1",
                 "request": "018f0000-0000-7000-8000-000000000000", "known": 0, "done": 0, "share": share,
                 "since": "2020-01-01T00:00:00Z", "today": time.strftime("%Y-%m-%d"),
                 "provision": s.provision}
    os.environ["PGOPTIONS"] = data.SESSION
    try:
        told = costed(None, lambda: systems.pgbench(data.LIMITS[name], variables, lasts, clients))
    finally:
        del os.environ["PGOPTIONS"]
    if name == "create" and told["count"] > 0.9 * WRITES * lasts:
        raise SystemExit("pgbench ran out of pupils to create")
    return told


# ---- bulk ------------------------------------------------------------------------------------

def bulk_times(size):
    return (2 if QUICK else 5) if size == 1000 else (1 if QUICK else 2)


def bulk(s, system, size):
    bodies = [json.dumps({"items": s.pupils.sync(size)}, separators=(",", ":")) for _ in range(bulk_times(size))]
    link = http.client.HTTPConnection(urllib.parse.urlsplit(system.url).netloc, timeout=120)

    def work():
        took = []
        for body in bodies:
            began = time.perf_counter()
            status, answer, _ = systems.call(None, "POST", "/v1/pupils/bulk?op=upsert&match=upn", body,
                                             system.head | HEAD, link)
            took.append(time.perf_counter() - began)
            summary = json.loads(answer).get("summary") if status == 200 else None
            if not summary or summary["created"] != size // 2 or summary["updated"] != size // 2:
                raise SystemExit(f"{system.name}: {status} {summary} {answer[:600]}")
        took.sort()
        return {"rate": size * len(took) / sum(took), "count": size * len(took),
                "p50": took[len(took) // 2] * 1000, "p99": took[-1] * 1000}
    return costed(system.pid, work)


def bulk_limit(s, size):
    folder, script = E["BENCH_STATE"], E["BENCH_STATE"] + "/copy.sql"
    with open(script, "w", encoding="utf-8") as out:
        out.write(data.COPY_UPSERT)
    for n in range(bulk_times(size)):
        with open(f"{folder}/rows{n}.csv", "w", encoding="utf-8") as out:
            out.write(data.as_csv(s.pupils.sync(size)))
        data.copy_upsert(folder, f"{folder}/rows{n}.csv", s.trust, s.actor)

    def work():
        began = time.perf_counter()
        systems.command(E["BENCH_PROGRAMS"] + "/psql", "-h", E["BENCH_SOCKET"], "-U", "postgres", "-Xq", "-v",
                        "ON_ERROR_STOP=1", "-d", "tamar", "-f", script)
        took = time.perf_counter() - began
        return {"rate": size * bulk_times(size) / took, "count": size * bulk_times(size),
                "p50": took / bulk_times(size) * 1000, "p99": took / bulk_times(size) * 1000}
    return costed(None, work)


# ---- all -------------------------------------------------------------------------------------

def measure(s, name, results):
    size = int(name[4:]) if name.startswith("bulk") else 0
    runs = {"tamar": lambda: bulk(s, s.service, size) if size else load(s, s.service, name),
            "limit": lambda: bulk_limit(s, size) if size else limit(s, name)}
    if s.peer and name not in data.PEERLESS:
        runs["peer"] = lambda: bulk(s, s.peer, size) if size else load(s, s.peer, name)
    for system, run in runs.items():
        told = run()
        results["operations"].setdefault(name, {}).setdefault(system, []).append(told)
        print(f"   {name} {system}: {told['rate']:,.0f}/s, p50 {told['p50']:.2f} ms, p99 {told['p99']:.1f} ms",
              file=sys.stderr)


def drain():
    """Until the reads of the run before have been carried over, which goes on when it has ended."""
    seen, since = None, time.time()
    while time.time() - since < 1:
        now = sql("SELECT count(*) FROM app.audit_event")
        if now != seen:
            seen, since = now, time.time()
        time.sleep(0.3)


def audit_cost(s, results, wanted):
    """Two services that were started alike and have done nothing else: one with a journal that writes nothing."""
    pair = []
    for name, program in (("bare", E["BENCH_WITHOUT_JOURNAL"]), ("recorded", E["BENCH_PROGRAM"])):
        one = systems.second_service(name, program, TAMAR_PUBLIC_URL=s.service.url)
        one.name, one.token, one.pages = name, s.service.token, s.service.pages
        pair.append(one)
    for name in [one for one in ("point", "page") if one in wanted]:
        for one in pair:
            load(s, one, name, 1)
        for turn in range(4):  # each goes first as often as the other
            told = {}
            for one in pair if turn % 2 else pair[::-1]:
                drain()
                told[one.name] = load(s, one, name)
            results["audit_cost"].setdefault(name, []).append(1 - told["recorded"]["rate"] / told["bare"]["rate"])
            print(f"   {name} " + "; ".join(f"{which}: {of['rate']:,.0f}/s, {of['own']:.0f} + {of['postgres']:.0f} µs"
                                           for which, of in sorted(told.items())), file=sys.stderr)
    for one in pair:
        one.end()


def memory(s):
    found = {"Tamar": systems.status_kib(s.service.pid, "VmRSS") / 1024}
    if s.peer:
        family = [s.peer.pid, *systems.children(s.peer.pid)]
        found["Fastify"] = sum(map(systems.share_kib, family)) / 1024
    return found


def note_memory(s, results, kind):
    for name, size in memory(s).items():
        results["memory_mib"].setdefault(name, {})[kind] = size


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    every = list(data.LIMITS)[:8] + ["bulk1000", "bulk10000", "lines", "funding"]
    wanted = E["BENCH_ONLY"].split(",") if E["BENCH_ONLY"] else every
    results = {"operations": {}, "memory_mib": {}, "ready_ms": [], "audit_cost": {}}
    load_before = os.getloadavg()[0]
    for _ in range(5):
        one = systems.second_service("ready")
        results["ready_ms"].append(one.ready * 1000)
        one.end()
    s = stage()
    note_memory(s, results, "at rest")
    for system in filter(None, (s.service, s.peer)):
        for name in [one for one in wanted if one in data.LIMITS and (system is s.service or one not in data.PEERLESS)]:
            load(s, system, name, 1)  # statements get prepared, Node.js compiles
    for _ in range(ROUNDS):
        for name in [one for one in wanted if not one.startswith("bulk") and one not in ("lines", "funding")]:
            measure(s, name, results)
    note_memory(s, results, "under load")
    audit_cost(s, results, wanted)
    for _ in range(ROUNDS):
        for name in [one for one in wanted if one.startswith("bulk") or one == "lines"]:
            measure(s, name, results)
    note_memory(s, results, "after bulk")
    if "funding" in wanted:
        results["funding"] = funding.measure(s.service, [int(size) for size in E["BENCH_PLACEMENTS"].split(",")])
    results["run"] = {"pupils": s.count, "rounds": ROUNDS,
                      "lasts": LASTS, "processors": os.cpu_count(), "load": f"{load_before:.2f}",
                      "model": next(line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="ascii")
                                    if line.startswith("model name"))}
    if not QUICK and not E["BENCH_ONLY"] and s.peer:
        with open(systems.HERE + "/results.json", "w", encoding="utf-8") as out:
            json.dump(results, out, indent=1)
    print(render(results))


if __name__ == "__main__":
    try:
        main()
    finally:
        for one in list(systems.Process.running):
            one.end()
