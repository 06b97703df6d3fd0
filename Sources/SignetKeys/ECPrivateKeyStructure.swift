import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetEC

/// `ECPrivateKey` (RFC 5915 §3): what SEC1 files hold alone, and PKCS #8 inside.
struct ECPrivateKeyStructure: Sendable {
    var version: Int
    var privateKey: SecretSlice
    var parameters: Bytes?
    var publicKey: BitString?

    static let syntax: Syntax<Self> = .sequence(
        "ECPrivateKey", Self.init(version:privateKey:parameters:publicKey:),
        .required("version", \.version, .smallInteger),
        .required("privateKey", \.privateKey, .secretOctetString),
        .optional("parameters", \.parameters, Syntax<Bytes>.any.explicit(0)),
        .optional("publicKey", \.publicKey, .bitString.explicit(1)))

    /// A key as it is written. Inside PKCS #8 the curve stands outside (RFC 5915 §1), alone it must be here.
    init(_ key: ECPrivateKey, isAlone: Bool) {
        self.init(
            version: 1, privateKey: key.scalar, parameters: isAlone ? key.curve.keyIdentifier.parameters : nil,
            publicKey: BitString(key.publicKey.encoded))
    }

    private init(version: Int, privateKey: SecretSlice, parameters: Bytes?, publicKey: BitString?) {
        self.version = version
        self.privateKey = privateKey
        self.parameters = parameters
        self.publicKey = publicKey
    }

    /// The key, on the curve that is named here or outside; both must name the same.
    ///
    /// - Throws: `KeyError.malformed`, `.algorithm`, `.invalid`.
    func key(_ outside: EllipticCurve?) throws(KeyError) -> ECPrivateKey {
        guard version == 1 else {
            throw .malformed(ASN1Error(.integerOutOfRange, at: 0).under("version").under("ECPrivateKey"))
        }
        do {
            let curve: EllipticCurve
            if let parameters {
                curve = try EllipticCurve(parameters: parameters)
                guard outside == nil || outside == curve else {
                    throw KeyError.algorithm(.invalidParameters(name: PublicKeyAlgorithm.ec.name, nil))
                }
            } else {
                curve = try outside ?? EllipticCurve(parameters: nil)
            }
            let publicKey = try publicKey.map { try ECPublicKey(curve, encoded: $0.bytes.span) }
            return try ECPrivateKey(curve, scalar: scalar(curve.byteCount).span, publicKey: publicKey)
        } catch { throw KeyError(wrapping: error) }
    }

    /// The number, without zeros in front that some write beyond the length of the order (RFC 5915 §3 has it fixed).
    private func scalar(_ byteCount: Int) -> SecretSlice {
        var start = 0
        while privateKey.count - start > byteCount, privateKey.span[start] == 0 { start += 1 }
        return privateKey[start..<privateKey.count]
    }
}
