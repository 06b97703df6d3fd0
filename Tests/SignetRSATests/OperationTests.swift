import Foundation
import SignetBytes
import SignetRSA
import TestSupport
import Testing

@Suite("RSA operations")
struct OperationTests {
    static let digestInfo = DigestInfo.encode([UInt8](0..<32), "sha256")

    @Test(
        "Keys made by either side, signatures and ciphertexts both ways", .enabled(if: Programs.exists("openssl")),
        arguments: [1024, 1536, 2048, 2049, 3072, 4096])
    func openSSL(bitCount: Int) throws {
        let pem = try #require(try Programs.run("openssl", ["genrsa", "-traditional", "\(bitCount)"]))
        try exchange(try RSAPrivateKey(pem: pem))
        if RSAPrivateKey.generatedBitCounts.contains(bitCount), bitCount % 2 == 0 {
            try exchange(try RSAPrivateKey.generate(bitCount: bitCount))
        }
    }

    /// The primes 94199·2^8175 + 1 and 95319·2^8175 + 1 have 8192 bits each; Python makes the key of them.
    @Test(
        "The largest keys, and exponents of 64 bits, both ways",
        .enabled(if: Programs.exists("openssl") && Programs.exists("python3")),
        arguments: [65537, 0xFFFF_FFFF_FFFF_FFC5] as [UInt64])
    func largest(exponent: UInt64) throws {
        let script = """
            import sys
            e = int(sys.argv[1])
            p, q = (k * 2 ** 8175 + 1 for k in (94199, 95319))
            d = pow(e, -1, (p - 1) * (q - 1))
            for x in (p * q, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)):
                print(x.to_bytes((x.bit_length() + 7) // 8, 'big').hex())
            """
        let output = try #require(try Programs.run("python3", ["-c", script, "\(exponent)"]))
        let numbers = String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap {
            Hex.decode(String($0))
        }
        try #require(numbers.count == 8)
        let key = try RSAPrivateKey(numbers)
        #expect(key.publicKey.bitCount == 16384)
        try exchange(key, rounds: 1)
    }

    /// Signs, verifies, wraps and unwraps random messages with OpenSSL on the other side.
    func exchange(_ key: RSAPrivateKey, rounds: Int = 3) throws {
        try Programs.withFolder { folder in
            func file(_ name: String, _ bytes: [UInt8]) throws -> String {
                try Data(bytes).write(to: folder.appending(path: name))
                return folder.appending(path: name).path
            }
            let keyFile = try file("key.der", key.der)
            for _ in 0..<rounds {
                let digest = [UInt8](copying: Randomness.bytes(count: 32).span)
                let digestInfo = DigestInfo.encode(digest, "sha256")
                let options = ["-inkey", keyFile, "-keyform", "DER", "-pkeyopt", "rsa_padding_mode:pkcs1"]
                let hash = ["-pkeyopt", "digest:sha256"]
                let ours = try key.sign(digestInfo)
                let theirs = try #require(
                    try Programs.run("openssl", ["pkeyutl", "-sign"] + options + hash, input: digest))
                #expect(ours == theirs)
                #expect(key.publicKey.accepts(theirs, digestInfo))
                let signature = try file("signature", ours)
                #expect(
                    try Programs.run(
                        "openssl", ["pkeyutl", "-verify", "-sigfile", signature] + options + hash, input: digest)
                        != nil)

                let message = [UInt8](
                    copying: Randomness.bytes(count: .random(in: 1...key.publicKey.byteCount - 11)).span)
                let wrapped = try key.publicKey.wrap(message)
                #expect(try Programs.run("openssl", ["pkeyutl", "-decrypt"] + options, input: wrapped) == message)
                #expect(try key.unwrap(wrapped, message.count) == message)
                let sealed = try #require(
                    try Programs.run("openssl", ["pkeyutl", "-encrypt"] + options, input: message))
                #expect(try key.unwrap(sealed, message.count) == message)
            }
        }
    }

    @Test("One flipped bit anywhere, and a signature is none")
    func flippedBits() throws {
        let key = try SharedKeys.generated.get()
        let signature = try key.sign(Self.digestInfo)
        #expect(key.publicKey.accepts(signature, Self.digestInfo))
        for index in signature.indices {
            var bad = signature
            bad[index] ^= 1 << UInt8.random(in: 0..<8)
            #expect(!key.publicKey.accepts(bad, Self.digestInfo))
        }
        for bad in [[], Array(signature.dropFirst()), Array(signature.dropLast()), [0] + signature, signature + [0]] {
            #expect(!key.publicKey.accepts(bad, Self.digestInfo))
        }
        // The same number modulo n is another signature.
        let shifted = sum(signature, [UInt8](key.publicKey.modulus))
        #expect(!key.publicKey.accepts(shifted, Self.digestInfo))
        var other = Self.digestInfo
        other[40] ^= 1
        #expect(!key.publicKey.accepts(signature, other))
    }

    @Test("What fits a block, and what does not")
    func sizes() throws {
        let key = try SharedKeys.generated.get()
        let longest = [UInt8](repeating: 1, count: 245)
        #expect(key.publicKey.accepts(try key.sign(longest), longest))
        #expect(throws: RSAError.messageTooLong(byteCount: 246, maximum: 245)) { try key.sign(longest + [1]) }
        #expect(!key.publicKey.accepts(try key.sign(longest), longest + [1]))
        #expect(try key.unwrap(key.publicKey.wrap(longest), 245) == longest)
        #expect(throws: RSAError.messageTooLong(byteCount: 246, maximum: 245)) {
            try key.publicKey.wrap(longest + [1])
        }
        #expect(throws: RSAError.messageTooLong(byteCount: 246, maximum: 245)) {
            try key.unwrap([UInt8](repeating: 0, count: 256), 246)
        }
        #expect(throws: RSAError.messageTooLong(byteCount: -1, maximum: 245)) {
            try key.unwrap([UInt8](repeating: 0, count: 256), -1)
        }
        #expect(throws: RSAError.ciphertextOutOfRange) { try key.unwrap([UInt8](key.publicKey.modulus), 16) }
        #expect(throws: RSAError.ciphertextOutOfRange) { try key.unwrap([UInt8](repeating: 255, count: 256), 16) }
        // Nothing at all can be wrapped, and is told from a wrong length by nothing.
        #expect(try key.unwrap(key.publicKey.wrap([]), 0) == [])
        #expect(try key.unwrap([UInt8](repeating: 0, count: 256), 16).count == 16)
        #expect(try key.unwrap([UInt8](repeating: 0, count: 255) + [1], 16).count == 16)
    }

    @Test("A wrong padding or length gives other bytes, and no error")
    func implicitRejection() throws {
        let key = try SharedKeys.generated.get()
        let secret = [UInt8](copying: Randomness.bytes(count: 24).span)
        /// What the block would be, encrypted as it is.
        func encrypt(_ block: [UInt8]) throws -> [UInt8] {
            let numbers = key.components.numbers
            let script = """
                import sys
                n, e, m = (int(x, 16) for x in sys.argv[1:])
                sys.stdout.buffer.write(pow(m, e, n).to_bytes(\(block.count), 'big'))
                """
            let arguments = [numbers[0], numbers[1], block].map { Hex.encode($0.span) }
            return try #require(try Programs.run("python3", ["-c", script] + arguments))
        }
        let good = [0, 2] + [UInt8](repeating: 0xAA, count: 256 - 27) + [0] + secret
        guard Programs.exists("python3") else { return }
        #expect(try key.unwrap(encrypt(good), 24) == secret)
        let changes: [(Int, UInt8)] = [
            (0, 1), (1, 1), (1, 0), (1, 3), (2, 0), (9, 0), (100, 0), (230, 0), (231, 1),
        ]
        var results: Set<[UInt8]> = []
        for (index, value) in changes {
            var bad = good
            bad[index] = value
            let ciphertext = try encrypt(bad)
            let result = try key.unwrap(ciphertext, 24)
            #expect(result.count == 24 && result != secret, "byte \(index) = \(value)")
            // Twice the same, as a good one is, and from a copy of the key too.
            #expect(try key.unwrap(ciphertext, 24) == result)
            #expect(try RSAPrivateKey(key.components).unwrap(ciphertext, 24) == result)
            results.insert(result)
        }
        #expect(results.count == changes.count)
        // HMAC-SHA-256(d, ciphertext ‖ 1), by Python.
        var bad = good
        bad[0] = 1
        let ciphertext = try encrypt(bad)
        let script = """
            import sys, hmac
            d, c = (bytes.fromhex(x) for x in sys.argv[1:])
            print(hmac.digest(d.rjust(256, b'\\0'), c + b'\\0\\0\\0\\1', 'sha256').hex())
            """
        let arguments = [key.components.numbers[2], ciphertext].map { Hex.encode($0.span) }
        let code = try #require(try Programs.run("python3", ["-c", script] + arguments))
        #expect(try key.unwrap(ciphertext, 24) == Hex.decode(String(decoding: code.prefix(48), as: UTF8.self)))
        // Another length than the one inside.
        for count in [1, 8, 16, 23, 25, 32] {
            let result = try key.unwrap(encrypt(good), count)
            #expect(result.count == count && (count < 8 || result != Array(good.suffix(count))))
        }
    }

    @Test("A fault in any number of the key lets nothing out", arguments: 2..<8)
    func faults(index: Int) throws {
        var numbers = try SharedKeys.generated.get().components.numbers
        numbers[index] = adding(2, to: numbers[index])
        let key = try RSAPrivateKey(unchecked: RSAPrivateKey.Components(numbers))
        if index == 2 {
            // d itself takes no part.
            #expect(key.publicKey.accepts(try key.sign(Self.digestInfo), Self.digestInfo))
        } else {
            #expect(throws: RSAError.faultDetected) { try key.sign(Self.digestInfo) }
            let wrapped = try key.publicKey.wrap([1, 2, 3])
            #expect(throws: RSAError.faultDetected) { try key.unwrap(wrapped, 3) }
        }
    }

    @Test("One flipped bit in what one half of the power takes lets nothing out", arguments: 5..<8)
    func faultyHalves(index: Int) throws {
        let good = try SharedKeys.generated.get().components.numbers
        for position in stride(from: 0, to: good[index].count, by: 3) {
            var numbers = good
            numbers[index][position] ^= 1 << UInt8.random(in: 0..<8)
            let key = try RSAPrivateKey(unchecked: RSAPrivateKey.Components(numbers))
            #expect(throws: RSAError.faultDetected, "byte \(position)") { try key.sign(Self.digestInfo) }
        }
    }

    @Test("One key, many threads, many blindings")
    func concurrency() async throws {
        let key = try SharedKeys.generated.get()
        let expected = try key.sign(Self.digestInfo)
        let results = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<100 { group.addTask { try key.sign(Self.digestInfo) } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(results == [expected])
    }

    @Test("Padding is random and has no zero in it")
    func padding() throws {
        let key = try SharedKeys.generated.get()
        let ciphertexts = try Set((0..<20).map { _ in try key.publicKey.wrap([9]) })
        #expect(ciphertexts.count == 20)
        for ciphertext in ciphertexts { #expect(try key.unwrap(ciphertext, 1) == [9]) }
    }
}
