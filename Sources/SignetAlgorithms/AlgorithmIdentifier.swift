public import SignetASN1
public import SignetBytes

/// `AlgorithmIdentifier` (RFC 5280 §4.1.1.2): an algorithm by name, with whatever it needs to be told.
public struct AlgorithmIdentifier: Hashable, Sendable {
    /// Which algorithm.
    public var algorithm: ObjectIdentifier
    /// The encoding of its parameters, if there are any.
    public var parameters: Bytes?

    /// An algorithm and the encoding of its parameters.
    public init(algorithm: ObjectIdentifier, parameters: Bytes?) {
        self.algorithm = algorithm
        self.parameters = parameters
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "AlgorithmIdentifier", Self.init(algorithm:parameters:),
        .required("algorithm", \.algorithm, .objectIdentifier),
        .optional("parameters", \.parameters, .any))

    /// The encoding of NULL, which older algorithms have for parameters.
    public static let null: Bytes = [0x05, 0x00]
}
