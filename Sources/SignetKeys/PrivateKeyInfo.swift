public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetRSA

/// `OneAsymmetricKey`, formerly `PrivateKeyInfo` (RFC 5958 §2): a private key of any kind, as it is written.
public struct PrivateKeyInfo: Sendable {
    /// 0, or 1 when a public key is there.
    public var version: Int
    /// What kind of key.
    public var privateKeyAlgorithm: AlgorithmIdentifier
    /// The key, encoded as its kind wants.
    public var privateKey: SecretSlice
    /// What else is said of it.
    public var attributes: [Attribute]?
    /// Its other half.
    public var publicKey: BitString?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "PrivateKeyInfo", Self.init(version:privateKeyAlgorithm:privateKey:attributes:publicKey:),
        .required("version", \.version, .smallInteger),
        .required("privateKeyAlgorithm", \.privateKeyAlgorithm, AlgorithmIdentifier.syntax),
        .required("privateKey", \.privateKey, .secretOctetString),
        .optional("attributes", \.attributes, .set(of: Attribute.syntax).implicit(0)),
        .optional("publicKey", \.publicKey, .bitString.implicit(1)))

    init(
        version: Int, privateKeyAlgorithm: AlgorithmIdentifier, privateKey: SecretSlice, attributes: [Attribute]?,
        publicKey: BitString?
    ) {
        self.version = version
        self.privateKeyAlgorithm = privateKeyAlgorithm
        self.privateKey = privateKey
        self.attributes = attributes
        self.publicKey = publicKey
    }
}

extension PrivateKey {
    /// Reads a PKCS #8 key (RFC 5958), or a bare PKCS #1 one (RFC 8017 §A.1.2). BER is read too.
    ///
    /// - Throws: `KeyError.malformed`, `.algorithm`, `.invalid`.
    public init(decoding encoding: SecretSlice) throws(KeyError) {
        let info: PrivateKeyInfo
        do throws(ASN1Error) {
            info = try PrivateKeyInfo.syntax.decode(encoding, rules: .ber)
        } catch {
            guard let bare = try? RSAPrivateKeyStructure.syntax.decode(encoding, rules: .ber) else {
                throw .malformed(error)
            }
            self = .rsa(try RSAPrivateKey(bare))
            return
        }
        try self.init(info)
    }

    /// The key inside a PKCS #8 structure.
    public init(_ info: PrivateKeyInfo) throws(KeyError) {
        guard (0...1).contains(info.version) else {
            throw .malformed(ASN1Error(.integerOutOfRange, at: 0).under("version").under("PrivateKeyInfo"))
        }
        let algorithm: PublicKeyAlgorithm
        var restriction: PSSPadding?
        do throws(AlgorithmError) {
            algorithm = try PublicKeyAlgorithm(info.privateKeyAlgorithm)
            if algorithm == .rsaPSS { restriction = try PSSPadding.restriction(in: info.privateKeyAlgorithm) }
        } catch { throw .algorithm(error) }
        let structure: RSAPrivateKeyStructure
        do throws(ASN1Error) {
            structure = try RSAPrivateKeyStructure.syntax.decode(info.privateKey, rules: .ber)
        } catch {
            throw .malformed(error.under("privateKey"))
        }
        let key = try RSAPrivateKey(structure)
        switch algorithm {
        case .rsa: self = .rsa(key)
        case .rsaPSS: self = .rsaPSS(key, restriction)
        }
    }

    /// Writes a PKCS #8 key.
    public func encode() -> SecretBytes {
        switch self {
        case .rsa(let key): key.encode(as: PublicKeyAlgorithm.rsa.identifier)
        case .rsaPSS(let key, let restriction): key.encode(as: PSSPadding.keyIdentifier(restrictedTo: restriction))
        }
    }
}

extension RSAPrivateKey {
    fileprivate init(_ structure: RSAPrivateKeyStructure) throws(KeyError) {
        // RFC 8017 §A.1.2: 0 for two primes; 1 for more of them.
        guard structure.version == (structure.otherPrimeInfos == nil ? 0 : 1) else {
            throw .malformed(ASN1Error(.integerOutOfRange, at: 0).under("version").under("RSAPrivateKey"))
        }
        do throws(RSAError) {
            try self.init(structure.components)
        } catch { throw .invalid(error) }
    }

    fileprivate func encode(as algorithm: AlgorithmIdentifier) -> SecretBytes {
        let structure = RSAPrivateKeyStructure.syntax.encodeSecret(RSAPrivateKeyStructure(components))
        return PrivateKeyInfo.syntax.encodeSecret(
            PrivateKeyInfo(
                version: 0, privateKeyAlgorithm: algorithm, privateKey: structure.shared(), attributes: nil,
                publicKey: nil))
    }
}
