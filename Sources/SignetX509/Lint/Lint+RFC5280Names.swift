import SignetASN1
import SignetBytes

/// RFC 5280 §4.2.1.6, §4.2.1.7, §4.2.1.10, §4.2.1.13, §4.2.2: names and places in extensions.
extension Linter {
    mutating func checkAlternativeNames() {
        let issuers = value { certificate throws(X509Error) in try certificate.issuerAltName() }
        should(!isCritical(Extension.ID.issuerAltName), "§4.2.1.7", "its issuerAltName is critical")
        must(issuers?.isEmpty != true, "§4.2.1.7", "its issuerAltName is empty")
        for name in issuers ?? [] { check(name, "§4.2.1.7") }
        guard let alternativeNames else { return }
        must(!alternativeNames.isEmpty, "§4.2.1.6", "its subjectAltName is empty")
        should(
            certificate.subject.isEmpty || !isCritical(Extension.ID.subjectAltName), "§4.2.1.6",
            "its subjectAltName is critical though it has a subject")
        for name in alternativeNames { check(name, "§4.2.1.6") }
    }

    private mutating func check(_ name: GeneralName, _ clause: String) {
        switch name {
        case .rfc822Name(let mailbox):
            must((try? GeneralName(mailbox: mailbox)) != nil, clause, "\(name) is no mailbox")
        case .dNSName(let host):
            // What `*` means is left to those who read it.
            must(host.dropPrefix("*.").isHostName, clause, "\(name) is no host name")
        case .uniformResourceIdentifier(let uri):
            must(uri.isAbsoluteURI, clause, "\(name) is no absolute URI")
            if uri.isAbsoluteURI, let host = uri.uriHost {
                must(
                    host.isAddress || host.isHostName && host.contains("."), clause,
                    "\(name) names neither a full host name nor an address")
            }
        case .iPAddress(let address):
            must(address.count == 4 || address.count == 16, clause, "\(name) is no address")
        case .directoryName(let directoryName):
            must(!directoryName.isEmpty, clause, "an empty name stands beside others")
        case .otherName(let other) where other.typeID == GeneralName.smtpUTF8Mailbox:
            must(name.mailbox != nil, "RFC 9598 §3", "an SmtpUTF8Mailbox is no UTF8String")
            guard let mailbox = name.mailbox, let at = mailbox.lastIndex(of: "@") else { break }
            must(
                mailbox[..<at].utf8.contains { $0 >= 0x80 }, "RFC 9598 §3",
                "an SmtpUTF8Mailbox with an ASCII local part has to be an rfc822Name")
            must(
                mailbox[at...].utf8.allSatisfy { $0 < 0x80 }, "RFC 9598 §3",
                "the domain of an SmtpUTF8Mailbox is not in its ASCII form")
        default: break
        }
    }

    /// §4.2.1.10
    mutating func checkConstraint(_ base: GeneralName) {
        switch base {
        case .iPAddress(let address):
            must(
                address.count == 8 || address.count == 32, "§4.2.1.10",
                "a constraint on addresses is no address and mask (\(base))")
            let mask = address.suffix(address.count / 2).flatMap { octet in (0..<8).map { octet << $0 & 0x80 } }
            must(
                mask.drop { $0 != 0 }.allSatisfy { $0 == 0 }, "§4.2.1.10; RFC 4632 §3.1",
                "the mask of a constraint on addresses has ones behind zeros (\(base))")
        case .other, .registeredID:
            should(false, "§4.2.1.10", "a constraint on X.400 addresses, EDI names or registered identifiers")
        case .uniformResourceIdentifier(let host):
            must(
                host.dropPrefix(".").isHostName && host.contains(".") && !host.isAddress, "§4.2.1.10",
                "a constraint on URIs (\(host.printable)) is no full host name")
        default: break
        }
    }

    mutating func checkPlaces() {
        let access = value { certificate throws(X509Error) in try certificate.authorityInfoAccess() }
        let issuers = (access ?? []).filter { $0.accessMethod == AccessDescription.caIssuers }
        should(
            issuers.isEmpty
                || issuers.contains {
                    guard case .uniformResourceIdentifier(let uri) = $0.accessLocation else { return false }
                    return ["http:", "https:", "ldap:", "ldaps:"].contains { uri.lowercased().hasPrefix($0) }
                }, "§4.2.2.1", "the certificate of its issuer is to be had neither by http nor by ldap")
        if certificate.hasNoRevAvail { checkNoRevAvail(access ?? []) }
        let points = value { certificate throws(X509Error) in try certificate.cRLDistributionPoints() }
        guard let points else { return }
        should(!isCritical(Extension.ID.cRLDistributionPoints), "§4.2.1.13", "its cRLDistributionPoints are critical")
        for point in points {
            must(
                point.distributionPoint != nil || point.cRLIssuer != nil, "§4.2.1.13",
                "a distribution point has neither a name nor an issuer")
        }
    }
}

extension Linter {
    /// RFC 9608 §3: where nothing is said about revocation, no place can be named where it is.
    private mutating func checkNoRevAvail(_ access: [AccessDescription]) {
        must(!isAuthority, "RFC 9608 §3", "noRevAvail in the certificate of an authority")
        for id in [Extension.ID.cRLDistributionPoints, Extension.ID.freshestCRL] where has(id) {
            must(false, "RFC 9608 §3", "noRevAvail stands beside \(Extension.ID.names[id] ?? "\(id)")")
        }
        must(
            !access.contains { $0.accessMethod == AccessDescription.ocsp }, "RFC 9608 §3",
            "noRevAvail stands beside the place of an OCSP responder")
    }
}

extension String {
    fileprivate func dropPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }

    /// The preferred name syntax (RFC 1034 §3.5), with labels that begin with a digit (RFC 1123 §2.1).
    fileprivate var isHostName: Bool {
        let labels = utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        func isWord(_ octet: UInt8) -> Bool {
            (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet & 0xDF) && octet < 0x80
        }
        return utf8.count <= 253
            && labels.allSatisfy { label in
                guard (1...63).contains(label.count), let first = label.first, let last = label.last else {
                    return false
                }
                return isWord(first) && isWord(last) && label.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") }
            }
    }

    /// An IPv4 address, or an IPv6 one in brackets.
    fileprivate var isAddress: Bool {
        if hasPrefix("["), hasSuffix("]") {
            return dropFirst().dropLast().utf8.allSatisfy {
                (0x30...0x3A).contains($0) || (0x41...0x46).contains($0 & 0xDF) || $0 == UInt8(ascii: ".")
            }
        }
        let parts = split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    /// A scheme (RFC 3986 §3.1), and something behind it.
    fileprivate var isAbsoluteURI: Bool {
        let parts = utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].first, !parts[1].isEmpty else { return false }
        func isLetter(_ octet: UInt8) -> Bool { (0x41...0x5A).contains(octet & 0xDF) && octet < 0x80 }
        return isLetter(first)
            && parts[0].allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) }
    }

    /// The host of a URI that has an authority (RFC 3986 §3.2), which may be empty; `nil` for one without.
    fileprivate var uriHost: String? {
        guard let colon = firstIndex(of: ":"), self[index(after: colon)...].hasPrefix("//") else { return nil }
        var authority = self[index(after: colon)...].dropFirst(2).prefix { !"/?#".contains($0) }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
        return String(authority.prefix { $0 != ":" })
    }
}
