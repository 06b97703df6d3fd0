# A root, an issuing authority, and the people of the tests. OpenSSL 3.5, because it can say when a certificate begins.
by openssl35
distinguished="/C=XX/O=Signet peers"

# new_key NAME: an RSA key of 2048 bits, PKCS #8 PEM.
new_key() { run "$OPENSSL35" genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "pki/$1.key"; }

# new_root NAME COMMON-NAME
new_root() {
    new_key "$1"
    run "$OPENSSL35" req -x509 -new -config /dev/null -key "pki/$1.key" -subj "$distinguished/CN=$2" -sha256 \
        -not_before 20200101000000Z -not_after 20600101000000Z \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
        -addext subjectKeyIdentifier=hash -out "pki/$1.pem"
}

# issue NAME COMMON-NAME ISSUER NOT-BEFORE NOT-AFTER EXTENSION…
issue() {
    local name=$1 common=$2 issuer=$3 from=$4 to=$5
    shift 5
    [ -f "pki/$name.key" ] || new_key "$name"
    printf '%s\n' "$@" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid > "$work/extensions"
    remember printf '%s\n' "$@" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid '>' "$work/extensions"
    run "$OPENSSL35" req -new -config /dev/null -key "pki/$name.key" -subj "$distinguished/CN=$common" -out "$work/request"
    run "$OPENSSL35" x509 -req -in "$work/request" -CA "pki/$issuer.pem" -CAkey "pki/$issuer.key" -sha256 \
        -extfile "$work/extensions" -not_before "$from" -not_after "$to" -out "pki/$name.pem"
}

# person NAME COMMON-NAME ADDRESS ISSUER [NOT-BEFORE NOT-AFTER]
person() {
    issue "$1" "$2" "$4" "${5:-20260101000000Z}" "${6:-20490101000000Z}" basicConstraints=critical,CA:FALSE \
        keyUsage=critical,digitalSignature,keyEncipherment extendedKeyUsage=emailProtection "subjectAltName=email:$3"
}

new_root root "Peers Root"
is pki/root.pem certificate subject="C=XX, O=Signet peers, CN=Peers Root"
issue issuing "Peers Issuing" root 20200101000000Z 20500601000000Z \
    basicConstraints=critical,CA:TRUE,pathlen:0 keyUsage=critical,keyCertSign,cRLSign
is pki/issuing.pem certificate subject="C=XX, O=Signet peers, CN=Peers Issuing"
person alice "Alice Example" alice@example.org issuing
is pki/alice.pem certificate signer=alice@example.org verdict=good
person bob "Bob Example" bob@example.org issuing
is pki/bob.pem certificate signer=bob@example.org verdict=good
person expired "Alice Formerly" alice@example.org issuing 20200101000000Z 20220101000000Z
is pki/expired.pem certificate signer=alice@example.org verdict=bad error=expired
person carol "Carol Elsewhere" carol@example.net issuing
is pki/carol.pem certificate signer=carol@example.net verdict=good
new_root stranger-root "Stranger Root"
is pki/stranger-root.pem certificate subject="C=XX, O=Signet peers, CN=Stranger Root"
person stranger "Alice Example" alice@example.org stranger-root
is pki/stranger.pem certificate signer=alice@example.org verdict=bad error=untrusted
run rm pki/root.key pki/issuing.key pki/stranger-root.key
: > "$commands"
cat pki/issuing.pem pki/root.pem > pki/chain.pem
cat pki/root.pem pki/issuing.pem pki/alice.pem pki/alice.key > "$work/alice-all.pem"
