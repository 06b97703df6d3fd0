/// What verification computes, on public numbers alone: the time depends on them.
extension CurveArithmetic {
    /// Whether the affine x of u·G + v·(x, y), modulo n, is r (SEC 1 §4.1.4, steps 5 to 8).
    ///
    /// `x` and `y` are in Montgomery form; u, v and r are plain, less than n, and r is not zero. `kept` are the multiples of
    /// (x, y), if there are any.
    func hasX(
        _ r: Element, u: Element, v: Element, _ x: Element, _ y: Element, _ kept: OddMultiples?,
        _ memory: inout LimbMemory
    ) -> Bool {
        let limbCount = field.limbCount
        if let sum = curve.sumByVectors(u, v, x, y, kept, &memory) { return hasX(r, sum, &memory) }
        let width = KeptMultiples.width
        let partCount = kept?.partCount ?? 1
        let spacing = OddMultiples.spacing(bitCount: curve.order.bitCount, partCount: partCount)
        let multiples = generatorMultiples(partCount: partCount)
        let table = kept == nil ? makeTable(x, y, width: width, &memory) : []

        let digitCount = partCount * spacing
        let uDigits = nonAdjacentForm(u, limbCount: limbCount, digitCount: digitCount, width: multiples.width)
        let vDigits = nonAdjacentForm(v, limbCount: limbCount, digitCount: digitCount, width: width)
        let (result, addend, other) = (memory.point(limbCount), memory.point(limbCount), memory.point(limbCount))
        field.copy(addend.z, curve.field.one)
        var isInfinity = true
        func includeAffine(_ entry: (x: Element, y: Element), isNegative: Bool) {
            field.copy(addend.x, entry.x)
            field.copy(addend.y, entry.y)
            if isNegative { negate(addend.y, where: ~0) }
            include(addend, isAffine: true, result, other, &isInfinity)
        }
        for position in (0..<spacing).reversed() {
            if !isInfinity { double(result, result) }
            for part in 0..<partCount {
                let (uDigit, vDigit) = (uDigits[part * spacing + position], vDigits[part * spacing + position])
                if uDigit != 0 { includeAffine(multiples.entry(part, uDigit), isNegative: uDigit < 0) }
                guard vDigit != 0 else { continue }
                if let kept {
                    includeAffine(kept.entry(part, vDigit), isNegative: vDigit < 0)
                } else {
                    let entry = table[Int(vDigit.magnitude >> 1)]
                    if vDigit < 0 { negate(entry.y, where: ~0) }
                    include(entry, isAffine: false, result, other, &isInfinity)
                    if vDigit < 0 { negate(entry.y, where: ~0) }
                }
            }
        }
        return !isInfinity && hasX(r, result, &memory)
    }

    /// Odd multiples of G, kept for the next time.
    func generatorMultiples(partCount: Int) -> OddMultiples {
        curve.generator.oddMultiples(partCount: partCount) {
            makeOddMultiples(
                curve.generatorX, curve.generatorY, width: GeneratorTables.width, partCount: partCount)
        }
    }

    /// (x, y) times 1, 3, 5 … for this once.
    private func makeTable(_ x: Element, _ y: Element, width: Int, _ memory: inout LimbMemory) -> [Point] {
        let limbCount = field.limbCount
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
        return table
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
