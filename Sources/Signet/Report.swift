import SignetASN1
public import SignetX509

/// What Signet found out about a message, layer by layer, with the reasons: a value, for people as text and for
/// programs as JSON.
public struct Report: Sendable, Codable {
    /// The judgement of the whole message.
    public enum Verdict: String, Sendable, Codable {
        /// Every signature is right, every signer is trusted, and the sender is among them.
        case good
        /// A signature is right, but its signer is not trusted, or is not the sender.
        case untrusted
        /// The message was changed after it was signed, or a signature is wrong.
        case bad
        /// A signature could not be checked, because it needs what Signet does not have.
        case unsupported
        /// There is no signature.
        case unsigned
    }

    /// The judgement.
    public internal(set) var verdict: Verdict
    /// The judgement in a sentence.
    public internal(set) var explanation: String
    /// Who the message says it is from.
    public internal(set) var from: [String]
    /// What it says it is about.
    public internal(set) var subject: String?
    /// The moment for which certificates were judged, and what that moment is.
    public internal(set) var time: TimeBasis
    /// The layers, outermost first.
    public internal(set) var layers: [Layer]
    /// The header outside beside the one that was protected inside (RFC 9788); empty when none was.
    public internal(set) var headers: [HeaderComparison]
    /// Signed and sealed parts inside the message, which say nothing about the whole.
    public internal(set) var parts: [Part]

    /// A moment, and what it is.
    public struct TimeBasis: Sendable, Codable {
        /// `2026-11-23 17:34:54 UTC`
        public let instant: String
        /// `now`, or `as asked`.
        public let basis: String
    }

    /// One layer of protection.
    public enum Layer: Sendable {
        /// A signed one.
        case signed(Signed)
        /// A sealed one.
        case sealed(Sealed)
        /// One with a code, which hides nothing (RFC 5652 §9).
        case authenticated(Authenticated)
        /// A compressed one, which protects nothing.
        case compressed(Compressed)
        /// Certificates without a message.
        case certificatesOnly([CertificateSummary])
    }

    /// A signed layer.
    public struct Signed: Sendable, Codable {
        /// `clear` or `opaque`.
        public let form: String
        /// Each signer.
        public internal(set) var signers: [Signer]
        /// What is odd about the layer as a whole.
        public internal(set) var remarks: [String]
        /// The known change on the way that explains a digest that does not match. The signature is bad all the same.
        public internal(set) var change: Change?
    }

    /// A change that mail software is known to make.
    public struct Change: Sendable, Codable {
        /// `footer`, `transfer-encoding`, …
        public let kind: String
        /// What was done, in words that complete “on the way, …”.
        public let explanation: String
    }

    /// A header field, outside and inside.
    public struct HeaderComparison: Sendable, Codable {
        /// Its name.
        public let name: String
        /// What came of comparing.
        public let status: HeaderStatus
        /// What stands outside.
        public let outside: String?
        /// What was protected.
        public let inside: String?
    }

    /// What came of comparing a header field with its protected copy.
    public enum HeaderStatus: String, Sendable, Codable {
        /// It is the same.
        case same
        /// The sender hid it outside.
        case hidden
        /// It was changed on the way.
        case changed
        /// It was added on the way: nobody vouches for it.
        case added
    }

    /// A signed or sealed part inside a message.
    public struct Part: Sendable, Codable {
        /// Where it is: `2.1` is the first part of the second part.
        public let path: String
        /// Its media type.
        public let type: String
        /// The file name that it suggests.
        public let fileName: String?
        /// Whether it lies in a message that was forwarded.
        public let isForwarded: Bool
        /// Whether a mailing list put it into a larger message.
        public internal(set) var isFromList = false
        /// What it is.
        public internal(set) var layer: Layer?

        init(path: String, type: String, fileName: String?, isForwarded: Bool) {
            self.path = path
            self.type = type
            self.fileName = fileName
            self.isForwarded = isForwarded
        }

        /// In words of which the part is the subject.
        public var explanation: String {
            let place =
                isForwarded
                ? ", in a forwarded message" : isFromList ? ", and a mailing list put other parts beside it" : ""
            switch layer {
            case .signed(let signed)?:
                let states = signed.signers.map { signer in
                    let name =
                        signer.certificate?.emailAddresses.first ?? signer.certificate?.subject ?? "somebody unknown"
                    switch signer.signature {
                    case .bad: return "bears a bad signature: \(signer.explanation)"
                    case .unsupported: return "bears a signature that could not be checked: \(signer.explanation)"
                    case .good: return "is signed by \(name)" + (signer.trusted == true ? "" : ", who is not trusted")
                    }
                }
                return states.joined(separator: ", and ") + place
            case .sealed?: return "is sealed\(place)"
            default: return "holds certificates\(place)"
            }
        }
    }

    /// A sealed layer.
    public struct Sealed: Sendable, Codable {
        /// The cipher.
        public let cipher: String
        /// What it is worth.
        public let standing: String
        /// Who can open it.
        public let recipients: [String]
        /// Whose Digital ID opened it, if one did.
        public let openedBy: String?
        /// Whether the cipher itself proves that nobody changed the content (RFC 8551 §2.7).
        public let isAuthenticated: Bool
        /// What a reader should know.
        public let remarks: [String]
    }

    /// A layer whose content stands open beside a message authentication code.
    public struct Authenticated: Sendable, Codable {
        /// The code.
        public let code: String
        /// What it is worth.
        public let standing: String
        /// Who can check it, and could have made it.
        public let recipients: [String]
        /// Whose Digital ID checked it and found it right, if one did.
        public let checkedBy: String?
        /// What a reader should know.
        public let remarks: [String]
    }

    /// A compressed layer (RFC 3274).
    public struct Compressed: Sendable, Codable {
        /// `zlib`
        public let algorithm: String
        /// What is odd about it.
        public let remarks: [String]
    }

    /// One signer.
    public struct Signer: Sendable, Codable {
        /// `good`, `bad`, or `unsupported`: the signature alone, whoever made it.
        public let signature: SignatureVerdict
        /// The reason.
        public let explanation: String
        /// Who signed, if his certificate was found.
        public let certificate: CertificateSummary?
        /// The digest algorithm.
        public let digest: String
        /// The signature algorithm.
        public let algorithm: String
        /// When, as the signer claims.
        public let signingTime: String?
        /// Whether the signer's certificate is trusted; `nil` when it was not judged.
        public let trusted: Bool?
        /// Why not.
        public let trustFailure: String?
        /// Whether a sender's address is in the certificate (RFC 8550 §3); `nil` when the message has no sender.
        public let isSender: Bool?
        /// The certificates from the signer's to the one that is trusted, or as far as they could be found.
        public let chain: [CertificateSummary]
        /// Every check, with its clause.
        public let checks: [Check]
        /// What is known about revocation, when it was asked for.
        public let revocation: [CertificateReport.Revocation]
        /// What is weak.
        public internal(set) var weaknesses: [String]
        /// The time-stamps on the signature (RFC 3161).
        public internal(set) var timeStamps: [TimeStamp] = []
        /// The signatures on the signature (RFC 5652 §11.4), which decide nothing about it.
        public internal(set) var countersigners: [Signer] = []
        /// For which moment the signer's certificate was judged, when a trusted time-stamp says when he signed at the latest.
        public internal(set) var time: TimeBasis?
    }

    /// One time-stamp on a signature.
    public struct TimeStamp: Sendable, Codable {
        /// Whether it is of this signature, and right.
        public let signature: SignatureVerdict
        /// The reason.
        public let explanation: String
        /// When, as the authority says.
        public let time: String?
        /// The authority's certificate.
        public let certificate: CertificateSummary?
        /// Whether it is trusted for time-stamping; `nil` when nobody asked.
        public let trusted: Bool?
        /// Why not.
        public let trustFailure: String?
    }

    /// The judgement of one signature.
    public enum SignatureVerdict: String, Sendable, Codable {
        /// It is right.
        case good
        /// It is wrong, or the content was changed.
        case bad
        /// It needs what Signet does not have.
        case unsupported
    }

    /// One check.
    public struct Check: Sendable, Codable {
        /// Which certificate of the chain, counted from the signer's.
        public let certificate: Int
        /// The clause that asks for it.
        public let clause: String
        /// What was checked.
        public let statement: String
        /// Whether it held.
        public let passed: Bool
        /// Why not.
        public let reason: String?
    }

    /// A certificate in a few words.
    public struct CertificateSummary: Sendable, Codable {
        /// RFC 4514
        public let subject: String
        /// RFC 4514
        public let issuer: String
        /// Hexadecimal or decimal.
        public let serialNumber: String
        /// The mailboxes that it is for.
        public let emailAddresses: [String]
        /// First moment.
        public let notBefore: String
        /// Last moment.
        public let notAfter: String
        /// `RSA 3072`
        public let key: String
        /// SHA-256 of the certificate.
        public let fingerprint: String

        /// What is worth telling of a certificate.
        public init(_ certificate: Certificate) {
            subject = certificate.subject.description
            issuer = certificate.issuer.description
            serialNumber = certificate.serialNumber.description
            emailAddresses = certificate.emailAddresses
            notBefore = certificate.validity.notBefore.instant.description
            notAfter = certificate.validity.notAfter.instant.description
            key = (try? certificate.publicKey())?.description ?? certificate.subjectPublicKeyInfo.titleOfRefusedKey
            fingerprint = certificate.fingerprint.description
        }
    }
}

extension Report.Layer: Codable {
    private enum Key: String, CodingKey { case signed, sealed, authenticated, compressed, certificatesOnly }

    /// `{"signed": …}` or `{"sealed": …}`
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .signed(let layer): try container.encode(layer, forKey: .signed)
        case .sealed(let layer): try container.encode(layer, forKey: .sealed)
        case .authenticated(let layer): try container.encode(layer, forKey: .authenticated)
        case .compressed(let layer): try container.encode(layer, forKey: .compressed)
        case .certificatesOnly(let list): try container.encode(list, forKey: .certificatesOnly)
        }
    }

    /// Reads what `encode` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let layer = try container.decodeIfPresent(Report.Signed.self, forKey: .signed) {
            self = .signed(layer)
        } else if let layer = try container.decodeIfPresent(Report.Sealed.self, forKey: .sealed) {
            self = .sealed(layer)
        } else if let layer = try container.decodeIfPresent(Report.Authenticated.self, forKey: .authenticated) {
            self = .authenticated(layer)
        } else if let layer = try container.decodeIfPresent(Report.Compressed.self, forKey: .compressed) {
            self = .compressed(layer)
        } else {
            self = .certificatesOnly(try container.decode([Report.CertificateSummary].self, forKey: .certificatesOnly))
        }
    }
}
