import SignetBytes
import SignetHash
import TestSupport
import Testing

@Suite("MD2, MD4 and SHAKE as a digest")
struct ReadingOnlyDigests {
    /// RFC 1319 §A.5, RFC 1320 §A.5; and SHAKE of "abc" as Python's hashlib gives it.
    @Test(arguments: [
        (DigestAlgorithm.md2, "", "8350e5a3e24c153df2275c9f80692773"),
        (.md2, "abc", "da853b0d3f88d99b30283a69e6ded6bb"),
        (.md2, "abcdefghijklmnopqrstuvwxyz", "4e8ddff3650292ab5a4108c3aa47940b"),
        (
            .md2, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            "da33def2a42df13975352846c30338cd"
        ),
        (
            .md2, "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            "d5976f79d83d3a0dc9806c3c66f3efd8"
        ),
        (.md4, "", "31d6cfe0d16ae931b73c59d7e0c089c0"),
        (.md4, "abc", "a448017aaf21d8525fc10ae87aa6729d"),
        (.md4, "abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9"),
        (
            .md4, "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            "e33b4ddc9c38f2199c3e7b164fcc0536"
        ),
        (.shake128, "abc", "5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc8"),
        (
            .shake256, "abc",
            "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739"
                + "d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4"
        ),
    ])
    func examples(_ algorithm: DigestAlgorithm, _ message: String, _ expected: String) {
        #expect(algorithm.digest(of: [UInt8](message.utf8).span).description == expected)
    }

    /// A digest by SHAKE is the beginning of its output.
    @Test(arguments: [(DigestAlgorithm.shake128, SHAKE.Variant.shake128), (.shake256, .shake256)])
    func shake(_ algorithm: DigestAlgorithm, _ variant: SHAKE.Variant) {
        for count in 0...500 {
            let message = [UInt8](repeating: UInt8(truncatingIfNeeded: count), count: count)
            var function = SHAKE(variant)
            function.update(message.span)
            let output = function.squeeze(algorithm.digestByteCount)
            #expect(algorithm.digest(of: message.span).bytes == [UInt8](copying: output.span))
            for level in CPU.levels {
                var same = SHAKE(variant, level: level)
                same.update(message.span.extracting(first: count / 2))
                same.update(message.span.extracting(droppingFirst: count / 2))
                let squeezed = same.squeeze(output.count)
                let agrees = Choice(squeezed.span, equals: output.span).declassified
                #expect(agrees)
            }
        }
    }

    /// HMAC and the derivations go on from digests; MD2's fills a block, the others' do not.
    @Test func derivations() throws {
        let (password, salt) = ([UInt8]("password".utf8), [UInt8]("saltsalt".utf8))
        for algorithm in [DigestAlgorithm.md2, .md4, .sha256] {
            // RFC 2104, word for word.
            let block = algorithm.blockByteCount
            let long = [UInt8](repeating: 7, count: 200)
            for key in [password, long] {
                let short = key.count > block ? algorithm.digest(of: key.span).bytes : key
                let padded = short + [UInt8](repeating: 0, count: block - short.count)
                for message in [password, long] {
                    let inner = algorithm.digest(of: (padded.map { $0 ^ 0x36 } + message).span)
                    let outer = algorithm.digest(of: (padded.map { $0 ^ 0x5C } + inner.bytes).span)
                    #expect(HMAC.authenticate(message.span, algorithm, key: key.span) == outer)
                }
            }
            // RFC 8018 §5.1 and §5.2 likewise.
            var digest = algorithm.digest(of: (password + salt).span)
            for _ in 1..<5 { digest = algorithm.digest(of: digest.bytes.span) }
            let first = try PBKDF1.derive(
                password: password.span, salt: salt.span, iterations: 5, byteCount: 16, algorithm: algorithm)
            #expect(digest.bytes.prefix(16) == [UInt8](copying: first.span)[...])
            var code = HMAC.authenticate((salt + [0, 0, 0, 1]).span, algorithm, key: password.span).bytes
            var sum = code
            for _ in 1..<5 {
                code = HMAC.authenticate(code.span, algorithm, key: password.span).bytes
                for index in sum.indices { sum[index] ^= code[index] }
            }
            let second = try PBKDF2.derive(
                password: password.span, salt: salt.span, iterations: 5, byteCount: sum.count, algorithm: algorithm)
            #expect(sum == [UInt8](copying: second.span))
        }
    }
}
