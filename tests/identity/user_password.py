"""tamar user password gives a user a new password and ends what the old one opened.

Run by tests/identity/user_password.sh beside tests/with_service.
"""
import json
import os
import subprocess
import urllib.error
import urllib.request
import uuid

URL = os.environ["TAMAR_TEST_URL"]
BINARY = os.environ["TAMAR_BINARY"]
TRUSTS = [trust["name"] for trust in json.load(open(os.environ["TAMAR_TEST_DEMO"]))["trusts"]]
TRIES = 2000


def tamar(*arguments, said=None):
    run = subprocess.run([BINARY, *arguments, "--json"], input=said or "", text=True,
                         capture_output=True)
    return run.returncode, json.loads(run.stdout) if run.returncode == 0 else run.stderr


def call(method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = "Bearer " + token
    request = urllib.request.Request(URL + path, json.dumps(body).encode() if body else None,
                                     headers, method=method)
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def sign_in(email, password, trust=None):
    body = {"email": email, "password": password}
    return call("POST", "/v1/sessions", dict(body, trust_id=trust) if trust else body)


def add(email, trust):
    status, made = tamar("user", "add", "--trust", trust, "--email", email, "--name", "Lost Key",
                         "--claim-set", "senco")
    assert status == 0, made
    return made


def expect_ended(session):
    status, body = call("POST", "/v1/sessions/refresh",
                        {"refresh_token": session["refresh_token"]})
    assert (status, body["code"]) == (401, "invalid_credentials"), body
    for _ in range(TRIES):  # every instance is told, which takes a moment
        status, body = call("GET", "/v1/me", token=session["access_token"])
        if status == 401:
            return
    raise AssertionError("the session goes on")


def one_made_here(email, made):
    status, session = sign_in(email, made["password"])
    assert status == 200, session
    status, new = tamar("user", "password", "--email", email.upper())
    assert status == 0, new
    assert new["user_id"] == made["user_id"] and new["trust_id"] == made["trust_id"], new
    assert new["password"] != made["password"]
    assert sign_in(email, made["password"])[0] == 401
    expect_ended(session)
    assert sign_in(email, new["password"])[0] == 200


def one_that_is_given(email):
    status, new = tamar("user", "password", "--email", email, "--stdin",
                        said="correct horse battery\nnot this\n")
    assert status == 0 and "password" not in new, new
    assert sign_in(email, "correct horse battery")[0] == 200
    for bad in ("", "\n", "short\n", "x" * 201 + "\n", "x" * 5000):
        status, why = tamar("user", "password", "--email", email, "--stdin", said=bad)
        assert status == 1 and why.count("\n") == 1, (bad, why)
    assert sign_in(email, "correct horse battery")[0] == 200


def one_of_two(email):
    other = add(email, TRUSTS[1])
    status, why = tamar("user", "password", "--email", email)
    assert status == 1 and "--trust" in why, why
    status, new = tamar("user", "password", "--email", email, "--trust", TRUSTS[1])
    assert status == 0 and new["user_id"] == other["user_id"], new
    assert sign_in(email, new["password"], other["trust_id"])[0] == 200
    assert sign_in(email, "correct horse battery")[0] == 200


def main():
    email = f"lost-{uuid.uuid4()}@example.org"
    status, why = tamar("user", "password", "--email", email)
    assert status == 1 and "no user" in why, why
    assert tamar("user", "password")[0] == 1
    one_made_here(email, add(email, TRUSTS[0]))
    one_that_is_given(email)
    one_of_two(email)


main()
