public import SignetASN1
public import SignetAlgorithms
import SignetBytes
import SignetDSA
import SignetEC
import SignetRSA

/// `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7): a public key of any kind, as it is written.
public struct SubjectPublicKeyInfo: Hashable, Sendable {
    /// What kind of key.
    public var algorithm: AlgorithmIdentifier
    /// The key, encoded as its kind wants.
    public var subjectPublicKey: BitString

    /// A key from its parts.
    public init(algorithm: AlgorithmIdentifier, subjectPublicKey: BitString) {
        self.algorithm = algorithm
        self.subjectPublicKey = subjectPublicKey
    }

    /// Writes a key.
    public init(_ key: PublicKey) {
        let encoding: Bytes =
            switch key {
            case .rsa(let key), .rsaPSS(let key, _), .rsaOAEP(let key, _): key.encoding
            case .ec(let key): key.encoded
            case .ed25519(let key): key.bytes
            case .ed448(let key): key.bytes
            case .x25519(let key): key.bytes
            case .x448(let key): key.bytes
            case .dsa(let key): Syntax<ASN1Integer>.integer.encode(ASN1Integer(magnitude: key.y))
            }
        self.init(algorithm: key.identifier, subjectPublicKey: BitString(encoding))
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "SubjectPublicKeyInfo", Self.init(algorithm:subjectPublicKey:),
        .required("algorithm", \.algorithm, AlgorithmIdentifier.syntax),
        .required("subjectPublicKey", \.subjectPublicKey, .bitString))

    /// The key, ready to compute with.
    ///
    /// - Parameter issuer: the key of who issued the certificate: a DSA key without parameters has those of its issuer
    ///   (RFC 5280 §6.1.4 (e), RFC 3279 §2.3.2).
    /// - Throws: `KeyError.algorithm` for a kind that Signet does not have, `.malformed`, `.invalid`.
    public func publicKey(issuedBy issuer: PublicKey? = nil) throws(KeyError) -> PublicKey {
        // RFC 5480 §2.2, RFC 8410 §4: the bits are whole bytes, whatever the kind.
        guard subjectPublicKey.unusedBitCount == 0 else {
            throw .malformed(ASN1Error(.invalidBitString, at: 0).under("subjectPublicKey"))
        }
        do {
            switch try PublicKeyAlgorithm(ofKey: algorithm) {
            case .rsa: return .rsa(try rsaPublicKey())
            case .rsaPSS: return .rsaPSS(try rsaPublicKey(), try PSSPadding.restriction(in: algorithm))
            case .rsaOAEP: return .rsaOAEP(try rsaPublicKey(), try OAEPPadding.restriction(in: algorithm))
            case .ec:
                let curve = try EllipticCurve(parameters: algorithm.parameters)
                return .ec(try ECPublicKey(curve, encoded: subjectPublicKey.bytes.span))
            case .ed25519: return .ed25519(try Ed25519PublicKey(subjectPublicKey.bytes.span))
            case .ed448: return .ed448(try Ed448PublicKey(subjectPublicKey.bytes.span))
            case .x25519: return .x25519(try X25519PublicKey(subjectPublicKey.bytes.span))
            case .x448: return .x448(try X448PublicKey(subjectPublicKey.bytes.span))
            case .dsa:
                let y = try Syntax<ASN1Integer>.integer.decode(subjectPublicKey.bytes, rules: .tolerant)
                guard let y = y.magnitude else { throw ASN1Error(.integerOutOfRange, at: 0).under("DSAPublicKey") }
                let parameters = try DSAParameters(of: algorithm, issuedBy: issuer)
                return .dsa(try DSAPublicKey(parameters, y: y.span))
            }
        } catch { throw KeyError(wrapping: error) }
    }

    /// The size, in bits, of the modulus of an RSA key of any kind, whether or not Signet would compute with it; `nil` for
    /// other keys, and for what cannot be read.
    public var rsaBitCount: Int? {
        switch try? PublicKeyAlgorithm(ofKey: algorithm) {
        case .rsa, .rsaPSS, .rsaOAEP: break
        default: return nil
        }
        guard let structure = try? RSAPublicKeyStructure.syntax.decode(subjectPublicKey.bytes, rules: .tolerant),
            let modulus = structure.modulus.magnitude
        else { return nil }
        return 8 * modulus.count - (modulus.first?.leadingZeroBitCount ?? 0)
    }

    private func rsaPublicKey() throws(KeyError) -> RSAPublicKey {
        let structure: RSAPublicKeyStructure
        do throws(ASN1Error) {
            structure = try RSAPublicKeyStructure.syntax.decode(subjectPublicKey.bytes, rules: .tolerant)
        } catch { throw .malformed(error) }
        guard let modulus = structure.modulus.magnitude, let exponent = structure.publicExponent.magnitude else {
            throw .malformed(ASN1Error(.integerOutOfRange, at: 0).under("RSAPublicKey"))
        }
        do throws(RSAError) {
            return try RSAPublicKey(modulus: modulus.span, publicExponent: exponent.span)
        } catch { throw .invalid(.rsa(error)) }
    }
}

/// `RSAPublicKey` (RFC 8017 §A.1.1).
struct RSAPublicKeyStructure: Hashable, Sendable {
    var modulus: ASN1Integer
    var publicExponent: ASN1Integer
    static let syntax: Syntax<Self> = .sequence(
        "RSAPublicKey", Self.init(modulus:publicExponent:),
        .required("modulus", \.modulus, .integer),
        .required("publicExponent", \.publicExponent, .integer))
}

extension RSAPublicKey {
    /// `RSAPublicKey` of this key.
    fileprivate var encoding: Bytes {
        RSAPublicKeyStructure.syntax.encode(
            RSAPublicKeyStructure(
                modulus: ASN1Integer(magnitude: modulus), publicExponent: ASN1Integer(magnitude: publicExponent)))
    }
}
