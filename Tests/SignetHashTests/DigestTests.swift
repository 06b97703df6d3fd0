import SignetBytes
import SignetHash
import TestSupport
import Testing

/// The names that test files and OpenSSL give the functions.
let digestNames: [(DigestAlgorithm, file: String, openssl: String)] = [
    (.md5, "MD5", "md5"), (.sha1, "SHA1", "sha1"), (.sha224, "SHA224", "sha224"), (.sha256, "SHA256", "sha256"),
    (.sha384, "SHA384", "sha384"), (.sha512, "SHA512", "sha512"), (.sha512_224, "SHA512_224", "sha512-224"),
    (.sha512_256, "SHA512_256", "sha512-256"), (.sha3_224, "SHA3_224", "sha3-224"),
    (.sha3_256, "SHA3_256", "sha3-256"), (.sha3_384, "SHA3_384", "sha3-384"), (.sha3_512, "SHA3_512", "sha3-512"),
]

func digestAlgorithm(_ name: String) -> DigestAlgorithm? {
    let name = name.uppercased().replacing("-", with: "").replacing("/", with: "").replacing("_", with: "")
    // Not to be had from OpenSSL without asking for it.
    let others: [String: DigestAlgorithm] = ["MD2": .md2, "MD4": .md4]
    if let other = others[name] { return other }
    return digestNames.first { $0.openssl.uppercased().replacing("-", with: "") == name }?.0
}

@Suite("Digests: known answers")
struct DigestKnownAnswers {
    /// FIPS 180-4's and FIPS 202's examples (NIST "Examples with Intermediate Values") and RFC 1321 §A.5.
    @Test(arguments: [
        (DigestAlgorithm.md5, "abc", "900150983cd24fb0d6963f7d28e17f72"),
        (.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
        (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            .sha1, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
        (.sha224, "abc", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            .sha384, "abc",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            .sha512, "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (.sha512_224, "abc", "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"),
        (.sha512_256, "abc", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
        (.sha3_224, "", "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7"),
        (.sha3_256, "", "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"),
        (
            .sha3_384, "",
            "0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2ac3713831264adb47fb6bd1e058d5f004"
        ),
        (
            .sha3_512, "",
            "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a6"
                + "15b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26"
        ),
    ])
    func examples(_ algorithm: DigestAlgorithm, _ message: String, _ expected: String) {
        for level in CPU.levels {
            let digest = algorithm.digest(of: [UInt8](message.utf8).span, level: level)
            #expect(digest.description == expected, "\(level)")
            #expect(digest.count == algorithm.digestByteCount)
            #expect(digest.bytes == Hex.decode(expected))
        }
    }

    /// Messages of 2³² bits, whose length no longer fits in 32 bits (answers from OpenSSL 3.0.19; the first is also in
    /// NIST's "SHA2 Additional").
    @Test(arguments: [
        (
            DigestAlgorithm.sha256, UInt8(0x5A), 0x2000_0000,
            "15a1868c12cc53951e182344277447cd0979536badcc512ad24c67e9b2d4f3dd"
        ),
        (.md5, 0x00, 0x2000_0000, "aa559b4e3523a6c931f08f4df52d58f2"),
    ])
    func pastFourGibibits(_ algorithm: DigestAlgorithm, _ byte: UInt8, _ count: Int, _ expected: String) {
        let chunk = [UInt8](repeating: byte, count: 1 << 20)
        var hash = Hash(algorithm)
        for _ in 0..<(count >> 20) { hash.update(chunk.span) }
        #expect(hash.finalize().description == expected)
    }
}

@Suite("Digests: NIST and OpenSSL", .enabled(if: TestFiles.corpora != nil))
struct DigestCorpora {
    static let names = digestNames.map(\.file)

    /// Where CAVP's files are; SHA-512/t are among SHA-2.
    private func folder(_ name: String) -> String {
        name == "SHA1" ? "SHA1" : name.hasPrefix("SHA3_") ? "SHA3" : "SHA2"
    }

    /// CAVP short and long messages (and RFC 1321's, in the same form).
    @Test(arguments: names)
    func messages(_ name: String) throws {
        let algorithm = try #require(digestAlgorithm(name))
        let files =
            name == "MD5"
            ? ["MD5/rfc-1321.txt"]
            : ["ShortMsg", "LongMsg"].map {
                "\(folder(name))/\(name)\($0).rsp"
            }
        var count = 0
        for file in files {
            for stanza in try TestFiles.stanzas("vectors/cavp/hashes/\(file)") {
                guard let length = stanza.number("Len") else { continue }
                let message = try #require(stanza.bytes("Msg")).prefix(length / 8)
                for level in CPU.levels {
                    let digest = algorithm.digest(of: [UInt8](message).span, level: level)
                    #expect(digest.description == stanza["MD"], "\(file):\(stanza.line), \(level)")
                    count += 1
                }
            }
        }
        #expect(count > 0)
        TestFiles.report("CAVP \(name) messages", ran: count)
    }

    /// CAVP Monte Carlo: each count is a thousand digests of the three before (SHAVS §6.4), of the one before for SHA-3
    /// (SHA3VS §6.2.3).
    @Test(arguments: names.dropFirst(), CPU.levels)
    func monteCarlo(_ name: String, _ level: CPU.Level) throws {
        let algorithm = try #require(digestAlgorithm(name))
        let stanzas = try TestFiles.stanzas("vectors/cavp/hashes/\(folder(name))/\(name)Monte.rsp")
        var seed = algorithm.digest(of: [UInt8]().span)
        var count = 0
        for stanza in stanzas {
            if let bytes = stanza.bytes("Seed") {
                seed = Digest(copying: bytes.span)
                continue
            }
            guard let expected = stanza["MD"] else { continue }
            var last = (seed, seed, seed)
            for _ in 0..<1000 {
                var hash = Hash(algorithm, level: level)
                if !name.hasPrefix("SHA3_") {
                    hash.update(last.0)
                    hash.update(last.1)
                }
                hash.update(last.2)
                last = (last.1, last.2, hash.finalize())
            }
            seed = last.2
            #expect(seed.description == expected, "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("CAVP \(name) Monte Carlo, \(level)", ran: count)
    }

    /// OpenSSL's `evp_test`: `Input` repeated `Ncopy` times, all that `Count` times.
    @Test(arguments: ["evpmd_sha.txt", "evpmd_md.txt"])
    func evp(_ file: String) throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/openssl-evp/\(file)") {
            guard let algorithm = stanza["Digest"].flatMap(digestAlgorithm), let expected = stanza["Output"] else {
                continue
            }
            var hash = Hash(algorithm)
            var (input, copies, rounds): ([UInt8]?, Int, Int) = (nil, 1, 1)
            func absorb() {
                guard let input else { return }
                for _ in 0..<(copies * rounds) { hash.update(input.span) }
            }
            for (name, value) in stanza.fields {
                switch name {
                case "Input":
                    absorb()
                    (input, copies, rounds) = (Stanza.bytes(of: value), 1, 1)
                case "Ncopy": copies = try #require(Int(value))
                case "Count": rounds = try #require(Int(value))
                default: break
                }
            }
            absorb()
            #expect(hash.finalize().description == expected.lowercased(), "\(file):\(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("OpenSSL \(file)", ran: count)
    }
}

@Suite("Digests: many blocks")
struct DigestsOfManyBlocks {
    /// The digest of the digests of beginnings of one message, three to 64 blocks and any number of bytes, as Python's
    /// `hashlib` gives it: kernels take two blocks at a time from some length on.
    @Test(
        arguments: [
            (DigestAlgorithm.sha1, "b7f82f09725c4e74b8c8598b5a75e4bf1575ec5d"),
            (.sha256, "4214444f8f14d0407596c346e81c628deca045d46e1162f03272c79bee688a27"),
            (
                .sha384,
                "96ef5c1fa26438141c679fdc0a1d56938f08ea8d0d3a1968407b0bcbbf885bc2fdc0088d86c13bf2531982a4f42f479b"
            ),
            (
                .sha512,
                "6f9e54b3abc3d063fef279f5565b41ec1db2d89111f02d9906bc4d2ebb3c2fe3"
                    + "b1f3c212f9be49bcae46cfff42ecba6b9ca7c783c2ac48e96780f0cde041df43"
            ),
            (.sha512_224, "0871bafd2d869e60875262d5c24290b45694b4ea6865ebd13c4fe0c5"),
            (.sha512_256, "edf77edfac11e6d17cc46e4ece2feac157717ef6fe25ec0782f6b0525625ff71"),
            (.sha3_256, "d0eb560f96a701aa8257dcdcf8bfd6e93fa79a50c24dae023796af48b9a13d71"),
            (
                .sha3_512,
                "ad3549247981dcae1baf7cbaef99cf9330375ccda683b54b697fa5b815e8db6d"
                    + "7560c0477040b672928a7fde0993e761a32c8340e785b2cdc0a0a3816e21f695"
            ),
        ], CPU.levels)
    func beginnings(_ expected: (algorithm: DigestAlgorithm, digest: String), _ level: CPU.Level) {
        let message = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        var digests: [UInt8] = []
        for length in stride(from: 384, through: 4096, by: 61) {
            digests += expected.algorithm.digest(of: message.span.extracting(first: length), level: level).bytes
        }
        #expect(expected.algorithm.digest(of: digests.span, level: level).description == expected.digest)
    }
}

@Suite("Digests: laws")
struct DigestLaws {
    /// Every length, cut in pieces of odd sizes, gives what it gives whole.
    @Test(arguments: DigestAlgorithm.allCases, CPU.levels)
    func chunking(_ algorithm: DigestAlgorithm, _ level: CPU.Level) {
        let message = (0..<1030).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 3) }
        for length in [Int](0...257) + [511, 512, 513, 1023, 1030] {
            let expected = algorithm.digest(of: message.span.extracting(first: length), level: .portable)
            for step in [1, 3, 7, 63, 64, 65, 127, 128, 129] {
                var hash = Hash(algorithm, level: level)
                for start in stride(from: 0, to: length, by: step) {
                    hash.update(message.span.extracting(start..<min(start + step, length)))
                    hash.update([UInt8]().span)
                }
                #expect(hash.finalize() == expected)
            }
        }
    }

    /// A copy goes its own way, and finishing a hash does not use it up.
    @Test func copies() {
        var hash = Hash(.sha256)
        hash.update([1, 2, 3].span)
        let copy = hash
        hash.update([4].span)
        #expect(copy.finalize() == DigestAlgorithm.sha256.digest(of: [1, 2, 3].span))
        #expect(hash.finalize() == DigestAlgorithm.sha256.digest(of: [1, 2, 3, 4].span))
        hash.update([5].span)
        #expect(hash.finalize() == DigestAlgorithm.sha256.digest(of: [1, 2, 3, 4, 5].span))
    }

    @Test func equality() {
        let digest = DigestAlgorithm.sha256.digest(of: [1].span)
        #expect(digest == Digest(copying: digest.bytes.span))
        let matches = (digest.matches(digest.bytes.span), digest.matches([UInt8](digest.bytes.dropLast()).span))
        #expect(matches == (true, false))
        #expect(digest != DigestAlgorithm.sha1.digest(of: [1].span))
        for index in 0..<32 {
            var bytes = digest.bytes
            bytes[index] ^= 0x40
            #expect(digest != Digest(copying: bytes.span))
        }
        #expect(Set([digest, Digest(copying: digest.bytes.span)]).count == 1)
    }

    /// What OpenSSL makes of random bytes.
    @Test(arguments: digestNames.map(\.openssl))
    func openssl(_ name: String) throws {
        guard Programs.exists("openssl") else { return }
        let algorithm = try #require(digestAlgorithm(name))
        var count = 0
        for length in [0, 1, 55, 56, 111, 112, 119, 4096, 100_003] {
            let message = [UInt8](Randomness.bytes(count: length))
            let theirs = try Programs.run("openssl", ["dgst", "-\(name)", "-binary"], input: message)
            #expect(algorithm.digest(of: message.span).bytes == theirs)
            count += 1
        }
        TestFiles.report("openssl dgst -\(name)", ran: count)
    }
}
