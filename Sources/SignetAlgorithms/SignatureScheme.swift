import SignetASN1
public import SignetBytes
import SignetDSA
import SignetEC
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

    /// What a key signs certificates, requests, lists and messages with, over this digest. EdDSA signs the message itself,
    /// and does not ask for one.
    ///
    /// - Parameters:
    ///   - key: who will sign.
    ///   - digest: what the message is reduced to.
    ///   - padding: how an RSA key pads; `nil` for PKCS #1 v1.5, or for what the key is restricted to.
    /// - Throws: `AlgorithmError.unsupported` for a digest that has no such algorithm, `.invalidParameters` for a padding with
    ///   another digest, `.wrongKeyType` for a key that does not sign, `.restrictedKey`.
    public init(for key: PublicKey, digest: DigestAlgorithm, padding: PSSPadding? = nil) throws(AlgorithmError) {
        switch (key, padding) {
        case (.rsa, nil): try self.init(.rsa, digest)
        case (.rsa, let padding?): self.init(padding)
        case (.rsaPSS(_, let restriction), let padding):
            self.init(padding ?? restriction ?? PSSPadding(digest))
        case (.ec, nil): try self.init(.ecdsa, digest)
        case (.ed25519, nil): self.init(.ed25519)
        case (.ed448, nil): self.init(.ed448)
        case (.rsaOAEP, _), (.x25519, _), (.x448, _), (.dsa, _): throw .wrongKeyType(name: "signing")
        case (_, .some): throw .wrongKeyType(name: SignatureAlgorithm.rsaPSS.name)
        }
        guard signsMessage || digestAlgorithm == digest else {
            if case .rsaPSS(_, let restriction?) = key, padding == nil {
                throw .restrictedKey(
                    name: "\(algorithm.name) with \(digest.name): it is for \(restriction.digest.name)")
            }
            throw .invalidParameters(name: algorithm.name, nil)
        }
        try check(key)
    }

    private init(_ family: SignatureAlgorithm.Family, _ digest: DigestAlgorithm) throws(AlgorithmError) {
        guard let match = SignatureAlgorithm(family, digest) else {
            throw .unsupported(role: SignatureAlgorithm.role, name: "\(family)-\(digest.name)")
        }
        self.init(match)
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

    /// Whether the message itself is signed, and not its digest (RFC 8032 §5.1, §5.2).
    public var signsMessage: Bool { algorithm.family == .ed25519 || algorithm.family == .ed448 }

    /// Whether the key is of the right kind, and may be used so.
    private func check(_ key: PublicKey) throws(AlgorithmError) {
        switch (algorithm.family, key) {
        case (.rsa, .rsa), (.rsaPSS, .rsa), (.ecdsa, .ec), (.ed25519, .ed25519), (.ed448, .ed448),
            (.dsa, .dsa):
            break
        case (.rsaPSS, .rsaPSS(_, let restriction)):
            guard let padding, restriction?.allows(padding) ?? true else { throw .restrictedKey(name: name) }
        default: throw .wrongKeyType(name: name)
        }
    }

    /// Whether `key` made `signature` over a message with this digest.
    ///
    /// - Throws: `AlgorithmError.wrongKeyType`, `.restrictedKey`; `.messageNeeded` for EdDSA.
    public func accepts(
        _ signature: Span<UInt8>, over digest: Digest, _ digestAlgorithm: DigestAlgorithm, by key: PublicKey
    ) throws(AlgorithmError) -> Bool {
        try check(key)
        switch key {
        case .rsa(let key), .rsaPSS(let key, _), .rsaOAEP(let key, _):
            guard let padding else {
                return key.accepts(signature, digestInfo: digestAlgorithm.digestInfo(digest).span)
            }
            return padding.digest == digestAlgorithm && key.accepts(signature, of: digest, padding: padding)
        case .ec(let key):
            guard let signature = ECDSASignature(decoding: Bytes(copying: signature)) else { return false }
            return key.accepts(signature, digest)
        case .dsa(let key):
            guard let signature = DSASignature(decoding: Bytes(copying: signature)) else { return false }
            return key.accepts(signature, digest)
        case .ed25519, .ed448: throw .messageNeeded(name: name)
        case .x25519, .x448: throw .wrongKeyType(name: name)
        }
    }

    /// Whether `key` made `signature` over `message`.
    ///
    /// - Parameters:
    ///   - signature: what is judged.
    ///   - message: all that was signed.
    ///   - digest: the digest that another field names, for an algorithm that does not say its own.
    ///   - key: who is said to have signed.
    /// - Throws: `AlgorithmError.wrongKeyType`, `.restrictedKey`; `.invalidParameters` when neither tells the digest.
    public func accepts(
        _ signature: Span<UInt8>, over message: Span<UInt8>, digest: DigestAlgorithm? = nil, by key: PublicKey
    ) throws(AlgorithmError) -> Bool {
        try check(key)
        switch key {
        case .ed25519(let key): return key.accepts(signature, over: message)
        case .ed448(let key): return key.accepts(signature, over: message)
        default:
            guard let digest = digestAlgorithm ?? digest else { throw .invalidParameters(name: name, nil) }
            return try accepts(signature, over: digest.digest(of: message), digest, by: key)
        }
    }
}

extension PrivateKey {
    /// Signs a digest, as a scheme that was made for this key says.
    ///
    /// - Throws: `KeyOperationError.rsa` when the digest does not fit or the result does not verify, `.ec` when the machine
    ///   errs; `.algorithm` for EdDSA, which needs the message, and for a key that does not sign.
    public func sign(
        _ digest: Digest, _ digestAlgorithm: DigestAlgorithm, with scheme: SignatureScheme
    ) throws(KeyOperationError) -> Bytes {
        switch self {
        case .rsa(let key), .rsaPSS(let key, _):
            do throws(RSAError) {
                guard let padding = scheme.padding else {
                    return try key.sign(digestInfo: digestAlgorithm.digestInfo(digest).span)
                }
                return try key.sign(digest, padding: padding)
            } catch { throw .rsa(error) }
        case .ec(let key):
            do throws(ECError) {
                return try key.sign(digest, drawingWith: digestAlgorithm).encoding
            } catch { throw .ec(error) }
        case .ed25519, .ed448: throw .algorithm(.messageNeeded(name: scheme.name))
        case .elsewhere(let key):
            return try key.sign(
                SignatureRequest(content: .digest(digest), digestAlgorithm: digestAlgorithm, scheme: scheme))
        case .rsaOAEP, .x25519, .x448, .dsa: throw .algorithm(.wrongKeyType(name: scheme.name))
        }
    }

    /// Signs a message, as a scheme that was made for this key says: the message itself with EdDSA, else its digest.
    ///
    /// - Throws: as for a digest.
    public func sign(
        _ message: Span<UInt8>, _ digestAlgorithm: DigestAlgorithm, with scheme: SignatureScheme
    ) throws(KeyOperationError) -> Bytes {
        do throws(ECError) {
            switch self {
            case .ed25519(let key): return try key.sign(message)
            case .ed448(let key): return try key.sign(message)
            default: break
            }
        } catch { throw .ec(error) }
        if case .elsewhere(let key) = self {
            return try key.sign(
                SignatureRequest(
                    content: .message(Bytes(copying: message)), digestAlgorithm: digestAlgorithm, scheme: scheme))
        }
        return try sign(digestAlgorithm.digest(of: message), digestAlgorithm, with: scheme)
    }
}
