import SignetBytes
import SignetHash

extension Suite {
    /// Many messages, and many passwords, in one call: beside the same one after the other, and beside libcrypto, which has
    /// nothing else.
    static let lanes = Suite(name: "lanes") {
        var rows: [Row] = []
        let digests: [(DigestAlgorithm, String)] = [
            (.sha1, "SHA1"), (.sha256, "SHA256"), (.sha512, "SHA512"), (.sha3_256, "SHA3-256"),
        ]
        for (algorithm, name) in digests {
            for size in [64, 1 << 10, 16 << 10] {
                for count in [1, 2, 3, 4, 8, 16, 100] {
                    let messages = (0..<count).map { sampleBytes(size, seed: UInt64($0 + 1)) }
                    rows.append(
                        Row(
                            "\(name.lowercased()) of \(count) × \(Row.text(bytes: size))", bytes: count * size,
                            [
                                Contender("signet", answer: { algorithm.digests(of: messages).flatMap(\.bytes) }) {
                                    for _ in 0..<$0 { blackHole(algorithm.digests(of: messages)) }
                                },
                                Contender(
                                    "one by one", answer: { messages.flatMap { algorithm.digest(of: $0.span).bytes } }
                                ) {
                                    for _ in 0..<$0 {
                                        for message in messages { blackHole(algorithm.digest(of: message.span)) }
                                    }
                                },
                                try Libcrypto.digests(name, messages),
                            ]))
                }
            }
        }
        let salt = sampleBytes(16, seed: 6)
        for (algorithm, name) in [(DigestAlgorithm.sha1, "SHA1"), (.sha256, "SHA256"), (.sha512, "SHA512")] {
            for count in [1, 2, 3, 4, 8, 16, 100] {
                let passwords = (0..<count).map { sampleBytes(12, seed: UInt64($0 + 1)) }
                let inputs = passwords.map {
                    (password: SecretBytes(copying: $0.span).shared(), salt: salt)
                }
                let byteCount = algorithm.digestByteCount
                rows.append(
                    Row(
                        "pbkdf2-\(name.lowercased()) of \(count) passwords, 2048 iterations",
                        [
                            Contender("signet") {
                                try PBKDF2.derive(
                                    inputs, iterations: 2048, byteCount: byteCount, algorithm: algorithm
                                ).flatMap { [UInt8](copying: $0.span) }
                            },
                            Contender("one by one") {
                                try passwords.flatMap {
                                    let key = try PBKDF2.derive(
                                        password: $0.span, salt: salt.span, iterations: 2048, byteCount: byteCount,
                                        algorithm: algorithm)
                                    return [UInt8](copying: key.span)
                                }
                            },
                            try Libcrypto.pbkdf2(name, passwords, salt, iterations: 2048, byteCount: byteCount),
                        ]))
            }
        }
        return rows
    }
}
