public import SignetASN1
public import SignetAlgorithms
import SignetBytes
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
        switch key {
        case .rsa(let key):
            self.init(algorithm: PublicKeyAlgorithm.rsa.identifier, subjectPublicKey: BitString(key.encoding))
        case .rsaPSS(let key, let restriction):
            self.init(
                algorithm: PSSPadding.keyIdentifier(restrictedTo: restriction),
                subjectPublicKey: BitString(key.encoding))
        }
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "SubjectPublicKeyInfo", Self.init(algorithm:subjectPublicKey:),
        .required("algorithm", \.algorithm, AlgorithmIdentifier.syntax),
        .required("subjectPublicKey", \.subjectPublicKey, .bitString))

    /// The key, ready to compute with.
    ///
    /// - Throws: `KeyError.algorithm` for a kind that Signet does not have, `.malformed`, `.invalid`.
    public func publicKey() throws(KeyError) -> PublicKey {
        let kind: PublicKeyAlgorithm
        var restriction: PSSPadding?
        do throws(AlgorithmError) {
            kind = try PublicKeyAlgorithm(algorithm)
            if kind == .rsaPSS { restriction = try PSSPadding.restriction(in: algorithm) }
        } catch { throw .algorithm(error) }
        let key = try rsaPublicKey()
        return switch kind {
        case .rsa: .rsa(key)
        case .rsaPSS: .rsaPSS(key, restriction)
        }
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
        } catch { throw .invalid(error) }
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
