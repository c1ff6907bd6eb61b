# shellcheck shell=bash
# What run, test and .ci/run share: saying what happens, installing packages, building.
# Whoever reads this has set `root`, the checkout.
: "${root:?}"

say() { printf -- '-- %s\n' "$*"; }

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# The output of a command counts only when it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 || status=$?
    ((status == 0)) || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# bash holds its traps back while a command is in the foreground, so a long one is waited for.
# Whoever uses this ends $attended on exit.
attended=
attend() {
    local status=0
    "$@" <&0 &
    attended=$!
    wait "$attended" || status=$?
    attended=
    return "$status"
}

packages_in() {
    local section
    for section; do
        sed -n "s/^$section //p" "$root/packages.txt"
    done
}

packages_missing() {
    local wanted
    mapfile -t wanted < <(packages_in "$@" | sort -u)
    comm -23 <(printf '%s\n' "${wanted[@]}") \
        <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
            sed -n 's/^installed //p' | sort -u)
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo "$@"
    fi
}

# Maintainer scripts rely on the usual umask; ours would hide what they install.
apt() {
    as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 \
        sh -c 'umask 022 && exec apt-get -o DPkg::Lock::Timeout=300 "$@"' apt-get "$@"
}

# Debian's server package starts a cluster of its own on port 5432, which nobody here asked
# for. Where PostgreSQL has been before, its administrator has decided, and nothing is changed.
forbid_default_cluster() {
    local settings=/etc/postgresql-common/createcluster.conf
    if [[ -e $settings ]] ||
        dpkg-query -W -f '${db:Status-Status}' postgresql-common 2>/dev/null | grep -qx installed; then
        return
    fi
    printf '%s\n' '# Installing a server makes no cluster; pg_createcluster(1) does.' \
        'create_main_cluster = false' |
        as_root sh -c "umask 022 && mkdir -p ${settings%/*} && cat >$settings"
}

require_packages() {
    local missing replaced
    command -v dpkg-query >/dev/null ||
        fail 'this script installs Debian 12 packages; elsewhere use docker-compose.yml'
    mapfile -t missing < <(packages_missing "$@")
    ((${#missing[@]})) || return 0
    ((EUID == 0)) || command -v sudo >/dev/null ||
        fail "installing packages needs root or sudo; missing: ${missing[*]}"
    say "Installing ${#missing[@]} Debian packages (this can take some minutes): ${missing[*]}"
    quietly apt update || say 'Not every package list could be refreshed; trying with what there is'
    replaced=$(apt install -s --no-install-recommends "${missing[@]}" 2>/dev/null |
        sed -n 's/^Remv \([^ ]*\).*/\1/p' | paste -sd ' ')
    [[ -z $replaced ]] || say "They replace $replaced"
    forbid_default_cluster
    quietly apt install -y --no-install-recommends "${missing[@]}" ||
        fail 'the packages could not be installed; they are those of Debian 12 (bookworm)'
}

# configure DIRECTORY [MESON-OPTION...]. A build directory that came along with a copied
# checkout still belongs to the original, so it is made anew.
configure() {
    local build=$1 wipe=()
    shift
    if [[ -f $build/build.ninja ]]; then
        ! grep -qF "\"$root\"" "$build/meson-info/meson-info.json" || return 0
        wipe=(--wipe)
    fi
    say "Configuring $build"
    mkdir -p "$build"
    quietly attend flock -F "$build" meson setup "${wipe[@]}" "$@" "$build" "$root" ||
        fail "meson could not configure $build"
}

# build DIRECTORY [TARGET...]
build() {
    local build=$1
    shift
    [[ ! -e $build || -w $build ]] ||
        fail "$build belongs to $(stat -c %U "$build"); run this as that user, or remove it"
    configure "$build"
    say "Building in $build (only what has changed)"
    quietly attend flock -F "$build" ninja -C "$build" "$@" || fail 'the build failed'
}
