import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetDSA

/// How OpenSSL wrote DSA keys alone, under the PEM label `DSA PRIVATE KEY`: no standard describes it.
struct DSAPrivateKeyStructure: Sendable {
    var version: Int
    var p: ASN1Integer
    var q: ASN1Integer
    var g: ASN1Integer
    var y: ASN1Integer
    var x: SecretSlice

    static let syntax: Syntax<Self> = .sequence(
        "DSAPrivateKey", Self.init(version:p:q:g:y:x:),
        .required("version", \.version, .smallInteger),
        .required("p", \.p, .integer),
        .required("q", \.q, .integer),
        .required("g", \.g, .integer),
        .required("y", \.y, .integer),
        .required("x", \.x, .secretInteger))

    /// The key, once its parts are known to belong together.
    func key() throws(KeyError) -> DSAPrivateKey {
        guard version == 0, let p = p.magnitude, let q = q.magnitude, let g = g.magnitude, let y = y.magnitude else {
            throw .malformed(ASN1Error(.integerOutOfRange, at: 0).under("DSAPrivateKey"))
        }
        let key: DSAPrivateKey
        do throws(DSAError) {
            key = try DSAPrivateKey(DSAParameters(p: p.span, q: q.span, g: g.span), x: x)
        } catch { throw .invalid(.dsa(error)) }
        guard key.publicKey.y == y else { throw .publicKeyMismatch }
        return key
    }
}
