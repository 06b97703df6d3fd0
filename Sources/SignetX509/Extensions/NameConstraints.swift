public import SignetASN1

/// `NameConstraints` (RFC 5280 §4.2.1.10): which names an authority may certify.
public struct NameConstraints: Hashable, Sendable {
    /// A name of every form listed here must lie in one of the subtrees of that form.
    public var permittedSubtrees: [GeneralSubtree]?
    /// No name may lie in any of these.
    public var excludedSubtrees: [GeneralSubtree]?

    /// Constraints from both lists.
    public init(permittedSubtrees: [GeneralSubtree]?, excludedSubtrees: [GeneralSubtree]?) {
        self.permittedSubtrees = permittedSubtrees
        self.excludedSubtrees = excludedSubtrees
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "NameConstraints", Self.init(permittedSubtrees:excludedSubtrees:),
        .optional("permittedSubtrees", \.permittedSubtrees, GeneralSubtree.sequence.implicit(0)),
        .optional("excludedSubtrees", \.excludedSubtrees, GeneralSubtree.sequence.implicit(1)))
}

/// `GeneralSubtree` (RFC 5280 §4.2.1.10): all names of a form below one of them.
public struct GeneralSubtree: Hashable, Sendable {
    /// Where the subtree begins.
    public var base: GeneralName
    /// 0: RFC 5280 gives other distances no use.
    public var minimum: Int
    /// Absent, for the same reason.
    public var maximum: Int?

    /// A subtree of any depth.
    public init(_ base: GeneralName) { self.init(base: base, minimum: 0, maximum: nil) }

    init(base: GeneralName, minimum: Int, maximum: Int?) {
        self.base = base
        self.minimum = minimum
        self.maximum = maximum
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "GeneralSubtree", Self.init(base:minimum:maximum:),
        .required("base", \.base, GeneralName.syntax),
        .defaulted("minimum", \.minimum, .smallInteger.implicit(0), 0),
        .optional("maximum", \.maximum, .smallInteger.implicit(1)))

    static let sequence: Syntax<[GeneralSubtree]> = .sequence(of: syntax)
}

extension GeneralName {
    /// The base of a subtree as a person writes it: `example.org` for the mailboxes of a host, `.example.org` for those of the
    /// hosts below it, `alice@example.org` for one; `dns:example.org`, `uri:example.org`, `name:O=Example,C=GB`.
    /// `nil` for what is none of these.
    ///
    /// - Parameter text: what was written.
    public init?(constraint text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let (kind, base) = parts.count == 2 ? (parts[0].lowercased(), parts[1]) : ("email", text)
        if kind == "name" {
            guard let name = try? Name(rfc4514: base), !name.isEmpty else { return nil }
            self = .directoryName(name)
            return
        }
        // RFC 5280 §7.2, RFC 9598 §6: hosts in their ASCII form.
        let local = base.lastIndex(of: "@").map { String(base[...$0]) } ?? ""
        let host = Punycode.host(String(base.dropFirst(local.count)))
        let written = local + host
        guard !host.isEmpty, written.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), local != "@" else { return nil }
        switch kind {
        case "email": self = .rfc822Name(written)
        case "dns" where local.isEmpty: self = .dNSName(host)
        case "uri" where local.isEmpty: self = .uniformResourceIdentifier(host)
        default: return nil
        }
    }
}
