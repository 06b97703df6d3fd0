public import SignetASN1
public import SignetAlgorithms

/// `SMIMECapabilities` (RFC 8551 §2.5.2): what the signer's software can read, what it likes best first.
public struct SMIMECapabilities: Hashable, Sendable {
    /// The capabilities; one is written like an `AlgorithmIdentifier`.
    public var capabilities: [AlgorithmIdentifier]

    /// Capabilities, the best first.
    public init(_ capabilities: [AlgorithmIdentifier]) { self.capabilities = capabilities }

    /// Content ciphers without further parameters (RFC 3565 §5.1: absent), the best first.
    public init(_ ciphers: [ContentCipher]) {
        self.init(ciphers.map { AlgorithmIdentifier(algorithm: $0.row.identifier, parameters: nil) })
    }

    /// What Signet says of itself: every content cipher that it would choose. What it can only read it does not invite.
    public static let own = SMIMECapabilities(
        ContentCipher.table.filter { $0.standing < .legacy }.map(\.algorithm))

    /// The content ciphers among them that Signet has, in the order in which the signer likes them. RC2, which comes
    /// with a key length, counts once however often it is listed.
    public var contentCiphers: [ContentCipher] {
        var ciphers: [ContentCipher] = []
        for capability in capabilities {
            guard let row = ContentCipher.table.first(where: { $0.identifier == capability.algorithm }),
                !ciphers.contains(row.algorithm)
            else { continue }
            ciphers.append(row.algorithm)
        }
        return ciphers
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = Syntax<[AlgorithmIdentifier]>.sequence(of: capability)
        .map(Self.init, \.capabilities)

    private static let capability: Syntax<AlgorithmIdentifier> = .sequence(
        "SMIMECapability", AlgorithmIdentifier.init(algorithm:parameters:),
        .required("capabilityID", \.algorithm, .objectIdentifier),
        .optional("parameters", \.parameters, .any))
}
