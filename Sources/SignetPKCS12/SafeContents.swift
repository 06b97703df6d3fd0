public import SignetASN1

/// `SafeContents` (RFC 7292 §4.2): what is in one safe. It may hold keys that are not encrypted any more, so it is decoded
/// from memory that will be erased.
public struct SafeContents: Sendable {
    /// The bags, in order.
    public var bags: [SafeBag]

    /// A safe from its bags.
    public init(bags: [SafeBag]) { self.bags = bags }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = Syntax<[SafeBag]>.sequence(of: SafeBag.syntax)
        .map({ Self(bags: $0) }, \.bags)
}
