/// Why a message was refused, at which of its bytes, and in which field.
public struct ASN1Error: Error, Hashable, Sendable {
    /// What was wrong.
    public enum Kind: Hashable, Sendable {
        /// The message, or the structure around this element, ends too early.
        case truncated
        /// A length that takes more octets than it needs (X.690 §10.1).
        case nonMinimalLength
        /// An indefinite length, which DER does not have (X.690 §10.1).
        case indefiniteLength
        /// A length of more bytes than any message can have.
        case lengthTooLarge
        /// A tag number in more octets than it needs, or above 2³²−1.
        case invalidTagNumber
        /// An INTEGER with needless leading octets (X.690 §8.3.2), or with none.
        case nonMinimalInteger
        /// An INTEGER outside the range that this field allows.
        case integerOutOfRange
        /// So many bytes stand after the last field.
        case trailingBytes(Int)
        /// Another element stands here than the grammar expects.
        case unexpectedTag(expected: Tag?, found: Tag)
        /// A SET OF whose elements are not in order (X.690 §11.6).
        case unsortedSet
        /// A value that is DEFAULT and written all the same (X.690 §11.5).
        case defaultWritten
        /// A BOOLEAN that is neither 00 nor FF (X.690 §11.1).
        case invalidBoolean
        /// A BIT STRING whose unused bits are not zero, or more than seven (X.690 §11.2).
        case invalidBitString
        /// An OBJECT IDENTIFIER with a needless leading octet or a cut last arc (X.690 §8.19).
        case invalidObjectIdentifier
        /// A UTCTime or GeneralizedTime in a form that DER does not allow, or that is no time (X.690 §11.7, §11.8).
        case invalidTime
        /// Characters that this string type does not have.
        case invalidString
        /// Elements inside elements, deeper than `Limits.depth` lets them be.
        case nestedTooDeeply
        /// More bytes than the limits of this reading allow.
        case tooLarge(Int)
        /// More elements than the limits of this reading allow.
        case tooManyElements(Int)
        /// On writing: an element was announced with another length than its contents have.
        case wrongLength(announced: Int, written: Int)
        /// A part that stands in the wrong place: the reason is for people.
        case invalidValue(String)
    }

    /// What was wrong.
    public let kind: Kind
    /// Offset of the offending byte from the start of the message as it was given.
    public internal(set) var offset: Int
    /// ASN.1 names from the outermost structure to the field that failed.
    public private(set) var path: [String] = []

    /// An error at a byte of the message.
    public init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    /// The same error, seen from the structure or field that contains it.
    public func under(_ name: String) -> ASN1Error {
        var copy = self
        copy.path.insert(name, at: 0)
        return copy
    }

    /// The same error, at another byte.
    @usableFromInline
    func at(_ offset: Int) -> ASN1Error {
        var copy = self
        copy.offset = offset
        return copy
    }

    /// The same error, in a message that begins `distance` bytes into another one.
    public func shifted(by distance: Int) -> ASN1Error {
        var copy = self
        copy.offset += distance
        return copy
    }
}

extension ASN1Error.Kind: CustomStringConvertible {
    /// One clause in plain words.
    public var description: String {
        switch self {
        case .truncated: "ends too early"
        case .nonMinimalLength: "length is not minimal"
        case .indefiniteLength: "indefinite length is not DER"
        case .lengthTooLarge: "length is impossibly large"
        case .invalidTagNumber: "tag number is not valid"
        case .nonMinimalInteger: "INTEGER is not minimal"
        case .integerOutOfRange: "INTEGER is out of range"
        case .trailingBytes(let count): "trailing bytes (\(count))"
        case .unexpectedTag(let expected?, let found): "expected \(expected), found \(found)"
        case .unexpectedTag(nil, let found): "\(found) is not allowed here"
        case .unsortedSet: "SET OF is not in order"
        case .defaultWritten: "a DEFAULT value is written out"
        case .invalidBoolean: "BOOLEAN is neither 00 nor FF"
        case .invalidBitString: "BIT STRING has bad unused bits"
        case .invalidObjectIdentifier: "OBJECT IDENTIFIER is malformed"
        case .invalidTime: "not a valid time"
        case .invalidString: "characters that the string type does not have"
        case .nestedTooDeeply: "nested too deeply"
        case .tooLarge(let limit): "has more than \(limit) bytes, the limit here"
        case .tooManyElements(let limit): "has more than \(limit) elements, the limit here"
        case .wrongLength(let announced, let written): "announced with \(announced) bytes, written with \(written)"
        case .invalidValue(let reason): reason
        }
    }
}

extension ASN1Error: CustomStringConvertible {
    /// `ContentInfo.EnvelopedData.encryptedContentInfo: trailing bytes (46) at byte 389`
    public var description: String {
        (path.isEmpty ? "" : path.joined(separator: ".") + ": ") + "\(kind) at byte \(offset)"
    }
}
