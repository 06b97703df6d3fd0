/// Why a message could not be read or written, and at which byte of the input.
public struct MIMEError: Error, Equatable, Sendable {
    /// What was found.
    public enum Kind: Equatable, Sendable {
        /// There are no bytes at all.
        case empty
        /// The first line is neither a header field nor blank: this is no mail, but rather what the value says.
        case notAMessage(Guess)
        /// The header fields take more bytes than the limit.
        case headerTooLarge(limit: Int)
        /// There are more header fields than the limit.
        case tooManyFields(limit: Int)
        /// A multipart without a boundary parameter (RFC 2046 §5.1.1 requires one).
        case missingBoundary
        /// A multipart in whose body the boundary starts no part.
        case missingDelimiter(boundary: String)
        /// A multipart without the closing delimiter: the message was cut off.
        case unterminatedMultipart(boundary: String)
        /// A multipart of more parts than the limit.
        case tooManyParts(limit: Int)
        /// Entities nested in each other deeper than the limit.
        case nestingTooDeep(limit: Int)
        /// Parts were asked of an entity that is not a multipart.
        case notMultipart(type: String)
        /// A message was asked of an entity that holds none.
        case notEmbeddedMessage(type: String)
        /// A body that is not the base64 it claims to be.
        case invalidBase64
        /// A transfer encoding that no standard names.
        case unknownTransferEncoding(String)
        /// A multipart/signed that has not the two parts of RFC 1847 §2.1.
        case signedPartCount(Int)
        /// The chosen boundary is malformed or occurs in the content it should enclose.
        case unusableBoundary(String)
        /// So many lines could be delimiters, or belong to headers, that the structure alone is larger than the limit.
        case tooMuchStructure(limit: Int)
        /// The file could not be read.
        case unreadable(String, file: String?)
    }

    /// What a file that is no mail looks like.
    public enum Guess: Sendable {
        /// A page or fragment of HTML or XML.
        case html
        /// Text between `-----BEGIN` and `-----END`.
        case pem
        /// Octets that start like DER or BER: perhaps a bare CMS message or a certificate.
        case der
        /// Other octets that are not text.
        case binary
        /// Some text.
        case text
    }

    /// What was found.
    public let kind: Kind
    /// Where, in bytes from the start of the outermost input.
    public let offset: Int

    /// An error of `kind` at byte `offset` of the input.
    public init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

extension MIMEError: CustomStringConvertible {
    /// One sentence and the offset.
    public var description: String { "\(kind.explanation) (at byte \(offset))" }
}

extension MIMEError.Kind {
    fileprivate var explanation: String {
        switch self {
        case .empty: "the message is empty"
        case .notAMessage(let guess):
            "this is not a mail message: its first line is neither a header field nor blank; it looks like "
                + guess.explanation
        case .headerTooLarge(let limit): "the header is larger than \(limit) bytes"
        case .tooManyFields(let limit): "the header has more than \(limit) fields"
        case .missingBoundary: "a multipart has no boundary parameter"
        case .missingDelimiter(let boundary): "no part of the multipart starts at a line “--\(boundary)”"
        case .unterminatedMultipart(let boundary):
            "the multipart has no closing line “--\(boundary)--”: the message was cut off"
        case .tooManyParts(let limit): "the multipart has more than \(limit) parts"
        case .nestingTooDeep(let limit): "parts are nested deeper than \(limit) levels"
        case .notMultipart(let type): "\(type) has no parts"
        case .notEmbeddedMessage(let type): "\(type) holds no message"
        case .invalidBase64: "the body is not valid base64; software on the way may have put text into it or behind it"
        case .unknownTransferEncoding(let name): "the transfer encoding “\(name)” is unknown"
        case .signedPartCount(let count): "a multipart/signed must have 2 parts, this one has \(count)"
        case .unusableBoundary(let boundary):
            "the boundary “\(boundary)” is malformed or occurs in the content; choose another"
        case .tooMuchStructure(let limit):
            "the headers and delimiters of the message take more than \(limit) bytes"
        case .unreadable(let reason, let file): (file.map { "\($0): " } ?? "") + reason
        }
    }
}

extension MIMEError.Guess {
    fileprivate var explanation: String {
        switch self {
        case .html: "HTML or XML"
        case .pem: "PEM text"
        case .der: "a bare DER or BER structure"
        case .binary: "binary data"
        case .text: "plain text"
        }
    }

    /// Judges by the first bytes of a file.
    init(_ bytes: Span<UInt8>) {
        var start = 0
        while start < bytes.count, bytes[start].isWhiteSpace { start += 1 }
        let head = bytes.extracting(start..<min(start + 512, bytes.count))
        // X.690: a SEQUENCE with a long or indefinite length, as every CMS message and certificate has.
        if bytes.count > 1, bytes[0] == 0x30, (0x80...0x84).contains(bytes[1]) {
            self = .der
            return
        }
        for index in head.indices where head[index] < 0x20 && !head[index].isWhiteSpace && head[index] != 0x0C {
            self = .binary
            return
        }
        if head.count > 0, head[0] == .less {
            self = .html
        } else if head.count >= 10, head.starts(with: "-----BEGIN".utf8) {
            self = .pem
        } else {
            self = .text
        }
    }
}

extension Span<UInt8> {
    /// Whether the first bytes are those of `prefix`.
    func starts(with prefix: some Sequence<UInt8>) -> Bool {
        var index = 0
        for unit in prefix {
            guard index < count, self[index] == unit else { return false }
            index += 1
        }
        return true
    }
}
