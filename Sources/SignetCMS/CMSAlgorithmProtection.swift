public import SignetASN1
public import SignetAlgorithms

/// `CMSAlgorithmProtection` (RFC 6211 §2): the algorithms that a signer meant.
public struct CMSAlgorithmProtection: Hashable, Sendable {
    /// The digest.
    public var digestAlgorithm: AlgorithmIdentifier
    /// The signature, of a signer.
    public var signatureAlgorithm: AlgorithmIdentifier?
    /// The message authentication code, of `AuthenticatedData`.
    public var macAlgorithm: AlgorithmIdentifier?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "CMSAlgorithmProtection", Self.init(digestAlgorithm:signatureAlgorithm:macAlgorithm:),
        .required("digestAlgorithm", \.digestAlgorithm, AlgorithmIdentifier.syntax),
        .optional("signatureAlgorithm", \.signatureAlgorithm, AlgorithmIdentifier.syntax.implicit(1)),
        .optional("macAlgorithm", \.macAlgorithm, AlgorithmIdentifier.syntax.implicit(2)))
}
