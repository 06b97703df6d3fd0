import SignetBytes
import SignetHash
import TestSupport
import Testing

@Suite("MD2, MD4, RIPEMD-160, SM3, Whirlpool and SHAKE as a digest")
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
        // H. Dobbertin, A. Bosselaers, B. Preneel; GB/T 32905 §A.1; ISO/IEC 10118-3.
        (.ripemd160, "", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
        (.ripemd160, "abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
        (.sm3, "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (
            .whirlpool, "",
            "19fa61d75522a4669b44e39c1d2e1726c530232130d407f89afee0964997f7a7"
                + "3e83be698b288febcf88e3e03c4f0757ea8964e59b63d93708b138cc42a66eb3"
        ),
        (
            .whirlpool, "abc",
            "4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c"
                + "7181eebdb6c57e277d0e34957114cbd6c797fc9d95d8b582d225292076d4eef5"
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

    /// Every length of a message around those of the blocks.
    @Test(
        .enabled(if: Programs.exists("openssl")),
        arguments: [
            (DigestAlgorithm.ripemd160, "rmd160"), (.sm3, "sm3"), (.whirlpool, "whirlpool"),
        ])
    func agreesWithOpenSSL(_ algorithm: DigestAlgorithm, _ name: String) throws {
        for count in [31, 32, 33, 55, 56, 63, 64, 65, 119, 128, 1000] {
            let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            let output = try Programs.run(
                "openssl", ["dgst", "-provider", "default", "-provider", "legacy", "-\(name)", "-binary"],
                input: message)
            guard let output else { return }
            #expect(algorithm.digest(of: message.span).bytes == Array(output))
        }
    }

    /// HMAC and the derivations go on from digests; those of MD2 and Whirlpool fill a block, the others' do not.
    @Test func derivations() throws {
        let (password, salt) = ([UInt8]("password".utf8), [UInt8]("saltsalt".utf8))
        for algorithm in [DigestAlgorithm.md2, .md4, .sha256, .ripemd160, .sm3, .whirlpool] {
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
