import SignetBytes
import SignetCipher
import TestSupport
import Testing

/// Every length from 0 to 257 bytes at every level, from any address, whole and in pieces, against other implementations.
@Suite("Ciphers: every length")
struct CipherLengths {
    private static let ciphers: [(CipherAlgorithm, String)] = [
        (.aes128, "aes128"), (.aes192, "aes192"), (.aes256, "aes256"), (.tripleDES, "tripleDES"), (.des, "des"),
        (.rc2(effectiveBits: 40), "rc2-40"), (.rc2(effectiveBits: 128), "rc2-128"),
        (.camellia(keyByteCount: 16), "camellia128"), (.camellia(keyByteCount: 24), "camellia192"),
        (.camellia(keyByteCount: 32), "camellia256"), (.aria(keyByteCount: 16), "aria128"),
        (.aria(keyByteCount: 24), "aria192"), (.aria(keyByteCount: 32), "aria256"), (.seed, "seed"), (.sm4, "sm4"),
        (.blowfish, "blowfish"), (.cast128, "cast128"), (.idea, "idea"),
    ]

    @Test(arguments: ciphers, CPU.levels)
    func chaining(_ cipher: (CipherAlgorithm, String), _ level: CPU.Level) throws {
        let (algorithm, name) = cipher
        // The others have one way only.
        guard level == CPU.level || ["aes128", "aes192", "aes256", "tripleDES", "des"].contains(name) else { return }
        let size = algorithm.blockByteCount
        let (key, iv) = (LengthAnswers.key(algorithm.keyByteCount), LengthAnswers.vector(size))
        let wrong = try LengthAnswers.wrong("cbc-\(name)") { count in
            let padding = size - count % size
            let padded = LengthAnswers.message(count) + [UInt8](repeating: UInt8(padding), count: padding)
            var (buffer, start) = LengthAnswers.moved(padded)
            let pieces = LengthAnswers.pieces(padded.count / size).map {
                (start + $0.lowerBound * size)..<(start + $0.upperBound * size)
            }
            var encryption = try CBCEncryption(algorithm, key: key.span, iv: iv.span, level: level)
            for piece in pieces {
                try unsafe buffer.withUnsafeMutableBufferPointer { buffer throws(CipherError) in
                    var part = unsafe MutableSpan(_unsafeElements: .init(rebasing: buffer[piece]))
                    try encryption.update(&part)
                }
            }
            let ciphertext = Array(buffer[start...])
            var decryption = try CBCDecryption(algorithm, key: key.span, iv: iv.span, level: level)
            for piece in pieces {
                try unsafe buffer.withUnsafeMutableBufferPointer { buffer throws(CipherError) in
                    var part = unsafe MutableSpan(_unsafeElements: .init(rebasing: buffer[piece]))
                    try decryption.update(&part)
                }
            }
            #expect(Array(buffer[start...]) == padded)
            return ciphertext
        }
        #expect(wrong == [])
    }

    private static let keySizes = [128, 192, 256]

    @Test(arguments: keySizes, CPU.levels)
    func counter(_ bitCount: Int, _ level: CPU.Level) throws {
        let (key, counter) = (LengthAnswers.key(bitCount / 8), LengthAnswers.vector(16))
        let wrong = try LengthAnswers.wrong("ctr-aes\(bitCount)") { count in
            var (buffer, start) = LengthAnswers.moved(LengthAnswers.message(count))
            var mode = try CTR(key: key.span, counter: counter.span, level: level)
            for piece in LengthAnswers.pieces(count) {
                let place = (start + piece.lowerBound)..<(start + piece.upperBound)
                unsafe buffer.withUnsafeMutableBufferPointer { buffer in
                    var part = unsafe MutableSpan(_unsafeElements: .init(rebasing: buffer[place]))
                    mode.update(&part)
                }
            }
            return Array(buffer[start...])
        }
        #expect(wrong == [])
    }

    @Test(arguments: keySizes)
    func feedback(_ bitCount: Int) throws {
        let algorithm = try #require(aes(bitCount / 8))
        let (key, iv) = (LengthAnswers.key(bitCount / 8), LengthAnswers.vector(16))
        for (mode, name) in [(CipherMode.cipherFeedback, "cfb"), (.outputFeedback, "ofb")] {
            let wrong = try LengthAnswers.wrong("\(name)-aes\(bitCount)") { count in
                let message = LengthAnswers.message(count)
                let ciphertext = try mode.encrypt(message.span, algorithm, key: key.span, iv: iv.span)
                let opened = try mode.decrypt(ciphertext.span, algorithm, key: key.span, iv: iv.span)
                #expect([UInt8](copying: opened.span) == message)
                return [UInt8](ciphertext)
            }
            #expect(wrong == [])
        }
    }

    /// The modes seal at every level and in pieces.
    @Test(arguments: keySizes)
    func authenticated(_ bitCount: Int) throws {
        let key = LengthAnswers.key(bitCount / 8)
        func seal(_ mode: AuthenticatedMode, _ count: Int, nonce: [UInt8]) throws -> [UInt8] {
            let (message, data) = (LengthAnswers.message(count), LengthAnswers.data(count))
            let sealed = try mode.seal(message, key: key, nonce: nonce, data: data)
            #expect(
                try mode.open(sealed.ciphertext, tag: sealed.tag, key: key, nonce: nonce, data: data) == message)
            return sealed.ciphertext + sealed.tag
        }
        let nonce = LengthAnswers.vector(12)
        #expect(try LengthAnswers.wrong("gcm-aes\(bitCount)") { try seal(.gcm, $0, nonce: nonce) } == [])
        #expect(try LengthAnswers.wrong("ccm-aes\(bitCount)") { try seal(.ccm, $0, nonce: nonce) } == [])
        let others = try LengthAnswers.wrong("gcm-nonces-aes\(bitCount)", stride(from: 8, through: 128, by: 1)) {
            try seal(.gcm, $0, nonce: LengthAnswers.vector($0))
        }
        #expect(others == [])
        guard bitCount == 256 else { return }
        #expect(try LengthAnswers.wrong("chacha20-poly1305") { try seal(.chacha, $0, nonce: nonce) } == [])
    }

    @Test(arguments: keySizes, CPU.levels)
    func codes(_ bitCount: Int, _ level: CPU.Level) throws {
        let key = LengthAnswers.key(bitCount / 8)
        let wrong = try LengthAnswers.wrong("cmac-aes\(bitCount)") { count in
            let (whole, start) = LengthAnswers.moved(LengthAnswers.message(count))
            var code = try CMAC(key: key.span, level: level)
            for piece in LengthAnswers.pieces(count) {
                code.update(whole.span.extracting((start + piece.lowerBound)..<(start + piece.upperBound)))
            }
            return [UInt8](code.finalize().bytes)
        }
        #expect(wrong == [])
    }

    @Test(arguments: keySizes, CPU.levels)
    func wraps(_ bitCount: Int, _ level: CPU.Level) throws {
        let kek = LengthAnswers.key(bitCount / 8)
        let wrapped = try LengthAnswers.wrong("kw-aes\(bitCount)", stride(from: 16, through: 257, by: 8)) { count in
            let key = LengthAnswers.message(count)
            let wrapped = try AESKeyWrap.wrap(key.span, under: kek.span, level: level)
            let opened = try AESKeyWrap.unwrap(wrapped.span, under: kek.span, level: level)
            #expect([UInt8](copying: opened.span) == key)
            return [UInt8](wrapped)
        }
        #expect(wrapped == [])
        let padded = try LengthAnswers.wrong("kwp-aes\(bitCount)", stride(from: 1, through: 257, by: 1)) { count in
            let key = LengthAnswers.message(count)
            let wrapped = try AESKeyWrap.wrapPadded(key.span, under: kek.span, level: level)
            let opened = try AESKeyWrap.unwrapPadded(wrapped.span, under: kek.span, level: level)
            #expect([UInt8](copying: opened.span) == key)
            return [UInt8](wrapped)
        }
        #expect(padded == [])
    }

    @Test(arguments: [5, 16])
    func rc4(_ keyByteCount: Int) throws {
        let key = LengthAnswers.key(keyByteCount)
        let wrong = try LengthAnswers.wrong("rc4-\(keyByteCount * 8)") { count in
            let message = LengthAnswers.message(count)
            let output = try RC4.apply(message.span, key: key.span)
            return [UInt8](copying: output.span)
        }
        #expect(wrong == [])
    }
}
