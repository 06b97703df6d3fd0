import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetCipher
public import SignetKeys

/// What a message in a stream is sealed with.
public struct StreamedSealing: Sendable {
    /// Who can open it.
    public var recipients: [CMSRecipient]
    /// The cipher. One that authenticates makes `AuthEnvelopedData`, another one `EnvelopedData`.
    public var cipher: ContentCipher
    /// What the content is.
    public var contentType: ContentType
    /// Whether the cipher's key is derived from the content's (RFC 9709).
    public var derivesKey = false
    /// Certificates and revocation lists of the sender.
    public var originatorInfo: OriginatorInfo?
    /// What is protected from changes, and not hidden; only with a cipher that authenticates.
    public var authenticatedAttributes: [Attribute] = []
    /// What is said beside the content, unprotected.
    public var unprotectedAttributes: [Attribute]?

    /// A message for recipients.
    public init(_ recipients: [CMSRecipient], with cipher: ContentCipher, contentType: ContentType = .data) {
        self.recipients = recipients
        self.cipher = cipher
        self.contentType = contentType
    }

    /// Seals the content in a source (RFC 5652 §6.3, RFC 5083 §2.2) in one reading: DER when its length is known, BER when
    /// not.
    ///
    /// - Parameters:
    ///   - content: what is sealed, from where it stands.
    ///   - sink: where the message goes.
    /// - Throws: as `EnvelopedData.sealing`; `.lengthUnknown` for CCM, which has to know the length; `.contentChanged`,
    ///   `.stream`, `.cancelled`.
    public func write(_ content: any ByteSource, to sink: any ByteSink) throws(CMSError) {
        let encryption: ContentEncryption
        do throws(AlgorithmError) {
            encryption = try ContentEncryption(cipher, byteCount: content.byteCount, derivesKey: derivesKey)
        } catch { throw .algorithm(error) }
        let key = encryption.makeKey()
        let infos = try recipients.infos(carrying: key)

        var before = Fields()
        var behind = Fields()
        let attributes: Preserved<[Attribute]>?
        if cipher.isAuthenticating {
            attributes = AuthEnvelopedData.preserving(authenticatedAttributes, contentType)
            before.append(.smallInteger, 0)
            behind.append(AuthEnvelopedData.authenticatedAttributesSyntax, attributes)
            // In place of the tag, which has this length.
            behind.append(.octetString, Bytes([UInt8](repeating: 0, count: encryption.tagByteCount)))
            behind.append(AuthEnvelopedData.unauthenticatedAttributesSyntax, unprotectedAttributes)
        } else {
            attributes = nil
            let version = EnvelopedData.version(
                originatorInfo, infos, hasAttributes: unprotectedAttributes != nil)
            before.append(.smallInteger, version)
            behind.append(SignerInfo.attributes.implicit(1), unprotectedAttributes)
        }
        before.append(OriginatorInfo.syntax.implicit(0), originatorInfo)
        before.append(.set(of: RecipientInfo.syntax), infos)
        let levels =
            MessageLayout.levels(cipher.isAuthenticating ? .authEnvelopedData : .envelopedData, before.finish())
            + [encryption.level(of: contentType)]
        try encryption.write(
            content, key: key, additionalData: attributes?.asReceived ?? Bytes(), levels,
            behind: behind.finish(), to: sink
        ) { tag in
            var last = Fields()
            if let tag {
                last.append(AuthEnvelopedData.authenticatedAttributesSyntax, attributes)
                last.append(.octetString, tag)
                last.append(AuthEnvelopedData.unauthenticatedAttributesSyntax, unprotectedAttributes)
            } else {
                last.append(SignerInfo.attributes.implicit(1), unprotectedAttributes)
            }
            return last.finish()
        }
    }

    /// Encrypts the content in a source under a key that the reader knows otherwise (RFC 5652 §8), as `EncryptedData`.
    ///
    /// - Throws: as `EncryptedData.encrypting`; `.contentChanged`.
    public static func write(
        _ content: any ByteSource, with cipher: ContentCipher, key secret: SecretSlice,
        contentType: ContentType = .data, to sink: any ByteSink
    ) throws(CMSError) {
        let encryption = try ContentEncryption(writing: cipher, byteCount: nil)
        let key = SecretBytes(copying: secret.span)
        guard !cipher.isAuthenticating else { throw .wrongContainer(cipher) }
        guard key.count == encryption.keyByteCount else {
            throw .algorithm(.wrongKeyType(name: "\(cipher.name), whose keys have \(encryption.keyByteCount) bytes,"))
        }
        let levels =
            MessageLayout.levels(.encryptedData, Syntax<Int>.smallInteger.encode(0))
            + [encryption.level(of: contentType)]
        try encryption.write(
            content, key: key, additionalData: Bytes(), levels, behind: Bytes(), to: sink
        ) { _ in Bytes() }
    }
}

extension ContentEncryption {
    /// `EncryptedContentInfo` (RFC 5652 §6.1) around its content.
    fileprivate func level(of contentType: ContentType) -> MessageLayout.Level {
        var before = Fields()
        before.append(ContentType.syntax, contentType)
        before.append(AlgorithmIdentifier.syntax, identifier)
        return MessageLayout.Level(tag: .sequence, before: before.finish())
    }

    /// How long the ciphertext of a content is.
    private func ciphertextByteCount(_ byteCount: UInt64) -> UInt64 {
        guard !cipher.isAuthenticating else { return byteCount }
        let block = UInt64(initializationVector.count)
        return byteCount / block * block + block
    }

    /// Writes a message whose innermost level, and no other, has anything behind it, but for the one around it.
    ///
    /// - Parameter behind: what will stand behind the content in the structure around the innermost level, or what is as
    ///   long; `last` makes it when the tag is known.
    fileprivate func write(
        _ content: any ByteSource, key: borrowing SecretBytes, additionalData: Bytes, _ levels: [MessageLayout.Level],
        behind: Bytes, to sink: any ByteSink, last: (Bytes?) -> Bytes
    ) throws(CMSError) {
        let byteCount = content.byteCount
        if byteCount == nil, cipher.needsByteCount { throw .lengthUnknown(cipher) }
        var encryptor: ContentEncryptor
        do throws(CipherError) {
            encryptor = try ContentEncryptor(
                self, key: key, additionalData: additionalData.span, byteCount: byteCount)
        } catch { throw .unwritable(error) }
        let layout = try MessageLayout.begin(
            levels, string: .context(0, isConstructed: false),
            contentByteCount: byteCount.map(ciphertextByteCount), behind: [0, 0, behind.count, 0], to: sink)
        let tag: Bytes?
        while let bytes = try content.nextUnlessCancelled() {
            let ciphertext: Bytes
            do throws(CipherError) {
                ciphertext = try encryptor.update(bytes.span)
            } catch { throw .unwritable(error) }
            try layout.content(ciphertext.span)
        }
        let ending: Bytes
        do throws(CipherError) {
            let (ciphertext, found) = try encryptor.finalize()
            (ending, tag) = (ciphertext, found?.bytes)
        } catch { throw .unwritable(error) }
        try layout.content(ending.span)
        try layout.end([Bytes(), Bytes(), last(tag), Bytes()])
    }
}

extension CMSError {
    /// A content that its cipher cannot take.
    fileprivate static func unwritable(_ error: CipherError) -> CMSError {
        if case .messageByteCount = error { return .contentChanged }
        return .contentTooLong
    }
}
