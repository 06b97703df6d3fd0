/// What real software emits and DER, or the type, forbids. Each has a name and a rule that it breaks, so that a report
/// can say what was let pass.
public struct Tolerances: OptionSet, Hashable, Sendable {
    /// One bit a tolerance.
    public let rawValue: UInt32
    /// A set of tolerances.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// SET OF, or SET, in another order than X.690 §11.6 and §10.3 say.
    public static let unsortedSet = Tolerances(rawValue: 1 << 0)
    /// A DEFAULT value written out (X.690 §11.5), such as `critical FALSE`.
    public static let defaultWritten = Tolerances(rawValue: 1 << 1)
    /// Any octet but 00 as BOOLEAN true (X.690 §11.1).
    public static let anyTrueOctet = Tolerances(rawValue: 1 << 2)
    /// An INTEGER with needless leading octets (X.690 §8.3.2).
    public static let nonMinimalInteger = Tolerances(rawValue: 1 << 3)
    /// Times without seconds or with an offset from UTC (X.690 §11.7, §11.8).
    public static let looseTime = Tolerances(rawValue: 1 << 4)
    /// Unused bits of a BIT STRING that are not zero (X.690 §11.2.1).
    public static let bitStringPadding = Tolerances(rawValue: 1 << 5)
    /// A named bit list with zero bits at its end (X.690 §11.2.2).
    public static let namedBitListPadding = Tolerances(rawValue: 1 << 6)
    /// Characters that the string type does not have, such as `@` in a PrintableString (X.680 §41).
    public static let invalidCharacters = Tolerances(rawValue: 1 << 7)
    /// A length in more octets than it needs (X.690 §10.1).
    public static let nonMinimalLength = Tolerances(rawValue: 1 << 8)
    /// A negative number where the standard has only others, such as a serial number (RFC 5280 §4.1.2.2).
    public static let negativeInteger = Tolerances(rawValue: 1 << 9)
    /// Nothing in a SEQUENCE OF or SET OF that has at least one element when it is there at all.
    public static let emptyCollection = Tolerances(rawValue: 1 << 10)
    /// Bytes behind the message: a line end, zeros of a disk block.
    public static let trailingBytes = Tolerances(rawValue: 1 << 11)

    /// All of them.
    public static let all = Tolerances(rawValue: (1 << 12) - 1)
    /// Those that tolerant readings have: all but bytes behind the message, in which something else can be hidden.
    public static let usual = all.subtracting(.trailingBytes)

    /// One tolerance, as a report names it.
    public struct Row: Sendable {
        /// The tolerance.
        public let tolerance: Tolerances
        /// Its name in reports and JSON.
        public let name: String
        /// The rule that is broken.
        public let rule: String
        /// What was found, in plain words.
        public let finding: String
    }

    /// Every tolerance, in the order of its bits.
    public static let table: [Row] = [
        Row(.unsortedSet, "unsortedSet", "X.690 §11.6", "a SET OF is not in order"),
        Row(.defaultWritten, "defaultWritten", "X.690 §11.5", "a DEFAULT value is written out"),
        Row(.anyTrueOctet, "anyTrueOctet", "X.690 §11.1", "a BOOLEAN is neither 00 nor FF"),
        Row(.nonMinimalInteger, "nonMinimalInteger", "X.690 §8.3.2", "an INTEGER has needless leading octets"),
        Row(.looseTime, "looseTime", "X.690 §11.7, §11.8", "a time is not written as YYMMDDhhmmssZ or YYYYMMDDhhmmssZ"),
        Row(.bitStringPadding, "bitStringPadding", "X.690 §11.2.1", "unused bits of a BIT STRING are not zero"),
        Row(.namedBitListPadding, "namedBitListPadding", "X.690 §11.2.2", "a named bit list ends in zero bits"),
        Row(.invalidCharacters, "invalidCharacters", "X.680 §41", "a string has characters that its type lacks"),
        Row(.nonMinimalLength, "nonMinimalLength", "X.690 §10.1", "a length has needless octets"),
        Row(.negativeInteger, "negativeInteger", "RFC 5280 §4.1.2.2", "a number is negative that must not be"),
        Row(.emptyCollection, "emptyCollection", "X.680 §51.5", "a SEQUENCE OF or SET OF is empty that must not be"),
        Row(.trailingBytes, "trailingBytes", "X.690 §8.1.1", "there are bytes behind the message"),
    ]

    /// The rows of the table that are in this set.
    public var rows: [Row] { Self.table.filter { contains($0.tolerance) } }
}

extension Tolerances.Row {
    fileprivate init(_ tolerance: Tolerances, _ name: String, _ rule: String, _ finding: String) {
        self.init(tolerance: tolerance, name: name, rule: rule, finding: finding)
    }
}

extension Tolerances: CustomStringConvertible {
    /// The names, with commas.
    public var description: String { rows.map(\.name).joined(separator: ", ") }
}

/// A breach of DER that was let pass, and where it stood.
public struct Breach: Hashable, Sendable {
    /// Which one.
    public let tolerance: Tolerances
    /// Offset of the offending byte from the start of the message as it was given.
    public let offset: Int

    /// A breach at a byte.
    public init(_ tolerance: Tolerances, at offset: Int) {
        self.tolerance = tolerance
        self.offset = offset
    }

    /// As many as are noted one by one; what kinds there were is always known.
    static let limit = 64
}

extension Breach: CustomStringConvertible {
    /// `a SET OF is not in order (X.690 §11.6) at byte 389`
    public var description: String {
        tolerance.rows.map { "\($0.finding) (\($0.rule))" }.joined(separator: "; ") + " at byte \(offset)"
    }
}
