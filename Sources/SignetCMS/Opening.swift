public import SignetAlgorithms
public import SignetBytes
import SignetCipher
import SignetRSA
public import SignetX509

extension EnvelopedData {
    /// Decrypts the content with the private key of a certificate.
    ///
    /// - Throws: see `open(with:)`.
    public func open(with key: PrivateKey, of certificate: Certificate) throws(CMSError) -> Bytes {
        try open(with: [RecipientKey(certificate: certificate, key: key)])
    }

    /// Decrypts the content with the first of the keys that opens it (RFC 5652 §6.3, §6.4).
    ///
    /// What comes out of CBC is not authenticated: someone may have changed it on the way, and with a small chance a
    /// damaged message opens as noise. Callers must treat it as input from a stranger.
    ///
    /// - Throws: `CMSError.contentAbsent`, `.notARecipient` with all who are, `.algorithm` for what Signet does not have,
    ///   and for everything after that `.undecryptable`, so that nobody learns from errors what a key would decrypt to
    ///   (RFC 3218 §2.3).
    public func open(with keys: [RecipientKey]) throws(CMSError) -> Bytes {
        let encryption: ContentEncryption
        do throws(AlgorithmError) {
            encryption = try ContentEncryption(encryptedContentInfo.contentEncryptionAlgorithm)
        } catch { throw .algorithm(error) }
        guard let ciphertext = encryptedContentInfo.encryptedContent else { throw .contentAbsent }

        var failure = CMSError.notARecipient(recipientInfos)
        for case .keyTransport(let recipient) in recipientInfos {
            for candidate in keys where recipient.recipientIdentifier.identifies(candidate.certificate) {
                let transport: KeyTransportScheme
                do throws(AlgorithmError) {
                    transport = try KeyTransportScheme(recipient.keyEncryptionAlgorithm)
                } catch {
                    if failure != .undecryptable { failure = .algorithm(error) }
                    continue
                }
                if let content = recipient.open(ciphertext, encryption, transport, candidate.key) { return content }
                failure = .undecryptable
            }
        }
        throw failure
    }
}

extension KeyTransRecipientInfo {
    /// The content, or `nil` whatever was wrong. A wrong key comes out of `unwrap` as random bytes, so that bad padding
    /// around the key shows no sooner, and no otherwise, than bad padding of the content.
    fileprivate func open(
        _ ciphertext: Bytes, _ encryption: ContentEncryption, _ transport: KeyTransportScheme, _ privateKey: PrivateKey
    ) -> Bytes? {
        do throws(RSAError) {
            let key = try transport.unwrap(
                encryptedKey.span, keyByteCount: encryption.keyByteCount, with: privateKey)
            return encryption.decrypted(ciphertext, key: key)?.declassified()
        } catch { return nil }
    }
}

extension EncryptedData {
    /// Decrypts the content under a password.
    ///
    /// - Parameter maximumIterations: how much work the file may ask for.
    /// - Throws: `CMSError.contentAbsent`, `.algorithm`, `.undecryptable` for a wrong password and for damage alike.
    public func open(
        password: Password, maximumIterations: Int = PasswordEncryption.maximumIterations
    ) throws(CMSError) -> SecretBytes {
        let encryption: PasswordEncryption
        do throws(AlgorithmError) {
            encryption = try PasswordEncryption(
                encryptedContentInfo.contentEncryptionAlgorithm, maximumIterations: maximumIterations)
        } catch { throw .algorithm(error) }
        guard let ciphertext = encryptedContentInfo.encryptedContent else { throw .contentAbsent }
        do throws(CipherError) {
            return try encryption.decrypt(ciphertext.span, password: password)
        } catch { throw .undecryptable }
    }

    /// Decrypts the content with the key of the cipher itself.
    ///
    /// - Throws: `CMSError.contentAbsent`, `.algorithm`, `.undecryptable` for a wrong key and for damage alike.
    public func open(key: borrowing SecretBytes) throws(CMSError) -> SecretBytes {
        let encryption: ContentEncryption
        do throws(AlgorithmError) {
            encryption = try ContentEncryption(encryptedContentInfo.contentEncryptionAlgorithm)
        } catch { throw .algorithm(error) }
        guard let ciphertext = encryptedContentInfo.encryptedContent else { throw .contentAbsent }
        guard let content = encryption.decrypted(ciphertext, key: key) else { throw .undecryptable }
        return content
    }
}

extension ContentEncryption {
    /// The content without its padding, or `nil` whatever was wrong.
    fileprivate func decrypted(_ ciphertext: Bytes, key: borrowing SecretBytes) -> SecretBytes? {
        do throws(CipherError) {
            return try decrypt(ciphertext.span, key: key)
        } catch { return nil }
    }
}
