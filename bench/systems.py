"""What is measured: processes and their cost, and the tools that put load on them."""
import base64
import glob
import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse

TICK = os.sysconf("SC_CLK_TCK")
HERE = os.path.dirname(os.path.abspath(__file__))
E = os.environ


def command(*words, **options):
    done = subprocess.run(words, capture_output=True, text=True, **options)
    if done.returncode:
        raise SystemExit(f"{words[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def sql(text, database="tamar"):
    return command(E["BENCH_PROGRAMS"] + "/psql", "-h", E["BENCH_SOCKET"], "-U", "postgres", "-XqAt",
                   "-v", "ON_ERROR_STOP=1", "-d", database, input=text).strip()


# ---- processes -------------------------------------------------------------------------------

def stat_of(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        return file.read().rpartition(")")[2].split()


def children(pid):
    found = []
    for path in glob.glob("/proc/[0-9]*"):
        try:
            if int(stat_of(path[6:])[1]) == pid:
                found.append(int(path[6:]))
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def seconds(pid, reaped=False):
    try:
        times = stat_of(pid)[11:15]
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(map(int, times if reaped else times[:2])) / TICK


def family_seconds(pid):
    """Processor time of a process and its children, those that have ended included."""
    return seconds(pid, True) + sum(seconds(child) for child in children(pid))


def status_kib(pid, name):
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        return int(re.search(rf"^{name}:\s+(\d+)", file.read(), re.M)[1])


def forget_peak(pid):
    """VmHWM begins anew."""
    with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def share_kib(pid):
    """Of memory that processes share, each is told its part."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return int(re.search(r"^Pss:\s+(\d+)", file.read(), re.M)[1])


def spare_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Process:
    """Ended with the bench, whatever ends it."""
    running = []

    def __init__(self, words, settings, path, wanted):
        self.port = spare_port()
        account = E["BENCH_ACCOUNT"].split()
        settings = {name: value.format(port=self.port) for name, value in settings.items()}
        began = time.perf_counter()
        with open(f"{E['BENCH_STATE']}/{self.port}.log", "wb") as log:  # a log costs: every service writes one
            self.process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *account, *words],
                                            env={**E, **settings}, stdout=subprocess.DEVNULL, stderr=log)
        self.running.append(self)
        while self.answers(path) not in wanted:
            if self.process.poll() is not None or time.perf_counter() - began > 30:
                raise SystemExit(f"{words[0]} did not start")
            time.sleep(0.002)
        self.ready = time.perf_counter() - began
        self.pid = self.process.pid
        self.url = f"http://127.0.0.1:{self.port}"

    def answers(self, path):
        try:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            link.request("GET", path)
            return link.getresponse().status
        except OSError:
            return None

    def end(self):
        self.process.terminate()
        self.process.wait(40)
        self.running.remove(self)


def second_service(name, program=None, **settings):
    state = os.path.join(E["BENCH_STATE"], name)
    os.makedirs(state, mode=0o700, exist_ok=True)
    owner = os.stat(E["BENCH_STATE"])
    os.chown(state, owner.st_uid, owner.st_gid)
    return Process([program or E["BENCH_PROGRAM"], "serve"],
                   {"TAMAR_STATE": state, "TAMAR_PORT": "{port}", **settings}, "/readyz", {200})


def start_peer(secret):
    folder = os.path.join(E["BENCH_STATE"], "peer")
    return Process([shutil.which("node"), os.path.join(folder, "server.js")],
                   {"PEER_PORT": "{port}", "PEER_DATABASE": "peer", "PEER_SOCKET": E["BENCH_SOCKET"],
                    "PEER_SECRET": secret, "PEER_PROCESSES": "2", "PEER_CONNECTIONS": "16",
                    "NODE_ENV": "production"}, "/v1/pupils", {401})


# ---- tokens ----------------------------------------------------------------------------------

def service_token(url, demo):
    client = demo["clients"]["trust_admin"]
    basic = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
    status, body, _ = call(url, "POST", "/oauth/token", "grant_type=client_credentials", {
        "Authorization": "Basic " + basic, "Content-Type": "application/x-www-form-urlencoded"})
    if status != 200:
        raise SystemExit(f"no token: {status} {body[:200]}")
    return json.loads(body)["access_token"]


def peer_token(secret, claims):
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")
    now = int(time.time())
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(
        json.dumps({**claims, "iat": now, "exp": now + 7200}).encode())
    return (text + b"." + part(hmac.digest(secret.encode(), text, hashlib.sha256))).decode()


def call(url, method, path, body=None, headers=None, link=None):
    link = link or http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=120)
    link.request(method, path, body, headers or {})
    answer = link.getresponse()
    return answer.status, answer.read(), dict(answer.headers.items())


# ---- load ------------------------------------------------------------------------------------

def wrk(system, requests, lasts, connections=32, accept="application/json"):
    """The requests are lines of load.lua."""
    with tempfile.NamedTemporaryFile("w", dir=E["BENCH_STATE"], suffix=".requests") as file:
        file.write("\n".join(requests) + "\n")
        file.flush()
        out = command("wrk", "-t2", f"-c{connections}", f"-d{lasts}s", "--timeout", "30s", "--latency", "-s",
                      HERE + "/load.lua", system.url, "--", file.name, system.token, accept,
                      env={**E, "BENCH_THREADS": "2"})
    told = json.loads(out.strip().splitlines()[-1])
    if told["errors"]:
        raise SystemExit(f"{system.name}: {told['errors']} of {told['requests']} requests went wrong\n{out}")
    return {"rate": told["requests"] * 1e6 / told["microseconds"], "count": told["requests"],
            "p50": told["p50"] / 1000, "p99": told["p99"] / 1000}


def pgbench(script, variables, lasts, clients=16):
    folder = tempfile.mkdtemp(dir=E["BENCH_STATE"])
    with open(folder + "/script", "w", encoding="utf-8") as file:
        file.write(script)
    words = [E["BENCH_PROGRAMS"] + "/pgbench", "-h", E["BENCH_SOCKET"], "-U", "tamar_service", "-n", "-M",
             "prepared", "-c", str(clients), "-j", "2", "-T", str(lasts), "-f", folder + "/script", "-l",
             "--log-prefix", folder + "/log", "--sampling-rate", "0.2"]
    for name, value in variables.items():
        words += ["-D", f"{name}={value}"]
    out = command(*words, "tamar")
    times = sorted(int(line.split()[2]) for path in glob.glob(folder + "/log*")
                   for line in open(path, encoding="ascii"))
    shutil.rmtree(folder)
    failed = re.search(r"number of failed transactions: (\d+)", out)
    if failed and int(failed[1]):
        raise SystemExit(f"pgbench: {failed[1]} transactions failed\n{out}")
    return {"rate": float(re.search(r"^tps = ([\d.]+)", out, re.M)[1]),
            "count": int(re.search(r"actually processed: (\d+)", out)[1]),
            "p50": times[len(times) // 2] / 1000, "p99": times[len(times) * 99 // 100] / 1000}
