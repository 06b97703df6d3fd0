public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetHash
import SignetKeys

extension OCSPResponse {
    /// What a responder has to say about one certificate.
    public struct Answer: Sendable {
        /// Which certificate, as the question named it.
        public var certID: CertID
        /// What.
        public var status: CertStatus

        /// An answer.
        public init(_ certID: CertID, _ status: CertStatus) {
            self.certID = certID
            self.status = status
        }
    }

    /// Answers a question (RFC 6960 §4.2), the nonce repeated. The responder is named by key where his certificate comes
    /// along, and by name where it does not: GnuTLS finds those whom it trusts by their names alone.
    ///
    /// - Parameters:
    ///   - answers: one for each certificate in question.
    ///   - thisUpdate: when what is said was known to be right.
    ///   - nextUpdate: when there will be newer information; `nil` for at any time.
    ///   - producedAt: when the answer is signed.
    ///   - nonce: that of the question.
    ///   - responder: the certificate of who signs: the issuer himself, or one of his with OCSPSigning.
    ///   - includesResponder: whether the certificate is sent along, which whoever asks needs unless it is the
    ///     issuer's.
    ///   - key: the responder's private key.
    ///   - digest: what is signed; by default what goes with the key.
    /// - Throws: `X509Error.wrongIssuerKey`, `.invalidValidity`; `.algorithm` for a digest that is too weak; `.key` when
    ///   signing fails.
    public static func issue(
        _ answers: [Answer], thisUpdate: Instant, nextUpdate: Instant?, producedAt: Instant, nonce: Bytes? = nil,
        responder: Certificate, includesResponder: Bool, key: PrivateKey, digest: DigestAlgorithm? = nil
    ) throws(X509Error) -> OCSPResponse {
        guard
            SubjectPublicKeyInfo(key.publicKey).subjectPublicKey == responder.subjectPublicKeyInfo.subjectPublicKey
        else { throw .wrongIssuerKey(responder.subject) }
        guard thisUpdate <= nextUpdate ?? thisUpdate else { throw .invalidValidity }
        let digest = digest ?? key.publicKey.digestAlgorithm()
        let scheme = try SignatureScheme(issuingWith: key, digest)
        func time(_ instant: Instant) -> Time { Time(instant, form: .generalizedTime) }
        let responderID: ResponderID =
            includesResponder ? .byKey(responder.subjectPublicKeyInfo.keyHash) : .byName(responder.subject)
        let data = ResponseData.syntax.preserving(
            ResponseData(
                version: 0, responderID: responderID, producedAt: time(producedAt),
                responses: answers.map {
                    SingleResponse(
                        certID: $0.certID, certStatus: $0.status, thisUpdate: time(thisUpdate),
                        nextUpdate: nextUpdate.map(time), extensions: nil)
                },
                extensions: nonce.map { [Extension(OCSPRequest.nonceID, .octetString, $0)] }))
        return OCSPResponse(
            BasicOCSPResponse(
                toBeSigned: data, signatureAlgorithm: scheme.identifier,
                signature: try sign(data.encoding, by: key, digest, with: scheme),
                certificates: includesResponder ? [responder] : []))
    }
}

extension CertStatus {
    /// Revoked, since when and why.
    public static func revoked(_ reason: RevocationReason, since: Instant) -> CertStatus {
        .revoked(
            RevokedInfo(
                revocationTime: Time(since, form: .generalizedTime),
                revocationReason: reason == .unspecified ? nil : reason.rawValue))
    }
}
