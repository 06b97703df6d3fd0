import SignetASN1
import SignetBytes

extension GeneralName {
    /// Whether a name and the base of a subtree are of the same form, so that one can be within the other.
    enum Relation {
        /// They are of different forms: the constraint does not speak of the name.
        case unrelated
        /// The name lies in the subtree.
        case within
        /// It is a pattern, and some names of it lie in the subtree.
        case astride
        /// It does not.
        case outside
        /// They are of one form, which Signet cannot compare.
        case unknown
    }

    /// How this name lies to a subtree (RFC 5280 §4.2.1.10).
    func relation(to base: GeneralName) -> Relation {
        switch (self, base) {
        case (.rfc822Name(let mailbox), .rfc822Name(let base)):
            base.count(where: { $0 == "@" }) > 1
                ? .unknown : Self.mailbox(mailbox, isWithin: base) ? .within : .outside
        // RFC 9598 §6: constraints of the form rfc822Name hold for SmtpUTF8Mailbox too.
        case (.otherName(let name), .rfc822Name(let base)) where name.typeID == Self.smtpUTF8Mailbox:
            mailbox.map { Self.mailbox($0, isWithin: base) ? .within : .outside } ?? .unknown
        case (.dNSName(let host), .dNSName(let base)): Self.hostRelation(host, base)
        case (.directoryName(let name), .directoryName(let base)): name.isWithin(base) ? .within : .outside
        case (.uniformResourceIdentifier(let text), .uniformResourceIdentifier(let base)):
            Self.hostOfURI(text).map { Self.host($0, is: base) ? .within : .outside } ?? .unknown
        case (.iPAddress(let address), .iPAddress(let base)): Self.address(address, relationTo: base)
        case (.otherName(let name), .otherName(let base)): name.typeID == base.typeID ? .unknown : .unrelated
        case (.registeredID, .registeredID): .unknown
        case (.other(let name), .other(let base)): name.first == base.first ? .unknown : .unrelated
        default: .unrelated
        }
    }

    /// A mailbox is a base that has a local part, or lies at the host that the base is, or below `.domain`.
    private static func mailbox(_ mailbox: String, isWithin base: String) -> Bool {
        guard let at = mailbox.lastIndex(of: "@") else { return false }
        // RFC 9598 §6: hosts are compared in their ASCII form.
        let host = Punycode.host(String(mailbox[mailbox.index(after: at)...]))
        guard let baseAt = base.lastIndex(of: "@") else { return Self.host(host, is: base) }
        // RFC 5280 §7.5: hosts without regard to case, local parts exactly.
        return mailbox[..<at] == base[..<baseAt] && host == base[base.index(after: baseAt)...].lowercased()
    }

    /// The host that the base is, or any below it when the base begins with a full stop.
    private static func host(_ host: String, is base: String) -> Bool {
        let (host, base) = (host.lowercased(), base.lowercased())
        return base.hasPrefix(".") ? host.hasSuffix(base) && host.utf8.count > base.utf8.count : host == base
    }

    /// A wildcard (RFC 6125 §6.4.3) stands for names on both sides of a base below it: it lies within when all of them do,
    /// and astride when some do.
    private static func hostRelation(_ host: String, _ base: String) -> Relation {
        guard !host.hasPrefix("."), !host.isEmpty else { return .unknown }
        if Self.host(host, isBelow: base) { return .within }
        guard host.hasPrefix("*."), Self.host(base, isBelow: String(host.dropFirst(2))) else { return .outside }
        return .astride
    }

    /// A host with any number of labels before those of the base. A full stop before the base, which RFC 5280 does not
    /// have for this form and many authorities write, means one label at least.
    private static func host(_ host: String, isBelow base: String) -> Bool {
        let (host, base) = (host.lowercased(), base.lowercased())
        if base.isEmpty || host == base { return true }
        return host.hasSuffix(base.hasPrefix(".") ? base : "." + base)
    }

    /// The host of a URI with an authority part; `nil` for one without, or with an address in place of a host
    /// (RFC 5280 §4.2.1.10: such a URI must be refused).
    private static func hostOfURI(_ text: String) -> String? {
        guard let start = text.firstRange(of: "://") else { return nil }
        let authority = text[start.upperBound...].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        guard !host.hasPrefix("["), let name = host.split(separator: ":").first, !name.isEmpty,
            !name.allSatisfy({ $0.isNumber || $0 == "." })
        else { return nil }
        return String(name)
    }

    /// An address of the version that the base is of, which is an address and a mask of its length.
    private static func address(_ address: Bytes, relationTo base: Bytes) -> Relation {
        guard address.count == 4 || address.count == 16, base.count == 8 || base.count == 32 else { return .unknown }
        guard base.count == 2 * address.count else { return .outside }
        let isWithin = address.indices.allSatisfy {
            (address[$0] ^ base[$0]) & base[address.count + $0] == 0
        }
        return isWithin ? .within : .outside
    }
}
