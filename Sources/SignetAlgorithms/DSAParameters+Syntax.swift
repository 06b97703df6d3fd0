import SignetASN1
import SignetBytes
public import SignetDSA

/// `Dss-Parms` (RFC 3279 §2.3.2).
private struct DSAParametersStructure: Sendable {
    var p: ASN1Integer
    var q: ASN1Integer
    var g: ASN1Integer
    static let syntax: Syntax<Self> = .sequence(
        "Dss-Parms", Self.init(p:q:g:),
        .required("p", \.p, .integer),
        .required("q", \.q, .integer),
        .required("g", \.g, .integer))
}

extension DSAParameters {
    /// What a key in this group is named by (RFC 3279 §2.3.2).
    var keyIdentifier: AlgorithmIdentifier {
        let structure = DSAParametersStructure(
            p: ASN1Integer(magnitude: p), q: ASN1Integer(magnitude: q), g: ASN1Integer(magnitude: g))
        return AlgorithmIdentifier(
            algorithm: PublicKeyAlgorithm.dsa.row.identifier,
            parameters: DSAParametersStructure.syntax.encode(structure))
    }

    /// The group of a key: its own, or else that of its issuer's key (RFC 3279 §2.3.2).
    ///
    /// - Throws: `AlgorithmError.invalidParameters`; `DSAError` when the numbers do not fit together.
    public init(of identifier: AlgorithmIdentifier, issuedBy issuer: PublicKey? = nil) throws {
        let name = PublicKeyAlgorithm.dsa.name
        guard let parameters = identifier.parameters, parameters != AlgorithmIdentifier.null else {
            guard case .dsa(let key) = issuer else { throw AlgorithmError.invalidParameters(name: name, nil) }
            self = key.parameters
            return
        }
        let structure: DSAParametersStructure
        do throws(ASN1Error) {
            structure = try DSAParametersStructure.syntax.decode(parameters, rules: .tolerant)
        } catch { throw AlgorithmError.invalidParameters(name: name, error) }
        guard let p = structure.p.magnitude, let q = structure.q.magnitude, let g = structure.g.magnitude else {
            throw AlgorithmError.invalidParameters(name: name, nil)
        }
        try self.init(p: p.span, q: q.span, g: g.span)
    }
}
