extension Field448 {
    /// self^((p − 3)/4), for square roots (RFC 8032 §5.2.3): (p − 3)/4 = 2⁴⁴⁶ − 2²²² − 1.
    func rootPower() -> Field448 {
        // Each power is self^(2ⁿ − 1).
        let power2 = squared() * self
        let power3 = power2.squared() * self
        let power6 = power3.squared(3) * power3
        let power9 = power6.squared(3) * power3
        let power18 = power9.squared(9) * power9
        let power19 = power18.squared() * self
        let power37 = power19.squared(18) * power18
        let power74 = power37.squared(37) * power37
        let power111 = power74.squared(37) * power37
        let power222 = power111.squared(111) * power111
        let power223 = power222.squared() * self
        return power223.squared(223) * power222
    }

    /// 1/self, or zero for zero: self^(p − 2), and p − 2 = 4·(p − 3)/4 + 1.
    func inverted() -> Field448 { rootPower().squared(2) * self }

    /// The number written in 56 bytes, the lowest first.
    init(_ bytes: Span<UInt8>, at offset: Int = 0) {
        func limb(_ index: Int) -> UInt64 {
            var limb: UInt64 = 0
            for place in 0..<7 { limb |= UInt64(bytes[offset + 7 * index + place]) << (8 &* UInt64(place)) }
            return limb
        }
        self.init(limb(0), limb(1), limb(2), limb(3), limb(4), limb(5), limb(6), limb(7))
    }

    /// The same number with limbs of 56 bits, less than p.
    func reduced() -> Field448 {
        var a = self
        // Twice: the first pass may leave limbs of 56 bits and a little.
        for _ in 0..<2 {
            let over = a.propagate()
            a.l0 &+= over
            a.l4 &+= over
        }
        _ = a.propagate()
        // Whether the number is p or more: then the sum with 2²²⁴ + 1 reaches 2⁴⁴⁸, and what is left of it is the answer.
        var b = a
        b.l0 &+= 1
        b.l4 &+= 1
        let mask = opaqueMask(b.propagate())
        return Field448.select(mask, b, a)
    }

    /// Carries from limb to limb, and gives what is carried out of the last.
    private mutating func propagate() -> UInt64 {
        let mask = Field448.mask
        l1 &+= l0 >> 56
        l2 &+= l1 >> 56
        l3 &+= l2 >> 56
        l4 &+= l3 >> 56
        l5 &+= l4 >> 56
        l6 &+= l5 >> 56
        l7 &+= l6 >> 56
        let over = l7 >> 56
        self = Field448(
            l0 & mask, l1 & mask, l2 & mask, l3 & mask, l4 & mask, l5 & mask, l6 & mask, l7 & mask)
        return over
    }

    /// Appends the 56 bytes of the number, the lowest first.
    func encode(into output: inout OutputSpan<UInt8>) {
        let a = reduced()
        append(a.l0, &output)
        append(a.l1, &output)
        append(a.l2, &output)
        append(a.l3, &output)
        append(a.l4, &output)
        append(a.l5, &output)
        append(a.l6, &output)
        append(a.l7, &output)
    }

    /// The lowest bit of the number: its sign in an encoded point (RFC 8032 §5.2.2).
    var sign: UInt64 { reduced().l0 & 1 }

    /// One if the number is zero, else zero.
    var isZero: UInt64 {
        let a = reduced()
        let bits = a.l0 | a.l1 | a.l2 | a.l3 | a.l4 | a.l5 | a.l6 | a.l7
        return (bits | (0 &- bits)) >> 63 ^ 1
    }
}

private func append(_ limb: UInt64, _ output: inout OutputSpan<UInt8>) {
    for index in 0..<7 { output.append(UInt8(truncatingIfNeeded: limb >> (8 &* UInt64(index)))) }
}
