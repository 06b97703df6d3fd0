import SignetBytes
import SignetHash
import TestSupport
import Testing

private func shake(_ variant: SHAKE.Variant, _ message: [UInt8], _ byteCount: Int) -> [UInt8] {
    var function = SHAKE(variant)
    function.update(message.span)
    let output = function.squeeze(byteCount)
    return [UInt8](copying: output.span)
}

@Suite("SHAKE")
struct SHAKETests {
    /// NIST, "Examples with Intermediate Values": the empty message.
    @Test(arguments: [
        (SHAKE.Variant.shake128, "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"),
        (.shake256, "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"),
    ])
    func examples(_ variant: SHAKE.Variant, _ expected: String) {
        #expect(Hex.encode(Bytes(shake(variant, [], 32))) == expected)
    }

    /// CAVP short and long messages, and outputs of many lengths.
    @Test(
        .enabled(if: TestFiles.corpora != nil),
        arguments: [(SHAKE.Variant.shake128, "SHAKE128"), (.shake256, "SHAKE256")])
    func messages(_ variant: SHAKE.Variant, _ name: String) throws {
        var count = 0
        for part in ["ShortMsg", "LongMsg", "VariableOut"] {
            for stanza in try TestFiles.stanzas("vectors/cavp/hashes/SHAKE/\(name)\(part).rsp") {
                guard let message = stanza.bytes("Msg"), let expected = stanza.bytes("Output") else { continue }
                let length = stanza.number("Len").map { $0 / 8 } ?? message.count
                #expect(
                    shake(variant, [UInt8](message.prefix(length)), expected.count) == expected,
                    "\(part):\(stanza.line)")
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("CAVP \(name)", ran: count)
    }

    /// CAVP Monte Carlo (SHA3VS §6.3.3): the first 16 bytes of each output are the next message, and its last two say
    /// how long the next output is.
    @Test(
        .enabled(if: TestFiles.corpora != nil),
        arguments: [(SHAKE.Variant.shake128, "SHAKE128"), (.shake256, "SHAKE256")])
    func monteCarlo(_ variant: SHAKE.Variant, _ name: String) throws {
        let stanzas = try TestFiles.stanzas("vectors/cavp/hashes/SHAKE/\(name)Monte.rsp")
        let text = String(decoding: try TestFiles.corpus("vectors/cavp/hashes/SHAKE/\(name)Monte.rsp"), as: UTF8.self)
        /// The number of bytes after `label`, a count of bits.
        func limit(_ label: String) throws -> Int {
            let tail = try #require(text.split(separator: label + " Output Length (bits) = ").dropFirst().first)
            return try #require(Int(tail.prefix { $0.isNumber })) / 8
        }
        let (minimum, maximum) = (try limit("Minimum"), try limit("Maximum"))
        var output = try #require(stanzas.lazy.compactMap { $0.bytes("Msg") }.first)
        var byteCount = maximum
        var count = 0
        for stanza in stanzas {
            guard let expected = stanza.bytes("Output") else { continue }
            for _ in 0..<1000 {
                let message = output.prefix(16) + [UInt8](repeating: 0, count: max(0, 16 - output.count))
                output = shake(variant, [UInt8](message), byteCount)
                let last = Int(output[output.count - 2]) << 8 | Int(output[output.count - 1])
                byteCount = minimum + last % (maximum - minimum + 1)
            }
            #expect(output == expected, "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("CAVP \(name) Monte Carlo", ran: count)
    }

    /// Input and output in pieces give what they give whole.
    @Test(arguments: SHAKE.Variant.allCases)
    func pieces(_ variant: SHAKE.Variant) {
        let message = (0..<700).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 3) }
        for length in [0, 1, 135, 136, 137, 167, 168, 169, 335, 336, 337, 700] {
            let expected = shake(variant, [UInt8](message.prefix(length)), 600)
            for step in [1, 7, 136, 167, 168, 169, 300] {
                var function = SHAKE(variant)
                for start in stride(from: 0, to: length, by: step) {
                    function.update(message.span.extracting(start..<min(start + step, length)))
                    function.update([UInt8]().span)
                }
                var output: [UInt8] = []
                while output.count < 600 {
                    let piece = function.squeeze(min(step, 600 - output.count))
                    output.append(copying: piece.span)
                }
                #expect(output == expected)
            }
        }
    }

    /// What OpenSSL makes of random bytes.
    @Test(arguments: [(SHAKE.Variant.shake128, "shake128"), (.shake256, "shake256")])
    func openssl(_ variant: SHAKE.Variant, _ name: String) throws {
        guard Programs.exists("openssl") else { return }
        var count = 0
        for length in [0, 1, 135, 136, 168, 4096, 100_003] {
            let message = [UInt8](Randomness.bytes(count: length))
            let theirs = try Programs.run("openssl", ["dgst", "-\(name)", "-xoflen", "500", "-binary"], input: message)
            #expect(shake(variant, message, 500) == theirs)
            count += 1
        }
        TestFiles.report("openssl dgst -\(name)", ran: count)
    }
}

@Suite("SecretHash")
struct SecretHashTests {
    /// The same digests as `Hash` makes.
    @Test(arguments: DigestAlgorithm.allCases)
    func digests(_ algorithm: DigestAlgorithm) {
        for length in [0, 1, 63, 64, 136, 144, 1000] {
            let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            var hash = SecretHash(algorithm)
            hash.update(message.span.extracting(first: length / 3))
            hash.update(message.span.extracting(droppingFirst: length / 3))
            let digest = hash.finalize()
            #expect([UInt8](copying: digest.span) == algorithm.digest(of: message.span).bytes)
        }
    }
}
