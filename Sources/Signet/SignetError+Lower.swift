import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetKeys
import SignetMIME
import SignetPKCS12
import SignetRSA
import SignetX509

/// How the errors of the layers below become the ones that a person sees.
extension SignetError {
    init(_ error: ASN1Error) { self.init(.malformed(.asn1(error))) }
    init(_ error: MIMEError) { self.init(.malformed(.mime(error))) }
    init(_ error: PEMError) { self.init(.malformed(.pem(error))) }

    init(_ error: X509Error) {
        switch error {
        case .malformed(let error): self.init(error)
        case .algorithm(let error): self.init(.unsupported(error))
        case .key(let error): self.init(error)
        default: self.init(.unsuitable("\(error)"))
        }
    }

    init(_ error: KeyError) {
        switch error {
        case .malformed(let error): self.init(error)
        case .algorithm(let error): self.init(.unsupported(error))
        case .invalid: self.init(.malformed(.key(error)))
        case .wrongPassword: self.init(Kind.wrongPassword)
        case .passwordNeeded: self.init(Kind.passwordNeeded)
        }
    }
}

extension SignetError {
    init(_ error: CMSError) {
        switch error {
        case .malformed(let error): self.init(error)
        case .algorithm(let error): self.init(.unsupported(error))
        case .notARecipient(let recipients): self.init(.notARecipient(recipients.map(\.description)))
        case .undecryptable: self.init(.undecryptable)
        case .key(.faultDetected): self.init(.internalFault("\(error)"))
        case .unusableCertificate, .noSubjectKeyIdentifier, .keyMismatch, .key, .noSigners, .noRecipients,
            .contentAbsent:
            self.init(.unsuitable("\(error)"))
        }
    }

    init(_ error: PFXError) {
        switch error {
        case .wrongPassword: self.init(Kind.wrongPassword)
        case .passwordNeeded: self.init(Kind.passwordNeeded)
        case .unsupported(let error): self.init(.unsupported(error))
        default: self.init(.malformed(.pfx(error)))
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
