#if arch(x86_64)
internal import CInstructions

/// Montgomery's multiplication in digits of 52 bits, eight to a vector: VPMADD52LUQ and VPMADD52HUQ add the lower and the
/// upper half of eight products at a time.
///
/// A number is `vectorCount` vectors, 64-byte aligned, of which the first `digitCount` digits are in use. With
/// R = 2^(52·digitCount) ≥ 16·m, a product of two numbers whose own product is less than 16·m² is less than 2m: no
/// subtraction, and no comparison, until the end ("almost" Montgomery: S. Gueron 2012). Nothing branches on a number or
/// looks anything up by one.
///
/// Each digit of b adds a row, a·bᵢ + m·q, and moves everything down by a digit. The lowest digit, on which the next q
/// depends, is kept in a general register. That chain takes about as long as the multiplications of two moduli of half an
/// RSA key each: so these go side by side.
public enum MontgomeryAVX512 {
    /// The widest numbers there is code for, in vectors.
    public static let maximumVectorCount = 10
    /// The widest numbers that go side by side.
    public static let maximumPairVectorCount = 5

    /// `result = a·b/R`, less than 2m. The result may lie where a factor does.
    public static func multiply(
        _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, modulus: UnsafeRawPointer,
        inverse: UInt64, digitCount: Int, vectorCount: Int
    ) {
        switch vectorCount {
        case 2: unsafe single2(result, a, b, modulus, inverse, digitCount)
        case 3: unsafe single3(result, a, b, modulus, inverse, digitCount)
        case 4: unsafe single4(result, a, b, modulus, inverse, digitCount)
        case 5: unsafe single5(result, a, b, modulus, inverse, digitCount)
        case 6: unsafe single6(result, a, b, modulus, inverse, digitCount)
        case 7: unsafe single7(result, a, b, modulus, inverse, digitCount)
        case 8: unsafe single8(result, a, b, modulus, inverse, digitCount)
        case 9: unsafe single9(result, a, b, modulus, inverse, digitCount)
        case 10: unsafe single10(result, a, b, modulus, inverse, digitCount)
        default: preconditionFailure("MontgomeryAVX512: no code for this width")
        }
    }

    /// Two products modulo two moduli: every number is two, one after another.
    public static func multiplyPair(
        _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, modulus: UnsafeRawPointer,
        inverse: (UInt64, UInt64), digitCount: Int, vectorCount: Int
    ) {
        switch vectorCount {
        case 2: unsafe pair2(result, a, b, modulus, inverse, digitCount)
        case 3 where digitCount <= 20: unsafe shortPair(result, a, b, modulus, inverse, digitCount)
        case 3: unsafe pair3(result, a, b, modulus, inverse, digitCount)
        case 4: unsafe pair4(result, a, b, modulus, inverse, digitCount)
        case 5: unsafe pair5(result, a, b, modulus, inverse, digitCount)
        default: preconditionFailure("MontgomeryAVX512: no code for this width")
        }
    }
}

extension MontgomeryAVX512 {
    /// `result = table[index]`, of `entryCount` numbers that lie `stride` bytes apart. All of them are read.
    public static func select(
        _ result: UnsafeMutableRawPointer, _ table: UnsafeRawPointer, _ index: UInt64, entryCount: Int, stride: Int,
        vectorCount: Int
    ) {
        switch vectorCount {
        case 2: unsafe choose(result, table, index, entryCount, stride, 2)
        case 3: unsafe choose(result, table, index, entryCount, stride, 3)
        case 4: unsafe choose(result, table, index, entryCount, stride, 4)
        case 5: unsafe choose(result, table, index, entryCount, stride, 5)
        default: preconditionFailure("MontgomeryAVX512: no code for this width")
        }
    }

    @inline(__always)
    private static func choose(
        _ result: UnsafeMutableRawPointer, _ table: UnsafeRawPointer, _ index: UInt64, _ entryCount: Int, _ stride: Int,
        _ count: Int
    ) {
        let wanted = _mm512_set1_epi64(Int64(bitPattern: index))
        var row = Row()
        var number = _mm512_setzero_si512()
        var entry = unsafe table
        for _ in 0..<entryCount {
            unsafe row.include(entry, _mm512_movm_epi64(vpcmpuq_eq(number, wanted)), count)
            number = _mm512_add_epi64(number, _mm512_set1_epi64(1))
            unsafe entry += stride
        }
        unsafe row.store(to: result, count)
    }
}

private typealias Vector = __m512i

private let digitMask: UInt64 = 1 << 52 - 1

// One function a width: with a count that it knows, the compiler keeps the rows in registers.

@inline(never)
private func single2(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: UInt64, _ digitCount: Int
) { unsafe single(result, a, b, m, inverse, digitCount, 2) }
@inline(never)
private func single3(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: UInt64, _ digitCount: Int
) { unsafe single(result, a, b, m, inverse, digitCount, 3) }
@inline(never)
private func single4(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: UInt64, _ digitCount: Int
) { unsafe single(result, a, b, m, inverse, digitCount, 4) }
@inline(never)
private func single5(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: UInt64, _ digitCount: Int
) { unsafe single(result, a, b, m, inverse, digitCount, 5) }
@inline(never)
private func single6(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: UInt64, _ digitCount: Int
) { unsafe single(result, a, b, m, inverse, digitCount, 6) }
@inline(never)
private func single7(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: UInt64, _ digitCount: Int
) { unsafe single(result, a, b, m, inverse, digitCount, 7) }
@inline(never)
private func single8(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: UInt64, _ digitCount: Int
) { unsafe single(result, a, b, m, inverse, digitCount, 8) }
@inline(never)
private func single9(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: UInt64, _ digitCount: Int
) { unsafe single(result, a, b, m, inverse, digitCount, 9) }
@inline(never)
private func single10(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: UInt64, _ digitCount: Int
) { unsafe single(result, a, b, m, inverse, digitCount, 10) }

@inline(never)
private func pair2(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: (UInt64, UInt64), _ digitCount: Int
) { unsafe pair(result, a, b, m, inverse, digitCount, 2) }
@inline(never)
private func pair3(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: (UInt64, UInt64), _ digitCount: Int
) { unsafe pair(result, a, b, m, inverse, digitCount, 3) }
@inline(never)
private func pair4(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: (UInt64, UInt64), _ digitCount: Int
) { unsafe pair(result, a, b, m, inverse, digitCount, 4) }
@inline(never)
private func pair5(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: (UInt64, UInt64), _ digitCount: Int
) { unsafe pair(result, a, b, m, inverse, digitCount, 5) }

@inline(__always)
private func single(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: UInt64, _ digitCount: Int, _ count: Int
) {
    var sum = Sum()
    for index in 0..<digitCount { unsafe sum.stepAlone(b + index &* 8, a, m, inverse, count) }
    unsafe sum.store(to: result, count)
}

@inline(__always)
private func pair(
    _ result: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ m: UnsafeRawPointer,
    _ inverse: (UInt64, UInt64), _ digitCount: Int, _ count: Int
) {
    let other = 64 &* count
    var (first, second) = (Sum(), Sum())
    for index in 0..<digitCount {
        unsafe first.step(b + index &* 8, a, m, inverse.0, count)
        unsafe second.step(
            b + other + index &* 8, a + other, m + other, inverse.1, count)
    }
    unsafe first.store(to: result, count)
    unsafe second.store(to: result + other, count)
}

@inline(__always)
private func word(_ number: UnsafeRawPointer) -> UInt64 { unsafe number.load(as: UInt64.self) }

@inline(__always)
private func vector(_ number: UnsafeRawPointer, _ index: Int) -> Vector {
    unsafe zmm_vmovdqu(number + index &* 64)
}

/// A sum on its way through the digits of b.
private struct Sum {
    /// What was summed up, its lowest lane having no meaning.
    private var row = Row()
    /// What the last digit of b adds to it still.
    private var product = Row()
    /// The lowest digit so far.
    private var low: UInt64 = 0

    @inline(__always)
    init() {}

    /// Adds a·digit and the multiple of m that makes the lowest digit zero, and drops that digit.
    @inline(__always)
    mutating func step(
        _ digit: UnsafeRawPointer, _ a: UnsafeRawPointer, _ m: UnsafeRawPointer, _ inverse: UInt64, _ count: Int
    ) {
        let (quotient, carry) = unsafe quotient(digit, a, m, inverse)
        let digits = unsafe zmm_vpbroadcastq(digit)
        let quotients = _mm512_set1_epi64(Int64(bitPattern: quotient))
        unsafe row.addLow(a, digits, count)
        unsafe row.addLow(m, quotients, count)
        row.shift(count)
        low = carry &+ zmm_vmovq(row.v0)
        unsafe row.addHigh(a, digits, count)
        unsafe row.addHigh(m, quotients, count)
    }

    /// The same for a sum that has the processor for itself, where what is short is time between one quotient and the next:
    /// what does not depend on the quotient is summed up apart, and what it adds to the next digit is found without the vectors.
    @inline(__always)
    mutating func stepAlone(
        _ digit: UnsafeRawPointer, _ a: UnsafeRawPointer, _ m: UnsafeRawPointer, _ inverse: UInt64, _ count: Int
    ) {
        let (quotient, carry) = unsafe quotient(digit, a, m, inverse)
        let digits = unsafe zmm_vpbroadcastq(digit)
        let quotients = _mm512_set1_epi64(Int64(bitPattern: quotient))
        unsafe product.addLow(a, digits, count)
        row.accumulate(product, count)
        low = unsafe carry &+ zmm_vpextrq_1(row.v0) &+ (word(m + 8) &* quotient) & digitMask
        unsafe row.addLow(m, quotients, count)
        row.shift(count)
        unsafe row.addHigh(m, quotients, count)
        product = Row()
        unsafe product.addHigh(a, digits, count)
    }

    /// How many times m makes the lowest digit zero, and what that digit then hands on.
    @inline(__always)
    private func quotient(
        _ digit: UnsafeRawPointer, _ a: UnsafeRawPointer, _ m: UnsafeRawPointer, _ inverse: UInt64
    ) -> (quotient: UInt64, carry: UInt64) {
        var wide = unsafe UInt128(word(a)) &* UInt128(word(digit)) &+ UInt128(low)
        let quotient = (UInt64(truncatingIfNeeded: wide) &* inverse) & digitMask
        wide = unsafe wide &+ UInt128(word(m)) &* UInt128(quotient)
        return (quotient, UInt64(truncatingIfNeeded: wide &>> 52))
    }

    /// Carries, and writes digits of 52 bits.
    @inline(__always)
    func store(to result: UnsafeMutableRawPointer, _ count: Int) {
        var sum = row
        sum.accumulate(product, count)
        sum.carry(low, count)
        unsafe sum.store(to: result, count)
    }
}

/// Up to ten vectors of digits that are not carried yet.
private struct Row {
    var v0, v1, v2, v3, v4, v5, v6, v7, v8, v9: Vector

    @inline(__always)
    init() {
        let zero = _mm512_setzero_si512()
        (v0, v1, v2, v3, v4) = (zero, zero, zero, zero, zero)
        (v5, v6, v7, v8, v9) = (zero, zero, zero, zero, zero)
    }

    @inline(__always)
    mutating func accumulate(_ other: Row, _ count: Int) {
        v0 = _mm512_add_epi64(v0, other.v0)
        if count > 1 { v1 = _mm512_add_epi64(v1, other.v1) }
        if count > 2 { v2 = _mm512_add_epi64(v2, other.v2) }
        if count > 3 { v3 = _mm512_add_epi64(v3, other.v3) }
        if count > 4 { v4 = _mm512_add_epi64(v4, other.v4) }
        if count > 5 { v5 = _mm512_add_epi64(v5, other.v5) }
        if count > 6 { v6 = _mm512_add_epi64(v6, other.v6) }
        if count > 7 { v7 = _mm512_add_epi64(v7, other.v7) }
        if count > 8 { v8 = _mm512_add_epi64(v8, other.v8) }
        if count > 9 { v9 = _mm512_add_epi64(v9, other.v9) }
    }

    @inline(__always)
    mutating func addLow(_ a: UnsafeRawPointer, _ factor: Vector, _ count: Int) {
        unsafe v0 = low(v0, vector(a, 0), factor)
        if count > 1 { unsafe v1 = low(v1, vector(a, 1), factor) }
        if count > 2 { unsafe v2 = low(v2, vector(a, 2), factor) }
        if count > 3 { unsafe v3 = low(v3, vector(a, 3), factor) }
        if count > 4 { unsafe v4 = low(v4, vector(a, 4), factor) }
        if count > 5 { unsafe v5 = low(v5, vector(a, 5), factor) }
        if count > 6 { unsafe v6 = low(v6, vector(a, 6), factor) }
        if count > 7 { unsafe v7 = low(v7, vector(a, 7), factor) }
        if count > 8 { unsafe v8 = low(v8, vector(a, 8), factor) }
        if count > 9 { unsafe v9 = low(v9, vector(a, 9), factor) }
    }

    @inline(__always)
    mutating func addHigh(_ a: UnsafeRawPointer, _ factor: Vector, _ count: Int) {
        unsafe v0 = high(v0, vector(a, 0), factor)
        if count > 1 { unsafe v1 = high(v1, vector(a, 1), factor) }
        if count > 2 { unsafe v2 = high(v2, vector(a, 2), factor) }
        if count > 3 { unsafe v3 = high(v3, vector(a, 3), factor) }
        if count > 4 { unsafe v4 = high(v4, vector(a, 4), factor) }
        if count > 5 { unsafe v5 = high(v5, vector(a, 5), factor) }
        if count > 6 { unsafe v6 = high(v6, vector(a, 6), factor) }
        if count > 7 { unsafe v7 = high(v7, vector(a, 7), factor) }
        if count > 8 { unsafe v8 = high(v8, vector(a, 8), factor) }
        if count > 9 { unsafe v9 = high(v9, vector(a, 9), factor) }
    }

    /// Moves everything down by a digit.
    @inline(__always)
    mutating func shift(_ count: Int) {
        v0 = down(v0, count > 1 ? v1 : _mm512_setzero_si512())
        if count > 1 { v1 = down(v1, count > 2 ? v2 : _mm512_setzero_si512()) }
        if count > 2 { v2 = down(v2, count > 3 ? v3 : _mm512_setzero_si512()) }
        if count > 3 { v3 = down(v3, count > 4 ? v4 : _mm512_setzero_si512()) }
        if count > 4 { v4 = down(v4, count > 5 ? v5 : _mm512_setzero_si512()) }
        if count > 5 { v5 = down(v5, count > 6 ? v6 : _mm512_setzero_si512()) }
        if count > 6 { v6 = down(v6, count > 7 ? v7 : _mm512_setzero_si512()) }
        if count > 7 { v7 = down(v7, count > 8 ? v8 : _mm512_setzero_si512()) }
        if count > 8 { v8 = down(v8, count > 9 ? v9 : _mm512_setzero_si512()) }
        if count > 9 { v9 = down(v9, _mm512_setzero_si512()) }
    }

    /// Carries, so that each digit has 52 bits.
    @inline(__always)
    mutating func carry(_ low: UInt64, _ count: Int) {
        v0 = _mm512_mask_set1_epi64(v0, 1, Int64(bitPattern: low))
        // What each digit has too much goes to the next, all at the same time …
        var carry = _mm512_setzero_si512()
        carryOver(&v0, &carry)
        if count > 1 { carryOver(&v1, &carry) }
        if count > 2 { carryOver(&v2, &carry) }
        if count > 3 { carryOver(&v3, &carry) }
        if count > 4 { carryOver(&v4, &carry) }
        if count > 5 { carryOver(&v5, &carry) }
        if count > 6 { carryOver(&v6, &carry) }
        if count > 7 { carryOver(&v7, &carry) }
        if count > 8 { carryOver(&v8, &carry) }
        if count > 9 { carryOver(&v9, &carry) }
        // … after which a digit has one too much at most. Digits that are full hand it on: as a sum of bits does.
        var (over, full): (UInt64, UInt64) = (0, 0)
        note(v0, 0, &over, &full)
        if count > 1 { note(v1, 1, &over, &full) }
        if count > 2 { note(v2, 2, &over, &full) }
        if count > 3 { note(v3, 3, &over, &full) }
        if count > 4 { note(v4, 4, &over, &full) }
        if count > 5 { note(v5, 5, &over, &full) }
        if count > 6 { note(v6, 6, &over, &full) }
        if count > 7 { note(v7, 7, &over, &full) }
        let (sum, isCarried) = (over &<< 1).addingReportingOverflow(full)
        let ones = sum ^ full
        add(ones, &v0, 0)
        if count > 1 { add(ones, &v1, 1) }
        if count > 2 { add(ones, &v2, 2) }
        if count > 3 { add(ones, &v3, 3) }
        if count > 4 { add(ones, &v4, 4) }
        if count > 5 { add(ones, &v5, 5) }
        if count > 6 { add(ones, &v6, 6) }
        if count > 7 { add(ones, &v7, 7) }
        guard count > 8 else { return }
        var (over8, full8): (UInt64, UInt64) = (0, 0)
        note(v8, 0, &over8, &full8)
        if count > 9 { note(v9, 1, &over8, &full8) }
        let ones8 = (over8 &<< 1 &+ over &>> 63 &+ full8 &+ (isCarried ? 1 : 0)) ^ full8
        add(ones8, &v8, 0)
        if count > 9 { add(ones8, &v9, 1) }
    }

    /// Adds what lies at `entry` where `mask` is set, to lanes that hold nothing yet.
    @inline(__always)
    mutating func include(_ entry: UnsafeRawPointer, _ mask: Vector, _ count: Int) {
        unsafe v0 = vpternlogq_or_and(v0, mask, vector(entry, 0))
        unsafe v1 = vpternlogq_or_and(v1, mask, vector(entry, 1))
        if count > 2 { unsafe v2 = vpternlogq_or_and(v2, mask, vector(entry, 2)) }
        if count > 3 { unsafe v3 = vpternlogq_or_and(v3, mask, vector(entry, 3)) }
        if count > 4 { unsafe v4 = vpternlogq_or_and(v4, mask, vector(entry, 4)) }
    }

    @inline(__always)
    func store(to result: UnsafeMutableRawPointer, _ count: Int) {
        unsafe zmm_vmovdqu_to(result, v0)
        if count > 1 { unsafe zmm_vmovdqu_to(result + 64, v1) }
        if count > 2 { unsafe zmm_vmovdqu_to(result + 128, v2) }
        if count > 3 { unsafe zmm_vmovdqu_to(result + 192, v3) }
        if count > 4 { unsafe zmm_vmovdqu_to(result + 256, v4) }
        if count > 5 { unsafe zmm_vmovdqu_to(result + 320, v5) }
        if count > 6 { unsafe zmm_vmovdqu_to(result + 384, v6) }
        if count > 7 { unsafe zmm_vmovdqu_to(result + 448, v7) }
        if count > 8 { unsafe zmm_vmovdqu_to(result + 512, v8) }
        if count > 9 { unsafe zmm_vmovdqu_to(result + 576, v9) }
    }
}

/// Carries a number of three vectors, whose lowest digit is apart, and writes it in digits of 52 bits.
@inline(__always)
func storeCarried(_ v0: __m512i, _ v1: __m512i, _ v2: __m512i, _ low: UInt64, to result: UnsafeMutableRawPointer) {
    var row = Row()
    (row.v0, row.v1, row.v2) = (v0, v1, v2)
    row.carry(low, 3)
    unsafe row.store(to: result, 3)
}

/// sum + the lower 52 bits of a·b.
@inline(__always)
private func low(_ sum: Vector, _ a: Vector, _ b: Vector) -> Vector { _mm512_madd52lo_epu64(sum, a, b) }

/// sum + the upper 52 bits of a·b.
@inline(__always)
private func high(_ sum: Vector, _ a: Vector, _ b: Vector) -> Vector { _mm512_madd52hi_epu64(sum, a, b) }

/// All digits down by one, the lowest of `next` coming in.
@inline(__always)
private func down(_ a: Vector, _ next: Vector) -> Vector { valignq_1(next, a) }

@inline(__always)
private func carryOver(_ vector: inout Vector, _ carry: inout Vector) {
    let next = zmm_vpsrlq_52(vector)
    // The highest carry of the vector below comes in at the bottom.
    vector = _mm512_add_epi64(_mm512_and_si512(vector, fullDigits()), valignq_7(next, carry))
    carry = next
}

@inline(__always)
private func fullDigits() -> Vector { _mm512_set1_epi64(1 << 52 - 1) }

/// Which digits have one too much, and which are full.
@inline(__always)
private func note(_ vector: Vector, _ index: Int, _ over: inout UInt64, _ full: inout UInt64) {
    over |= UInt64(vpcmpuq_gt(vector, fullDigits())) &<< UInt64(8 &* index)
    full |= UInt64(vpcmpuq_eq(vector, fullDigits())) &<< UInt64(8 &* index)
}

@inline(__always)
private func add(_ ones: UInt64, _ vector: inout Vector, _ index: Int) {
    let bits = UInt8(truncatingIfNeeded: ones &>> UInt64(8 &* index))
    let sum = _mm512_mask_sub_epi64(vector, bits, vector, _mm512_set1_epi64(-1))
    vector = _mm512_and_si512(sum, fullDigits())
}
#endif
