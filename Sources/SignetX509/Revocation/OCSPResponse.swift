public import SignetASN1
public import SignetAlgorithms
public import SignetBytes

/// `OCSPResponse` (RFC 6960 §4.2.1) with the basic response inside it: what a responder answers about certificates.
public struct OCSPResponse: Sendable {
    /// The exact encoding.
    public let encoding: Bytes
    /// Whether there is an answer, and if not, why.
    public let status: Status
    /// The answer; `nil` when there is none.
    public let basic: BasicOCSPResponse?

    /// `OCSPResponseStatus` (RFC 6960 §4.2.1).
    public enum Status: Int, Hashable, Sendable {
        /// There is an answer
        case successful = 0
        /// The question could not be read
        case malformedRequest = 1
        /// The responder failed
        case internalError = 2
        /// Later
        case tryLater = 3
        /// The question must be signed
        case sigRequired = 5
        /// Not for you
        case unauthorized = 6
    }

    struct ResponseBytes: Sendable {
        var responseType: ObjectIdentifier
        var response: Bytes
        static let syntax: Syntax<Self> = .sequence(
            "ResponseBytes", Self.init(responseType:response:),
            .required("responseType", \.responseType, .objectIdentifier),
            .required("response", \.response, .octetString))
        /// `id-pkix-ocsp-basic`
        static let basic: ObjectIdentifier = "1.3.6.1.5.5.7.48.1.1"
    }

    static let grammar = Structure.syntax.grammar

    package struct Structure: Sendable {
        var status: Int
        var bytes: ResponseBytes?
        /// The answer, if it is basic, unread.
        package var basic: Bytes? { bytes.flatMap { $0.responseType == ResponseBytes.basic ? $0.response : nil } }
        package static let syntax: Syntax<Self> = .sequence(
            "OCSPResponse", Self.init(status:bytes:),
            .required("responseStatus", \.status, .enumerated),
            .optional("responseBytes", \.bytes, ResponseBytes.syntax.explicit(0)))
    }

    /// Reads an answer in DER.
    ///
    /// - Throws: `X509Error.malformed`, also for an answer of another type than basic.
    public init(_ encoding: Bytes) throws(X509Error) {
        do throws(ASN1Error) {
            let structure = try Structure.syntax.decode(encoding, rules: .tolerant)
            guard let status = Status(rawValue: structure.status) else {
                throw ASN1Error(.integerOutOfRange, at: 0).under("responseStatus").under("OCSPResponse")
            }
            guard status == .successful else {
                (self.encoding, self.status, basic) = (encoding, status, nil)
                return
            }
            guard let bytes = structure.bytes else {
                throw ASN1Error(.invalidValue("a successful response without one"), at: 0).under("OCSPResponse")
            }
            guard bytes.responseType == ResponseBytes.basic else {
                throw ASN1Error(.invalidValue("a response that is not basic"), at: 0).under("OCSPResponse")
            }
            self.encoding = encoding
            self.status = status
            let offset = encoding.offset(of: bytes.response) ?? 0
            do throws(ASN1Error) {
                basic = try BasicOCSPResponse(decoding: bytes.response)
            } catch { throw error.shifted(by: offset).under("OCSPResponse") }
        } catch { throw .malformed(error) }
    }

    /// An answer that says why there is none.
    public init(failure status: Status) {
        self.status = status
        basic = nil
        encoding = Structure.syntax.encode(Structure(status: status.rawValue, bytes: nil))
    }

    /// An answer.
    public init(_ basic: BasicOCSPResponse) {
        status = .successful
        self.basic = basic
        encoding = Structure.syntax.encode(
            Structure(
                status: 0, bytes: ResponseBytes(responseType: ResponseBytes.basic, response: basic.encoding)))
    }
}

/// `BasicOCSPResponse` (RFC 6960 §4.2.1).
public struct BasicOCSPResponse: Sendable {
    /// The exact encoding.
    public let encoding: Bytes
    /// What the responder signed.
    public let toBeSigned: Preserved<ResponseData>
    /// What it signed with.
    public let signatureAlgorithm: AlgorithmIdentifier
    /// Its signature.
    public let signature: BitString
    /// Certificates that may help to verify it.
    public let certificates: [Certificate]

    static let grammar = Structure.syntax.grammar

    package struct Structure: Sendable {
        package var toBeSigned: Preserved<ResponseData>
        var signatureAlgorithm: AlgorithmIdentifier
        var signature: BitString
        var certificates: [Certificate]?
        package static let syntax: Syntax<Self> = .sequence(
            "BasicOCSPResponse", Self.init(toBeSigned:signatureAlgorithm:signature:certificates:),
            .required("tbsResponseData", \.toBeSigned, ResponseData.syntax.preserved),
            .required("signatureAlgorithm", \.signatureAlgorithm, AlgorithmIdentifier.syntax),
            .required("signature", \.signature, .bitString),
            .optional("certs", \.certificates, .sequence(of: Certificate.syntax).explicit(0)))
    }

    init(decoding encoding: Bytes) throws(ASN1Error) {
        let structure = try Structure.syntax.decode(encoding, rules: .tolerant)
        self.encoding = encoding
        toBeSigned = structure.toBeSigned
        signatureAlgorithm = structure.signatureAlgorithm
        signature = structure.signature
        certificates = structure.certificates ?? []
    }

    init(
        toBeSigned: Preserved<ResponseData>, signatureAlgorithm: AlgorithmIdentifier, signature: BitString,
        certificates: [Certificate]
    ) {
        self.toBeSigned = toBeSigned
        self.signatureAlgorithm = signatureAlgorithm
        self.signature = signature
        self.certificates = certificates
        encoding = Structure.syntax.encode(
            Structure(
                toBeSigned: toBeSigned, signatureAlgorithm: signatureAlgorithm, signature: signature,
                certificates: certificates.isEmpty ? nil : certificates))
    }

    /// What is said about each certificate.
    public var responses: [SingleResponse] { toBeSigned.value.responses }

    /// Whether the owner of `key` signed this answer.
    ///
    /// - Throws: `X509Error.algorithm`, `.badSignature`.
    public func checkSignature(by key: PublicKey) throws(X509Error) {
        try SignetX509.checkSignature(signature, signatureAlgorithm, over: toBeSigned.encoding, by: key)
    }
}

/// `ResponseData` (RFC 6960 §4.2.1).
public struct ResponseData: Sendable {
    /// 0 for v1, the only one.
    public var version: Int
    /// Who answers.
    public var responderID: ResponderID
    /// When it was signed.
    public var producedAt: Time
    /// What is said about each certificate.
    public var responses: [SingleResponse]
    /// What else is stated.
    public var extensions: [Extension]?

    package static let syntax: Syntax<Self> = .sequence(
        "ResponseData", Self.init(version:responderID:producedAt:responses:extensions:),
        .defaulted("version", \.version, .smallInteger.explicit(0), 0),
        .required("responderID", \.responderID, ResponderID.syntax),
        .required("producedAt", \.producedAt, .generalizedTime),
        .required("responses", \.responses, .sequence(of: SingleResponse.syntax)),
        .optional("responseExtensions", \.extensions, Extension.sequence.explicit(1)))

    /// RFC 9654 §2.1: what the question said, so that an old answer cannot stand for a new one.
    public func nonce() throws(X509Error) -> Bytes? {
        try (extensions ?? []).value(of: OCSPRequest.nonceID, "nonce", .octetString)
    }
}

/// `ResponderID` (RFC 6960 §4.2.1).
public enum ResponderID: Hashable, Sendable {
    /// By name
    case byName(Name)
    /// By the SHA-1 digest of the key's bits
    case byKey(Bytes)

    static let syntax: Syntax<Self> = .choice(
        Alternative(Name.syntax.explicit(1), Self.byName) { if case .byName(let name) = $0 { name } else { nil } },
        Alternative(.octetString.explicit(2), Self.byKey) { if case .byKey(let hash) = $0 { hash } else { nil } })
}

extension ResponderID: CustomStringConvertible {
    /// The name, or the digest.
    public var description: String {
        switch self {
        case .byName(let name): name.description
        case .byKey(let hash): "key \(Hex.encode(hash))"
        }
    }
}

/// `SingleResponse` (RFC 6960 §4.2.1): what is said about one certificate.
public struct SingleResponse: Sendable {
    /// Which one.
    public var certID: CertID
    /// What.
    public var certStatus: CertStatus
    /// Since when that is known.
    public var thisUpdate: Time
    /// When there will be news at the latest.
    public var nextUpdate: Time?
    /// What else is stated.
    public var extensions: [Extension]?

    static let syntax: Syntax<Self> = .sequence(
        "SingleResponse", Self.init(certID:certStatus:thisUpdate:nextUpdate:extensions:),
        .required("certID", \.certID, CertID.syntax),
        .required("certStatus", \.certStatus, CertStatus.syntax),
        .required("thisUpdate", \.thisUpdate, .generalizedTime),
        .optional("nextUpdate", \.nextUpdate, .generalizedTime.explicit(0)),
        .optional("singleExtensions", \.extensions, Extension.sequence.explicit(1)))
}

/// `CertStatus` (RFC 6960 §4.2.1).
public enum CertStatus: Hashable, Sendable {
    /// Not revoked
    case good
    /// Revoked
    case revoked(RevokedInfo)
    /// Not known to the responder
    case unknown

    /// `RevokedInfo` (RFC 6960 §4.2.1).
    public struct RevokedInfo: Hashable, Sendable {
        /// Since when.
        public var revocationTime: Time
        /// Why.
        public var revocationReason: Int?

        static let syntax: Syntax<Self> = .sequence(
            "RevokedInfo", Self.init(revocationTime:revocationReason:),
            .required("revocationTime", \.revocationTime, .generalizedTime),
            .optional("revocationReason", \.revocationReason, .enumerated.explicit(0)))
    }

    static let syntax: Syntax<Self> = .choice(
        Alternative(Syntax<Void>.null.implicit(0), { _ in .good }) { if case .good = $0 { () } else { nil } },
        Alternative(RevokedInfo.syntax.implicit(1), Self.revoked) {
            if case .revoked(let info) = $0 { info } else { nil }
        },
        Alternative(Syntax<Void>.null.implicit(2), { _ in .unknown }) { if case .unknown = $0 { () } else { nil } })
}
