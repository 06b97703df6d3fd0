public import SignetASN1
public import SignetAlgorithms
import SignetCMS
public import SignetKeys
public import SignetMIME
public import SignetPKCS12
import SignetX509

/// What can go wrong for a person who uses Signet: what, in which file, and what to do next.
public struct SignetError: Error, Sendable {
    /// What went wrong.
    public enum Kind: Sendable {
        /// What was asked for makes no sense, whatever the input.
        case usage(String)
        /// The input is damaged or is something else; the value says where.
        case malformed(Malformation)
        /// The input needs an algorithm that Signet does not have.
        case unsupported(AlgorithmError)
        /// A password does not fit.
        case wrongPassword
        /// A password is needed and none was given.
        case passwordNeeded
        /// The message is sealed for others; the recipients that it names.
        case notARecipient([String])
        /// The message is sealed for us and cannot be opened. One error for every reason (RFC 3218 §2.3).
        case undecryptable
        /// The message bears no signature.
        case notSigned
        /// These recipients could not read a sealed message, each with the reason.
        case nonSecureRecipients([NonSecureRecipient])
        /// Policy says no.
        case refused(String)
        /// There is no such thing; the value completes “there is no …”.
        case notFound(String)
        /// More than one fits; the candidates.
        case ambiguous(String, [String])
        /// A key, certificate or signature that is sound in itself does not fit here.
        case unsuitable(String)
        /// A file could not be read or written.
        case system(operation: String, reason: String)
        /// A fault inside a computation, such as a signature that does not verify after it was made.
        case internalFault(String)
    }

    /// Where the input is damaged.
    public enum Malformation: Sendable {
        /// In an ASN.1 structure.
        case asn1(ASN1Error)
        /// In the CMS object that a mail holds; offsets count from the start of that object, decoded.
        case cms(ASN1Error)
        /// In the mail around it.
        case mime(MIMEError)
        /// In its textual encoding.
        case pem(PEMError)
        /// In a `.pfx`.
        case pfx(PFXError)
        /// In a key.
        case key(KeyError)
        /// It is not at all what was expected.
        case unrecognised(expected: String, found: String)
    }

    /// What went wrong.
    public let kind: Kind
    /// The file that it is about.
    public var file: String?
    /// Of what cannot be opened: whether the cipher authenticates, so that it is the tag that is wrong.
    public internal(set) var isWrongTag = false

    /// An error that may be about a file.
    public init(_ kind: Kind, file: String? = nil) {
        self.kind = kind
        self.file = file
    }

    /// The same error, about a file, unless it names one already.
    public func about(_ file: String) -> SignetError {
        var copy = self
        copy.file = copy.file ?? file
        return copy
    }
}

/// Somebody who could not read a sealed message.
public struct NonSecureRecipient: Hashable, Sendable {
    /// His address.
    public let address: String
    /// Why he could not.
    public let reason: String

    init(address: String, reason: String) {
        self.address = address
        self.reason = reason
    }
}

extension SignetError: CustomStringConvertible {
    /// One sentence in plain words, which begins with the file and ends with field and offset where there are any.
    public var description: String {
        let wrongTag = "the message was changed after it was sealed, or sealed for another key: its tag is wrong"
        return (file.map { "\($0): " } ?? "") + (isWrongTag ? wrongTag : kind.sentence)
    }

    /// What to do next, where something can be done.
    public var advice: String? {
        switch kind {
        case .wrongPassword: "Try the password again; mind the keyboard layout and capital letters."
        case .passwordNeeded:
            "Run at a terminal to be asked, or give it in a file or the environment: see the command's --help."
        case .notARecipient: "Import the Digital ID that the message was sealed for: signet id import FILE.pfx"
        case .nonSecureRecipients:
            "Add their Digital IDs (signet contact add SIGNED.eml), or send unencrypted with --allow-unencrypted."
        case .notSigned: "Ask the sender to sign the message."
        case .unsupported:
            "Ask the sender to use a current algorithm, or convert the file with the program that made it."
        case .malformed(.unrecognised(_, let found)):
            FileKind(named: found)?.advice
        case .malformed(.pfx(.notAPFX(let lookalike))) where !lookalike.mayBeUnfinished:
            FileKind(lookalike: lookalike)?.advice
        case .malformed(.pfx), .malformed(.asn1), .malformed(.cms):
            "Get the file again; it may have been cut off or changed on its way."
        default: nil
        }
    }
}

extension SignetError.Kind {
    fileprivate var sentence: String {
        switch self {
        case .usage(let reason): reason
        case .malformed(.asn1(let error)): "\(error)"
        case .malformed(.cms(let error)): "\(error) of the CMS object in the mail, decoded"
        case .malformed(.mime(let error)): "\(error)"
        case .malformed(.pem(let error)): "\(error)"
        case .malformed(.pfx(let error)): "\(error)"
        case .malformed(.key(let error)): "\(error)"
        case .malformed(.unrecognised(let expected, let found)): "expected \(expected), found \(found)"
        case .unsupported(let error): "\(error)"
        case .wrongPassword: "the password is wrong"
        case .passwordNeeded: "a password is needed"
        case .notARecipient(let recipients):
            "none of your Digital IDs can open this message; it is sealed for \(recipients.joined(separator: "; "))"
        case .undecryptable: "the message is sealed for you but cannot be opened"
        case .notSigned: "the message is not signed"
        case .nonSecureRecipients(let recipients):
            "non-secure recipients: " + recipients.map { "\($0.address) (\($0.reason))" }.joined(separator: ", ")
        case .refused(let reason): reason
        case .notFound(let what): "there is no \(what)"
        case .ambiguous(let what, let candidates):
            "\(what) fits more than one: \(candidates.joined(separator: ", "))"
        case .unsuitable(let reason): reason
        case .system(let operation, let reason): "cannot \(operation): \(reason)"
        case .internalFault(let reason): "internal fault: \(reason)"
        }
    }
}
