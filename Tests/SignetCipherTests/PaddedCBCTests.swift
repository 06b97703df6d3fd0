import SignetBytes
import SignetCipher
import Testing

private func random(_ count: Int) -> [UInt8] { [UInt8](Randomness.bytes(count: count)) }

@Suite("CBC with padding, in pieces")
struct PaddedCBCTests {
    /// However a message is cut, it gives what it gives whole, and comes back.
    @Test(arguments: [CipherAlgorithm.aes128, .aes256, .tripleDES, .rc2(effectiveBits: 128)])
    func chunks(_ algorithm: CipherAlgorithm) throws {
        let (key, iv) = (random(algorithm.keyByteCount), random(algorithm.blockByteCount))
        for count in [Int](0...70) + [255, 256, 257, 1000] {
            let message = random(count)
            let whole = [UInt8](try CBC.encrypt(message.span, algorithm, key: key.span, iv: iv.span))
            for step in [1, 5, 8, 15, 16, 17, 33, 2000] {
                var encryption = try CBCPaddedEncryption(algorithm, key: key.span, iv: iv.span)
                var pieces: [UInt8] = []
                for start in stride(from: 0, to: count, by: step) {
                    let piece = message.span.extracting(start..<min(start + step, count))
                    pieces += try [UInt8](capacity: CBCPaddedEncryption.largestOutput(for: piece.count)) { output in
                        try encryption.update(piece, into: &output)
                    }
                }
                pieces += try [UInt8](capacity: 16) { output in try encryption.finalize(into: &output) }
                #expect(pieces == whole)

                var decryption = try CBCPaddedDecryption(algorithm, key: key.span, iv: iv.span)
                var opened: [UInt8] = []
                for start in stride(from: 0, to: whole.count, by: step) {
                    let piece = whole.span.extracting(start..<min(start + step, whole.count))
                    opened += try [UInt8](capacity: CBCPaddedDecryption.largestOutput(for: piece.count)) { output in
                        try decryption.update(piece, into: &output)
                    }
                    #expect(opened.count <= count)
                }
                opened += try [UInt8](capacity: 16) { output in try decryption.finalize(into: &output) }
                #expect(opened == message)
            }
        }
    }

    @Test func refusals() throws {
        let (key, iv) = (random(16), random(16))
        func refusal(_ ciphertext: [UInt8]) throws -> CipherError? {
            var decryption = try CBCPaddedDecryption(.aes128, key: key.span, iv: iv.span)
            var error: CipherError?
            _ = [UInt8](capacity: ciphertext.count + 16) { output in
                do throws(CipherError) {
                    try decryption.update(ciphertext.span, into: &output)
                    try decryption.finalize(into: &output)
                } catch let reason { error = reason }
            }
            return error
        }
        #expect(try refusal([]) == .emptyCiphertext)
        #expect(try refusal(random(15)) == .unalignedByteCount(15, blockByteCount: 16))
        #expect(try refusal(random(33)) == .unalignedByteCount(33, blockByteCount: 16))
        var encryption = try CBCEncryption(.aes128, key: key.span, iv: iv.span)
        var block = [UInt8](repeating: 17, count: 16)
        var span = block.mutableSpan
        try encryption.update(&span)
        #expect(try refusal(block) == .badPadding)
    }
}
