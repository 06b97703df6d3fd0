import SignetASN1
import SignetBytes

extension Name {
    /// Whether two names are the same by RFC 5280 §7.1: string types and case do not matter, nor how much white space there is,
    /// nor in which way a character is written.
    public func matches(_ other: Name) -> Bool {
        if encoding == other.encoding { return true }
        if let isMatch = quicklyMatches(other) { return isMatch }
        return matchesDecoded(other)
    }

    /// The same, whatever the names are like.
    func matchesDecoded(_ other: Name) -> Bool {
        let (mine, theirs) = (relativeNames, other.relativeNames)
        // From the end, where names that are not the same mostly differ.
        return mine.count == theirs.count
            && zip(mine.reversed(), theirs.reversed()).allSatisfy {
                $0 == $1 || NormalizedName.relativeName($0) == NormalizedName.relativeName($1)
            }
    }

    /// Whether this name lies in the subtree that begins with `base` (RFC 5280 §4.2.1.10).
    func isWithin(_ base: Name) -> Bool {
        let (mine, bases) = (normalized.relativeNames, base.normalized.relativeNames)
        return mine.count >= bases.count && zip(mine, bases).allSatisfy(==)
    }

    /// The name without what RFC 5280 §7.1 says does not matter: equal for names that match.
    var normalized: NormalizedName {
        NormalizedName(relativeNames: relativeNames.map(NormalizedName.relativeName))
    }
}

/// What counts of a name when two are compared.
struct NormalizedName: Hashable {
    /// Each relative name is a set: how often each attribute stands in it.
    var relativeNames: [[NormalizedAttribute: Int]]

    static func relativeName(_ relativeName: RelativeName) -> [NormalizedAttribute: Int] {
        Dictionary(relativeName.map { (NormalizedAttribute($0), 1) }, uniquingKeysWith: +)
    }
}

/// What counts of an attribute when two are compared.
struct NormalizedAttribute: Hashable {
    private let type: ObjectIdentifier
    private let text: String?
    private let value: Bytes

    init(_ attribute: AttributeTypeAndValue) {
        type = attribute.type
        let prepared = attribute.text.flatMap(Stringprep.prepared)
        // §7.3: labels of domains are compared in their ASCII form.
        text = type == AttributeTypeAndValue.domainComponent ? prepared.map(Punycode.host) : prepared
        value = text == nil ? attribute.value : Bytes()
    }
}
