import SignetASN1
public import SignetBytes
public import SignetCipher
import SignetHash

/// A password scheme with the parameters of one use of it.
public struct PasswordEncryption: Hashable, Sendable {
    /// What a message names it by.
    public let identifier: AlgorithmIdentifier
    /// Which scheme.
    public let scheme: PasswordScheme
    private let derivation: PasswordDerivation
    private let cipher: Cipher

    private enum Cipher: Hashable, Sendable {
        case named(ContentEncryption, keyByteCount: Int)
        /// The initialisation vector is derived too.
        case block(CipherAlgorithm, keyByteCount: Int)
        case rc4(keyByteCount: Int)
        case foreign(KeyFileCipher, Bytes, keyByteCount: Int)
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
        if let digest = scheme.digestAlgorithm {
            let parameters = try PKCS12Parameters.syntax.parameters(encoding, scheme.name)
            derivation = scheme.isPBES1 ? .pbkdf1(parameters, digest) : .pkcs12(parameters, digest)
            if let (algorithm, keyByteCount) = scheme.blockCipher {
                cipher = .block(algorithm, keyByteCount: keyByteCount)
            } else {
                cipher = .rc4(keyByteCount: scheme == .sha1RC4With40 ? 5 : 16)
            }
        } else {
            let parameters = try PBES2Parameters.syntax.parameters(encoding, scheme.name)
            derivation = try PasswordDerivation(parameters.keyDerivationFunc)
            if KeyFileCipher.table.contains(where: { $0.identifier == parameters.encryptionScheme.algorithm }) {
                let (foreign, vector, usual) = try KeyFileCipher.parameters(parameters.encryptionScheme)
                let keyByteCount = derivation.keyByteCount ?? usual
                guard foreign.accepts(keyByteCount: keyByteCount) else {
                    throw .invalidParameters(name: scheme.name, nil)
                }
                cipher = .foreign(foreign, vector, keyByteCount: keyByteCount)
                try Self.check(derivation.iterations, scheme, maximumIterations)
                return
            }
            let encryption = try ContentEncryption(parameters.encryptionScheme)
            let keyByteCount = derivation.keyByteCount ?? encryption.keyByteCount
            // RC2 alone has keys of many lengths, beside the number of bits that count.
            guard encryption.accepts(keyByteCount: keyByteCount) else {
                throw .invalidParameters(name: scheme.name, nil)
            }
            cipher = .named(encryption, keyByteCount: keyByteCount)
        }
        try Self.check(derivation.iterations, scheme, maximumIterations)
    }

    private static func check(
        _ iterations: Int, _ scheme: PasswordScheme, _ maximumIterations: Int
    ) throws(AlgorithmError) {
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

    /// PBES2 with scrypt about to be used, with a fresh random salt of 16 bytes.
    public init(
        pbes2 cipher: ContentCipher, scryptCost cost: Int, blockSize: Int = 8, parallelization: Int = 1
    ) throws(AlgorithmError) {
        let encryption = try ContentEncryption(cipher)
        let scrypt = ScryptParameters(
            salt: Randomness.bytes(count: 16), costParameter: cost, blockSize: blockSize,
            parallelizationParameter: parallelization, keyLength: nil)
        let parameters = PBES2Parameters(
            keyDerivationFunc: AlgorithmIdentifier(
                algorithm: ScryptParameters.identifier, parameters: ScryptParameters.syntax.encode(scrypt)),
            encryptionScheme: encryption.identifier)
        try self.init(
            AlgorithmIdentifier(
                algorithm: PasswordScheme.pbes2.row.identifier, parameters: PBES2Parameters.syntax.encode(parameters)))
    }

    /// The name for people, with the cipher and the derivation of PBES2.
    public var name: String {
        if case .foreign(let foreign, _, _) = cipher { return "pbes2 (\(foreign.name), \(derivation.name))" }
        guard case .named(let encryption, _) = cipher else { return scheme.name }
        return "pbes2 (\(encryption.name), \(derivation.name))"
    }

    /// The cipher that PBES2 names; `nil` for the other schemes, which have their own.
    public var contentCipher: ContentCipher? {
        guard case .named(let encryption, _) = cipher else { return nil }
        return encryption.cipher
    }

    /// The cipher that is met in key files alone, where it is one.
    public var keyFileCipher: KeyFileCipher? {
        guard case .foreign(let cipher, _, _) = cipher else { return nil }
        return cipher
    }

    /// The function that PBKDF2 iterates, where it is what the key is derived by.
    public var pseudorandomFunction: PseudorandomFunction? {
        guard case .pbkdf2(_, let prf) = derivation else { return nil }
        return prf
    }

    /// How often the derivation is iterated.
    public var iterations: Int { derivation.iterations }

    /// What the password goes in as.
    public var passwordInput: Password.Input { derivation.input }

    /// How much the scheme and what it names may be trusted: the worst of them.
    public var standing: Standing {
        if case .foreign = cipher { return .legacy }
        guard case .named(let encryption, _) = cipher else { return scheme.standing }
        return max(scheme.standing, encryption.cipher.standing, derivation.standing)
    }

    /// Encrypts under a password.
    public func encrypt(_ plaintext: borrowing SecretBytes, password: Password) throws(CipherError) -> Bytes {
        let keys = keys(password)
        switch cipher {
        case .named(let encryption, _) where encryption.cipher.isAuthenticating:
            let (ciphertext, tag) = try encryption.seal(plaintext.span, key: keys.key, additionalData: Bytes().span)
            return Bytes(capacity: ciphertext.count + tag.count) { output in
                output.append(copying: ciphertext.span)
                tag.withSpan { output.append(copying: $0) }
            }
        case .named(let encryption, _): return try encryption.encrypt(plaintext.span, key: keys.key)
        case .block(let algorithm, _):
            return try CBC.encrypt(plaintext.span, algorithm, key: keys.key.span, iv: keys.iv.span)
        case .foreign(let foreign, let vector, _):
            return try foreign.encrypt(plaintext.span, key: keys.key.span, iv: vector.span)
        case .rc4: return try RC4.apply(plaintext.span, key: keys.key.span).declassified()
        }
    }

    /// Decrypts under a password. A wrong password is most often found by its bad padding, and sometimes not at all:
    /// only a MAC tells for sure. A cipher that authenticates has its tag behind the ciphertext, as RFC 5116 §5.1 has it.
    public func decrypt(_ ciphertext: Span<UInt8>, password: Password) throws(CipherError) -> SecretBytes {
        let keys = keys(password)
        switch cipher {
        case .named(let encryption, _) where encryption.cipher.isAuthenticating:
            let count = ciphertext.count - encryption.tagByteCount
            guard count >= 0 else { throw .authenticationFailed }
            return try encryption.open(
                ciphertext.extracting(first: count), tag: ciphertext.extracting(droppingFirst: count), key: keys.key,
                additionalData: Bytes().span)
        case .named(let encryption, _): return try encryption.decrypt(ciphertext, key: keys.key)
        case .block(let algorithm, _):
            return try CBC.decrypt(ciphertext, algorithm, key: keys.key.span, iv: keys.iv.span)
        case .foreign(let foreign, let vector, _):
            return try foreign.decrypt(ciphertext, key: keys.key.span, iv: vector.span)
        case .rc4: return try RC4.apply(ciphertext, key: keys.key.span)
        }
    }

    /// A key, and the initialisation vector where it is derived too.
    private struct Keys: ~Copyable {
        let key: SecretBytes
        let iv: SecretBytes
    }

    private func keys(_ password: Password) -> Keys {
        switch cipher {
        case .named(_, let keyByteCount), .rc4(let keyByteCount), .foreign(_, _, let keyByteCount):
            return Keys(
                key: derivation.derive(password, .key, byteCount: keyByteCount), iv: SecretBytes(zeros: 0))
        case .block(let algorithm, let keyByteCount):
            guard scheme.isPBES1 else {
                return Keys(
                    key: derivation.derive(password, .key, byteCount: keyByteCount),
                    iv: derivation.derive(password, .iv, byteCount: algorithm.blockByteCount))
            }
            // RFC 8018 §6.1.1: K = DK<0..7>, IV = DK<8..15>.
            let derived = derivation.derive(password, .key, byteCount: 16)
            return Keys(
                key: SecretBytes(copying: derived.span.extracting(first: 8)),
                iv: SecretBytes(copying: derived.span.extracting(droppingFirst: 8)))
        }
    }
}
