public import SignetASN1
public import SignetBytes

/// `GeneralName` (RFC 5280 §4.2.1.6): a name of any kind.
public enum GeneralName: Hashable, Sendable {
    /// A kind that another standard defines, and its encoding.
    case otherName(OtherName)
    /// A mailbox.
    case rfc822Name(String)
    /// A host.
    case dNSName(String)
    /// An X.500 name.
    case directoryName(Name)
    /// A resource.
    case uniformResourceIdentifier(String)
    /// An address, 4 or 16 bytes; with a mask in name constraints.
    case iPAddress(Bytes)
    /// An object identifier.
    case registeredID(ObjectIdentifier)
    /// X.400 addresses and EDI names, kept as they are.
    case other(Bytes)

    /// `OtherName` (RFC 5280 §4.2.1.6).
    public struct OtherName: Hashable, Sendable {
        /// What kind of name.
        public var typeID: ObjectIdentifier
        /// The encoding of its value.
        public var value: Bytes

        /// A name of a kind.
        ///
        /// - Parameters:
        ///   - typeID: what kind of name.
        ///   - value: the encoding of its value.
        public init(typeID: ObjectIdentifier, value: Bytes) {
            self.typeID = typeID
            self.value = value
        }

        static let syntax: Syntax<Self> = .sequence(
            "OtherName", Self.init(typeID:value:),
            .required("type-id", \.typeID, .objectIdentifier),
            .required("value", \.value, .any.explicit(0)))
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(OtherName.syntax.implicit(0), Self.otherName) {
            if case .otherName(let name) = $0 { name } else { nil }
        },
        Alternative(Syntax.ia5String.implicit(1), Self.rfc822Name) {
            if case .rfc822Name(let text) = $0 { text } else { nil }
        },
        Alternative(Syntax.ia5String.implicit(2), Self.dNSName) {
            if case .dNSName(let text) = $0 { text } else { nil }
        },
        Alternative(Name.syntax.explicit(4), Self.directoryName) {
            if case .directoryName(let name) = $0 { name } else { nil }
        },
        Alternative(Syntax.ia5String.implicit(6), Self.uniformResourceIdentifier) {
            if case .uniformResourceIdentifier(let text) = $0 { text } else { nil }
        },
        Alternative(.octetString.implicit(7), Self.iPAddress) {
            if case .iPAddress(let bytes) = $0 { bytes } else { nil }
        },
        Alternative(.objectIdentifier.implicit(8), Self.registeredID) {
            if case .registeredID(let id) = $0 { id } else { nil }
        },
        Alternative(kept, Self.other) { if case .other(let bytes) = $0 { bytes } else { nil } })

    /// `GeneralNames`
    public static let sequence: Syntax<[GeneralName]> = .sequence(of: syntax, isNonEmpty: true)

    /// x400Address [3] and ediPartyName [5].
    private static let kept: Syntax<Bytes> = .any(of: [
        .context(3, isConstructed: true), .context(5, isConstructed: true),
    ])
}

extension GeneralName {
    /// Microsoft: the name of an account, as `alice@example.org`. No mailbox, though it looks like one.
    static let userPrincipalName: ObjectIdentifier = "1.3.6.1.4.1.311.20.2.3"

    /// What kinds of otherName are called.
    static let otherNames: [ObjectIdentifier: String] = [
        userPrincipalName: "userPrincipalName (UPN)", smtpUTF8Mailbox: "SmtpUTF8Mailbox",
        // RFC 4043, RFC 4108 §5, RFC 6120 §13.7.1.4, RFC 4985, RFC 7585 §2.2, RFC 4556 §3.2.2
        "1.3.6.1.5.5.7.8.3": "permanentIdentifier", "1.3.6.1.5.5.7.8.4": "hardwareModuleName",
        "1.3.6.1.5.5.7.8.5": "xmppAddr", "1.3.6.1.5.5.7.8.7": "srvName", "1.3.6.1.5.5.7.8.8": "naiRealm",
        "1.3.6.1.5.2.2": "kerberosPrincipal",
        // Microsoft: the number of a directory server
        "1.3.6.1.4.1.311.25.1": "ntdsReplication",
    ]
}

extension GeneralName: CustomStringConvertible {
    /// `email:alice@example.org`
    public var description: String {
        switch self {
        case .otherName(let name):
            switch (name.typeID, ASN1String(element: name.value)?.text) {
            case (Self.smtpUTF8Mailbox, let text?): "email:\(text.printable)"
            case (Self.userPrincipalName, let text?): "upn:\(text.printable)"
            default: "other:\(Self.otherNames[name.typeID] ?? "\(name.typeID)") \(Extension.leaves(name.value))"
            }
        case .rfc822Name(let text): "email:\(text.printable)"
        case .dNSName(let text): "dns:\(text.printable)"
        case .directoryName(let name): "name:\(name)"
        case .uniformResourceIdentifier(let text): "uri:\(text.printable)"
        case .iPAddress(let bytes): "ip:\(Self.addressText(bytes))"
        case .registeredID(let id): "id:\(id)"
        case .other(let bytes): "other:\(Hex.encode(bytes))"
        }
    }

    /// `192.0.2.1`, `2001:db8::1`, and in constraints `192.0.2.0/24`; what is no address in hexadecimal.
    static func addressText(_ bytes: Bytes) -> String {
        switch bytes.count {
        case 4: return bytes.map(String.init).joined(separator: ".")
        case 16: return sixthVersion(bytes)
        case 8, 32:
            let (address, mask) = (bytes.prefix(bytes.count / 2), bytes.dropFirst(bytes.count / 2))
            let bits = mask.reduce(0) { $0 + $1.nonzeroBitCount }
            let isPrefix = mask.enumerated().allSatisfy { index, octet in
                octet == UInt8(truncatingIfNeeded: 0xFF00 >> min(max(bits - 8 * index, 0), 8))
            }
            return addressText(address) + "/"
                + (isPrefix ? String(bits) : addressText(mask))
        default: return Hex.encode(bytes, separator: ":")
        }
    }

    /// RFC 5952 §4: the longest run of zeros, if it is one, is left out.
    private static func sixthVersion(_ bytes: Bytes) -> String {
        let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > longest.count { longest = start..<end }
            start = max(end, start + 1)
        }
        func text(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        return longest.count < 2
            ? text(0..<8) : text(0..<longest.lowerBound) + "::" + text(longest.upperBound..<8)
    }
}
