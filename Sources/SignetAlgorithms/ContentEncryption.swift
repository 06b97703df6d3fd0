import SignetASN1
public import SignetBytes
public import SignetCipher
import SignetHash

/// A content cipher with the parameters of one use of it.
public struct ContentEncryption: Hashable, Sendable {
    /// Which cipher.
    public let cipher: ContentCipher
    /// Its initialisation vector, one block; or its nonce.
    public let initializationVector: Bytes
    /// The effective key length in bits, which RC2 alone has (RFC 2268 §2).
    public let effectiveKeyBitCount: Int?
    /// The length of the tag in bytes; 0 for a cipher that does not authenticate.
    public let tagByteCount: Int

    /// Whether the cipher's key is derived from the content's key and from the name of the cipher, so that nobody can have a
    /// message read in another cipher than it was written in (RFC 9709).
    public let derivesKey: Bool

    /// A cipher about to be used, with a fresh random initialisation vector or nonce. RC2 and DES are not written.
    ///
    /// - Parameters:
    ///   - cipher: what encrypts the content.
    ///   - byteCount: how long the content is, as far as it is known: in CCM a longer content leaves room for a shorter
    ///     nonce only (RFC 3610 §2.1).
    ///   - derivesKey: whether RFC 9709 is followed.
    public init(
        _ cipher: ContentCipher, byteCount: UInt64? = nil, derivesKey: Bool = false
    ) throws(AlgorithmError) {
        guard cipher != .rc2CBC, cipher != .desCBC else {
            throw .refused(role: ContentCipher.role, name: cipher.name)
        }
        self.cipher = cipher
        self.derivesKey = derivesKey
        effectiveKeyBitCount = nil
        let ivByteCount: Int
        switch cipher.mode {
        case .cbc: (ivByteCount, tagByteCount) = (cipher == .tripleDESCBC ? 8 : 16, 0)
        case .gcm, .chaChaPoly: (ivByteCount, tagByteCount) = (12, 16)
        case .ccm:
            let count = byteCount ?? 0
            (ivByteCount, tagByteCount) = (count < 1 << 24 ? 12 : count < 1 << 32 ? 11 : 9, 16)
        }
        initializationVector = Randomness.bytes(count: ivByteCount)
    }

    /// The cipher and parameters that a message names.
    public init(_ identifier: AlgorithmIdentifier) throws(AlgorithmError) {
        derivesKey = identifier.algorithm == Self.derivation
        let identifier = derivesKey ? try Self.derived(identifier) : identifier
        cipher = try ContentCipher(identifier)
        let name = cipher.name
        do throws(ASN1Error) {
            let encoding = identifier.parameters ?? Bytes()
            switch (cipher.mode, cipher.row.parameters) {
            case (_, .iv(let byteCount)):
                initializationVector = try Syntax<Bytes>.octetString.decode(encoding)
                (effectiveKeyBitCount, tagByteCount) = (nil, cipher.mode == .chaChaPoly ? 16 : 0)
                guard initializationVector.count == byteCount else {
                    throw ASN1Error(.invalidValue("wrong length"), at: 0)
                }
            case (.cbc, _):
                let parameters = try RC2Parameters.decode(encoding)
                initializationVector = parameters.initializationVector
                (effectiveKeyBitCount, tagByteCount) = (parameters.effectiveKeyBitCount, 0)
            default:
                let parameters = try AEADParameters.syntax.decode(encoding, rules: .tolerant)
                guard parameters.isValid(for: cipher.mode) else {
                    throw ASN1Error(.invalidValue("length of nonce or tag"), at: 0)
                }
                initializationVector = parameters.nonce
                (effectiveKeyBitCount, tagByteCount) = (nil, parameters.tagByteCount)
            }
        } catch {
            throw .invalidParameters(name: name, error)
        }
    }

    /// `id-alg-cek-hkdf-sha256` (RFC 9709 §2)
    private static let derivation: ObjectIdentifier = "1.2.840.113549.1.9.16.3.31"

    /// The cipher that the parameters of the derivation name.
    private static func derived(_ identifier: AlgorithmIdentifier) throws(AlgorithmError) -> AlgorithmIdentifier {
        do throws(ASN1Error) {
            return try AlgorithmIdentifier.syntax.decode(identifier.parameters ?? Bytes(), rules: .tolerant)
        } catch { throw .invalidParameters(name: "cek-hkdf-sha256", error) }
    }

    /// The key of the cipher, from the key that recipients have (RFC 9709 §2).
    func cipherKey(_ key: borrowing SecretBytes) -> SecretBytes {
        guard derivesKey else { return key.duplicate() }
        do throws(KDFError) {
            return try HKDF.derive(
                secret: key.span, salt: Array("The Cryptographic Message Syntax".utf8).span,
                info: AlgorithmIdentifier.syntax.encode(cipherIdentifier).span, byteCount: keyByteCount,
                algorithm: .sha256)
        } catch { preconditionFailure("no key of a cipher is too long to derive: \(error)") }
    }

    /// What a message names this cipher and its parameters by.
    public var identifier: AlgorithmIdentifier {
        guard derivesKey else { return cipherIdentifier }
        return AlgorithmIdentifier(
            algorithm: Self.derivation, parameters: AlgorithmIdentifier.syntax.encode(cipherIdentifier))
    }

    private var cipherIdentifier: AlgorithmIdentifier {
        let parameters =
            switch cipher.mode {
            case .cbc:
                effectiveKeyBitCount.map { RC2Parameters.encode(initializationVector, $0) }
                    ?? Syntax<Bytes>.octetString.encode(initializationVector)
            case .chaChaPoly: Syntax<Bytes>.octetString.encode(initializationVector)
            case .gcm, .ccm:
                AEADParameters.syntax.encode(
                    AEADParameters(nonce: initializationVector, tagByteCount: tagByteCount))
            }
        return AlgorithmIdentifier(algorithm: cipher.row.identifier, parameters: parameters)
    }

    /// The name for people; RC2 with its effective key length.
    public var name: String {
        (effectiveKeyBitCount.map { "rc2-\($0)-cbc" } ?? cipher.name) + (derivesKey ? " under a derived key" : "")
    }

    /// The length of the key in bytes.
    public var keyByteCount: Int {
        switch cipher {
        case .aes128CBC, .aes128GCM, .aes128CCM: 16
        case .aes192CBC, .aes192GCM, .aes192CCM: 24
        case .aes256CBC, .aes256GCM, .aes256CCM, .chaCha20Poly1305: 32
        case .tripleDESCBC: 24
        case .desCBC: 8
        // RFC 3370 §5.2 leaves the length open; every implementation met uses as many bytes as the effective bits fill.
        case .rc2CBC: ((effectiveKeyBitCount ?? 32) + 7) / 8
        }
    }

    /// Whether a key may have this length; RC2 takes any up to 128 bytes.
    func accepts(keyByteCount: Int) -> Bool {
        cipher == .rc2CBC ? (1...128).contains(keyByteCount) : keyByteCount == self.keyByteCount
    }

    /// A fresh random key.
    public func makeKey() -> SecretBytes { Randomness.secret(count: keyByteCount) }

    /// Encrypts with a cipher that does not authenticate, padded as RFC 5652 §6.3 says.
    public func encrypt(_ plaintext: Span<UInt8>, key: borrowing SecretBytes) throws(CipherError) -> Bytes {
        try CBC.encrypt(plaintext, blockCipher, key: cipherKey(key).span, iv: initializationVector.span)
    }

    /// Decrypts with a cipher that does not authenticate, and takes the padding off.
    public func decrypt(_ ciphertext: Span<UInt8>, key: borrowing SecretBytes) throws(CipherError) -> SecretBytes {
        try CBC.decrypt(ciphertext, blockCipher, key: cipherKey(key).span, iv: initializationVector.span)
    }

    /// Decrypts the end of a content, from behind this block of ciphertext, and takes the padding off.
    public func decrypt(
        _ ciphertext: Span<UInt8>, key: borrowing SecretBytes, after block: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        try CBC.decrypt(ciphertext, blockCipher, key: cipherKey(key).span, iv: block)
    }

    /// Encrypts with a cipher that authenticates.
    public func seal(
        _ plaintext: Span<UInt8>, key: borrowing SecretBytes, additionalData: Span<UInt8>
    ) throws(CipherError) -> (ciphertext: Bytes, tag: AuthenticationTag) {
        let nonce = initializationVector
        return switch cipher.mode {
        case .cbc: preconditionFailure("\(name) does not authenticate")
        case .gcm:
            try AESGCM.seal(
                plaintext, key: cipherKey(key).span, nonce: nonce.span, additionalData: additionalData,
                tagByteCount: tagByteCount)
        case .chaChaPoly:
            try ChaChaPoly.seal(
                plaintext, key: cipherKey(key).span, nonce: nonce.span, additionalData: additionalData)
        case .ccm:
            try AESCCM.seal(
                plaintext, key: cipherKey(key).span, nonce: nonce.span, additionalData: additionalData,
                tagByteCount: tagByteCount)
        }
    }

    /// Decrypts with a cipher that authenticates, if the tag is right.
    public func open(
        _ ciphertext: Span<UInt8>, tag: Span<UInt8>, key: borrowing SecretBytes, additionalData: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        // A message does not choose how much of its tag is looked at: the parameters, which are no less public, do.
        guard tag.count == tagByteCount else { throw .authenticationFailed }
        let nonce = initializationVector
        return switch cipher.mode {
        case .cbc: preconditionFailure("\(name) does not authenticate")
        case .gcm:
            try AESGCM.open(
                ciphertext, tag: tag, key: cipherKey(key).span, nonce: nonce.span, additionalData: additionalData)
        case .chaChaPoly:
            try ChaChaPoly.open(
                ciphertext, tag: tag, key: cipherKey(key).span, nonce: nonce.span, additionalData: additionalData)
        case .ccm:
            try AESCCM.open(
                ciphertext, tag: tag, key: cipherKey(key).span, nonce: nonce.span, additionalData: additionalData)
        }
    }

    var blockCipher: CipherAlgorithm {
        switch cipher {
        case .aes128CBC, .aes128GCM, .aes128CCM: .aes128
        case .aes192CBC, .aes192GCM, .aes192CCM: .aes192
        case .aes256CBC, .aes256GCM, .aes256CCM: .aes256
        case .chaCha20Poly1305: preconditionFailure("ChaCha20 is no block cipher")
        case .tripleDESCBC: .tripleDES
        case .desCBC: .des
        case .rc2CBC: .rc2(effectiveBits: effectiveKeyBitCount ?? 32)
        }
    }
}
