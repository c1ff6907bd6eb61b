#!/usr/bin/env bash
# The books stay right whatever is done to them at once: see storm.py, which takes its service
# from tests/survive_kill.py.
set -euo pipefail
here=$(dirname "$0")
PYTHONPATH=$here/.. exec python3 "$here/storm.py"
