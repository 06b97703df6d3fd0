import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetHash
public import SignetKeys

extension AuthenticatedData {
    /// Puts a message authentication code beside content that is not hidden, and its key into an entry for each recipient
    /// (RFC 5652 §9).
    ///
    /// - Parameters:
    ///   - content: what is authenticated, and stays readable.
    ///   - recipients: who will check it.
    ///   - code: the message authentication code.
    ///   - digest: the digest of the content, which is authenticated then with attributes beside it, as anything but data
    ///     must be (§9.1); `nil` authenticates data bare.
    ///   - contentType: what the content is.
    ///   - detached: whether the content stays out of the message.
    ///   - originatorInfo: certificates and lists of the sender's that go along.
    ///   - authenticatedAttributes: what else is authenticated.
    ///   - unauthenticatedAttributes: what goes along unprotected.
    /// - Throws: as `EnvelopedData.sealing`.
    public static func authenticating(
        _ content: Bytes, for recipients: [CMSRecipient], with code: PseudorandomFunction = .hmacSHA256,
        digest: DigestAlgorithm? = .sha256, contentType: ContentType = .data, detached: Bool = false,
        originatorInfo: OriginatorInfo? = nil, authenticatedAttributes: [Attribute] = [],
        unauthenticatedAttributes: [Attribute]? = nil
    ) throws(CMSError) -> AuthenticatedData {
        let making = try CodeMaking(code, digest, contentType, authenticatedAttributes)
        making.update(content.span)
        let (attributes, mac) = making.finish()
        return AuthenticatedData(
            originatorInfo: originatorInfo, recipientInfos: try making.infos(for: recipients),
            macAlgorithm: code.identifier, digestAlgorithm: making.digestAlgorithm?.identifier,
            encapContentInfo: EncapsulatedContentInfo(
                contentType: contentType, content: detached ? nil : .octetString(content)),
            authenticatedAttributes: attributes, mac: mac, unauthenticatedAttributes: unauthenticatedAttributes)
    }

    /// The content, if its code is right under the first of the keys that fits (RFC 5652 §9.3).
    ///
    /// - Parameters:
    ///   - keys: the keys at hand.
    ///   - everyKey: whether private keys are tried on entries that name another certificate, too.
    ///   - detached: the content, when it is not in the message.
    /// - Throws: `CMSError.contentAbsent`, `.notARecipient`, `.algorithm`, and for everything after that
    ///   `.undecryptable`.
    public func open(
        with keys: [OpeningKey], everyKey: Bool = false, content detached: Bytes? = nil
    ) throws(CMSError) -> Bytes {
        guard let content = encapContentInfo.content?.octets ?? detached else { throw .contentAbsent }
        let checking = try CodeChecking(self, keys, everyKey: everyKey)
        checking.update(content.span)
        _ = try checking.finish()
        return content
    }
}

/// A code being made while its content passes by.
final class CodeMaking {
    private let key: SecretSlice
    /// The digest of the content, where there are attributes.
    let digestAlgorithm: DigestAlgorithm?
    private let code: PseudorandomFunction
    private let contentType: ContentType
    private let otherAttributes: [Attribute]
    private var mac: HMAC
    private var hash: Hash?

    /// - Throws: `CMSError.algorithm` for a code that Signet does not write.
    init(
        _ code: PseudorandomFunction, _ digest: DigestAlgorithm?, _ contentType: ContentType,
        _ otherAttributes: [Attribute]
    ) throws(CMSError) {
        guard code.standing < .legacy else {
            throw .algorithm(.refused(role: "message authentication code", name: code.name))
        }
        let key = Randomness.secret(count: code.keyByteCount).shared()
        let hasAttributes = digest != nil || contentType != .data || !otherAttributes.isEmpty
        digestAlgorithm = hasAttributes ? digest ?? code.digestAlgorithm : nil
        self.code = code
        self.contentType = contentType
        self.otherAttributes = otherAttributes
        mac = HMAC(code.digestAlgorithm, key: key.span)
        self.key = key
        hash = digestAlgorithm.map { Hash($0) }
    }

    /// An entry for each recipient, with the key in it.
    func infos(for recipients: [CMSRecipient]) throws(CMSError) -> [RecipientInfo] {
        let key = key
        return try recipients.infos(carrying: SecretBytes(copying: key.span))
    }

    func update(_ bytes: Span<UInt8>) {
        if hash == nil { mac.update(bytes) } else { hash?.update(bytes) }
    }

    /// The attributes and the code.
    func finish() -> (Preserved<[Attribute]>?, Bytes) {
        guard let digest = hash?.finalize() else { return (nil, Bytes(mac.finalize().bytes)) }
        let attributes = preserved(digest)
        mac.update(attributes.asReceived.span)
        return (attributes, Bytes(mac.finalize().bytes))
    }

    /// What will be as long as the attributes and the code.
    func likeness() -> (Preserved<[Attribute]>?, Bytes) {
        let zeros = { (count: Int) in [UInt8](repeating: 0, count: count) }
        return (
            digestAlgorithm.map { preserved(Digest(copying: zeros($0.digestByteCount).span)) },
            Bytes(zeros(code.digestAlgorithm.digestByteCount))
        )
    }

    /// RFC 5652 §9.1, RFC 6211 §2.
    private func preserved(_ digest: Digest) -> Preserved<[Attribute]> {
        var attributes = [
            Attribute(CMSAttribute.contentType, ContentType.syntax, contentType),
            Attribute(CMSAttribute.messageDigest, .octetString, Bytes(digest.bytes)),
        ]
        if let digestAlgorithm {
            attributes.append(
                Attribute(
                    CMSAttribute.cmsAlgorithmProtection, CMSAlgorithmProtection.syntax,
                    CMSAlgorithmProtection(
                        digestAlgorithm: digestAlgorithm.identifier, signatureAlgorithm: nil,
                        macAlgorithm: code.identifier)))
        }
        return SignerInfo.attributes.implicit(2).preserving(attributes + otherAttributes)
    }
}

/// A code being checked while its content passes by, with every key that may be its own.
final class CodeChecking {
    private let message: AuthenticatedData
    private let contentKeys: ContentKeys
    private let states: [State]
    private var hash: Hash?
    private let kept = Kept()

    /// - Throws: `CMSError.algorithm`, `.notARecipient`, and what else comes of trying keys on recipients.
    init(_ message: AuthenticatedData, _ keys: [OpeningKey], everyKey: Bool) throws(CMSError) {
        self.message = message
        let code: PseudorandomFunction
        do throws(AlgorithmError) {
            code = try PseudorandomFunction(message.macAlgorithm)
            if message.authenticatedAttributes != nil, let digestAlgorithm = message.digestAlgorithm {
                hash = Hash(try DigestAlgorithm(digestAlgorithm))
            }
        } catch { throw .algorithm(error) }
        contentKeys = ContentKeys(
            message.recipientInfos, keys, keyByteCount: code.keyByteCount,
            otherByteCounts: [code.digestAlgorithm.digestByteCount, 16, 24, 32, 64].filter { $0 != code.keyByteCount },
            originator: message.originatorInfo, everyKey: everyKey)
        guard !contentKeys.keys.isEmpty else { throw contentKeys.failure }
        states = contentKeys.keys.map { State($0.key, code.digestAlgorithm) }
    }

    func update(_ bytes: Span<UInt8>) {
        if message.authenticatedAttributes == nil {
            for state in states { state.update(bytes) }
            kept.append(Bytes(copying: bytes))
        } else {
            hash?.update(bytes)
        }
    }

    /// The key under which the code is right.
    ///
    /// - Throws: `CMSError.undecryptable` when it is right under none.
    func finish() throws(CMSError) -> ContentKey {
        let covered: [Bytes?]
        if let attributes = message.authenticatedAttributes {
            guard isDescribed(by: attributes.value) else { throw contentKeys.failure }
            covered = [attributes.asReceived, attributes.asSorted]
        } else {
            // §9.1: anything but data must have attributes.
            guard message.encapContentInfo.contentType == .data else { throw contentKeys.failure }
            // The attributes of another message have the same code as a content that looks like them.
            if let content = kept.whole, let attributes = try? SignerInfo.attributes.decode(content, rules: .tolerant),
                !attributes.isEmpty
            {
                throw contentKeys.failure
            }
            covered = [nil]
        }
        for bytes in covered {
            for (state, candidate) in zip(states, contentKeys.keys) {
                if let bytes { state.update(bytes.span) }
                if state.matches(message.mac) { return candidate }
            }
        }
        throw contentKeys.failure
    }

    /// Whether the attributes tell the type and the digest of the content, and these algorithms if any (RFC 5652 §9.1,
    /// RFC 6211 §2).
    private func isDescribed(by attributes: [Attribute]) -> Bool {
        func value<Value>(_ type: ObjectIdentifier, _ syntax: Syntax<Value>) -> Value? {
            (try? attributes.single(type, syntax)) ?? nil
        }
        guard value(CMSAttribute.contentType, ContentType.syntax) == message.encapContentInfo.contentType,
            let expected = value(CMSAttribute.messageDigest, .octetString),
            let found = hash?.finalize(), found.matches(expected.span)
        else { return false }
        guard attributes.contains(where: { $0.type == CMSAttribute.cmsAlgorithmProtection }) else { return true }
        guard let named = value(CMSAttribute.cmsAlgorithmProtection, CMSAlgorithmProtection.syntax),
            let digestAlgorithm = message.digestAlgorithm, named.digestAlgorithm.means(digestAlgorithm),
            let macAlgorithm = named.macAlgorithm, macAlgorithm.means(message.macAlgorithm)
        else { return false }
        return named.signatureAlgorithm == nil
    }

    private final class State {
        private var mac: HMAC

        init(_ key: SecretSlice, _ algorithm: DigestAlgorithm) { mac = HMAC(algorithm, key: key.span) }

        func update(_ bytes: Span<UInt8>) { mac.update(bytes) }

        /// Whether the code is that of what has passed by; begins another one.
        func matches(_ code: Bytes) -> Bool { mac.finalize().matches(code.span) }
    }
}

extension PseudorandomFunction {
    /// How long a key Signet makes: as long as the digest (RFC 3370 §3.1), in whole words, which AES key wrap asks for.
    fileprivate var keyByteCount: Int { (digestAlgorithm.digestByteCount + 7) & ~7 }
}
