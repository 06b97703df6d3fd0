public import SignetASN1

/// `BasicConstraints` (RFC 5280 §4.2.1.9): whether the subject is an authority, and how deep below it others may be.
public struct BasicConstraints: Hashable, Sendable {
    /// Whether the subject may issue certificates.
    public var isAuthority: Bool
    /// How many intermediate authorities may follow.
    public var pathLengthConstraint: Int?

    /// A statement about the subject.
    public init(isAuthority: Bool, pathLengthConstraint: Int? = nil) {
        self.isAuthority = isAuthority
        self.pathLengthConstraint = pathLengthConstraint
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "BasicConstraints", Self.init(isAuthority:pathLengthConstraint:),
        .defaulted("cA", \.isAuthority, .boolean, false),
        .optional("pathLenConstraint", \.pathLengthConstraint, .smallInteger))
}
