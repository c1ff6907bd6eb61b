#!/usr/bin/env bash
# tamar user password: see user_password.py.
set -euo pipefail
exec python3 "$(dirname "$0")/user_password.py"
