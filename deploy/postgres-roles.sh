#!/bin/bash
# Run once, when the database's volume is new: the login of the service, with its password.
# Migration finds both roles there and leaves them alone.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -v password="$(cat /run/secrets/service_password)" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE api_rw NOLOGIN;
CREATE ROLE tamar_service LOGIN PASSWORD :'password' IN ROLE api_rw;
SQL
