internal import Synchronization

/// Multiples of a generator, public and kept, made when they begin to pay: a program that signs once need not make them.
@safe
final class GeneratorTables: Sendable {
    /// Affine multiples j·2^(width·i)·G for 1 ≤ j ≤ 2^(width − 1): one sum for each window of a scalar, and no doubling.
    @safe
    struct Comb: @unchecked Sendable {
        let width: Int
        let windowCount: Int
        let limbCount: Int
        let entries: Element
        var entryCount: Int { 1 << (width - 1) }

        /// The multiples for window i: X and Y of each, one after another.
        @inline(__always)
        func window(_ index: Int) -> Element {
            unsafe Element(limbs: entries.limbs + index * entryCount * 2 * limbCount)
        }
    }

    private struct State {
        var useCount = 0
        var comb: Comb?
        var oddMultiples: OddMultiples?
        var spacedMultiples: OddMultiples?
    }

    /// What of u·G verification finds ready: of each window, the odd multiples less than 2^(width − 1).
    static let width = 7

    /// Making the comb costs about as much as this many multiplications of a point that has none.
    private static let useCountThatPays = 8

    private let state = Mutex(State())

    /// The comb, unless there have been too few multiplications for it to pay.
    func comb(makingWith make: () -> Comb) -> Comb? {
        state.withLock { state in
            if let comb = state.comb { return comb }
            state.useCount += 1
            guard state.useCount > GeneratorTables.useCountThatPays else { return nil }
            state.comb = make()
            return state.comb
        }
    }

    /// Odd multiples of G, and of its multiples at a distance where they are wanted in more than one part.
    func oddMultiples(partCount: Int, makingWith make: () -> OddMultiples) -> OddMultiples {
        state.withLock { state in
            if let known = partCount == 1 ? state.oddMultiples : state.spacedMultiples { return known }
            let multiples = make()
            if partCount == 1 { state.oddMultiples = multiples } else { state.spacedMultiples = multiples }
            return multiples
        }
    }
}

extension CurveArithmetic {
    /// Wider windows need fewer sums and more table.
    private var combWidth: Int { field.limbCount == 4 ? 6 : 5 }

    func makeComb() -> GeneratorTables.Comb {
        let (limbCount, width) = (field.limbCount, combWidth)
        let windowCount = signedDigitCount(bitCount: curve.order.bitCount, width: width)
        let entryCount = 1 << (width - 1)
        let count = windowCount * entryCount
        var memory = LimbMemory(capacity: 4 * limbCount * count + 64 * limbCount)
        var points: [Point] = []
        for window in 0..<windowCount {
            let first = memory.point(limbCount)
            if window == 0 {
                setGenerator(first)
            } else {
                // 2^width times the first of the window below is twice its last.
                double(first, points[points.count - 1])
            }
            points.append(first)
            for index in 1..<entryCount {
                let next = memory.point(limbCount)
                // The sum of a point with itself is not one for `add`.
                if index == 1 { double(next, first) } else { add(next, points[points.count - 1], first) }
                points.append(next)
            }
        }
        return GeneratorTables.Comb(
            width: width, windowCount: windowCount, limbCount: limbCount, entries: affine(points, &memory))
    }

    /// For P-256 by vectors: window i has 64^i times G, 3G … 63G.
    func makeOddComb() -> GeneratorTables.Comb {
        let (limbCount, width) = (field.limbCount, 6)
        let windowCount = signedDigitCount(bitCount: curve.order.bitCount, width: width)
        let entryCount = 1 << (width - 1)
        var memory = LimbMemory(capacity: 4 * limbCount * (windowCount * (entryCount + 1) + 16))
        var points: [Point] = []
        for window in 0..<windowCount {
            let first = memory.point(limbCount)
            // 64 times the first of the window below is the first and the last of it.
            if window == 0 {
                setGenerator(first)
            } else {
                add(first, points[points.count - entryCount], points[points.count - 1])
            }
            points.append(first)
            let twice = memory.point(limbCount)
            double(twice, first)
            for _ in 1..<entryCount {
                let next = memory.point(limbCount)
                add(next, points[points.count - 1], twice)
                points.append(next)
            }
        }
        return GeneratorTables.Comb(
            width: width, windowCount: windowCount, limbCount: limbCount, entries: affine(points, &memory))
    }

    private func setGenerator(_ p: Point) {
        field.copy(p.x, curve.generatorX)
        field.copy(p.y, curve.generatorY)
        field.copy(p.z, curve.field.one)
    }

    /// X and Y of each point in memory that stays, at the price of one inversion for all (Montgomery 1987).
    func affine(_ points: [Point], _ memory: inout LimbMemory) -> Element {
        let limbCount = field.limbCount
        // At the start of a cache line: an entry of P-256 fills one.
        let byteCount = 2 * limbCount * points.count * MemoryLayout<UInt64>.stride
        let place = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        let entries = unsafe Element(limbs: place.initializeMemory(as: UInt64.self, repeating: 0, count: byteCount / 8))
        let product = memory.element(limbCount)
        field.copy(product, curve.field.one)
        var products: [Element] = []
        for point in points {
            let before = memory.element(limbCount)
            field.copy(before, product)
            products.append(before)
            field.multiply(product, product, point.z)
        }
        let (inverse, power) = (memory.element(limbCount), memory.element(limbCount))
        field.invert(inverse, product, &memory)
        for index in points.indices.reversed() {
            let x = unsafe Element(limbs: entries.limbs + 2 * limbCount * index)
            let y = unsafe Element(limbs: entries.limbs + (2 * index + 1) * limbCount)
            let reciprocal = products[index]
            field.multiply(reciprocal, reciprocal, inverse)
            field.multiply(inverse, inverse, points[index].z)
            field.square(power, reciprocal)
            field.multiply(x, points[index].x, power)
            field.multiply(power, power, reciprocal)
            field.multiply(y, points[index].y, power)
        }
        return entries
    }
}
