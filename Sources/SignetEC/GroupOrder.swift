internal import SignetBytes

/// Arithmetic modulo the prime order of a curve's base point, for scalars: Montgomery's, in memory that is erased.
///
/// A scalar is `byteCount` bytes, the lowest first. Nothing branches on a scalar or looks anything up by one.
struct GroupOrder: Sendable {
    /// How many limbs of 64 bits a scalar has.
    let limbCount: Int
    /// The order, R mod L and R² mod L, where R = 2^(64·limbCount); the limbs after the last are zero.
    private let order, r1, r2: InlineArray<7, UInt64>
    /// −1/L modulo 2⁶⁴.
    private let inverse: UInt64

    /// The size of a scalar.
    var byteCount: Int { limbCount * 8 }

    /// L = 2²⁵² + 27742317777372353535851937790883648493 (RFC 8032 §5.1).
    static let ed25519 = GroupOrder(
        limbCount: 4,
        order: [
            0x5812_631a_5cf5_d3ed, 0x14de_f9de_a2f7_9cd6, 0x0000_0000_0000_0000, 0x1000_0000_0000_0000, 0, 0, 0,
        ],
        r1: [0xd6ec_3174_8d98_951d, 0xc6ef_5bf4_737d_cf70, 0xffff_ffff_ffff_fffe, 0x0fff_ffff_ffff_ffff, 0, 0, 0],
        r2: [0xa406_11e3_449c_0f01, 0xd00e_1ba7_6885_9347, 0xceec_73d2_17f5_be65, 0x0399_411b_7c30_9a3d, 0, 0, 0],
        inverse: 0xd2b5_1da3_1254_7e1b)

    /// L = 2⁴⁴⁶ − 13818066809895115352007386748515426880336692474882178609894547503885 (RFC 8032 §5.2).
    static let ed448 = GroupOrder(
        limbCount: 7,
        order: [
            0x2378_c292_ab58_44f3, 0x216c_c272_8dc5_8f55, 0xc44e_db49_aed6_3690, 0xffff_ffff_7cca_23e9,
            0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0x3fff_ffff_ffff_ffff,
        ],
        r1: [0x721c_f5b5_529e_ec34, 0x7a4c_f635_c8e9_c2ab, 0xeec4_92d9_44a7_25bf, 0x0000_0002_0cd7_7058, 0, 0, 0],
        r2: [
            0xe353_9257_049b_9b60, 0x7af3_2c4b_c1b1_95d9, 0x0d66_de23_88ea_1859, 0xae17_cf72_5ee4_d838,
            0x1a9c_c14b_a3c4_7c44, 0x2052_bcb7_e4d0_70af, 0x3402_a939_f823_b729,
        ],
        inverse: 0x03bd_440f_ae91_8bc5)

    private init(
        limbCount: Int, order: InlineArray<7, UInt64>, r1: InlineArray<7, UInt64>, r2: InlineArray<7, UInt64>,
        inverse: UInt64
    ) {
        self.limbCount = limbCount
        (self.order, self.r1, self.r2, self.inverse) = (order, r1, r2, inverse)
    }

    /// A number of any length modulo the order, from its bytes, the lowest first.
    func reduce(_ bytes: Span<UInt8>) -> SecretBytes {
        unsafe withLimbs { sum, chunk, scratch in
            let chunkCount = (bytes.count + byteCount - 1) / byteCount
            // Horner's rule over chunks of limbCount limbs.
            for index in stride(from: chunkCount - 1, through: 0, by: -1) {
                unsafe multiply(sum, r2, into: sum, scratch)
                unsafe load(bytes, from: index * byteCount, into: chunk)
                unsafe multiply(chunk, r1, into: chunk, scratch)
                unsafe add(chunk, to: sum, scratch)
            }
        }
    }

    /// a·b + c modulo the order; `b` and `c` may be any numbers of `byteCount` bytes, `a` is less than the order.
    func multiply(_ a: Span<UInt8>, by b: Span<UInt8>, adding c: Span<UInt8>) -> SecretBytes {
        unsafe withLimbs { sum, chunk, scratch in
            unsafe load(a, from: 0, into: sum)
            // a·R first, so that the division by R in the product takes R away again.
            unsafe multiply(sum, r2, into: sum, scratch)
            unsafe load(b, from: 0, into: chunk)
            var factor = InlineArray<7, UInt64>(repeating: 0)
            for index in 0..<limbCount { unsafe factor[index] = sum[index] }
            unsafe multiply(chunk, factor, into: sum, scratch)
            for index in 0..<limbCount { factor[index] = 0 }
            unsafe load(c, from: 0, into: chunk)
            unsafe multiply(chunk, r1, into: chunk, scratch)
            unsafe add(chunk, to: sum, scratch)
        }
    }

    /// Whether a number written in `byteCount` bytes is less than the order. Not for secrets.
    func exceeds(_ bytes: Span<UInt8>) -> Bool {
        for index in stride(from: limbCount - 1, through: 0, by: -1) {
            let limb = limb(bytes, at: index * 8)
            if limb != order[index] { return limb < order[index] }
        }
        return false
    }

    /// Lends room for two scalars and a product; the first, zero at the start, becomes the result.
    private func withLimbs(
        _ body: (UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<UInt64>) -> Void
    ) -> SecretBytes {
        var memory = SecretBytes(zeros: (3 * limbCount + 2) * 8)
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let limbs = unsafe buffer.baseAddress!.assumingMemoryBound(to: UInt64.self)
            unsafe body(limbs, limbs + limbCount, limbs + 2 * limbCount)
            for index in 0..<limbCount { unsafe limbs[index] = limbs[index].littleEndian }
        }
        memory.truncate(to: byteCount)
        return memory
    }

    private func limb(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
        var limb: UInt64 = 0
        for index in 0..<8 where offset + index < bytes.count {
            limb |= UInt64(bytes[offset + index]) << (8 &* UInt64(index))
        }
        return limb
    }

    private func load(_ bytes: Span<UInt8>, from start: Int, into limbs: UnsafeMutablePointer<UInt64>) {
        for index in 0..<limbCount { unsafe limbs[index] = limb(bytes, at: start + index * 8) }
    }

    /// a·b/R modulo the order, of any a < R and b < L, by Montgomery's reduction limb by limb.
    private func multiply(
        _ a: UnsafeMutablePointer<UInt64>, _ b: InlineArray<7, UInt64>, into result: UnsafeMutablePointer<UInt64>,
        _ scratch: UnsafeMutablePointer<UInt64>
    ) {
        let count = limbCount
        for index in 0..<(count + 2) { unsafe scratch[index] = 0 }
        for i in 0..<count {
            var carry: UInt64 = 0
            for j in 0..<count {
                let sum = unsafe UInt128(a[i]) &* UInt128(b[j]) &+ UInt128(scratch[j]) &+ UInt128(carry)
                unsafe scratch[j] = UInt64(truncatingIfNeeded: sum)
                carry = UInt64(truncatingIfNeeded: sum >> 64)
            }
            var top = unsafe UInt128(scratch[count]) &+ UInt128(carry)
            unsafe scratch[count] = UInt64(truncatingIfNeeded: top)
            unsafe scratch[count + 1] = UInt64(truncatingIfNeeded: top >> 64)
            let quotient = unsafe scratch[0] &* inverse
            carry = unsafe UInt64(
                truncatingIfNeeded: (UInt128(quotient) &* UInt128(order[0]) &+ UInt128(scratch[0])) >> 64)
            for j in 1..<count {
                let sum = unsafe UInt128(quotient) &* UInt128(order[j]) &+ UInt128(scratch[j]) &+ UInt128(carry)
                unsafe scratch[j - 1] = UInt64(truncatingIfNeeded: sum)
                carry = UInt64(truncatingIfNeeded: sum >> 64)
            }
            top = unsafe UInt128(scratch[count]) &+ UInt128(carry)
            unsafe scratch[count - 1] = UInt64(truncatingIfNeeded: top)
            unsafe scratch[count] = scratch[count + 1] &+ UInt64(truncatingIfNeeded: top >> 64)
        }
        unsafe subtractOrder(scratch, into: result)
    }

    /// Adds two numbers less than the order.
    private func add(
        _ a: UnsafeMutablePointer<UInt64>, to b: UnsafeMutablePointer<UInt64>, _ scratch: UnsafeMutablePointer<UInt64>
    ) {
        var carry: UInt128 = 0
        for index in 0..<limbCount {
            carry = unsafe carry &+ UInt128(a[index]) &+ UInt128(b[index])
            unsafe scratch[index] = UInt64(truncatingIfNeeded: carry)
            carry >>= 64
        }
        unsafe scratch[limbCount] = UInt64(truncatingIfNeeded: carry)
        unsafe subtractOrder(scratch, into: b)
    }

    /// Subtracts the order once from a number of limbCount + 1 limbs that is less than twice the order, if it is not less
    /// than the order.
    private func subtractOrder(_ number: UnsafeMutablePointer<UInt64>, into result: UnsafeMutablePointer<UInt64>) {
        var borrow: UInt64 = 0
        for index in 0..<limbCount {
            borrow =
                unsafe UInt64(
                    truncatingIfNeeded: (UInt128(number[index]) &- UInt128(order[index]) &- UInt128(borrow)) >> 64) & 1
        }
        let mask = unsafe opaqueMask(1 &- ((number[limbCount] &- borrow) >> 63))
        borrow = 0
        for index in 0..<limbCount {
            let difference = unsafe UInt128(number[index]) &- UInt128(order[index] & mask) &- UInt128(borrow)
            unsafe result[index] = UInt64(truncatingIfNeeded: difference)
            borrow = UInt64(truncatingIfNeeded: difference >> 64) & 1
        }
    }
}
