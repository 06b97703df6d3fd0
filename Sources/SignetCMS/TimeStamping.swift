public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
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
    public func timeStampRequest() -> TimeStampReq { TimeStampReq(signature) }

    /// The same signature with a time-stamp on it: the encoding of a `ContentInfo`.
    public func stamped(with token: Bytes) -> SignerInfo {
        var copy = self
        copy.unsignedAttributes =
            (unsignedAttributes ?? []) + [Attribute(type: CMSAttribute.timeStampToken, values: [token])]
        return copy
    }

    /// Judges the time-stamps.
    func timeStampChecks(candidates: [Certificate]) -> [TimeStampCheck] {
        (unsignedAttributes ?? []).filter { $0.type == CMSAttribute.timeStampToken }.flatMap { attribute in
            attribute.values.map { TimeStampCheck($0, of: signature, candidates: candidates) }
        }
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
            guard case .signedData(let content) = try ContentInfo.syntax.decode(token, rules: .ber),
                content.encapContentInfo.contentType == .tstInfo,
                let octets = content.encapContentInfo.content?.octets
            else { throw ASN1Error(.invalidValue("no time-stamp"), at: 0) }
            signedData = content
            info = try TSTInfo.syntax.decode(octets, rules: .ber)
        } catch { return .malformed(error) }
        certificates = signedData.certificateList
        guard let time = info.time else { return .malformed(ASN1Error(.invalidTime, at: 0).under("genTime")) }
        do throws(AlgorithmError) {
            guard try info.messageImprint.matches(message) else { return .otherMessage }
        } catch { return .unsupported(error) }
        guard signedData.signerInfos.count == 1 else { return .badSignature(nil) }
        let check = signedData.check(0, certificates: candidates)
        guard case .good(let certificate) = check.outcome else { return .badSignature(check.outcome) }
        // RFC 3161 §2.3: the one purpose, and critical; that it is critical is for the authority to mind.
        guard (try? certificate.extendedKeyUsage())??.purposes == [ExtendedKeyUsage.timeStamping] else {
            return .notATimeStampingCertificate(certificate)
        }
        return .good(time, certificate)
    }
}
