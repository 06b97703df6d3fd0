/// How strictly a message is read.
public struct EncodingRules: Sendable {
    /// Whether BER is rewritten as DER before it is read.
    public var acceptsBER: Bool
    /// What DER forbids and this reading lets pass.
    public var tolerances: Tolerances
    /// How much is read at most.
    public var limits: Limits

    /// Rules of one's own.
    public init(acceptsBER: Bool, tolerances: Tolerances, limits: Limits = .standard) {
        self.acceptsBER = acceptsBER
        self.tolerances = tolerances
        self.limits = limits
    }

    /// DER, every rule of it (X.690 §8–§11).
    public static let der = EncodingRules(acceptsBER: false, tolerances: [])
    /// BER, of which DER is a part: what CMS and PKCS #12 files are written in.
    public static let ber = EncodingRules(acceptsBER: true, tolerances: .all)
    /// DER as certificates in the wild have it.
    public static let tolerant = EncodingRules(acceptsBER: false, tolerances: .all)
}

/// What real software emits and DER forbids; each has a name, so that a report can say what was let pass.
public struct Tolerances: OptionSet, Hashable, Sendable {
    /// One bit a tolerance.
    public let rawValue: UInt16
    /// A set of tolerances.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// SET OF in another order than X.690 §11.6 says.
    public static let unsortedSet = Tolerances(rawValue: 1 << 0)
    /// A DEFAULT value written out (X.690 §11.5), such as `critical FALSE`.
    public static let defaultWritten = Tolerances(rawValue: 1 << 1)
    /// Any octet but 00 as BOOLEAN true (X.690 §11.1).
    public static let anyTrueOctet = Tolerances(rawValue: 1 << 2)
    /// An INTEGER with needless leading octets (X.690 §8.3.2).
    public static let nonMinimalInteger = Tolerances(rawValue: 1 << 3)
    /// Times without seconds or with an offset from UTC (X.690 §11.7, §11.8).
    public static let looseTime = Tolerances(rawValue: 1 << 4)
    /// Unused bits of a BIT STRING that are not zero (X.690 §11.2).
    public static let bitStringPadding = Tolerances(rawValue: 1 << 5)

    /// All of them.
    public static let all = Tolerances(rawValue: (1 << 6) - 1)
}
