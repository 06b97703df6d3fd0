import SignetASN1
public import SignetBytes
public import SignetHash

/// A message authentication code whose key comes from a password, with the parameters of one use of it: HMAC under the
/// key derivation of PKCS #12 (RFC 7292 §5.1), or PBMAC1 (RFC 8018 §7.1, RFC 9879).
public struct PasswordMAC: Hashable, Sendable {
    /// What a message names it by: a digest, or PBMAC1 with its parameters.
    public let identifier: AlgorithmIdentifier
    /// The salt that a message has beside the identifier. PBMAC1 has its own, and does not use this one.
    public let salt: Bytes
    /// How often the derivation is iterated.
    public let iterations: Int
    private let scheme: Scheme

    private enum Scheme: Hashable, Sendable {
        case pkcs12(DigestAlgorithm)
        case pbmac1(PBMAC1)
    }

    private struct PBMAC1: Hashable, Sendable {
        let derivation: PasswordDerivation
        let mac: PseudorandomFunction
        let keyByteCount: Int
    }

    /// RFC 8018 §B.3
    private static let pbmac1: ObjectIdentifier = "1.2.840.113549.1.5.14"
    /// RFC 9879 wants the length of the key stated. A short one would let many keys through; a longer one than the
    /// longest digest is never written.
    private static let keyByteCounts = 20...64

    /// The code and parameters that a message names.
    ///
    /// - Throws: `AlgorithmError.unsupported`, `.invalidParameters`, `.tooMuchWork`.
    public init(
        _ identifier: AlgorithmIdentifier, salt: Bytes, iterations: Int,
        maximumIterations: Int = PasswordEncryption.maximumIterations
    ) throws(AlgorithmError) {
        self.identifier = identifier
        self.salt = salt
        if identifier.algorithm == Self.pbmac1 {
            let pbmac1 = try Self.pbmac1(identifier.parameters ?? Bytes())
            scheme = .pbmac1(pbmac1)
            self.iterations = pbmac1.derivation.iterations
        } else {
            scheme = .pkcs12(try DigestAlgorithm(identifier))
            self.iterations = iterations
        }
        guard self.iterations >= 1 else { throw .invalidParameters(name: name, nil) }
        guard self.iterations <= maximumIterations else {
            throw .tooMuchWork(name: name, iterations: self.iterations, limit: maximumIterations)
        }
    }

    /// HMAC under the derivation of PKCS #12 about to be used, with a fresh random salt of 16 bytes.
    public init(pkcs12 digest: DigestAlgorithm, iterations: Int) throws(AlgorithmError) {
        // RFC 7292 §4 names the digest as PKCS #7 does, and everyone who writes the file writes NULL.
        let identifier = AlgorithmIdentifier(algorithm: digest.row.identifier, parameters: AlgorithmIdentifier.null)
        try self.init(identifier, salt: Randomness.bytes(count: 16), iterations: iterations)
    }

    /// PBMAC1 about to be used (RFC 9879): HMAC and PBKDF2 with one function, and a fresh random salt of 16 bytes.
    public init(pbmac1 function: PseudorandomFunction, iterations: Int) throws(AlgorithmError) {
        let salt = Randomness.bytes(count: 16)
        let pbkdf2 = PBKDF2Parameters(
            salt: salt, iterationCount: iterations, keyLength: function.digestAlgorithm.digestByteCount,
            prf: function.identifier)
        let parameters = PBMAC1Parameters(
            keyDerivationFunc: AlgorithmIdentifier(
                algorithm: PBKDF2Parameters.identifier, parameters: PBKDF2Parameters.syntax.encode(pbkdf2)),
            messageAuthScheme: function.identifier)
        // RFC 9879 §5: the salt beside it is not used; and 1 is written for its iterations.
        try self.init(
            AlgorithmIdentifier(algorithm: Self.pbmac1, parameters: PBMAC1Parameters.syntax.encode(parameters)),
            salt: salt, iterations: 1)
    }

    /// What the password goes in as.
    public var passwordInput: Password.Input { if case .pkcs12 = scheme { .characters } else { .octets } }

    /// Whether it is PBMAC1.
    public var isPBMAC1: Bool { if case .pbmac1 = scheme { true } else { false } }

    /// The digest of the code.
    public var digestAlgorithm: DigestAlgorithm {
        switch scheme {
        case .pkcs12(let digest): digest
        case .pbmac1(let pbmac1): pbmac1.mac.digestAlgorithm
        }
    }

    /// The name for people.
    public var name: String {
        switch scheme {
        case .pkcs12(let digest): "hmac-\(digest.name)"
        case .pbmac1(let pbmac1): "pbmac1 (\(pbmac1.mac.name), \(pbmac1.derivation.name))"
        }
    }

    /// How much the functions that it is made of may be trusted: the worse of them.
    public var standing: Standing {
        switch scheme {
        case .pkcs12(let digest): digest.standing
        case .pbmac1(let pbmac1): max(pbmac1.mac.standing, pbmac1.derivation.standing)
        }
    }

    /// The code of a message.
    public func authenticate(_ message: Span<UInt8>, password: Password) -> Digest {
        do throws(KDFError) {
            switch scheme {
            case .pkcs12(let digest):
                let bmpString = password.bmpString
                PasswordWork.note(iterations)
                let key = try PKCS12KDF.derive(
                    password: bmpString.span, salt: salt.span, purpose: .mac, iterations: iterations,
                    byteCount: digest.digestByteCount, algorithm: digest)
                return HMAC.authenticate(message, digest, key: key.span)
            case .pbmac1(let pbmac1):
                // RFC 9879 §5: the password is UTF-8 here, without a terminating zero.
                let key = pbmac1.derivation.derive(password, .mac, byteCount: pbmac1.keyByteCount)
                return HMAC.authenticate(message, pbmac1.mac.digestAlgorithm, key: key.span)
            }
        } catch {
            preconditionFailure("iterations and sizes were checked when the parameters were read: \(error)")
        }
    }

    /// Whether `code` is that of a message, compared in a time that does not depend on it.
    public func accepts(_ code: Span<UInt8>, over message: Span<UInt8>, password: Password) -> Bool {
        authenticate(message, password: password).matches(code)
    }

    private static func pbmac1(_ encoding: Bytes) throws(AlgorithmError) -> PBMAC1 {
        let parameters = try PBMAC1Parameters.syntax.parameters(encoding, "pbmac1")
        let derivation: PasswordDerivation
        do throws(AlgorithmError) {
            derivation = try PasswordDerivation(parameters.keyDerivationFunc)
        } catch {
            if case .invalidParameters(_, let reason) = error { throw .invalidParameters(name: "pbmac1", reason) }
            throw error
        }
        guard let keyByteCount = derivation.keyByteCount, keyByteCounts.contains(keyByteCount) else {
            throw .invalidParameters(name: "pbmac1", nil)
        }
        return PBMAC1(
            derivation: derivation, mac: try PseudorandomFunction(parameters.messageAuthScheme),
            keyByteCount: keyByteCount)
    }
}

/// `PBMAC1-params` (RFC 8018 §A.5).
struct PBMAC1Parameters: Hashable, Sendable {
    var keyDerivationFunc: AlgorithmIdentifier
    var messageAuthScheme: AlgorithmIdentifier
    static let syntax: Syntax<Self> = .sequence(
        "PBMAC1-params", Self.init(keyDerivationFunc:messageAuthScheme:),
        .required("keyDerivationFunc", \.keyDerivationFunc, AlgorithmIdentifier.syntax),
        .required("messageAuthScheme", \.messageAuthScheme, AlgorithmIdentifier.syntax))
}
