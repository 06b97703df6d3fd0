import SignetASN1
import SignetBytes
import SignetCMS
import SignetX509

/// Contacts as vCards (RFC 6350, and versions 3.0 and 2.1, which other programs still write): `EMAIL`, `FN`, a `KEY` for each
/// certificate, and what the contact can read. Every other property is kept, and written again.
enum VCard {
    private static let capabilitiesName = "X-SIGNET-CAPABILITIES"
    private static let dateName = "X-SIGNET-CAPABILITIES-DATE"
    private static let preferredName = "X-SIGNET-PREFERRED"
    private static let keyPrefix = "data:application/pkix-cert;base64,"

    static func encode(_ contact: Contact) -> Bytes {
        var lines = [
            "BEGIN:VCARD", "VERSION:4.0", "FN:\(escape(contact.name ?? contact.address))",
            "EMAIL:\(escape(contact.address))",
        ]
        lines += contact.certificates.map { "KEY:" + keyPrefix + base64($0.encoding) }
        if let capabilities = contact.capabilities {
            lines.append("\(capabilitiesName):" + base64(SMIMECapabilities.syntax.encode(capabilities.announced)))
            lines.append("\(dateName):\(capabilities.date.secondsSince1970)")
        }
        if let preferred = contact.preferred { lines.append("\(preferredName):\(preferred.fingerprint)") }
        lines += contact.otherLines
        lines.append("END:VCARD")
        return Bytes(Array(lines.map { folded($0) + "\r\n" }.joined().utf8))
    }

    /// The one contact of a file of the store.
    static func decode(_ file: Bytes) throws(SignetError) -> Contact {
        guard let first = try decodeAll(file).first else {
            throw SignetError(.malformed(.unrecognised(expected: "a vCard with an EMAIL", found: "one without")))
        }
        return first
    }

    /// Every contact of a file: one for each card, and for each further address of a card that a certificate of its is for.
    static func decodeAll(_ file: Bytes) throws(SignetError) -> [Contact] {
        let lines = unfolded(file)
        guard lines.first.map({ String(decoding: $0, as: UTF8.self).uppercased() }) == "BEGIN:VCARD" else {
            throw SignetError(
                misread: file, expected: "a vCard",
                SignetError(.malformed(.unrecognised(expected: "a vCard", found: InputForm(file).description))))
        }
        var contacts: [Contact] = []
        var card: [[UInt8]] = []
        for line in lines {
            card.append(line)
            guard String(decoding: line, as: UTF8.self).uppercased() == "END:VCARD" else { continue }
            contacts += try Self.contacts(of: card)
            card = []
        }
        // A card without its end was cut off: what was lost with it nobody can tell.
        guard card.allSatisfy(\.isEmpty) else {
            throw SignetError(.malformed(.unrecognised(expected: "END:VCARD", found: "the end of the file")))
        }
        return contacts
    }

    private static func contacts(of lines: [[UInt8]]) throws(SignetError) -> [Contact] {
        var (addresses, name): ([String], String?) = ([], nil)
        var certificates: [Certificate] = []
        var announced: SMIMECapabilities?
        var date: Instant?
        var preferred: String?
        var others: [String] = []
        for line in lines {
            guard let (property, parameters, value) = contentLine(line) else { continue }
            switch property {
            case "BEGIN", "END", "VERSION": break
            case "EMAIL":
                var address = unescape(text(value, parameters))
                if address.lowercased().hasPrefix("mailto:") { address = String(address.dropFirst(7)) }
                if !address.isEmpty { addresses.append(address) }
            case "FN": name = unescape(text(value, parameters))
            case "KEY" where isCertificate(value, parameters): certificates.append(try certificate(value, parameters))
            case capabilitiesName:
                announced = (try? bytes(value)).flatMap { try? SMIMECapabilities.syntax.decode($0, rules: .tolerant) }
            case dateName: date = Int64(value).map(Instant.init(secondsSince1970:))
            case preferredName: preferred = value
            default: others.append(String(decoding: line, as: UTF8.self))
            }
        }
        guard let first = addresses.first else {
            throw SignetError(.malformed(.unrecognised(expected: "a vCard with an EMAIL", found: "one without")))
        }
        let capabilities = announced.flatMap { announced in
            date.map { Contact.Capabilities(announced: announced, date: $0) }
        }
        // A certificate is for the addresses that it names; one that names none of the card's is for the first.
        let further = addresses.dropFirst().filter { $0.lowercased() != first.lowercased() }
        var shares: [(address: String, certificates: [Certificate])] = [(first, [])]
        for address in further {
            let own = certificates.filter { $0.isFor(address) }
            if !own.isEmpty { shares.append((address, own)) }
        }
        shares[0].certificates = certificates.filter { certificate in
            certificate.isFor(first) || !further.contains(where: certificate.isFor)
        }
        return shares.map { share in
            var contact = Contact(
                address: share.address, name: name == share.address ? nil : name, certificates: share.certificates,
                capabilities: capabilities,
                preferred: share.certificates.first { "\($0.fingerprint)" == preferred })
            contact.otherLines = others
            return contact
        }
    }

    /// Whether a KEY is a certificate: one for OpenPGP is another program's.
    private static func isCertificate(_ value: String, _ parameters: [String]) -> Bool {
        let hints = (parameters + [String(value.prefix(64))]).joined(separator: ";").lowercased()
        return !hints.contains("pgp") && !value.lowercased().hasPrefix("http")
    }

    private static func certificate(_ value: String, _ parameters: [String]) throws(SignetError) -> Certificate {
        let text = value.split(separator: ",", maxSplits: 1).last.map(String.init) ?? value
        let encoding = try bytes(text)
        do throws(X509Error) {
            return try Certificate(encoding)
        } catch .malformed(let error) {
            // What other programs call a key may be a whole answer of an authority.
            if let all = try? CertificateReading.certificates(in: encoding), let first = all.first { return first }
            throw SignetError(.malformed(.asn1(error.under("KEY"))))
        } catch {
            throw SignetError(.unsuitable("\(error)"))
        }
    }

    private static func bytes(_ text: String) throws(SignetError) -> Bytes {
        do throws(Base64.DecodingError) {
            let digits = text.utf8.filter { $0 != 0x20 && $0 != 0x09 }
            return try Base64.decode(digits.span).declassified()
        } catch {
            throw SignetError(.malformed(.unrecognised(expected: "Base64 in a KEY", found: "other characters")))
        }
    }

    /// A value of version 2.1 may be in quoted-printable.
    private static func text(_ value: String, _ parameters: [String]) -> String {
        guard parameters.contains(where: { $0.uppercased().hasSuffix("QUOTED-PRINTABLE") }) else { return value }
        var octets: [UInt8] = []
        var units = Array(value.utf8)[...]
        while let unit = units.popFirst() {
            if unit == UInt8(ascii: "="), units.count >= 2,
                let octet = UInt8(String(decoding: units.prefix(2), as: UTF8.self), radix: 16)
            {
                octets.append(octet)
                units = units.dropFirst(2)
            } else {
                octets.append(unit)
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }

    private static func base64(_ bytes: Bytes) -> String { String(decoding: Base64.encode(bytes.span), as: UTF8.self) }

    /// A property's name without its group, its parameters and its value (RFC 6350 §3.3). A colon between quotation marks
    /// belongs to a parameter.
    private static func contentLine(_ line: [UInt8]) -> (property: String, parameters: [String], value: String)? {
        var isQuoted = false
        for (index, byte) in line.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard byte == UInt8(ascii: ":"), !isQuoted else { continue }
            let pieces = String(decoding: line[..<index], as: UTF8.self).split(separator: ";").map(String.init)
            let name = pieces.first?.split(separator: ".").last.map(String.init) ?? ""
            return (
                name.uppercased(), Array(pieces.dropFirst()), String(decoding: line[(index + 1)...], as: UTF8.self)
            )
        }
        return nil
    }

    // Below, text is taken apart by bytes and scalars: a character may swallow the colon, comma or blank before it.

    /// RFC 6350 §3.2: lines of at most 75 octets, continued by a blank.
    private static func folded(_ line: String) -> String {
        var result = String.UnicodeScalarView()
        var octetCount = 0
        for scalar in line.unicodeScalars {
            if octetCount + UTF8.width(scalar) > 75 {
                result.append(contentsOf: "\r\n ".unicodeScalars)
                octetCount = 1
            }
            result.append(scalar)
            octetCount += UTF8.width(scalar)
        }
        return String(result)
    }

    private static func unfolded(_ file: Bytes) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for line in Array(file).split(separator: 0x0A) {
            let text = line.last == 0x0D ? line.dropLast() : line
            if text.first == 0x20 || text.first == 0x09, !lines.isEmpty {
                lines[lines.count - 1] += text.dropFirst()
            } else {
                lines.append(Array(text))
            }
        }
        return lines
    }

    /// RFC 6350 §3.4. A carriage return would end a line for others: it becomes a line feed.
    private static func escape(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ",", ";": result.append(contentsOf: ["\\", scalar])
            case "\n" where previous == "\r": break
            case "\r", "\n": result.append(contentsOf: "\\n".unicodeScalars)
            default: result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }

    private static func unescape(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                result.append(scalar == "n" || scalar == "N" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
