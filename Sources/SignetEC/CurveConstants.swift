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
    /// (p + 1)/4, a plain number.
    let rootExponent: Element
    /// What is made of the generator when it pays.
    let generator = GeneratorTables()

    private init(
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

        // p ≡ 3 (mod 4): (p + 1)/4 is p shifted right by 2, plus 1.
        rootExponent = Modulus.permanent(field.limbCount)
        for index in 0..<field.limbCount {
            let above = index + 1 < field.limbCount ? unsafe field.number.limbs[index + 1] << 62 : 0
            unsafe rootExponent.limbs[index] = field.number.limbs[index] >> 2 | above
        }
        var index = 0
        while true {
            let (sum, carry) = unsafe rootExponent.limbs[index].addingReportingOverflow(1)
            unsafe rootExponent.limbs[index] = sum
            guard carry else { break }
            index += 1
        }
        unsafe scratch.limbs.deallocate()
    }

    /// The constants of a curve.
    static subscript(curve: EllipticCurve) -> CurveConstants {
        switch curve {
        case .p256: p256
        case .p384: p384
        case .p521: p521
        case .secp256k1: secp256k1
        case .brainpoolP256r1: brainpoolP256r1
        case .brainpoolP384r1: brainpoolP384r1
        case .brainpoolP512r1: brainpoolP512r1
        }
    }

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

    /// brainpoolP256r1 (RFC 5639 §3.4).
    private static let brainpoolP256r1 = CurveConstants(
        .brainpoolP256r1,
        p: "A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377",
        a: "7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9",
        b: "26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6",
        x: "8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262",
        y: "547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997",
        n: "A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7",
        .other)

    /// brainpoolP384r1 (RFC 5639 §3.6).
    private static let brainpoolP384r1 = CurveConstants(
        .brainpoolP384r1,
        p: "8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B412B1DA197FB71123"
            + "ACD3A729901D1A71874700133107EC53",
        a: "7BC382C63D8C150C3C72080ACE05AFA0C2BEA28E4FB22787139165EFBA91F90F"
            + "8AA5814A503AD4EB04A8C7DD22CE2826",
        b: "04A8C7DD22CE28268B39B55416F0447C2FB77DE107DCD2A62E880EA53EEB62D5"
            + "7CB4390295DBC9943AB78696FA504C11",
        x: "1D1C64F068CF45FFA2A63A81B7C13F6B8847A3E77EF14FE3DB7FCAFE0CBD10E8"
            + "E826E03436D646AAEF87B2E247D4AF1E",
        y: "8ABE1D7520F9C2A45CB1EB8E95CFD55262B70B29FEEC5864E19C054FF9912928"
            + "0E4646217791811142820341263C5315",
        n: "8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B31F166E6CAC0425A7"
            + "CF3AB6AF6B7FC3103B883202E9046565",
        .other)

    /// brainpoolP512r1 (RFC 5639 §3.7).
    private static let brainpoolP512r1 = CurveConstants(
        .brainpoolP512r1,
        p: "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330871"
            + "7D4D9B009BC66842AECDA12AE6A380E62881FF2F2D82C68528AA6056583A48F3",
        a: "7830A3318B603B89E2327145AC234CC594CBDD8D3DF91610A83441CAEA9863BC"
            + "2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A72BF2C7B9E7C1AC4D77FC94CA",
        b: "3DF91610A83441CAEA9863BC2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A7"
            + "2BF2C7B9E7C1AC4D77FC94CADC083E67984050B75EBAE5DD2809BD638016F723",
        x: "81AEE4BDD82ED9645A21322E9C4C6A9385ED9F70B5D916C1B43B62EEF4D0098E"
            + "FF3B1F78E2D0D48D50D1687B93B97D5F7C6D5047406A5E688B352209BCB9F822",
        y: "7DDE385D566332ECC0EABFA9CF7822FDF209F70024A57B1AA000C55B881F8111"
            + "B2DCDE494A5F485E5BCA4BD88A2763AED1CA2B2FA8F0540678CD1E0F3AD80892",
        n: "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330870"
            + "553E5C414CA92619418661197FAC10471DB1D381085DDADDB58796829CA90069",
        .other)
}
