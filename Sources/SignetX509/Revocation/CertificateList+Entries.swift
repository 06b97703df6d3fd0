public import SignetASN1
import SignetBytes

extension CertificateList {
    /// How many entries there are, and every one in turn, read when it is reached.
    ///
    /// - Throws: `X509Error.malformed` at the first entry that cannot be read; what `body` throws.
    public func forEachEntry(
        _ body: (RevokedCertificate) throws(X509Error) -> Void
    ) throws(X509Error) {
        var scanner = try EntryScanner(self)
        while let entry = try scanner.next() { try body(try scanner.decode(entry)) }
    }

    /// Every entry.
    public func entries() throws(X509Error) -> [RevokedCertificate] {
        var entries: [RevokedCertificate] = []
        try forEachEntry { entry throws(X509Error) in entries.append(entry) }
        return entries
    }

    /// The number of entries; only their headers are looked at.
    public func entryCount() throws(X509Error) -> Int {
        var scanner = try EntryScanner(self)
        var count = 0
        while try scanner.next() != nil { count += 1 }
        return count
    }

    /// The entry for a certificate, by issuer and serial number (RFC 5280 §6.3.3 (i), (j)). Of all other entries only the
    /// headers are looked at, and the extensions of those that have a critical one.
    ///
    /// In an indirect list an entry is about the issuer that it or the last one before it names (§5.3.3).
    ///
    /// - Throws: `X509Error.malformed`; `.unknownCriticalExtension` when any entry has one: then the list must not be used
    ///   for any certificate (§5.3).
    public func entry(serialNumber: ASN1Integer, issuer: Name) throws(X509Error) -> RevokedCertificate? {
        let isIndirect = try issuingDistributionPoint()?.indirectCRL ?? false
        var isAboutIssuer = self.issuer.matches(issuer)
        var match: RevokedCertificate?
        var scanner = try EntryScanner(self)
        let serial = serialNumber.contents
        while let entry = try scanner.next() {
            if entry.hasCriticalExtension {
                let decoded = try scanner.decode(entry)
                let unknown = (decoded.extensions ?? []).first {
                    $0.isCritical && $0.id != Extension.ID.certificateIssuer && $0.id != Extension.ID.reasonCode
                        && $0.id != Extension.ID.invalidityDate
                }
                if let unknown { throw .unknownCriticalExtension(unknown.id) }
                if let names = try decoded.certificateIssuer() {
                    // An entry of another issuer in a list that does not say it has such is of that issuer all the same.
                    isAboutIssuer = names.contains {
                        if case .directoryName(let name) = $0 { name.matches(issuer) } else { false }
                    }
                }
            } else if isIndirect, entry.hasExtensions, let names = try scanner.decode(entry).certificateIssuer() {
                isAboutIssuer = names.contains {
                    if case .directoryName(let name) = $0 { name.matches(issuer) } else { false }
                }
            }
            guard isAboutIssuer, match == nil, scanner.serial(of: entry, is: serial) else { continue }
            match = try scanner.decode(entry)
        }
        return match
    }
}

/// Goes through the entries of a list by their headers.
private struct EntryScanner {
    /// Where things are in the encoding of the entries.
    struct Entry {
        var range: Range<Int>
        var serial: Range<Int>
        var hasExtensions: Bool
        /// Whether something in the extensions looks like `critical TRUE`. There may be none; there is none overlooked.
        var hasCriticalExtension: Bool
    }

    private let message: Bytes
    private let offset: Int
    private var position = 0

    init(_ list: CertificateList) throws(X509Error) {
        message = list.toBeSigned.value.revokedCertificates ?? Bytes()
        offset = list.encoding.offset(of: message) ?? 0
        guard !message.isEmpty else { return }
        position = try header(at: 0, tag: 0x30, end: message.count).lowerBound
    }

    mutating func next() throws(X509Error) -> Entry? {
        guard position < message.count else { return nil }
        let start = position
        let contents = try header(at: start, tag: 0x30, end: message.count)
        let serial = try header(at: contents.lowerBound, tag: 0x02, end: contents.upperBound)
        guard !serial.isEmpty else { throw failure(.nonMinimalInteger, serial.lowerBound) }
        let date = try header(at: serial.upperBound, tag: nil, end: contents.upperBound)
        position = contents.upperBound
        let hasExtensions = date.upperBound < contents.upperBound
        return Entry(
            range: start..<position, serial: serial, hasExtensions: hasExtensions,
            hasCriticalExtension: hasExtensions && mayBeCritical(date.upperBound..<contents.upperBound))
    }

    func serial(of entry: Entry, is serial: Bytes) -> Bool {
        guard entry.serial.count == serial.count else { return false }
        let (span, wanted) = (message.span, serial.span)
        // From the end, where serial numbers differ.
        for index in wanted.indices.reversed()
        where span[entry.serial.lowerBound + index] != wanted[index] { return false }
        return true
    }

    func decode(_ entry: Entry) throws(X509Error) -> RevokedCertificate {
        do throws(ASN1Error) {
            return try RevokedCertificate.syntax.decode(message[entry.range], rules: .tolerant)
        } catch { throw .malformed(error.shifted(by: offset + entry.range.lowerBound).under("revokedCertificates")) }
    }

    /// BOOLEAN of length 1 that is not false.
    private func mayBeCritical(_ range: Range<Int>) -> Bool {
        let span = message.span
        var index = range.lowerBound
        while index + 2 < range.upperBound {
            if span[index] == 0x01, span[index + 1] == 0x01, span[index + 2] != 0 { return true }
            index += 1
        }
        return false
    }

    private func failure(_ kind: ASN1Error.Kind, _ position: Int) -> X509Error {
        .malformed(ASN1Error(kind, at: offset + position).under("revokedCertificates"))
    }

    /// The contents of the element at a place.
    private func header(at start: Int, tag: UInt8?, end: Int) throws(X509Error) -> Range<Int> {
        let span = message.span
        guard start + 1 < end else { throw failure(.truncated, start) }
        guard tag == nil || span[start] == tag else { throw failure(.invalidValue("not an entry"), start) }
        var next = start + 2
        var length = Int(span[start + 1])
        if length >= 0x80 {
            let count = length & 0x7F
            guard (1...4).contains(count) else { throw failure(.lengthTooLarge, start + 1) }
            guard next + count <= end else { throw failure(.truncated, start + 1) }
            length = 0
            for _ in 0..<count {
                length = length << 8 | Int(span[next])
                next += 1
            }
        }
        guard length <= end - next else { throw failure(.truncated, start + 1) }
        return next..<(next + length)
    }
}
