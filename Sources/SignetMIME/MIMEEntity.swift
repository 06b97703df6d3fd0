public import SignetBytes

/// A header with the body it describes: a message, or a part of one (RFC 2045 §2.4).
///
/// Everything is a slice of the one buffer that was read, so nothing is lost: `raw` is what a signature covers, and
/// `header.raw`, the blank line and `body` make up `raw`.
public struct MIMEEntity: Sendable {
    /// Every byte of the entity.
    public let raw: Bytes
    /// The fields.
    public let header: Header
    /// What follows the blank line, still in its transfer encoding.
    public let body: Bytes
    /// The media type, or the one that applies when none is given or the given one is malformed (RFC 2045 §5.2).
    public let contentType: ContentType
    /// How many entities this one lies in.
    public let depth: Int
    /// Where `raw` begins in the outermost input.
    public let offset: Int
    let limits: MIMELimits

    /// Reads an entity that was found inside something: a part, or what a signed or encrypted layer held.
    ///
    /// Bytes that do not start with a header field are all body, for much software signs bare text.
    /// Throws `MIMEError` when a limit is passed.
    public init(parsing raw: Bytes, limits: MIMELimits = .standard) throws(MIMEError) {
        try self.init(raw, offset: 0, depth: 0, limits: limits)
    }

    init(
        _ raw: Bytes, offset: Int, depth: Int, limits: MIMELimits, default: ContentType = .plainText
    ) throws(MIMEError) {
        guard depth <= limits.depth else { throw MIMEError(.nestingTooDeep(limit: limits.depth), at: offset) }
        let (header, bodyStart) = try Header.parse(raw, from: 0, offset: offset, limits: limits)
        self.raw = raw
        self.header = header
        self.body = raw[bodyStart..<raw.count]
        // A malformed type falls back to text; only an absent one to what the enclosing multipart says.
        self.contentType =
            header["Content-Type"] == nil ? `default` : header.contentType ?? .plainText
        self.depth = depth
        self.offset = offset
        self.limits = limits
    }

    /// Where `body` begins in the outermost input.
    public var bodyOffset: Int { offset + raw.count - body.count }

    /// How the lines of the whole entity end.
    public var lineEnds: LineEnds { LineEnds(of: raw) }

    /// The entity with every line end CRLF: what the signer signed, when a store kept the message with LF
    /// (RFC 8551 §3.1.1). The same buffer as `raw` when nothing had to change.
    public var canonicalized: Bytes { limits.folds.canonical(raw) }

    /// The body with its transfer encoding undone (RFC 2045 §6).
    ///
    /// Throws `invalidBase64` with the place, or `unknownTransferEncoding`.
    public func decodedBody() throws(MIMEError) -> Bytes {
        // RFC 2045 §6.4: a composite type is never encoded as a whole, whatever its header says.
        if contentType.isMultipart { return body }
        let encoding = header.transferEncoding
        if encoding == .base64 || encoding == .quotedPrintable, let folded = limits.folds.decoded(body, encoding) {
            return folded
        }
        switch encoding {
        case .sevenBit, .eightBit, .binary: return body
        case .quotedPrintable: return QuotedPrintable.decode(body.span)
        case .base64:
            do {
                return try TransferBase64.decode(body.span)
            } catch {
                throw MIMEError(.invalidBase64, at: bodyOffset + error.offset)
            }
        case .other(let name): throw MIMEError(.unknownTransferEncoding(name), at: offset)
        }
    }

    /// The text of a part of type text, by its charset; octets that mean nothing in it become U+FFFD, and an unknown
    /// charset is read as UTF-8. Throws what `decodedBody()` throws.
    public func decodedText() throws(MIMEError) -> String {
        let octets = Array(try decodedBody())
        return contentType.charset.flatMap { Charset.decode(octets, charset: $0) }
            ?? String(decoding: octets, as: UTF8.self)
    }

    /// The message inside a message/rfc822 entity (RFC 2046 §5.2.1). Encoded ones, which that section forbids, are read.
    ///
    /// Throws `notEmbeddedMessage`, and what reading the message throws.
    public func embeddedMessage() throws(MIMEError) -> Message {
        guard contentType.isEmbeddedMessage else {
            throw MIMEError(.notEmbeddedMessage(type: contentType.name), at: offset)
        }
        return try Message(decodedBody(), offset: bodyOffset, depth: depth + 1, limits: limits)
    }

    /// The entities directly inside this one: the parts of a multipart, the entity of an embedded message, or none.
    ///
    /// Throws what `multipart()` and `embeddedMessage()` throw.
    public func children() throws(MIMEError) -> [MIMEEntity] {
        if contentType.isMultipart { return try multipart().parts }
        if contentType.isEmbeddedMessage { return [try embeddedMessage().entity] }
        return []
    }
}
