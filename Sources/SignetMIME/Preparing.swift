public import SignetBytes

/// How much care an entity needs before it is signed, compressed or sealed.
public enum ContentCare: Sendable {
    /// Canonical line ends, and every part that transport could damage gets a transfer encoding. Needed for clear
    /// signing (RFC 8551 §3.1.3), and recommended for every other form (§3.1.2).
    case transportSafe
    /// Canonical line ends only: for layers whose recipients take 8-bit and binary parts (RFC 8551 §3.1.2).
    case canonical
}

/// A message taken apart for protection: the fields that stay outside, and the entity to be signed or sealed.
public struct PreparedMessage: Sendable {
    /// The fields that stay outside (From, To, Subject, Date, …), each ending in CRLF, without the blank line. It has a
    /// MIME-Version field.
    public let outerHeader: Bytes
    /// The entity in canonical form (RFC 8551 §3.1): these very bytes are digested, and written.
    public let content: Bytes
    /// What the marks in the content stand for.
    let folds: Folds?

    /// Puts a header and an entity together that were prepared before: to wrap one layer into another.
    public init(outerHeader: Bytes, content: Bytes, folds: Folds? = nil) {
        self.outerHeader = outerHeader
        self.content = content
        self.folds = folds
    }
}

extension Message {
    /// Takes the message apart for protection (RFC 8551 §3.1).
    ///
    /// Content-… fields go inside with the body; all others stay outside. A message that does not say what it is
    /// becomes text/plain. Line ends become CRLF. Under `.transportSafe`, parts that transport could damage get
    /// quoted-printable (text) or base64 (all else); safe parts stay as they are, a last line without an end included.
    /// Doing it twice changes nothing more. An mbox "From " line and Content-Length, which tell of the store and not of
    /// the message, are left out.
    ///
    /// With header protection, the fields go inside too, and a sealed message shows outside what its policy leaves
    /// (RFC 9788 §5.2). A message that is signed or sealed already has its payload inside that layer, and stays as it is.
    ///
    /// Throws `MIMEError` when the parts of the message cannot be told.
    public func prepared(
        _ care: ContentCare = .transportSafe, protectingHeader protection: HeaderProtection? = nil
    ) throws(MIMEError) -> PreparedMessage {
        let fields = header.fields.filter { !$0.isNamed("Content-Length") }
        var outer = fields.filter { !$0.describesContent }
        if !outer.contains(where: { $0.isNamed("MIME-Version") }) {
            outer.append(HeaderField(name: "MIME-Version", value: "1.0"))
        }
        var inner = fields.filter(\.describesContent)
        if header["Content-Type"] == nil {
            inner.insert(HeaderField(name: "Content-Type", value: "text/plain; charset=\(guessedCharset)"), at: 0)
        }
        var payload = entity
        if let protection, protection.confidentiality != .none, try entity.isUnprotected,
            inner.contains(where: { $0.isNamed("Content-Type") && ContentType($0.unfolded) != nil })
        {
            let applied = protection.applied(to: outer, content: inner)
            (outer, inner) = (applied.outer, applied.inner)
            if protection.showsLegacyDisplay, !applied.hidden.isEmpty {
                payload = try entity.addingLegacyDisplay(applied.hidden)
                // The part may have got another charset, encoding and the mark.
                let content = payload.header.fields.filter(\.describesContent)
                if !payload.contentType.isMultipart, payload.raw != entity.raw {
                    inner = protection.applied(to: fields.filter { !$0.describesContent }, content: content).inner
                }
            }
        }
        var writer = EntityWriter(care: care, capacity: payload.raw.count + 1024, folds: entity.limits.folds)
        for field in outer { writer.append(field) }
        let outerByteCount = writer.byteCount
        try writer.append(payload, fields: inner)
        let output = writer.finish()
        return PreparedMessage(
            outerHeader: output[0..<outerByteCount], content: output[outerByteCount..<output.count],
            folds: entity.limits.folds)
    }

    /// What the text of a message without a Content-Type is written in.
    private var guessedCharset: String {
        guard let body = try? entity.decodedBody() else { return "us-ascii" }
        if entity.limits.folds.isFolded(body) {
            var isASCII = true
            var scan = UTF8Scan()
            do throws(MIMEError) {
                try entity.limits.folds.read(body) { piece in
                    if isASCII, piece.span.hasOctetsBeyondASCII { isASCII = false }
                    scan.update(piece)
                }
            } catch { return "us-ascii" }
            return isASCII ? "us-ascii" : scan.finish() ? "utf-8" : "unknown-8bit"
        }
        if body.allSatisfy({ $0 < 0x80 }) { return "us-ascii" }
        // RFC 1428 §3: a name for octets of which nobody said what they mean.
        return String(validating: body, as: UTF8.self) == nil ? "unknown-8bit" : "utf-8"
    }
}

/// Whether octets that come piece by piece are UTF-8.
private struct UTF8Scan {
    private var isValid = true
    /// The beginning of a character whose end has not come yet.
    private var rest: [UInt8] = []

    mutating func update(_ piece: Bytes) {
        guard isValid else { return }
        let octets = rest + Array(piece)
        var end = octets.count
        // The last character may go on in the next piece: its first octet tells how long it is.
        for back in 1...3 where back <= octets.count {
            let octet = octets[octets.count - back]
            guard octet >= 0xC0 else { continue }
            if back < (octet >= 0xF0 ? 4 : octet >= 0xE0 ? 3 : 2) { end = octets.count - back }
            break
        }
        isValid = String(validating: octets[..<end], as: UTF8.self) != nil
        rest = Array(octets[end...])
    }

    func finish() -> Bool { isValid && rest.isEmpty }
}

extension MIMEEntity {
    /// Whether no layer of protection is around the content.
    fileprivate var isUnprotected: Bool {
        get throws(MIMEError) {
            guard contentType.name != "multipart/encrypted", contentType.name != "multipart/signed" else {
                return false
            }
            if case .plain = try smimeForm() { return true }
            return false
        }
    }
}
