#!/usr/bin/env bash
# A demonstration that is killed is mended by the next start: see demo_kill.py.
set -euo pipefail
exec python3 "$(dirname "$0")/demo_kill.py"
