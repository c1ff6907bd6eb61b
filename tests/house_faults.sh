#!/usr/bin/env bash
# Plants one fault of each kind into a small model of the house and wants tests/house.py to catch
# each: a check that cannot fail is none.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
missed=0 planted=0

# A house in order: one file of each owner, and a route.
build_house() {
    rm -rf "${house:?}"/*
    mkdir -p "$house"/{api,models,auth,sql/queries,tests}
    printf '#include <%s>\n' ulfius.h microhttpd.h >"$house/api/server.c"
    printf '#include <jansson.h>\n' | tee "$house/api/json.c" >"$house/auth/claims.c"
    printf '#include <libpq-fe.h>\n' >"$house/models/db.c"
    printf '#include <jwt.h>\n' >"$house/auth/token.c"
    printf '#include <sodium.h>\n#include <openssl/evp.h>\n' >"$house/auth/seal.c"
    printf '    { "GET", "/v1/a", "listA", 0 },\n' >"$house/api/a.c"
    printf '/* sprintf(x) */ const char *a = "strcpy(";\n' >"$house/models/a.c"
    printf 'SELECT 1;\n' >"$house/sql/001_a.sql"
    printf 'int x;\n' >"$house/tests/test_a.c"
}

inspect() { python3 "$root/tests/house.py" "$house" 2>&1; }

# expect FILE WORDS: the text on standard input is added to FILE, and the house must be found
# faulty with these words, and with one fault only.
expect() {
    local said status=0
    build_house
    mkdir -p "$house/$(dirname "$1")"
    cat >>"$house/$1"
    said=$(inspect) || status=$?
    planted=$((planted + 1))
    if ((status == 0)) || [[ $said != *"$2"* ]] || (($(wc -l <<<"$said") != 1)); then
        printf 'planted in %s, wanted "%s", got: %s\n' "$1" "$2" "$said" >&2
        missed=$((missed + 1))
    fi
}

# may_not FOLDER HEADER...
may_not() {
    local folder=$1 header
    shift
    for header; do
        expect "$folder/a.c" "includes $header" <<<"#include \"$header\""
    done
}

lines() { for ((i = 0; i < $1; i++)); do echo "$2"; done; }
columns() { printf '%s%*s\n' "$1" "$(($2 - ${#1}))" '' | tr ' ' x; }
function_of() {
    echo 'int f(int a)'
    echo '{'
    lines "$(($1 - 2))" '    a++;'
    echo '}'
}

build_house
inspect >/dev/null || { inspect && exit 1; }

may_not api libpq-fe.h jwt.h openssl/evp.h sodium.h tests/client.h
may_not models ulfius.h microhttpd.h jansson.h jwt.h openssl/evp.h sodium.h api/http.h auth/auth.h
may_not auth ulfius.h microhttpd.h libpq-fe.h models/kind.h api/http.h queries.h tests/identity/forge.h
for header in ulfius.h microhttpd.h jansson.h; do
    expect api/b.c "includes $header, which belongs" <<<"#include <$header>"
done
expect models/b.c 'includes libpq-fe.h, which belongs' <<<'#include <libpq-fe.h>'
expect auth/b.c 'includes jwt.h, which belongs' <<<'#include <jwt.h>'
expect auth/b.c 'includes jansson.h, which belongs' <<<'#include <jansson.h>'

for sql in 'SELECT id FROM app.pupil' 'INSERT INTO app.pupil' 'UPDATE app.pupil SET x = 1' \
    'DELETE FROM app.pupil' 'SELECT set_config(1)'; do
    expect api/a.c 'contains SQL' <<<"static const char *q = \"$sql\";"
done

for call in strcpy strcat sprintf atoi atol strtok gets alloca system setjmp \
    ulfius_start_framework ulfius_start_secure_framework; do
    for folder in api models auth tests; do
        expect "$folder/b.c" "calls $call" <<<"int y = $call(x);"
    done
done

for folder in api models auth; do
    expect "$folder/b.c" 'b is 41 lines' < <(function_of 41 | sed 's/ f(/ b(/')
    expect "$folder/b.c" 'is 401 lines' < <(lines 401 'int x;')
    expect "$folder/b.h" 'is 101 columns' < <(columns 'int ' 101)
    expect "$folder/b.h" 'has a typedef' <<<'typedef struct b b;'
done
expect tests/b.c 'f is 41 lines' < <(function_of 41)
expect tests/b.c 'is 601 lines' < <(lines 601 'int x;')
expect tests/b.c 'is 101 columns' < <(columns 'int ' 101)
expect sql/002_b.sql 'is 121 columns' < <(columns 'SELECT ' 121)
expect sql/queries/b.sql 'is 121 columns' < <(columns 'SELECT ' 121)

for name in core util utils common helper helpers; do
    expect "models/$name.c" 'is named after nothing' <<<'int x;'
    expect "api/$name/a.c" 'is named after nothing' <<<'int x;'
done
expect sql/002_b.sql 'no test has heard b_is_small' <<<"COMMENT ON CONSTRAINT b_is_small ON b IS 'b: is small';"
expect sql/002_b.sql 'no test has heard b_is_one' <<<"COMMENT ON INDEX b_is_one IS 'b: is there already';"
expect sql/002_b.sql 'no test has heard b_is_late' <<<'--! rule b_is_late: b: is too late'
expect tests/b.c 'review_of_case is said to be unheard' <<<'const char *b = "/b review_of_case";'
expect api/b.c 'listA is the operationId' <<<'    { "POST", "/v1/b", "listA", 0 },'

# What is just within the sizes is fine.
build_house
function_of 40 >"$house/api/b.c"
columns 'int ' 100 >"$house/models/b.c"
lines 400 'int x;' >"$house/auth/b.c"
echo '--! rule b_is_late: b: is too late' >"$house/sql/002_b.sql"
echo 'const char *b = "/b b_is_late";' >"$house/tests/b.c"
inspect >/dev/null || { inspect >&2 || true; missed=$((missed + 1)); }

((missed == 0)) || { echo "$missed of $planted planted faults were not caught as they should" >&2; exit 1; }
echo "$planted planted faults were caught"
