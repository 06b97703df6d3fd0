internal import CGMP

/// Every call into GMP that Signet makes, with the widths that each one asks for checked.
///
/// Secrets go through the `mpn_sec_*` family and its neighbours, which work on memory that we hand them, allocate nothing
/// and take time that depends on widths alone. The `mpz_*` family, which allocates through hooks that belong to the whole
/// process (another user of GMP in the same app may have set them), sees public numbers only; so Signet sets no hook.
enum GMP {
    typealias Limbs = ErasedBuffer<UInt>

    // MARK: - Linear

    /// `result = a + b` over the width of `result`; returns the carry.
    @discardableResult
    static func add(_ a: borrowing Limbs, _ b: borrowing Limbs, into result: borrowing Limbs) -> UInt {
        precondition(result.count > 0 && a.count == result.count && b.count == result.count)
        return unsafe __gmpn_add_n(result.base, a.base, b.base, mp_size_t(result.count))
    }

    /// `result = a − b` over the width of `result`; returns the borrow.
    @discardableResult
    static func subtract(_ a: borrowing Limbs, _ b: borrowing Limbs, into result: borrowing Limbs) -> UInt {
        precondition(result.count > 0 && a.count == result.count && b.count == result.count)
        return unsafe __gmpn_sub_n(result.base, a.base, b.base, mp_size_t(result.count))
    }

    /// `a += b` when `condition` is 1, without a branch; returns the carry.
    @discardableResult
    static func add(_ b: borrowing Limbs, to a: borrowing Limbs, if condition: UInt) -> UInt {
        precondition(a.count > 0 && b.count == a.count)
        return unsafe __gmpn_cnd_add_n(condition, a.base, a.base, b.base, mp_size_t(a.count))
    }

    /// `a −= b` when `condition` is 1, without a branch; returns the borrow.
    @discardableResult
    static func subtract(_ b: borrowing Limbs, from a: borrowing Limbs, if condition: UInt) -> UInt {
        precondition(a.count > 0 && b.count == a.count)
        return unsafe __gmpn_cnd_sub_n(condition, a.base, a.base, b.base, mp_size_t(a.count))
    }

    /// `a += limb`; the carry is dropped.
    static func add(_ limb: UInt, to a: borrowing Limbs) {
        precondition(a.count > 0)
        let scratch = Limbs(zeros: __gmpn_sec_add_1_itch(mp_size_t(a.count)))
        _ = unsafe __gmpn_sec_add_1(a.base, a.base, mp_size_t(a.count), limb, scratch.base)
    }

    /// `a −= limb`; the borrow is dropped.
    static func subtract(_ limb: UInt, from a: borrowing Limbs) {
        precondition(a.count > 0)
        let scratch = Limbs(zeros: __gmpn_sec_sub_1_itch(mp_size_t(a.count)))
        _ = unsafe __gmpn_sec_sub_1(a.base, a.base, mp_size_t(a.count), limb, scratch.base)
    }

    // MARK: - Products

    /// `a · b`, as wide as both together.
    static func multiply(_ a: borrowing Limbs, _ b: borrowing Limbs) -> Limbs {
        let product = Limbs(zeros: a.count + b.count)
        let scratch = Limbs(zeros: productScratchCount(a.count, b.count))
        unsafe multiply(a.base, a.count, b.base, b.count, into: product.base, scratch: scratch.base)
        return product
    }

    /// How much scratch memory a product or a square of these widths wants.
    static func productScratchCount(_ aCount: Int, _ bCount: Int) -> Int {
        let (wide, narrow) = (mp_size_t(max(aCount, bCount)), mp_size_t(min(aCount, bCount)))
        return Int(max(__gmpn_sec_mul_itch(wide, narrow), __gmpn_sec_sqr_itch(wide)))
    }

    /// The wider factor comes first for GMP.
    static func multiply(
        _ a: UnsafePointer<UInt>, _ aCount: Int, _ b: UnsafePointer<UInt>, _ bCount: Int,
        into product: UnsafeMutablePointer<UInt>, scratch: UnsafeMutablePointer<UInt>
    ) {
        precondition(aCount > 0 && bCount > 0)
        if aCount >= bCount {
            unsafe __gmpn_sec_mul(product, a, mp_size_t(aCount), b, mp_size_t(bCount), scratch)
        } else {
            unsafe __gmpn_sec_mul(product, b, mp_size_t(bCount), a, mp_size_t(aCount), scratch)
        }
    }

    /// `product = a²`, twice as wide as `a`.
    static func square(
        _ a: UnsafePointer<UInt>, _ count: Int, into product: UnsafeMutablePointer<UInt>,
        scratch: UnsafeMutablePointer<UInt>
    ) {
        precondition(count > 0)
        unsafe __gmpn_sec_sqr(product, a, mp_size_t(count), scratch)
    }

    /// Montgomery's reduction: `result ≡ product · 2^(−64·count) (mod modulus)`, below `2^(64·count)` but perhaps not below
    /// the modulus. `product` is `2·count` limbs and is overwritten; `inverse = −modulus⁻¹ mod 2^64`.
    static func reduce(
        _ product: UnsafeMutablePointer<UInt>, modulus: UnsafePointer<UInt>, count: Int, inverse: UInt,
        into result: UnsafeMutablePointer<UInt>
    ) {
        for index in 0..<count {
            let quotient = unsafe product[index] &* inverse
            // The lowest limb has become zero: its place keeps the carry until all are added at once.
            unsafe product[index] = __gmpn_addmul_1(product + index, modulus, mp_size_t(count), quotient)
        }
        let carry = unsafe __gmpn_add_n(result, product + count, product, mp_size_t(count))
        _ = unsafe __gmpn_cnd_sub_n(carry, result, result, modulus, mp_size_t(count))
    }

    // MARK: - Quotients

    /// `dividend mod divisor`; the highest limb of the divisor is not zero.
    static func remainder(_ dividend: borrowing Limbs, by divisor: borrowing Limbs) -> Limbs {
        let count = divisor.count
        let width = max(dividend.count, count)
        let work = Limbs(zeros: width)
        for index in 0..<dividend.count { work[index] = dividend[index] }
        let scratch = Limbs(zeros: Int(__gmpn_sec_div_r_itch(mp_size_t(width), mp_size_t(count))))
        unsafe __gmpn_sec_div_r(work.base, mp_size_t(width), divisor.base, mp_size_t(count), scratch.base)
        let remainder = Limbs(zeros: count)
        for index in 0..<count { remainder[index] = work[index] }
        return remainder
    }

    /// `⌊dividend / divisor⌋`, as wide as the dividend; the highest limb of the divisor is not zero.
    static func quotient(_ dividend: borrowing Limbs, by divisor: borrowing Limbs) -> Limbs {
        let quotient = Limbs(zeros: dividend.count)
        guard dividend.count >= divisor.count else { return quotient }
        let (width, count) = (mp_size_t(dividend.count), mp_size_t(divisor.count))
        let work = Limbs(zeros: dividend.count)
        for index in 0..<dividend.count { work[index] = dividend[index] }
        let scratch = Limbs(zeros: Int(__gmpn_sec_div_qr_itch(width, count)))
        let high = unsafe __gmpn_sec_div_qr(quotient.base, work.base, width, divisor.base, count, scratch.base)
        quotient[dividend.count - divisor.count] = high
        return quotient
    }

    /// `result = a⁻¹ mod modulus`; returns 1, or 0 when there is none. The modulus is odd, `a` is less than it.
    static func invert(_ a: borrowing Limbs, modulo modulus: borrowing Limbs, into result: borrowing Limbs) -> UInt {
        let count = modulus.count
        precondition(count > 0 && a.count == count && result.count == count)
        let work = Limbs(zeros: count)
        for index in 0..<count { work[index] = a[index] }
        let scratch = Limbs(zeros: Int(__gmpn_sec_invert_itch(mp_size_t(count))))
        return unsafe UInt(
            __gmpn_sec_invert(
                result.base, work.base, modulus.base, mp_size_t(count), mp_bitcnt_t(2 * count * UInt.bitWidth),
                scratch.base))
    }

    // MARK: - Powers

    /// `base ^ exponent mod modulus`: the modulus is odd, its highest limb is not zero, and the exponent is read as
    /// `exponentBitCount` bits.
    static func power(
        _ base: borrowing Limbs, _ exponent: borrowing Limbs, exponentBitCount: Int, modulo modulus: borrowing Limbs
    ) -> Limbs {
        precondition(exponentBitCount > 0 && exponent.count * UInt.bitWidth >= exponentBitCount && base.count > 0)
        let result = Limbs(zeros: modulus.count)
        let (baseCount, count) = (mp_size_t(base.count), mp_size_t(modulus.count))
        let scratch = Limbs(zeros: Int(__gmpn_sec_powm_itch(baseCount, mp_bitcnt_t(exponentBitCount), count)))
        unsafe __gmpn_sec_powm(
            result.base, base.base, baseCount, exponent.base, mp_bitcnt_t(exponentBitCount), modulus.base, count,
            scratch.base)
        return result
    }

    // MARK: - Public numbers

    /// `a⁻¹ mod modulus`, or nil when there is none, in time that depends on both.
    static func inverse(_ a: [UInt], modulo modulus: [UInt]) -> [UInt]? {
        var exists = false
        let result = unsafe withIntegers(a, modulus) { result, a, modulus in
            exists = unsafe __gmpz_invert(result, a, modulus) != 0
        }
        return exists ? result : nil
    }

    /// `a · b`.
    static func product(_ a: [UInt], _ b: [UInt]) -> [UInt] {
        unsafe withIntegers(a, b) { result, a, b in unsafe __gmpz_mul(result, a, b) }
    }

    /// `a mod modulus`, which is not zero.
    static func remainder(_ a: [UInt], modulo modulus: [UInt]) -> [UInt] {
        precondition(!modulus.isEmpty, "GMP: division by zero")
        return unsafe withIntegers(a, modulus) { result, a, modulus in unsafe __gmpz_mod(result, a, modulus) }
    }

    /// `base ^ exponent mod modulus`, which is odd, in time that depends on all three.
    static func power(_ base: [UInt], _ exponent: [UInt], modulo modulus: [UInt]) -> [UInt] {
        precondition(!modulus.isEmpty, "GMP: division by zero")
        return unsafe withIntegers(base, exponent) { result, base, exponent in
            unsafe modulus.withUnsafeBufferPointer { limbs in
                var number = unsafe __mpz_struct()
                let modulus = unsafe __gmpz_roinit_n(&number, limbs.baseAddress, mp_size_t(limbs.count))
                unsafe __gmpz_powm(result, base, exponent, modulus)
            }
        }
    }

    /// Lends two numbers as GMP's integers, and a third to write to.
    private static func withIntegers(
        _ a: [UInt], _ b: [UInt], _ body: (mpz_ptr, mpz_srcptr, mpz_srcptr) -> Void
    ) -> [UInt] {
        unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                var (first, second, result) = unsafe (__mpz_struct(), __mpz_struct(), __mpz_struct())
                unsafe __gmpz_roinit_n(&first, a.baseAddress, mp_size_t(a.count))
                unsafe __gmpz_roinit_n(&second, b.baseAddress, mp_size_t(b.count))
                unsafe __gmpz_init(&result)
                defer { unsafe __gmpz_clear(&result) }
                unsafe body(&result, &first, &second)
                return unsafe (0..<Int(__gmpz_size(&result))).map { unsafe __gmpz_getlimbn(&result, mp_size_t($0)) }
            }
        }
    }
}
