import SignetASN1
public import SignetBytes
public import SignetHash
public import SignetRSA

/// A signature algorithm with the parameters of one use of it.
public struct SignatureScheme: Hashable, Sendable {
    /// Which algorithm.
    public let algorithm: SignatureAlgorithm
    /// How RSASSA-PSS pads, which it alone has to be told.
    public let padding: PSSPadding?

    /// The algorithm and parameters that a message or certificate names.
    ///
    /// - Throws: `AlgorithmError.unsupported`, also for a hash inside the parameters; `.invalidParameters`.
    public init(_ identifier: AlgorithmIdentifier) throws(AlgorithmError) {
        algorithm = try SignatureAlgorithm(identifier)
        padding =
            switch algorithm {
            case .rsaPSS: try PSSPadding(decoding: identifier.parameters ?? Bytes())
            default: nil
            }
    }

    /// RSA PKCS #1 v1.5, where another field tells the digest (RFC 3370 §3.2).
    public static let rsa = SignatureScheme(.rsa)

    /// RSASSA-PSS.
    public init(_ padding: PSSPadding) {
        algorithm = .rsaPSS
        self.padding = padding
    }

    /// An algorithm that has no parameters.
    init(_ algorithm: SignatureAlgorithm) {
        self.algorithm = algorithm
        padding = nil
    }

    /// What a key signs certificates, requests, lists and messages with, over this digest.
    ///
    /// - Parameter padding: how an RSA key pads; `nil` for PKCS #1 v1.5, or for what the key is restricted to.
    /// - Throws: `AlgorithmError.unsupported` for a digest that has no such algorithm, `.invalidParameters` for a padding with
    ///   another digest, `.restrictedKey`.
    public init(for key: PublicKey, digest: DigestAlgorithm, padding: PSSPadding? = nil) throws(AlgorithmError) {
        switch (key, padding) {
        case (.rsa, nil):
            let matches = SignatureAlgorithm.allCases
            guard let match = matches.first(where: { $0.digestAlgorithm == digest }) else {
                throw .unsupported(role: SignatureAlgorithm.role, name: "rsa-\(digest.name)")
            }
            self.init(match)
        case (.rsa, let padding?): self.init(padding)
        case (.rsaPSS(_, let restriction), let padding):
            self.init(padding ?? restriction ?? PSSPadding(digest))
        }
        guard digestAlgorithm == digest else { throw .invalidParameters(name: algorithm.name, nil) }
        try check(key)
    }

    /// What a message or certificate names this algorithm and its parameters by.
    public var identifier: AlgorithmIdentifier {
        guard let padding else { return algorithm.identifier }
        return AlgorithmIdentifier(algorithm: algorithm.row.identifier, parameters: padding.encoding)
    }

    /// The digest that is part of the algorithm, or of its parameters; `nil` when another field tells it.
    public var digestAlgorithm: DigestAlgorithm? { padding?.digest ?? algorithm.digestAlgorithm }

    /// The name for people; RSASSA-PSS with its digest.
    public var name: String { padding.map { "\(algorithm.name) with \($0.digest.name)" } ?? algorithm.name }

    /// How much it may be trusted: no more than the digest.
    public var standing: Standing { max(algorithm.standing, digestAlgorithm?.standing ?? .recommended) }

    /// Whether the key is of the right kind, and may be used so.
    private func check(_ key: PublicKey) throws(AlgorithmError) {
        switch key {
        case .rsa: break
        case .rsaPSS(_, let restriction):
            guard let padding else { throw .wrongKeyType(name: name) }
            guard restriction?.allows(padding) ?? true else { throw .restrictedKey(name: name) }
        }
    }

    /// Whether `key` made `signature` over a message with this digest.
    ///
    /// - Throws: `AlgorithmError.wrongKeyType`, `.restrictedKey`.
    public func accepts(
        _ signature: Span<UInt8>, over digest: Digest, _ digestAlgorithm: DigestAlgorithm, by key: PublicKey
    ) throws(AlgorithmError) -> Bool {
        try check(key)
        switch key {
        case .rsa(let key), .rsaPSS(let key, _):
            guard let padding else {
                return key.accepts(signature, digestInfo: digestAlgorithm.digestInfo(digest).span)
            }
            return padding.digest == digestAlgorithm && key.accepts(signature, of: digest, padding: padding)
        }
    }

    /// Whether `key` made `signature` over `message`.
    ///
    /// - Throws: `AlgorithmError.wrongKeyType`, `.restrictedKey`; `.invalidParameters` when the algorithm does not say its
    ///   digest.
    public func accepts(
        _ signature: Span<UInt8>, over message: Span<UInt8>, by key: PublicKey
    ) throws(AlgorithmError) -> Bool {
        guard let digestAlgorithm else { throw .invalidParameters(name: name, nil) }
        return try accepts(signature, over: digestAlgorithm.digest(of: message), digestAlgorithm, by: key)
    }
}

extension PrivateKey {
    /// Signs a digest, as a scheme that was made for this key says.
    ///
    /// - Throws: `RSAError.keyTooSmall` or `.messageTooLong` when the digest does not fit, `.faultDetected` when the result
    ///   does not verify.
    public func sign(
        _ digest: Digest, _ digestAlgorithm: DigestAlgorithm, with scheme: SignatureScheme
    ) throws(RSAError) -> Bytes {
        switch self {
        case .rsa(let key), .rsaPSS(let key, _):
            guard let padding = scheme.padding else {
                return try key.sign(digestInfo: digestAlgorithm.digestInfo(digest).span)
            }
            return try key.sign(digest, padding: padding)
        }
    }
}
