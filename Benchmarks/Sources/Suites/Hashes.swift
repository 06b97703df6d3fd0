import SignetBytes
import SignetHash

extension Suite {
    static let hashes = Suite(name: "hashes") {
        let digests: [(DigestAlgorithm, String)] = [
            (.md5, "MD5"), (.sha1, "SHA1"), (.sha256, "SHA256"), (.sha384, "SHA384"), (.sha512, "SHA512"),
            (.sha3_256, "SHA3-256"), (.sha3_512, "SHA3-512"),
        ]
        var rows: [Row] = []
        for (algorithm, name) in digests {
            for size in sizes {
                let message = sampleBytes(size)
                rows.append(
                    Row(
                        name.lowercased(), bytes: size,
                        [
                            Contender(
                                "signet", answer: { algorithm.digest(of: message.span).bytes },
                                run: { for _ in 0..<$0 { blackHole(algorithm.digest(of: message.span)) } }),
                            try Libcrypto.digest(name, message), SwiftCrypto.digest(name, message),
                            Gcrypt.digest(name, message),
                        ]))
            }
        }
        let key = sampleBytes(32, seed: 2)
        for size in sizes {
            let message = sampleBytes(size)
            rows.append(
                Row(
                    "hmac-sha256", bytes: size,
                    [
                        Contender(
                            "signet", answer: { HMAC.authenticate(message.span, .sha256, key: key.span).bytes },
                            run: {
                                for _ in 0..<$0 { blackHole(HMAC.authenticate(message.span, .sha256, key: key.span)) }
                            }
                        ),
                        try Libcrypto.hmac("SHA256", key, message), SwiftCrypto.hmac(key, message),
                    ]))
        }
        return rows
    }
}
