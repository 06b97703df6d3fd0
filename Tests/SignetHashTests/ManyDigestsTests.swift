import SignetBytes
import SignetHash
import TestSupport
import Testing

@Suite("Many messages at once")
struct ManyDigests {
    private static let some: [DigestAlgorithm] = [
        .md5, .sha1, .sha224, .sha256, .sha384, .sha512, .sha512_224, .sha512_256, .sha3_224, .sha3_256, .sha3_384,
        .sha3_512, .shake128, .shake256,
    ]

    /// With the processor's instructions for SHA-1 and SHA-256, and as if it had none: then lanes do their work.
    private static let shaOrNot = CPU.hasSHA ? [true, false] : [false]

    /// Messages of every length class, in any order, beside short and long ones; any number of them, so that lanes stay
    /// empty or a few messages are left for the end.
    @Test(arguments: some, CPU.levels)
    func agreement(_ algorithm: DigestAlgorithm, _ level: CPU.Level) {
        let bytes = [UInt8](Randomness.bytes(count: 20_000))
        var count = 0
        for number in [0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 33, 130, 258] {
            // Lengths 0 to 257 in a mixed order, a few of them longer; from any address.
            let ranges = (0..<number).map { index in
                let start = index &* 61 % 1000
                let length = (index &* 97 &+ number) % 258
                return start..<(start + (index % 11 == 3 ? length &* 71 % 19_000 : length))
            }
            let expected = ranges.map { algorithm.digest(of: bytes.span.extracting($0), level: .portable) }
            let messages = ranges.map { [UInt8](bytes[$0]) }
            for hasSHA in Self.shaOrNot {
                for short in [false, true] {
                    let digests = algorithm.digests(
                        of: ranges, in: bytes.span, level: level, hasSHA: hasSHA, evenIfShort: short)
                    let others = algorithm.digests(of: messages, level: level, hasSHA: hasSHA, evenIfShort: short)
                    #expect(digests == expected && others == expected)
                }
            }
            count += number
        }
        TestFiles.report("\(algorithm) of many messages, \(level)", ran: count)
    }

    /// FIPS 180-4's examples, and NIST's for FIPS 202, in every lane.
    @Test(arguments: [
        (DigestAlgorithm.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
        (.sha512_224, "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"),
        (.sha512_256, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
        (.sha3_256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
    ])
    func examples(_ algorithm: DigestAlgorithm, _ expected: String) {
        let messages = [[UInt8]](repeating: [UInt8]("abc".utf8), count: 42)
        for level in CPU.levels {
            for hasSHA in Self.shaOrNot {
                let digests = algorithm.digests(of: messages, level: level, hasSHA: hasSHA, evenIfShort: true)
                #expect(digests.allSatisfy { $0.description == expected } && digests.count == 42, "\(level)")
            }
        }
    }

    /// Passwords and salts of their own, or many blocks of one: each key is what it is alone.
    @Test(arguments: some, CPU.levels)
    func passwords(_ algorithm: DigestAlgorithm, _ level: CPU.Level) throws {
        for (number, byteCount) in [(0, 20), (1, 0), (1, 700), (1, 1500), (3, 64), (8, 33), (17, 20), (20, 100)] {
            let inputs: [(password: SecretSlice, salt: [UInt8])] = (0..<number).map {
                (Randomness.secret(count: $0 &* 13 % 150).shared(), [UInt8](Randomness.bytes(count: 8 &+ $0)))
            }
            for iterations in [1, 2, 5] {
                let keys = try PBKDF2.derive(
                    inputs, iterations: iterations, byteCount: byteCount, algorithm: algorithm, level: level)
                let others = try PBKDF2.derive(
                    inputs, iterations: iterations, byteCount: byteCount, algorithm: algorithm, level: level,
                    hasSHA: false)
                #expect(keys.count == number && others.count == number)
                for ((key, other), input) in zip(zip(keys, others), inputs) {
                    let alone = try PBKDF2.derive(
                        password: input.password.span, salt: input.salt.span, iterations: iterations,
                        byteCount: byteCount, algorithm: algorithm, level: level)
                    let portable = try PBKDF2.derive(
                        password: input.password.span, salt: input.salt.span, iterations: iterations,
                        byteCount: byteCount, algorithm: algorithm, level: .portable)
                    let expected = [UInt8](copying: portable.span)
                    #expect([UInt8](copying: key.span) == expected && [UInt8](copying: alone.span) == expected)
                    #expect([UInt8](copying: other.span) == expected)
                }
            }
        }
    }

    /// RFC 6070's password, beside itself; with SHA-256 and SHA-512 it gives what `openssl kdf PBKDF2` does.
    @Test func knownPasswords() throws {
        let password = SecretBytes(copying: [UInt8]("password".utf8).span).shared()
        let inputs = [(password: SecretSlice, salt: [UInt8])](repeating: (password, [UInt8]("salt".utf8)), count: 18)
        for (algorithm, expected) in [
            (DigestAlgorithm.sha1, "4b007901b765489abead49d926f721d065a429c1"),
            (.sha256, "c5e478d59288c841aa530db6845c4c8d962893a0"),
            (.sha512, "d197b1b33db0143e018b12f3d1d1479e6cdebdcc"),
        ] {
            for level in CPU.levels {
                for hasSHA in Self.shaOrNot {
                    let keys = try PBKDF2.derive(
                        inputs, iterations: 4096, byteCount: 20, algorithm: algorithm, level: level, hasSHA: hasSHA)
                    #expect(keys.allSatisfy { Hex.encode($0.span) == expected }, "\(algorithm), \(level)")
                }
            }
        }
    }

    /// What cannot be derived is refused, whatever the number of passwords.
    @Test func refusals() {
        let input = (password: SecretBytes(zeros: 3).shared(), salt: [1, 2] as [UInt8])
        #expect(throws: KDFError.iterationCount(0)) {
            try PBKDF2.derive([input, input], iterations: 0, byteCount: 20, algorithm: .sha256)
        }
        #expect(throws: KDFError.byteCount(1 << 24, maximum: 1 << 23)) {
            try PBKDF2.derive([input, input], iterations: 1, byteCount: 1 << 24, algorithm: .sha256)
        }
        #expect(throws: KDFError.byteCount(-1, maximum: 1 << 24)) {
            try PBKDF2.derive([], iterations: 1, byteCount: -1, algorithm: .sha256)
        }
    }
}
