#if arch(x86_64)
internal import CInstructions

/// Points of P-256 by VPMADD52: four numbers modulo p side by side, in five digits of 52 bits, a vector holding one digit
/// of the four.
///
/// In Montgomery form with R = 2^260. Sixteen times p fits into the digits, so that a product of numbers below 4p is below
/// 2p without any comparison. A point is doubled in three products one after the other, and added to another in four, with
/// those multiplications side by side that do not wait for each other: the time is that of the chain. Doubling begins with
/// X² and Z², which the operation before has computed beside its last product. Of each point −X is kept, so that no lane
/// of a sum has other signs than the rest.
///
/// Nothing branches on a number or looks anything up by one, but in `sum`, which is for public numbers.
public enum P256AVX512 {
    /// How many bytes the functions below work in.
    public static let memoryByteCount = 17 &* Entry.byteCount &+ State.byteCount

    /// result ← d₀·P + 32·d₁·P + … + 32^50·d₅₀·P + 32^51·P in Jacobian coordinates, for odd digits dᵢ from −31 to 31
    /// and a point in affine ones. No partial sum may be infinity or the point that is added to it.
    ///
    /// Coordinates come and go as limbs of 64 bits in Montgomery form with R = 2^256.
    public static func multiply(
        _ result: UnsafeMutableRawPointer, _ point: UnsafeRawPointer, digits: UnsafePointer<Int8>,
        memory: UnsafeMutableRawPointer
    ) {
        let state = unsafe memory + 17 &* Entry.byteCount
        unsafe makeOddMultiples(memory, point, 16, state)
        unsafe State(Entry(affine: zmm_vmovdqu(point), negative: 0)).store(to: state)
        var index = 51
        while index > 0 {
            index &-= 1
            unsafe double(state, 5)
            unsafe add(state, Entry(select: memory, 16, digits[index]))
        }
        unsafe State(state).leave(to: result)
    }

    /// result ← d₀·G + 64·d₁·G + … + 64^42·d₄₂·G in Jacobian coordinates, for odd digits dᵢ from −63 to 63. Window i of the
    /// table has 64^i times G, 3G … 63G, in affine coordinates. Z is zero when the last sum is of a point and itself.
    public static func multiplyGenerator(
        _ result: UnsafeMutableRawPointer, table: UnsafeRawPointer, digits: UnsafePointer<Int8>,
        memory: UnsafeMutableRawPointer
    ) {
        unsafe State(Entry(selectAffine: table, 32, digits[0])).store(to: memory)
        var window = unsafe table
        for index in 1..<43 {
            unsafe window += 32 * 64
            unsafe add(memory, Entry(selectAffine: window, 32, digits[index]))
        }
        unsafe State(memory).leave(to: result)
    }

    /// result ← Σ 2^i·(uᵢ·G + vᵢ·P) in Jacobian coordinates, for public digits that are zero or odd: uᵢ of the affine odd
    /// multiples of G that are given, vᵢ from −15 to 15. Z is zero when the sum is infinity, or when a partial sum was
    /// the point that was to be added to it or its opposite.
    public static func sum(
        _ result: UnsafeMutableRawPointer, _ point: UnsafeRawPointer, generator: UnsafeRawPointer,
        _ u: UnsafePointer<Int8>, _ v: UnsafePointer<Int8>, digitCount: Int, memory: UnsafeMutableRawPointer
    ) {
        let state = unsafe memory + 17 &* Entry.byteCount
        unsafe makeOddMultiples(memory, point, 8, state)
        var isInfinity = true
        var doublings = 0
        var index = digitCount
        while index > 0 {
            index &-= 1
            doublings &+= 1
            unsafe include(generator, 0, u[index], state, &isInfinity, &doublings)
            let digit = unsafe Int(v[index])
            if digit != 0 {
                let entry = unsafe Entry(memory + (digit.magnitude &>> 1).offset &* Entry.byteCount)
                unsafe include(entry.signed(digit &>> 63), state, &isInfinity, &doublings)
            }
        }
        unsafe finish(result, state, isInfinity, doublings)
    }

    /// The same with affine odd multiples of P that are given too. Digits and multiples are in parts: part i has those of
    /// 2^(i·spacing)·G, 32 of them, and of 2^(i·spacing)·P, eight.
    public static func sum(
        _ result: UnsafeMutableRawPointer, generator: UnsafeRawPointer, point: UnsafeRawPointer,
        _ u: UnsafePointer<Int8>, _ v: UnsafePointer<Int8>, partCount: Int, spacing: Int,
        memory: UnsafeMutableRawPointer
    ) {
        var isInfinity = true
        var doublings = 0
        var index = spacing
        while index > 0 {
            index &-= 1
            doublings &+= 1
            var part = 0
            var place = index
            while part < partCount {
                unsafe include(generator, part &* 32, u[place], memory, &isInfinity, &doublings)
                unsafe include(point, part &* 8, v[place], memory, &isInfinity, &doublings)
                part &+= 1
                place &+= spacing
            }
        }
        unsafe finish(result, memory, isInfinity, doublings)
    }

    @inline(__always)
    private static func finish(
        _ result: UnsafeMutableRawPointer, _ state: UnsafeMutableRawPointer, _ isInfinity: Bool, _ doublings: Int
    ) {
        if !isInfinity {
            unsafe double(state, doublings)
            unsafe State(state).leave(to: result)
        } else {
            unsafe result.initializeMemory(as: UInt8.self, repeating: 0, count: 96)
        }
    }

    /// Includes what a digit stands for of the affine odd multiples from number `first` on, unless it is zero.
    @inline(__always)
    private static func include(
        _ table: UnsafeRawPointer, _ first: Int, _ digit: Int8, _ state: UnsafeMutableRawPointer,
        _ isInfinity: inout Bool, _ doublings: inout Int
    ) {
        let digit = Int(digit)
        guard digit != 0 else { return }
        let entry = unsafe table + (first &+ (digit.magnitude &>> 1).offset) &* 64
        unsafe include(
            Entry(affine: zmm_vmovdqu(entry), negative: digit &>> 63), state, &isInfinity, &doublings)
    }

    /// The doublings that are due, then a sum.
    @inline(__always)
    private static func include(
        _ entry: Entry, _ state: UnsafeMutableRawPointer, _ isInfinity: inout Bool, _ doublings: inout Int
    ) {
        if isInfinity {
            unsafe State(entry).store(to: state)
            isInfinity = false
        } else {
            unsafe double(state, doublings)
            unsafe add(state, entry)
        }
        doublings = 0
    }
}

extension UInt {
    fileprivate var offset: Int { Int(bitPattern: self) }
}

// MARK: Numbers

/// Four numbers modulo p.
private struct Lanes {
    var a, b, c, d, e: __m256i

    @inline(__always)
    init(_ a: __m256i, _ b: __m256i, _ c: __m256i, _ d: __m256i, _ e: __m256i) {
        (self.a, self.b, self.c, self.d, self.e) = (a, b, c, d, e)
    }

    @inline(__always)
    init(_ memory: UnsafeRawPointer) {
        unsafe (a, b, c) = (ymm_vmovdqu(memory), ymm_vmovdqu(memory + 32), ymm_vmovdqu(memory + 64))
        unsafe (d, e) = (ymm_vmovdqu(memory + 96), ymm_vmovdqu(memory + 128))
    }

    @inline(__always)
    func store(to memory: UnsafeMutableRawPointer) {
        unsafe ymm_vmovdqu_to(memory, a)
        unsafe ymm_vmovdqu_to(memory + 32, b)
        unsafe ymm_vmovdqu_to(memory + 64, c)
        unsafe ymm_vmovdqu_to(memory + 96, d)
        unsafe ymm_vmovdqu_to(memory + 128, e)
    }

    /// From limbs of 64 bits, times 16, which makes R = 2^260 of R = 2^256.
    @inline(__always)
    init(times16 l0: __m256i, _ l1: __m256i, _ l2: __m256i, _ l3: __m256i) {
        a = low(left(l0, 4))
        b = low(right(l0, 48) | left(l1, 16))
        c = low(right(l1, 36) | left(l2, 28))
        d = low(right(l2, 24) | left(l3, 40))
        e = right(l3, 12)
    }

    /// R modulo p.
    @inline(__always)
    static func one() -> Lanes {
        Lanes(
            everywhere(0x10), everywhere(0xF_0000_0000_0000), everywhere(0xF_FFFF_FFFF_FFFF),
            everywhere(0xF_FEFF_FFFF_FFFF), everywhere(0xF_FFFF))
    }

    /// What multiplies a number to bring it from R = 2^260 to R = 2^256: 2^256 modulo p.
    @inline(__always)
    static func way() -> Lanes {
        Lanes(
            everywhere(1), everywhere(0xF_F000_0000_0000), everywhere(0xF_FFFF_FFFF_FFFF),
            everywhere(0xF_FFEF_FFFF_FFFF), everywhere(0xFFFF))
    }

    @inline(__always)
    static func + (x: Lanes, y: Lanes) -> Lanes {
        Lanes(add(x.a, y.a), add(x.b, y.b), add(x.c, y.c), add(x.d, y.d), add(x.e, y.e))
    }

    @inline(__always)
    static func - (x: Lanes, y: Lanes) -> Lanes {
        Lanes(subtract(x.a, y.a), subtract(x.b, y.b), subtract(x.c, y.c), subtract(x.d, y.d), subtract(x.e, y.e))
    }

    /// 2^count times the numbers in the lanes of the mask, zero in the others.
    @inline(__always)
    func shifted(_ count: Int32, _ mask: UInt8) -> Lanes {
        Lanes(
            _mm256_maskz_slli_epi64(mask, a, UInt32(count)), _mm256_maskz_slli_epi64(mask, b, UInt32(count)),
            _mm256_maskz_slli_epi64(mask, c, UInt32(count)), _mm256_maskz_slli_epi64(mask, d, UInt32(count)),
            _mm256_maskz_slli_epi64(mask, e, UInt32(count)))
    }

    /// The numbers in the lanes of the mask, zero in the others.
    @inline(__always)
    func only(_ mask: UInt8) -> Lanes {
        Lanes(
            _mm256_maskz_mov_epi64(mask, a), _mm256_maskz_mov_epi64(mask, b), _mm256_maskz_mov_epi64(mask, c),
            _mm256_maskz_mov_epi64(mask, d), _mm256_maskz_mov_epi64(mask, e))
    }

    /// These numbers, with `other`'s in the lanes of the mask.
    @inline(__always)
    func with(_ mask: UInt8, _ other: Lanes) -> Lanes {
        Lanes(
            _mm256_mask_blend_epi64(mask, a, other.a), _mm256_mask_blend_epi64(mask, b, other.b),
            _mm256_mask_blend_epi64(mask, c, other.c), _mm256_mask_blend_epi64(mask, d, other.d),
            _mm256_mask_blend_epi64(mask, e, other.e))
    }

    /// The numbers of these four lanes.
    @inline(__always)
    func lanes(_ first: Int64, _ second: Int64, _ third: Int64, _ fourth: Int64) -> Lanes {
        let places = _mm256_setr_epi64x(first, second, third, fourth)
        return Lanes(
            _mm256_permutexvar_epi64(places, a), _mm256_permutexvar_epi64(places, b),
            _mm256_permutexvar_epi64(places, c), _mm256_permutexvar_epi64(places, d),
            _mm256_permutexvar_epi64(places, e))
    }

    /// The numbers of lanes 0 and 2, twice; those of lanes 1 and 3.
    @inline(__always)
    func even() -> Lanes {
        Lanes(
            _mm256_unpacklo_epi64(a, a), _mm256_unpacklo_epi64(b, b), _mm256_unpacklo_epi64(c, c),
            _mm256_unpacklo_epi64(d, d), _mm256_unpacklo_epi64(e, e))
    }
    @inline(__always)
    func odd() -> Lanes {
        Lanes(
            _mm256_unpackhi_epi64(a, a), _mm256_unpackhi_epi64(b, b), _mm256_unpackhi_epi64(c, c),
            _mm256_unpackhi_epi64(d, d), _mm256_unpackhi_epi64(e, e))
    }

    @inline(__always)
    private static func sum(_ a: __m256i, _ b: __m256i) -> __m256i { _mm256_add_epi64(a, b) }

    /// The same numbers in digits of 52 bits.
    @inline(__always)
    func carried() -> Lanes {
        let b = Lanes.sum(self.b, signedRight(a, 52))
        let c = Lanes.sum(self.c, signedRight(b, 52))
        let d = Lanes.sum(self.d, signedRight(c, 52))
        let e = Lanes.sum(self.e, signedRight(d, 52))
        return Lanes(low(a), low(b), low(c), low(d), e)
    }

    /// The same numbers modulo p from p to 2p, give or take a 2^30th, in digits of 52 bits; they may be up to 1000p, and
    /// below zero.
    ///
    /// ⌊x/2^256⌋ − 1 times p is taken away, p being −1 + 2^44·2^52 + 2^36·2^156 + (2^48 − 2^16)·2^208.
    @inline(__always)
    func settled() -> Lanes {
        let multiple = subtract(signedRight(e, 48), everywhere(1))
        return Lanes(
            Lanes.sum(a, multiple), subtract(b, left(multiple, 44)), c, subtract(d, left(multiple, 36)),
            Lanes.sum(subtract(e, left(multiple, 48)), left(multiple, 16))
        ).carried()
    }

    /// x·y/R modulo p, in digits that are not carried: below p + x·y/16p. The digits of x and y have 52 bits.
    ///
    /// −1/p is 1 modulo 2^52, so that each column is itself the quotient of the reduction, and on the chain from one to
    /// the next there is no multiplication.
    @inline(__always)
    static func * (x: Lanes, y: Lanes) -> Lanes {
        // The columns, the lower and the upper halves of the products apart.
        let c0 = low(zero(), x.a, y.a)
        var c1 = low(low(zero(), x.a, y.b), x.b, y.a)
        let h1 = high(zero(), x.a, y.a)
        var c2 = low(low(low(zero(), x.a, y.c), x.b, y.b), x.c, y.a)
        var h2 = high(high(zero(), x.a, y.b), x.b, y.a)
        var c3 = low(low(low(low(zero(), x.a, y.d), x.b, y.c), x.c, y.b), x.d, y.a)
        var h3 = high(high(high(zero(), x.a, y.c), x.b, y.b), x.c, y.a)
        var c4 = low(low(low(low(low(zero(), x.a, y.e), x.b, y.d), x.c, y.c), x.d, y.b), x.e, y.a)
        var h4 = high(high(high(high(zero(), x.a, y.d), x.b, y.c), x.c, y.b), x.d, y.a)
        var c5 = low(low(low(low(zero(), x.b, y.e), x.c, y.d), x.d, y.c), x.e, y.b)
        var h5 = high(high(high(high(high(zero(), x.a, y.e), x.b, y.d), x.c, y.c), x.d, y.b), x.e, y.a)
        var c6 = low(low(low(zero(), x.c, y.e), x.d, y.d), x.e, y.c)
        var h6 = high(high(high(high(zero(), x.b, y.e), x.c, y.d), x.d, y.c), x.e, y.b)
        var c7 = low(low(zero(), x.d, y.e), x.e, y.d)
        var h7 = high(high(high(zero(), x.c, y.e), x.d, y.d), x.e, y.c)
        var c8 = low(zero(), x.e, y.e)
        var h8 = high(high(zero(), x.d, y.e), x.e, y.d)
        var h9 = high(zero(), x.e, y.e)

        reduce(c0, &c1, &h2, &c3, &c4, &h4, &h5)
        c1 = add(c1, h1)
        reduce(c1, &c2, &h3, &c4, &c5, &h5, &h6)
        c2 = add(c2, h2)
        reduce(c2, &c3, &h4, &c5, &c6, &h6, &h7)
        c3 = add(c3, h3)
        reduce(c3, &c4, &h5, &c6, &c7, &h7, &h8)
        c4 = add(c4, h4)
        reduce(c4, &c5, &h6, &c7, &c8, &h8, &h9)
        return Lanes(add(c5, h5), add(c6, h6), add(c7, h7), add(c8, h8), h9)
    }

    /// Adds the multiple of p that makes this column zero, and hands on what it has above 52 bits.
    @inline(__always)
    private static func reduce(
        _ column: __m256i, _ first: inout __m256i, _ second: inout __m256i, _ third: inout __m256i,
        _ fourth: inout __m256i, _ alsoFourth: inout __m256i, _ fifth: inout __m256i
    ) {
        first = add(first, add(right(column, 52), low(left(column, 44))))
        second = high(second, column, everywhere(1 << 44))
        third = low(third, column, everywhere(1 << 36))
        fourth = low(fourth, column, everywhere(0xFFFF_FFFF_0000))
        alsoFourth = high(alsoFourth, column, everywhere(1 << 36))
        fifth = high(fifth, column, everywhere(0xFFFF_FFFF_0000))
    }
}

@inline(__always)
private func everywhere(_ word: Int64) -> __m256i { _mm256_set1_epi64x(word) }
@inline(__always)
private func zero() -> __m256i { _mm256_setzero_si256() }
@inline(__always)
private func add(_ a: __m256i, _ b: __m256i) -> __m256i { _mm256_add_epi64(a, b) }
@inline(__always)
private func subtract(_ a: __m256i, _ b: __m256i) -> __m256i { _mm256_sub_epi64(a, b) }
@inline(__always)
private func left(_ a: __m256i, _ count: Int32) -> __m256i { _mm256_slli_epi64(a, count) }
@inline(__always)
private func right(_ a: __m256i, _ count: Int32) -> __m256i { _mm256_srli_epi64(a, count) }
@inline(__always)
private func signedRight(_ a: __m256i, _ count: UInt32) -> __m256i { _mm256_srai_epi64(a, count) }
@inline(__always)
private func | (a: __m256i, b: __m256i) -> __m256i { _mm256_or_si256(a, b) }
/// The lowest 52 bits.
@inline(__always)
private func low(_ a: __m256i) -> __m256i { _mm256_and_si256(a, everywhere(1 << 52 - 1)) }
/// sum + the lower 52 bits of a·b.
@inline(__always)
private func low(_ sum: __m256i, _ a: __m256i, _ b: __m256i) -> __m256i { ymm_vpmadd52luq(sum, a, b) }
/// sum + the upper 52 bits of a·b.
@inline(__always)
private func high(_ sum: __m256i, _ a: __m256i, _ b: __m256i) -> __m256i { ymm_vpmadd52huq(sum, a, b) }
/// –, limb `index` of the second and of the first of two numbers.
@inline(__always)
private func pair(_ numbers: __m512i, _ index: Int64) -> __m256i {
    let places = _mm512_set_epi64(0, 0, 0, 0, 0, index, 4 &+ index, 0)
    return _mm512_castsi512_si256(_mm512_permutexvar_epi64(places, numbers))
}

// MARK: Points

/// A point that is worked on: −X, Y, Z and what the next operation begins with.
private struct State {
    /// Y, Z², Y.
    var y: Lanes
    /// –, −X, Z.
    var xz: Lanes
    /// –, X², not carried.
    var square: Lanes

    static var byteCount: Int { 480 }

    @inline(__always)
    init(y: Lanes, xz: Lanes, square: Lanes) { (self.y, self.xz, self.square) = (y, xz, square) }

    @inline(__always)
    init(_ memory: UnsafeRawPointer) {
        unsafe (y, xz, square) = (Lanes(memory), Lanes(memory + 160), Lanes(memory + 320))
    }

    @inline(__always)
    init(_ entry: Entry) {
        y = entry.two.lanes(1, 1, 1, 1).with(0b0010, entry.one.lanes(0, 0, 0, 0))
        xz = entry.two.with(0b0010, entry.one.lanes(2, 2, 2, 2))
        square = xz * xz
    }

    @inline(__always)
    func store(to memory: UnsafeMutableRawPointer) {
        unsafe y.store(to: memory)
        unsafe xz.store(to: memory + 160)
        unsafe square.store(to: memory + 320)
    }

    /// X, Y and Z as limbs of 64 bits, less than p, in Montgomery form with R = 2^256.
    @inline(__always)
    func leave(to result: UnsafeMutableRawPointer) {
        let coordinates = (xz.with(0b0001, y) - (xz + xz).only(0b0010)).settled()
        let digits = (coordinates * Lanes.way()).carried()
        let limbs = (
            digits.a | left(digits.b, 52), right(digits.b, 12) | left(digits.c, 40),
            right(digits.c, 24) | left(digits.d, 28), right(digits.d, 36) | left(digits.e, 16), right(digits.e, 48)
        )
        unsafe store(limbs, 1, to: result)
        unsafe store(limbs, 0, to: result + 32)
        unsafe store(limbs, 2, to: result + 64)
    }

    /// A number below 2p, less p unless it is below.
    @inline(__always)
    private func store(
        _ limbs: (__m256i, __m256i, __m256i, __m256i, __m256i), _ lane: Int, to result: UnsafeMutableRawPointer
    ) {
        let (l0, l1, l2) = (ymm_word(limbs.0, lane), ymm_word(limbs.1, lane), ymm_word(limbs.2, lane))
        let (l3, l4) = (ymm_word(limbs.3, lane), ymm_word(limbs.4, lane))
        var wide = UInt128(l0) &- UInt128(UInt64.max)
        let s0 = UInt64(truncatingIfNeeded: wide)
        wide = UInt128(l1) &- 0xFFFF_FFFF &- (wide &>> 64 & 1)
        let s1 = UInt64(truncatingIfNeeded: wide)
        wide = UInt128(l2) &- (wide &>> 64 & 1)
        let s2 = UInt64(truncatingIfNeeded: wide)
        wide = UInt128(l3) &- 0xFFFF_FFFF_0000_0001 &- (wide &>> 64 & 1)
        let s3 = UInt64(truncatingIfNeeded: wide)
        wide = UInt128(l4) &- (wide &>> 64 & 1)
        let mask = 0 &- value_barrier(UInt64(truncatingIfNeeded: wide &>> 64) & 1)
        unsafe result.storeBytes(of: s0 ^ (mask & (s0 ^ l0)), as: UInt64.self)
        unsafe result.storeBytes(of: s1 ^ (mask & (s1 ^ l1)), toByteOffset: 8, as: UInt64.self)
        unsafe result.storeBytes(of: s2 ^ (mask & (s2 ^ l2)), toByteOffset: 16, as: UInt64.self)
        unsafe result.storeBytes(of: s3 ^ (mask & (s3 ^ l3)), toByteOffset: 24, as: UInt64.self)
    }
}

/// Word `lane` of four.
@inline(__always)
private func ymm_word(_ a: __m256i, _ lane: Int) -> UInt64 {
    UInt64(bitPattern: lane == 0 ? a[0] : lane == 1 ? a[1] : a[2])
}

/// A point that is added: as it goes into the first two products.
private struct Entry {
    /// Z², Z³, −X.
    var one: Lanes
    /// –, Y, Z.
    var two: Lanes

    static var byteCount: Int { 320 }

    @inline(__always)
    init(one: Lanes, two: Lanes) { (self.one, self.two) = (one, two) }

    @inline(__always)
    init(_ memory: UnsafeRawPointer) { unsafe (one, two) = (Lanes(memory), Lanes(memory + 160)) }

    /// From X and Y in limbs of 64 bits, in Montgomery form with R = 2^256; its opposite where `negative` is all ones.
    @inline(__always)
    init(affine limbs: __m512i, negative: Int) {
        let numbers = Lanes(times16: pair(limbs, 0), pair(limbs, 1), pair(limbs, 2), pair(limbs, 3))
        let settled = numbers.negated(_mm256_setr_epi64x(0, Int64(negative), -1, 0)).settled()
        one = Lanes.one().with(0b0100, settled)
        two = Lanes.one().with(0b0010, settled)
    }

    @inline(__always)
    init(_ state: State) {
        let cube = (state.xz * state.y.lanes(1, 1, 1, 1)).carried()
        one = state.y.lanes(1, 1, 1, 1).with(0b0010, cube.lanes(2, 2, 2, 2)).with(0b0100, state.xz.lanes(1, 1, 1, 1))
        two = state.xz.with(0b0010, state.y.lanes(0, 0, 0, 0))
    }

    /// The odd multiple that a digit stands for, of `count` affine ones; all are read.
    @inline(__always)
    init(selectAffine table: UnsafeRawPointer, _ count: Int, _ digit: Int8) {
        let negative = Int(digit) &>> 63
        let wanted = _mm512_set1_epi64(Int64((Int(digit) ^ negative) &- negative) &>> 1)
        var number = _mm512_setzero_si512()
        var limbs = number
        var entry = unsafe table
        for _ in 0..<count {
            limbs = unsafe vpternlogq_or_and(
                limbs, _mm512_movm_epi64(vpcmpuq_eq(number, wanted)), zmm_vmovdqu(entry))
            number = _mm512_add_epi64(number, _mm512_set1_epi64(1))
            unsafe entry += 64
        }
        self.init(affine: limbs, negative: negative)
    }

    /// The odd multiple that a digit stands for, of `count` in a table; all are read. The entry after them is written to.
    @inline(__always)
    init(select table: UnsafeMutableRawPointer, _ count: Int, _ digit: Int8) {
        let negative = Int(digit) &>> 63
        let wanted = _mm512_set1_epi64(Int64((Int(digit) ^ negative) &- negative) &>> 1)
        var number = _mm512_setzero_si512()
        var (v0, v1, v2) = (number, number, number)
        var (v3, v4) = (number, number)
        var entry = UnsafeRawPointer(table)
        for _ in 0..<count {
            let mask = _mm512_movm_epi64(vpcmpuq_eq(number, wanted))
            unsafe v0 = vpternlogq_or_and(v0, mask, zmm_vmovdqu(entry))
            unsafe v1 = vpternlogq_or_and(v1, mask, zmm_vmovdqu(entry + 64))
            unsafe v2 = vpternlogq_or_and(v2, mask, zmm_vmovdqu(entry + 128))
            unsafe v3 = vpternlogq_or_and(v3, mask, zmm_vmovdqu(entry + 192))
            unsafe v4 = vpternlogq_or_and(v4, mask, zmm_vmovdqu(entry + 256))
            number = _mm512_add_epi64(number, _mm512_set1_epi64(1))
            unsafe entry += Entry.byteCount
        }
        let place = unsafe table + count &* Entry.byteCount
        unsafe zmm_vmovdqu_to(place, v0)
        unsafe zmm_vmovdqu_to(place + 64, v1)
        unsafe zmm_vmovdqu_to(place + 128, v2)
        unsafe zmm_vmovdqu_to(place + 192, v3)
        unsafe zmm_vmovdqu_to(place + 256, v4)
        self = unsafe Entry(place).signed(negative)
    }

    @inline(__always)
    func store(to memory: UnsafeMutableRawPointer) {
        unsafe one.store(to: memory)
        unsafe two.store(to: memory + 160)
    }

    /// The opposite where `negative` is all ones.
    @inline(__always)
    func signed(_ negative: Int) -> Entry {
        Entry(one: one, two: two.negated(_mm256_setr_epi64x(0, Int64(negative), 0, 0)).settled())
    }
}

extension Lanes {
    /// The opposites where the mask is all ones, in digits that are not carried.
    @inline(__always)
    fileprivate func negated(_ mask: __m256i) -> Lanes {
        Lanes(
            negate(a, mask), negate(b, mask), negate(c, mask), negate(d, mask), negate(e, mask))
    }
}

@inline(__always)
private func negate(_ a: __m256i, _ mask: __m256i) -> __m256i { subtract(_mm256_xor_si256(a, mask), mask) }

/// state ← 2^count·state.
///
/// With γ = Y², α = 3(X² − Z⁴) and β = −Xγ: Z' = 2YZ, −X' = −8β − α², Y' = α(−12β − α²) − 8γ².
@inline(never)
private func double(_ memory: UnsafeMutableRawPointer, _ count: Int) {
    var state = unsafe State(memory)
    for _ in 0..<count {
        // γ, Z⁴, YZ
        let first = (state.y * state.y.with(0b0100, state.xz)).carried()
        let difference = state.square - first
        let alpha = (difference + difference + difference).settled()
        let factors = first.lanes(0, 0, 0, 0).with(0b0010, alpha)
        // β, α², γ²
        let second = factors.with(0b0001, state.xz.lanes(1, 1, 1, 1)) * factors
        let betas = second.even()
        let others = (Lanes(zero(), zero(), zero(), zero(), zero()) - second.odd()).with(0b0100, first + first)
        // −12β − α², −X', Z'
        state.xz = (others - betas.shifted(3, 0b0011) - betas.shifted(2, 0b0001)).settled()
        // Y' + 8γ², X'², Z'²
        state.square = state.xz * state.xz.with(0b0001, alpha.odd())
        state.y = (state.square.lanes(0, 2, 0, 0) - second.lanes(2, 2, 2, 2).shifted(3, 0b0101)).settled()
    }
    unsafe state.store(to: memory)
}

/// state ← state + entry, neither of which is infinity, nor are they the same.
///
/// With H = X₂Z₁² − X₁Z₂², S = Y₁Z₂³, R = Y₂Z₁³ − S and V = −X₁Z₂²H²: Z' = Z₁Z₂H, −X' = H³ − R² − 2V,
/// Y' = R(−X' − V) − SH³.
@inline(__always)
private func add(_ memory: UnsafeMutableRawPointer, _ entry: Entry) {
    unsafe addOutOfLine(memory, entry.one, entry.two)
}

@inline(never)
private func addOutOfLine(_ memory: UnsafeMutableRawPointer, _ one: Lanes, _ two: Lanes) {
    let state = unsafe State(memory)
    let left = state.xz.lanes(1, 1, 1, 2).with(0b0110, state.y.lanes(0, 0, 1, 1))
    // −X₁Z₂², S, −X₂Z₁², Z₁³
    let first = (left * one.with(0b1000, state.y.lanes(1, 1, 1, 1))).carried()
    // H, –, H
    let h = (first.lanes(0, 0, 0, 0) - first.lanes(2, 2, 2, 2)).settled()
    // H², Y₂Z₁³, Z₁Z₂
    let second = (h.with(0b0010, first.lanes(3, 3, 3, 3)).with(0b0100, state.xz) * h.with(0b0110, two)).carried()
    // –, R
    let r = (second - first).settled()
    // H³, R², Z', V
    let third =
        (h.with(0b0010, r).with(0b1000, first.lanes(0, 0, 0, 0))
        * second.with(0b0010, r).with(0b1000, second.lanes(0, 0, 0, 0))).carried()
    let v = third.lanes(3, 3, 3, 3)
    // −X' − V, −X', Z', H³
    let sum = third.lanes(0, 0, 2, 0) - third.lanes(1, 1, 1, 1).only(0b0011)
    let xz = (sum - v.shifted(1, 0b0011) - v.only(0b0001)).settled()
    // Y' + SH³, X'², Z'², SH³
    let square = xz * xz.with(0b0001, r.lanes(1, 1, 1, 1)).with(0b1000, first.lanes(1, 1, 1, 1))
    let y = (square.lanes(0, 2, 0, 0) - square.lanes(3, 3, 3, 3).only(0b0101)).settled()
    unsafe State(y: y, xz: xz, square: square).store(to: memory)
}

/// table ← P, 3P, 5P …; `state` is worked in.
@inline(never)
private func makeOddMultiples(
    _ table: UnsafeMutableRawPointer, _ point: UnsafeRawPointer, _ count: Int, _ state: UnsafeMutableRawPointer
) {
    let first = unsafe Entry(affine: zmm_vmovdqu(point), negative: 0)
    unsafe first.store(to: table)
    unsafe State(first).store(to: state)
    unsafe double(state, 1)
    let twice = unsafe table + count &* Entry.byteCount
    unsafe Entry(State(state)).store(to: twice)
    unsafe State(first).store(to: state)
    for index in 1..<count {
        unsafe add(state, Entry(twice))
        unsafe Entry(State(state)).store(to: table + index &* Entry.byteCount)
    }
}
#endif
