import SignetAlgorithms
import SignetBytes
import SignetPKCS12
import TestSupport
import Testing

/// What holds for every file, however it is cut or changed.
@Suite struct LawTests {
    /// One file a producer.
    private static let producers = [
        "openssl30-iter1", "openssl35-pbmac1", "nss-certificates-plain", "gnutls-3des-pkcs12", "gpgsm-default",
        "bc-default-ber", "bc-default-der", "java-default",
    ]

    /// A file that was cut short is never blamed on the password.
    @Test(arguments: producers)
    func refusesEveryTruncation(_ name: String) throws {
        let file = Bytes(try TestFiles.vector("peers/pfx/\(name).p12"))
        for count in 0..<file.count {
            switch PFX.failure(file.prefix(count), Alice.password) {
            case .malformed, .notAPFX(.empty): continue
            case let other: Issue.record("cut to \(count): \(String(describing: other))")
            }
        }
    }

    /// A file with a code is refused when any byte of it is changed, or holds the same all the same.
    @Test(arguments: ["openssl30-iter1", "openssl30-noiter"])
    func noticesEveryFlippedByte(_ name: String) throws {
        let file = try TestFiles.vector("peers/pfx/\(name).p12")
        let original = try PFX.open(Bytes(file), password: Alice.password)
        var same = 0
        for index in file.indices {
            var changed = file
            changed[index] ^= 1 << UInt8(index % 8)
            guard let contents = try? PFX.open(Bytes(changed), password: Alice.password, maximumWork: 2_000_000) else {
                continue
            }
            same += 1
            #expect(contents.holdsTheSame(as: original), "byte \(index)")
        }
        // What may change unnoticed is how lengths and parameters are written, not what they say.
        #expect(same < 20)
    }

    /// Without a code and without encryption every change reaches the structures inside: none of them traps.
    @Test func survivesEveryFlippedByteInside() throws {
        let file = try TestFiles.vector("peers/pfx/openssl30-none-nomac.p12")
        for index in file.indices {
            for mask: UInt8 in [0x01, 0x80, 0xFF] {
                var changed = file
                changed[index] ^= mask
                _ = PFX.failure(Bytes(changed), Alice.password)
                _ = try? PFX.visibleCertificates(in: Bytes(changed))
            }
        }
    }

    /// The bytes of one file cut out, doubled or moved.
    @Test func survivesSplicing() throws {
        let file = try TestFiles.vector("peers/pfx/openssl30-none-nomac.p12")
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<2_000 {
            let (from, to, count) = (next(file.count), next(file.count), next(64))
            var changed = file
            let piece = changed[from..<min(from + count, file.count)]
            changed.replaceSubrange(to..<min(to + next(64), file.count), with: piece)
            _ = PFX.failure(Bytes(changed), Alice.password)
        }
    }
}
