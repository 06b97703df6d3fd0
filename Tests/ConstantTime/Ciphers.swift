import SignetBytes
import SignetCipher

/// Ciphers with secret keys and plaintexts, tags, padding, and wrapped keys.
func cipherCases() -> [Case] {
    let (iv, nonce): ([UInt8], [UInt8]) = ([UInt8](repeating: 9, count: 16), [UInt8](repeating: 7, count: 12))
    var cases: [Case] = []
    let block: [(CipherAlgorithm, String)] = [
        (.aes128, "AES-128"), (.aes192, "AES-192"), (.aes256, "AES-256"), (.tripleDES, "Triple DES"), (.des, "DES"),
        (.rc2(effectiveBits: 40), "RC2-40"), (.rc2(effectiveBits: 128), "RC2-128"), (.sm4, "SM4"), (.seed, "SEED"),
        (.camellia(keyByteCount: 32), "Camellia"), (.aria(keyByteCount: 32), "ARIA"), (.idea, "IDEA"),
        (.blowfish, "Blowfish"), (.cast128, "CAST-128"),
    ]
    for (algorithm, name) in block {
        let (keyByteCount, size) = (algorithm.keyByteCount, algorithm.blockByteCount)
        for count in [1, 40] {
            cases.append(
                Case("\(name)-CBC encryption, \(count) blocks", secret: keyByteCount + count * size) { secret in
                    var encryption = try CBCEncryption(
                        algorithm, key: secret.span.extracting(first: keyByteCount), iv: iv.span.extracting(first: size)
                    )
                    var message = SecretBytes(copying: secret.span.extracting(droppingFirst: keyByteCount))
                    var blocks = message.mutableSpan
                    try encryption.update(&blocks)
                    keep(message)
                })
            cases.append(
                Case("\(name)-CBC decryption, \(count) blocks", secret: keyByteCount + count * size) { secret in
                    var decryption = try CBCDecryption(
                        algorithm, key: secret.span.extracting(first: keyByteCount), iv: iv.span.extracting(first: size)
                    )
                    var message = SecretBytes(copying: secret.span.extracting(droppingFirst: keyByteCount))
                    var blocks = message.mutableSpan
                    try decryption.update(&blocks)
                    keep(message)
                })
        }
        cases.append(
            Case("\(name)-CBC unpadding", secret: keyByteCount + 3 * size) { secret in
                keep(
                    try CBC.decrypt(
                        secret.span.extracting(droppingFirst: keyByteCount), algorithm,
                        key: secret.span.extracting(first: keyByteCount), iv: iv.span.extracting(first: size)))
            })
    }
    for keyByteCount in [16, 32] {
        let name = "AES-\(keyByteCount * 8)"
        cases.append(
            Case("\(name)-CTR", secret: keyByteCount + 700) { secret in
                var mode = try CTR(key: secret.span.extracting(first: keyByteCount), counter: iv.span)
                var message = SecretBytes(copying: secret.span.extracting(droppingFirst: keyByteCount))
                var bytes = message.mutableSpan
                mode.update(&bytes)
                keep(message)
            })
        cases.append(
            Case("\(name)-CMAC", secret: keyByteCount + 100) { secret in
                keep(
                    try CMAC.authenticate(
                        secret.span.extracting(droppingFirst: keyByteCount),
                        key: secret.span.extracting(first: keyByteCount)))
            })
        cases.append(
            Case("\(name)-GCM, sealed and opened", secret: keyByteCount + 1000) { secret in
                var cipher = try AESGCM(key: secret.span.extracting(first: keyByteCount))
                var message = SecretBytes(copying: secret.span.extracting(droppingFirst: keyByteCount))
                var bytes = message.mutableSpan
                let tag = try cipher.seal(&bytes, nonce: nonce.span, additionalData: iv.span)
                var again = message.mutableSpan
                try tag.withSpan { tag throws(CipherError) in
                    try cipher.open(&again, tag: tag, nonce: nonce.span, additionalData: iv.span)
                }
                keep(message)
            })
        cases.append(
            Case("\(name)-CCM, sealed and opened", secret: keyByteCount + 1000) { secret in
                var cipher = try AESCCM(key: secret.span.extracting(first: keyByteCount))
                var message = SecretBytes(copying: secret.span.extracting(droppingFirst: keyByteCount))
                var bytes = message.mutableSpan
                let tag = try cipher.seal(&bytes, nonce: nonce.span, additionalData: iv.span)
                var again = message.mutableSpan
                try tag.withSpan { tag throws(CipherError) in
                    try cipher.open(&again, tag: tag, nonce: nonce.span, additionalData: iv.span)
                }
                keep(message)
            })
    }
    return cases + [
        Case("GMAC", secret: 200) { secret in
            var code = try GMAC(key: secret.span.extracting(first: 16), nonce: nonce.span)
            code.update(secret.span)
            keep(try code.finalize())
        },
        Case("A tag that is wrong", secret: 32) { secret in
            var cipher = try AESGCM(key: secret.span.extracting(first: 16))
            var message = SecretBytes(zeros: 100)
            var bytes = message.mutableSpan
            try cipher.open(
                &bytes, tag: secret.span.extracting(droppingFirst: 16), nonce: nonce.span, additionalData: iv.span)
        },
        Case("ChaCha20-Poly1305, sealed and opened", secret: 32 + 1500) { secret in
            var cipher = try ChaChaPoly(key: secret.span.extracting(first: 32))
            var message = SecretBytes(copying: secret.span.extracting(droppingFirst: 32))
            var bytes = message.mutableSpan
            let tag = try cipher.seal(&bytes, nonce: nonce.span, additionalData: iv.span)
            var again = message.mutableSpan
            try tag.withSpan { tag throws(CipherError) in
                try cipher.open(&again, tag: tag, nonce: nonce.span, additionalData: iv.span)
            }
            keep(message)
        },
        Case("RC4", secret: 100) { secret in
            keep(try RC4.apply(secret.span, key: secret.span.extracting(first: 16)))
        },
        Case("AES key wrap and unwrap", secret: 64) { secret in
            let kek = secret.span.extracting(first: 32)
            let key = secret.span.extracting(droppingFirst: 32)
            let wrapped = try AESKeyWrap.wrap(key, under: kek)
            keep(try AESKeyWrap.unwrap(wrapped.span, under: kek))
            let wrappedPadded = try AESKeyWrap.wrapPadded(key, under: kek)
            keep(try AESKeyWrap.unwrapPadded(wrappedPadded.span, under: kek))
        },
        Case("AES key unwrap of what was not wrapped", secret: 56) { secret in
            keep(
                try AESKeyWrap.unwrapPadded(
                    secret.span.extracting(droppingFirst: 16), under: secret.span.extracting(first: 16)))
        },
        Case("Triple DES key wrap and unwrap", secret: 48) { secret in
            let kek = secret.span.extracting(first: 24)
            let key = secret.span.extracting(droppingFirst: 24)
            let wrapped = try TripleDESKeyWrap.wrap(key, under: kek)
            keep(try TripleDESKeyWrap.unwrap(wrapped.span, under: kek))
        },
        Case("RC2 key wrap and unwrap", secret: 32) { secret in
            let kek = secret.span.extracting(first: 16)
            let key = secret.span.extracting(droppingFirst: 16)
            let wrapped = try RC2KeyWrap.wrap(key, under: kek)
            keep(try RC2KeyWrap.unwrap(wrapped.span, under: kek))
        },
        Case("Password key wrap and unwrap", secret: 48) { secret in
            let kek = secret.span.extracting(first: 32)
            let key = secret.span.extracting(droppingFirst: 32)
            let wrapped = try PasswordKeyWrap.wrap(key, .aes256, under: kek, iv: iv.span)
            keep(try PasswordKeyWrap.unwrap(wrapped.span, .aes256, under: kek, iv: iv.span))
        },
    ]
}
