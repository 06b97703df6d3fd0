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
        let lines = unfolded(String(decoding: file, as: UTF8.self))
        guard lines.first?.uppercased() == "BEGIN:VCARD" else {
            throw SignetError(.malformed(.unrecognised(expected: "a vCard", found: InputForm(file).description)))
        }
        var (address, name): (String?, String?)
        var certificates: [Certificate] = []
        var announced: SMIMECapabilities?
        var date: Instant?
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let property = line[..<colon].split(separator: ";").first.map { $0.uppercased() } ?? ""
            let value = String(line[line.index(after: colon)...])
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

    /// RFC 6350 §3.2: lines of at most 75 octets, continued by a blank.
    private static func folded(_ line: String) -> String {
        var result = ""
        var octetCount = 0
        for character in line {
            if octetCount + character.utf8.count > 75 {
                result += "\r\n "
                octetCount = 1
            }
            result.append(character)
            octetCount += character.utf8.count
        }
        return result
    }

    private static func unfolded(_ text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix(" ") || line.hasPrefix("\t"), !lines.isEmpty {
                lines[lines.count - 1] += line.dropFirst()
            } else {
                lines.append(String(line))
            }
        }
        return lines
    }

    /// RFC 6350 §3.4.
    private static func escape(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "\\", ",", ";": result += "\\\(character)"
            case let other where other.isNewline: result += "\\n"
            default: result.append(character)
            }
        }
    }

    private static func unescape(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result.append(character == "n" || character == "N" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}
