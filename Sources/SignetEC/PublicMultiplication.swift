/// What verification computes, on public numbers alone: the time depends on them.
extension CurveArithmetic {
    /// Whether the affine x of u·G + v·(x, y), modulo n, is r (SEC 1 §4.1.4, steps 5 to 8).
    ///
    /// `x` and `y` are in Montgomery form; u, v and r are plain, less than n, and r is not zero.
    func hasX(_ r: Element, u: Element, v: Element, _ x: Element, _ y: Element, _ memory: inout LimbMemory) -> Bool {
        let limbCount = field.limbCount
        let bitCount = curve.order.bitCount
        if let sum = curve.sumByVectors(u, v, x, y, &memory) { return hasX(r, sum, &memory) }
        let generatorWidth = GeneratorTables.OddMultiples.width
        let width = 5
        let multiples = curve.generator.oddMultiples { makeOddMultiples() }

        let twice = memory.point(limbCount)
        var table = [memory.point(limbCount)]
        field.copy(table[0].x, x)
        field.copy(table[0].y, y)
        field.copy(table[0].z, curve.field.one)
        double(twice, table[0])
        for index in 1..<(1 << (width - 2)) {
            let next = memory.point(limbCount)
            add(next, table[index - 1], twice)
            table.append(next)
        }

        let uDigits = nonAdjacentForm(u, limbCount: limbCount, bitCount: bitCount, width: generatorWidth)
        let vDigits = nonAdjacentForm(v, limbCount: limbCount, bitCount: bitCount, width: width)
        let (result, addend, kept) = (memory.point(limbCount), memory.point(limbCount), memory.point(limbCount))
        var isInfinity = true
        for position in stride(from: bitCount, through: 0, by: -1) {
            if !isInfinity { double(result, result) }
            let (uDigit, vDigit) = (Int(uDigits[position]), Int(vDigits[position]))
            if uDigit != 0 {
                field.copy(addend.x, multiples.x(abs(uDigit)))
                field.copy(addend.y, multiples.y(abs(uDigit)))
                field.copy(addend.z, curve.field.one)
                if uDigit < 0 { negate(addend.y, where: ~0) }
                include(addend, isAffine: true, result, kept, &isInfinity)
            }
            if vDigit != 0 {
                copy(addend, table[abs(vDigit) >> 1])
                if vDigit < 0 { negate(addend.y, where: ~0) }
                include(addend, isAffine: false, result, kept, &isInfinity)
            }
        }
        return !isInfinity && hasX(r, result, &memory)
    }

    /// Whether the affine x of a point, modulo n, is r.
    private func hasX(_ r: Element, _ result: Point, _ memory: inout LimbMemory) -> Bool {
        // x = X/Z², so X = r·Z² is compared; r stands for r + n too where that is less than p.
        let (square, candidate) = (memory.element(field.limbCount), memory.element(field.limbCount))
        field.square(square, result.z)
        field.enter(candidate, r)
        field.multiply(candidate, candidate, square)
        if field.areEqual(candidate, result.x) { return true }
        field.copy(candidate, r)
        guard addOrder(to: candidate), curve.field.isBelow(candidate) != 0 else { return false }
        field.enter(candidate, candidate)
        field.multiply(candidate, candidate, square)
        return field.areEqual(candidate, result.x)
    }

    /// result ← result + addend, whatever they are.
    private func include(
        _ addend: Point, isAffine: Bool, _ result: Point, _ kept: Point, _ isInfinity: inout Bool
    ) {
        if isInfinity {
            copy(result, addend)
            isInfinity = false
            return
        }
        copy(kept, result)
        if isAffine { addAffine(result, kept, addend.x, addend.y) } else { add(result, kept, addend) }
        guard curve.field.isZero(xDifference) else { return }
        if curve.field.isZero(yDifference) { double(result, kept) } else { isInfinity = true }
    }

    /// a ← a + n; false when that does not fit in the limbs.
    private func addOrder(to a: Element) -> Bool {
        var carry = false
        for index in 0..<field.limbCount {
            let (partial, first) = unsafe a.limbs[index].addingReportingOverflow(curve.order.number.limbs[index])
            let (sum, second) = partial.addingReportingOverflow(carry ? 1 : 0)
            unsafe a.limbs[index] = sum
            carry = first != second
        }
        return !carry
    }
}
