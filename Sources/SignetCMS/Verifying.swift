import SignetASN1
import SignetAlgorithms
public import SignetBytes
import SignetHash
import SignetKeys
import SignetRSA
public import SignetX509

extension SignedData {
    /// Judges one signature (RFC 5652 §5.6), apart from trust.
    ///
    /// - Parameters:
    ///   - signer: which of `signerInfos`.
    ///   - content: the content, when it is not in the message.
    ///   - certificates: where else to look for the signer's certificate.
    public func check(_ signer: Int, content: Bytes? = nil, certificates: [Certificate] = []) -> SignatureCheck {
        judged(signerInfos[signer].check(signedContent(content), candidates: certificateList + certificates))
    }

    /// Judges every signature, apart from trust. The content is digested once for each algorithm.
    public func checks(content: Bytes? = nil, certificates: [Certificate] = []) -> [SignatureCheck] {
        let content = signedContent(content)
        let candidates = certificateList + certificates
        return signerInfos.map { judged($0.check(content, candidates: candidates)) }
    }

    /// RFC 5652 §5.1: the digest of a signer is among those that the message announces.
    func judged(_ check: SignatureCheck) -> SignatureCheck {
        guard check.outcome.isGood, let digest = check.digestAlgorithm,
            !digestAlgorithms.contains(where: { (try? DigestAlgorithm($0)) == digest })
        else { return check }
        var check = check
        check.outcome = .digestNotAnnounced(digest)
        return check
    }

    private func signedContent(_ given: Bytes?) -> SignedContent {
        let own = encapContentInfo.content?.octets
        if let own, let given, own != given { return SignedContent(encapContentInfo.contentType, .givenTwice) }
        guard let octets = own ?? given else { return SignedContent(encapContentInfo.contentType, .absent) }
        var digests = Digests()
        for signerInfo in signerInfos {
            guard let algorithm = try? DigestAlgorithm(signerInfo.digestAlgorithm), digests[algorithm] == nil else {
                continue
            }
            digests[algorithm] = algorithm.digest(of: octets.span)
        }
        return SignedContent(encapContentInfo.contentType, digests: digests, octets: octets)
    }
}

/// What is known of the content when a signature is judged: that much fits in memory, however large the content is.
struct SignedContent {
    enum State {
        /// The content itself is there when it fits: EdDSA without attributes signs it.
        case digested(Digests, Bytes?, isAttributes: Bool)
        case absent
        case givenTwice
    }

    /// What it is; `nil` for the signature that a countersignature signs.
    let type: ContentType?
    let state: State

    init(_ type: ContentType?, _ state: State) {
        self.type = type
        self.state = state
    }

    /// A content with its digests, and itself when it is short enough to be held.
    init(_ type: ContentType?, digests: Digests, octets: Bytes?) {
        let attributes = octets.flatMap { try? SignerInfo.attributes.decode($0, rules: .tolerant) }
        self.init(type, .digested(digests, octets, isAttributes: !(attributes ?? []).isEmpty))
    }
}

extension SignerInfo {
    /// Judges this signature.
    func check(_ content: SignedContent, candidates: [Certificate]) -> SignatureCheck {
        var check = SignatureCheck(of: self)
        check.certificate = candidates.first { signerIdentifier.identifies($0) }
        do throws(Failure) {
            check.outcome = .good(try judge(content, candidates, &check))
        } catch {
            check.outcome = error.outcome
        }
        // A countersignature is judged with the signature that it stands on.
        if content.type != nil {
            check.countersignatures = countersignatureChecks(candidates: candidates)
            check.timeStamps = timeStampChecks(candidates: candidates)
        }
        return check
    }

    /// The end of a judgement that is not good.
    private struct Failure: Error {
        let outcome: SignatureCheck.Outcome
        init(_ outcome: SignatureCheck.Outcome) { self.outcome = outcome }
    }

    private func judge(
        _ content: SignedContent, _ candidates: [Certificate], _ check: inout SignatureCheck
    ) throws(Failure) -> Certificate {
        let (digestAlgorithm, scheme) = try algorithms(&check)

        let digests: Digests
        let octets: Bytes?
        let isAttributes: Bool
        switch content.state {
        case .digested(let all, let bytes, let looksLikeAttributes):
            (digests, octets, isAttributes) = (all, bytes, looksLikeAttributes)
        case .absent: throw Failure(.contentAbsent)
        case .givenTwice: throw Failure(.contentGivenTwice)
        }
        guard let found = digests[digestAlgorithm] else { throw Failure(.contentAbsent) }
        try checkUnsignedAttributes()

        guard let signedAttributes else {
            check.weaknesses.append(.noSignedAttributes)
            // RFC 5652 §5.3: anything but data must be signed with attributes.
            guard content.type == .data || content.type == nil else {
                throw Failure(.missingAttribute(CMSAttribute.name(of: CMSAttribute.contentType)))
            }
            guard !isAttributes else { throw Failure(.attributesAsContent) }
            return try signingCertificate(among: candidates, &check) { key throws(AlgorithmError) in
                if scheme.signsMessage, let octets {
                    return try scheme.accepts(signature.span, over: octets.span, by: key)
                }
                return try scheme.accepts(signature.span, over: found, digestAlgorithm, by: key)
            }
        }

        let expected = try checkAttributes(signedAttributes.value, content.type, &check)
        guard found.matches(expected.span) else {
            throw Failure(.digestMismatch(expected: expected, found: Bytes(found.bytes)))
        }
        // RFC 5652 §5.4: what is signed has the tag of SET OF in the place of [0]; and it is DER, in which a SET OF is
        // sorted. Some signers sort only what they sign, and some sign what they send, unsorted as it is.
        let sorted = Self.attributes.encode(signedAttributes.value)
        let received = Bytes([0x31] + Array(signedAttributes.encoding.dropFirst()))
        var usedSorted = false
        let certificate = try signingCertificate(among: candidates, &check) { key throws(AlgorithmError) in
            func isSigned(_ encoding: Bytes) throws(AlgorithmError) -> Bool {
                try scheme.accepts(signature.span, over: encoding.span, digest: digestAlgorithm, by: key)
            }
            if try isSigned(received) { return true }
            usedSorted = sorted == received ? false : try isSigned(sorted)
            return usedSorted
        }
        check.sortedAttributes = usedSorted
        return certificate
    }

    /// The digest and the signature algorithm, which must go together (RFC 5652 §5.3, RFC 5754 §3).
    private func algorithms(
        _ check: inout SignatureCheck
    ) throws(Failure) -> (DigestAlgorithm, SignatureScheme) {
        // Both are noted before either is judged, so that a report can name the one that is known.
        check.signatureScheme = try? SignatureScheme(signatureAlgorithm)
        let digest: DigestAlgorithm
        let signature: SignatureScheme
        do throws(AlgorithmError) {
            digest = try DigestAlgorithm(digestAlgorithm)
            check.digestAlgorithm = digest
            signature = try SignatureScheme(signatureAlgorithm)
        } catch { throw Failure(.unsupported(error)) }
        if digest.standing >= .legacy { check.weaknesses.append(.digest(digest)) }
        if let own = signature.digestAlgorithm, own != digest {
            throw Failure(.digestsDisagree(digest: digest, signature: own))
        }
        return (digest, signature)
    }

    /// RFC 5652 §11.1–§11.3: contentType, messageDigest and signingTime are never unsigned.
    private func checkUnsignedAttributes() throws(Failure) {
        for attribute in unsignedAttributes ?? [] {
            switch attribute.type {
            case CMSAttribute.contentType, CMSAttribute.messageDigest, CMSAttribute.signingTime:
                throw Failure(.misplacedAttribute(CMSAttribute.name(of: attribute.type)))
            default: break
            }
        }
    }

    /// Checks what RFC 5652 §11 asks of the attributes, and notes what a report tells; returns the messageDigest.
    private func checkAttributes(
        _ attributes: [Attribute], _ contentType: ContentType?, _ check: inout SignatureCheck
    ) throws(Failure) -> Bytes {
        if let time = try Self.value(of: CMSAttribute.signingTime, Time.syntax, in: attributes) {
            check.signingTime = time.instant
        }
        // Nothing in a signature hangs on these: damaged ones count as none.
        check.capabilities = (try? attributes.single(CMSAttribute.smimeCapabilities, SMIMECapabilities.syntax)) ?? nil

        let signedType = try Self.value(of: CMSAttribute.contentType, ContentType.syntax, in: attributes)
        if let contentType {
            guard let signedType else {
                throw Failure(.missingAttribute(CMSAttribute.name(of: CMSAttribute.contentType)))
            }
            guard signedType == contentType else {
                throw Failure(.contentTypeMismatch(signed: signedType, found: contentType))
            }
        } else if signedType != nil {
            // RFC 5652 §11.4: a countersignature has none, or it could pass for a signature on a message.
            throw Failure(.misplacedAttribute(CMSAttribute.name(of: CMSAttribute.contentType)))
        }
        try checkAlgorithmProtection(attributes)
        guard let digest = try Self.value(of: CMSAttribute.messageDigest, .octetString, in: attributes) else {
            throw Failure(.missingAttribute(CMSAttribute.name(of: CMSAttribute.messageDigest)))
        }
        return digest
    }

    /// RFC 6211 §2: the algorithms that are signed are those that the message names. (RFC 6211 §3 lets parameters that mean
    /// the same differ.)
    private func checkAlgorithmProtection(_ attributes: [Attribute]) throws(Failure) {
        let protection = try Self.value(
            of: CMSAttribute.cmsAlgorithmProtection, CMSAlgorithmProtection.syntax, in: attributes)
        guard let protection else { return }
        guard protection.macAlgorithm == nil, let signature = protection.signatureAlgorithm,
            protection.digestAlgorithm.means(digestAlgorithm), signature.means(signatureAlgorithm)
        else { throw Failure(.algorithmsDisagree) }
    }

    /// RFC 5035 §5: the first certificate that the attribute names is the signer's. What cannot be compared decides nothing.
    private func isMeant(_ certificate: Certificate) throws(Failure) -> Bool {
        let attributes = signedAttributes?.value ?? []
        if let named = try Self.value(
            of: CMSAttribute.signingCertificateV2, SigningCertificateV2.syntax, in: attributes),
            let first = named.certificates.first, first.identifies(certificate) == false
        {
            return false
        }
        if let named = try Self.value(of: CMSAttribute.signingCertificate, SigningCertificate.syntax, in: attributes),
            let first = named.certificates.first, !first.identifies(certificate)
        {
            return false
        }
        return true
    }

    /// The value of a single-valued attribute that may be there at most once (RFC 5652 §11.1–§11.3).
    private static func value<Value>(
        of type: ObjectIdentifier, _ syntax: Syntax<Value>, in attributes: [Attribute]
    ) throws(Failure) -> Value? {
        let matches = attributes.filter { $0.type == type }
        guard let match = matches.first else { return nil }
        guard matches.count == 1, match.values.count == 1 else {
            throw Failure(.repeatedAttribute(CMSAttribute.name(of: type)))
        }
        do throws(ASN1Error) {
            return try syntax.decode(match.values[0], rules: .tolerant)
        } catch {
            throw Failure(.malformed(error.under(CMSAttribute.name(of: type)).under("signedAttrs")))
        }
    }

    /// The certificate whose key made the signature, among all that the signer may mean. More than one can answer to an
    /// identifier, by accident or by design; so one that does not fit decides nothing while another may.
    private func signingCertificate(
        among candidates: [Certificate], _ check: inout SignatureCheck,
        isSigned: (PublicKey) throws(AlgorithmError) -> Bool
    ) throws(Failure) -> Certificate {
        var failure = Failure(.signerCertificateNotFound(signerIdentifier))
        for certificate in candidates where signerIdentifier.identifies(certificate) {
            let key: PublicKey
            do throws(X509Error) {
                key = try certificate.publicKey()
            } catch {
                failure = Failure(.unusableCertificate(error))
                continue
            }
            do throws(AlgorithmError) {
                guard try isSigned(key) else {
                    failure = Failure(.badSignature)
                    continue
                }
            } catch {
                failure = Failure(.unsupported(error))
                continue
            }
            guard try isMeant(certificate) else {
                failure = Failure(.otherCertificateMeant(certificate))
                continue
            }
            check.certificate = certificate
            if let key = key.rsaKey, key.bitCount < 2048 {
                check.weaknesses.append(.shortKey(bitCount: key.bitCount))
            }
            if signedAttributes != nil, check.signatureScheme?.signsMessage == true, let digest = check.digestAlgorithm,
                digest != key.digestAlgorithm()
            {
                check.weaknesses.append(.otherDigest(digest, expected: key.digestAlgorithm()))
            }
            return certificate
        }
        throw failure
    }
}

extension AlgorithmIdentifier {
    /// Whether both name the same algorithm with the same parameters; NULL and none are the same.
    func means(_ other: AlgorithmIdentifier) -> Bool {
        func given(_ parameters: Bytes?) -> Bytes? { parameters == AlgorithmIdentifier.null ? nil : parameters }
        return algorithm == other.algorithm && given(parameters) == given(other.parameters)
    }
}
