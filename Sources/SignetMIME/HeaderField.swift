public import SignetBytes

/// One header field (RFC 5322 §2.2), kept as the bytes it was read from.
public struct HeaderField: Sendable, Hashable {
    /// All of it: name, colon, body with its folding, and the line end if there was one.
    public let raw: Bytes
    let nameByteCount: Int
    /// Where the body starts in `raw`: after the colon.
    let bodyStart: Int

    init(raw: Bytes, nameByteCount: Int, bodyStart: Int) {
        self.raw = raw
        self.nameByteCount = nameByteCount
        self.bodyStart = bodyStart
    }

    /// A new field that ends in CRLF. `value` must be ASCII in lines that are already folded with CRLF.
    init(name: String, value: String) {
        self.init(
            raw: Bytes(Array("\(name): \(value)\r\n".utf8)), nameByteCount: name.utf8.count,
            bodyStart: name.utf8.count + 1)
    }

    /// The name as written.
    public var name: String { String(decoding: raw[0..<nameByteCount], as: UTF8.self) }

    /// What follows the colon, folding and line end included.
    public var body: Bytes { raw[bodyStart..<raw.count] }

    /// The body unfolded (RFC 5322 §2.2.3), without the white space around it. Octets that are not UTF-8 (RFC 6532) are
    /// replaced by U+FFFD.
    public var value: String { String(decoding: unfolded, as: UTF8.self) }

    /// The value for people: encoded words (RFC 2047) are decoded.
    public var decodedValue: String { EncodedWord.decode(unfolded) }

    /// The octets of the unfolded value, without the white space around it.
    var unfolded: [UInt8] {
        // RFC 5322 §2.2.3: unfolding removes each CRLF that white space follows, and keeps the white space.
        let body = self.body.span
        var start = 0
        var end = body.count
        while start < end, body[start].isWhiteSpace { start += 1 }
        while start < end, body[end - 1].isWhiteSpace { end -= 1 }
        var value: [UInt8] = []
        value.reserveCapacity(end - start)
        for index in start..<end where body[index] != .lineFeed && body[index] != .carriageReturn {
            value.append(body[index])
        }
        return value
    }

    /// Whether the name is `name`, in any case of letters.
    public func isNamed(_ name: String) -> Bool {
        let units = name.utf8
        guard units.count == nameByteCount else { return false }
        return zip(units, raw[0..<nameByteCount]).allSatisfy { $0.lowercased == $1.lowercased }
    }

    /// Whether the field describes a body and moves with it: every `Content-…` field (RFC 2045 §9).
    public var describesContent: Bool {
        nameByteCount > 8 && raw[0..<8].asciiLowercased == "content-"
    }
}

extension HeaderField: CustomStringConvertible {
    /// Name and unfolded value.
    public var description: String { "\(name): \(value)" }
}
