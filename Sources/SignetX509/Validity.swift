public import SignetASN1

/// `Validity` (RFC 5280 §4.1.2.5).
public struct Validity: Hashable, Sendable {
    /// The first moment.
    public var notBefore: Time
    /// The last moment.
    public var notAfter: Time

    /// From the first moment to the last.
    public init(notBefore: Time, notAfter: Time) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// Whether a moment lies between the two, both included.
    public func contains(_ instant: Instant) -> Bool { notBefore.instant <= instant && instant <= notAfter.instant }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "Validity", Self.init(notBefore:notAfter:),
        .required("notBefore", \.notBefore, Time.syntax),
        .required("notAfter", \.notAfter, Time.syntax))
}

extension Validity {
    /// From a moment, for so many days; ends one second early, since both ends are included.
    public init(from notBefore: Instant, days: Int) {
        self.init(notBefore: Time(notBefore), notAfter: Time(notBefore + Int64(days) * 86_400 + -1))
    }
}
