import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetDSA
import SignetEC
import SignetRSA

extension PrivateKey {
    /// Reads a PKCS #8 key (RFC 5958), or a bare one: PKCS #1 (RFC 8017 §A.1.2), SEC 1 (RFC 5915), or OpenSSL's of DSA.
    /// BER is read too.
    ///
    /// - Throws: `KeyError.malformed`, `.algorithm`, `.invalid`, `.publicKeyMismatch`.
    public init(decoding encoding: SecretSlice) throws(KeyError) {
        let info: PrivateKeyInfo
        do throws(ASN1Error) {
            info = try PrivateKeyInfo.syntax.decode(encoding, rules: .ber)
        } catch {
            if let bare = try? RSAPrivateKeyStructure.syntax.decode(encoding, rules: .ber) {
                self = .rsa(try RSAPrivateKey(bare))
            } else if let bare = try? ECPrivateKeyStructure.syntax.decode(encoding, rules: .ber) {
                self = .ec(try bare.key(nil))
            } else if let bare = try? DSAPrivateKeyStructure.syntax.decode(encoding, rules: .ber) {
                self = .dsa(try bare.key())
            } else {
                throw .malformed(error)
            }
            return
        }
        try self.init(info)
    }

    /// The key inside a PKCS #8 structure.
    ///
    /// - Throws: `KeyError.malformed`, `.algorithm`, `.invalid`, `.publicKeyMismatch`.
    public init(_ info: PrivateKeyInfo) throws(KeyError) {
        guard (0...1).contains(info.version) else {
            throw .malformed(ASN1Error(.integerOutOfRange, at: 0).under("version").under("PrivateKeyInfo"))
        }
        let identifier = info.privateKeyAlgorithm
        do {
            switch try PublicKeyAlgorithm(identifier) {
            case .rsa: self = .rsa(try info.rsaKey())
            case .rsaPSS: self = .rsaPSS(try info.rsaKey(), try PSSPadding.restriction(in: identifier))
            case .rsaOAEP: self = .rsaOAEP(try info.rsaKey(), try OAEPPadding.restriction(in: identifier))
            case .ec:
                let curve = try identifier.parameters.map { (bytes) in try EllipticCurve(parameters: bytes) }
                let structure = try info.inner(ECPrivateKeyStructure.syntax)
                self = .ec(try structure.key(curve))
            case .ed25519: self = .ed25519(try info.curveKey { try Ed25519PrivateKey(seed: $0) })
            case .ed448: self = .ed448(try info.curveKey { try Ed448PrivateKey(seed: $0) })
            case .x25519: self = .x25519(try info.curveKey { try X25519PrivateKey($0) })
            case .x448: self = .x448(try info.curveKey { try X448PrivateKey($0) })
            case .dsa:
                let x = try info.inner(Syntax<SecretSlice>.secretInteger)
                self = .dsa(try DSAPrivateKey(DSAParameters(of: identifier), x: x))
            }
        } catch { throw KeyError(wrapping: error) }
        if let stated = info.publicKey {
            let written = SubjectPublicKeyInfo(algorithm: identifier, subjectPublicKey: stated)
            guard try written.publicKey() == publicKey else { throw .publicKeyMismatch }
        }
    }

    /// Writes a PKCS #8 key, in the first version, which everyone reads.
    ///
    /// - Throws: `KeyError.elsewhere` for a key that is not in this process.
    public func encode() throws(KeyError) -> SecretBytes {
        let inner: SecretBytes
        switch self {
        case .rsa(let key), .rsaPSS(let key, _), .rsaOAEP(let key, _):
            inner = RSAPrivateKeyStructure.syntax.encodeSecret(RSAPrivateKeyStructure(key.components))
        case .ec(let key):
            inner = ECPrivateKeyStructure.syntax.encodeSecret(ECPrivateKeyStructure(key, isAlone: false))
        // CurvePrivateKey (RFC 8410 §7).
        case .ed25519(let key): inner = Syntax<SecretSlice>.secretOctetString.encodeSecret(key.seed)
        case .ed448(let key): inner = Syntax<SecretSlice>.secretOctetString.encodeSecret(key.seed)
        case .x25519(let key): inner = Syntax<SecretSlice>.secretOctetString.encodeSecret(key.bytes)
        case .x448(let key): inner = Syntax<SecretSlice>.secretOctetString.encodeSecret(key.bytes)
        case .dsa(let key): inner = Syntax<SecretSlice>.secretInteger.encodeSecret(key.x)
        case .elsewhere: throw .elsewhere
        }
        return PrivateKeyInfo.syntax.encodeSecret(
            PrivateKeyInfo(
                version: 0, privateKeyAlgorithm: publicKey.identifier, privateKey: inner.shared(), attributes: nil,
                publicKey: nil))
    }
}

extension PrivateKeyInfo {
    /// What the OCTET STRING of the key holds.
    fileprivate func inner<Value>(_ syntax: Syntax<Value>) throws(KeyError) -> Value {
        do throws(ASN1Error) {
            return try syntax.decode(privateKey, rules: .ber)
        } catch { throw .malformed(error.under("privateKey")) }
    }

    /// `CurvePrivateKey` (RFC 8410 §7): an OCTET STRING in the OCTET STRING.
    fileprivate func curveKey<Key>(_ make: (Span<UInt8>) throws -> Key) throws -> Key {
        let bytes: SecretSlice = try inner(.secretOctetString)
        return try make(bytes.span)
    }

    fileprivate func rsaKey() throws(KeyError) -> RSAPrivateKey {
        try RSAPrivateKey(inner(RSAPrivateKeyStructure.syntax))
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
        } catch { throw .invalid(.rsa(error)) }
    }
}
