import SignetASN1
public import SignetBytes
import SignetCipher
import SignetEC
import SignetHash

/// A key agreement algorithm with the key wrap that it agrees on a key for.
public struct KeyAgreementScheme: Hashable, Sendable {
    /// How the secret is agreed on, and the key made of it.
    public let algorithm: KeyAgreement
    /// What wraps the content's key.
    public let wrap: KeyWrap
    /// The key wrap as it is written: the derivation takes it in.
    private let wrapIdentifier: AlgorithmIdentifier

    /// An agreement about to be used.
    public init(_ algorithm: KeyAgreement, _ wrap: KeyWrap) {
        self.algorithm = algorithm
        self.wrap = wrap
        wrapIdentifier = wrap.identifier
    }

    /// What goes with a recipient's key: a derivation and a wrap no weaker than the key (RFC 5753 §8, RFC 8418 §5), and a
    /// wrap no weaker than the content's cipher.
    ///
    /// - Throws: `AlgorithmError.wrongKeyType` for a key that cannot agree.
    public init(for key: PublicKey, contentKeyByteCount: Int) throws(AlgorithmError) {
        let wrap = contentKeyByteCount > 24 ? KeyWrap.aes256 : contentKeyByteCount > 16 ? .aes192 : .aes128
        switch key {
        case .ec(let key):
            switch key.curve.bitCount {
            case ...256: self.init(.standardSHA256, wrap)
            case ...384: self.init(.standardSHA384, .aes256)
            default: self.init(.standardSHA512, .aes256)
            }
        case .x25519: self.init(.hkdfSHA256, wrap)
        case .x448: self.init(.hkdfSHA512, .aes256)
        default: throw .wrongKeyType(name: KeyAgreement.role)
        }
    }

    /// The algorithm and parameters that a message names.
    public init(_ identifier: AlgorithmIdentifier) throws(AlgorithmError) {
        algorithm = try KeyAgreement(identifier)
        do throws(ASN1Error) {
            wrapIdentifier = try AlgorithmIdentifier.syntax.decode(identifier.parameters ?? Bytes(), rules: .tolerant)
        } catch { throw .invalidParameters(name: algorithm.name, error) }
        wrap = try KeyWrap(wrapIdentifier)
    }

    /// What a message names this algorithm and its parameters by.
    public var identifier: AlgorithmIdentifier {
        AlgorithmIdentifier(
            algorithm: algorithm.row.identifier, parameters: AlgorithmIdentifier.syntax.encode(wrapIdentifier))
    }

    /// The name for people.
    public var name: String { "\(algorithm.name) with \(wrap.name)" }

    /// `key`, for the owner of `recipient` alone.
    ///
    /// - Parameters:
    ///   - key: what is wrapped: the key of a content.
    ///   - ephemeral: a key made for this message, on the recipient's curve.
    ///   - recipient: who will unwrap it.
    ///   - userKeyingMaterial: what both sides mix into the derivation (RFC 5753 §7.2).
    public func wrap(
        _ key: borrowing SecretBytes, from ephemeral: PrivateKey, for recipient: PublicKey, userKeyingMaterial: Bytes?
    ) throws(KeyOperationError) -> Bytes {
        let secret = try ephemeral.sharedSecret(with: recipient)
        let keyEncryptionKey = derive(secret, userKeyingMaterial)
        do throws(CipherError) {
            return try wrap.wrap(key.span, under: keyEncryptionKey.span)
        } catch { throw .algorithm(.wrongKeyType(name: wrap.name)) }
    }

    /// The key inside; `nil` whatever was wrong.
    public func unwrap(
        _ wrapped: Bytes, from originator: PublicKey, with key: PrivateKey, userKeyingMaterial: Bytes?
    ) -> SecretBytes? {
        do throws(KeyOperationError) {
            let secret = try key.sharedSecret(with: originator)
            let keyEncryptionKey = derive(secret, userKeyingMaterial)
            do throws(CipherError) {
                return try wrap.unwrap(wrapped.span, under: keyEncryptionKey.span)
            } catch { return nil }
        } catch { return nil }
    }

    private func derive(_ secret: borrowing SecretBytes, _ userKeyingMaterial: Bytes?) -> SecretBytes {
        let info = SharedInfo(
            keyInfo: wrapIdentifier, entityUInfo: userKeyingMaterial,
            suppPubInfo: Bytes((0..<4).map { UInt8(truncatingIfNeeded: (wrap.keyByteCount * 8) >> (24 - 8 * $0)) }))
        let encoding = SharedInfo.syntax.encode(info)
        // RFC 8418 §2.2: for HKDF the keying material is the salt, too.
        let salt = userKeyingMaterial ?? Bytes()
        do throws(KDFError) {
            return try algorithm.derive(secret.span, salt: salt, info: encoding, byteCount: wrap.keyByteCount)
        } catch { preconditionFailure("no key of a key wrap is too long to derive: \(error)") }
    }
}

/// `ECC-CMS-SharedInfo` (RFC 5753 §7.2).
private struct SharedInfo: Sendable {
    var keyInfo: AlgorithmIdentifier
    var entityUInfo: Bytes?
    var suppPubInfo: Bytes

    static let syntax: Syntax<Self> = .sequence(
        "ECC-CMS-SharedInfo", Self.init(keyInfo:entityUInfo:suppPubInfo:),
        .required("keyInfo", \.keyInfo, AlgorithmIdentifier.syntax),
        .optional("entityUInfo", \.entityUInfo, .octetString.explicit(0)),
        .required("suppPubInfo", \.suppPubInfo, .octetString.explicit(2)))
}

extension KeyAgreement {
    fileprivate func derive(
        _ secret: Span<UInt8>, salt: Bytes, info: Bytes, byteCount: Int
    ) throws(KDFError) -> SecretBytes {
        let (digest, isHKDF) = derivation
        if isHKDF {
            return try HKDF.derive(
                secret: secret, salt: salt.span, info: info.span, byteCount: byteCount, algorithm: digest)
        }
        return try X963KDF.derive(secret: secret, sharedInfo: info.span, byteCount: byteCount, algorithm: digest)
    }

    /// The digest of the derivation, and whether it is HKDF. The curves at hand have cofactor 1, so that cofactor
    /// Diffie-Hellman gives what the standard one gives.
    fileprivate var derivation: (DigestAlgorithm, isHKDF: Bool) {
        switch self {
        case .standardSHA1, .cofactorSHA1: (.sha1, false)
        case .standardSHA224, .cofactorSHA224: (.sha224, false)
        case .standardSHA256, .cofactorSHA256: (.sha256, false)
        case .standardSHA384, .cofactorSHA384: (.sha384, false)
        case .standardSHA512, .cofactorSHA512: (.sha512, false)
        case .hkdfSHA256: (.sha256, true)
        case .hkdfSHA384: (.sha384, true)
        case .hkdfSHA512: (.sha512, true)
        }
    }
}

extension PrivateKey {
    /// A new key that can agree with another one: of the same kind, on the same curve.
    public static func ephemeral(for key: PublicKey) throws(KeyOperationError) -> PrivateKey {
        switch key {
        case .ec(let key):
            do throws(ECError) {
                return .ec(try ECPrivateKey.generate(key.curve))
            } catch { throw .ec(error) }
        case .x25519: return .x25519(X25519PrivateKey())
        case .x448: return .x448(X448PrivateKey())
        default: throw .algorithm(.wrongKeyType(name: KeyAgreement.role))
        }
    }

    /// What this key and another's public key share.
    public func sharedSecret(with other: PublicKey) throws(KeyOperationError) -> SecretBytes {
        if case .elsewhere(let key) = self {
            switch (key.publicKey, other) {
            case (.ec(let own), .ec(let other)) where own.curve == other.curve: break
            case (.x25519, .x25519), (.x448, .x448): break
            default: throw .algorithm(.wrongKeyType(name: KeyAgreement.role))
            }
            return try key.agree(AgreementRequest(publicKey: other))
        }
        do throws(ECError) {
            switch (self, other) {
            case (.ec(let key), .ec(let other)): return try key.sharedSecret(with: other)
            case (.x25519(let key), .x25519(let other)): return try key.agree(with: other)
            case (.x448(let key), .x448(let other)): return try key.agree(with: other)
            default: break
            }
        } catch { throw .ec(error) }
        throw .algorithm(.wrongKeyType(name: KeyAgreement.role))
    }
}
