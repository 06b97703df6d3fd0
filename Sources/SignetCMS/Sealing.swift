import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetCipher
import SignetRSA
public import SignetX509

extension EnvelopedData {
    /// Seals content for recipients (RFC 5652 §6.3, §6.4; RFC 3370 §4.2.1): a fresh random key encrypts the content, and
    /// each recipient's public key encrypts that key. The sender is no recipient unless he is listed.
    ///
    /// - Parameters:
    ///   - content: what is sealed; CBC alone does not protect it from changes, only from eyes.
    ///   - transport: how the key is encrypted to the recipients; everyone reads RSAES-PKCS1-v1_5, and RSAES-OAEP (RFC 3560)
    ///     is read by most.
    ///   - form: how the message says whose certificates they are.
    /// - Throws: `CMSError.noRecipients`, `.algorithm` for a cipher that Signet does not write, `.unusableCertificate`,
    ///   `.noSubjectKeyIdentifier`, `.key`.
    public static func sealing(
        _ content: Bytes, for recipients: [Certificate], with cipher: ContentCipher = .aes256CBC,
        carryingKeyBy transport: KeyTransportScheme = .rsaPKCS1v15, contentType: ContentType = .data,
        identifiedBy form: RecipientIdentifier.Form = .issuerAndSerialNumber
    ) throws(CMSError) -> EnvelopedData {
        guard !recipients.isEmpty else { throw .noRecipients }
        let encryption: ContentEncryption
        do throws(AlgorithmError) {
            encryption = try ContentEncryption(cipher)
        } catch { throw .algorithm(error) }

        let key = encryption.makeKey()
        var recipientInfos: [RecipientInfo] = []
        for recipient in recipients {
            let info = try KeyTransRecipientInfo(carrying: key, to: recipient, by: transport, identifiedBy: form)
            recipientInfos.append(.keyTransport(info))
        }
        return EnvelopedData(
            recipientInfos: recipientInfos,
            encryptedContentInfo: EncryptedContentInfo(
                contentType: contentType, contentEncryptionAlgorithm: encryption.identifier,
                encryptedContent: encryption.encrypted(content.span, key: key)))
    }
}

extension KeyTransRecipientInfo {
    fileprivate init(
        carrying key: borrowing SecretBytes, to recipient: Certificate, by transport: KeyTransportScheme,
        identifiedBy form: RecipientIdentifier.Form
    ) throws(CMSError) {
        let publicKey: PublicKey
        do throws(X509Error) {
            publicKey = try recipient.publicKey()
        } catch { throw .unusableCertificate(recipient, error) }
        let encryptedKey: Bytes
        do throws(RSAError) {
            encryptedKey = try transport.wrap(key, for: publicKey)
        } catch { throw .key(error) }
        self.init(
            version: form == .issuerAndSerialNumber ? 0 : 2,
            recipientIdentifier: try RecipientIdentifier(recipient, by: form),
            keyEncryptionAlgorithm: transport.identifier, encryptedKey: encryptedKey)
    }
}

extension EncryptedData {
    /// Encrypts content under a password (RFC 8018 §6; RFC 7292 §4.1 for `.pfx` files).
    ///
    /// - Throws: `CMSError.algorithm` when the scheme does not go with its cipher.
    public static func encrypting(
        _ content: borrowing SecretBytes, with encryption: PasswordEncryption, password: Password,
        contentType: ContentType = .data
    ) throws(CMSError) -> EncryptedData {
        let ciphertext: Bytes
        do throws(CipherError) {
            ciphertext = try encryption.encrypt(content, password: password)
        } catch { throw .algorithm(.invalidParameters(name: encryption.name, nil)) }
        return EncryptedData(
            version: 0,
            encryptedContentInfo: EncryptedContentInfo(
                contentType: contentType, contentEncryptionAlgorithm: encryption.identifier,
                encryptedContent: ciphertext),
            unprotectedAttributes: nil)
    }
}

extension ContentEncryption {
    fileprivate func encrypted(_ content: Span<UInt8>, key: borrowing SecretBytes) -> Bytes {
        do throws(CipherError) {
            return try encrypt(content, key: key)
        } catch { preconditionFailure("key and vector were made for this cipher: \(error)") }
    }
}
