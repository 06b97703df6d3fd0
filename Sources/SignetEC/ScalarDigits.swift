/// Digit `index` of a scalar in signed windows (Booth): the magnitude, at most 2^(width − 1), and all ones where it is
/// negative. Σ digit(i)·2^(width·i) is the scalar. The scalar is secret; index and width are not.
@inline(__always)
func signedDigit(
    _ scalar: Element, limbCount: Int, index: Int, width: Int
) -> (magnitude: UInt64, negative: UInt64) {
    // The window and the bit below it, which tells whether the window below took one away from this one.
    var bits: UInt64
    if index == 0 {
        bits = unsafe scalar.limbs[0] << 1
    } else {
        let start = index * width - 1
        let limb = start >> 6
        let shift = UInt64(start & 63)
        bits = limb < limbCount ? unsafe scalar.limbs[limb] >> shift : 0
        if shift > 0, limb + 1 < limbCount { unsafe bits |= scalar.limbs[limb + 1] << (64 - shift) }
    }
    let ones: UInt64 = (1 << UInt64(width + 1)) - 1
    bits &= ones
    // Nothing here can overflow; a check for it would be a branch on the secret.
    let negative = 0 &- (bits >> UInt64(width))
    let folded = ((ones &- bits) & negative) | (bits & ~negative)
    return ((folded >> 1) &+ (folded & 1), negative)
}

/// How many signed windows a scalar of `bitCount` bits has.
func signedDigitCount(bitCount: Int, width: Int) -> Int { (bitCount + width) / width }

/// The digits of a public scalar in width-w non-adjacent form: zero or odd, less than 2^(width − 1) in magnitude, with
/// width − 1 zeros at least after each that is not zero. Lowest first; at least one more than the scalar has bits.
func nonAdjacentForm(_ scalar: Element, limbCount: Int, digitCount: Int, width: Int) -> [Int8] {
    var digits = [Int8](repeating: 0, count: digitCount)
    func bits(_ position: Int, _ count: Int) -> Int {
        let (limb, shift) = (position >> 6, UInt64(position & 63))
        var value = limb < limbCount ? unsafe scalar.limbs[limb] >> shift : 0
        if shift > 0, limb + 1 < limbCount { unsafe value |= scalar.limbs[limb + 1] << (64 - shift) }
        return Int(truncatingIfNeeded: value & ((1 << UInt64(count)) - 1))
    }
    var carry = 0
    var position = 0
    while position < digitCount {
        // Bits that are like the carry make zeros, all of them at once.
        var like = unsafe position >> 6 < limbCount ? scalar.limbs[position >> 6] >> UInt64(position & 63) : 0
        if carry == 1 { like = ~like }
        guard like & 1 == 1 else {
            position += min(like.trailingZeroBitCount, 64 - (position & 63))
            continue
        }
        let count = min(width, digitCount - position)
        var digit = bits(position, count) + carry
        carry = digit >> (width - 1) & 1
        digit -= carry << width
        digits[position] = Int8(truncatingIfNeeded: digit)
        position += count
    }
    return digits
}
