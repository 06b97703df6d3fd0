import SignetASN1
import SignetAlgorithms
import SignetBytes
public import SignetCMS
import SignetKeys
import SignetMIME
import SignetPKCS12
import SignetX509

/// How the errors of the layers below become the ones that a person sees.
extension SignetError {
    init(wrapping error: ASN1Error) { self.init(Kind.malformed(.asn1(error))) }
    init(wrapping error: MIMEError) {
        if case .unreadable(let reason, let file) = error.kind {
            self.init(Kind.system(operation: "read", reason: reason), file: file)
        } else {
            self.init(Kind.malformed(.mime(error)))
        }
    }

    init(wrapping error: PEMError) { self.init(Kind.malformed(.pem(error))) }

    init(wrapping error: X509Error) {
        switch error {
        case .malformed(let error): self.init(wrapping: error)
        case .algorithm(let error): self.init(Kind.unsupported(error))
        case .key(let error): self.init(wrapping: error)
        default: self.init(Kind.unsuitable("\(error)"))
        }
    }

    init(wrapping error: KeyError) {
        switch error {
        case .malformed(let error): self.init(wrapping: error)
        case .pem(let error): self.init(Kind.malformed(.pem(error)))
        case .algorithm(let error): self.init(Kind.unsupported(error))
        case .invalid(let flaw) where flaw.isAboutSize: self.init(Kind.refused("\(error)"))
        case .invalid, .publicKeyMismatch, .notAKey: self.init(Kind.malformed(.key(error)))
        case .wrongPassword: self.init(Kind.wrongPassword)
        case .passwordNeeded: self.init(Kind.passwordNeeded)
        case .elsewhere: self.init(Kind.unsuitable("\(error)"))
        }
    }
}

extension SignetError {
    /// What a person is told of an error of CMS.
    public init(wrapping error: CMSError) {
        switch error {
        case .malformed(let error): self.init(wrapping: error)
        case .algorithm(let error):
            if case .refused = error { self.init(Kind.refused("\(error)")) } else { self.init(Kind.unsupported(error)) }
        case .notARecipient(let recipients): self.init(Kind.notARecipient(recipients.map(\.description)))
        case .undecryptable: self.init(Kind.undecryptable)
        case .wrongPassword: self.init(Kind.wrongPassword)
        case .damagedCompression:
            self.init(Kind.malformed(.unrecognised(expected: "a whole zlib stream", found: "\(error)")))
        case .contentTooLong: self.init(Kind.refused("\(error)"))
        case .stream(let failure):
            self.init(Kind.system(operation: failure.operation, reason: failure.reason), file: failure.file)
        case .key(let reason) where reason.isFault: self.init(Kind.internalFault("\(error)"))
        case .unusableCertificate, .noSubjectKeyIdentifier, .keyMismatch, .key, .noSigners, .noSuchSignature,
            .noRecipients,
            .contentAbsent, .wrongContainer, .wrongContentType, .wrongKeyEncryptionKey,
            .cancelled, .contentChanged, .lengthUnknown, .unusableTimeStamp:
            self.init(Kind.unsuitable("\(error)"))
        }
    }

    /// The same about a CMS object that a mail or PEM file holds, whose offsets are not those of the file.
    init(wrapping error: CMSError, isInMail: Bool) {
        if isInMail, case .malformed(let error) = error {
            self.init(Kind.malformed(.cms(error)))
        } else {
            self.init(wrapping: error)
        }
    }

    init(wrapping error: PFXError) {
        switch error {
        case .wrongPassword: self.init(Kind.wrongPassword)
        case .passwordNeeded: self.init(Kind.passwordNeeded)
        case .unsupported(let error): self.init(Kind.unsupported(error))
        case .tooMuchWork: self.init(Kind.refused("\(error)"))
        case .privateKeyNeeded, .keyElsewhere, .certificateOfAnotherKey: self.init(Kind.unsuitable("\(error)"))
        case .malformed, .notAPFX, .damaged, .nothingInside: self.init(Kind.malformed(.pfx(error)))
        }
    }
}

extension Bytes {
    /// The bytes of any collection; without a copy when it is `Bytes` already.
    init(collection: some Collection<UInt8>) {
        if let bytes = collection as? Bytes {
            self = bytes
            return
        }
        self.init(capacity: collection.count) { output in
            for byte in collection { output.append(byte) }
        }
    }
}
