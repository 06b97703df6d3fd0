public import SignetASN1
public import SignetBytes
public import SignetHash

/// `TimeStampReq` (RFC 3161 §2.4.1): asks an authority for a time-stamp.
public struct TimeStampReq: Hashable, Sendable {
    /// Always 1.
    public var version: Int
    /// What is to be stamped.
    public var messageImprint: MessageImprint
    /// Under which policy.
    public var reqPolicy: ObjectIdentifier?
    /// Comes back in the answer.
    public var nonce: ASN1Integer?
    /// Whether the authority's certificate is wanted.
    public var certReq: Bool
    /// Extensions, kept byte for byte.
    public var extensions: Bytes?

    /// Asks for a time-stamp of a signature, with the authority's certificate.
    public init(_ message: Bytes, by algorithm: DigestAlgorithm = .sha256) {
        self.init(
            version: 1, messageImprint: MessageImprint(message, by: algorithm), reqPolicy: nil,
            nonce: ASN1Integer(magnitude: Randomness.bytes(count: 8)), certReq: true, extensions: nil)
    }

    private init(
        version: Int, messageImprint: MessageImprint, reqPolicy: ObjectIdentifier?, nonce: ASN1Integer?, certReq: Bool,
        extensions: Bytes?
    ) {
        self.version = version
        self.messageImprint = messageImprint
        self.reqPolicy = reqPolicy
        self.nonce = nonce
        self.certReq = certReq
        self.extensions = extensions
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "TimeStampReq", Self.init(version:messageImprint:reqPolicy:nonce:certReq:extensions:),
        .required("version", \.version, .smallInteger),
        .required("messageImprint", \.messageImprint, MessageImprint.syntax),
        .optional("reqPolicy", \.reqPolicy, .objectIdentifier),
        .optional("nonce", \.nonce, .integer),
        .defaulted("certReq", \.certReq, .boolean, false),
        .optional("extensions", \.extensions, .any(of: [.context(UInt32(0), isConstructed: true)])))
}

/// `TimeStampResp` (RFC 3161 §2.4.2): the answer.
public struct TimeStampResp: Hashable, Sendable {
    /// Whether there is a time-stamp, and if not why.
    public var status: PKIStatusInfo
    /// The encoding of the time-stamp, a `ContentInfo`.
    public var timeStampToken: Bytes?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "TimeStampResp", Self.init(status:timeStampToken:),
        .required("status", \.status, PKIStatusInfo.syntax),
        .optional("timeStampToken", \.timeStampToken, .any(of: [.sequence])))

    /// An answer without a time-stamp.
    public static func rejection(_ reason: PKIStatusInfo.Failure) -> TimeStampResp {
        TimeStampResp(status: .rejection(reason), timeStampToken: nil)
    }

    /// The time-stamp in an answer, or in a file that is one itself.
    ///
    /// - Throws: `CMSError.malformed`; `.unusableTimeStamp` when the authority has refused.
    public static func token(in file: Bytes) throws(CMSError) -> Bytes {
        if case .signedData(let content)? = try? ContentInfo(reading: file),
            content.encapContentInfo.contentType == .tstInfo
        {
            return file
        }
        let response: TimeStampResp
        do throws(ASN1Error) {
            response = try syntax.decode(file, rules: .ber)
        } catch { throw .malformed(error) }
        guard let token = response.timeStampToken, response.status.isGranted else {
            throw .unusableTimeStamp("the authority made none: \(response.status)")
        }
        return token
    }
}

/// `PKIStatusInfo` (RFC 3161 §2.4.2): what became of a question.
public struct PKIStatusInfo: Hashable, Sendable {
    /// 0 and 1 for a time-stamp, more for none.
    public var status: Int
    /// The reason for people, kept byte for byte.
    public var statusString: Bytes?
    /// The reasons for programs.
    public var failInfo: BitString?

    /// The question was answered.
    public static let granted = PKIStatusInfo(status: 0, statusString: nil, failInfo: nil)

    /// The question was not answered (RFC 3161 §2.4.2, PKIFailureInfo).
    public static func rejection(_ failure: Failure) -> PKIStatusInfo {
        PKIStatusInfo(status: 2, statusString: nil, failInfo: BitString(named: [failure.rawValue]))
    }

    /// `PKIFailureInfo`: bits of `failInfo`.
    public enum Failure: Int, CaseIterable, Sendable {
        /// An algorithm that the authority does not have.
        case badAlg = 0
        /// A question that makes no sense.
        case badRequest = 2
        /// Data in a wrong form.
        case badDataFormat = 5
        /// The authority's clock is not available.
        case timeNotAvailable = 14
        /// A policy that is not the authority's.
        case unacceptedPolicy = 15
        /// An extension that the authority does not know.
        case unacceptedExtension = 16
        /// Something else that was asked for.
        case addInfoNotAvailable = 17
        /// A fault of the authority's.
        case systemFailure = 25
    }

    /// Whether there is a time-stamp.
    public var isGranted: Bool { status == 0 || status == 1 }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "PKIStatusInfo", Self.init(status:statusString:failInfo:),
        .required(
            "status", \.status,
            .integer(named: [
                0: "granted", 1: "grantedWithMods", 2: "rejection", 3: "waiting", 4: "revocationWarning",
                5: "revocationNotification",
            ])),
        .optional("statusString", \.statusString, .any(of: [.sequence])),
        .optional("failInfo", \.failInfo, .bitString))
}

extension PKIStatusInfo: CustomStringConvertible {
    /// In a few words.
    public var description: String {
        let reasons = Failure.allCases.filter { failInfo?.contains($0.rawValue) ?? false }.map { "\($0)" }
        return (["status \(status)"] + reasons).joined(separator: ", ")
    }
}
