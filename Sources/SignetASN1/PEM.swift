public import SignetBytes

/// One object in textual encoding (RFC 7468): `-----BEGIN LABEL-----`, Base64, `-----END LABEL-----`.
public struct PEM: Sendable {
    /// What the object is said to be: `CERTIFICATE`, `PRIVATE KEY`, …
    public let label: String
    /// Header lines of the older form (RFC 1421 §4.6.1.1), such as `Proc-Type: 4,ENCRYPTED`.
    public let headers: [String]
    /// The DER or BER, in memory that will be erased, since it may be a private key.
    public let contents: SecretSlice
    /// Offset of the `-----BEGIN` in the text.
    public let offset: Int

    /// An object to be written.
    public init(label: String, contents: SecretSlice) {
        self.label = label
        self.headers = []
        self.contents = contents
        self.offset = 0
    }

    /// An object without a secret, to be written.
    public init(label: String, contents: Bytes) { self.init(label: label, contents: SecretSlice(contents)) }

    private init(label: String, headers: [String], contents: SecretSlice, offset: Int) {
        self.label = label
        self.headers = headers
        self.contents = contents
        self.offset = offset
    }

    /// The labels that Signet reads and writes (RFC 7468 §4–§13, and those that programs have added).
    public enum Label {
        /// RFC 7468 §5
        public static let certificate = "CERTIFICATE"
        /// RFC 7468 §6
        public static let certificateList = "X509 CRL"
        /// RFC 7468 §7
        public static let certificationRequest = "CERTIFICATE REQUEST"
        /// RFC 7468 §8, for PKCS #7
        public static let pkcs7 = "PKCS7"
        /// RFC 7468 §9
        public static let cms = "CMS"
        /// A signature apart from what it is over, as gpgsm labels it
        public static let signedMessage = "SIGNED MESSAGE"
        /// A sealed message, as gpgsm labels it
        public static let encryptedMessage = "ENCRYPTED MESSAGE"
        /// Every label under which a CMS message may stand
        public static let messages: Set<String> = [
            pkcs7, cms, signedMessage, encryptedMessage, "PKCS #7 SIGNED DATA",
        ]
        /// RFC 7468 §10
        public static let privateKey = "PRIVATE KEY"
        /// RFC 7468 §11
        public static let encryptedPrivateKey = "ENCRYPTED PRIVATE KEY"
        /// PKCS #1
        public static let rsaPrivateKey = "RSA PRIVATE KEY"
        /// A question to an OCSP responder, as GnuTLS labels it
        public static let ocspRequest = "OCSP REQUEST"
        /// The answer to one, as GnuTLS labels it
        public static let ocspResponse = "OCSP RESPONSE"
    }
}

/// Why a text is not PEM, and at which of its bytes.
public struct PEMError: Error, Hashable, Sendable {
    /// What was wrong.
    public enum Kind: Hashable, Sendable {
        /// There is no `-----BEGIN …-----` line.
        case nothingFound
        /// A `-----BEGIN` without its end.
        case unterminated(label: String)
        /// The end names another label than the beginning.
        case endsAs(label: String, found: String)
        /// What stands between is not Base64.
        case notBase64(label: String)
    }
    /// What was wrong.
    public let kind: Kind
    /// Offset of the offending byte in the text.
    public let offset: Int
}

extension PEMError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch kind {
        case .nothingFound: "no -----BEGIN line"
        case .unterminated(let label): "the -----BEGIN \(label)----- at byte \(offset) has no end"
        case .endsAs(let label, let found): "\(label) ends as \(found) at byte \(offset)"
        case .notBase64(let label): "\(label) is not Base64 at byte \(offset)"
        }
    }
}

extension PEM {
    /// Whether a text has a `-----BEGIN` at the start of one of its lines.
    public static func isPresent(in text: Bytes) -> Bool { PEMScanner(text).next(boundary: begin, from: 0) != nil }

    /// What the first object of a text is said to be, whether or not it can be read; `nil` when there is none.
    public static func firstLabel(in text: Bytes) -> String? { PEMScanner(text).next(boundary: begin, from: 0)?.label }

    /// Every object of a text, in order. Whatever stands between objects is skipped (RFC 7468 §2).
    public static func decode(_ text: Bytes) throws(PEMError) -> [PEM] {
        let scanner = PEMScanner(text)
        var objects: [PEM] = []
        var position = 0
        while let opening = scanner.next(boundary: begin, from: position) {
            guard let closing = scanner.next(boundary: end, from: opening.next) else {
                throw PEMError(kind: .unterminated(label: opening.label), offset: opening.start)
            }
            guard closing.label == opening.label else {
                throw PEMError(kind: .endsAs(label: opening.label, found: closing.label), offset: closing.start)
            }
            let (headers, bodyStart) = scanner.headers(opening.next..<closing.start)
            do throws(Base64.DecodingError) {
                let contents = try Base64.decode(text[bodyStart..<closing.start].span)
                objects.append(
                    PEM(label: opening.label, headers: headers, contents: contents.shared(), offset: opening.start))
            } catch {
                throw PEMError(kind: .notBase64(label: opening.label), offset: bodyStart + error.offset)
            }
            position = closing.next
        }
        guard !objects.isEmpty else { throw PEMError(kind: .nothingFound, offset: 0) }
        return objects
    }

    /// The strict form of RFC 7468 §3: lines of 64 characters that end in LF.
    public func encode() -> SecretBytes {
        var text = ByteBuilder(capacity: contents.count / 48 * 65 + 2 * label.utf8.count + 128, isSecret: true)
        text.append(copying: Array("\(Self.begin)\(label)-----\n".utf8).span)
        Base64.encode(contents.span, lineLength: 64, lineEnd: [0x0A], to: &text)
        text.append(copying: Array("\(Self.end)\(label)-----\n".utf8).span)
        return text.finishSecret()
    }

    private static let begin = "-----BEGIN "
    private static let end = "-----END "
}

/// Finds the lines of a PEM text, which end in CRLF, CR or LF (RFC 7468 §3).
private struct PEMScanner {
    let text: Bytes
    init(_ text: Bytes) { self.text = text }

    /// The next line that begins with `boundary` and ends with five hyphens; `next` is where the line after it begins.
    func next(boundary: String, from position: Int) -> (label: String, start: Int, next: Int)? {
        let prefix = Bytes(Array(boundary.utf8))
        // Editors put a byte order mark before the first line.
        var start = position == 0 && text.prefix(3) == [0xEF, 0xBB, 0xBF] ? 3 : position
        while start < text.count {
            let line = line(from: start)
            let content = trimmed(start..<line.end)
            if content.count >= prefix.count + 5, text[content].prefix(prefix.count) == prefix,
                text[content].suffix(5).allSatisfy({ $0 == 0x2D })
            {
                let label = text[(content.lowerBound + prefix.count)..<(content.upperBound - 5)]
                return (String(decoding: label, as: UTF8.self), start, line.next)
            }
            start = line.next
        }
        return nil
    }

    /// The header lines at the start of a body, if there are any (RFC 1421 §4.4); they end at a blank line.
    func headers(_ body: Range<Int>) -> (headers: [String], bodyStart: Int) {
        var headers: [String] = []
        var start = body.lowerBound
        while start < body.upperBound {
            let line = line(from: start)
            let content = text[trimmed(start..<line.end)]
            if content.isEmpty { return headers.isEmpty ? ([], body.lowerBound) : (headers, line.next) }
            let continues = !headers.isEmpty && (content[0] == 0x20 || content[0] == 0x09)
            guard continues || content.contains(0x3A) else { break }
            headers.append(String(decoding: content, as: UTF8.self))
            start = line.next
        }
        return headers.isEmpty ? ([], body.lowerBound) : (headers, start)
    }

    /// Where the line that begins at `start` ends, and where the next one begins.
    private func line(from start: Int) -> (end: Int, next: Int) {
        var end = start
        while end < text.count, text[end] != 0x0A, text[end] != 0x0D { end += 1 }
        let isCRLF = end + 1 < text.count && text[end] == 0x0D && text[end + 1] == 0x0A
        return (end, min(end + (isCRLF ? 2 : 1), text.count))
    }

    /// The line without the blanks at its end.
    private func trimmed(_ line: Range<Int>) -> Range<Int> {
        var end = line.upperBound
        while end > line.lowerBound, text[end - 1] == 0x20 || text[end - 1] == 0x09 { end -= 1 }
        return line.lowerBound..<end
    }
}
