import SignetASN1
public import SignetBytes
import SignetHash
public import SignetRSA

/// A key transport algorithm with the parameters of one use of it.
public struct KeyTransportScheme: Hashable, Sendable {
    /// Which algorithm.
    public let algorithm: KeyTransport
    private let padding: KeyTransportPadding

    /// RSAES-PKCS1-v1_5, which everyone reads.
    public static let rsaPKCS1v15 = KeyTransportScheme(algorithm: .rsaPKCS1v15, padding: .pkcs1v15)

    /// RSAES-OAEP.
    public static func rsaOAEP(_ padding: OAEPPadding) -> KeyTransportScheme {
        KeyTransportScheme(algorithm: .rsaOAEP, padding: .oaep(padding))
    }

    private init(algorithm: KeyTransport, padding: KeyTransportPadding) {
        self.algorithm = algorithm
        self.padding = padding
    }

    /// The algorithm and parameters that a message names.
    ///
    /// - Throws: `AlgorithmError.unsupported`, also for a hash inside the parameters; `.invalidParameters`.
    public init(_ identifier: AlgorithmIdentifier) throws(AlgorithmError) {
        switch try KeyTransport(identifier) {
        case .rsaPKCS1v15: self = .rsaPKCS1v15
        case .rsaOAEP: self = .rsaOAEP(try OAEPPadding(decoding: identifier.parameters ?? Bytes()))
        }
    }

    /// What a message names this algorithm and its parameters by.
    public var identifier: AlgorithmIdentifier {
        switch padding {
        case .pkcs1v15: algorithm.identifier
        case .oaep(let padding): AlgorithmIdentifier(algorithm: algorithm.row.identifier, parameters: padding.encoding)
        }
    }

    /// `key`, for the owner of `recipient` alone.
    ///
    /// - Throws: `KeyOperationError.algorithm` for a key of another kind, or one that may not be used so; what
    ///   `RSAPublicKey.wrap` throws.
    public func wrap(_ key: borrowing SecretBytes, for recipient: PublicKey) throws(KeyOperationError) -> Bytes {
        try check(recipient)
        guard let recipient = recipient.rsaKey else { throw .algorithm(.wrongKeyType(name: algorithm.name)) }
        do throws(RSAError) {
            return try recipient.wrap(key.span, padding: padding)
        } catch { throw .rsa(error) }
    }

    /// The key of `keyByteCount` bytes inside `ciphertext`; random bytes, not an error, when its padding is wrong.
    ///
    /// - Throws: what `RSAPrivateKey.unwrap` throws; `KeyOperationError.algorithm` as for `wrap`.
    public func unwrap(
        _ ciphertext: Span<UInt8>, keyByteCount: Int, with key: PrivateKey
    ) throws(KeyOperationError) -> SecretBytes {
        try check(key.publicKey)
        switch key {
        case .rsa(let key), .rsaOAEP(let key, _):
            do throws(RSAError) {
                return try key.unwrap(ciphertext, keyByteCount: keyByteCount, padding: padding)
            } catch { throw .rsa(error) }
        case .elsewhere(let key):
            return try key.unwrap(
                UnwrappingRequest(
                    ciphertext: Bytes(copying: ciphertext), keyByteCount: keyByteCount, padding: padding))
        default: throw .algorithm(.wrongKeyType(name: algorithm.name))
        }
    }

    /// Whether the key is of the right kind, and may be used so (RFC 4055 §4.1).
    private func check(_ key: PublicKey) throws(KeyOperationError) {
        switch key {
        case .rsa: break
        case .rsaPSS: throw .rsa(.signingKeyOnly)
        case .rsaOAEP(_, let restriction):
            guard case .oaep(let padding) = padding else { throw .algorithm(.wrongKeyType(name: algorithm.name)) }
            guard restriction == nil || restriction == padding else {
                throw .algorithm(.restrictedKey(name: algorithm.name))
            }
        default: throw .algorithm(.wrongKeyType(name: algorithm.name))
        }
    }
}
