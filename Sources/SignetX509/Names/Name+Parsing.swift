import SignetASN1
import SignetBytes

extension Name {
    /// A name written as RFC 4514 has it, last relative name first: `CN=Alice,O=Example,C=GB`. White space around the
    /// separators, `;` for `,` and quoted values are read as well (RFC 2253 §4).
    ///
    /// - Throws: `X509Error.invalidAttribute` for an unknown type or a value that is not well formed.
    public init(rfc4514 text: String) throws(X509Error) {
        var parser = NameParser(text)
        self.init(try parser.relativeNames().reversed())
    }
}

private struct NameParser {
    private let characters: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) { characters = Array(text.unicodeScalars) }

    mutating func relativeNames() throws(X509Error) -> [RelativeName] {
        var names: [RelativeName] = []
        skipSpace()
        guard position < characters.count else { return [] }
        while true {
            var relative = [try attribute()]
            while take("+") { relative.append(try attribute()) }
            names.append(relative)
            if position == characters.count { return names }
            guard take(",") || take(";") else { throw failure("name", "a comma is missing") }
        }
    }

    private mutating func attribute() throws(X509Error) -> AttributeTypeAndValue {
        skipSpace()
        var key = ""
        while let scalar = peek, scalar != "=", scalar != ",", scalar != "+" {
            key.unicodeScalars.append(scalar)
            position += 1
        }
        key = String(key.reversed().drop { $0 == " " }.reversed())
        guard take("=") else { throw failure(key, "there is no value") }
        if key.lowercased().hasPrefix("oid.") { key = String(key.dropFirst(4)) }
        guard let type = AttributeTypeAndValue.type(named: key) ?? ObjectIdentifier(key) else {
            throw failure(key, "it is no type of attribute")
        }
        skipSpace()
        if take("#") { return AttributeTypeAndValue(type: type, value: try hexadecimal(key)) }
        let text = peek == "\"" ? try quoted(key) : try plain(key)
        var string = ASN1String(directory: text)
        if [AttributeTypeAndValue.emailAddress, AttributeTypeAndValue.domainComponent].contains(type) {
            // RFC 5280 §7.3: a label of a domain in its ASCII form.
            let isLabel = type == AttributeTypeAndValue.domainComponent
            guard let ia5 = ASN1String(ia5: isLabel ? Punycode.host(text) : text) else {
                throw failure(key, "it is not ASCII")
            }
            string = ia5
        }
        return AttributeTypeAndValue(type, string)
    }

    /// §2.4: `#` and the encoding of the value.
    private mutating func hexadecimal(_ key: String) throws(X509Error) -> Bytes {
        var digits = ""
        while let scalar = peek, scalar.properties.isHexDigit {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        skipSpace()
        guard let octets = Hex.decode(digits), !octets.isEmpty,
            (try? Syntax<Bytes>.any.decode(Bytes(octets))) != nil
        else { throw failure(key, "the hexadecimal digits are no encoding") }
        return Bytes(octets)
    }

    private mutating func quoted(_ key: String) throws(X509Error) -> String {
        position += 1
        var octets: [UInt8] = []
        while let scalar = peek, scalar != "\"" {
            if scalar == "\\" {
                octets += try escape(key)
            } else {
                octets += Array(String(scalar).utf8)
                position += 1
            }
        }
        guard take("\"") else { throw failure(key, "a quotation mark is missing") }
        skipSpace()
        return try string(octets, key)
    }

    private mutating func plain(_ key: String) throws(X509Error) -> String {
        var octets: [UInt8] = []
        // Spaces at the end count only when they are escaped.
        var kept = 0
        while let scalar = peek, scalar != ",", scalar != "+", scalar != ";" {
            switch scalar {
            case "\\":
                octets += try escape(key)
                kept = octets.count
            case "\"", "<", ">": throw failure(key, "“\(scalar)” has to be escaped")
            default:
                octets += Array(String(scalar).utf8)
                position += 1
                if scalar != " " { kept = octets.count }
            }
        }
        return try string(Array(octets.prefix(kept)), key)
    }

    /// §3: a special character, or an octet of UTF-8 in hexadecimal.
    private mutating func escape(_ key: String) throws(X509Error) -> [UInt8] {
        position += 1
        guard let scalar = peek else { throw failure(key, "nothing is escaped") }
        if " \"#+,;<=>\\".unicodeScalars.contains(scalar) {
            position += 1
            return Array(String(scalar).utf8)
        }
        guard position + 1 < characters.count,
            let octets = Hex.decode("\(scalar)\(characters[position + 1])"), octets.count == 1
        else { throw failure(key, "“\\\(scalar)” escapes nothing") }
        position += 2
        return octets
    }

    private func string(_ octets: [UInt8], _ key: String) throws(X509Error) -> String {
        guard let text = String(validating: octets, as: UTF8.self) else { throw failure(key, "it is not UTF-8") }
        return text
    }

    private var peek: Unicode.Scalar? { position < characters.count ? characters[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() { while peek == " " || peek == "\n" { position += 1 } }

    private func failure(_ key: String, _ reason: String) -> X509Error {
        .invalidAttribute(name: key.isEmpty ? "nothing" : "“\(key.printable)”", reason: reason)
    }
}

extension AttributeTypeAndValue {
    /// The type with a short name, in any letter case.
    static func type(named name: String) -> ObjectIdentifier? { types[name.uppercased()] }

    private static let types: [String: ObjectIdentifier] = {
        var types = Dictionary(
            shortNames.map { ($0.name.uppercased(), $0.type) }, uniquingKeysWith: { first, _ in first })
        for (name, type) in longNames { types[name.uppercased()] = type }
        return types
    }()

    private static let longNames: [String: ObjectIdentifier] = [
        "commonName": commonName, "surname": surname, "countryName": countryName, "localityName": localityName,
        "stateOrProvinceName": stateOrProvinceName, "S": stateOrProvinceName, "SP": stateOrProvinceName,
        "organizationName": organizationName, "organizationalUnitName": organizationalUnitName,
        "givenName": givenName, "domainComponent": domainComponent, "userId": userID, "emailAddress": emailAddress,
        "EMAIL": emailAddress, "MAIL": emailAddress, "streetAddress": streetAddress,
        "T": title,
    ]
}
