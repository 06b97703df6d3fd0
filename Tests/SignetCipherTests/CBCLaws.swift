import SignetBytes
import SignetCipher
import TestSupport
import Testing

private let algorithms: [CipherAlgorithm] = [
    .aes128, .aes192, .aes256, .tripleDES, .des, .rc2(effectiveBits: 40), .rc2(effectiveBits: 128),
]

private func random(_ count: Int) -> [UInt8] { [UInt8](Randomness.bytes(count: count)) }

@Suite("CBC: laws")
struct CBCLaws {
    /// Whatever the number of blocks and wherever the message is cut, block by block gives what all at once gives, and
    /// decryption, which takes many blocks at a time, undoes encryption, which does not.
    @Test(arguments: algorithms)
    func batches(_ algorithm: CipherAlgorithm) throws {
        let key = random(algorithm.keyByteCount)
        let iv = random(algorithm.blockByteCount)
        for count in [0, 1, 2, 3, 5, 6, 7, 31, 32, 33, 63, 64, 65, 127, 128, 129, 191, 256, 300, 513, 1100] {
            let plaintext = random(count * algorithm.blockByteCount)
            let ciphertext = try encrypt(plaintext, algorithm, key: key, iv: iv)
            #expect(try decrypt(ciphertext, algorithm, key: key, iv: iv) == plaintext)
            for first in [1, 4, 32, 40, 128] {
                #expect(try encrypt(plaintext, algorithm, key: key, iv: iv, cutAfter: first) == ciphertext)
                #expect(try decrypt(ciphertext, algorithm, key: key, iv: iv, cutAfter: first) == plaintext)
            }
        }
    }

    /// Another message under the same key is as if the key were new; a wrong vector changes nothing.
    @Test(arguments: algorithms + [.camellia(keyByteCount: 16), .idea], CPU.levels)
    func restarts(_ algorithm: CipherAlgorithm, _ level: CPU.Level) throws {
        let size = algorithm.blockByteCount
        let (key, first, second) = (random(algorithm.keyByteCount), random(size), random(size))
        let message = random(5 * size)
        var encryption = try CBCEncryption(algorithm, key: key.span, iv: first.span, level: level)
        var decryption = try CBCDecryption(algorithm, key: key.span, iv: first.span, level: level)
        var blocks = message
        var span = blocks.mutableSpan
        try encryption.update(&span)
        #expect(try encrypt(message, algorithm, key: key, iv: first) == blocks)
        var opened = blocks.mutableSpan
        try decryption.update(&opened)
        #expect(blocks == message)
        // A chain under way goes on after a refusal.
        for count in [0, size - 1, size + 1] {
            let wrong = random(count)
            #expect(throws: CipherError.initializationVectorByteCount(count, expected: size)) {
                try encryption.restart(iv: wrong.span)
            }
            #expect(throws: CipherError.initializationVectorByteCount(count, expected: size)) {
                try decryption.restart(iv: wrong.span)
            }
        }
        var more = message
        var moreSpan = more.mutableSpan
        try encryption.update(&moreSpan)
        #expect(try encrypt(message + message, algorithm, key: key, iv: first).suffix(5 * size) == more[...])
        try encryption.restart(iv: second.span)
        try decryption.restart(iv: second.span)
        var again = blocks.mutableSpan
        try encryption.update(&again)
        #expect(try encrypt(message, algorithm, key: key, iv: second) == blocks)
        var back = blocks.mutableSpan
        try decryption.update(&back)
        #expect(blocks == message)
    }

    /// Every length comes back, padded to the next whole block.
    @Test(arguments: algorithms)
    func padding(_ algorithm: CipherAlgorithm) throws {
        let key = random(algorithm.keyByteCount)
        let iv = random(algorithm.blockByteCount)
        for count in 0...70 {
            let message = random(count)
            let sealed = try CBC.encrypt(message.span, algorithm, key: key.span, iv: iv.span)
            #expect(sealed.count == (count / algorithm.blockByteCount + 1) * algorithm.blockByteCount)
            let opened = try CBC.decrypt(sealed.span, algorithm, key: key.span, iv: iv.span)
            #expect([UInt8](copying: opened.span) == message)
        }
    }

    /// All last blocks that end in the same byte n and differ from padding in one place, or in n itself.
    @Test(arguments: [CipherAlgorithm.aes128, .tripleDES])
    func badPadding(_ algorithm: CipherAlgorithm) throws {
        let size = algorithm.blockByteCount
        let key = random(algorithm.keyByteCount)
        let iv = random(size)
        func opens(_ block: [UInt8]) throws -> Int? {
            let ciphertext = try encrypt(random(size) + block, algorithm, key: key, iv: iv)
            do throws(CipherError) {
                return try CBC.decrypt(ciphertext.span, algorithm, key: key.span, iv: iv.span).count
            } catch {
                #expect(error == .badPadding)
                return nil
            }
        }
        for value in 0...255 {
            let expected = (1...size).contains(value) ? 2 * size - value : nil
            #expect(try opens([UInt8](repeating: UInt8(value), count: size)) == expected)
        }
        for value in 2...size {
            for place in (size - value)..<(size - 1) {
                var block = [UInt8](repeating: UInt8(value), count: size)
                block[place] ^= 0x80
                #expect(try opens(block) == nil)
            }
        }
    }

    @Test func refusals() throws {
        func refusal(_ ciphertext: Int, _ algorithm: CipherAlgorithm, _ key: Int, _ iv: Int) -> CipherError? {
            let (bytes, key, iv) = (random(ciphertext), random(key), random(iv))
            do throws(CipherError) {
                _ = try CBC.decrypt(bytes.span, algorithm, key: key.span, iv: iv.span)
                return nil
            } catch { return error }
        }
        #expect(refusal(0, .aes128, 16, 16) == .emptyCiphertext)
        #expect(refusal(17, .aes128, 16, 16) == .unalignedByteCount(17, blockByteCount: 16))
        #expect(refusal(9, .tripleDES, 24, 8) == .unalignedByteCount(9, blockByteCount: 8))
        #expect(refusal(16, .aes256, 16, 16) == .keyByteCount(16, allowed: 32...32))
        #expect(refusal(16, .aes128, 0, 16) == .keyByteCount(0, allowed: 16...16))
        #expect(refusal(16, .tripleDES, 23, 8) == .keyByteCount(23, allowed: 16...24))
        #expect(refusal(16, .rc2(effectiveBits: 40), 0, 8) == .keyByteCount(0, allowed: 1...128))
        #expect(refusal(16, .rc2(effectiveBits: 40), 129, 8) == .keyByteCount(129, allowed: 1...128))
        #expect(refusal(16, .rc2(effectiveBits: 0), 5, 8) == .effectiveBitCount(0))
        #expect(refusal(16, .rc2(effectiveBits: 1025), 5, 8) == .effectiveBitCount(1025))
        #expect(refusal(16, .aes128, 16, 8) == .initializationVectorByteCount(8, expected: 16))
        #expect(CipherError.badPadding.description.contains("padding"))
    }

    @Test func oddParity() {
        var key = Randomness.secret(count: 24)
        DESKey.setOddParity(&key)
        for index in 0..<24 { #expect(key.span[index].nonzeroBitCount % 2 == 1) }
        var every = SecretBytes(capacity: 256) { output in for byte in 0...255 { output.append(UInt8(byte)) } }
        DESKey.setOddParity(&every)
        for byte in 0...255 {
            #expect(every.span[byte] & 0xFE == UInt8(byte) & 0xFE && every.span[byte].nonzeroBitCount % 2 == 1)
        }
    }
}

@Suite("Against OpenSSL")
struct OpenSSLCiphers {
    /// Random keys and messages, both ways.
    @Test(arguments: [
        (CipherAlgorithm.aes128, "aes-128-cbc"), (.aes192, "aes-192-cbc"), (.aes256, "aes-256-cbc"),
        (.tripleDES, "des-ede3-cbc"), (.des, "des-cbc"), (.rc2(effectiveBits: 128), "rc2-cbc"),
        (.rc2(effectiveBits: 40), "rc2-40-cbc"),
    ])
    func blockCiphers(_ algorithm: CipherAlgorithm, _ name: String) throws {
        guard Programs.exists("openssl") else { return }
        var count = 0
        for length in [0, 1, 15, 16, 1000, 4096, 20_011] {
            let (key, iv, message) = (random(algorithm.keyByteCount), random(algorithm.blockByteCount), random(length))
            let theirs = try Programs.run(
                "openssl",
                [
                    "enc", "-e", "-\(name)", "-K", Hex.encode(key.span), "-iv", Hex.encode(iv.span), "-provider",
                    "legacy", "-provider", "default",
                ], input: message)
            let ours = try CBC.encrypt(message.span, algorithm, key: key.span, iv: iv.span)
            #expect(theirs == [UInt8](ours))
            let opened = try CBC.decrypt(ours.span, algorithm, key: key.span, iv: iv.span)
            #expect([UInt8](copying: opened.span) == message)
            count += 1
        }
        TestFiles.report("openssl enc -\(name)", ran: count)
    }

    @Test func rc4() throws {
        guard Programs.exists("openssl") else { return }
        for (name, keyByteCount) in [("rc4", 16), ("rc4-40", 5)] {
            let (key, message) = (random(keyByteCount), random(5000))
            let theirs = try Programs.run(
                "openssl",
                ["enc", "-e", "-\(name)", "-K", Hex.encode(key.span), "-provider", "legacy", "-provider", "default"],
                input: message)
            let ours = try RC4.apply(message.span, key: key.span)
            #expect(theirs == [UInt8](copying: ours.span))
        }
    }
}

@Suite("RC4")
struct RC4Tests {
    /// RFC 6229 §2, the first 32 bytes of key stream, and three texts known since 1994.
    @Test(arguments: [
        (
            "0102030405", String(repeating: "00", count: 32),
            "b2396305f03dc027ccc3524a0a1118a86982944f18fc82d589c403a47a0d0919"
        ),
        (
            "0102030405060708090a0b0c0d0e0f10", String(repeating: "00", count: 16), "9ac7cc9a609d1ef7b2932899cde41b97"
        ),
        ("4b6579", "506c61696e74657874", "bbf316e8d940af0ad3"),
        ("57696b69", "7065646961", "1021bf0420"),
        ("536563726574", "41747461636b206174206461776e", "45a01f645fc35b383552544b9bf5"),
    ])
    func examples(_ key: String, _ plaintext: String, _ ciphertext: String) throws {
        let key = try #require(Hex.decode(key))
        let plaintext = try #require(Hex.decode(plaintext))
        let output = try RC4.apply(plaintext.span, key: key.span)
        #expect(Hex.encode(output.span) == ciphertext)
    }

    @Test func refusals() {
        for count in [0, 257] {
            #expect(throws: CipherError.keyByteCount(count, allowed: 1...256)) {
                let key = random(count)
                _ = try RC4.apply([1].span, key: key.span)
            }
        }
    }
}
