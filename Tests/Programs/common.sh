# SPDX-License-Identifier: Apache-2.0
# What the how-to scripts of this folder share. Each plays a how-to of Signet.docc/Programs.md with the real program, in a
# temporary home, and ends with "NAME: ok", "NAME: FAILED …" (status 1), or "NAME: absent …" (status 77).

set -euo pipefail
export LC_ALL=C.UTF-8
name=$(basename "$0")
programs=$(cd "$(dirname "$0")" && pwd)
vectors=$programs/../../Vectors
work=$(mktemp -d "${TMPDIR:-/tmp}/signet-$name.XXXXXX")
cleanups=()

finish() {
    local status=$? step
    for step in "${cleanups[@]}"; do eval "$step" || true; done
    rm -rf "$work"
    exit $status
}
trap finish EXIT

absent() { echo "$name: absent $*"; exit 77; }
fail() { echo "$name: FAILED $*"; exit 1; }
need() { local program; for program; do command -v "$program" > /dev/null || absent "$program"; done; }

# Waits until a command holds, twenty seconds at most.
comes() {
    local _
    for _ in $(seq 200); do
        if "$@" > /dev/null 2>&1; then return; fi
        sleep 0.1
    done
    return 1
}
wait_for() { comes "$@" || fail "waited in vain for: $*"; }

# The store of a person whose Digital ID is in Vectors/peers: alice, bob or carol.
store_of() {
    export SIGNET_HOME=$work/$1 SIGNET_PASSPHRASE=passphrase
    [ -d "$SIGNET_HOME" ] && return
    openssl pkcs12 -export -in "$vectors/peers/pki/$1.pem" -inkey "$vectors/peers/pki/$1.key" \
        -certfile "$vectors/peers/pki/chain.pem" -out "$work/$1.p12" -passout pass:x
    X=x signet id import "$work/$1.p12" --password-env X --keyset "$1" > /dev/null
    signet trust add "$vectors/peers/pki/root.pem" > /dev/null
}

need signet openssl
