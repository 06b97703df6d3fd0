import SignetASN1
import SignetBytes

/// Values whose types are many: attributes, statements, names of other kinds.
extension Extension {
    /// What stands in an element, whatever its structure: texts, numbers, times and identifiers, in order; hexadecimal where
    /// something else does.
    static func leaves(_ element: Bytes) -> String { leaves(element, depth: 0).joined(separator: ", ") }

    private static func leaves(_ element: Bytes, depth: Int) -> [String] {
        if let text = ASN1String(element: element)?.text { return [text.printable] }
        switch element.first {
        case 0x02: if let number = try? Syntax<ASN1Integer>.integer.decode(element) { return ["\(number)"] }
        case 0x06:
            if let id = try? Syntax<ObjectIdentifier>.objectIdentifier.decode(element) {
                return [QCStatement.values[id] ?? id.description]
            }
        case 0x18:
            if let time = try? Syntax<Time>.generalizedTime.decode(element) { return [time.instant.description] }
        // Elements in a SEQUENCE, and those under tags of the context, which are written alike.
        case 0x30 where depth < 8, 0xA0 where depth < 8, 0xA1 where depth < 8:
            let sequence = Bytes([0x30] + element.dropFirst())
            if let elements = try? Syntax<[Bytes]>.sequence(of: .any).decode(sequence) {
                return elements.flatMap { leaves($0, depth: depth + 1) }
            }
        // A text under a tag of the context.
        case let tag? where (0x80...0x9E).contains(tag):
            let octets = try? Syntax<Bytes>.octetString.decode(Bytes([0x04] + element.dropFirst()))
            if let octets, let text = String(validating: octets, as: UTF8.self), !text.isEmpty,
                text.unicodeScalars.allSatisfy({ $0.value >= 0x20 })
            {
                return [text.printable]
            }
        default: break
        }
        return [hexadecimal(element)]
    }

    /// RFC 3739 §3.3.2
    static let personal: [ObjectIdentifier: String] = [
        "1.3.6.1.5.5.7.9.1": "dateOfBirth", "1.3.6.1.5.5.7.9.2": "placeOfBirth", "1.3.6.1.5.5.7.9.3": "gender",
        "1.3.6.1.5.5.7.9.4": "countryOfCitizenship", "1.3.6.1.5.5.7.9.5": "countryOfResidence",
    ]
}

extension QCStatement: CustomStringConvertible {
    /// Its name and what it says.
    public var description: String {
        let name = Self.names[statementID] ?? statementID.description
        guard let statementInfo else { return name }
        switch name {
        case "QcLimitValue":
            guard let value = try? MonetaryValue.syntax.decode(statementInfo, rules: .tolerant) else { break }
            return "\(name) \(value.amount) × 10^\(value.exponent) \(Extension.leaves(value.currency))"
        case "QcRetentionPeriod": return "\(name) \(Extension.leaves(statementInfo)) years"
        default: break
        }
        return "\(name) \(Extension.leaves(statementInfo))"
    }

    /// What statements say by identifiers: ETSI EN 319 412-5 §4.2.3, EN 319 412-1 §5.1.2.
    static let values: [ObjectIdentifier: String] = [
        "0.4.0.1862.1.6.1": "esign", "0.4.0.1862.1.6.2": "eseal", "0.4.0.1862.1.6.3": "web",
        "0.4.0.194121.1.1": "natural person", "0.4.0.194121.1.2": "legal person",
        "0.4.0.194121.1.3": "natural person (eIDAS)", "0.4.0.194121.1.4": "legal person (eIDAS)",
    ]
}

/// `MonetaryValue` (ETSI EN 319 412-5 §4.3.2)
private struct MonetaryValue {
    /// A code of letters or a number
    var currency: Bytes
    var amount: Int
    var exponent: Int

    static let syntax: Syntax<Self> = .sequence(
        "MonetaryValue", Self.init(currency:amount:exponent:),
        .required("currency", \.currency, .any), .required("amount", \.amount, .smallInteger),
        .required("exponent", \.exponent, .smallInteger))
}

extension GeneralName {
    /// What Microsoft puts into an otherName of an account: the text of an OCTET STRING, such as `S-1-5-21-…`.
    var securityIdentifier: String {
        guard case .otherName(let name) = self, let octets = try? Syntax<Bytes>.octetString.decode(name.value),
            let text = String(validating: octets, as: UTF8.self)
        else { return description }
        return text.printable
    }
}
