public import SignetASN1
import SignetX509

extension StoredID {
    /// How long before its end a certificate should be renewed.
    public static let renewalDays = 30

    /// What the owner should know at a moment: that the certificate ends soon, has ended, or has not begun.
    public func warnings(at time: Instant) -> [String] {
        let (start, end) = (certificate.validity.notBefore.instant, certificate.validity.notAfter.instant)
        if time > end { return ["expired \(end): it only opens old mail"] }
        if time < start { return ["not valid before \(start)"] }
        let days = (end.secondsSince1970 - time.secondsSince1970) / 86_400
        guard days < Int64(Self.renewalDays) else { return [] }
        let when = days == 0 ? "today" : days == 1 ? "tomorrow" : "in \(days) days"
        return ["expires \(when): signet id renew"]
    }
}
