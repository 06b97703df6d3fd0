# The letter sealed by each program, signed and sealed in every order, and certificates alone.
to_alice=(pki/alice.pem)
to_both=(pki/alice.pem pki/bob.pem)
for_alice=(recipient=alice@example.org)
for_both=(recipient=alice@example.org recipient=bob@example.org)

# sealed FILE CIPHER key=value…: the row of a sealed mail that opens well.
sealed() {
    local file=$1 cipher=$2
    shift 2
    is "sealed/$file" sealed verdict=good "cipher=$cipher" "content=$letter" "$@"
}
# shut FILE ERROR key=value…: the row of one that must not open.
shut() {
    local file=$1 error=$2
    shift 2
    is "sealed/$file" sealed verdict=bad "error=$error" "$@"
}
# posted CMS.der FILE [TYPE]: a mail around the CMS of a peer that writes none.
posted() { run_through /dev/null "sealed/$2" python3 ../../Tests/Interop/mime.py pkcs7 "$1" "${3:-enveloped-data}"; }

by openssl
legacy=(-provider legacy -provider default)
while read -r name option cipher; do
    run openssl cms -encrypt "$option" -in $letter "${fields[@]}" -out sealed/openssl30-$name.eml "${to_alice[@]}"
    sealed openssl30-$name.eml $cipher "${for_alice[@]}"
done << END
3des -des3 des-ede3-cbc
aes128 -aes128 aes-128-cbc
aes192 -aes192 aes-192-cbc
aes256 -aes256 aes-256-cbc
gcm128 -aes-128-gcm aes-128-gcm
gcm256 -aes-256-gcm aes-256-gcm
END
while read -r name option cipher; do
    run openssl cms -encrypt "${legacy[@]}" "$option" -in $letter "${fields[@]}" -out sealed/openssl30-$name.eml "${to_alice[@]}"
    sealed openssl30-$name.eml $cipher "${for_alice[@]}"
done << END
rc2-40 -rc2-40-cbc rc2-40-cbc
rc2-64 -rc2-64-cbc rc2-64-cbc
rc2-128 -rc2-cbc rc2-128-cbc
des -des-cbc des-cbc
END
run openssl smime -encrypt -aes256 -in $letter "${fields[@]}" -out sealed/openssl30-smime-aes256.eml "${to_alice[@]}"
sealed openssl30-smime-aes256.eml aes-256-cbc "${for_alice[@]}"
for option in des3 aes128 aes256 aes-256-gcm; do
    cipher=$option
    case $option in des3) cipher=des-ede3-cbc ;; aes128 | aes256) cipher=aes-${option#aes}-cbc ;; esac
    run openssl cms -encrypt -$option -in $letter "${fields[@]}" -out sealed/openssl30-both-$option.eml "${to_both[@]}"
    sealed openssl30-both-$option.eml $cipher "${for_both[@]}"
done
run openssl cms -encrypt -aes256 -stream -binary -outform DER -in $letter -out sealed/openssl30-stream.p7m "${to_alice[@]}"
sealed openssl30-stream.p7m aes-256-cbc "${for_alice[@]}"
run openssl cms -encrypt -aes256 -stream -in $letter "${fields[@]}" -out sealed/openssl30-stream-both.eml "${to_both[@]}"
sealed openssl30-stream-both.eml aes-256-cbc "${for_both[@]}"
run openssl cms -encrypt -aes256 -keyid -in $letter "${fields[@]}" -out sealed/openssl30-keyid.eml "${to_alice[@]}"
sealed openssl30-keyid.eml aes-256-cbc "${for_alice[@]}"
run openssl cms -encrypt -aes256 -in $letter "${fields[@]}" -out sealed/openssl30-oaep-sha1.eml \
    -recip pki/alice.pem -keyopt rsa_padding_mode:oaep
sealed openssl30-oaep-sha1.eml aes-256-cbc "${for_alice[@]}" transport=rsaesOaep
run openssl cms -encrypt -aes256 -in $letter "${fields[@]}" -out sealed/openssl30-oaep-sha256.eml \
    -recip pki/alice.pem -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -keyopt rsa_mgf1_md:sha256
sealed openssl30-oaep-sha256.eml aes-256-cbc "${for_alice[@]}" transport=rsaesOaep
run openssl cms -encrypt -aes256 -outform DER -binary -in $letter -pwri_password "$password" -out sealed/openssl30-password.p7m
sealed openssl30-password.p7m aes-256-cbc password=ascii transport=password
run openssl cms -encrypt -aes256 -outform DER -binary -in $letter -secretkey 000102030405060708090a0b0c0d0e0f \
    -secretkeyid 6b31 -out sealed/openssl30-kek.p7m
sealed openssl30-kek.p7m aes-256-cbc transport=kek:000102030405060708090a0b0c0d0e0f:6b31
run openssl cms -encrypt -aes256 -in $letter "${fields[@]}" -out sealed/openssl30-bob-only.eml pki/bob.pem
shut openssl30-bob-only.eml not-a-recipient recipient=bob@example.org cipher=aes-256-cbc

# Tampered copies. The last bytes of OpenSSL's EnvelopedData are the ciphertext, those of its AuthEnvelopedData the tag.
run openssl cms -encrypt -aes256 -binary -outform DER -in $letter -out "$work/sealed.der" "${to_alice[@]}"
run_through "$work/sealed.der" "$work/tampered.der" python3 ../../Tests/Interop/mime.py flip -17
posted "$work/tampered.der" tampered-cbc-padding.eml
shut tampered-cbc-padding.eml undecryptable "${for_alice[@]}" cipher=aes-256-cbc
key=$(openssl asn1parse -inform DER -in "$work/sealed.der" | awk -F: '/rsaEncryption/ {seen=1} seen && /OCTET STRING/ {print $1 + 0; exit}')
run_through "$work/sealed.der" "$work/tampered.der" python3 ../../Tests/Interop/mime.py flip $((key + 100))
posted "$work/tampered.der" tampered-encrypted-key.eml
shut tampered-encrypted-key.eml undecryptable "${for_alice[@]}" cipher=aes-256-cbc
run openssl cms -encrypt -aes-256-gcm -binary -outform DER -in $letter -out "$work/sealed.der" "${to_alice[@]}"
for place in -1:tag -40:ciphertext; do
    run_through "$work/sealed.der" "$work/tampered.der" python3 ../../Tests/Interop/mime.py flip "${place%:*}"
    posted "$work/tampered.der" "tampered-gcm-${place#*:}.eml" authEnveloped-data
    shut "tampered-gcm-${place#*:}.eml" undecryptable "${for_alice[@]}" cipher=aes-256-gcm
done

by openssl35
run "$OPENSSL35" cms -encrypt -in $letter "${fields[@]}" -out sealed/openssl35-default.eml "${to_both[@]}"
sealed openssl35-default.eml "$("$OPENSSL35" cms -cmsout -print -in sealed/openssl35-default.eml |
    awk '/contentEncryptionAlgorithm/ {getline; print $2}')" "${for_both[@]}"
run "$OPENSSL35" cms -encrypt -aes-128-gcm -stream -in $letter "${fields[@]}" -out sealed/openssl35-gcm128-stream.eml "${to_both[@]}"
sealed openssl35-gcm128-stream.eml aes-128-gcm "${for_both[@]}"

by gpgsm
for cipher in 3DES:des-ede3-cbc AES:aes-128-cbc AES192:aes-192-cbc AES256:aes-256-cbc; do
    run gpgsm --yes --cipher-algo "${cipher%:*}" -r alice@example.org -r bob@example.org -o "$work/gpgsm.der" --encrypt $letter
    posted "$work/gpgsm.der" "gpgsm-${cipher#*:}.eml"
    sealed "gpgsm-${cipher#*:}.eml" "${cipher#*:}" "${for_both[@]}"
done
run gpgsm --yes -r alice@example.org -o sealed/gpgsm-default.p7m --encrypt $letter
sealed gpgsm-default.p7m aes-128-cbc "${for_alice[@]}"

by nss
run cmsutil -E -d "sql:$nss" -r alice@example.org -i $letter -o "$work/nss.der"
posted "$work/nss.der" nss-default.eml
sealed nss-default.eml aes-128-cbc "${for_alice[@]}"
run cmsutil -E -d "sql:$nss" -r alice@example.org,bob@example.org -i $letter -o "$work/nss.der"
posted "$work/nss.der" nss-both.eml
sealed nss-both.eml aes-128-cbc "${for_both[@]}"

by bc
while read -r name cipher constant; do
    type=enveloped-data
    case $cipher in *gcm) type=authEnveloped-data ;; esac
    run bouncy_castle seal to=pki/alice.pem,pki/bob.pem in=$letter "out=$work/bc.der" "cipher=$constant"
    posted "$work/bc.der" bc-$name.eml $type
    sealed bc-$name.eml $cipher "${for_both[@]}"
done << END
3des des-ede3-cbc DES_EDE3_CBC
aes128 aes-128-cbc AES128_CBC
aes256 aes-256-cbc AES256_CBC
gcm256 aes-256-gcm AES256_GCM
END
run bouncy_castle seal to=pki/alice.pem in=$letter "out=$work/bc.der" oaep
posted "$work/bc.der" bc-oaep-sha256.eml
sealed bc-oaep-sha256.eml aes-256-cbc "${for_alice[@]}" transport=rsaesOaep

# Layers: what is sealed or signed again is a MIME entity with its own Content-Type.
by openssl
run openssl cms -sign -in $letter "${alice[@]}" -out "$work/signed.entity"
run openssl cms -encrypt -aes256 -in "$work/signed.entity" "${fields[@]}" -out sealed/openssl30-signed-sealed.eml "${to_both[@]}"
sealed openssl30-signed-sealed.eml aes-256-cbc "${for_both[@]}" signer=alice@example.org layer=sealed layer=signed
run openssl cms -encrypt -aes256 -in "$work/signed.entity" -out "$work/sealed.entity" "${to_both[@]}"
run openssl cms -sign -in "$work/sealed.entity" "${alice[@]}" "${fields[@]}" -out sealed/openssl30-triple.eml
sealed openssl30-triple.eml aes-256-cbc "${for_both[@]}" signer=alice@example.org layer=signed layer=sealed layer=signed
run openssl cms -sign -nodetach -in $letter "${alice[@]}" -out "$work/signed.entity"
run openssl cms -encrypt -aes-256-gcm -in "$work/signed.entity" "${fields[@]}" -out sealed/openssl30-opaque-sealed-gcm.eml "${to_both[@]}"
sealed openssl30-opaque-sealed-gcm.eml aes-256-gcm "${for_both[@]}" signer=alice@example.org layer=sealed layer=signed
run openssl cms -encrypt -aes256 -in $letter -out "$work/sealed.entity" "${to_both[@]}"
run openssl cms -sign -in "$work/sealed.entity" "${alice[@]}" "${fields[@]}" -out sealed/openssl30-sealed-signed.eml
sealed openssl30-sealed-signed.eml aes-256-cbc "${for_both[@]}" signer=alice@example.org layer=signed layer=sealed
run openssl cms -sign -nodetach -in "$work/sealed.entity" "${alice[@]}" "${fields[@]}" -out sealed/openssl30-sealed-opaque.eml
sealed openssl30-sealed-opaque.eml aes-256-cbc "${for_both[@]}" signer=alice@example.org layer=signed layer=sealed

by gpgsm
mime entity signed/gpgsm-clear-sha256.eml > "$work/signed.entity"
run gpgsm --yes -r alice@example.org -r bob@example.org -o "$work/gpgsm.der" --encrypt "$work/signed.entity"
posted "$work/gpgsm.der" gpgsm-signed-sealed.eml
sealed gpgsm-signed-sealed.eml aes-256-cbc "${for_both[@]}" signer=alice@example.org layer=sealed layer=signed
by nss
mime entity signed/nss-opaque.eml > "$work/signed.entity"
run cmsutil -E -d "sql:$nss" -r alice@example.org,bob@example.org -i "$work/signed.entity" -o "$work/nss.der"
posted "$work/nss.der" nss-opaque-sealed.eml
sealed nss-opaque-sealed.eml aes-128-cbc "${for_both[@]}" signer=alice@example.org layer=sealed layer=signed
by bc
mime entity signed/bc-opaque-ber.eml > "$work/signed.entity"
run bouncy_castle seal to=pki/alice.pem,pki/bob.pem "in=$work/signed.entity" "out=$work/bc.der"
posted "$work/bc.der" bc-opaque-sealed.eml
sealed bc-opaque-sealed.eml aes-256-cbc "${for_both[@]}" signer=alice@example.org layer=sealed layer=signed

# Certificates alone.
subjects=(subject="C=XX, O=Signet peers, CN=Alice Example" subject="C=XX, O=Signet peers, CN=Peers Issuing"
    subject="C=XX, O=Signet peers, CN=Peers Root")
by openssl
run openssl crl2pkcs7 -nocrl -certfile "$work/three.pem" -outform DER -out certs/openssl30.p7c
is certs/openssl30.p7c certs verdict=good certificates=3 "${subjects[@]}"
run openssl crl2pkcs7 -nocrl -certfile "$work/three.pem" -out certs/openssl30.p7b
is certs/openssl30.p7b certs verdict=good certificates=3 "${subjects[@]}"
run_through /dev/null certs/openssl30.eml python3 ../../Tests/Interop/mime.py pkcs7 certs/openssl30.p7c certs-only
is certs/openssl30.eml certs verdict=good certificates=3 "${subjects[@]}"
by gnutls
run certtool --p7-generate --load-certificate "$work/three.pem" --outfile certs/gnutls.p7b
is certs/gnutls.p7b certs verdict=good certificates=3 "${subjects[@]}"
run certtool --p7-generate --load-certificate "$work/three.pem" --outder --outfile certs/gnutls.p7c
is certs/gnutls.p7c certs verdict=good certificates=3 "${subjects[@]}"
by nss
run cmsutil -O -d "sql:$nss" -r alice -o certs/nss.p7c
is certs/nss.p7c certs verdict=good certificates=2 "${subjects[@]:0:2}"  # NSS leaves the root out
by bc
run bouncy_castle certs "in=$work/three.pem" out=certs/bc-ber.p7c
is certs/bc-ber.p7c certs verdict=good certificates=3 "${subjects[@]}"
run bouncy_castle certs "in=$work/three.pem" out=certs/bc-der.p7c der
is certs/bc-der.p7c certs verdict=good certificates=3 "${subjects[@]}"
by java
run keytool -list -rfc -storetype PKCS12 -keystore pfx/java-default.p12 -storepass:file passwords/ascii
cp "$work/run.out" certs/java-list.pem
is certs/java-list.pem certs verdict=good certificates=3 "${subjects[@]}"
