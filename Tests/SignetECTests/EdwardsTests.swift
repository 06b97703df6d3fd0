import Foundation
import SignetBytes
import SignetEC
import TestSupport
import Testing

@Suite("EdDSA: known answers", .enabled(if: TestFiles.corpora != nil))
struct EdwardsKnownAnswers {
    /// RFC 8032 §7.1–§7.5.
    @Test(arguments: [
        ("ed25519", EdwardsScheme.ed25519), ("ed25519ctx", .ed25519), ("ed25519ph", .ed25519), ("ed448", .ed448),
        ("ed448ph", .ed448),
    ])
    func examples(_ file: String, _ scheme: EdwardsScheme) throws {
        let examples = try CurveVectors.examples(file)
        for example in examples {
            let (seed, message) = (try bytes(example.secretKey), try bytes(example.message))
            let context = Bytes(try bytes(example.context))
            let variant: EdDSAVariant =
                file.hasSuffix("ph") ? .prehashed(context: context) : example.context == nil ? .pure : .context(context)
            let key = try bytes(example.publicKey)
            let signature = try bytes(example.signature)
            #expect(try scheme.publicKey(seed: seed) == key, "\(example.name)")
            #expect(try scheme.sign(message, seed: seed, variant) == signature, "\(example.name)")
            #expect(try scheme.accepts(signature, over: message, by: key, variant), "\(example.name)")
            let other: EdDSAVariant = variant == .pure ? .prehashed(context: Bytes()) : .pure
            #expect(try !scheme.accepts(signature, over: message, by: key, other), "\(example.name)")
        }
        #expect(!examples.isEmpty)
        TestFiles.report("RFC 8032 \(file)", ran: examples.count)
    }

    /// Every result as Wycheproof has it: no flag of these files is left to choice.
    @Test(arguments: EdwardsScheme.allCases)
    func wycheproof(_ scheme: EdwardsScheme) throws {
        var count = 0
        for group in try CurveVectors.wycheproof(scheme.rawValue).testGroups {
            let key = try bytes(#require(group.publicKey).pk)
            for test in group.tests {
                let isAccepted = try scheme.accepts(try bytes(test.sig), over: try bytes(test.msg), by: key)
                #expect(isAccepted == (test.result == "valid"), "\(test.tcId)")
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("Wycheproof \(scheme)", ran: count)
    }

    /// ACVP: keys from seeds, and keys checked against them.
    @Test(arguments: ["EDDSA-KeyGen-1.0", "EDDSA-KeyVer-1.0"])
    func keys(_ file: String) throws {
        var count = 0
        for group in try CurveVectors.acvp(file).testGroups {
            let scheme = try #require(group.curve.flatMap(EdwardsScheme.init(acvp:)))
            for test in group.tests {
                let matches = try scheme.publicKey(seed: try bytes(test.d)) == bytes(test.q)
                #expect(matches == test.testPassed ?? true, "\(test.tcId)")
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("ACVP \(file)", ran: count)
    }

    @Test(arguments: ["EDDSA-SigGen-1.0", "EDDSA-SigVer-1.0"])
    func signatures(_ file: String) throws {
        var count = 0
        for group in try CurveVectors.acvp(file).testGroups {
            let scheme = try #require(group.curve.flatMap(EdwardsScheme.init(acvp:)))
            for test in group.tests {
                let (message, signature) = (try bytes(test.message), try bytes(test.signature))
                let context = Bytes(try bytes(test.context))
                let variant: EdDSAVariant =
                    group.preHash == true
                    ? .prehashed(context: context) : context.isEmpty ? .pure : .context(context)
                if let seed = group.d {
                    #expect(try scheme.sign(message, seed: bytes(seed), variant) == signature, "\(test.tcId)")
                }
                // A key that is no point is a way to fail, too.
                let key = try bytes(group.q ?? test.q)
                let isAccepted = (try? scheme.accepts(signature, over: message, by: key, variant)) ?? false
                #expect(isAccepted == test.testPassed ?? true, "\(test.tcId)")
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("ACVP \(file)", ran: count)
    }
}

@Suite("EdDSA: OpenSSL")
struct EdwardsOpenSSL {
    /// OpenSSL verifies what we sign, and makes the same signature itself.
    @Test(arguments: EdwardsScheme.allCases)
    func bothWays(_ scheme: EdwardsScheme) throws {
        guard Programs.exists("openssl") else { return }
        var count = 0
        for length in [0, 1, 31, 64, 1000, 70_000] {
            let seed = [UInt8](Randomness.bytes(count: scheme.byteCount))
            let message = [UInt8](Randomness.bytes(count: length))
            let signature = try scheme.sign(message, seed: seed)
            let key = try scheme.publicKey(seed: seed)
            try Programs.withFolder { folder in
                func file(_ name: String, _ content: [UInt8]) throws -> String {
                    let file = folder.appending(path: name)
                    try Data(content).write(to: file)
                    return file.path
                }
                let text = try file("message", message)
                let secret = try file("key", scheme.privateKeyPrefix + seed)
                let theirs = try Programs.run(
                    "openssl", ["pkeyutl", "-sign", "-rawin", "-inkey", secret, "-keyform", "DER", "-in", text])
                // OpenSSL 3.0's pkeyutl reads no empty file.
                if length > 0 { #expect(theirs == signature) }
                let publicKey = try Programs.run(
                    "openssl", ["pkey", "-in", secret, "-inform", "DER", "-pubout", "-outform", "DER"])
                #expect(publicKey == scheme.publicKeyPrefix + key)
                var arguments = ["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-in", text]
                arguments += ["-inkey", try file("public", scheme.publicKeyPrefix + key), "-sigfile"]
                if length > 0 {
                    #expect(try Programs.run("openssl", arguments + [file("good", signature)]) != nil)
                    var changed = signature
                    changed[length % signature.count] ^= 1
                    #expect(try Programs.run("openssl", arguments + [file("bad", changed)]) == nil)
                }
            }
            #expect(try scheme.accepts(signature, over: message, by: key))
            count += 1
        }
        TestFiles.report("openssl pkeyutl \(scheme)", ran: count)
    }
}

@Suite("EdDSA: laws")
struct EdwardsLaws {
    /// A good signature; nothing that differs from it in a bit, or in length, is one.
    @Test(arguments: EdwardsScheme.allCases)
    func everyBitCounts(_ scheme: EdwardsScheme) throws {
        let seed = [UInt8](Randomness.bytes(count: scheme.byteCount))
        let message = Array("The keys are under the mat.".utf8)
        let signature = try scheme.sign(message, seed: seed)
        let key = try scheme.publicKey(seed: seed)
        #expect(try scheme.accepts(signature, over: message, by: key))
        for bit in 0..<(signature.count * 8) {
            var changed = signature
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(try !scheme.accepts(changed, over: message, by: key), "bit \(bit)")
        }
        for bit in 0..<(key.count * 8) {
            var changed = key
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect((try? scheme.accepts(signature, over: message, by: changed)) != true, "key bit \(bit)")
        }
        for count in 0..<signature.count {
            #expect(try !scheme.accepts([UInt8](signature.prefix(count)), over: message, by: key))
        }
        #expect(try !scheme.accepts(signature + [0], over: message, by: key))
        #expect(try !scheme.accepts(signature, over: message + [0], by: key))
    }

    @Test func keysOfOtherLengths() {
        for count in 0...64 where count != 32 {
            let bytes = [UInt8](repeating: 1, count: count)
            #expect(throws: ECError.wrongKeyLength(byteCount: count, expected: 32)) {
                try Ed25519PublicKey(bytes.span)
            }
            #expect(throws: ECError.wrongKeyLength(byteCount: count, expected: 32)) {
                try Ed25519PrivateKey(seed: bytes.span)
            }
        }
        for count in 0...64 where count != 57 {
            let bytes = [UInt8](repeating: 1, count: count)
            #expect(throws: ECError.wrongKeyLength(byteCount: count, expected: 57)) {
                try Ed448PublicKey(bytes.span)
            }
            #expect(throws: ECError.wrongKeyLength(byteCount: count, expected: 57)) {
                try Ed448PrivateKey(seed: bytes.span)
            }
        }
    }

    /// The eight points of small order of edwards25519, and other ways of writing some of them ("Taming the many EdDSAs",
    /// Table 6c): the first are refused for their order, the second for their encoding.
    @Test func smallOrder25519() throws {
        let canonical = [
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        ]
        for text in canonical {
            let point = try bytes(text)
            #expect(throws: ECError.smallOrder) { try Ed25519PublicKey(point.span) }
        }
        let others = [
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        ]
        for text in others {
            let point = try bytes(text)
            #expect(throws: ECError.invalidPoint) { try Ed25519PublicKey(point.span) }
        }
    }

    /// (0, ±1) and (±1, 0), and y = 1 written with the sign of x = 0, or as p + 1.
    @Test func smallOrder448() throws {
        let zeros = [UInt8](repeating: 0, count: 57)
        let one = [1] + zeros.dropFirst()
        // p = 2⁴⁴⁸ − 2²²⁴ − 1.
        let prime = (0..<57).map { $0 == 56 ? UInt8(0) : $0 == 28 ? 0xFE : 0xFF }
        let minusOne = [0xFE] + prime.dropFirst()
        for point in [one, minusOne, zeros, zeros.dropLast() + [0x80]] {
            #expect(throws: ECError.smallOrder) { try Ed448PublicKey(point.span) }
        }
        let onePastPrime = [UInt8](repeating: 0, count: 28) + prime.dropFirst(28).map { $0 == 0xFE ? 0xFF : $0 }
        for point in [one.dropLast() + [0x80], prime, onePastPrime, one.dropLast() + [1]] {
            #expect(throws: ECError.invalidPoint) { try Ed448PublicKey(point.span) }
        }
    }

    @Test func contexts() throws {
        let (small, large) = (Ed25519PrivateKey(), Ed448PrivateKey())
        let message = Bytes([1, 2, 3])
        let context = Bytes([UInt8](repeating: 7, count: 255))
        let long = Bytes([UInt8](repeating: 7, count: 256))
        for variant in [EdDSAVariant.pure, .context(context), .context(Bytes()), .prehashed(context: context)] {
            let first = try small.sign(message.span, variant: variant)
            let second = try large.sign(message.span, variant: variant)
            let judged = [
                small.publicKey.accepts(first.span, over: message.span, variant: variant),
                large.publicKey.accepts(second.span, over: message.span, variant: variant),
                small.publicKey.accepts(first.span, over: message.span, variant: .context(long)),
                large.publicKey.accepts(second.span, over: message.span, variant: .prehashed(context: long)),
            ]
            #expect(judged == [true, true, false, false])
        }
        #expect(throws: ECError.contextTooLong(byteCount: 256)) {
            try small.sign(message.span, variant: .context(long))
        }
        #expect(throws: ECError.contextTooLong(byteCount: 256)) {
            try large.sign(message.span, variant: .prehashed(context: long))
        }
    }

    /// A batch is good when all of it is, whatever its size; one bad signature anywhere spoils it.
    @Test func batches() throws {
        var items: [(key: Ed25519PublicKey, message: Bytes, signature: Bytes)] = []
        let shared = Ed25519PrivateKey()
        for index in 0..<130 {
            let key = index.isMultiple(of: 3) ? shared : Ed25519PrivateKey()
            let message = Randomness.bytes(count: index)
            items.append((key.publicKey, message, try key.sign(message.span)))
        }
        for count in [0, 1, 2, 3, 63, 64, 65, 130] {
            var batch = Ed25519Batch()
            for item in items.prefix(count) { batch.add(item.signature.span, over: item.message.span, by: item.key) }
            #expect(batch.count == count)
            #expect(batch.acceptsAll())
            for bad in Set([0, count / 2, count - 1]) where bad >= 0 && bad < count {
                var batch = Ed25519Batch()
                for (index, item) in items.prefix(count).enumerated() {
                    var signature = [UInt8](item.signature)
                    if index == bad { signature[40] ^= 1 }
                    batch.add(signature.span, over: item.message.span, by: item.key)
                }
                #expect(!batch.acceptsAll())
            }
        }
    }

    @Test func nothingSecretIsShown() {
        #expect(Ed25519PrivateKey().description == "Ed25519 private key")
        #expect(Ed448PrivateKey().description == "Ed448 private key")
        #expect(X25519PrivateKey().description == "X25519 private key")
        #expect(X448PrivateKey().description == "X448 private key")
    }
}
