public import SignetBytes

/// KMAC128 and KMAC256 (SP 800-185 §4): a message authentication code of any length from cSHAKE.
public struct KMAC: ~Copyable, Sendable {
    private var function: SHAKE
    private let byteCount: Int
    private let isExtendable: Bool

    /// Sets up a key and starts a message.
    ///
    /// - Parameters:
    ///   - variant: which of the two functions.
    ///   - key: of any length.
    ///   - customization: a text that sets one use apart from others.
    ///   - byteCount: the length of the code; codes of different lengths have nothing in common.
    ///   - isExtendable: whether it is the function KMACXOF (§4.3.1), whose shorter outputs begin the longer ones.
    public init(
        _ variant: SHAKE.Variant, key: Span<UInt8>, customization: Bytes = Bytes(), byteCount: Int,
        isExtendable: Bool = false
    ) {
        precondition(byteCount >= 0 && byteCount < 1 << 60, "KMAC: not a length")
        self.byteCount = byteCount
        self.isExtendable = isExtendable
        let name = Array("KMAC".utf8)
        function = SHAKE(variant, functionName: name.span, customization: customization.span)
        function.updatePadded { $0.updateCounted(key) }
    }

    /// Takes in more of the message.
    public mutating func update(_ bytes: Span<UInt8>) { function.update(bytes) }

    /// The code of all that was taken in.
    public consuming func finalize() -> SecretBytes {
        function.update(LengthCode.right(isExtendable ? 0 : 8 * byteCount).span)
        return function.squeeze(byteCount)
    }

    /// The code of one message.
    public static func authenticate(
        _ message: Span<UInt8>, _ variant: SHAKE.Variant, key: Span<UInt8>, customization: Bytes = Bytes(),
        byteCount: Int, isExtendable: Bool = false
    ) -> SecretBytes {
        var code = KMAC(
            variant, key: key, customization: customization, byteCount: byteCount, isExtendable: isExtendable)
        code.update(message)
        return code.finalize()
    }
}

/// Numbers as SP 800-185 §2.3.1 writes them: big-endian, with how many bytes there are in front or behind.
enum LengthCode {
    /// `left_encode`
    static func left(_ number: Int) -> [UInt8] {
        let digits = digits(number)
        return [UInt8(digits.count)] + digits
    }

    /// `right_encode`
    static func right(_ number: Int) -> [UInt8] {
        let digits = digits(number)
        return digits + [UInt8(digits.count)]
    }

    private static func digits(_ number: Int) -> [UInt8] {
        var digits: [UInt8] = []
        var rest = UInt(number)
        repeat {
            digits.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        } while rest > 0
        return digits
    }
}
