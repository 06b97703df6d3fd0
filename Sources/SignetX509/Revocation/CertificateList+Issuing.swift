public import SignetASN1
public import SignetAlgorithms
import SignetBytes
public import SignetHash
import SignetKeys

extension CertificateList {
    /// Issues a list (RFC 5280 §5): version 2, with number and key identifier.
    ///
    /// - Parameters:
    ///   - entries: what is revoked; for a delta list, what has changed since the base.
    ///   - number: greater than that of every list before for the same scope (§5.2.3).
    ///   - baseNumber: for a delta list, the number of the complete list that it tells the changes to.
    ///   - thisUpdate: when the list is issued.
    ///   - nextUpdate: when the next one will be at the latest.
    ///   - issuingDistributionPoint: what the list covers, if not all certificates of its issuer.
    ///   - freshestCRL: where delta lists are found (§5.2.6).
    ///   - issuer: the certificate of who signs the list, and `key` his private key.
    ///   - key: the issuer's private key.
    ///   - digest: what is signed; by default what goes with the key.
    ///   - additionalExtensions: what else the list states, such as the issuer's other names (§5.2.2, §5.2.7).
    /// - Throws: `X509Error.issuerIsNoAuthority` when key usage does not allow it, `.wrongIssuerKey`, `.invalidValidity`;
    ///   `.malformed` where an extension would stand twice; `.algorithm` for a digest that is too weak; `.key` when signing fails.
    public static func issue(
        _ entries: [RevokedCertificate], number: ASN1Integer, baseNumber: ASN1Integer? = nil, thisUpdate: Instant,
        nextUpdate: Instant, issuingDistributionPoint: IssuingDistributionPoint? = nil,
        freshestCRL: [DistributionPoint]? = nil, issuer: Certificate, key: PrivateKey, digest: DigestAlgorithm? = nil,
        additionalExtensions: [Extension] = []
    ) throws(X509Error) -> CertificateList {
        guard SubjectPublicKeyInfo(key.publicKey).subjectPublicKey == issuer.subjectPublicKeyInfo.subjectPublicKey
        else { throw .wrongIssuerKey(issuer.subject) }
        guard try issuer.keyUsage()?.contains(.cRLSign) ?? true, !issuer.subject.isEmpty else {
            throw .issuerIsNoAuthority(issuer.subject)
        }
        guard thisUpdate <= nextUpdate else { throw .invalidValidity }
        let digest = digest ?? key.publicKey.digestAlgorithm()
        let scheme = try SignatureScheme(issuingWith: key, digest)
        let identifier = try issuer.subjectKeyIdentifier() ?? issuer.subjectPublicKeyInfo.keyIdentifier
        var extensions = [
            Extension(.authorityKeyIdentifier, AuthorityKeyIdentifier(keyIdentifier: identifier)),
            Extension(.cRLNumber, number),
        ]
        if let baseNumber { extensions.append(Extension(.deltaCRLIndicator, baseNumber)) }
        if let issuingDistributionPoint {
            extensions.append(Extension(.issuingDistributionPoint, issuingDistributionPoint))
        }
        if let freshestCRL, baseNumber == nil { extensions.append(Extension(.freshestCRL, freshestCRL)) }
        extensions += additionalExtensions
        try extensions.checkNoneTwice()
        let toBeSigned = TBSCertList.syntax.preserving(
            TBSCertList(
                version: 1, signature: scheme.identifier, issuer: issuer.subject, thisUpdate: Time(thisUpdate),
                nextUpdate: Time(nextUpdate),
                // §5.1.2.6: absent when nothing is revoked.
                revokedCertificates: entries.isEmpty ? nil : RevokedCertificate.sequence.encode(entries),
                extensions: extensions))
        return CertificateList(
            toBeSigned: toBeSigned, signatureAlgorithm: scheme.identifier,
            signature: try sign(toBeSigned.encoding, by: key, digest, with: scheme))
    }
}
