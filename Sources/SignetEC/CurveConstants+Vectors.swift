internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX512
#endif

/// P-256 by AVX-512 IFMA. Coordinates go in and come out in Montgomery form, as everywhere.
extension CurveConstants {
    #if arch(x86_64)
    private static let hasVectors = CPU.level >= .avx512

    /// (x, y) ← scalar·(x, y); false where there are no such instructions.
    ///
    /// A scalar that is even is replaced by n less itself, and the result by its opposite. An odd one has digits that are
    /// all odd: no sum is with infinity. Nor is one of a point and itself: a partial result is the multiple of the point by
    /// a number from 32 to n, larger than every digit; at the last digit d it could be n + d, if the scalar were n + 2d
    /// for a negative d, but the last digit of n + 2d is not d, whatever d is, because n is 17 modulo 64.
    func multiplyByVectors(_ x: Element, _ y: Element, by scalar: Element, _ memory: inout LimbMemory) -> Bool {
        guard curve == .p256, Self.hasVectors else { return false }
        return unsafe multiply(x, y, by: scalar, width: 5, digitCount: 51, &memory) { result, digits, memory in
            let point = memory.point(4)
            let arithmetic = P256Field(modulus: field)
            arithmetic.copy(point.x, x)
            arithmetic.copy(point.y, y)
            unsafe P256AVX512.multiply(
                result.x.limbs, point.x.limbs, digits: digits, memory: Self.place(&memory))
        }
    }

    /// (x, y) ← scalar·G; false where there are no such instructions.
    ///
    /// Without the table where there is none yet, and when in the last sum a point met itself. That is so for one scalar in
    /// 2^251; in all others the sums below are smaller than what is added. The table is not the one of the general code.
    func multiplyGeneratorByVectors(
        _ x: Element, _ y: Element, by scalar: Element, _ memory: inout LimbMemory
    ) -> Bool {
        guard curve == .p256, Self.hasVectors else { return false }
        let before = memory.used
        let table = generator.comb {
            CurveArithmetic(P256Field(modulus: field), self, &memory).makeOddComb()
        }
        memory.release(to: before)
        if let table {
            let isDone = unsafe multiply(x, y, by: scalar, width: 6, digitCount: 43, &memory) {
                result, digits, memory in
                unsafe P256AVX512.multiplyGenerator(
                    result.x.limbs, table: table.entries.limbs, digits: digits, memory: Self.place(&memory))
            }
            if isDone { return true }
        }
        let arithmetic = P256Field(modulus: field)
        arithmetic.copy(x, generatorX)
        arithmetic.copy(y, generatorY)
        return multiplyByVectors(x, y, by: scalar, &memory)
    }

    /// What multiplication of any point and of the generator have in common: the digits, and the way back.
    private func multiply(
        _ x: Element, _ y: Element, by scalar: Element, width: UInt64, digitCount: Int, _ memory: inout LimbMemory,
        _ body: (Point, UnsafePointer<Int8>, inout LimbMemory) -> Void
    ) -> Bool {
        let arithmetic = P256Field(modulus: field)
        var working = LimbMemory(capacity: P256AVX512.memoryByteCount / 8 + 64)
        let (odd, digits, result) = (working.element(5), working.element(8), working.point(4))
        let isEven = opaqueMask(unsafe ~scalar.limbs[0] & 1)
        var wide: UInt128 = 0
        for index in 0..<4 {
            let limb = unsafe scalar.limbs[index]
            wide = unsafe UInt128(order.number.limbs[index]) &- UInt128(limb) &- (wide >> 64 & 1)
            unsafe odd.limbs[index] = limb ^ (isEven & (limb ^ UInt64(truncatingIfNeeded: wide)))
        }
        // Bits that are all read as one more than twice the number above them: the digit is what they are above the middle.
        unsafe digits.limbs.withMemoryRebound(to: Int8.self, capacity: 64) { digits in
            for index in 0..<digitCount {
                let start = index * Int(width)
                let (limb, shift) = (start >> 6, UInt64(start & 63))
                var bits = unsafe odd.limbs[limb] >> shift
                if shift > 0 { unsafe bits |= odd.limbs[limb + 1] << (64 - shift) }
                let value = Int8(truncatingIfNeeded: (bits | 1) & (2 << width - 1))
                // The highest has nothing above it that would take away from it.
                let isHighest = start + Int(width) > 256
                unsafe digits[index] = isHighest ? value : value &- Int8(truncatingIfNeeded: 1 << width)
            }
            unsafe body(result, digits, &working)
        }
        if order.isZero(result.z) { return false }
        let (inverse, square) = (working.element(4), working.element(4))
        arithmetic.invert(inverse, result.z, &memory)
        arithmetic.square(square, inverse)
        arithmetic.multiply(x, result.x, square)
        arithmetic.multiply(square, square, inverse)
        arithmetic.multiply(y, result.y, square)
        arithmetic.subtract(square, square, square)
        arithmetic.subtract(square, square, y)
        arithmetic.copy(y, square, where: isEven)
        return true
    }

    /// u·G + v·(x, y) in Jacobian coordinates, for public u and v; nil where there are no such instructions, or when a
    /// point met itself, its opposite or infinity.
    func sumByVectors(
        _ u: Element, _ v: Element, _ x: Element, _ y: Element, _ kept: OddMultiples?, _ memory: inout LimbMemory
    ) -> Point? {
        guard curve == .p256, Self.hasVectors else { return nil }
        let arithmetic = P256Field(modulus: field)
        let before = memory.used
        let partCount = kept?.partCount ?? 1
        let multiples = CurveArithmetic(arithmetic, self, &memory).generatorMultiples(partCount: partCount)
        memory.release(to: before)
        let result = memory.point(4)
        var working = LimbMemory(capacity: P256AVX512.memoryByteCount / 8 + 24)
        let digitCount = partCount * multiples.spacing
        let uDigits = nonAdjacentForm(u, limbCount: 4, digitCount: digitCount, width: multiples.width)
        let vDigits = nonAdjacentForm(v, limbCount: 4, digitCount: digitCount, width: KeptMultiples.width)
        unsafe uDigits.withUnsafeBufferPointer { uDigits in
            unsafe vDigits.withUnsafeBufferPointer { vDigits in
                if let kept {
                    unsafe P256AVX512.sum(
                        result.x.limbs, generator: multiples.entries.limbs, point: kept.entries.limbs,
                        uDigits.baseAddress!, vDigits.baseAddress!, partCount: partCount,
                        spacing: multiples.spacing, memory: Self.place(&working))
                } else {
                    let point = working.point(4)
                    arithmetic.copy(point.x, x)
                    arithmetic.copy(point.y, y)
                    unsafe P256AVX512.sum(
                        result.x.limbs, point.x.limbs, generator: multiples.entries.limbs, uDigits.baseAddress!,
                        vDigits.baseAddress!, digitCount: digitCount, memory: Self.place(&working))
                }
            }
        }
        return withExtendedLifetime((multiples, kept)) { field.isZero(result.z) ? nil : result }
    }

    /// Where the kernel may work: at the start of a cache line.
    private static func place(_ memory: inout LimbMemory) -> UnsafeMutableRawPointer {
        let limbs = unsafe memory.element(P256AVX512.memoryByteCount / 8 + 8).limbs
        return unsafe UnsafeMutableRawPointer(limbs).alignedUp(toMultipleOf: 64)
    }
    #else
    func multiplyByVectors(_ x: Element, _ y: Element, by scalar: Element, _ memory: inout LimbMemory) -> Bool { false }

    func multiplyGeneratorByVectors(
        _ x: Element, _ y: Element, by scalar: Element, _ memory: inout LimbMemory
    ) -> Bool { false }

    func sumByVectors(
        _ u: Element, _ v: Element, _ x: Element, _ y: Element, _ kept: OddMultiples?, _ memory: inout LimbMemory
    ) -> Point? { nil }
    #endif
}
