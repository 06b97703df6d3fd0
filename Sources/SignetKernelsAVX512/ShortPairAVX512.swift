#if arch(x86_64)
internal import CInstructions

/// Two products of twenty digits at most, modulo two moduli: half of each number of an RSA key of 2048 bits. As `multiplyPair`
/// does it with vectors of any number, but
///
/// * twenty digits are two vectors and half of one, so that a sixth less is multiplied than in three, and
/// * all factors but one stay in registers; and
/// * the two lowest digits are summed up in general registers. The next quotient then waits for one product by the last, and
///   not for vectors on their way to there and back.
///
/// What is left is the throughput of VPMADD52: twenty of 512 bits for a digit of both numbers, one a cycle.
@inline(never)
func shortPair(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: (UInt64, UInt64), _ digitCount: Int
) {
    let other = 192
    let (a1, a2) = unsafe (ShortRow(a), ShortRow(a + other))
    let (m1, m2) = unsafe (ShortRow(m), ShortRow(m + other))
    var (first, second) = (ShortSum(), ShortSum())
    for index in 0..<digitCount {
        unsafe first.step(b + index &* 8, a, m, inverse.0, a1, m1)
        unsafe second.step(b + other + index &* 8, a + other, m + other, inverse.1, a2, m2)
    }
    unsafe first.store(to: result)
    unsafe second.store(to: result + other)
}

private let digitMask: UInt64 = 1 << 52 - 1

/// Twenty digits.
private struct ShortRow {
    var v0, v1: __m512i
    var v2: __m256i

    @inline(__always)
    init() {
        (v0, v1) = (_mm512_setzero_si512(), _mm512_setzero_si512())
        v2 = _mm256_setzero_si256()
    }

    @inline(__always)
    init(_ number: UnsafeRawPointer) {
        unsafe (v0, v1, v2) = (zmm_vmovdqu(number), zmm_vmovdqu(number + 64), ymm_vmovdqu(number + 128))
    }

    @inline(__always)
    mutating func addLow(_ a: ShortRow, _ factor: __m512i) {
        v0 = _mm512_madd52lo_epu64(v0, a.v0, factor)
        v1 = _mm512_madd52lo_epu64(v1, a.v1, factor)
        v2 = ymm_vpmadd52luq(v2, a.v2, _mm512_castsi512_si256(factor))
    }

    @inline(__always)
    mutating func addHigh(_ a: ShortRow, _ factor: __m512i) {
        v0 = _mm512_madd52hi_epu64(v0, a.v0, factor)
        v1 = _mm512_madd52hi_epu64(v1, a.v1, factor)
        v2 = ymm_vpmadd52huq(v2, a.v2, _mm512_castsi512_si256(factor))
    }

    @inline(__always)
    mutating func accumulate(_ a: ShortRow) {
        v0 = _mm512_add_epi64(v0, a.v0)
        v1 = _mm512_add_epi64(v1, a.v1)
        v2 = _mm256_add_epi64(v2, a.v2)
    }

    /// Moves everything down by a digit.
    @inline(__always)
    mutating func shift() {
        v0 = valignq_1(v1, v0)
        v1 = valignq_1(_mm512_zextsi256_si512(v2), v1)
        v2 = ymm_valignq_1(_mm256_setzero_si256(), v2)
    }
}

/// A sum on its way through the digits of b.
private struct ShortSum {
    /// What was summed up, its lowest lane having no meaning.
    private var row = ShortRow()
    /// What the last digit of b adds to it still.
    private var product = ShortRow()
    /// The lowest digit so far.
    private var low: UInt64 = 0

    @inline(__always)
    init() {}

    /// Adds a·digit and the multiple of m that makes the lowest digit zero, and drops that digit.
    @inline(__always)
    mutating func step(
        _ digit: UnsafeRawPointer, _ a: UnsafeRawPointer, _ m: UnsafeRawPointer, _ inverse: UInt64,
        _ aRow: ShortRow, _ mRow: ShortRow
    ) {
        var wide = unsafe UInt128(a.load(as: UInt64.self)) &* UInt128(digit.load(as: UInt64.self)) &+ UInt128(low)
        let quotient = (UInt64(truncatingIfNeeded: wide) &* inverse) & digitMask
        wide = unsafe wide &+ UInt128(m.load(as: UInt64.self)) &* UInt128(quotient)
        // What does not depend on the quotient is summed up apart, and added at once.
        let digits = unsafe zmm_vpbroadcastq(digit)
        product.addLow(aRow, digits)
        row.accumulate(product)
        // The next digit, without waiting until the vectors know of the quotient.
        let reduction = unsafe (m.load(fromByteOffset: 8, as: UInt64.self) &* quotient) & digitMask
        low = UInt64(truncatingIfNeeded: wide &>> 52) &+ zmm_vpextrq_1(row.v0) &+ reduction
        let quotients = _mm512_set1_epi64(Int64(bitPattern: quotient))
        row.addLow(mRow, quotients)
        row.shift()
        row.addHigh(mRow, quotients)
        product = ShortRow()
        product.addHigh(aRow, digits)
    }

    /// Carries, and writes digits of 52 bits.
    @inline(__always)
    func store(to result: UnsafeMutableRawPointer) {
        var sum = row
        sum.accumulate(product)
        unsafe storeCarried(sum.v0, sum.v1, _mm512_zextsi256_si512(sum.v2), low, to: result)
    }
}
#endif
