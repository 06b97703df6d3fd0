public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetCipher

/// `EncryptedPrivateKeyInfo` (RFC 5958 §3): a private key under a password.
public struct EncryptedPrivateKeyInfo: Hashable, Sendable {
    /// How it is encrypted.
    public var encryptionAlgorithm: AlgorithmIdentifier
    /// The encrypted `PrivateKeyInfo`.
    public var encryptedData: Bytes

    init(encryptionAlgorithm: AlgorithmIdentifier, encryptedData: Bytes) {
        self.encryptionAlgorithm = encryptionAlgorithm
        self.encryptedData = encryptedData
    }

    /// Encrypts a key.
    public init(
        _ key: PrivateKey, with encryption: PasswordEncryption, password: Password
    ) throws(KeyError) {
        try self.init(try key.encode().shared(), with: encryption, password: password)
    }

    /// Encrypts the encoding of a `PrivateKeyInfo`.
    public init(
        _ info: SecretSlice, with encryption: PasswordEncryption, password: Password
    ) throws(KeyError) {
        let plaintext = SecretBytes(copying: info.span)
        guard let encrypted = try? encryption.encrypt(plaintext, password: password) else {
            throw .algorithm(.invalidParameters(name: encryption.name, nil))
        }
        self.init(encryptionAlgorithm: encryption.identifier, encryptedData: encrypted)
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "EncryptedPrivateKeyInfo", Self.init(encryptionAlgorithm:encryptedData:),
        .required("encryptionAlgorithm", \.encryptionAlgorithm, AlgorithmIdentifier.syntax),
        .required("encryptedData", \.encryptedData, .octetString))

    /// The key inside. A password that is not ASCII is tried in the encodings that it may have been used in.
    ///
    /// - Throws: `KeyError.algorithm`, `.wrongPassword` when what comes out is no key, `.invalid`.
    public func open(_ password: Password) throws(KeyError) -> PrivateKey {
        let encryption: PasswordEncryption
        do throws(AlgorithmError) {
            encryption = try PasswordEncryption(encryptionAlgorithm)
        } catch { throw .algorithm(error) }
        for reading in password.readings(for: encryption.passwordInput) where reading.reading != .bmpString {
            guard let plaintext = try? encryption.decrypt(encryptedData.span, password: reading) else { continue }
            do throws(KeyError) {
                return try PrivateKey(decoding: plaintext.shared())
            } catch .malformed {
                continue  // noise whose padding happened to look right
            } catch { throw error }
        }
        throw .wrongPassword
    }
}
