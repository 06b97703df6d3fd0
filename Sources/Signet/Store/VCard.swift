import SignetASN1
import SignetBytes
import SignetCMS
import SignetX509

/// Contacts as vCards (RFC 6350): `EMAIL`, `FN`, a `KEY` for each certificate, and what the contact can read.
enum VCard {
    private static let capabilitiesName = "X-SIGNET-CAPABILITIES"
    private static let dateName = "X-SIGNET-CAPABILITIES-DATE"
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
        lines.append("END:VCARD")
        return Bytes(Array(lines.map { folded($0) + "\r\n" }.joined().utf8))
    }

    static func decode(_ file: Bytes) throws(SignetError) -> Contact {
        let lines = unfolded(file)
        guard lines.first.map({ String(decoding: $0, as: UTF8.self).uppercased() }) == "BEGIN:VCARD" else {
            throw SignetError(.malformed(.unrecognised(expected: "a vCard", found: InputForm(file).description)))
        }
        var (address, name): (String?, String?)
        var certificates: [Certificate] = []
        var announced: SMIMECapabilities?
        var date: Instant?
        for line in lines {
            guard let (property, value) = contentLine(line) else { continue }
            switch property {
            case "EMAIL": address = address ?? unescape(value)
            case "FN": name = unescape(value)
            case "KEY": certificates.append(try certificate(value))
            case capabilitiesName:
                announced = (try? bytes(value)).flatMap { try? SMIMECapabilities.syntax.decode($0, rules: .tolerant) }
            case dateName: date = Int64(value).map(Instant.init(secondsSince1970:))
            default: break
            }
        }
        guard let address else {
            throw SignetError(.malformed(.unrecognised(expected: "a vCard with an EMAIL", found: "one without")))
        }
        let capabilities = announced.flatMap { announced in
            date.map { Contact.Capabilities(announced: announced, date: $0) }
        }
        return Contact(
            address: address, name: name == address ? nil : name, certificates: certificates, capabilities: capabilities
        )
    }

    private static func certificate(_ value: String) throws(SignetError) -> Certificate {
        let text = value.split(separator: ",", maxSplits: 1).last.map(String.init) ?? value
        let encoding = try bytes(text)
        do throws(X509Error) {
            return try Certificate(encoding)
        } catch .malformed(let error) {
            throw SignetError(.malformed(.asn1(error.under("KEY"))))
        } catch {
            throw SignetError(.unsuitable("\(error)"))
        }
    }

    private static func bytes(_ text: String) throws(SignetError) -> Bytes {
        do throws(Base64.DecodingError) {
            return try Base64.decode(Array(text.utf8).span).declassified()
        } catch {
            throw SignetError(.malformed(.unrecognised(expected: "Base64 in a KEY", found: "other characters")))
        }
    }

    private static func base64(_ bytes: Bytes) -> String { String(decoding: Base64.encode(bytes.span), as: UTF8.self) }

    /// A property's name and value (RFC 6350 §3.3). A colon between quotation marks belongs to a parameter.
    private static func contentLine(_ line: [UInt8]) -> (property: String, value: String)? {
        var isQuoted = false
        for (index, byte) in line.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard byte == UInt8(ascii: ":"), !isQuoted else { continue }
            let name = line[..<index].prefix { $0 != UInt8(ascii: ";") }
            return (
                String(decoding: name, as: UTF8.self).uppercased(),
                String(decoding: line[(index + 1)...], as: UTF8.self)
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
