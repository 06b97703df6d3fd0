import SignetASN1
public import SignetAlgorithms
import SignetBytes
public import SignetHash
public import SignetKeys

/// What a content in a stream is authenticated with.
public struct StreamedAuthenticating: Sendable {
    /// Who can check it.
    public var recipients: [CMSRecipient]
    /// The message authentication code.
    public var code: PseudorandomFunction
    /// The digest of the content, which is authenticated then with attributes beside it; `nil` authenticates data bare.
    public var digest: DigestAlgorithm? = .sha256
    /// What the content is.
    public var contentType: ContentType
    /// What else is authenticated.
    public var authenticatedAttributes: [Attribute] = []
    /// Certificates and revocation lists of the sender.
    public var originatorInfo: OriginatorInfo?

    /// A message for recipients.
    public init(
        _ recipients: [CMSRecipient], with code: PseudorandomFunction = .hmacSHA256, contentType: ContentType = .data
    ) {
        self.recipients = recipients
        self.code = code
        self.contentType = contentType
    }

    /// Authenticates the content in a source in one reading: DER when its length is known, BER when not.
    ///
    /// - Throws: as `AuthenticatedData.authenticating`; `.contentChanged`, `.stream`, `.cancelled`.
    public func write(_ content: any ByteSource, to sink: any ByteSink) throws(CMSError) {
        let making = try CodeMaking(code, digest, contentType, authenticatedAttributes)
        var message = AuthenticatedData(
            originatorInfo: originatorInfo, recipientInfos: try making.infos(for: recipients),
            macAlgorithm: code.identifier, digestAlgorithm: making.digestAlgorithm?.identifier,
            encapContentInfo: EncapsulatedContentInfo(contentType: contentType, content: nil),
            authenticatedAttributes: nil, mac: Bytes())
        var before = Fields()
        before.append(.smallInteger, message.version)
        before.append(OriginatorInfo.syntax.implicit(0), message.originatorInfo)
        before.append(.set(of: RecipientInfo.syntax), message.recipientInfos)
        before.append(AlgorithmIdentifier.syntax, message.macAlgorithm)
        before.append(AlgorithmIdentifier.syntax.implicit(1), message.digestAlgorithm)
        (message.authenticatedAttributes, message.mac) = making.likeness()
        let layout = try MessageLayout.begin(
            MessageLayout.levels(.authenticatedData, before.finish()) + MessageLayout.encapsulated(contentType),
            string: .octetString, contentByteCount: content.byteCount, behind: [0, 0, message.behind.count, 0, 0],
            to: sink)
        while let bytes = try content.nextUnlessCancelled() {
            making.update(bytes.span)
            try layout.content(bytes.span)
        }
        (message.authenticatedAttributes, message.mac) = making.finish()
        try layout.end([Bytes(), Bytes(), message.behind, Bytes(), Bytes()])
    }
}

extension AuthenticatedData {
    /// What stands behind the content in a message.
    fileprivate var behind: Bytes {
        var fields = Fields()
        fields.append(Self.authenticatedAttributesSyntax, authenticatedAttributes)
        fields.append(.octetString, mac)
        fields.append(Self.unauthenticatedAttributesSyntax, unauthenticatedAttributes)
        return fields.finish()
    }
}

/// How the code of a message in a source was checked.
public struct StreamedAuthentication: Sendable {
    /// Which of the message's recipients it was checked as; `nil` when the key of the code was given.
    public let recipient: Int?
    /// Which of the keys fitted.
    public let openingKey: Int
}

extension StreamedMessage {
    /// Checks the code of an `AuthenticatedData` (RFC 5652 §9.3) with the first of the keys that fits, and writes its
    /// content into a sink, which gets its first byte when all of the message was found to be right.
    ///
    /// - Parameters:
    ///   - keys: the keys at hand.
    ///   - everyKey: whether private keys are tried on entries that name another certificate, too.
    ///   - detached: the content, when it is not in the message.
    ///   - sink: what gets the content.
    /// - Throws: as `AuthenticatedData.open(with:everyKey:content:)`; `.wrongContentType`.
    public func authenticate(
        with keys: [OpeningKey], everyKey: Bool = false, detached: (any ByteSource)? = nil, to sink: any ByteSink
    ) throws(CMSError) -> StreamedAuthentication {
        guard case .authenticatedData(let message) = frame else { throw .wrongContentType(frame.contentType) }
        guard hasContent || detached != nil else { throw .contentAbsent }
        let checking = try CodeChecking(message, keys, everyKey: everyKey)
        let witness = PassWitness()
        try pass(detached) { (bytes) throws(CMSError) in
            checking.update(bytes.span)
            witness.note(bytes)
        }
        witness.finish()
        let candidate = try checking.finish()
        try witness.again({ (take) throws(CMSError) in try pass(detached, take) }) { (bytes) throws(CMSError) in
            try sink.write(bytes.span)
        }
        return StreamedAuthentication(
            recipient: candidate.recipient < 0 ? nil : candidate.recipient, openingKey: candidate.openingKey)
    }

    private func pass(
        _ detached: (any ByteSource)?, _ body: @escaping (Bytes) throws(CMSError) -> Void
    ) throws(CMSError) {
        guard !hasContent, let detached else { return try content(body) }
        try detached.rewind()
        while let bytes = try detached.nextUnlessCancelled() { try body(bytes) }
    }
}
