public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetHash
public import SignetKeys
public import SignetX509

/// The judgement on one signature of a message. It says whether the key in a certificate made it over this content;
/// whether that certificate is to be trusted is another question, with its own answer.
public struct SignatureCheck: Equatable, Sendable {
    /// How it ended.
    public enum Outcome: Equatable, Sendable {
        /// The key in this certificate signed this content.
        case good(Certificate)
        /// The signature was made by another key, or over something else.
        case badSignature
        /// The content is not the one that was signed: the message expects one digest, and another is found.
        case digestMismatch(expected: Bytes, found: Bytes)
        /// The signer signed content of another type than the message says it is (RFC 5652 §11.1).
        case contentTypeMismatch(signed: ContentType, found: ContentType)
        /// An attribute that must be signed is not there (RFC 5652 §5.3), by its standard's name.
        case missingAttribute(String)
        /// An attribute that must be there once, with one value, is there more often (RFC 5652 §11).
        case repeatedAttribute(String)
        /// An attribute that only means something when it is signed stands among the unsigned ones (RFC 5652 §11).
        case misplacedAttribute(String)
        /// No certificate in the message, or given beside it, is the one that the signer names.
        case signerCertificateNotFound(SignerIdentifier)
        /// The certificate that the signer names has no key that can be used.
        case unusableCertificate(X509Error)
        /// It needs an algorithm that Signet does not have.
        case unsupported(AlgorithmError)
        /// The signature algorithm goes with another digest than the one that is named beside it (RFC 5652 §5.3).
        case digestsDisagree(digest: DigestAlgorithm, signature: DigestAlgorithm)
        /// An attribute cannot be read.
        case malformed(ASN1Error)
        /// The content stands beside the message, and was not given.
        case contentAbsent
        /// The message carries content, and different content was given with it.
        case contentGivenTwice
        /// The signer protects his algorithms, and the message names others (RFC 6211 §2).
        case algorithmsDisagree
        /// The signer names his certificate by its digest, and the one that fits the key is another (RFC 5035 §5).
        case otherCertificateMeant(Certificate)
        /// The digest is not among the message's `digestAlgorithms`. RFC 5652 §5.1 lets a reader refuse that, and readers that
        /// digest while they read have nothing to compare with.
        case digestNotAnnounced(DigestAlgorithm)
        /// What is called content is the list of attributes of another signature, passed off as if it were a message:
        /// signed without attributes, the two look alike.
        case attributesAsContent

        /// Whether it is `good`.
        public var isGood: Bool { if case .good = self { true } else { false } }
    }

    /// What makes a signature worth less than it could be, though it may be good.
    public enum Weakness: Hashable, Sendable {
        /// Two contents with one digest can be made, or will be soon.
        case digest(DigestAlgorithm)
        /// The RSA key has fewer than 2048 bits.
        case shortKey(bitCount: Int)
        /// The content is signed bare: neither its type nor the time are signed.
        case noSignedAttributes
        /// An EdDSA key signs with another digest than the one that goes with it (RFC 8419 §3.1).
        case otherDigest(DigestAlgorithm, expected: DigestAlgorithm)
    }

    /// Whom the message names as the signer.
    public let signer: SignerIdentifier
    /// How it ended.
    public internal(set) var outcome: Outcome
    /// The certificate that the signer names; the one whose key made the signature when there is more than one.
    public internal(set) var certificate: Certificate?
    /// The digest of content and attributes; `nil` when Signet does not have it.
    public internal(set) var digestAlgorithm: DigestAlgorithm?
    /// How the digest is signed; `nil` when Signet does not have it.
    public var signatureAlgorithm: SignatureAlgorithm? { signatureScheme?.algorithm }
    /// The same, with the parameters that RSASSA-PSS has.
    public internal(set) var signatureScheme: SignatureScheme?
    /// What is signed beside the content, in the order of the message; `nil` when the content is signed bare.
    public let signedAttributes: [Attribute]?
    /// When the signer says that he signed.
    public internal(set) var signingTime: Instant?
    /// What the signer's software says that it can read.
    public internal(set) var capabilities: SMIMECapabilities?
    /// Whether the attributes were sent in another order than they were signed in (X.690 §11.6), and were sorted to
    /// check the signature.
    public internal(set) var sortedAttributes = false
    /// What makes the signature worth less.
    public internal(set) var weaknesses: [Weakness] = []
    /// The judgements on the countersignatures (RFC 5652 §11.4).
    public internal(set) var countersignatures: [SignatureCheck] = []
    /// The judgements on the time-stamps of the signature (RFC 3161 §A).
    public internal(set) var timeStamps: [TimeStampCheck] = []

    init(of signerInfo: SignerInfo) {
        signer = signerInfo.signerIdentifier
        signedAttributes = signerInfo.signedAttributes?.value
        outcome = .badSignature
    }
}

extension SignatureCheck.Outcome: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .good(let certificate): "signed by the key of \(certificate.subject.title)"
        case .badSignature: "the signature does not belong to this message and key"
        case .digestMismatch: "the content was changed after it was signed"
        case .contentTypeMismatch(let signed, let found):
            "the content was signed as \(signed), and is presented as \(found)"
        case .missingAttribute(let name): "the attribute \(name) is not signed"
        case .repeatedAttribute(let name): "the attribute \(name) must have one value, and has not"
        case .misplacedAttribute(let name): "the attribute \(name) must be signed, and is given unsigned"
        case .signerCertificateNotFound(let signer): "the signer's certificate is missing: \(signer)"
        case .unusableCertificate(let error): "the signer's certificate cannot be used: \(error)"
        case .unsupported(let error): "\(error)"
        case .digestsDisagree(let digest, let signature):
            "the signature is over \(signature.name), and the message names \(digest.name)"
        case .malformed(let error): "the signature is damaged: \(error)"
        case .contentAbsent: "the signed content is not in the message; it has to be given"
        case .contentGivenTwice: "the message has its own content, and it is not the content given with it"
        case .algorithmsDisagree: "the message names other algorithms than the signer protects"
        case .otherCertificateMeant(let certificate):
            "the signer means another certificate than that of \(certificate.subject.title)"
        case .digestNotAnnounced(let digest):
            "the message does not announce \(digest.name), which the signer uses (RFC 5652 §5.1)"
        case .attributesAsContent: "the content is the list of attributes of another signature"
        }
    }
}

extension SignatureCheck.Weakness: CustomStringConvertible {
    /// One clause.
    public var description: String {
        switch self {
        case .digest(let algorithm): "\(algorithm.name) no longer protects against forgery"
        case .shortKey(let bitCount): "the RSA key has only \(bitCount) bits"
        case .noSignedAttributes: "the content is signed without attributes"
        case .otherDigest(let digest, let expected):
            "the digest is \(digest.name), and with this key it should be \(expected.name) (RFC 8419 §3.1)"
        }
    }
}
