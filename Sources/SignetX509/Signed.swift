package import SignetASN1
import SignetAlgorithms
import SignetBytes

/// `SIGNED{…}` (RFC 5912 §14): what is signed, by which algorithm, and the signature. Certificates, requests, revocation
/// lists and OCSP responses are such.
package struct Signed<ToBeSigned: Sendable>: Sendable {
    package var toBeSigned: Preserved<ToBeSigned>
    var signatureAlgorithm: AlgorithmIdentifier
    var signature: BitString

    /// The grammar, with the names that a standard gives to the structure and its fields.
    static func syntax(
        _ name: String, _ toBeSignedName: String, _ toBeSigned: Syntax<ToBeSigned>, signature: String = "signature"
    ) -> Syntax<Self> {
        .sequence(
            name, Self.init(toBeSigned:signatureAlgorithm:signature:),
            .required(toBeSignedName, \.toBeSigned, toBeSigned.preserved),
            .required("signatureAlgorithm", \.signatureAlgorithm, AlgorithmIdentifier.syntax),
            .required(signature, \.signature, .bitString))
    }
}

/// A signed structure with its exact encoding: one reference, however often it is copied.
final class SignedContents<ToBeSigned: Sendable>: Sendable {
    let encoding: Bytes
    let toBeSigned: Preserved<ToBeSigned>
    let signatureAlgorithm: AlgorithmIdentifier
    let signature: BitString

    init(_ structure: Preserved<Signed<ToBeSigned>>) {
        encoding = structure.encoding
        toBeSigned = structure.value.toBeSigned
        signatureAlgorithm = structure.value.signatureAlgorithm
        signature = structure.value.signature
    }
}
