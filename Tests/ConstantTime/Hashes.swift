import SignetBytes
import SignetHash

/// Hashes of secrets, codes under secret keys, and keys derived from secrets.
func hashCases() -> [Case] {
    let (salt, empty): ([UInt8], [UInt8]) = ([1, 2, 3, 4, 5, 6, 7, 8], [])
    var cases: [Case] = []
    for algorithm in DigestAlgorithm.allCases {
        cases.append(
            Case("\(algorithm) of a secret", secret: 300) { secret in
                var hash = SecretHash(algorithm)
                hash.update(secret.span)
                keep(hash.finalize())
            })
        cases.append(
            Case("HMAC-\(algorithm)", secret: 200) { secret in
                keep(HMAC.authenticate(secret.span, algorithm, key: secret.span.extracting(first: 32)))
            })
    }
    // Lanes: with the processor's instructions for SHA, and as if it had none.
    let ranges = (0..<20).map { ($0 * 100)..<($0 * 100 + 90 + $0) }
    for algorithm in [DigestAlgorithm.sha1, .sha256, .sha512, .sha3_256] {
        for hasSHA in [true, false] where hasSHA == false || CPU.hasSHA {
            let text = hasSHA ? "" : ", lanes"
            cases.append(
                Case("\(algorithm) of twenty secrets\(text)", secret: 2100) { secret in
                    keep(
                        algorithm.digests(
                            of: ranges, in: secret.span, level: CPU.level, hasSHA: hasSHA, evenIfShort: true))
                })
            cases.append(
                Case("PBKDF2-HMAC-\(algorithm) of twenty passwords\(text)", secret: 20 * 20) { secret in
                    let inputs = (0..<20).map { index in
                        (
                            password: SecretBytes(copying: secret.span.extracting((index * 20)..<(index * 20 + 20)))
                                .shared(),
                            salt: salt
                        )
                    }
                    keep(
                        try PBKDF2.derive(
                            inputs, iterations: 3, byteCount: 70, algorithm: algorithm, level: CPU.level,
                            hasSHA: hasSHA))
                })
        }
    }
    for algorithm in [DigestAlgorithm.md5, .sha1, .sha256, .sha512] {
        cases.append(
            Case("PBKDF2-HMAC-\(algorithm)", secret: 20) { secret in
                keep(
                    try PBKDF2.derive(
                        password: secret.span, salt: salt.span, iterations: 3, byteCount: 70, algorithm: algorithm))
            })
        cases.append(
            Case("PKCS #12 derivation, \(algorithm)", secret: 20) { secret in
                keep(
                    try PKCS12KDF.derive(
                        password: secret.span, salt: salt.span, purpose: .key, iterations: 3, byteCount: 70,
                        algorithm: algorithm))
            })
    }
    return cases + [
        Case("PBKDF1-MD2", secret: 20) { secret in
            keep(
                try PBKDF1.derive(
                    password: secret.span, salt: salt.span, iterations: 3, byteCount: 16, algorithm: .md2))
        },
        Case("HKDF", secret: 40) { secret in
            keep(
                try HKDF.derive(
                    secret: secret.span, salt: salt.span, info: empty.span, byteCount: 70, algorithm: .sha256))
        },
        Case("X9.63 derivation", secret: 40) { secret in
            keep(
                try X963KDF.derive(secret: secret.span, sharedInfo: salt.span, byteCount: 70, algorithm: .sha256))
        },
        Case("SHAKE256 of a secret", secret: 300) { secret in
            var function = SHAKE(.shake256)
            function.update(secret.span)
            keep(function.squeeze(300))
        },
    ]
}
