import SignetBytes
import SignetHash
import TestSupport
import Testing

@Suite("KMAC") struct KMACTests {
    private static let key = [UInt8](0x40...0x5F)

    /// NIST, "KMAC samples" 1, 2 and 4, and "KMACXOF samples" 1.
    @Test(arguments: [
        (SHAKE.Variant.shake128, "", false, "e5780b0d3ea6f7d3a429c5706aa43a00fadbd7d49628839e3187243f456ee14e"),
        (.shake128, "My Tagged Application", false, "3b1fba963cd8b0b59e8c1a6d71888b7143651af8ba0a7070c0979e2811324aa5"),
        (
            .shake256, "My Tagged Application", false,
            "20c570c31346f703c9ac36c61c03cb64c3970d0cfc787e9b79599d273a68d2f7"
                + "f69d4cc3de9d104a351689f27cf6f5951f0103f33f4f24871024d9c27773a8dd"
        ),
        (.shake128, "", true, "cd83740bbd92ccc8cf032b1481a0f4460e7ca9dd12b08a0c4031178bacd6ec35"),
    ])
    func samples(_ variant: SHAKE.Variant, _ customization: String, _ isExtendable: Bool, _ expected: String) {
        let message: [UInt8] = [0, 1, 2, 3]
        let code = KMAC.authenticate(
            message.span, variant, key: Self.key.span, customization: Bytes(Array(customization.utf8)),
            byteCount: expected.count / 2, isExtendable: isExtendable)
        #expect(Hex.encode(code.span) == expected)
    }

    /// The pieces in which a message comes do not matter, nor where its key ends in a block.
    @Test func pieces() {
        let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        for length in [0, 1, 131, 132, 133, 163, 164, 165, 400] {
            let key = [UInt8](repeating: 7, count: length)
            let whole = KMAC.authenticate(message.span, .shake128, key: key.span, byteCount: 32)
            var code = KMAC(.shake128, key: key.span, byteCount: 32)
            for byte in message { code.update([byte].span) }
            let piecewise = code.finalize()
            #expect(Hex.encode(whole.span) == Hex.encode(piecewise.span))
        }
    }

    /// NIST, "cSHAKE samples" 1.
    @Test func customisedSHAKE() {
        let (name, customization, message): ([UInt8], [UInt8], [UInt8]) = (
            [], Array("Email Signature".utf8), [0, 1, 2, 3]
        )
        var function = SHAKE(.shake128, functionName: name.span, customization: customization.span)
        function.update(message.span)
        let output = function.squeeze(32)
        #expect(Hex.encode(output.span) == "c1c36925b6409a04f1b504fcbca9d82b4017277cb5ed2b2065fc1d3814d5aaf5")
    }
}
