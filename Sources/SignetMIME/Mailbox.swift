/// Somebody with an address (RFC 5322 §3.4).
public struct Mailbox: Sendable, Hashable {
    /// The name for people, encoded words decoded; `nil` when there is none.
    public let displayName: String?
    /// `local@domain`, without white space and comments. A local part is quoted only where it must be.
    public let address: String

    /// A mailbox from its two halves.
    public init(displayName: String? = nil, address: String) {
        self.displayName = displayName
        self.address = address
    }

    /// The part after the last at sign.
    public var domain: String? {
        address.utf8.lastIndex(of: .at).map { String(address[address.index(after: $0)...]) }
    }

    /// Every mailbox of an address list: groups are flattened, and what cannot be read as an address is passed over.
    /// `text` is the unfolded value of a From, To, Cc, … field, or what a person typed.
    public static func parse(_ text: String) -> [Mailbox] {
        // Line ends that somebody pasted must not end a header field later.
        parse(text.utf8.filter { $0 != .carriageReturn && $0 != .lineFeed })
    }
}

extension Mailbox: CustomStringConvertible {
    /// As a header shows it: `Alice Liddell <alice@example.com>`. Not encoded for a header: `headerText` is.
    public var description: String {
        guard let displayName, !displayName.isEmpty else { return address }
        let isPhrase = displayName.utf8.allSatisfy { $0.isAtom || $0.isBlank }
        return isPhrase ? "\(displayName) <\(address)>" : "\"\(Self.escape(displayName))\" <\(address)>"
    }

    /// As a header carries it: ASCII, the name as encoded words when it must be (RFC 2047 §5).
    public var headerText: String {
        guard let displayName, !displayName.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return description }
        return "\(EncodedWord.encode(displayName)) <\(address)>"
    }

    static func escape(_ text: String) -> String {
        String(text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] })
    }
}
