public import SignetASN1
public import SignetBytes

/// `Attribute` (X.501 §8.2; RFC 5652 §5.3, RFC 2986 §4.1, RFC 5958 §2, RFC 7292 §4.2): a type and a set of values.
public struct Attribute: Hashable, Sendable {
    /// What kind of attribute.
    public var type: ObjectIdentifier
    /// The encodings of its values.
    public var values: [Bytes]

    /// An attribute from encodings.
    public init(type: ObjectIdentifier, values: [Bytes]) {
        self.type = type
        self.values = values
    }

    /// An attribute with one value.
    public init<Value>(_ type: ObjectIdentifier, _ syntax: Syntax<Value>, _ value: Value) {
        self.init(type: type, values: [syntax.encode(value)])
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "Attribute", Self.init(type:values:),
        .required("attrType", \.type, .objectIdentifier),
        .required("attrValues", \.values, .set(of: .any)))
}

extension [Attribute] {
    /// The only value of the only attribute of this type. `nil` when there is none, or more than one of either: all
    /// attributes that Signet reads this way are single-valued by their standards.
    public func single<Value>(_ type: ObjectIdentifier, _ syntax: Syntax<Value>) throws(ASN1Error) -> Value? {
        let matches = filter { $0.type == type }
        guard matches.count == 1, matches[0].values.count == 1 else { return nil }
        return try syntax.decode(matches[0].values[0], rules: .tolerant)
    }
}
