import SignetBytes
import SignetHash

extension Suite {
    static let keyDerivation = Suite(name: "kdf") {
        let password = [UInt8]("correct horse battery staple".utf8)
        let salt = sampleBytes(16, seed: 6)
        var rows: [Row] = []
        for (algorithm, name) in [(DigestAlgorithm.sha1, "SHA1"), (.sha256, "SHA256"), (.sha512, "SHA512")] {
            rows.append(
                Row(
                    "pbkdf2-\(name.lowercased()), 100 000 iterations",
                    [
                        Contender("signet") {
                            let key = try PBKDF2.derive(
                                password: password.span, salt: salt.span, iterations: 100_000, byteCount: 32,
                                algorithm: algorithm)
                            return [UInt8](key.declassified())
                        },
                        try Libcrypto.pbkdf2(name, password, salt, iterations: 100_000, byteCount: 32),
                        SwiftCrypto.pbkdf2(name, password, salt, iterations: 100_000, byteCount: 32),
                    ]))
        }
        rows.append(
            Row(
                "scrypt, N 16384, r 8, p 1",
                [
                    Contender("signet") {
                        let key = try Scrypt.derive(
                            password: password.span, salt: salt.span, cost: 16384, blockSize: 8, parallelization: 1,
                            byteCount: 32)
                        return [UInt8](key.declassified())
                    },
                    Libcrypto.scrypt(password, salt, cost: 16384, byteCount: 32),
                ]))
        let bmp: [UInt8] = "benchmark".utf8.flatMap { [UInt8(0), $0] } + [0, 0]
        for (algorithm, name, count) in [(DigestAlgorithm.sha1, "SHA1", 24), (.sha256, "SHA256", 32)] {
            rows.append(
                Row(
                    "pkcs12kdf-\(name.lowercased()), 2048 iterations",
                    [
                        Contender("signet") {
                            let key = try PKCS12KDF.derive(
                                password: bmp.span, salt: salt.span, purpose: .key, iterations: 2048, byteCount: count,
                                algorithm: algorithm)
                            return [UInt8](key.declassified())
                        },
                        try Libcrypto.pkcs12Key(name, bmp, salt, iterations: 2048, byteCount: count),
                    ]))
        }
        return rows
    }
}
