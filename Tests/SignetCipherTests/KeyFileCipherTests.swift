import SignetBytes
import SignetCipher
import TestSupport
import Testing

/// The ciphers that only key files have, against their standards and OpenSSL.
@Suite struct KeyFileCipherTests {
    static let rows: [(CipherAlgorithm, String)] = [
        (.camellia(keyByteCount: 16), "camellia-128-cbc"), (.camellia(keyByteCount: 24), "camellia-192-cbc"),
        (.camellia(keyByteCount: 32), "camellia-256-cbc"), (.aria(keyByteCount: 16), "aria-128-cbc"),
        (.aria(keyByteCount: 24), "aria-192-cbc"), (.aria(keyByteCount: 32), "aria-256-cbc"), (.seed, "seed-cbc"),
        (.blowfish, "bf-cbc"), (.cast128, "cast5-cbc"), (.sm4, "sm4-cbc"),
    ]

    @Test(.enabled(if: Programs.exists("openssl")), arguments: rows)
    func agreesWithOpenSSL(_ algorithm: CipherAlgorithm, _ name: String) throws {
        for byteCount in [0, 1, 15, 16, 100] {
            let key = Randomness.bytes(count: algorithm.keyByteCount)
            let iv = Randomness.bytes(count: algorithm.blockByteCount)
            let plaintext = Randomness.bytes(count: byteCount)
            let ours = try CBC.encrypt(plaintext.span, algorithm, key: key.span, iv: iv.span)
            let theirs = try Programs.run(
                "openssl",
                [
                    "enc", "-e", "-\(name)", "-provider", "legacy", "-provider", "default", "-K", Hex.encode(key),
                    "-iv",
                    Hex.encode(iv),
                ], input: Array(plaintext))
            #expect(theirs == Array(ours))
            let back = try CBC.decrypt(ours.span, algorithm, key: key.span, iv: iv.span)
            #expect(back.declassified() == plaintext)
        }
    }

    /// The other modes, on ciphers of both sizes of a block.
    @Test(
        .enabled(if: Programs.exists("openssl")),
        arguments: [
            (CipherAlgorithm.aes128, "aes-128"), (.sm4, "sm4"), (.des, "des"),
            (.camellia(keyByteCount: 32), "camellia-256"),
        ])
    func modesAgreeWithOpenSSL(_ algorithm: CipherAlgorithm, _ name: String) throws {
        let modes: [(CipherMode, String)] = [
            (.electronicCodebook, "ecb"), (.cipherFeedback, "cfb"), (.outputFeedback, "ofb"), (.counter, "ctr"),
        ]
        for (mode, suffix) in modes where !(algorithm == .des && mode == .counter) {
            for byteCount in [0, 1, 16, 100] {
                let key = Randomness.bytes(count: algorithm.keyByteCount)
                // All ones at the end, so that the counter runs over.
                let iv =
                    mode.hasVector
                    ? Bytes(Array(Randomness.bytes(count: algorithm.blockByteCount - 1)) + [0xFF]) : Bytes()
                let plaintext = Randomness.bytes(count: byteCount)
                let ours = try mode.encrypt(plaintext.span, algorithm, key: key.span, iv: iv.span)
                let theirs = try Programs.run(
                    "openssl",
                    [
                        "enc", "-e", "-\(name)-\(suffix)", "-provider", "legacy", "-provider", "default", "-K",
                        Hex.encode(key),
                    ]
                        + (mode.hasVector ? ["-iv", Hex.encode(iv)] : []), input: Array(plaintext))
                #expect(theirs == Array(ours), "\(name)-\(suffix) \(byteCount)")
                let back = try mode.decrypt(ours.span, algorithm, key: key.span, iv: iv.span)
                #expect(back.declassified() == plaintext)
            }
        }
    }

    /// Debian's OpenSSL has no IDEA: the example of its authors (X. Lai, On the Design and Security of Block Ciphers), and
    /// two blocks that Python's cryptography 48 encrypted.
    @Test func ideaIsThatOfItsAuthors() throws {
        let rows: [(key: Bytes, plaintext: Bytes, ciphertext: Bytes)] = [
            ([0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8], [0, 0, 0, 1, 0, 2, 0, 3], try hex("11fbed2b01986de5")),
            (Bytes((0..<16).map { $0 }), Bytes((8..<24).map { $0 }), try hex("e416be10fd748d5ec689d255d3f4d253")),
        ]
        let iv = Bytes(Array(repeating: 0, count: 8))
        for row in rows {
            let ours = try CBC.encrypt(row.plaintext.span, .idea, key: row.key.span, iv: iv.span)
            #expect(ours.prefix(row.ciphertext.count) == row.ciphertext)
        }
    }

    private func hex(_ text: String) throws -> Bytes { Bytes(try #require(Hex.decode(text))) }

    /// Keys of other lengths than the usual, and of zeros, at which IDEA's multiplication is special.
    @Test func roundTrips() throws {
        for algorithm in Self.rows.map(\.0) + [.idea] {
            let key = Bytes(Array(repeating: 0, count: algorithm.keyByteCount))
            let iv = Bytes(Array(repeating: 0, count: algorithm.blockByteCount))
            let ciphertext = try CBC.encrypt(iv.span, algorithm, key: key.span, iv: iv.span)
            #expect(try CBC.decrypt(ciphertext.span, algorithm, key: key.span, iv: iv.span).declassified() == iv)
        }
    }
}
