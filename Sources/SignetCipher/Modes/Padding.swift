internal import SignetBytes

/// Padding to whole blocks: n bytes of the value n, n at least one (RFC 5652 §6.3).
package enum Padding {
    /// How many of the bytes, which are whole blocks and at least one, come before the padding.
    ///
    /// Format: `content ‖ n ‖ … ‖ n`, n times, 1 ≤ n ≤ block. All bytes of the last block are looked at, whatever they
    /// say, and only the verdict on the whole becomes public.
    package static func contentByteCount(of bytes: Span<UInt8>, blockByteCount: Int) throws(CipherError) -> Int {
        let padding = bytes[bytes.count - 1]
        let value = UInt(padding)
        var good = !Choice(isZero: value) & Choice(value, isLessThan: UInt(blockByteCount) + 1)
        for distance in 0..<blockByteCount {
            let isContent = !Choice(UInt(distance), isLessThan: value)
            good = good & (isContent | Choice(bytes[bytes.count - 1 - distance], equals: padding))
        }
        guard good.declassified else { throw .badPadding }
        return bytes.count - Int(declassified(UInt(padding)))
    }
}
