import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetCipher
public import SignetKeys
public import SignetX509

extension EnvelopedData {
    /// Seals content for recipients (RFC 5652 §6.3, §6.4): a fresh random key encrypts the content, and each recipient's key
    /// encrypts that key. The sender is no recipient unless he is listed.
    ///
    /// - Parameters:
    ///   - content: what is sealed; CBC alone does not protect it from changes, only from eyes.
    ///   - recipients: who will read it.
    ///   - cipher: what encrypts the content.
    ///   - contentType: what the content is.
    ///   - originatorInfo: certificates and lists of the sender's that go along.
    ///   - unprotectedAttributes: what goes along unencrypted and unprotected.
    /// - Throws: `CMSError.noRecipients`, `.wrongContainer` for an authenticating cipher, `.algorithm` for a cipher that Signet
    ///   does not write, `.unusableCertificate`, `.noSubjectKeyIdentifier`, `.key`.
    public static func sealing(
        _ content: Bytes, for recipients: [CMSRecipient], with cipher: ContentCipher = .aes256CBC,
        contentType: ContentType = .data, originatorInfo: OriginatorInfo? = nil,
        unprotectedAttributes: [Attribute]? = nil
    ) throws(CMSError) -> EnvelopedData {
        let encryption = try ContentEncryption(writing: cipher, byteCount: nil)
        guard !cipher.isAuthenticating else { throw .wrongContainer(cipher) }
        let key = encryption.makeKey()
        return EnvelopedData(
            originatorInfo: originatorInfo, recipientInfos: try recipients.infos(carrying: key),
            encryptedContentInfo: EncryptedContentInfo(
                contentType: contentType, contentEncryptionAlgorithm: encryption.identifier,
                encryptedContent: encryption.encrypted(content.span, key: key)),
            unprotectedAttributes: unprotectedAttributes)
    }

    /// Seals content for the owners of certificates.
    ///
    /// - Parameters:
    ///   - content: what is sealed.
    ///   - recipients: who will read it.
    ///   - cipher: what encrypts the content.
    ///   - transport: how the key is encrypted to RSA keys; everyone reads RSAES-PKCS1-v1_5, and RSAES-OAEP (RFC 3560)
    ///     is read by most.
    ///   - contentType: what the content is.
    ///   - form: how the message says whose certificates they are.
    public static func sealing(
        _ content: Bytes, for recipients: [Certificate], with cipher: ContentCipher = .aes256CBC,
        carryingKeyBy transport: KeyTransportScheme = .rsaPKCS1v15, contentType: ContentType = .data,
        identifiedBy form: RecipientIdentifier.Form = .issuerAndSerialNumber
    ) throws(CMSError) -> EnvelopedData {
        try sealing(
            content, for: recipients.map { CMSRecipient($0, transport: transport, identifiedBy: form) }, with: cipher,
            contentType: contentType)
    }
}

extension AuthEnvelopedData {
    /// Seals content for recipients with a cipher that also proves that nobody changed it (RFC 5083 §2.2, RFC 5084).
    ///
    /// - Parameters:
    ///   - content: what is sealed.
    ///   - recipients: who will read it.
    ///   - cipher: what encrypts and protects the content.
    ///   - contentType: what the content is.
    ///   - originatorInfo: certificates and lists of the sender's that go along.
    ///   - authenticatedAttributes: what is protected from changes, and not hidden. Where the content is not data, its
    ///     type is added to them (RFC 5083 §2.1).
    ///   - unauthenticatedAttributes: what goes along unprotected.
    /// - Throws: as `EnvelopedData.sealing`; `.wrongContainer` for a cipher that does not authenticate.
    public static func sealing(
        _ content: Bytes, for recipients: [CMSRecipient], with cipher: ContentCipher = .aes256GCM,
        contentType: ContentType = .data, originatorInfo: OriginatorInfo? = nil,
        authenticatedAttributes: [Attribute] = [], unauthenticatedAttributes: [Attribute]? = nil
    ) throws(CMSError) -> AuthEnvelopedData {
        let encryption = try ContentEncryption(writing: cipher, byteCount: UInt64(content.count))
        guard cipher.isAuthenticating else { throw .wrongContainer(cipher) }
        let key = encryption.makeKey()
        let attributes = Self.preserving(authenticatedAttributes, contentType)
        let (ciphertext, tag) = encryption.sealed(
            content.span, key: key, additionalData: attributes?.asReceived ?? Bytes())
        return AuthEnvelopedData(
            originatorInfo: originatorInfo, recipientInfos: try recipients.infos(carrying: key),
            authEncryptedContentInfo: EncryptedContentInfo(
                contentType: contentType, contentEncryptionAlgorithm: encryption.identifier,
                encryptedContent: ciphertext),
            authenticatedAttributes: attributes, mac: tag, unauthenticatedAttributes: unauthenticatedAttributes)
    }

    /// The attributes as they are written: none at all when there is nothing to say.
    static func preserving(_ attributes: [Attribute], _ contentType: ContentType) -> Preserved<[Attribute]>? {
        var attributes = attributes
        if contentType != .data, !attributes.contains(where: { $0.type == CMSAttribute.contentType }) {
            attributes.append(Attribute(CMSAttribute.contentType, ContentType.syntax, contentType))
        }
        return attributes.isEmpty ? nil : SignerInfo.attributes.implicit(1).preserving(attributes)
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
            encryptedContentInfo: EncryptedContentInfo(
                contentType: contentType, contentEncryptionAlgorithm: encryption.identifier,
                encryptedContent: ciphertext))
    }

    /// Encrypts content under a key that the reader knows otherwise (RFC 5652 §8).
    ///
    /// - Throws: `CMSError.algorithm` for a cipher that Signet does not write, or a key of another length; `.wrongContainer`.
    public static func encrypting(
        _ content: Bytes, with cipher: ContentCipher, key: borrowing SecretBytes, contentType: ContentType = .data,
        unprotectedAttributes: [Attribute]? = nil
    ) throws(CMSError) -> EncryptedData {
        let encryption = try ContentEncryption(writing: cipher, byteCount: nil)
        guard !cipher.isAuthenticating else { throw .wrongContainer(cipher) }
        guard key.count == encryption.keyByteCount else {
            throw .algorithm(.wrongKeyType(name: "\(cipher.name), whose keys have \(encryption.keyByteCount) bytes,"))
        }
        return EncryptedData(
            encryptedContentInfo: EncryptedContentInfo(
                contentType: contentType, contentEncryptionAlgorithm: encryption.identifier,
                encryptedContent: encryption.encrypted(content.span, key: key)),
            unprotectedAttributes: unprotectedAttributes)
    }
}

extension ContentEncryption {
    /// A cipher about to be used.
    init(writing cipher: ContentCipher, byteCount: UInt64?) throws(CMSError) {
        do throws(AlgorithmError) {
            try self.init(cipher, byteCount: byteCount)
        } catch { throw .algorithm(error) }
    }

    fileprivate func encrypted(_ content: Span<UInt8>, key: borrowing SecretBytes) -> Bytes {
        do throws(CipherError) {
            return try encrypt(content, key: key)
        } catch { preconditionFailure("key and vector were made for this cipher: \(error)") }
    }

    fileprivate func sealed(
        _ content: Span<UInt8>, key: borrowing SecretBytes, additionalData: Bytes
    ) -> (Bytes, Bytes) {
        do throws(CipherError) {
            let (ciphertext, tag) = try seal(content, key: key, additionalData: additionalData.span)
            return (ciphertext, tag.bytes)
        } catch { preconditionFailure("key and nonce were made for this cipher and length: \(error)") }
    }
}
