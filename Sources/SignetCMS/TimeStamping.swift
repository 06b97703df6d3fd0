public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetHash
import SignetKeys
public import SignetX509

/// The judgement on one time-stamp of a signature, apart from trust in who made it.
public struct TimeStampCheck: Equatable, Sendable {
    /// How it ended.
    public enum Outcome: Equatable, Sendable {
        /// The owner of this certificate says that the signature was there at this time.
        case good(Instant, Certificate)
        /// It is the stamp of something else.
        case otherMessage
        /// It cannot be read.
        case malformed(ASN1Error)
        /// Its signature is not good, or there is not exactly one (RFC 3161 §2.4.2).
        case badSignature(SignatureCheck.Outcome?)
        /// The certificate of its maker is not for time-stamping alone (RFC 3161 §2.3).
        case notATimeStampingCertificate(Certificate)
        /// It needs what Signet does not have.
        case unsupported(AlgorithmError)
    }

    /// How it ended.
    public let outcome: Outcome
    /// The certificates that came with it.
    public let certificates: [Certificate]
}

extension TimeStampCheck.Outcome: CustomStringConvertible {
    /// One clause.
    public var description: String {
        switch self {
        case .good(let time, let certificate): "stamped \(time) by \(certificate.subject.title)"
        case .otherMessage: "the time-stamp is of something else"
        case .malformed(let error): "the time-stamp is damaged: \(error)"
        case .badSignature(let outcome?): "the time-stamp is not good: \(outcome)"
        case .badSignature(nil): "the time-stamp has not one signature"
        case .notATimeStampingCertificate(let certificate):
            "the certificate of \(certificate.subject.title) is not for time-stamping"
        case .unsupported(let error): "\(error)"
        }
    }
}

extension SignerInfo {
    /// What an authority is asked to stamp this signature with (RFC 3161 §A).
    public func timeStampRequest(by algorithm: DigestAlgorithm = .sha256) -> TimeStampReq {
        TimeStampReq(signature, by: algorithm)
    }

    /// The same signature with a time-stamp on it: the encoding of a `ContentInfo`.
    ///
    /// - Throws: `CMSError.unusableTimeStamp` for one of something else, or that is not good.
    public func stamped(with token: Bytes, candidates: [Certificate] = []) throws(CMSError) -> SignerInfo {
        let check = TimeStampCheck(token, of: signature, candidates: candidates)
        guard case .good = check.outcome else { throw .unusableTimeStamp(check.outcome.description) }
        var copy = self
        copy.unsignedAttributes =
            (unsignedAttributes ?? []) + [Attribute(type: CMSAttribute.timeStampToken, values: [token])]
        return copy
    }

    /// The time-stamps on this signature: the encodings of `ContentInfo`s.
    public var timeStampTokens: [Bytes] {
        (unsignedAttributes ?? []).filter { CMSAttribute.timeStampTokens.contains($0.type) }.flatMap(\.values)
    }

    /// Judges the time-stamps.
    func timeStampChecks(candidates: [Certificate]) -> [TimeStampCheck] {
        timeStampTokens.map { TimeStampCheck($0, of: signature, candidates: candidates) }
    }
}

extension TSTInfo {
    /// What a time-stamp says, whoever made it: `nil` when it cannot be read.
    public init?(inToken token: Bytes) {
        guard let (info, _) = try? Self.inside(token) else { return nil }
        self = info
    }

    fileprivate static func inside(_ token: Bytes) throws(ASN1Error) -> (TSTInfo, SignedData) {
        guard case .signedData(let content) = try ContentInfo.syntax.decode(token, rules: .ber),
            content.encapContentInfo.contentType == .tstInfo,
            let octets = content.encapContentInfo.content?.octets
        else { throw ASN1Error(.invalidValue("no time-stamp"), at: 0) }
        return (try syntax.decode(octets, rules: .ber), content)
    }
}

extension SignedData {
    /// The message with a time-stamp on one of its signatures: the one that it is of.
    ///
    /// - Throws: `CMSError.noSigners`, `.unusableTimeStamp`.
    public func stamped(with token: Bytes) throws(CMSError) -> SignedData {
        var failure = CMSError.noSigners
        for (number, info) in signerInfos.enumerated() {
            do throws(CMSError) {
                var copy = self
                copy.signerInfos[number] = try info.stamped(with: token, candidates: certificateList)
                return copy
            } catch { failure = error }
        }
        throw failure
    }
}

extension TimeStampReq {
    /// An authority's answer (RFC 3161 §2.4.2): a time-stamp, or why there is none.
    ///
    /// - Parameters:
    ///   - authority: whose certificate must be for time-stamping alone.
    ///   - time: the moment that the time-stamp is to say.
    ///   - policy: the policy under which the authority works.
    ///   - serialNumber: unlike any before it.
    ///   - certificates: what stands above the authority's certificate.
    /// - Throws: as `SignedData.signing`; `CMSError.unusableTimeStamp` for a certificate that is for something else.
    public func answered(
        by authority: CMSSigner, at time: Instant, policy: ObjectIdentifier, serialNumber: ASN1Integer,
        certificates: [Certificate] = []
    ) throws(CMSError) -> TimeStampResp {
        guard (try? authority.certificate.extendedKeyUsage())??.purposes == [ExtendedKeyUsage.timeStamping] else {
            throw .unusableTimeStamp(
                TimeStampCheck.Outcome.notATimeStampingCertificate(authority.certificate).description)
        }
        guard version == 1 else { return .rejection(.badRequest) }
        guard let digest = try? DigestAlgorithm(messageImprint.hashAlgorithm) else { return .rejection(.badAlg) }
        guard messageImprint.hashedMessage.count == digest.digestByteCount else { return .rejection(.badDataFormat) }
        guard reqPolicy == nil || reqPolicy == policy else { return .rejection(.unacceptedPolicy) }
        guard extensions == nil else { return .rejection(.unacceptedExtension) }
        var signer = authority
        (signer.usesSignedAttributes, signer.namesCertificate, signer.includesCertificate) = (true, true, certReq)
        signer.signingTime = time
        let info = TSTInfo(answering: self, at: time, policy: policy, serialNumber: serialNumber)
        let token = try SignedData.signing(
            TSTInfo.syntax.encode(info), contentType: .tstInfo, by: [signer],
            certificates: certReq ? certificates : [], detached: false)
        return TimeStampResp(status: .granted, timeStampToken: ContentInfo.signedData(token).encode())
    }
}

extension TimeStampCheck {
    /// Judges a time-stamp of a message.
    public init(_ token: Bytes, of message: Bytes, candidates: [Certificate] = []) {
        var certificates: [Certificate] = []
        outcome = Self.judge(token, message, candidates, &certificates)
        self.certificates = certificates
    }

    private static func judge(
        _ token: Bytes, _ message: Bytes, _ candidates: [Certificate], _ certificates: inout [Certificate]
    ) -> Outcome {
        let info: TSTInfo
        let signedData: SignedData
        do throws(ASN1Error) {
            (info, signedData) = try TSTInfo.inside(token)
        } catch { return .malformed(error) }
        certificates = signedData.certificateList
        guard let time = info.time else { return .malformed(ASN1Error(.invalidTime, at: 0).under("genTime")) }
        do throws(AlgorithmError) {
            guard try info.messageImprint.matches(message) else { return .otherMessage }
        } catch { return .unsupported(error) }
        guard signedData.signerInfos.count == 1 else { return .badSignature(nil) }
        let check = signedData.check(0, certificates: candidates)
        guard case .good(let certificate) = check.outcome else { return .badSignature(check.outcome) }
        // RFC 3161 §2.4.2, RFC 5816 §2.2.1: the certificate is signed, too.
        guard (check.signedAttributes ?? []).contains(where: { CMSAttribute.signingCertificates.contains($0.type) })
        else {
            return .badSignature(.missingAttribute(CMSAttribute.name(of: CMSAttribute.signingCertificateV2)))
        }
        // RFC 3161 §2.3: the one purpose, and critical; that it is critical is for the authority to mind.
        guard (try? certificate.extendedKeyUsage())??.purposes == [ExtendedKeyUsage.timeStamping] else {
            return .notATimeStampingCertificate(certificate)
        }
        return .good(time, certificate)
    }
}
