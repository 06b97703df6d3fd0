/// A media type with its parameters: the Content-Type field (RFC 2045 §5).
public struct ContentType: Sendable, Hashable {
    /// `text`, `multipart`, …, in small letters.
    public let type: String
    /// `plain`, `signed`, …, in small letters.
    public let subtype: String
    /// The parameters.
    public let parameters: Parameters

    /// Type and subtype, in small letters: `text/plain`.
    public var name: String { "\(type)/\(subtype)" }
    /// Whether it consists of parts (RFC 2046 §5.1).
    public var isMultipart: Bool { type == "multipart" }
    /// Whether its body is a whole message (RFC 2046 §5.2.1, RFC 6532 §3.7).
    public var isEmbeddedMessage: Bool { type == "message" && (subtype == "rfc822" || subtype == "global") }
    /// The charset parameter in small letters.
    public var charset: String? { parameters["charset"]?.asciiLowercased }

    /// What an entity is that does not say (RFC 2045 §5.2).
    static let plainText = ContentType("text", "plain")
    /// What a part of a multipart/digest is that does not say (RFC 2046 §5.1.5).
    static let embeddedMessage = ContentType("message", "rfc822")

    private init(_ type: String, _ subtype: String) {
        (self.type, self.subtype) = (type, subtype)
        var nothing = FieldScanner([])
        parameters = Parameters(&nothing)
    }

    /// Reads a field's unfolded value; `nil` when it is not `type/subtype` (then RFC 2045 §5.2 has the default apply).
    init?(_ value: [UInt8]) {
        var scanner = FieldScanner(value)
        scanner.skipBlanksAndComments()
        let type = scanner.read(while: \.isToken)
        scanner.skipBlanksAndComments()
        guard !type.isEmpty, scanner.skip(.slash) else { return nil }
        scanner.skipBlanksAndComments()
        let subtype = scanner.read(while: \.isToken)
        guard !subtype.isEmpty else { return nil }
        self.type = type.asciiLowercased
        self.subtype = subtype.asciiLowercased
        scanner.skipBlanksAndComments()
        guard scanner.isAtEnd || scanner.next == .semicolon else { return nil }
        parameters = Parameters(&scanner)
    }

    /// The boundary, as octets. White space at its end is not part of it (RFC 2046 §5.1.1).
    package var boundary: [UInt8]? {
        guard var octets = parameters.parameter("boundary")?.octets else { return nil }
        while octets.last?.isBlank == true { octets.removeLast() }
        return octets.isEmpty ? nil : octets
    }
}

/// How a part wants to be shown: the Content-Disposition field (RFC 2183).
public struct ContentDisposition: Sendable, Hashable {
    /// `inline`, `attachment`, …, in small letters.
    public let kind: String
    /// The parameters.
    public let parameters: Parameters

    /// Reads a field's unfolded value.
    init(_ value: [UInt8]) {
        var scanner = FieldScanner(value)
        scanner.skipBlanksAndComments()
        kind = scanner.read(while: \.isToken).asciiLowercased
        parameters = Parameters(&scanner)
    }
}

extension Header {
    /// The Content-Type field; `nil` when absent or malformed.
    public var contentType: ContentType? { self["Content-Type"].flatMap { ContentType($0.unfolded) } }

    /// The Content-Disposition field.
    public var contentDisposition: ContentDisposition? {
        self["Content-Disposition"].map { ContentDisposition($0.unfolded) }
    }

    /// The Content-Transfer-Encoding field; 7bit when absent (RFC 2045 §6.1).
    public var transferEncoding: TransferEncoding {
        self["Content-Transfer-Encoding"].map { TransferEncoding($0.unfolded) } ?? .sevenBit
    }

    /// The file name that the part suggests: of Content-Disposition, else the old `name` of Content-Type. Encoded words
    /// in it are forbidden (RFC 2047 §5), common, and decoded. A name is a suggestion: it may hold slashes and worse.
    public var fileName: String? {
        let written = contentDisposition?.parameters["filename"] ?? contentType?.parameters["name"]
        return written.map { EncodedWord.decode(Array($0.utf8)) }
    }
}
