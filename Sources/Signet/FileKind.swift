import SignetASN1
package import SignetBytes
import SignetCMS
import SignetMIME
import SignetPKCS12
import SignetX509

/// What a file holds that was taken for something else, and the command that reads it.
enum FileKind: CaseIterable {
    case certificate, certificationRequest, revocationList, message, pfx, privateKey, publicKey
    case ocspRequest, ocspResponse, timeStampRequest, timeStampResponse, mail, javaKeystore, openSSHKey, openPGP

    /// Recognises what is a whole structure of its kind, or PEM of a known label; `nil` for what is damaged, or none of these.
    init?(_ file: Bytes) {
        switch InputForm(file) {
        case .der: self.init(der: file)
        case .pem: self.init(label: PEM.firstLabel(in: file) ?? "")
        case .mail: self = .mail
        case .binary, .text: self.init(lookalike: PFXLookalike(file))
        case .empty, .html, .zip, .vCard: return nil
        }
    }

    /// By the label of PEM.
    init?(label: String) {
        switch label {
        case PEM.Label.certificate, "X509 CERTIFICATE", "TRUSTED CERTIFICATE": self = .certificate
        case PEM.Label.certificationRequest, "NEW CERTIFICATE REQUEST": self = .certificationRequest
        case PEM.Label.certificateList: self = .revocationList
        case _ where PEM.Label.messages.contains(label): self = .message
        case "PKCS12": self = .pfx
        case "PUBLIC KEY", "RSA PUBLIC KEY": self = .publicKey
        case PEM.Label.ocspRequest: self = .ocspRequest
        case PEM.Label.ocspResponse: self = .ocspResponse
        case "OPENSSH PRIVATE KEY": self = .openSSHKey
        case _ where label.hasPrefix("PGP "): self = .openPGP
        case _ where label.hasSuffix("PRIVATE KEY"): self = .privateKey
        default: return nil
        }
    }

    /// By what an error calls it, which may add what a message is without.
    init?(named name: String) {
        let kind =
            Self.allCases.first { $0.description == name }
            ?? (name.hasPrefix("\(Self.message) ") ? .message : nil)
        guard let kind else { return nil }
        self = kind
    }

    private init?(der: Bytes) {
        if let kind = FileKind(lookalike: PFXLookalike(der)) {
            self = kind
        } else if (try? PFX(reading: der)) != nil {
            self = .pfx
        } else {
            return nil
        }
    }

    init?(lookalike: PFXLookalike?) {
        switch lookalike {
        case .certificate: self = .certificate
        case .certificationRequest: self = .certificationRequest
        case .revocationList: self = .revocationList
        case .cms: self = .message
        case .privateKey, .encryptedPrivateKey: self = .privateKey
        case .publicKey: self = .publicKey
        case .ocspRequest: self = .ocspRequest
        case .ocspResponse: self = .ocspResponse
        case .timeStampRequest: self = .timeStampRequest
        case .timeStampResponse: self = .timeStampResponse
        case .javaKeystore: self = .javaKeystore
        case .pem(let label): self.init(label: label)
        default: return nil
        }
    }

    /// Whether someone who expects this has it, though it could not be read.
    fileprivate func isMeant(by expected: String) -> Bool {
        switch expected {
        case "a key": [.privateKey, .publicKey].contains(self)
        case "a mail or a CMS message": [.mail, .message].contains(self)
        default: description == expected
        }
    }

    /// What reads it, if anything here does.
    var command: String? {
        switch self {
        case .certificate: "cert show"
        case .certificationRequest: "cert request"
        case .revocationList: "crl show"
        case .message: "cms show"
        case .pfx: "pfx inspect"
        case .privateKey, .publicKey: "key show"
        case .ocspRequest: "ca ocsp-respond"
        case .ocspResponse: "cert verify --ocsp"
        case .timeStampRequest: "ca timestamp"
        case .timeStampResponse: "cms timestamp --token"
        case .mail: "verify"
        case .javaKeystore, .openSSHKey, .openPGP: nil
        }
    }
}

extension FileKind {
    /// The same as a sentence.
    var advice: String? { command.map { "What reads it: signet \($0)" } }
}

extension PFXLookalike {
    /// Whether it may be what a download left that did not do what was wanted.
    var mayBeUnfinished: Bool {
        switch self {
        case .empty, .html, .zeros: true
        default: false
        }
    }
}

extension FileKind: CustomStringConvertible {
    /// With its article.
    var description: String {
        switch self {
        case .certificate: "a certificate"
        case .certificationRequest: "a certificate request"
        case .revocationList: "a revocation list"
        case .message: "a CMS message"
        case .pfx: "a .pfx file"
        case .privateKey: "a private key"
        case .publicKey: "a public key"
        case .ocspRequest: "an OCSP request"
        case .ocspResponse: "an OCSP response"
        case .timeStampRequest: "a request for a time-stamp"
        case .timeStampResponse: "a time-stamp"
        case .mail: "a mail"
        case .javaKeystore: "a Java keystore"
        case .openSSHKey: "a private key of OpenSSH"
        case .openPGP: "a key or message of OpenPGP"
        }
    }
}

extension PFXLookalike {
    /// What has nothing to do with certificates, or does not look like it any more, by name.
    var foreignName: String? {
        switch self {
        case .unrelated(let name): name
        case .pdf: "a PDF document"
        case .utf16: "text in UTF-16, which has to be UTF-8"
        case .zeros: "nothing but zeros"
        case .takenForText: "a file that was saved or sent as text, which changes its bytes"
        default: nil
        }
    }
}

extension SignetError {
    /// What is said of a file that could not be read as what it was taken for: what it is instead where that is known, and else
    /// what is wrong with it.
    ///
    /// - Parameters:
    ///   - content: its bytes.
    ///   - expected: what it was taken for, with an article.
    ///   - error: what reading it as that came to.
    ///   - file: what to call it.
    package init(misread content: Bytes, expected: String, _ error: SignetError, file: String? = nil) {
        self = error
        if case .malformed = error.kind, let found = Self.name(of: content, unlike: expected) {
            self.init(.malformed(.unrecognised(expected: expected, found: found)))
        }
        if let file { self.file = file }
    }

    /// What a file is; `nil` when it is what was expected, or a structure so damaged that what is wrong with it says more.
    private static func name(of content: Bytes, unlike expected: String) -> String? {
        if let kind = FileKind(content) { return kind.isMeant(by: expected) ? nil : kind.description }
        if let name = PFXLookalike(content)?.foreignName { return name }
        let form = InputForm(content)
        switch form {
        case .der, .mail: return nil
        case .pem: return PEM.firstLabel(in: content).map { "PEM with \($0)" }
        case .binary where content.first == 0x30: return nil
        case .empty, .html, .zip, .vCard, .text, .binary: return form.description == expected ? nil : form.description
        }
    }

    /// What is said of what could not be read as a mail: what it is where that has a name, and else what it lacks.
    init(noMail content: Bytes, _ error: MIMEError, expected: String) {
        self.init(wrapping: error)
        let kind = FileKind(content).flatMap { $0.isMeant(by: expected) ? nil : $0.description }
        if let found = kind ?? PFXLookalike(content)?.foreignName {
            self.init(.malformed(.unrecognised(expected: expected, found: found)))
        }
    }

    /// The same of a PEM file without an object of the right label.
    init(labels objects: [PEM], expected: String, file: String? = nil) {
        let labels = Set(objects.map(\.label)).sorted()
        let kinds = Set(labels.map { FileKind(label: $0)?.description ?? "PEM with \($0)" }).sorted()
        self.init(.malformed(.unrecognised(expected: expected, found: kinds.joined(separator: " and "))), file: file)
    }
}
