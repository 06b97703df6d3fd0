# Alice's key and her chain of three certificates, as each program backs them up. No final newline in the passwords.
printf '%s' 'Correct horse 7' > passwords/ascii
printf '%s' 'Pässwörd€' > passwords/non-ascii
printf '%s' '' > passwords/empty
printf '%s' 'Wrong horse 7' > passwords/wrong
password=$(cat passwords/ascii)
alice_subject="CN=Alice Example"

# a_pfx FILE PASSWORD-NAME: the row of a .pfx that holds all.
a_pfx() {
    local file=$1 name=$2
    shift 2
    is "pfx/$file.p12" pfx "password=$name" verdict=good keys=1 certificates=3 "$@"
}

by openssl
# openssl_pfx FILE PASSWORD-NAME OPTION…
openssl_pfx() {
    local file=$1 name=$2
    shift 2
    run openssl pkcs12 -export -inkey pki/alice.key -in pki/alice.pem -certfile pki/chain.pem -name alice \
        -passout "pass:$(cat "passwords/$name")" -out "pfx/$file.p12" "$@"
    a_pfx "$file" "$name" name=alice
}
openssl_pfx openssl30-default ascii
openssl_pfx openssl30-default-non-ascii non-ascii
openssl_pfx openssl30-default-empty empty
openssl_pfx openssl30-legacy ascii -legacy
openssl_pfx openssl30-legacy-non-ascii non-ascii -legacy
openssl_pfx openssl30-legacy-empty empty -legacy
old="-provider legacy -provider default -macalg sha1"
openssl_pfx openssl30-3des ascii -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
openssl_pfx openssl30-2des ascii $old -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-2DES
openssl_pfx openssl30-rc2-40 ascii $old -keypbe PBE-SHA1-RC2-40 -certpbe PBE-SHA1-RC2-40
openssl_pfx openssl30-rc2-128 ascii $old -keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-RC2-128
openssl_pfx openssl30-rc4-40 ascii $old -keypbe PBE-SHA1-RC4-40 -certpbe PBE-SHA1-RC4-40
openssl_pfx openssl30-rc4-128 ascii $old -keypbe PBE-SHA1-RC4-128 -certpbe PBE-SHA1-RC4-128
for bits in 128 192 256; do
    openssl_pfx openssl30-aes$bits ascii -keypbe AES-$bits-CBC -certpbe AES-$bits-CBC
done
openssl_pfx openssl30-pbes2-3des ascii -keypbe DES-EDE3-CBC -certpbe DES-EDE3-CBC
openssl_pfx openssl30-macalg-sha384 ascii -macalg sha384
openssl_pfx openssl30-macalg-sha512 ascii -macalg sha512
openssl_pfx openssl30-nomac ascii -nomac
openssl_pfx openssl30-iter1 ascii -iter 1 -maciter
openssl_pfx openssl30-noiter ascii -noiter -nomaciter
openssl_pfx openssl30-none ascii -keypbe NONE -certpbe NONE
openssl_pfx openssl30-none-nomac ascii -keypbe NONE -certpbe NONE -nomac
openssl_pfx openssl30-keys-plain-certs-3des ascii -keypbe NONE -certpbe PBE-SHA1-3DES
also pfx/openssl30-default.p12 pfx password=wrong verdict=bad error=wrong-password
also pfx/openssl30-legacy.p12 pfx password=wrong verdict=bad error=wrong-password
also pfx/openssl30-default-empty.p12 pfx password=ascii verdict=bad error=wrong-password
also pfx/openssl30-default-non-ascii.p12 pfx password=ascii verdict=bad error=wrong-password
also pfx/openssl30-nomac.p12 pfx password=wrong verdict=bad error=wrong-password
run openssl pkcs12 -export -nokeys -in pki/chain.pem -passout "pass:$password" -out pfx/openssl30-certificates-only.p12
is pfx/openssl30-certificates-only.p12 pfx password=ascii verdict=good keys=0 certificates=2
run openssl pkcs12 -export -nocerts -inkey pki/alice.key -passout "pass:$password" -out pfx/openssl30-key-only.p12
is pfx/openssl30-key-only.p12 pfx password=ascii verdict=good keys=1 certificates=0
run_through pfx/openssl30-default.p12 pfx/openssl30-tampered-mac.p12 python3 ../../Tests/Interop/mime.py flip 1000
is pfx/openssl30-tampered-mac.p12 pfx password=ascii verdict=bad error=wrong-password

by openssl35
run "$OPENSSL35" pkcs12 -export -inkey pki/alice.key -in pki/alice.pem -certfile pki/chain.pem -name alice \
    -passout "pass:$password" -out pfx/openssl35-default.p12
a_pfx openssl35-default ascii name=alice
run "$OPENSSL35" pkcs12 -export -inkey pki/alice.key -in pki/alice.pem -certfile pki/chain.pem -name alice -pbmac1_pbkdf2 \
    -passout "pass:$password" -out pfx/openssl35-pbmac1.p12
a_pfx openssl35-pbmac1 ascii name=alice
run "$OPENSSL35" pkcs12 -export -inkey pki/alice.key -in pki/alice.pem -certfile pki/chain.pem -name alice -pbmac1_pbkdf2 \
    -pbmac1_pbkdf2_md sha512 -macalg sha512 -passout "pass:$password" -out pfx/openssl35-pbmac1-sha512.p12
a_pfx openssl35-pbmac1-sha512 ascii name=alice

by nss
nss=$(nss_home pki/root.pem)
run pk12util -i pfx/openssl30-default.p12 -d "sql:$nss" -W "$password"
nss_pfx() {
    local file=$1 name=$2
    shift 2
    run pk12util -o "pfx/$file.p12" -n alice -d "sql:$nss" -W "$(cat "passwords/$name")" "$@"
    a_pfx "$file" "$name" name=alice
}
nss_pfx nss-default ascii
nss_pfx nss-default-non-ascii non-ascii
nss_pfx nss-default-empty empty
nss_pfx nss-3des-rc2-40 ascii -c "PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC" -C "PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC" -M SHA-1
nss_pfx nss-3des-3des ascii -c "PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC" -C "PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC"
nss_pfx nss-rc4-128 ascii -c "PKCS #12 V2 PBE With SHA-1 And 128 Bit RC4" -C "PKCS #12 V2 PBE With SHA-1 And 128 Bit RC4"
nss_pfx nss-aes256-sha512 ascii -c AES-256-CBC -C AES-256-CBC -M SHA-512
nss_pfx nss-certificates-plain ascii -c AES-128-CBC -C NONE

by gnutls
cat pki/alice.pem pki/chain.pem > "$work/three.pem"
gnutls_pfx() {
    local file=$1 name=$2
    shift 2
    run certtool --to-p12 --load-privkey pki/alice.key --load-certificate "$work/three.pem" \
        --p12-name alice --password "$(cat "passwords/$name")" --outder --outfile "pfx/$file.p12" "$@"
    a_pfx "$file" "$name" name=alice
}
gnutls_pfx gnutls-default ascii
gnutls_pfx gnutls-default-non-ascii non-ascii
gnutls_pfx gnutls-default-empty empty --empty-password
for cipher in 3des 3des-pkcs12 aes-128 aes-192 aes-256 rc2-40 arcfour; do
    gnutls_pfx gnutls-$cipher ascii --pkcs-cipher $cipher
done
gnutls_pfx gnutls-sha512 ascii --pkcs-cipher aes-256 --hash sha512

by gpgsm
gpgsm=$(gpgsm_home pki/root.pem pfx/openssl30-default.p12 "$password")
export GNUPGHOME=$gpgsm
run_through passwords/ascii "$work/gpgsm.p12" gpgsm --passphrase-fd 0 --export-secret-key-p12 alice@example.org
cp "$work/gpgsm.p12" pfx/gpgsm-default.p12
is pfx/gpgsm-default.p12 pfx password=ascii verdict=good keys=1 certificates=1  # gpgsm leaves the chain out
run_through passwords/ascii "$work/gpgsm.p12" gpgsm --passphrase-fd 0 --armor --export-secret-key-p12 alice@example.org
cp "$work/gpgsm.p12" pfx/gpgsm-armor.pem
is pfx/gpgsm-armor.pem pfx-armor password=ascii verdict=good keys=1 certificates=1

by bc
bc_pfx() {
    local file=$1 name=$2
    shift 2
    run bouncy_castle write-pfx p12=pfx/openssl30-default.p12 password-file=passwords/ascii \
        "new-password-file=passwords/$name" name=alice "out=pfx/$file.p12" "$@"
    a_pfx "$file" "$name" name=alice
}
bc_pfx bc-default-ber ascii type=PKCS12
bc_pfx bc-default-der ascii type=PKCS12 der
bc_pfx bc-default-non-ascii non-ascii type=PKCS12
bc_pfx bc-default-empty empty type=PKCS12
bc_pfx bc-3des-3des ascii type=PKCS12-3DES-3DES
# PBES2 with every part chosen: cipher, pseudo-random function, MAC.
while read -r cipher prf mac; do
    file=bc-pbes2-${cipher#*-}-$prf
    run bouncy_castle build-pfx p12=pfx/openssl30-default.p12 password-file=passwords/ascii "out=pfx/$file.p12" \
        "cipher=${cipher%-*}" "prf=id_hmacWith${prf^^}" "mac=$mac"
    a_pfx "$file" ascii name=alice
done << END
id_aes128_CBC-aes128 sha1 idSHA1
id_aes192_CBC-aes192 sha224 id_sha224
id_aes256_CBC-aes256 sha256 id_sha256
id_aes256_CBC-aes256 sha384 id_sha384
id_aes256_CBC-aes256 sha512 id_sha512
des_EDE3_CBC-3des sha1 idSHA1
END

by java
java_pfx() {
    local file=$1 name=$2
    shift 2
    run keytool -importkeystore -noprompt -srckeystore pfx/openssl30-default.p12 -srcstorepass:file passwords/ascii \
        -srcstoretype PKCS12 -deststoretype PKCS12 -deststorepass:file "passwords/$name" -destkeystore "pfx/$file.p12" "$@"
    a_pfx "$file" "$name" name=alice
}
java_pfx java-default ascii
java_pfx java-legacy ascii -J-Dkeystore.pkcs12.legacy
# Java has no .pfx under a non-ASCII password: its PBE keys refuse one ("Password is not ASCII").
