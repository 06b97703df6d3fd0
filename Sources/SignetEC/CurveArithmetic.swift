/// Point arithmetic on y² = x³ + ax + b over one field, in memory that the caller owns.
///
/// Points are in Jacobian coordinates (x = X/Z², y = Y/Z³; infinity has Z = 0), where doubling is cheapest. The sums
/// `add` and `addAffine` hold for two different points that are not each other's opposite; each caller says why that is so,
/// or looks. `addCompletely` holds for every pair.
@safe
struct CurveArithmetic<Field: PrimeField> {
    let field: Field
    let curve: CurveConstants
    /// What `add` found last: the differences of x and of y, times powers of Z. Both zero: the points were the same.
    let xDifference: Element
    let yDifference: Element
    let t0, t1, t2, t3, t4, t5: Element
    /// A sum, before it is known whether it is wanted.
    private let sum: Point

    init(_ field: Field, _ curve: CurveConstants, _ memory: inout LimbMemory) {
        self.field = field
        self.curve = curve
        let limbCount = field.limbCount
        t0 = memory.element(limbCount)
        t1 = memory.element(limbCount)
        t2 = memory.element(limbCount)
        t3 = memory.element(limbCount)
        t4 = memory.element(limbCount)
        t5 = memory.element(limbCount)
        xDifference = memory.element(limbCount)
        yDifference = memory.element(limbCount)
        sum = memory.point(limbCount)
    }

    /// result ← p.
    func copy(_ result: Point, _ p: Point) {
        field.copy(result.x, p.x)
        field.copy(result.y, p.y)
        field.copy(result.z, p.z)
    }

    private func copy(_ result: Point, _ p: Point, where mask: UInt64) {
        field.copy(result.x, p.x, where: mask)
        field.copy(result.y, p.y, where: mask)
        field.copy(result.z, p.z, where: mask)
    }

    /// y ← −y where `mask` is all ones. `y` and what holds the result are the same.
    func negate(_ y: Element, where mask: UInt64) {
        field.subtract(t0, y, y)
        field.subtract(t0, t0, y)
        field.copy(y, t0, where: mask)
    }

    /// result ← 2p, for every p: these curves have no point of order two, and infinity stays infinity.
    func double(_ result: Point, _ p: Point) {
        // M = 3X² + aZ⁴, which is 3(X − Z²)(X + Z²) for a = −3.
        field.square(t0, p.z)
        switch curve.coefficient {
        case .minusThree:
            field.subtract(t1, p.x, t0)
            field.add(t0, p.x, t0)
            field.multiply(t1, t1, t0)
            field.double(t0, t1)
            field.add(t1, t0, t1)
        case .zero, .other:
            field.square(t1, p.x)
            field.double(t2, t1)
            field.add(t1, t2, t1)
            if curve.coefficient == .other {
                field.square(t0, t0)
                field.multiply(t0, t0, curve.a)
                field.add(t1, t1, t0)
            }
        }
        // Z' = 2YZ; S = 4XY²; X' = M² − 2S; Y' = M(S − X') − 8Y⁴.
        field.square(t2, p.y)
        field.multiply(result.z, p.y, p.z)
        field.double(result.z, result.z)
        field.double(t2, t2)
        field.multiply(t3, p.x, t2)
        field.double(t3, t3)
        field.square(t2, t2)
        field.double(t2, t2)
        field.square(t0, t1)
        field.subtract(t0, t0, t3)
        field.subtract(result.x, t0, t3)
        field.subtract(t3, t3, result.x)
        field.multiply(t3, t1, t3)
        field.subtract(result.y, t3, t2)
    }

    /// result ← p + q, unless one of them is infinity or q = p (then `xDifference` and `yDifference` are zero).
    /// q = −p gives infinity.
    func add(_ result: Point, _ p: Point, _ q: Point) {
        field.square(t0, q.z)
        field.multiply(t1, p.x, t0)
        field.multiply(t0, t0, q.z)
        field.multiply(t2, p.y, t0)
        field.square(t3, p.z)
        field.multiply(xDifference, q.x, t3)
        field.multiply(t3, t3, p.z)
        field.multiply(yDifference, q.y, t3)
        field.multiply(t5, p.z, q.z)
        finishAdding(result)
    }

    /// result ← p + q for an affine q = (x, y), with the exceptions that `add` has.
    func addAffine(_ result: Point, _ p: Point, _ x: Element, _ y: Element) {
        field.square(t3, p.z)
        field.multiply(xDifference, x, t3)
        field.multiply(t3, t3, p.z)
        field.multiply(yDifference, y, t3)
        field.copy(t1, p.x)
        field.copy(t2, p.y)
        field.copy(t5, p.z)
        finishAdding(result)
    }

    /// t1 and t2 are p's X and Y on the common denominator, the differences still q's, t5 the product of both Z.
    @inline(__always)
    private func finishAdding(_ result: Point) {
        field.subtract(xDifference, xDifference, t1)
        field.subtract(yDifference, yDifference, t2)
        field.multiply(result.z, t5, xDifference)
        field.square(t0, xDifference)
        field.multiply(t1, t1, t0)
        field.multiply(t0, t0, xDifference)
        field.square(t3, yDifference)
        field.subtract(t3, t3, t0)
        field.subtract(t3, t3, t1)
        field.subtract(result.x, t3, t1)
        field.subtract(t1, t1, result.x)
        field.multiply(t1, t1, yDifference)
        field.multiply(t2, t2, t0)
        field.subtract(result.y, t1, t2)
    }

    /// p ← p + q where either may be infinity, but q is not p.
    func accumulate(_ p: Point, _ q: Point) {
        add(sum, p, q)
        copy(sum, p, where: field.zeroMask(q.z))
        copy(sum, q, where: field.zeroMask(p.z))
        copy(p, sum)
    }

    /// p ← p + (q.x, q.y), or p where `isInfinity` says that the addend is none. q is not p; p may be infinity.
    /// `q.z` is one where the addend is a point, and zero where it is not.
    func accumulateAffine(_ p: Point, _ q: Point) {
        addAffine(sum, p, q.x, q.y)
        copy(sum, p, where: field.zeroMask(q.z))
        copy(sum, q, where: field.zeroMask(p.z))
        copy(p, sum)
    }

    /// Takes Jacobian to homogeneous coordinates (x = X/Z, y = Y/Z; infinity is (0 : 1 : 0)), in place.
    func homogenize(_ p: Point) {
        field.multiply(p.x, p.x, p.z)
        field.copy(p.y, curve.field.one, where: field.zeroMask(p.z))
        field.square(t0, p.z)
        field.multiply(p.z, p.z, t0)
    }

    /// p ← p + q in homogeneous coordinates, for every pair of points of a curve of odd order
    /// (Renes, Costello, Batina 2016, Algorithm 1).
    func addCompletely(_ p: Point, _ q: Point) {
        let (x, y, z) = (sum.x, sum.y, sum.z)
        field.multiply(t0, p.x, q.x)
        field.multiply(t1, p.y, q.y)
        field.multiply(t2, p.z, q.z)
        field.add(t3, p.x, p.y)
        field.add(t4, q.x, q.y)
        field.multiply(t3, t3, t4)
        field.add(t4, t0, t1)
        field.subtract(t3, t3, t4)
        field.add(t4, p.x, p.z)
        field.add(t5, q.x, q.z)
        field.multiply(t4, t4, t5)
        field.add(t5, t0, t2)
        field.subtract(t4, t4, t5)
        field.add(t5, p.y, p.z)
        field.add(x, q.y, q.z)
        field.multiply(t5, t5, x)
        field.add(x, t1, t2)
        field.subtract(t5, t5, x)
        field.multiply(z, curve.a, t4)
        field.multiply(x, curve.tripleB, t2)
        field.add(z, x, z)
        field.subtract(x, t1, z)
        field.add(z, t1, z)
        field.multiply(y, x, z)
        field.double(t1, t0)
        field.add(t1, t1, t0)
        field.multiply(t2, curve.a, t2)
        field.multiply(t4, curve.tripleB, t4)
        field.add(t1, t1, t2)
        field.subtract(t2, t0, t2)
        field.multiply(t2, curve.a, t2)
        field.add(t4, t4, t2)
        field.multiply(t0, t1, t4)
        field.add(p.y, y, t0)
        field.multiply(t0, t5, t4)
        field.multiply(x, t3, x)
        field.subtract(p.x, x, t0)
        field.multiply(t0, t3, t1)
        field.multiply(z, t5, z)
        field.add(p.z, z, t0)
    }

    /// Whether y² = x³ + ax + b.
    func isOnCurve(_ x: Element, _ y: Element) -> Bool {
        square(x)
        field.square(t2, y)
        return field.areEqual(t0, t2)
    }

    /// t0 ← x³ + ax + b: what y must be the square root of.
    func square(_ x: Element) {
        field.square(t0, x)
        field.add(t0, t0, curve.a)
        field.multiply(t0, t0, x)
        field.add(t0, t0, curve.b)
    }
}
