import SignetAlgorithms
import SignetKeys
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
        // RFC 8550 §4.3. By the key in question nothing is checked here: it need not be made.
        if let bitCount = keys[index]?.rsaKey?.bitCount ?? certificate.subjectPublicKeyInfo.rsaBitCount,
            bitCount < 2048
        {
            weaknesses.append(.smallKey(certificateIndex: index, bitCount: bitCount))
        }
    }
}
