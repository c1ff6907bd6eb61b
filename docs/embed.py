#!/usr/bin/env python3
"""Compile the contract and the pages into C, so that the program stands alone.

    embed.py documents.c openapi.yaml docs.html docs.js docs.css report.css
"""
import base64
import hashlib
import json
import pathlib
import sys

import yaml


def literal(name, text):
    lines = text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?").splitlines()
    return f"const char {name}[] =\n" + "\n".join(f'    "{line}\\n"' for line in lines) + ";\n"


def plain(value):
    """Dates in examples are text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


source, contract, *pages = sys.argv[1:]
text = pathlib.Path(contract).read_text()
parts = ['#include "api/documents.h"\n', literal("OPENAPI_YAML", text)]
parts.append(literal("OPENAPI_JSON", json.dumps(yaml.safe_load(text), default=plain, ensure_ascii=False,
                                                indent=0)))
for page in pages:
    path = pathlib.Path(page)
    name = path.name.replace(".", "_").upper()
    parts.append(literal(name, path.read_text()))
    digest = base64.b64encode(hashlib.sha256(path.read_bytes()).digest()).decode()
    parts.append(f'const char {name}_DIGEST[] = "sha256-{digest}";\n')
pathlib.Path(source).write_text("\n".join(parts))
