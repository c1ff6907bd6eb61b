#!/usr/bin/env python3
"""Compile the SQL into C: queries.c with a typed function per query, schema.c with the migrations
and the rules that constraints state.

    -- pupil_find: key -> pupil
    SELECT ... WHERE id = :id;

becomes  enum db_status pupil_find(struct db *, const struct key *, struct pupil *);

`-> pupil[]` answers with rows and a count, `-> ()` with nothing. A parameter `:name` becomes $n and
is bound from the member of that name.

A rule is a COMMENT ON CONSTRAINT or INDEX of the form 'member: sentence', or, where a trigger
raises it, a line `--! rule name: member: sentence`.
"""
import hashlib
import pathlib
import re
import sys

QUERY = re.compile(r"^-- (\w+): (\w+) -> (\w+(?:\[\])?|\(\))\n", re.M)
TOKEN = re.compile(r"'[^']*'|--.*|::|:([a-z_]+)")
COMMENT = re.compile(r"COMMENT ON (?:CONSTRAINT (\w+) ON \w+|INDEX (\w+)) IS\s+'(\w+): ((?:[^']|'')*)'")
RAISED = re.compile(r"^--! rule (\w+): (\w+): (.*)$", re.M)


def number(body):
    params = []

    def replace(match):
        if not match[1]:
            return "" if match[0].startswith("--") else match[0]
        if match[1] not in params:
            params.append(match[1])
        return f"${params.index(match[1]) + 1}"

    return TOKEN.sub(replace, body).strip().rstrip(";"), params


def literal(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return "\n".join(f'    "{line}\\n"' for line in escaped.splitlines() if line.strip())


def function(name, takes, gives):
    head = f"enum db_status {name}(struct db *db, const struct {takes} *in"
    if gives == "()":
        return head + ")", f"    return db_none(db, &{name}_statement, in);\n"
    if gives.endswith("[]"):
        return (head + f",\n    struct {gives[:-2]} **out, size_t *count)",
                f"    void *rows;\n    enum db_status status = db_many(db, &{name}_statement, in,"
                " &rows, count);\n\n    *out = rows;\n    return status;\n")
    return head + f", struct {gives} *out)", f"    return db_one(db, &{name}_statement, in, out);\n"


def queries(source, header, paths):
    c, h = ['#include "queries.h"\n'], ['#pragma once\n\n#include "models/db.h"\n']
    names, structs = [], set()
    for path in sorted(paths):
        parts = QUERY.split(pathlib.Path(path).read_text())[1:]
        for name, takes, gives, body in zip(*[iter(parts)] * 4):
            text, params = number(body)
            given = "NULL" if gives == "()" else "&" + gives.rstrip("[]").upper()
            listed = "".join(f'"{p}", ' for p in params)
            signature, call = function(name, takes, gives)
            c.append(f"static const struct statement {name}_statement = {{\n    \"{name}\",\n"
                     f"{literal(text)},\n    (const char *const[]){{ {listed}NULL }}, {len(params)},\n"
                     f"    &{takes.upper()}, {given}\n}};\n\n{signature}\n{{\n{call}}}\n")
            h.append(f"{signature};\n")
            names.append(name)
            structs |= {takes, gives.rstrip("[]")} - {"()"}
    h[1:1] = [f"struct {s};\nextern const struct shape {s.upper()};\n" for s in sorted(structs)]
    every = "".join(f"    &{name}_statement,\n" for name in names)
    c.append(f"const struct statement *const STATEMENTS[] = {{\n{every}    NULL\n}};\n")
    pathlib.Path(source).write_text("\n".join(c))
    pathlib.Path(header).write_text("\n".join(h))


def schema(source, paths):
    c = ['#include "models/schema.h"\n\n#include <stddef.h>\n']
    migrations, rules = [], []
    for path in sorted(paths, key=lambda p: pathlib.Path(p).name):
        text = pathlib.Path(path).read_text()
        name = pathlib.Path(path).stem
        digest = hashlib.sha256(text.encode()).hexdigest()
        if re.match(r"\d{3}_", name):
            migrations.append(f'    {{ "{name}", "{digest}",\n{literal(text)} }},\n')
        else:
            c.append(f"const char {name.upper()}_SQL[] =\n{literal(text)};\n")
        for constraint, index, member, says in COMMENT.findall(text):
            rules.append((constraint or index, member, says.replace("''", "'")))
        rules += RAISED.findall(text)
    c.append("const struct migration MIGRATIONS[] = {\n" + "".join(migrations)
             + "    { NULL, NULL, NULL }\n};\n")
    listed = "".join(f'    {{ "{n}", "{m}", "{s}" }},\n' for n, m, s in sorted(rules))
    c.append(f"const struct stated_rule STATED_RULES[] = {{\n{listed}    {{ NULL, NULL, NULL }}\n}};\n")
    pathlib.Path(source).write_text("\n".join(c))


if sys.argv[1] == "queries":
    queries(sys.argv[2], sys.argv[3], sys.argv[4:])
else:
    schema(sys.argv[2], sys.argv[3:])
