import SignetASN1
import SignetBytes
import SignetDSA
import SignetEC

/// `ECDSA-Sig-Value` (RFC 5480 §A), and `Dss-Sig-Value` (RFC 3279 §2.2.2), which looks the same.
struct SignatureNumbers: Sendable {
    var r: ASN1Integer
    var s: ASN1Integer
    static let syntax: Syntax<Self> = .sequence(
        "ECDSA-Sig-Value", Self.init(r:s:),
        .required("r", \.r, .integer),
        .required("s", \.s, .integer))

    /// The numbers in a signature. Only DER is read, so that a signature cannot be rewritten into another one that holds as
    /// well; `nil` for anything else, and for a negative number.
    static func magnitudes(_ encoding: Bytes) -> (r: Bytes, s: Bytes)? {
        guard let numbers = try? syntax.decode(encoding), let r = numbers.r.magnitude, let s = numbers.s.magnitude
        else { return nil }
        return (r, s)
    }
}

extension ECDSASignature {
    /// The numbers in a signature; `nil` when it is not DER.
    init?(decoding encoding: Bytes) {
        guard let (r, s) = SignatureNumbers.magnitudes(encoding) else { return nil }
        self.init(r: r, s: s)
    }

    /// `ECDSA-Sig-Value`.
    var encoding: Bytes {
        SignatureNumbers.syntax.encode(SignatureNumbers(r: ASN1Integer(magnitude: r), s: ASN1Integer(magnitude: s)))
    }
}

extension DSASignature {
    /// The numbers in a signature; `nil` when it is not DER.
    init?(decoding encoding: Bytes) {
        guard let (r, s) = SignatureNumbers.magnitudes(encoding) else { return nil }
        self.init(r: r, s: s)
    }
}
