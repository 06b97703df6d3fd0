public import SignetAlgorithms
import SignetBytes
import SignetCipher

/// How a message in a source was opened.
public struct StreamedOpening: Sendable {
    /// What the content is.
    public let contentType: ContentType
    /// The cipher.
    public let encryption: ContentEncryption
    /// Which of the message's recipients it was opened as; `nil` when the key of the content was given.
    public let recipient: Int?
    /// Which of the keys opened it.
    public let openingKey: Int
    /// Whether a tag proved that nobody changed it.
    public let isAuthenticated: Bool
}

extension StreamedMessage {
    /// Decrypts the content with the first of the keys that opens it, into a sink. Of a cipher that authenticates, the sink
    /// gets its first byte when all of the message was found to be right; of another, when the padding was.
    ///
    /// - Parameters:
    ///   - keys: tried in order.
    ///   - everyKey: whether private keys are tried on entries that name another certificate, too.
    ///   - sink: where the content goes.
    /// - Throws: as `EnvelopedData.open(with:everyKey:)`; `.wrongContentType` for a message that is not encrypted.
    public func open(
        with keys: [OpeningKey], everyKey: Bool = false, to sink: any ByteSink
    ) throws(CMSError) -> StreamedOpening {
        let (info, recipients, originator) = try encryptedParts()
        let encryption: ContentEncryption
        do throws(AlgorithmError) {
            encryption = try ContentEncryption(info.contentEncryptionAlgorithm)
        } catch { throw .algorithm(error) }
        guard hasContent else { throw .contentAbsent }
        let contentKeys = ContentKeys(
            recipients, keys, keyByteCount: encryption.keyByteCount, originator: originator, everyKey: everyKey)
        let canChange = encryption.cipher.isAuthenticating && !(source is MemorySource)
        let witness = canChange ? PassWitness() : nil
        guard let (decryptor, candidate) = try decryptor(encryption, contentKeys.keys, witness) else {
            throw contentKeys.failure
        }
        let decrypt = { (bytes: Bytes) throws(CMSError) in try decryptor.update(bytes, to: sink) }
        if let witness {
            try witness.again({ (take) throws(CMSError) in try ciphertext(encryption, take) }, decrypt)
        } else {
            try ciphertext(encryption, decrypt)
        }
        try decryptor.finish(to: sink)
        return StreamedOpening(
            contentType: info.contentType, encryption: encryption,
            recipient: candidate.recipient < 0 ? nil : candidate.recipient, openingKey: candidate.openingKey,
            isAuthenticated: encryption.cipher.isAuthenticating)
    }

    private func encryptedParts() throws(CMSError) -> (EncryptedContentInfo, [RecipientInfo], OriginatorInfo?) {
        switch frame {
        case .envelopedData(let message):
            return (message.encryptedContentInfo, message.recipientInfos, message.originatorInfo)
        case .authEnvelopedData(let message):
            let cipher = try? ContentCipher(message.authEncryptedContentInfo.contentEncryptionAlgorithm)
            if let cipher, !cipher.isAuthenticating { throw .wrongContainer(cipher) }
            return (message.authEncryptedContentInfo, message.recipientInfos, message.originatorInfo)
        case .encryptedData(let message): return (message.encryptedContentInfo, [], nil)
        default: throw .wrongContentType(frame.contentType)
        }
    }

    /// How long the tag is that stands behind the ciphertext, in a container that has no room of its own for it.
    private func tagInContent(_ encryption: ContentEncryption) -> Int {
        guard encryption.cipher.isAuthenticating else { return 0 }
        if case .authEnvelopedData = frame { return 0 }
        return encryption.tagByteCount
    }

    /// Reads the ciphertext: a tag behind it is none of it.
    private func ciphertext(
        _ encryption: ContentEncryption, _ body: @escaping (Bytes) throws(CMSError) -> Void
    ) throws(CMSError) {
        var left = contentByteCount - UInt64(tagInContent(encryption))
        try content { (bytes) throws(CMSError) in
            let part = bytes.prefix(Int(min(UInt64(bytes.count), left)))
            left -= UInt64(part.count)
            if !part.isEmpty { try body(part) }
        }
    }

    /// What decrypts the content, by the first key that fits it. The witness sees the ciphertext that a tag was right for.
    private func decryptor(
        _ encryption: ContentEncryption, _ candidates: [ContentKey], _ witness: PassWitness?
    ) throws(CMSError) -> (Decrypting, ContentKey)? {
        guard encryption.cipher.isAuthenticating else {
            for candidate in candidates {
                let key = SecretBytes(copying: candidate.key.span)
                guard encryption.acceptsEnd(ending, of: contentByteCount, key: key),
                    let decryptor = Decrypting(encryption, key)
                else { continue }
                return (decryptor, candidate)
            }
            return nil
        }

        let tag: Bytes
        let additionalData: [Bytes]
        if case .authEnvelopedData(let message) = frame {
            guard message.isOfAuthenticatedType else { return nil }
            (tag, additionalData) = (message.mac, message.additionalDataReadings)
        } else {
            guard contentByteCount >= UInt64(encryption.tagByteCount) else { return nil }
            (tag, additionalData) = (ending.dropFirst(ending.count - encryption.tagByteCount), [Bytes()])
        }
        let byteCount = contentByteCount - UInt64(tagInContent(encryption))
        var attempts: [(Authenticating, ContentKey)] = []
        for candidate in candidates {
            for data in additionalData {
                guard let attempt = Authenticating(encryption, candidate.key, data, byteCount) else { continue }
                attempts.append((attempt, candidate))
            }
        }
        guard !attempts.isEmpty else { return nil }
        try ciphertext(encryption) { (part) throws(CMSError) in
            witness?.note(part)
            for (attempt, _) in attempts { attempt.update(part) }
        }
        witness?.finish()
        for (attempt, candidate) in attempts {
            if let decryptor = attempt.verify(tag) { return (decryptor, candidate) }
        }
        return nil
    }
}

/// A content being decrypted into a sink.
private final class Decrypting {
    private var decryptor: ContentDecryptor

    init?(_ encryption: ContentEncryption, _ key: borrowing SecretBytes) {
        do throws(CipherError) {
            decryptor = try ContentDecryptor(encryption, key: key)
        } catch { return nil }
    }

    init(_ decryptor: consuming ContentDecryptor) { self.decryptor = decryptor }

    func update(_ bytes: Bytes, to sink: any ByteSink) throws(CMSError) {
        let plaintext: SecretBytes
        do throws(CipherError) {
            plaintext = try decryptor.update(bytes.span)
        } catch { throw .undecryptable }
        if plaintext.count > 0 { try sink.write(plaintext.span) }
    }

    func finish(to sink: any ByteSink) throws(CMSError) {
        let plaintext: SecretBytes
        do throws(CipherError) {
            plaintext = try decryptor.finalize()
        } catch { throw .undecryptable }
        if plaintext.count > 0 { try sink.write(plaintext.span) }
    }
}

/// A content being authenticated with one key.
private final class Authenticating {
    private var authentication: ContentAuthentication
    private var hasFailed = false

    init?(_ encryption: ContentEncryption, _ key: SecretSlice, _ additionalData: Bytes, _ byteCount: UInt64) {
        do throws(CipherError) {
            authentication = try ContentAuthentication(
                encryption, key: SecretBytes(copying: key.span), additionalData: additionalData.span,
                byteCount: byteCount)
        } catch { return nil }
    }

    func update(_ bytes: Bytes) {
        guard !hasFailed, !bytes.isEmpty else { return }
        do throws(CipherError) { try authentication.update(bytes.span) } catch { hasFailed = true }
    }

    func verify(_ tag: Bytes) -> Decrypting? {
        guard !hasFailed else { return nil }
        do throws(CipherError) {
            return Decrypting(try authentication.verify(tag: tag.span))
        } catch { return nil }
    }
}

extension ContentEncryption {
    /// Whether a content of whole blocks that ends so has good padding under a key.
    ///
    /// - Parameter end: at least the last two blocks, or all there is.
    fileprivate func acceptsEnd(_ end: Bytes, of byteCount: UInt64, key: borrowing SecretBytes) -> Bool {
        let blockByteCount = initializationVector.count
        guard byteCount > 0, byteCount % UInt64(blockByteCount) == 0 else { return false }
        let last = end.dropFirst(end.count - blockByteCount)
        let chain =
            end.count >= 2 * blockByteCount
            ? end[(end.count - 2 * blockByteCount)..<(end.count - blockByteCount)] : initializationVector
        do throws(CipherError) {
            _ = try decrypt(last.span, key: key, after: chain.span)
            return true
        } catch { return false }
    }
}
