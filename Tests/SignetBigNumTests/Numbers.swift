import SignetBigNum
import SignetBytes

/// Random numbers and their spelling, for tests.
extension Natural {
    static func random(bitCount: Int) -> Natural {
        var bytes = [UInt8](copying: Randomness.bytes(count: (bitCount + 7) / 8).span)
        if bitCount % 8 != 0 { bytes[0] &= 0xFF >> UInt8(8 - bitCount % 8) }
        return Natural(bigEndian: bytes.span)
    }

    /// Of exactly this size, and odd.
    static func randomOdd(bitCount: Int) -> Natural {
        var bytes = [UInt8](copying: random(bitCount: bitCount).bytes(count: (bitCount + 7) / 8).span)
        bytes[bytes.count - 1] |= 1
        bytes[0] |= 1 << UInt8((bitCount - 1) % 8)
        return Natural(bigEndian: bytes.span)
    }

    init(hexadecimal text: some StringProtocol) {
        let bytes = Hex.decode(text.count % 2 == 0 ? String(text) : "0" + text)!
        self.init(bigEndian: bytes.span)
    }

    /// As Python's `int(text, 16)` reads it.
    var hexadecimal: String {
        let bytes = bytes()
        return bytes.isEmpty ? "0" : Hex.encode(bytes.span)
    }
}

extension SecretNatural {
    var hexadecimal: String { declassified().hexadecimal }
}

/// Of nothing: 0, as Python's side of the test says it.
func hexadecimal(_ number: consuming SecretNatural?) -> String {
    if let number { number.hexadecimal } else { "0" }
}
