import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetCipher
import SignetKeys
public import SignetX509

/// Content that was opened, and how.
public struct OpenedContent: Sendable {
    /// The content.
    public let content: Bytes
    /// What it is.
    public let contentType: ContentType
    /// The cipher.
    public let encryption: ContentEncryption
    /// Which of the message's recipients it was opened as; `nil` when the key of the content was given.
    public let recipient: Int?
    /// Which of the keys opened it.
    public let openingKey: Int
    /// Whether a tag proved that nobody changed it. What comes out of CBC is not authenticated: someone may have changed it
    /// on the way, and with a small chance a damaged message opens as noise.
    public let isAuthenticated: Bool
}

extension EnvelopedData {
    /// Decrypts the content with the private key of a certificate.
    ///
    /// - Throws: see `open(with:)`.
    public func open(with key: PrivateKey, of certificate: Certificate) throws(CMSError) -> Bytes {
        try open(with: [.certificate(certificate, key)]).content
    }

    /// Decrypts the content with the first of the keys that opens it.
    ///
    /// - Throws: see `open(with:)`.
    public func open(with keys: [RecipientKey]) throws(CMSError) -> Bytes {
        try open(with: keys.map(\.openingKey)).content
    }

    /// Decrypts the content with the first of the keys that opens it (RFC 5652 §6.3, §6.4).
    ///
    /// What comes out of CBC is not authenticated. Callers must treat it as input from a stranger.
    ///
    /// - Parameters:
    ///   - keys: tried in order.
    ///   - everyKey: whether private keys are tried on entries that name another certificate, too.
    /// - Throws: `CMSError.contentAbsent`, `.notARecipient` with all who are, `.algorithm` for what Signet does not have,
    ///   and for everything after that `.undecryptable`, so that nobody learns from errors what a key would decrypt to
    ///   (RFC 3218 §2.3).
    public func open(with keys: [OpeningKey], everyKey: Bool = false) throws(CMSError) -> OpenedContent {
        let (encryption, ciphertext) = try encryptedContentInfo.parts()
        let contentKeys = ContentKeys(
            recipientInfos, keys, keyByteCount: encryption.keyByteCount, originator: originatorInfo,
            everyKey: everyKey)
        for candidate in contentKeys.keys {
            guard let content = encryption.opened(ciphertext, key: candidate.key) else { continue }
            // In the memory in which it was decrypted, which is erased with the last reference to it.
            return OpenedContent(
                content.shared().exposed, encryptedContentInfo.contentType, encryption, candidate)
        }
        throw contentKeys.failure
    }

    /// Decrypts a content that is a secret in its own right, such as a safe with keys in it (RFC 7292 §4.1).
    ///
    /// - Throws: see `open(with:)`.
    public func openSecret(with keys: [OpeningKey], everyKey: Bool = false) throws(CMSError) -> SecretBytes {
        let (encryption, ciphertext) = try encryptedContentInfo.parts()
        let contentKeys = ContentKeys(
            recipientInfos, keys, keyByteCount: encryption.keyByteCount, originator: originatorInfo,
            everyKey: everyKey)
        for candidate in contentKeys.keys {
            guard let content = encryption.opened(ciphertext, key: candidate.key) else { continue }
            return content
        }
        throw contentKeys.failure
    }
}

extension AuthEnvelopedData {
    /// Decrypts the content with the first of the keys that opens it, if nobody changed it (RFC 5083 §2.2).
    ///
    /// - Throws: as `EnvelopedData.open(with:everyKey:)`; `.wrongContainer` for a cipher without a tag.
    public func open(with keys: [OpeningKey], everyKey: Bool = false) throws(CMSError) -> OpenedContent {
        let (encryption, ciphertext) = try authEncryptedContentInfo.parts()
        guard encryption.cipher.isAuthenticating else { throw .wrongContainer(encryption.cipher) }
        let contentKeys = ContentKeys(
            recipientInfos, keys, keyByteCount: encryption.keyByteCount, originator: originatorInfo,
            everyKey: everyKey)
        for candidate in contentKeys.keys where isOfAuthenticatedType {
            for additionalData in additionalDataReadings {
                guard
                    let content = encryption.opened(
                        ciphertext, tag: mac, key: candidate.key, additionalData: additionalData)
                else { continue }
                return OpenedContent(
                    content.shared().exposed, authEncryptedContentInfo.contentType, encryption, candidate)
            }
        }
        throw contentKeys.failure
    }

    /// Whether the content is said to be what the attributes, which the tag covers, say that it is (RFC 5083 §2.1).
    var isOfAuthenticatedType: Bool {
        (authenticatedAttributes?.value ?? []).filter { $0.type == CMSAttribute.contentType }.allSatisfy {
            $0.values == [ContentType.syntax.encode(authEncryptedContentInfo.contentType)]
        }
    }

    /// What the tag covers beside the content (RFC 5083 §2.2), as sent; and as DER, where the sender sent another order.
    var additionalDataReadings: [Bytes] {
        guard let authenticatedAttributes else { return [Bytes()] }
        let (received, sorted) = (authenticatedAttributes.asReceived, authenticatedAttributes.asSorted)
        return received == sorted ? [received] : [received, sorted]
    }
}

extension EncryptedData {
    /// Decrypts the content under a password.
    ///
    /// - Parameters:
    ///   - password: what the key is derived from.
    ///   - maximumIterations: how much work the file may ask for.
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
        let (encryption, ciphertext) = try encryptedContentInfo.parts()
        guard let content = encryption.opened(ciphertext, key: key.duplicate().shared()) else {
            throw .undecryptable
        }
        return content
    }
}

extension OpenedContent {
    fileprivate init(
        _ content: Bytes, _ contentType: ContentType, _ encryption: ContentEncryption, _ key: ContentKey
    ) {
        self.init(
            content: content, contentType: contentType, encryption: encryption,
            recipient: key.recipient < 0 ? nil : key.recipient, openingKey: key.openingKey,
            isAuthenticated: encryption.cipher.isAuthenticating)
    }
}

extension EncryptedContentInfo {
    fileprivate func parts() throws(CMSError) -> (ContentEncryption, Bytes) {
        let encryption: ContentEncryption
        do throws(AlgorithmError) {
            encryption = try ContentEncryption(contentEncryptionAlgorithm)
        } catch { throw .algorithm(error) }
        guard let encryptedContent else { throw .contentAbsent }
        return (encryption, encryptedContent)
    }
}

extension ContentEncryption {
    /// The content of a container that has no room for a tag, or `nil` whatever was wrong. Some senders put an
    /// authenticating cipher there all the same, and the tag behind the ciphertext: it is read so, and no otherwise.
    func opened(_ ciphertext: Bytes, key: SecretSlice) -> SecretBytes? {
        guard cipher.isAuthenticating else {
            do throws(CipherError) {
                return try decrypt(ciphertext.span, key: SecretBytes(copying: key.span))
            } catch { return nil }
        }
        let length = ciphertext.count - tagByteCount
        guard length >= 0 else { return nil }
        return opened(
            ciphertext.prefix(length), tag: ciphertext.dropFirst(length), key: key, additionalData: Bytes())
    }

    /// The content, if the tag is right; `nil` whatever was wrong.
    func opened(_ ciphertext: Bytes, tag: Bytes, key: SecretSlice, additionalData: Bytes) -> SecretBytes? {
        do throws(CipherError) {
            return try open(
                ciphertext.span, tag: tag.span, key: SecretBytes(copying: key.span),
                additionalData: additionalData.span)
        } catch { return nil }
    }
}
