# shellcheck shell=bash
# What run and tests/with_service share: a private PostgreSQL and the service on it, run by an
# account that is not root, and ended by process id. Needs deploy/build.sh. The caller sets
# `root`, the checkout, and `state`, where everything is kept, and calls end_all on exit.

: "${root:?}"
postgres_programs=/usr/lib/postgresql/15/bin
state=
socket=
postgres=
service=
account=()

# PostgreSQL refuses to run as root and the service has no need to. As root we are the owner of
# the state directory if there is one, else the user the PostgreSQL packages made.
choose_account() {
    local uid gid
    ((EUID == 0)) || return 0
    uid=$(stat -c %u "$state/" 2>/dev/null || echo 0)
    gid=$(stat -c %g "$state/" 2>/dev/null || echo 0)
    if ((uid == 0)); then
        uid=$(id -u postgres)
        gid=$(id -g postgres)
    fi
    account=(--reuid "$uid" --regid "$gid" --clear-groups)
}

account_name() { id -un "${account[1]:-$EUID}"; }

own() { ((EUID != 0)) || chown -R "${account[1]}:${account[3]}" "$@"; }

# For use as `launch COMMAND &` or `attend launch COMMAND`: $! is then the command itself. It
# gets its own session, so that Ctrl-C reaches this shell only and the order of stopping is
# ours, and a signal when this shell dies, so that not even kill -9 leaves it behind.
launch() {
    exec env HOME="$state" setsid setpriv --pdeathsig TERM "${account[@]}" "$@" 9>&-
}

alive() { kill -0 "$1" 2>/dev/null; }

# end PID SIGNAL SECONDS SIGNAL: politely, and then not.
end() {
    local tick
    kill -s "$2" "$1" 2>/dev/null || return 0
    for ((tick = 0; tick < $3 * 20; tick++)); do
        alive "$1" || return 0
        sleep 0.05
    done
    say "Process $1 did not end within $3 seconds, so it is sent $4"
    kill -s "$4" "$1" 2>/dev/null || true
}

# The service first, so that it can finish its requests. Its exit status is the answer.
end_all() {
    local status=0
    [[ -z $attended ]] || end "$attended" TERM 5 KILL
    if [[ -n $service ]]; then
        end "$service" TERM 35 KILL
        wait "$service" 2>/dev/null || status=$?
        service=
        ((status == 0)) || say "The service ended with status $status"
    fi
    if [[ -n $postgres ]]; then
        end "$postgres" INT 30 QUIT
        wait "$postgres" 2>/dev/null || true
        postgres=
    fi
    return "$status"
}

# The path of a Unix socket has room for 107 bytes, and a comma or a blank means something else
# in a connection string. Where the state directory does not suit, a short one is made.
choose_socket() {
    socket=$state/socket
    if ((${#socket} > 90)) || [[ $socket == *[^A-Za-z0-9/._-]* ]]; then
        socket=$(mktemp -d /tmp/tamar-XXXXXXXX)
    else
        rm -rf "$socket"
        mkdir "$socket"
    fi
    own "$socket"
}

conninfo() { printf 'host=%s dbname=tamar user=%s' "$socket" "$1"; }

# cluster_create [INITDB-OPTION...]. Under another name until it is whole: a half-made cluster
# would be taken for a damaged one.
cluster_create() {
    local data=$state/postgresql
    [[ ! -e $data/PG_VERSION ]] || return 0
    say 'Creating a private PostgreSQL 15 cluster'
    rm -rf "$data.new"
    quietly attend launch "$postgres_programs/initdb" -D "$data.new" -U postgres -A trust \
        --data-checksums -E UTF8 --locale=C.UTF-8 "$@" || fail 'initdb failed'
    printf '%s\n' '# Only who may enter the socket directory (mode 0700) gets this far.' \
        'local all all trust' >"$data.new/pg_hba.conf"
    mv "$data.new" "$data"
    rm -f "$state/demo.json" "$state/demo.json.new"
}

# By its working directory: a process id written down before a reboot may be anybody's today.
cluster_processes() {
    local process
    for process in /proc/[0-9]*; do
        [[ $(readlink "$process/cwd" 2>/dev/null) != "$state/postgresql" ]] ||
            printf '%s\n' "${process#/proc/}"
    done
}

# What a killed run left: a second server on the same files would ruin them, and a lock file
# without a server keeps the next one from starting. INT asks the server for a fast shutdown,
# QUIT for an immediate one; TERM ends orphans of a killed server.
cluster_settle() {
    local signal tick left
    for signal in INT TERM QUIT; do
        mapfile -t left < <(cluster_processes)
        ((${#left[@]})) || break
        say 'Ending the PostgreSQL that an earlier run left'
        kill -s "$signal" "${left[@]}" 2>/dev/null || true
        for ((tick = 0; tick < 200; tick++)); do
            [[ -n $(cluster_processes) ]] || break
            sleep 0.05
        done
    done
    [[ -z $(cluster_processes) ]] || fail "an old PostgreSQL does not end: ${left[*]}"
    rm -f "$state/postgresql/postmaster.pid"
}

# cluster_start [SETTING...]. An error's text may quote the row it is about, and rows are about
# children: statements, parameters, details and error texts stay out of the log. The service
# logs SQLSTATE and constraint.
cluster_start() {
    local log=$state/postgresql.log setting options=()
    for setting in listen_addresses= unix_socket_directories="$socket" \
        unix_socket_permissions=0700 port=5432 \
        max_connections=100 shared_buffers=128MB effective_cache_size=512MB max_wal_size=512MB \
        random_page_cost=1.1 jit=off timezone=UTC log_timezone=UTC \
        log_min_messages=log log_error_verbosity=terse log_min_error_statement=panic \
        log_parameter_max_length=0 log_parameter_max_length_on_error=0 log_checkpoints=off "$@"; do
        options+=(-c "$setting")
    done
    : >"$log"
    own "$log"
    launch "$postgres_programs/postgres" -D "$state/postgresql" "${options[@]}" >"$log" 2>&1 &
    postgres=$!
    until "$postgres_programs/pg_isready" -q -h "$socket" -p 5432 -U postgres -d postgres; do
        if ! alive "$postgres"; then
            tail -n 20 "$log" >&2
            fail 'PostgreSQL did not start'
        fi
        sleep 0.05
    done
    "$postgres_programs/psql" -h "$socket" -U postgres -XqAt -d postgres \
        -c "SELECT 'there' FROM pg_database WHERE datname = 'tamar'" | grep -q there ||
        "$postgres_programs/createdb" -h "$socket" -U postgres tamar
}

# What we build is ours alone (umask), so another account gets a copy of its own.
place_program() {
    program=$1
    ((EUID == 0)) || return 0
    program=$state/bin/tamar
    mkdir -p "$state/bin"
    install -m 700 "$1" "$program"
    own "$state/bin"
}

of_service() { jq -er ".$1" "$state/service.json" 2>/dev/null; }

# address port|ops_port: where a client on this machine reaches the service.
address() {
    local host=${TAMAR_ADDRESS:-127.0.0.1}
    [[ $host != 0.0.0.0 ]] || host=127.0.0.1
    printf 'http://%s:%s' "$host" "$(of_service "$1")"
}

# service_start: ready when this returns.
service_start() {
    local deadline=$((SECONDS + 60)) status=0
    rm -f "$state/service.json"
    launch "$program" serve &
    service=$!
    until of_service port >/dev/null && curl -fs -m 2 --noproxy '*' -o /dev/null "$(address port)/readyz"; do
        if ! alive "$service"; then
            wait "$service" || status=$?
            service=
            fail "the service did not start (status $status)"
        fi
        ((SECONDS < deadline)) || fail 'the service was not ready within 60 seconds'
        sleep 0.05
    done
}
