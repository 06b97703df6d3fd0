public import SignetASN1
public import SignetAlgorithms
public import SignetDeflate
public import SignetX509

/// Why a message could not be read, made or opened.
public enum CMSError: Error, Equatable, Sendable {
    /// Its encoding is damaged.
    case malformed(ASN1Error)
    /// It names an algorithm that Signet does not have, or one was asked for that Signet does not write.
    case algorithm(AlgorithmError)
    /// The key or the identifier in a certificate cannot be used.
    case unusableCertificate(Certificate, X509Error)
    /// A certificate should be named by its subject key identifier, and has none.
    case noSubjectKeyIdentifier(Certificate)
    /// A private key belongs to another certificate.
    case keyMismatch(Certificate)
    /// The private key could not sign, or the public key could not encrypt.
    case key(KeyOperationError)
    /// There is nobody to sign.
    case noSigners
    /// The message has no signature at this place.
    case noSuchSignature(SignaturePath)
    /// There is nobody to seal for.
    case noRecipients
    /// The message has no content, and none was given.
    case contentAbsent
    /// An authenticating cipher was to be put where its tag has no room, or another one where a tag is needed.
    case wrongContainer(ContentCipher)
    /// The message is of another kind than the work needs.
    case wrongContentType(ContentType)
    /// A source gave no bytes, or a sink took none.
    case stream(StreamFailure)
    /// The content was not as long as was announced, or not the same when it was read again: it changed meanwhile.
    case contentChanged
    /// The cipher has to know how long the content is, and it comes from where nobody knows.
    case lengthUnknown(ContentCipher)
    /// The content is longer than the cipher, or the reader, can take.
    case contentTooLong
    /// A time-stamp that is to be put on a signature is not one of it.
    case unusableTimeStamp(String)
    /// The compressed content is damaged.
    case damagedCompression(DeflateError)
    /// The task was told to stop.
    case cancelled
    /// None of the keys can open it: it is for these.
    case notARecipient([RecipientInfo])
    /// The password opens none of the entries that are for passwords.
    case wrongPassword
    /// The secret key opens none of the entries that are for it.
    case wrongKeyEncryptionKey
    /// The key does not open it, or it was damaged on the way: nothing tells the two apart, on purpose (RFC 3218 §2.3).
    case undecryptable
}

extension CMSError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .malformed(let error): "the message is damaged: \(error)"
        case .algorithm(let error): "\(error)"
        case .unusableCertificate(let certificate, let error):
            "the certificate of \(certificate.subject.title) cannot be used: \(error)"
        case .noSubjectKeyIdentifier(let certificate):
            "the certificate of \(certificate.subject.title) has no subject key identifier"
        case .keyMismatch(let certificate):
            "the private key does not belong to the certificate of \(certificate.subject.title)"
        case .key(let error): "\(error)"
        case .noSigners: "no signer is given"
        case .noSuchSignature(let path): "the message has no signature \(path)"
        case .noRecipients: "no recipient is given"
        case .contentAbsent: "the message does not contain its content; it has to be given"
        case .wrongContainer(let cipher):
            cipher.isAuthenticating
                ? "\(cipher.name) needs AuthEnvelopedData, where its tag has room"
                : "\(cipher.name) has no tag, and AuthEnvelopedData needs one"
        case .wrongContentType(let type): "the message is \(type), with which this cannot be done"
        case .stream(let failure): "cannot \(failure.operation): \(failure.reason)"
        case .contentChanged: "the content changed while it was read"
        case .lengthUnknown(let cipher):
            "\(cipher.name) has to know how long the content is: give it in a file, or choose another cipher"
        case .contentTooLong: "the content is too long"
        case .unusableTimeStamp(let reason): "this time-stamp cannot be used: \(reason)"
        case .damagedCompression(let error): "the compressed content is damaged: \(error)"
        case .cancelled: "the work was stopped"
        case .notARecipient(let recipients):
            "no key of yours opens this message; it is for "
                + (recipients.isEmpty ? "nobody" : recipients.map(\.description).joined(separator: "; "))
        case .wrongPassword: "the password is wrong"
        case .wrongKeyEncryptionKey: "the secret key does not fit"
        case .undecryptable: "the message cannot be decrypted: it is damaged, or for another key"
        }
    }
}
