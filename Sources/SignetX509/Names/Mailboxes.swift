import SignetASN1
import SignetBytes

/// How mailboxes stand in certificates and requests (RFC 8550 §3, §4.4.3).
extension GeneralName {
    /// `id-on-SmtpUTF8Mailbox` (RFC 9598 §3): a mailbox whose local part is not ASCII.
    static let smtpUTF8Mailbox: ObjectIdentifier = "1.3.6.1.5.5.7.8.9"

    /// A mailbox as a name: rfc822Name, or SmtpUTF8Mailbox when the local part is not ASCII (RFC 8550 §4.4.3). The domain
    /// is written in its ASCII form, `xn--bcher-kva.example` (RFC 5280 §7.5, RFC 9598 §3).
    ///
    /// - Throws: `X509Error.invalidMailbox` for what is no `local@domain`.
    public init(mailbox: String) throws(X509Error) {
        let parts = mailbox.split(separator: "@", omittingEmptySubsequences: false)
        // The last @ divides; one before it can only stand inside quotation marks.
        let local = parts.dropLast().joined(separator: "@")
        let isQuoted = local.count > 2 && local.hasPrefix("\"") && local.hasSuffix("\"")
        let isPlain = mailbox.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && (isQuoted || !" <>()[],;:\\\"\t".unicodeScalars.contains($0))
        }
        guard let domain = parts.last, !domain.isEmpty, !local.isEmpty, isPlain, isQuoted || parts.count == 2,
            !domain.contains(where: { $0 == " " || $0 == "\"" }), mailbox.utf8.count <= 320
        else { throw .invalidMailbox(mailbox) }
        func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }
        let host = isASCII(String(domain)) ? String(domain) : Punycode.host(String(domain))
        guard isASCII(host) else { throw .invalidMailbox(mailbox) }
        let written = "\(local)@\(host)"
        self =
            isASCII(local)
            ? .rfc822Name(written)
            : .otherName(
                OtherName(typeID: Self.smtpUTF8Mailbox, value: ASN1String.syntax.encode(ASN1String(utf8: written))))
    }

    /// A mailbox in the form in which two are compared. Local parts without regard to case, which RFC 5321 leaves to their host,
    /// and no host in use tells apart; domains by their ASCII form (RFC 9598 §5).
    ///
    /// - Parameter mailbox: `local@domain`, in any spelling.
    /// - Returns: the one spelling of it.
    public static func comparable(mailbox: String) -> String {
        guard let at = mailbox.lastIndex(of: "@") else { return mailbox.lowercased() }
        return mailbox[..<at].lowercased() + "@" + Punycode.host(String(mailbox[mailbox.index(after: at)...]))
    }

    /// The mailbox that this name is, in either form.
    public var mailbox: String? {
        switch self {
        case .rfc822Name(let address): address
        case .otherName(let name) where name.typeID == Self.smtpUTF8Mailbox: ASN1String(element: name.value)?.text
        default: nil
        }
    }
}

extension Certificate {
    /// Whether the certificate is for a mailbox (RFC 8550 §3).
    public func isFor(_ mailbox: String) -> Bool {
        let wanted = GeneralName.comparable(mailbox: mailbox)
        return emailAddresses.contains { GeneralName.comparable(mailbox: $0) == wanted }
    }
}

/// The mailboxes among alternative names and in a subject, each once; letter case does not tell two apart.
func mailboxes(in names: [GeneralName], and subject: Name) -> [String] {
    let all = names.compactMap(\.mailbox) + subject.texts(of: AttributeTypeAndValue.emailAddress)
    guard all.count > 1 else { return all }
    var seen = Set<String>()
    return all.filter { seen.insert($0.lowercased()).inserted }
}

/// Mailboxes as alternative names.
func alternativeNames(_ mailboxes: [String]) throws(X509Error) -> [GeneralName] {
    var names: [GeneralName] = []
    for mailbox in mailboxes { names.append(try GeneralName(mailbox: mailbox)) }
    return names
}
