#!/usr/bin/env python3
"""The arrows that may not be drawn between the folders, the one owner each library has, and the
sizes that may not be passed. tests/house_faults.sh plants a fault of each kind and sees it caught.

usage: tests/house.py [ROOT]
"""
import pathlib
import re
import sys

FUNCTION, FILE, TEST_FILE, COLUMNS, SQL_COLUMNS = 40, 400, 600, 100, 120

# folder -> what none of its files may include
NEVER = {
    "api": r"^(libpq|postgres|jwt|openssl/|sodium)|^tests/",
    "models": r"^(ulfius|microhttpd|jansson|jwt|openssl/|sodium|curl/)|^(api|auth|tests)/",
    "auth": r"^(ulfius|microhttpd|libpq|postgres|curl/)|^(api|models|tests)/|^queries\.h$",
}
# header -> the only files that may include it
OWNERS = {
    "libpq-fe.h": {"models/db.c", "models/db_flush.c", "models/db_flush.h", "models/db_result.c",
                   "models/db_result.h"},
    "jansson.h": {"api/json.c", "auth/claims.c"},
    "jwt.h": {"auth/token.c"},
    "ulfius.h": {"api/server.c"},
    "microhttpd.h": {"api/server.c"},
}
BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|atoi|atol|atoll|strtok|gets|alloca|system"
                    r"|setjmp|longjmp|ulfius_start_framework|ulfius_start_secure_framework"
                    r"|ulfius_start_framework_secure)\s*\(")
SQL = re.compile(r'"[^"\n]*\b(SELECT\s+\S.*\bFROM\b|SELECT set_config|INSERT INTO|UPDATE \w+(\.\w+)?'
                 r'( AS \w+)? SET|DELETE FROM|CREATE TABLE|SET LOCAL)\b')
TYPEDEF = re.compile(r"^\s*typedef\s+(struct|union|enum)\b", re.M)
NOWHERE = re.compile(r"^(core|utils?|common|helpers?|misc)$")
ROUTE = re.compile(r'\{ "(GET|POST|PUT|PATCH|DELETE)", "([^"]+)",\s*"(\w+)"')
LITERAL = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)


def includes(text):
    return re.findall(r'^#\s*include [<"]([^>"]+)', text, re.M)


def bare(text):
    """The text without what stands in comments and literals; line ends stay."""
    return LITERAL.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def functions(text):
    """The brace of a function stands in column 0: (name, first line, lines)."""
    name, start = None, None
    for number, line in enumerate(text.splitlines(), 1):
        head = re.match(r"\w[^;=]*?(\w+)\(", line)
        if head:
            name = head[1]
        if line == "{":
            start = number
        if line == "}" and start:
            yield name, start, number - start + 1
            start = None


def arrows(name, text):
    folder = name.split("/")[0]
    for header in includes(text):
        if re.search(NEVER[folder], header):
            yield f"{name} includes {header}, which {folder}/ may not"
        elif name not in OWNERS.get(header, {name}):
            yield f"{name} includes {header}, which belongs to {', '.join(sorted(OWNERS[header]))}"
    if folder == "api" and SQL.search(text):
        yield f"{name} contains SQL: {SQL.search(text)[0][:40]}"


def words(name, text):
    for call in BANNED.findall(bare(text)):
        yield f"{name} calls {call}"
    if TYPEDEF.search(bare(text)):
        yield f"{name} has a typedef of a struct, union or enum"


def sizes(name, text, most, columns):
    lines = text.splitlines()
    if len(lines) > most:
        yield f"{name} is {len(lines)} lines, over {most}"
    for number, line in enumerate(lines, 1):
        if len(line) > columns:
            yield f"{name}:{number} is {len(line)} columns, over {columns}"
    for function, line, length in functions(text):
        if name.endswith((".c", ".h")) and length > FUNCTION:
            yield f"{name}:{line} {function} is {length} lines, over {FUNCTION}"


def routes(root):
    seen = {}
    for path in sorted((root / "api").rglob("*.c")):
        for method, where, operation in ROUTE.findall(path.read_text()):
            here = f"{method} {where}"
            if operation in seen:
                yield f"{operation} is the operationId of {seen[operation]} and of {here}"
            seen[operation] = here


def places(root):
    for folder in ("api", "models", "auth", "sql", "tests"):
        for path in sorted((root / folder).rglob("*")):
            inside = path.relative_to(root)
            parts = inside.parts[:-1] + (path.stem,)
            if path.is_file() and any(map(NOWHERE.match, parts)):
                yield f"{inside} is named after nothing"


def files(root, folders, pattern):
    for folder in folders:
        for path in sorted((root / folder).rglob(pattern)):
            yield path.relative_to(root).as_posix(), path.read_text()


def faults(root):
    for name, text in files(root, ("api", "auth", "models"), "*.[ch]"):
        yield from arrows(name, text)
        yield from words(name, text)
        yield from sizes(name, text, FILE, COLUMNS)
    for name, text in files(root, ("tests",), "*.[ch]"):
        yield from words(name, text)
        yield from sizes(name, text, TEST_FILE, COLUMNS)
    for name, text in files(root, ("sql",), "*.sql"):
        long = {n: len(line) for n, line in enumerate(text.splitlines(), 1)
                if len(line) > SQL_COLUMNS and not line.lstrip().startswith(("--!", "('", "'{"))}
        for number, length in long.items():
            yield f"{name}:{number} is {length} columns, over {SQL_COLUMNS}"
    yield from places(root)
    yield from routes(root)


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here
    if not list((root / "api").glob("*.c")):
        sys.exit(f"{root} is not the house")
    found = list(faults(root))
    print("\n".join(found) or "the house is in order")
    sys.exit(bool(found))


main()
