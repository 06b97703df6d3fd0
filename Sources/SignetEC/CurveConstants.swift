internal import SignetBytes

/// The numbers of a curve, made ready once and kept.
@safe
final class CurveConstants: @unchecked Sendable {
    /// Which a the curve has: two of them make doubling cheaper.
    enum Coefficient {
        case minusThree, zero, other
    }

    let curve: EllipticCurve
    /// The prime of the field.
    let field: Modulus
    /// The order of the group.
    let order: Modulus
    let coefficient: Coefficient
    /// a, b and 3b, in Montgomery form.
    let a, b, tripleB: Element
    /// The generator, in Montgomery form.
    let generatorX, generatorY: Element
    /// What a square root begins with: a plain number.
    let rootExponent: Element
    /// What is made of the generator when it pays.
    let generator = GeneratorTables()

    init(
        _ curve: EllipticCurve, p: String, a: String?, b: String, x: String, y: String, n: String,
        _ coefficient: Coefficient
    ) {
        self.curve = curve
        let field = Modulus(p)
        self.field = field
        order = Modulus(n)
        self.coefficient = coefficient
        let scratch = Modulus.permanent(field.limbCount + 2)
        let arithmetic = MontgomeryField(field, scratch: scratch)
        func constant(_ text: String) -> Element {
            let element = field.constant(text)
            arithmetic.enter(element, element)
            return element
        }
        if let a {
            self.a = constant(a)
        } else {
            // −3
            let three = constant("03")
            arithmetic.subtract(three, field.number, three)
            self.a = three
        }
        let single = constant(b)
        let triple = constant(b)
        arithmetic.double(triple, single)
        arithmetic.add(triple, triple, single)
        self.b = single
        tripleB = triple
        generatorX = constant(x)
        generatorY = constant(y)

        rootExponent = Modulus.permanent(field.limbCount)
        setRootExponent()
        unsafe scratch.limbs.deallocate()
    }

    /// (p + 1)/4, or for p = 2^s·q + 1 with an odd q and more than one two, (q − 1)/2.
    private func setRootExponent() {
        let limbs = unsafe rootExponent.limbs
        for index in 0..<field.limbCount { unsafe limbs[index] = field.number.limbs[index] }
        if unsafe limbs[0] & 3 == 3 {
            field.shiftRight(rootExponent, by: 2)
            var index = 0
            while true {
                let (sum, carry) = unsafe limbs[index].addingReportingOverflow(1)
                unsafe limbs[index] = sum
                guard carry else { return }
                index += 1
            }
        }
        unsafe limbs[0] -= 1
        for _ in 0..<CurveConstants.twos(in: field) + 1 { field.shiftRight(rootExponent, by: 1) }
    }

    /// How often 2 divides p − 1.
    static func twos(in field: Modulus) -> Int {
        var count = 1
        while unsafe field.number.limbs[count >> 6] >> UInt64(count & 63) & 1 == 0 { count += 1 }
        return count
    }

    /// The constants of a curve.
    static subscript(curve: EllipticCurve) -> CurveConstants {
        switch curve {
        case .p224: p224
        case .p256: p256
        case .p384: p384
        case .p521: p521
        case .secp256k1: secp256k1
        case .brainpoolP160r1: brainpoolP160r1
        case .brainpoolP192r1: brainpoolP192r1
        case .brainpoolP224r1: brainpoolP224r1
        case .brainpoolP256r1: brainpoolP256r1
        case .brainpoolP320r1: brainpoolP320r1
        case .brainpoolP384r1: brainpoolP384r1
        case .brainpoolP512r1: brainpoolP512r1
        }
    }

    /// P-224 (SP 800-186 §3.2.1.2).
    private static let p224 = CurveConstants(
        .p224,
        p: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000000000000000000000001",
        a: nil,
        b: "B4050A850C04B3ABF54132565044B0B7D7BFD8BA270B39432355FFB4",
        x: "B70E0CBD6BB4BF7F321390B94A03C1D356C21122343280D6115C1D21",
        y: "BD376388B5F723FB4C22DFE6CD4375A05A07476444D5819985007E34",
        n: "FFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D",
        .minusThree)

    /// P-256 (SP 800-186 §3.2.1.3).
    private static let p256 = CurveConstants(
        .p256,
        p: "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
        a: nil,
        b: "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B",
        x: "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296",
        y: "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5",
        n: "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        .minusThree)

    /// P-384 (SP 800-186 §3.2.1.4).
    private static let p384 = CurveConstants(
        .p384,
        p: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE"
            + "FFFFFFFF0000000000000000FFFFFFFF",
        a: nil,
        b: "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875A"
            + "C656398D8A2ED19D2A85C8EDD3EC2AEF",
        x: "AA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A38"
            + "5502F25DBF55296C3A545E3872760AB7",
        y: "3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C0"
            + "0A60B1CE1D7E819D7A431D7C90EA0E5F",
        n: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF"
            + "581A0DB248B0A77AECEC196ACCC52973",
        .minusThree)

    /// P-521 (SP 800-186 §3.2.1.5).
    private static let p521 = CurveConstants(
        .p521,
        p: "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
            + "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
            + "FFFF",
        a: nil,
        b: "0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF1"
            + "09E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B50"
            + "3F00",
        x: "00C6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D"
            + "3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5"
            + "BD66",
        y: "011839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E"
            + "662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD1"
            + "6650",
        n: "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
            + "FFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E9138"
            + "6409",
        .minusThree)

    /// secp256k1 (SEC 2 §2.4.1).
    private static let secp256k1 = CurveConstants(
        .secp256k1,
        p: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F",
        a: "00",
        b: "0000000000000000000000000000000000000000000000000000000000000007",
        x: "79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798",
        y: "483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8",
        n: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
        .zero)
}
