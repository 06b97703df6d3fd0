import SignetASN1
import SignetBytes
import SignetEC

/// `SpecifiedECDomain` (SEC 1 §C.2): a curve spelled out.
struct SpecifiedECDomain: Hashable, Sendable {
    var version: Int
    var fieldID: FieldID
    var curve: Curve
    var base: Bytes
    var order: ASN1Integer
    var cofactor: ASN1Integer?
    var hash: AlgorithmIdentifier?

    /// `FieldID` (SEC 1 §C.1).
    struct FieldID: Hashable, Sendable {
        var fieldType: ObjectIdentifier
        var parameters: Bytes

        static let prime: ObjectIdentifier = "1.2.840.10045.1.1"
        static let syntax: Syntax<Self> = .sequence(
            "FieldID", Self.init(fieldType:parameters:),
            .required("fieldType", \.fieldType, .objectIdentifier),
            .required("parameters", \.parameters, .any))
    }

    /// `Curve` (SEC 1 §C.2). How the coefficients were drawn says nothing about a curve that is known.
    struct Curve: Hashable, Sendable {
        var a: Bytes
        var b: Bytes
        var seed: BitString?

        static let syntax: Syntax<Self> = .sequence(
            "Curve", Self.init(a:b:seed:),
            .required("a", \.a, .octetString),
            .required("b", \.b, .octetString),
            .optional("seed", \.seed, .bitString))
    }

    static let syntax: Syntax<Self> = .sequence(
        "SpecifiedECDomain", Self.init(version:fieldID:curve:base:order:cofactor:hash:),
        .required("version", \.version, .smallInteger),
        .required("fieldID", \.fieldID, FieldID.syntax),
        .required("curve", \.curve, Curve.syntax),
        .required("base", \.base, .octetString),
        .required("order", \.order, .integer),
        .optional("cofactor", \.cofactor, .integer),
        .optional("hash", \.hash, AlgorithmIdentifier.syntax))

    /// The curve of these parameters, when it is one that has a name here. A cofactor that is left out says nothing of the
    /// order of a point, and is refused.
    var namedCurve: EllipticCurve? {
        guard (1...3).contains(version), fieldID.fieldType == FieldID.prime,
            let prime = try? Syntax<ASN1Integer>.integer.decode(fieldID.parameters, rules: .tolerant).magnitude,
            let order = order.magnitude,
            cofactor?.magnitude == [1]
        else { return nil }
        return EllipticCurve(
            prime: prime.span, a: curve.a.span, b: curve.b.span, generator: base.span, order: order.span)
    }
}
