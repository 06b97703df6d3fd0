/// Multiples of points by secret scalars: the same steps and the same memory accesses for every scalar.
///
/// Sums are by the fast formulas, which fail for equal points. They are not met before the last sum: a partial result is
/// the multiple of the point by a number below n/2 in magnitude, and so is the addend, and as whole numbers the two
/// differ. In the last sum they may meet modulo n (for scalars near n), so that one is by the complete formulas.
extension CurveArithmetic {
    /// How many bits of the scalar one addition takes in.
    private var width: Int { 5 }

    /// (x, y) ← scalar·(x, y), in Montgomery form, for a scalar from 1 to n − 1 and a point of order n.
    func multiply(_ x: Element, _ y: Element, by scalar: Element, _ memory: inout LimbMemory) {
        let limbCount = field.limbCount
        let entryCount = 1 << (width - 1)
        let base = memory.element(3 * limbCount * entryCount)
        let table = (0..<entryCount).map { unsafe Point(base.limbs + 3 * limbCount * $0, limbCount: limbCount) }
        field.copy(table[0].x, x)
        field.copy(table[0].y, y)
        field.copy(table[0].z, curve.field.one)
        for index in 1..<entryCount {
            if index % 2 == 1 {
                double(table[index], table[index / 2])
            } else {
                addAffine(table[index], table[index - 1], x, y)
            }
        }

        let result = memory.point(limbCount)
        let addend = memory.point(limbCount)
        let top = signedDigitCount(bitCount: curve.order.bitCount, width: width) - 1
        for index in stride(from: top, through: 0, by: -1) {
            let digit = signedDigit(scalar, limbCount: limbCount, index: index, width: width)
            select(addend.x, base, entryLimbCount: 3 * limbCount, entryCount: entryCount, digit.magnitude)
            negate(addend.y, where: digit.negative)
            if index == top {
                copy(result, addend)
                continue
            }
            for _ in 0..<width { double(result, result) }
            if index > 0 { accumulate(result, addend) } else { finish(result, addend) }
        }
        normalize(x, y, result, &memory)
    }

    /// (x, y) ← scalar·G, in Montgomery form, for a scalar from 1 to n − 1.
    func multiplyGenerator(_ x: Element, _ y: Element, by scalar: Element, _ memory: inout LimbMemory) {
        guard let table = curve.generator.comb(makingWith: { makeComb() }) else {
            field.copy(x, curve.generatorX)
            field.copy(y, curve.generatorY)
            multiply(x, y, by: scalar, &memory)
            return
        }
        let limbCount = field.limbCount
        let result = memory.point(limbCount)
        let addend = memory.point(limbCount)
        for index in 0..<table.windowCount {
            let digit = signedDigit(scalar, limbCount: limbCount, index: index, width: table.width)
            select(
                addend.x, table.window(index), entryLimbCount: 2 * limbCount, entryCount: table.entryCount,
                digit.magnitude)
            negate(addend.y, where: digit.negative)
            // Z is one, or zero where the digit is zero.
            let isPoint = ~maskOfZero(digit.magnitude)
            for limb in 0..<limbCount { unsafe addend.z.limbs[limb] = curve.field.one.limbs[limb] & isPoint }
            if index == 0 {
                copy(result, addend)
            } else if index < table.windowCount - 1 {
                accumulateAffine(result, addend)
            } else {
                finish(result, addend)
            }
        }
        normalize(x, y, result, &memory)
    }

    /// The last sum, by formulas without exceptions. Leaves homogeneous coordinates.
    private func finish(_ result: Point, _ addend: Point) {
        homogenize(result)
        homogenize(addend)
        addCompletely(result, addend)
    }

    /// Homogeneous to affine coordinates.
    private func normalize(_ x: Element, _ y: Element, _ p: Point, _ memory: inout LimbMemory) {
        let inverse = memory.element(field.limbCount)
        field.invert(inverse, p.z, &memory)
        field.multiply(x, p.x, inverse)
        field.multiply(y, p.y, inverse)
    }

    /// result ← entry `magnitude` of a table whose first entry is number 1; zeros for number 0. Every entry is read.
    private func select(
        _ result: Element, _ table: Element, entryLimbCount: Int, entryCount: Int, _ magnitude: UInt64
    ) {
        let target = unsafe result.limbs
        for limb in 0..<entryLimbCount { unsafe target[limb] = 0 }
        var entry = unsafe table.limbs
        for number in 1...UInt64(entryCount) {
            let mask = maskOfZero(number ^ magnitude)
            for limb in 0..<entryLimbCount { unsafe target[limb] |= entry[limb] & mask }
            unsafe entry += entryLimbCount
        }
    }
}
