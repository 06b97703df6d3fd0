import SignetASN1
public import SignetBytes
public import SignetCipher
import SignetHash

/// How a content's key is encrypted under a password (RFC 3211 §2; RFC 5652 §6.2.4): PBKDF2, and `id-alg-PWRI-KEK`.
public struct PasswordWrapping: Hashable, Sendable {
    /// What a message names the derivation by.
    public let keyDerivationAlgorithm: AlgorithmIdentifier
    /// What a message names the encryption by.
    public let keyEncryptionAlgorithm: AlgorithmIdentifier
    private let derivation: PBKDF2Parameters
    private let prf: PseudorandomFunction
    private let encryption: ContentEncryption

    /// `id-alg-PWRI-KEK` (RFC 3211 §2.3)
    private static let identifier: ObjectIdentifier = "1.2.840.113549.1.9.16.3.9"
    private static let role = "password-based key encryption"

    /// The algorithms and parameters that a message names.
    ///
    /// - Parameters:
    ///   - keyDerivationAlgorithm: how the password becomes a key.
    ///   - keyEncryptionAlgorithm: what wraps under that key.
    ///   - maximumIterations: how much work the message may ask for.
    public init(
        derivedBy keyDerivationAlgorithm: AlgorithmIdentifier?, encryptedBy keyEncryptionAlgorithm: AlgorithmIdentifier,
        maximumIterations: Int = PasswordEncryption.maximumIterations
    ) throws(AlgorithmError) {
        guard let keyDerivationAlgorithm else {
            throw .unsupported(role: "key derivation function", name: "that the message does not name")
        }
        guard keyDerivationAlgorithm.algorithm == PBKDF2Parameters.identifier else {
            throw .unsupported(
                role: "key derivation function", name: PasswordScheme.name(of: keyDerivationAlgorithm.algorithm))
        }
        guard keyEncryptionAlgorithm.algorithm == Self.identifier else {
            throw .unsupported(role: Self.role, name: keyEncryptionAlgorithm.algorithm.description)
        }
        do throws(ASN1Error) {
            derivation = try PBKDF2Parameters.syntax.decode(
                keyDerivationAlgorithm.parameters ?? Bytes(), rules: .tolerant)
        } catch { throw .invalidParameters(name: "pbkdf2", error) }
        prf = try PseudorandomFunction(derivation.prf)
        let cipher: AlgorithmIdentifier
        do throws(ASN1Error) {
            cipher = try AlgorithmIdentifier.syntax.decode(
                keyEncryptionAlgorithm.parameters ?? Bytes(), rules: .tolerant)
        } catch { throw .invalidParameters(name: "pwri-kek", error) }
        encryption = try ContentEncryption(cipher)
        guard !encryption.cipher.isAuthenticating else {
            throw .unsupported(role: Self.role, name: "pwri-kek with \(encryption.name)")
        }
        guard derivation.iterationCount >= 1,
            derivation.keyLength == nil || derivation.keyLength == encryption.keyByteCount
        else { throw .invalidParameters(name: "pbkdf2", nil) }
        guard derivation.iterationCount <= maximumIterations else {
            throw .tooMuchWork(name: "pbkdf2", iterations: derivation.iterationCount, limit: maximumIterations)
        }
        self.keyDerivationAlgorithm = keyDerivationAlgorithm
        self.keyEncryptionAlgorithm = keyEncryptionAlgorithm
    }

    /// About to be used, with a fresh random salt of 16 bytes.
    public init(
        _ cipher: ContentCipher = .aes256CBC, prf: PseudorandomFunction = .hmacSHA256, iterations: Int = 600_000
    ) throws(AlgorithmError) {
        let encryption = try ContentEncryption(cipher)
        let derivation = PBKDF2Parameters(
            salt: Randomness.bytes(count: 16), iterationCount: iterations, keyLength: nil, prf: prf.identifier)
        try self.init(
            derivedBy: AlgorithmIdentifier(
                algorithm: PBKDF2Parameters.identifier, parameters: PBKDF2Parameters.syntax.encode(derivation)),
            encryptedBy: AlgorithmIdentifier(
                algorithm: Self.identifier, parameters: AlgorithmIdentifier.syntax.encode(encryption.identifier)))
    }

    /// How much work it is to make the key from the password.
    public var iterations: Int { derivation.iterationCount }

    /// `key` under a password.
    public func wrap(_ key: Span<UInt8>, password: Password) throws(CipherError) -> Bytes {
        let keyEncryptionKey = derive(password)
        return try PasswordKeyWrap.wrap(
            key, encryption.blockCipher, under: keyEncryptionKey.span, iv: encryption.initializationVector.span)
    }

    /// The key inside, or an error.
    public func unwrap(_ wrapped: Span<UInt8>, password: Password) throws(CipherError) -> SecretBytes {
        let keyEncryptionKey = derive(password)
        return try PasswordKeyWrap.unwrap(
            wrapped, encryption.blockCipher, under: keyEncryptionKey.span, iv: encryption.initializationVector.span)
    }

    private func derive(_ password: Password) -> SecretBytes {
        do throws(KDFError) {
            return try PBKDF2.derive(
                password: password.utf8.span, salt: derivation.salt.span, iterations: derivation.iterationCount,
                byteCount: encryption.keyByteCount, algorithm: prf.digestAlgorithm)
        } catch { preconditionFailure("the iterations were checked when the parameters were read: \(error)") }
    }
}
