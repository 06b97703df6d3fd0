import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetX509

/// A safe on its way in: what it holds, and how that is encrypted.
struct Safe {
    /// `nil` for a safe that is not encrypted.
    let encryption: PasswordEncryption?
    /// The encoding of `SafeContents`, or the ciphertext of it.
    let content: Bytes
    /// The message that it is, when it is for the owner of a private key (RFC 7292 §3.1).
    let envelope: EnvelopedData?

    /// The safe in one of the contents of an `AuthenticatedSafe` (RFC 7292 §4.1).
    init(_ info: ContentInfo) throws(PFXError) {
        switch info {
        case .data(let content):
            (encryption, envelope) = (nil, nil)
            self.content = content
        case .encryptedData(let encrypted):
            let info = encrypted.encryptedContentInfo
            encryption = try PasswordEncryption(pfx: info.contentEncryptionAlgorithm)
            guard let content = info.encryptedContent else {
                throw .malformed(ASN1Error(.invalidValue("encrypted content is absent"), at: 0).under("EncryptedData"))
            }
            self.content = content
            envelope = nil
        case .envelopedData(let envelope):
            encryption = nil
            self.envelope = envelope
            content = Bytes()
        default:
            throw .unsupported(.unsupported(role: "protection of a safe", name: info.contentType.description))
        }
    }
}

extension PFX {
    /// The encoding of the `AuthenticatedSafe`: what the code is computed over (RFC 7292 §5.1 step 5.B).
    var authenticatedContent: Bytes {
        get throws(PFXError) {
            switch authSafe {
            case .data(let content): return content
            case .signedData(let signed):
                guard let content = signed.encapContentInfo.content?.octets else {
                    throw .malformed(ASN1Error(.invalidValue("signed content is absent"), at: 0).under("PFX.authSafe"))
                }
                return content
            default:
                throw .unsupported(
                    .unsupported(role: "protection of a .pfx", name: authSafe.contentType.description))
            }
        }
    }

    /// Who signed the contents, in public-key integrity mode (RFC 7292 §3.2); `nil` in the other one.
    ///
    /// - Throws: `PFXError.damaged(.signature)` when no signature holds.
    func checkedSigner() throws(PFXError) -> Certificate? {
        guard case .signedData(let signed) = authSafe else { return nil }
        let checks = signed.checks()
        for check in checks { if case .good(let certificate) = check.outcome { return certificate } }
        throw .damaged(.signature(checks.first.map { "\($0.outcome)" } ?? "there is none"))
    }
}

extension PasswordEncryption {
    /// The encryption that a part of a file names.
    init(pfx identifier: AlgorithmIdentifier) throws(PFXError) {
        do throws(AlgorithmError) {
            try self.init(identifier)
        } catch { throw PFXError(error) }
    }
}

extension PasswordMAC {
    /// The code that a file names.
    init(_ macData: MacData) throws(PFXError) {
        do throws(AlgorithmError) {
            try self.init(macData.mac.digestAlgorithm, salt: macData.macSalt, iterations: macData.iterations)
        } catch { throw PFXError(error) }
    }
}
