internal import SignetBytes

/// A secret number, its lowest byte first, as digits to the base 16 from −8 to 7, the lowest first, each a byte; the
/// last, which takes what is carried, may be 8. The number's last digit is at most 7.
func signedDigits(_ number: Span<UInt8>) -> SecretBytes {
    var digits = SecretBytes(capacity: 2 * number.count) { output in
        for index in number.indices {
            output.append(number[index] & 15)
            output.append(number[index] >> 4)
        }
    }
    var bytes = digits.mutableSpan
    let last = bytes.count - 1
    var carry: UInt8 = 0
    for index in 0..<last {
        let digit = bytes[index] &+ carry
        carry = (digit &+ 8) >> 4
        bytes[index] = digit &- carry << 4
    }
    bytes[last] = bytes[last] &+ carry
    return digits
}
