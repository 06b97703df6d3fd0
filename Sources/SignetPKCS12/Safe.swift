import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS

/// A safe on its way in: what it holds, and how that is encrypted.
struct Safe {
    /// `nil` for a safe that is not encrypted.
    let encryption: PasswordEncryption?
    /// The encoding of `SafeContents`, or the ciphertext of it.
    let content: Bytes

    /// The safe in one of the contents of an `AuthenticatedSafe` (RFC 7292 §4.1).
    init(_ info: ContentInfo) throws(PFXError) {
        switch info {
        case .data(let content):
            encryption = nil
            self.content = content
        case .encryptedData(let encrypted):
            let info = encrypted.encryptedContentInfo
            encryption = try PasswordEncryption(pfx: info.contentEncryptionAlgorithm)
            guard let content = info.encryptedContent else {
                throw .malformed(ASN1Error(.invalidValue("encrypted content is absent"), at: 0).under("EncryptedData"))
            }
            self.content = content
        case .envelopedData:
            throw .unsupported(.unsupported(role: "protection of a safe", name: "public-key privacy mode"))
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
            case .signedData:
                throw .unsupported(.unsupported(role: "protection of a .pfx", name: "public-key integrity mode"))
            default:
                throw .unsupported(
                    .unsupported(role: "protection of a .pfx", name: authSafe.contentType.description))
            }
        }
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
