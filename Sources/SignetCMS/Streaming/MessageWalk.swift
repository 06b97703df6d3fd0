import SignetASN1
import SignetAlgorithms
import SignetBytes

/// One walk over a message in a source: structures are read, the content passes by.
final class MessageWalk {
    /// What becomes of the content: called with its next bytes.
    typealias Consumer = (Bytes) throws(CMSError) -> Void

    /// Called when all that stands before the content was read, and the content begins. What stands behind it is still
    /// absent, or empty, in the frame. `length` is that of the content, where it stands in the message.
    typealias Opening = (MessageFrame, _ length: Int?) throws(CMSError) -> Consumer

    private var reader: BERStreamReader<CMSError>
    private let limit: Int
    private let opening: Opening
    /// Whether the message has a content.
    private(set) var hasContent = false
    /// Whether that is an OCTET STRING, and not the element of another type that PKCS #7 allows.
    private(set) var isOctetString = true
    private(set) var contentByteCount: UInt64 = 0

    private init(_ source: any ByteSource, _ limits: MessageLimits, _ opening: @escaping Opening) {
        reader = BERStreamReader { () throws(CMSError) in try source.nextUnlessCancelled() }
        limit = limits.heldByteCount
        self.opening = opening
    }

    /// Walks over the message in a source from its beginning to its end.
    static func over(
        _ source: any ByteSource, limits: MessageLimits, content opening: @escaping Opening
    ) throws(CMSError) -> (frame: MessageFrame, walk: MessageWalk) {
        try source.rewind()
        let walk = MessageWalk(source, limits, opening)
        return (try walk.message(), walk)
    }

    // MARK: - Pieces

    private func under<Result>(
        _ name: String, _ body: () throws(CMSError) -> Result
    ) throws(CMSError) -> Result {
        do throws(CMSError) { return try body() } catch {
            if case .malformed(let error) = error { throw .malformed(error.under(name)) }
            throw error
        }
    }

    private func lifted(_ error: StreamError<CMSError>) -> CMSError {
        switch error {
        case .malformed(let error): .malformed(error)
        case .other(let error): error
        }
    }

    private func enter(_ tag: Tag) throws(CMSError) {
        do throws(StreamError<CMSError>) { try reader.enter(tag) } catch { throw lifted(error) }
    }

    private func leave() throws(CMSError) {
        do throws(StreamError<CMSError>) { try reader.leave() } catch { throw lifted(error) }
    }

    private func next() throws(CMSError) -> Tag? {
        do throws(StreamError<CMSError>) { return try reader.nextHeader()?.tag } catch { throw lifted(error) }
    }

    private func required<Value>(_ name: String, _ syntax: Syntax<Value>) throws(CMSError) -> Value {
        try under(name) { () throws(CMSError) in
            do throws(StreamError<CMSError>) {
                return try reader.read(syntax, atMost: limit)
            } catch { throw lifted(error) }
        }
    }

    /// A field that is there when the next element has this tag, in its primitive or constructed form.
    private func optional<Value>(
        _ name: String, _ tag: Tag, _ syntax: Syntax<Value>
    ) throws(CMSError) -> Value? {
        guard let found = try next(), found.primitive == tag.primitive else { return nil }
        return try required(name, syntax)
    }

    /// Lets the octets of a string pass by.
    private func string(_ tag: Tag, _ frame: MessageFrame) throws(CMSError) {
        hasContent = true
        let header: BERTokenizer.Header?
        do throws(StreamError<CMSError>) { header = try reader.nextHeader() } catch { throw lifted(error) }
        let consume = try opening(frame, header?.tag.isConstructed == false ? header?.length : nil)
        do throws(StreamError<CMSError>) {
            try reader.string(tag, counted(consume))
        } catch { throw lifted(error) }
    }

    private func counted(_ consume: @escaping Consumer) -> Consumer {
        { (bytes) throws(CMSError) in
            self.contentByteCount += UInt64(bytes.count)
            try consume(bytes)
        }
    }

    // MARK: - Structures

    private func message() throws(CMSError) -> MessageFrame {
        let frame = try under("ContentInfo") { () throws(CMSError) -> MessageFrame in
            try enter(.sequence)
            let type = try required("contentType", ContentType.syntax)
            var frame = MessageFrame.other(type)
            if try next() != nil {
                try under("content") { () throws(CMSError) in
                    try enter(.context(0, isConstructed: true))
                    frame = try content(type)
                    try leave()
                }
            }
            try leave()
            return frame
        }
        do throws(StreamError<CMSError>) { try reader.finish() } catch { throw lifted(error) }
        return frame
    }

    private func content(_ type: ContentType) throws(CMSError) -> MessageFrame {
        switch type {
        case .data:
            try string(.octetString, .data)
            return .data
        case .signedData: return try inSequence("SignedData", signedData)
        case .envelopedData: return try inSequence("EnvelopedData", envelopedData)
        case .encryptedData: return try inSequence("EncryptedData", encryptedData)
        case .authEnvelopedData: return try inSequence("AuthEnvelopedData", authEnvelopedData)
        case .digestedData: return try inSequence("DigestedData", digestedData)
        case .authenticatedData: return try inSequence("AuthenticatedData", authenticatedData)
        case .compressedData: return try inSequence("CompressedData", compressedData)
        case .contentCollection: return try inSequence("ContentCollection", contentCollection)
        default:
            try skip()
            return .other(type)
        }
    }

    private func skip() throws(CMSError) {
        do throws(StreamError<CMSError>) { try reader.skip() } catch { throw lifted(error) }
    }

    private func contentCollection() throws(CMSError) -> MessageFrame {
        // Two octets of a message make a place of sixteen here.
        let most = limit / MemoryLayout<Range<Int>>.stride
        var parts: [Range<Int>] = []
        while let tag = try next() {
            let start = reader.offset
            guard tag == .sequence else {
                throw .malformed(ASN1Error(.unexpectedTag(expected: .sequence, found: tag), at: start))
            }
            guard parts.count < most else { throw .malformed(ASN1Error(.tooManyElements(most), at: start)) }
            try skip()
            parts.append(start..<reader.offset)
        }
        return .contentCollection(parts)
    }

    private func inSequence(
        _ name: String, _ body: () throws(CMSError) -> MessageFrame
    ) throws(CMSError) -> MessageFrame {
        try under(name) { () throws(CMSError) in
            try enter(.sequence)
            let frame = try body()
            try leave()
            return frame
        }
    }

    private func signedData() throws(CMSError) -> MessageFrame {
        let version = try required("version", .smallInteger)
        let algorithms = try required("digestAlgorithms", .set(of: AlgorithmIdentifier.syntax))
        var frame = SignedData(
            version: version, digestAlgorithms: algorithms,
            encapContentInfo: EncapsulatedContentInfo(contentType: .data, content: nil), certificates: nil, crls: nil,
            signerInfos: [])
        try encapsulated { type in
            frame.encapContentInfo.contentType = type
            return .signedData(frame)
        }
        frame.certificates = try optional(
            "certificates", .context(0, isConstructed: true),
            .set(of: CertificateChoices.syntax).implicit(0))
        frame.crls = try optional(
            "crls", .context(1, isConstructed: true), .set(of: RevocationInfoChoice.syntax).implicit(1))
        frame.signerInfos = try required("signerInfos", .set(of: SignerInfo.syntax))
        return .signedData(frame)
    }

    private func digestedData() throws(CMSError) -> MessageFrame {
        let version = try required("version", .smallInteger)
        let algorithm = try required("digestAlgorithm", AlgorithmIdentifier.syntax)
        var frame = DigestedData(
            version: version, digestAlgorithm: algorithm,
            encapContentInfo: EncapsulatedContentInfo(contentType: .data, content: nil), digest: Bytes())
        try encapsulated { type in
            frame.encapContentInfo.contentType = type
            return .digestedData(frame)
        }
        frame.digest = try required("digest", .octetString)
        return .digestedData(frame)
    }

    private func compressedData() throws(CMSError) -> MessageFrame {
        let version = try required("version", .smallInteger)
        let algorithm = try required("compressionAlgorithm", AlgorithmIdentifier.syntax)
        var frame = CompressedData(
            version: version, compressionAlgorithm: algorithm,
            encapContentInfo: EncapsulatedContentInfo(contentType: .data, content: nil))
        try encapsulated { type in
            frame.encapContentInfo.contentType = type
            return .compressedData(frame)
        }
        return .compressedData(frame)
    }

    private func authenticatedData() throws(CMSError) -> MessageFrame {
        let version = try required("version", .smallInteger)
        let originator = try optional(
            "originatorInfo", .context(0, isConstructed: true), OriginatorInfo.syntax.implicit(0))
        let recipients = try required("recipientInfos", .set(of: RecipientInfo.syntax))
        let macAlgorithm = try required("macAlgorithm", AlgorithmIdentifier.syntax)
        let digestAlgorithm = try optional(
            "digestAlgorithm", .context(1, isConstructed: true), AlgorithmIdentifier.syntax.implicit(1))
        var frame = AuthenticatedData(
            version: version, originatorInfo: originator, recipientInfos: recipients, macAlgorithm: macAlgorithm,
            digestAlgorithm: digestAlgorithm,
            encapContentInfo: EncapsulatedContentInfo(contentType: .data, content: nil), authenticatedAttributes: nil,
            mac: Bytes(), unauthenticatedAttributes: nil)
        try encapsulated { type in
            frame.encapContentInfo.contentType = type
            return .authenticatedData(frame)
        }
        frame.authenticatedAttributes = try optional(
            "authAttrs", .context(2, isConstructed: true), AuthenticatedData.authenticatedAttributesSyntax)
        frame.mac = try required("mac", .octetString)
        frame.unauthenticatedAttributes = try optional(
            "unauthAttrs", .context(3, isConstructed: true), AuthenticatedData.unauthenticatedAttributesSyntax)
        return .authenticatedData(frame)
    }

    private func envelopedData() throws(CMSError) -> MessageFrame {
        let version = try required("version", .smallInteger)
        let originator = try optional(
            "originatorInfo", .context(0, isConstructed: true), OriginatorInfo.syntax.implicit(0))
        let recipients = try required("recipientInfos", .set(of: RecipientInfo.syntax))
        var frame: EnvelopedData?
        try encrypted("encryptedContentInfo") { info in
            let whole = EnvelopedData(
                version: version, originatorInfo: originator, recipientInfos: recipients, encryptedContentInfo: info,
                unprotectedAttributes: nil)
            frame = whole
            return .envelopedData(whole)
        }
        guard var frame else { preconditionFailure("the content was begun") }
        frame.unprotectedAttributes = try optional(
            "unprotectedAttrs", .context(1, isConstructed: true), SignerInfo.attributes.implicit(1))
        return .envelopedData(frame)
    }

    private func encryptedData() throws(CMSError) -> MessageFrame {
        let version = try required("version", .smallInteger)
        var frame: EncryptedData?
        try encrypted("encryptedContentInfo") { info in
            let whole = EncryptedData(version: version, encryptedContentInfo: info, unprotectedAttributes: nil)
            frame = whole
            return .encryptedData(whole)
        }
        guard var frame else { preconditionFailure("the content was begun") }
        frame.unprotectedAttributes = try optional(
            "unprotectedAttrs", .context(1, isConstructed: true), SignerInfo.attributes.implicit(1))
        return .encryptedData(frame)
    }

    private func authEnvelopedData() throws(CMSError) -> MessageFrame {
        let version = try required("version", .smallInteger)
        let originator = try optional(
            "originatorInfo", .context(0, isConstructed: true), OriginatorInfo.syntax.implicit(0))
        let recipients = try required("recipientInfos", .set(of: RecipientInfo.syntax))
        var frame: AuthEnvelopedData?
        try encrypted("authEncryptedContentInfo") { info in
            let whole = AuthEnvelopedData(
                version: version, originatorInfo: originator, recipientInfos: recipients,
                authEncryptedContentInfo: info, authenticatedAttributes: nil, mac: Bytes(),
                unauthenticatedAttributes: nil)
            frame = whole
            return .authEnvelopedData(whole)
        }
        guard var frame else { preconditionFailure("the content was begun") }
        frame.authenticatedAttributes = try optional(
            "authAttrs", .context(1, isConstructed: true), AuthEnvelopedData.authenticatedAttributesSyntax)
        frame.mac = try required("mac", .octetString)
        frame.unauthenticatedAttributes = try optional(
            "unauthAttrs", .context(2, isConstructed: true), AuthEnvelopedData.unauthenticatedAttributesSyntax)
        return .authEnvelopedData(frame)
    }

    /// `EncapsulatedContentInfo` (RFC 5652 §5.2): its content passes by.
    private func encapsulated(_ frame: (ContentType) -> MessageFrame) throws(CMSError) {
        try under("encapContentInfo") { () throws(CMSError) in
            try enter(.sequence)
            let head = frame(try required("eContentType", ContentType.syntax))
            if try next() != nil {
                try under("eContent") { () throws(CMSError) in
                    try enter(.context(0, isConstructed: true))
                    if try next()?.primitive == .octetString {
                        try string(.octetString, head)
                    } else {
                        // PKCS #7 has an element of any type there; such contents are short.
                        let content = try required("ANY", EncapsulatedContent.syntax).octets
                        (hasContent, isOctetString) = (true, false)
                        contentByteCount = UInt64(content.count)
                        let consume = try opening(head, content.count)
                        if !content.isEmpty { try consume(content) }
                    }
                    try leave()
                }
            } else {
                _ = try opening(head, nil)
            }
            try leave()
        }
    }

    /// `EncryptedContentInfo` (RFC 5652 §6.1): its content passes by.
    private func encrypted(
        _ name: String, _ frame: (EncryptedContentInfo) -> MessageFrame
    ) throws(CMSError) {
        try under(name) { () throws(CMSError) in
            try enter(.sequence)
            let info = EncryptedContentInfo(
                contentType: try required("contentType", ContentType.syntax),
                contentEncryptionAlgorithm: try required("contentEncryptionAlgorithm", AlgorithmIdentifier.syntax),
                encryptedContent: nil)
            let head = frame(info)
            if try next() != nil {
                try under("encryptedContent") { () throws(CMSError) in
                    try string(.context(0, isConstructed: false), head)
                }
            } else {
                _ = try opening(head, nil)
            }
            try leave()
        }
    }
}
