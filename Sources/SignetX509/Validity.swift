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

    /// Whether of two certificates for one purpose, the one with this validity was made later: it begins later, or it begins with
    /// the other (the field has whole seconds) and ends later.
    ///
    /// - Parameter other: the validity of the other certificate.
    /// - Returns: `false` for equal ones.
    public func isLater(than other: Validity) -> Bool {
        (notBefore.instant, notAfter.instant) > (other.notBefore.instant, other.notAfter.instant)
    }

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
