import SignetAlgorithms
import SignetRSA

/// What holds today and should not be relied on.
extension PathValidation {
    /// Notes what is weak about one certificate of the chain.
    mutating func noteWeaknesses(_ index: Int, isAnchor: Bool) {
        let certificate = chain[index]
        if !isAnchor, let scheme = try? SignatureScheme(certificate.signatureAlgorithm),
            scheme.standing >= .legacy
        {
            weaknesses.append(.weakSignature(certificateIndex: index, algorithm: scheme.name))
        }
        if let bitCount = keys[index]?.weakBitCount {
            weaknesses.append(.smallKey(certificateIndex: index, bitCount: bitCount))
        }
    }
}

extension PublicKey {
    /// The size of an RSA key that is smaller than RFC 8550 §4.3 wants.
    fileprivate var weakBitCount: Int? {
        rsaKey.flatMap { $0.bitCount < 2048 ? $0.bitCount : nil }
    }
}
