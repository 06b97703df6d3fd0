# SPDX-License-Identifier: Apache-2.0
# Bash functions that ask other programs to judge mails and .pfx files. Source this file, then call
#
#   verify_with   PEER MAIL ROOTS.pem            is the mail, clear or opaque, well signed, and its signer trusted?
#   open_with     PEER MAIL ID.p12 PASSWORD      the sealed content, to standard output
#   read_pfx_with PEER FILE.p12 PASSWORD         "subject: …" lines and "key: yes"
#
# PEER is openssl, openssl35, gpgsm, nss, gnutls, bc or (.pfx only) java, pyca, and openssl-default and openssl35-default,
# which do without the -legacy option. MAIL may also be bare DER or BER.
# Each says one line, "PEER: ok|FAILED|absent detail" (open_with on standard error, the others on standard output), and
# returns 0, 1 or 77. Everything happens in temporary folders under $PEERS_WORK, which `peers_end` removes.

export LC_ALL=C.UTF-8
interop=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PEERS_WORK=$(mktemp -d /tmp/peers.XXXXXX)  # a short path: gpg-agent's sockets live below it
PEERS="openssl openssl35 gpgsm nss gnutls bc java"
: "${OPENSSL35:=$HOME/.cache/signet-peers/bin/openssl35}"
: "${JAVA_JARS:=/usr/share/java}"
java_classpath=$PEERS_WORK/classes:$JAVA_JARS/bcprov.jar:$JAVA_JARS/bcpkix.jar:$JAVA_JARS/bcutil.jar

peers_end() {
    local home
    for home in "$PEERS_WORK"/gpgsm.*; do
        [ -S "$home/S.gpg-agent" ] && end_gpgsm "$home"
    done
    rm -rf "$PEERS_WORK"
}

mime() { python3 "$interop/mime.py" "$@"; }

# Is the program installed? Bouncy Castle is compiled at its first use.
present() {
    case $1 in
        openssl | openssl-default) command -v openssl ;;
        pyca) python3 -c 'import cryptography' ;;
        openssl35 | openssl35-default) [ -x "$OPENSSL35" ] || OPENSSL35=$(command -v openssl35) ;;
        gpgsm) command -v gpgsm && command -v gpg-agent ;;
        nss) command -v cmsutil && command -v pk12util && command -v certutil ;;
        gnutls) command -v certtool ;;
        java) command -v keytool ;;
        bc) [ -d "$PEERS_WORK/classes" ] || {
                command -v javac && [ -f "$JAVA_JARS/bcpkix.jar" ] && mkdir -p "$PEERS_WORK/classes" &&
                    javac -d "$PEERS_WORK/classes" -cp "$java_classpath" "$interop"/BouncyCastle*.java
            } ;;
        *) false ;;
    esac > /dev/null 2>&1
}

version_of() {
    present "$1" || { echo absent; return; }
    case $1 in
        openssl) openssl version | cut -d' ' -f1-2 ;;
        openssl35) "$OPENSSL35" version | cut -d' ' -f1-2 ;;
        gpgsm) gpgsm --version | sed -n '1s/.*) /GnuPG gpgsm /p' ;;
        nss) echo "NSS $(nss-config --version 2> /dev/null || dpkg-query -Wf '${Version}' libnss3-tools)" ;;
        gnutls) certtool --version | sed -n '1s/certtool /GnuTLS certtool /p' ;;
        bc) echo "Bouncy Castle $(readlink -f "$JAVA_JARS/bcpkix.jar" | sed 's/.*bcpkix-\(.*\)\.jar/\1/')" \
                "on OpenJDK $(java -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')" ;;
        java) echo "OpenJDK keytool $(java -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')" ;;
    esac
}

bouncy_castle() { present bc && java -cp "$java_classpath" BouncyCastle "$@"; }

ssl_of() { if [ "${1%-default}" = openssl35 ]; then echo "$OPENSSL35"; else echo openssl; fi; }

# Every certificate of a PEM file through a command, one at a time.
each_certificate() { awk -v command="$2" '/-BEGIN CERT/{on=1} on{print | command} /-END CERT/{on=0; close(command)}' "$1"; }

# The certificates and the key of a .p12 as one PEM file, whatever ciphers it uses.
pem_of_p12() {
    local password=$PEERS_WORK/password
    printf '%s\n' "$2" > "$password"
    "$(ssl_of openssl)" pkcs12 -in "$1" -nodes -passin "file:$password" 2> /dev/null ||
        openssl pkcs12 -legacy -in "$1" -nodes -passin "file:$password"
}

# home_of KIND ROOTS.pem [ID.p12 PASSWORD]…: a fresh home, copied from one that `new_KIND_home` made for the same words
# before. Fresh, because a peer remembers certificates that it has seen; copied, because importing is slow.
home_of() {
    local kind=$1 template home
    shift
    template=$PEERS_WORK/template-$kind-$({ printf '%s\n' "$@"; cat "$1"; [ $# -lt 2 ] || cat "$2"; } | sha1sum | head -c 12)
    if [ ! -d "$template" ]; then
        mkdir -m 700 "$template"
        "new_${kind}_home" "$template" "$@" > "$template/log" 2>&1
    fi
    home=$(mktemp -d "$PEERS_WORK/$kind.XXXX")
    cp -r "$template/." "$home"
    echo "$home"
}
gpgsm_home() { home_of gpgsm "$@"; }
nss_home() { home_of nss "$@"; }

# Identities are handed over in the old form, the only one that gpgsm 2.2 can import.
new_gpgsm_home() {
    local home=$1 roots=$2
    shift 2
    printf 'allow-loopback-pinentry\ns2k-count 65536\n' > "$home/gpg-agent.conf"
    printf '%s\n' disable-dirmngr disable-crl-checks disable-policy-checks no-secmem-warning batch 'pinentry-mode loopback' \
        > "$home/gpgsm.conf"
    each_certificate "$roots" "openssl x509 -noout -fingerprint -sha1" | sed 's/.*=\(.*\)/\1 S relax/' > "$home/trustlist.txt"
    GNUPGHOME=$home gpgsm --import "$roots"
    local keys=0 attempt
    while [ $# -ge 2 ]; do
        keys=$((keys + 1))
        pem_of_p12 "$1" "$2" > "$home/id.pem"
        openssl pkcs12 -export -legacy -in "$home/id.pem" -out "$home/id.p12" -passout "pass:$2"
        # On a busy machine the agent may be late, and the key is not taken.
        for attempt in 1 2 3; do
            printf '%s\n' "$2" | GNUPGHOME=$home gpgsm --passphrase-fd 0 --import "$home/id.p12"
            [ "$(GNUPGHOME=$home gpgsm --with-colons --list-secret-keys | grep -c '^crs:')" -lt $keys ] || break
        done
        shift 2
    done
    end_gpgsm "$home"
    rm -f "$home"/S.*
}

# Ends the agent that gpgsm started for this home.
end_gpgsm() { GNUPGHOME=$1 gpgconf --kill gpg-agent > /dev/null 2>&1; }

new_nss_home() {
    local home=$1 roots=$2 root
    shift 2
    certutil -N -d "sql:$home" --empty-password
    awk -v home="$home" '/-BEGIN CERT/ {n++} n {print > (home "/root-" n ".pem")}' "$roots"
    for root in "$home"/root-*.pem; do
        [ ! -f "$root" ] || certutil -A -d "sql:$home" -n "$(basename "$root")" -t C,C,C -a -i "$root"
    done
    while [ $# -ge 2 ]; do
        pk12util -i "$1" -d "sql:$home" -W "$2"
        shift 2
    done
}

# The one line that every question ends with.
answer() {
    local peer=$1 status=$2 detail=$3
    case $status in
        0) echo "$peer: ok $detail" ;;
        77) echo "$peer: absent $detail" ;;
        *) echo "$peer: FAILED $detail"; status=1 ;;
    esac
    return "$status"
}

# The line of a log that says most: a complaint, else the last line.
complaint() {
    grep -a -v -E 'dirmngr|issuer certificate|keybox' "$1" > "$1.said"
    { grep -a -i -m1 -E 'bad|fail|error|invalid|not trusted|expired|exception|no ' "$1.said" || tail -n 1 "$1.said"; } | cut -c1-160
}

verify_with() {
    local peer=$1 mail=$2 roots=$3 work status=0 form detail="" detached=() home
    present "$peer" && [ "$peer" != java ] || { answer "$peer" 77 "cannot verify mail here"; return; }
    work=$(mktemp -d "$PEERS_WORK/verify.XXXX")
    form=$(mime extract "$mail" "$work") || { answer "$peer" 1 "no signed mail"; return; }
    case $peer in
        openssl*)
            if [ "$form" = der ]; then detached=(-inform DER); fi
            "$(ssl_of "$peer")" cms -verify -in "$mail" "${detached[@]}" -CAfile "$roots" -purpose smimesign \
                -out "$work/out" -signer "$work/signers.pem" 2> "$work/log" || status=1
            [ -s "$work/signers.pem" ] && detail=$(each_certificate "$work/signers.pem" "openssl x509 -noout -email" | xargs)
            ;;
        gpgsm)
            home=$(gpgsm_home "$roots")
            [ "$form" = clear ] && detached=("$work/content")
            GNUPGHOME=$home gpgsm --status-fd 3 --verify "$work/cms.der" "${detached[@]}" 3> "$work/status" 2> "$work/log" ||
                status=1
            grep -q '] GOODSIG' "$work/status" && grep -q '] TRUST_FULLY' "$work/status" || status=1
            ! grep -q -E '\] (BADSIG|ERRSIG|TRUST_NEVER|TRUST_UNDEFINED|EXPSIG|EXPKEYSIG)' "$work/status" || status=1
            detail=$(grep -o 'GOODSIG.*' "$work/status" | cut -d' ' -f3- | xargs)
            end_gpgsm "$home"
            ;;
        nss)
            home=$(nss_home "$roots")
            [ "$form" = clear ] && detached=(-c "$work/content")
            cmsutil -D -d "sql:$home" -n -h 1 -u 4 -i "$work/cms.der" "${detached[@]}" > "$work/status" 2> "$work/log" || status=1
            grep -q 'signer[0-9.]*status=GoodSignature' "$work/status" || status=1
            ! grep -E 'signer[0-9.]*status=' "$work/status" | grep -q -v GoodSignature || status=1
            detail=$(grep -o -E 'status=[A-Za-z]*' "$work/status" | xargs)
            ;;
        gnutls)
            [ "$form" = clear ] && detached=(--load-data "$work/content")
            certtool --p7-verify --inder --infile "$work/cms.der" --load-ca-certificate "$roots" "${detached[@]}" \
                --verify-allow-broken > "$work/log" 2>&1 || status=1
            grep -q 'Signature status: ok' "$work/log" || status=1
            ;;
        bc)
            [ "$form" = clear ] && detached=("content=$work/content")
            detail=$(bouncy_castle verify "in=$work/cms.der" "${detached[@]}" "roots=$roots" 2> "$work/log") || status=1
            ;;
    esac
    [ $status = 0 ] || detail="$detail $(complaint "$work/log")"
    answer "$peer" $status "$detail"
}

open_with() {
    local peer=$1 mail=$2 p12=$3 password=$4 work status=0 form home encoding=()
    case $peer in gnutls | java) answer "$peer" 77 "cannot open sealed mail" >&2; return ;; esac
    present "$peer" || { answer "$peer" 77 "is not installed" >&2; return; }
    work=$(mktemp -d "$PEERS_WORK/open.XXXX")
    form=$(mime extract "$mail" "$work") || { answer "$peer" 1 "no sealed mail" >&2; return; }
    case $peer in
        openssl*)
            pem_of_p12 "$p12" "$password" > "$work/id.pem" 2> "$work/log"
            if [ "$form" = der ]; then encoding=(-inform DER); fi
            "$(ssl_of "$peer")" cms -decrypt -provider default -provider legacy -in "$mail" "${encoding[@]}" -inkey "$work/id.pem" -recip "$work/id.pem" \
                -out "$work/out" 2>> "$work/log" || status=1
            ;;
        gpgsm)
            home=$(gpgsm_home /dev/null "$p12" "$password")
            # Its exit status also complains of other recipients, whom it does not know; the status line does not.
            printf '%s\n' "$password" | GNUPGHOME=$home gpgsm --passphrase-fd 0 --status-fd 3 -o "$work/out" \
                --decrypt "$work/cms.der" 3> "$work/status" 2> "$work/log"
            grep -q '] DECRYPTION_OKAY' "$work/status" || status=1
            end_gpgsm "$home"
            ;;
        nss)
            home=$(nss_home /dev/null "$p12" "$password")
            cmsutil -D -d "sql:$home" -i "$work/cms.der" -o "$work/out" > "$work/log" 2>&1 || status=1
            ;;
        bc)
            bouncy_castle open "in=$work/cms.der" "p12=$p12" "password=$password" > "$work/out" 2> "$work/log" || status=1
            ;;
    esac
    if [ $status = 0 ]; then
        cat "$work/out"
        answer "$peer" 0 "$(wc -c < "$work/out") bytes" >&2
    else
        answer "$peer" 1 "$(complaint "$work/log")" >&2
    fi
}

read_pfx_with() {
    local peer=$1 p12=$2 password=$3 work status=0 home
    present "$peer" || { answer "$peer" 77 "is not installed"; return; }
    work=$(mktemp -d "$PEERS_WORK/pfx.XXXX")
    printf '%s\n' "$password" > "$work/password"
    case $peer in
        *-default)
            "$(ssl_of "$peer")" pkcs12 -in "$p12" -nodes -passin "file:$work/password" > "$work/out" 2> "$work/log" || status=1
            sed -n 's/^subject= */subject: /p; s/^-----BEGIN.*PRIVATE KEY.*/key: yes/p' "$work/out" > "$work/lines"
            ;;
        pyca)
            python3 - "$p12" "$work/password" > "$work/lines" 2> "$work/log" <<'PYTHON' || status=1
import sys
from cryptography.hazmat.primitives.serialization import pkcs12
password = open(sys.argv[2], "rb").read().rstrip(b"\n")
key, certificate, others = pkcs12.load_key_and_certificates(open(sys.argv[1], "rb").read(), password)
for one in [certificate] + others:
    if one: print("subject:", one.subject.rfc4514_string())
if key: print("key: yes")
PYTHON
            ;;
        openssl*)
            "$(ssl_of "$peer")" pkcs12 -in "$p12" -nodes -passin "file:$work/password" > "$work/out" 2> "$work/log" ||
                "$(ssl_of "$peer")" pkcs12 -legacy -in "$p12" -nodes -passin "file:$work/password" \
                    > "$work/out" 2>> "$work/log" || status=1
            sed -n 's/^subject= */subject: /p; s/^-----BEGIN.*PRIVATE KEY.*/key: yes/p' "$work/out" > "$work/lines"
            ;;
        gpgsm)
            home=$(gpgsm_home /dev/null)
            GNUPGHOME=$home gpgsm --passphrase-fd 0 --import "$p12" < "$work/password" 2> "$work/log" || status=1
            GNUPGHOME=$home gpgsm --with-colons -k 2> /dev/null | sed -n '/^crt/,/^uid/{s/^uid:[^:]*::::[^:]*::[^:]*::\([^:]*\):.*/subject: \1/p}' > "$work/lines"
            grep -q 'secret keys imported: *1' "$work/log" && echo "key: yes" >> "$work/lines"
            end_gpgsm "$home"
            ;;
        nss)
            home=$(nss_home /dev/null)
            pk12util -l "$p12" -d "sql:$home" -W "$password" > "$work/out" 2> "$work/log" || status=1
            sed -n 's/^ *Subject: "\(.*\)"/subject: \1/p; s/^Key(shrouded)*:.*/key: yes/p; s/^Key.*:$/key: yes/p' "$work/out" |
                awk '!/^key/ || !seen++' > "$work/lines"
            ;;
        gnutls)
            certtool --p12-info --inder --infile "$p12" --password "$password" > "$work/out" 2> "$work/log" || status=1
            sed -n 's/^-----BEGIN.*PRIVATE KEY.*/key: yes/p' "$work/out" > "$work/key"
            each_certificate "$work/out" "openssl x509 -noout -subject" | sed 's/^subject= */subject: /' |
                cat - "$work/key" > "$work/lines"
            ;;
        bc)
            bouncy_castle read-pfx "p12=$p12" "password=$password" > "$work/lines" 2> "$work/log" || status=1
            ;;
        java)
            keytool -list -v -storetype PKCS12 -keystore "$p12" -storepass:file "$work/password" > "$work/out" 2> "$work/log" ||
                status=1
            sed -n 's/^Owner: */subject: /p; s/^Entry type: PrivateKeyEntry/key: yes/p' "$work/out" > "$work/lines"
            grep -a 'keytool error' "$work/out" >> "$work/log"
            ;;
    esac
    grep -q '^key: yes' "$work/lines" || status=1
    if [ $status = 0 ]; then
        cat "$work/lines"
        answer "$peer" 0 "$(grep -c '^subject' "$work/lines") certificates"
    else
        answer "$peer" 1 "$(complaint "$work/log")"
    fi
}
