# A letter with what mail really carries, and the letter signed by each program. What is signed is the MIME entity
# mail/letter.entity: Content-* fields and body, every line ended by CRLF.
by make
{
    printf '%s\r\n' 'Content-Type: multipart/mixed; boundary="==letter=="' '' \
        '--==letter==' 'Content-Type: text/plain; charset=us-ascii' '' \
        'Dear Bob,' '' 'the board meets at nine o'\''clock.   ' 'This line ends with a tab.	' '-- ' 'Alice' '' '' \
        '--==letter==' 'Content-Type: text/plain; charset=utf-8; name="menu.txt"' \
        'Content-Disposition: attachment; filename="menu.txt"' 'Content-Transfer-Encoding: 8bit' '' \
        'Grüße! Crème brûlée 5 €, 寿司 7 €, žemlovka 3 €.' 'From here on, dots:' '.' '..' \
        '--==letter==' 'Content-Type: image/png; name="dot.png"' 'Content-Disposition: attachment; filename="dot.png"' \
        'Content-Transfer-Encoding: base64' '' \
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8A' 'AAAASUVORK5CYII=' \
        '--==letter==--'
} > mail/letter.entity
mime mail mail/letter.entity > mail/letter.eml
is mail/letter.eml letter content=mail/letter.entity
letter=mail/letter.entity
fields=(-from "Alice Example <alice@example.org>" -to "Bob Example <bob@example.org>" -subject "Minutes and menu")
alice=(-signer pki/alice.pem -inkey pki/alice.key -certfile pki/issuing.pem)
printf -v fields_words '%q ' "${fields[@]}"
printf -v alice_words '%q ' "${alice[@]}"
bob=(-signer pki/bob.pem -inkey pki/bob.key)

# signed FILE DIGEST FORM key=value…: the row of a mail that Alice signed well.
signed() {
    local file=$1 digest=$2 form=$3
    shift 3
    is "signed/$file" signed verdict=good signer=alice@example.org "digest=$digest" "form=$form" "content=$letter" "$@"
}
# spoilt FILE FORM ERROR key=value…: the row of a mail that must be judged bad.
spoilt() {
    local file=$1 form=$2 error=$3
    shift 3
    is "signed/$file" signed verdict=bad "error=$error" "form=$form" "$@"
}
# mailed FORM CMS.der FILE DIGEST: a mail around the CMS of a peer that writes none.
mailed() {
    if [ "$1" = clear ]; then
        run_through /dev/null "signed/$3" python3 ../../Tests/Interop/mime.py clear $letter "$2" "$4"
    else
        run_through /dev/null "signed/$3" python3 ../../Tests/Interop/mime.py pkcs7 "$2" signed-data
    fi
}

by openssl
for digest in sha1 sha224 sha256 sha384 sha512; do
    run openssl cms -sign -in $letter "${alice[@]}" -md $digest "${fields[@]}" -out signed/openssl30-clear-$digest.eml
    signed openssl30-clear-$digest.eml $digest clear
    run openssl cms -sign -nodetach -in $letter "${alice[@]}" -md $digest "${fields[@]}" -out signed/openssl30-opaque-$digest.eml
    signed openssl30-opaque-$digest.eml $digest opaque
done
run openssl smime -sign -in $letter "${alice[@]}" "${fields[@]}" -out signed/openssl30-smime-clear.eml
signed openssl30-smime-clear.eml sha256 clear
run openssl cms -sign -in $letter "${alice[@]}" -noattr "${fields[@]}" -out signed/openssl30-clear-noattr.eml
signed openssl30-clear-noattr.eml sha256 clear
run openssl cms -sign -nodetach -in $letter "${alice[@]}" -noattr "${fields[@]}" -out signed/openssl30-opaque-noattr.eml
signed openssl30-opaque-noattr.eml sha256 opaque
run openssl cms -sign -in $letter "${alice[@]}" -keyid "${fields[@]}" -out signed/openssl30-clear-keyid.eml
signed openssl30-clear-keyid.eml sha256 clear
run openssl cms -sign -in $letter "${alice[@]}" -keyopt rsa_padding_mode:pss "${fields[@]}" -out signed/openssl30-clear-pss.eml
signed openssl30-clear-pss.eml sha256 clear signature=rsassaPss
run openssl cms -sign -in $letter "${alice[@]}" -md sha512 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:20 \
    -keyopt rsa_mgf1_md:sha1 "${fields[@]}" -out signed/openssl30-clear-pss-mixed.eml
signed openssl30-clear-pss-mixed.eml sha512 clear signature=rsassaPss
run openssl cms -sign -in $letter "${alice[@]}" -binary -crlfeol "${fields[@]}" -out signed/openssl30-clear-crlf.eml
signed openssl30-clear-crlf.eml sha256 clear
run openssl cms -sign -in $letter "${alice[@]}" "${bob[@]}" "${fields[@]}" -out signed/openssl30-clear-two-signers.eml
signed openssl30-clear-two-signers.eml sha256 clear signer=bob@example.org
run openssl cms -sign -nodetach -in $letter "${alice[@]}" "${bob[@]}" "${fields[@]}" -out signed/openssl30-opaque-two-signers.eml
signed openssl30-opaque-two-signers.eml sha256 opaque signer=bob@example.org
run openssl cms -sign -nodetach -stream -binary -outform DER -in $letter "${alice[@]}" -out signed/openssl30-opaque-stream.p7m
signed openssl30-opaque-stream.p7m sha256 opaque
run openssl cms -sign -binary -outform DER -in $letter "${alice[@]}" -out signed/openssl30-detached.p7s
signed openssl30-detached.p7s sha256 detached
run openssl cms -sign -nodetach -binary -outform PEM -in $letter "${alice[@]}" -out signed/openssl30-opaque.pem
signed openssl30-opaque.pem sha256 opaque
run openssl cms -sign -in $letter "${alice[@]}" -receipt_request_all -receipt_request_to alice@example.org "${fields[@]}" \
    -out signed/openssl30-clear-receipt-request.eml
signed openssl30-clear-receipt-request.eml sha256 clear

run openssl cms -sign -in $letter -signer pki/expired.pem -inkey pki/expired.key -certfile pki/issuing.pem "${fields[@]}" \
    -out signed/openssl30-clear-expired.eml
spoilt openssl30-clear-expired.eml clear expired signer=alice@example.org digest=sha256
run openssl cms -sign -in $letter -signer pki/carol.pem -inkey pki/carol.key -certfile pki/issuing.pem "${fields[@]}" \
    -out signed/openssl30-clear-wrong-address.eml
spoilt openssl30-clear-wrong-address.eml clear wrong-address signer=carol@example.net digest=sha256
run openssl cms -sign -in $letter -signer pki/stranger.pem -inkey pki/stranger.key -certfile pki/stranger-root.pem "${fields[@]}" \
    -out signed/openssl30-clear-untrusted.eml
spoilt openssl30-clear-untrusted.eml clear untrusted signer=alice@example.org digest=sha256
run openssl cms -sign -in $letter "${alice[@]}" -nocerts "${fields[@]}" -out signed/openssl30-clear-no-certificates.eml
spoilt openssl30-clear-no-certificates.eml clear no-certificate digest=sha256

# Tampered copies: a word of the letter, a bit of the signature, the letter within, the attributes.
run_through signed/openssl30-clear-sha256.eml signed/tampered-clear-content.eml sed 's/at nine/at five/'
spoilt tampered-clear-content.eml clear digest signer=alice@example.org digest=sha256
run_through signed/openssl30-clear-sha256.eml signed/tampered-clear-trailing-space.eml sed 's/clock\.  /clock./'
spoilt tampered-clear-trailing-space.eml clear digest signer=alice@example.org digest=sha256
run_through signed/openssl30-clear-noattr.eml signed/tampered-clear-noattr-content.eml sed 's/at nine/at five/'
spoilt tampered-clear-noattr-content.eml clear signature signer=alice@example.org digest=sha256
run openssl cms -sign -nodetach -binary -outform DER -in $letter "${alice[@]}" -out "$work/opaque.der"
run_through "$work/opaque.der" "$work/tampered.der" sed 's/at nine/at five/'
mailed opaque "$work/tampered.der" tampered-opaque-content.eml
spoilt tampered-opaque-content.eml opaque digest signer=alice@example.org digest=sha256
run_through "$work/opaque.der" "$work/tampered.der" python3 ../../Tests/Interop/mime.py flip -2
mailed opaque "$work/tampered.der" tampered-opaque-signature.eml
spoilt tampered-opaque-signature.eml opaque signature signer=alice@example.org digest=sha256
run_through signed/openssl30-detached.p7s "$work/tampered.der" python3 ../../Tests/Interop/mime.py flip -1
mailed clear "$work/tampered.der" tampered-clear-signature.eml sha256
spoilt tampered-clear-signature.eml clear signature signer=alice@example.org digest=sha256
signing_time=$(openssl asn1parse -inform DER -in signed/openssl30-detached.p7s | grep -A2 signingTime | sed -n '$s/:.*//p')
run_through signed/openssl30-detached.p7s "$work/tampered.der" \
    python3 ../../Tests/Interop/mime.py set $((signing_time + 2)) 31  # the year of the signing time begins with 1
mailed clear "$work/tampered.der" tampered-clear-signing-time.eml sha256
spoilt tampered-clear-signing-time.eml clear signature signer=alice@example.org digest=sha256

by openssl35
for digest in sha256 sha512 sha3-256; do
    run "$OPENSSL35" cms -sign -in $letter "${alice[@]}" -md $digest "${fields[@]}" -out signed/openssl35-clear-$digest.eml
    signed openssl35-clear-$digest.eml $digest clear
done
run "$OPENSSL35" cms -sign -nodetach -in $letter "${alice[@]}" "${fields[@]}" -out signed/openssl35-opaque-sha256.eml
signed openssl35-opaque-sha256.eml sha256 opaque
run "$OPENSSL35" cms -sign -nodetach -stream -in $letter "${alice[@]}" -cades "${fields[@]}" -out signed/openssl35-opaque-stream-cades.eml
signed openssl35-opaque-stream-cades.eml sha256 opaque
run "$OPENSSL35" cms -sign -in $letter "${alice[@]}" -keyopt rsa_padding_mode:pss "${fields[@]}" -out signed/openssl35-clear-pss.eml
signed openssl35-clear-pss.eml sha256 clear signature=rsassaPss

run openssl pkcs12 -export -inkey pki/bob.key -in pki/bob.pem -certfile pki/chain.pem -name bob \
    -passout "pass:$password" -out "$work/bob.p12"
: > "$commands"

by gpgsm
gpgsm=$(gpgsm_home pki/root.pem pfx/openssl30-default.p12 "$password" "$work/bob.p12" "$password")
export GNUPGHOME=$gpgsm
for digest in SHA1 SHA256 SHA384 SHA512; do
    run_through passwords/ascii "$work/out" gpgsm --passphrase-fd 0 -u alice@example.org --digest-algo $digest \
        --yes -o "$work/gpgsm.der" --detach-sign $letter
    mailed clear "$work/gpgsm.der" gpgsm-clear-${digest,,}.eml ${digest,,}
    signed gpgsm-clear-${digest,,}.eml ${digest,,} clear
done
run_through passwords/ascii "$work/out" gpgsm --passphrase-fd 0 -u alice@example.org --yes -o "$work/gpgsm.der" --sign $letter
mailed opaque "$work/gpgsm.der" gpgsm-opaque.eml
signed gpgsm-opaque.eml sha256 opaque
cp "$work/gpgsm.der" signed/gpgsm-opaque.p7m
signed gpgsm-opaque.p7m sha256 opaque
run_through passwords/ascii "$work/out" gpgsm --passphrase-fd 0 -u alice@example.org -u bob@example.org --yes \
    -o "$work/gpgsm.der" --sign $letter
mailed opaque "$work/gpgsm.der" gpgsm-opaque-two-signers.eml
signed gpgsm-opaque-two-signers.eml sha256 opaque signer=bob@example.org

by nss
nss=$(nss_home pki/root.pem pfx/openssl30-default.p12 "$password" "$work/bob.p12" "$password")
for digest in SHA1 SHA256 SHA384 SHA512; do
    run cmsutil -S -T -G -P -H $digest -N alice -d "sql:$nss" -i $letter -o "$work/nss.der"
    mailed clear "$work/nss.der" nss-clear-${digest,,}.eml ${digest,,}
    signed nss-clear-${digest,,}.eml ${digest,,} clear
done
run cmsutil -S -G -N alice -Y alice -d "sql:$nss" -i $letter -o "$work/nss.der"
mailed opaque "$work/nss.der" nss-opaque.eml
signed nss-opaque.eml sha256 opaque
run cmsutil -S -N alice -Y NONE -d "sql:$nss" -i $letter -o signed/nss-opaque-bare.p7m
signed nss-opaque-bare.p7m sha256 opaque

by gnutls
cat pki/alice.pem pki/issuing.pem > "$work/alice-chain.pem"
gnutls=(--load-privkey pki/alice.key --load-certificate "$work/alice-chain.pem" --outder --infile $letter --outfile "$work/gnutls.der")
for digest in sha1 sha256 sha384 sha512; do
    run certtool --p7-detached-sign --p7-time --hash $digest "${gnutls[@]}"
    mailed clear "$work/gnutls.der" gnutls-clear-$digest.eml $digest
    signed gnutls-clear-$digest.eml $digest clear
done
run certtool --p7-detached-sign --hash sha256 "${gnutls[@]}"
mailed clear "$work/gnutls.der" gnutls-clear-noattr.eml sha256
signed gnutls-clear-noattr.eml sha256 clear
run certtool --p7-sign --p7-time --hash sha256 "${gnutls[@]}"
mailed opaque "$work/gnutls.der" gnutls-opaque.eml
signed gnutls-opaque.eml sha256 opaque

by bc
bc=(bouncy_castle sign p12=pfx/openssl30-default.p12 password-file=passwords/ascii in=$letter "out=$work/bc.der")
for digest in SHA1 SHA256 SHA384 SHA512; do
    run "${bc[@]}" digest=$digest
    mailed clear "$work/bc.der" bc-clear-ber-${digest,,}.eml ${digest,,}
    signed bc-clear-ber-${digest,,}.eml ${digest,,} clear
done
run "${bc[@]}" opaque
mailed opaque "$work/bc.der" bc-opaque-ber.eml
signed bc-opaque-ber.eml sha256 opaque
run "${bc[@]}" opaque no-attributes
mailed opaque "$work/bc.der" bc-opaque-ber-noattr.eml
signed bc-opaque-ber-noattr.eml sha256 opaque
run "${bc[@]}" opaque keyid der
mailed opaque "$work/bc.der" bc-opaque-der-keyid.eml
signed bc-opaque-der-keyid.eml sha256 opaque
