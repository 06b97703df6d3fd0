public import SignetASN1
public import SignetBytes
public import SignetCipher
import SignetHash

/// An encryption scheme whose key comes from a password (RFC 8018 §6, RFC 7292 §C).
public enum PasswordScheme: CaseIterable, Hashable, Sendable {
    /// A key derivation function and a cipher, each named in the parameters (RFC 8018 §6.2)
    case pbes2
    /// PKCS #12: SHA-1, triple DES with three keys
    case sha1TripleDES3
    /// PKCS #12: SHA-1, triple DES with two keys
    case sha1TripleDES2
    /// PKCS #12: SHA-1, RC2 with 128 bits
    case sha1RC2With128
    /// PKCS #12: SHA-1, RC2 with 40 bits
    case sha1RC2With40
    /// PKCS #12: SHA-1, RC4 with 128 bits
    case sha1RC4With128
    /// PKCS #12: SHA-1, RC4 with 40 bits
    case sha1RC4With40
}

extension PasswordScheme: AlgorithmRole {
    /// `password-based encryption`
    public static var role: String { "password-based encryption" }

    /// Password-based encryption schemes.
    public static let table: [AlgorithmRow<PasswordScheme>] = [
        .init(.pbes2, "pbes2", "1.2.840.113549.1.5.13", .structured, .recommended, "RFC 8018 §6.2"),
        .init(.sha1TripleDES3, "pbe-sha1-3des", "1.2.840.113549.1.12.1.3", .structured, .legacy, "RFC 7292 §C"),
        .init(.sha1TripleDES2, "pbe-sha1-2des", "1.2.840.113549.1.12.1.4", .structured, .legacy, "RFC 7292 §C"),
        .init(.sha1RC2With128, "pbe-sha1-rc2-128", "1.2.840.113549.1.12.1.5", .structured, .legacy, "RFC 7292 §C"),
        .init(.sha1RC2With40, "pbe-sha1-rc2-40", "1.2.840.113549.1.12.1.6", .structured, .legacy, "RFC 7292 §C"),
        .init(.sha1RC4With128, "pbe-sha1-rc4-128", "1.2.840.113549.1.12.1.1", .structured, .legacy, "RFC 7292 §C"),
        .init(.sha1RC4With40, "pbe-sha1-rc4-40", "1.2.840.113549.1.12.1.2", .structured, .legacy, "RFC 7292 §C"),
    ]

    /// Password-based encryption schemes that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.2.840.113549.1.5.1": "pbe-md2-des", "1.2.840.113549.1.5.3": "pbe-md5-des",
            "1.2.840.113549.1.5.4": "pbe-md2-rc2", "1.2.840.113549.1.5.6": "pbe-md5-rc2",
            "1.2.840.113549.1.5.10": "pbe-sha1-des", "1.2.840.113549.1.5.11": "pbe-sha1-rc2",
            "1.3.6.1.4.1.11591.4.11": "scrypt",
        ]
    }
}

/// A password scheme with the parameters of one use of it.
public struct PasswordEncryption: Hashable, Sendable {
    /// What a message names it by.
    public let identifier: AlgorithmIdentifier
    /// Which scheme.
    public let scheme: PasswordScheme
    private let derivation: Derivation
    private let cipher: Cipher

    private enum Derivation: Hashable, Sendable {
        case pbkdf2(PBKDF2Parameters, PseudorandomFunction)
        case pkcs12(PKCS12Parameters)
    }

    private enum Cipher: Hashable, Sendable {
        case named(ContentEncryption)
        /// The initialisation vector is derived too.
        case block(CipherAlgorithm, keyByteCount: Int)
        case rc4(keyByteCount: Int)
    }

    /// How many iterations a file may ask for, unless a policy says otherwise: about ten seconds of work.
    public static let maximumIterations = 10_000_000

    /// The scheme and parameters that a message names.
    public init(_ identifier: AlgorithmIdentifier, maximumIterations: Int = Self.maximumIterations)
        throws(AlgorithmError)
    {
        self.identifier = identifier
        scheme = try PasswordScheme(identifier)
        let encoding = identifier.parameters ?? Bytes()
        let iterations: Int
        if scheme == .pbes2 {
            let parameters = try Self.parameters(PBES2Parameters.syntax, encoding, scheme.name)
            guard parameters.keyDerivationFunc.algorithm == PBKDF2Parameters.identifier else {
                throw .unsupported(
                    role: "key derivation function",
                    name: PasswordScheme.name(of: parameters.keyDerivationFunc.algorithm))
            }
            let pbkdf2 = try Self.parameters(
                PBKDF2Parameters.syntax, parameters.keyDerivationFunc.parameters ?? Bytes(), "pbkdf2")
            iterations = pbkdf2.iterationCount
            derivation = .pbkdf2(pbkdf2, try PseudorandomFunction(pbkdf2.prf))
            let encryption = try ContentEncryption(parameters.encryptionScheme)
            guard !encryption.cipher.isAuthenticating else {
                throw .unsupported(role: PasswordScheme.role, name: "pbes2 with \(encryption.name)")
            }
            guard pbkdf2.keyLength == nil || pbkdf2.keyLength == encryption.keyByteCount else {
                throw .invalidParameters(name: "pbkdf2", nil)
            }
            cipher = .named(encryption)
        } else {
            let parameters = try Self.parameters(PKCS12Parameters.syntax, encoding, scheme.name)
            iterations = parameters.iterations
            derivation = .pkcs12(parameters)
            cipher = Self.legacyCipher(scheme)
        }
        guard iterations >= 1 else { throw .invalidParameters(name: scheme.name, nil) }
        guard iterations <= maximumIterations else {
            throw .tooMuchWork(name: scheme.name, iterations: iterations, limit: maximumIterations)
        }
    }

    /// PBES2 with PBKDF2 about to be used, with a fresh random salt of 16 bytes.
    public init(
        pbes2 cipher: ContentCipher, prf: PseudorandomFunction, iterations: Int
    ) throws(AlgorithmError) {
        let encryption = try ContentEncryption(cipher)
        guard !cipher.isAuthenticating else {
            throw .unsupported(role: PasswordScheme.role, name: "pbes2 with \(encryption.name)")
        }
        let pbkdf2 = PBKDF2Parameters(
            salt: Randomness.bytes(count: 16), iterationCount: iterations, keyLength: nil, prf: prf.identifier)
        let parameters = PBES2Parameters(
            keyDerivationFunc: AlgorithmIdentifier(
                algorithm: PBKDF2Parameters.identifier, parameters: PBKDF2Parameters.syntax.encode(pbkdf2)),
            encryptionScheme: encryption.identifier)
        try self.init(
            AlgorithmIdentifier(
                algorithm: PasswordScheme.pbes2.row.identifier, parameters: PBES2Parameters.syntax.encode(parameters)))
    }

    /// One of the PKCS #12 schemes about to be used, with a fresh random salt of 8 bytes.
    public init(pkcs12 scheme: PasswordScheme, iterations: Int) throws(AlgorithmError) {
        let parameters = PKCS12Parameters(salt: Randomness.bytes(count: 8), iterations: iterations)
        try self.init(
            AlgorithmIdentifier(
                algorithm: scheme.row.identifier, parameters: PKCS12Parameters.syntax.encode(parameters)))
    }

    /// The name for people, with the cipher and the derivation of PBES2.
    public var name: String {
        guard case .named(let encryption) = cipher, case .pbkdf2(_, let prf) = derivation else { return scheme.name }
        return "pbes2 (\(encryption.name), pbkdf2 \(prf.name))"
    }

    /// How often the derivation is iterated.
    public var iterations: Int {
        switch derivation {
        case .pbkdf2(let parameters, _): parameters.iterationCount
        case .pkcs12(let parameters): parameters.iterations
        }
    }

    /// How much the scheme and what it names may be trusted: the worst of them.
    public var standing: Standing {
        guard case .named(let encryption) = cipher, case .pbkdf2(_, let prf) = derivation else {
            return scheme.standing
        }
        return max(scheme.standing, encryption.cipher.standing, prf.standing)
    }

    /// Encrypts under a password.
    public func encrypt(_ plaintext: borrowing SecretBytes, password: Password) throws(CipherError) -> Bytes {
        let key = derive(.key, password)
        switch cipher {
        case .named(let encryption): return try encryption.encrypt(plaintext.span, key: key)
        case .block(let algorithm, _):
            let iv = derive(.iv, password)
            return try CBC.encrypt(plaintext.span, algorithm, key: key.span, iv: iv.span)
        case .rc4: return try RC4.apply(plaintext.span, key: key.span).declassified()
        }
    }

    /// Decrypts under a password. A wrong password is most often found by its bad padding, and sometimes not at all:
    /// only a MAC tells for sure.
    public func decrypt(_ ciphertext: Span<UInt8>, password: Password) throws(CipherError) -> SecretBytes {
        let key = derive(.key, password)
        switch cipher {
        case .named(let encryption): return try encryption.decrypt(ciphertext, key: key)
        case .block(let algorithm, _):
            let iv = derive(.iv, password)
            return try CBC.decrypt(ciphertext, algorithm, key: key.span, iv: iv.span)
        case .rc4: return try RC4.apply(ciphertext, key: key.span)
        }
    }

    private func derive(_ purpose: PKCS12KDF.Purpose, _ password: Password) -> SecretBytes {
        let byteCount =
            switch (cipher, purpose) {
            case (.named(let encryption), _): encryption.keyByteCount
            case (.block(let algorithm, _), .iv): algorithm.blockByteCount
            case (.block(_, let keyByteCount), _), (.rc4(let keyByteCount), _): keyByteCount
            }
        do throws(KDFError) {
            switch derivation {
            case .pbkdf2(let parameters, let prf):
                return try PBKDF2.derive(
                    password: password.utf8.span, salt: parameters.salt.span, iterations: parameters.iterationCount,
                    byteCount: byteCount, algorithm: prf.digestAlgorithm)
            case .pkcs12(let parameters):
                let bmpString = password.bmpString
                return try PKCS12KDF.derive(
                    password: bmpString.span, salt: parameters.salt.span, purpose: purpose,
                    iterations: parameters.iterations, byteCount: byteCount, algorithm: .sha1)
            }
        } catch {
            preconditionFailure("iterations and sizes were checked when the parameters were read: \(error)")
        }
    }

    private static func legacyCipher(_ scheme: PasswordScheme) -> Cipher {
        switch scheme {
        case .sha1TripleDES2: .block(.tripleDES, keyByteCount: 16)
        case .sha1RC2With128: .block(.rc2(effectiveBits: 128), keyByteCount: 16)
        case .sha1RC2With40: .block(.rc2(effectiveBits: 40), keyByteCount: 5)
        case .sha1RC4With128: .rc4(keyByteCount: 16)
        case .sha1RC4With40: .rc4(keyByteCount: 5)
        case .sha1TripleDES3, .pbes2: .block(.tripleDES, keyByteCount: 24)
        }
    }

    private static func parameters<Value>(
        _ syntax: Syntax<Value>, _ encoding: Bytes, _ name: String
    ) throws(AlgorithmError) -> Value {
        do throws(ASN1Error) {
            return try syntax.decode(encoding, rules: .tolerant)
        } catch {
            throw .invalidParameters(name: name, error)
        }
    }
}
