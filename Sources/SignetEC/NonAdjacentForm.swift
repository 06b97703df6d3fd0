/// A public number as digits, each zero or odd and less than 2^(width − 1) in size, of which at most one in `width`
/// successive ones is not zero: few additions for many doublings.
func nonAdjacentForm(_ bytes: Span<UInt8>, width: Int) -> [Int8] {
    let bitCount = bytes.count * 8
    var digits = [Int8](repeating: 0, count: bitCount + 1)
    /// `width` bits from `position` on.
    func window(_ position: Int) -> Int {
        var bits = 0
        for index in 0..<3 where position >> 3 + index < bytes.count {
            bits |= Int(bytes[position >> 3 + index]) << (8 * index)
        }
        return bits >> (position & 7) & (1 << width - 1)
    }
    var position = 0
    var carry = 0
    while position <= bitCount {
        let value = carry + window(position)
        guard value & 1 == 1 else {
            position += 1
            continue
        }
        if value < 1 << (width - 1) {
            digits[position] = Int8(value)
            carry = 0
        } else {
            digits[position] = Int8(value - (1 << width))
            carry = 1
        }
        position += width
    }
    return digits
}
