#!/usr/bin/env bash
# What was answered survives kill -9: see survive_kill.py.
set -euo pipefail
exec python3 "$(dirname "$0")/survive_kill.py"
