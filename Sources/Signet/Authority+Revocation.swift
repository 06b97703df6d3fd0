public import SignetASN1
public import SignetAlgorithms
import SignetBytes
import SignetKeys
public import SignetX509

/// What an authority takes back. Each revocation is a small text file, `revoked/<serial number>`; the last list is
/// `root.crl`, its number `crl-number`.
extension Authority {
    /// One certificate taken back.
    public struct Revocation: Sendable {
        /// Which.
        public let serialNumber: ASN1Integer
        /// Since when.
        public let date: Instant
        /// Why.
        public let reason: RevocationReason
        /// Since when the key is not to be trusted, if that is known.
        public let invalidityDate: Instant?
    }

    /// The last complete list, in DER.
    public var listFile: String { path + "/root.crl" }
    private var numberFile: String { path + "/crl-number" }

    private func revokedFile(_ serialNumber: ASN1Integer) -> String {
        "\(path)/revoked/\(Hex.encode(serialNumber.contents))"
    }

    /// Takes a certificate back, by its serial number; `.removeFromCRL` ends a hold.
    ///
    /// - Throws: `SignetError.refused` when it was taken back before, other than for now, or is not on hold, or when the day
    ///   is still to come;
    ///   `.notFound` when this authority did not issue it.
    public func revoke(
        _ serialNumber: ASN1Integer, reason: RevocationReason = .unspecified, at date: Instant = .now,
        invalidityDate: Instant? = nil
    ) throws(SignetError) {
        // A clock may be a little slow.
        guard date <= .now + 300 else {
            throw SignetError(.refused("the certificate cannot be revoked on \(date), which is still to come"))
        }
        try FileSystem.makeFolder(path + "/revoked")
        try changing { () throws(SignetError) in
            let file = revokedFile(serialNumber)
            let known = FileSystem.exists(file) ? try revocation(inFile: file, serialNumber) : nil
            guard FileSystem.exists(issuedFile(serialNumber)) else {
                let number = Hex.encode(serialNumber.contents, separator: ":")
                throw SignetError(.notFound("certificate \(number) among those that were issued"), file: path)
            }
            if reason == .removeFromCRL {
                guard known?.reason == .certificateHold else {
                    throw SignetError(.refused("the certificate \(serialNumber) is not on hold"))
                }
                return try FileSystem.remove(file)
            }
            if let known, known.reason != .certificateHold {
                throw SignetError(
                    .refused("the certificate \(serialNumber) was revoked on \(known.date) (\(known.reason.name))"))
            }
            // §5.3.1: a hold that becomes final keeps its date.
            var lines = ["revoked \(known?.date ?? date)", "reason \(reason.name)"]
            if let invalidityDate { lines.append("invalid since \(invalidityDate)") }
            try FileSystem.write(Array((lines.joined(separator: "\n") + "\n").utf8).span, to: file)
        }
    }

    /// Takes a certificate back.
    ///
    /// - Throws: as the other `revoke`; `SignetError.refused` for a certificate of another issuer.
    public func revoke(
        _ certificate: Certificate, reason: RevocationReason = .unspecified, at date: Instant = .now,
        invalidityDate: Instant? = nil
    ) throws(SignetError) {
        guard let key = try? self.certificate.publicKey(), (try? certificate.checkSignature(by: key)) != nil else {
            throw SignetError(.refused("this authority did not issue the certificate of \(certificate.subject)"))
        }
        try revoke(certificate.serialNumber, reason: reason, at: date, invalidityDate: invalidityDate)
    }

    /// Everything that was taken back, by serial number.
    public func revocations() throws(SignetError) -> [Revocation] {
        var revocations: [Revocation] = []
        for name in try FileSystem.names(in: path + "/revoked") {
            guard let octets = Hex.decode(name) else { continue }
            let serialNumber = ASN1Integer(magnitude: Bytes(octets))
            revocations.append(try revocation(inFile: "\(path)/revoked/\(name)", serialNumber))
        }
        return revocations
    }

    private func revocation(inFile file: String, _ serialNumber: ASN1Integer) throws(SignetError) -> Revocation {
        let text = String(decoding: Array(try FileSystem.read(file, limit: 1 << 16)), as: UTF8.self)
        var (date, reason, invalidityDate): (Instant?, RevocationReason?, Instant?) = (nil, nil, nil)
        for line in text.split(separator: "\n") {
            if line.hasPrefix("revoked ") { date = Instant(written: String(line.dropFirst(8))) }
            if line.hasPrefix("reason ") { reason = RevocationReason(named: String(line.dropFirst(7))) }
            if line.hasPrefix("invalid since ") { invalidityDate = Instant(written: String(line.dropFirst(14))) }
        }
        guard let date, let reason else {
            throw SignetError(
                .malformed(.unrecognised(expected: "a revocation (“revoked …”, “reason …”)", found: "other text")),
                file: file)
        }
        return Revocation(serialNumber: serialNumber, date: date, reason: reason, invalidityDate: invalidityDate)
    }

    /// Issues a revocation list, under the next number.
    ///
    /// A complete list is kept as `root.crl`. A delta list tells the changes to that one.
    ///
    /// - Parameters:
    ///   - days: how long the list holds.
    ///   - isDelta: whether only the changes since the last complete list are told.
    ///   - deltaURIs: where lists of changes can be had; a complete list says so (RFC 5280 §5.2.6).
    ///   - passphrase: that of the authority's key.
    /// - Throws: `SignetError.notFound` for a delta list before there was a complete one; `.refused` when the clock has gone
    ///   back behind the last list.
    public func issueList(
        days: Int = 30, isDelta: Bool = false, deltaURIs: [String] = [], passphrase: Password
    ) throws(SignetError) -> CertificateList {
        let key = try privateKey(passphrase)
        return try changing { () throws(SignetError) in
            var entries = try revocations().map {
                RevokedCertificate(
                    serialNumber: $0.serialNumber, revocationDate: $0.date, reason: $0.reason,
                    invalidityDate: $0.invalidityDate)
            }
            let now = Instant.now
            let last = try lastList(isNeeded: isDelta)
            // Whoever has the last list would take this one for older.
            if let last, last.thisUpdate > now + 300 {
                throw SignetError(
                    .refused("the last list was made on \(last.thisUpdate), and by this clock it is only \(now)"))
            }
            var baseNumber: ASN1Integer?
            if isDelta {
                guard let last else {
                    throw SignetError(.notFound("complete list that a delta list could build on"), file: listFile)
                }
                (entries, baseNumber) = try Self.changes(from: last, to: entries, at: now)
            }
            let freshest =
                deltaURIs.isEmpty
                ? nil : [DistributionPoint(.fullName(deltaURIs.map(GeneralName.uniformResourceIdentifier)))]
            let number = try nextNumber(after: last)
            let list: CertificateList
            do throws(X509Error) {
                list = try CertificateList.issue(
                    entries, number: number, baseNumber: baseNumber, thisUpdate: now,
                    nextUpdate: now + Int64(days) * 86_400, freshestCRL: freshest, issuer: certificate, key: key)
            } catch { throw SignetError(wrapping: error) }
            if !isDelta { try FileSystem.write(list.encoding.span, to: listFile) }
            return list
        }
    }

    /// The last complete list of this authority. One that is damaged or another's is overwritten by the next, and no list of
    /// changes can build on it.
    private func lastList(isNeeded: Bool) throws(SignetError) -> CertificateList? {
        guard FileSystem.exists(listFile) else { return nil }
        let list: CertificateList?
        do throws(SignetError) {
            list = try RevocationReading.lists(inFiles: [listFile]).first
        } catch {
            guard !isNeeded else { throw error }
            return nil
        }
        guard let key = try? certificate.publicKey(), (try? list?.checkSignature(by: key)) != nil else {
            guard !isNeeded else {
                throw SignetError(
                    .refused("this authority did not issue the list, on which changes would build"), file: listFile)
            }
            return nil
        }
        return list
    }

    /// RFC 5280 §5.2.4: new and changed entries, and those that are no longer revoked.
    private static func changes(
        from base: CertificateList, to entries: [RevokedCertificate], at now: Instant
    ) throws(SignetError) -> ([RevokedCertificate], ASN1Integer?) {
        do throws(X509Error) {
            let before = Set(try base.entries())
            let still = Set(entries.map(\.serialNumber))
            let removed = before.filter { !still.contains($0.serialNumber) }.map {
                RevokedCertificate(serialNumber: $0.serialNumber, revocationDate: now, reason: .removeFromCRL)
            }
            return (entries.filter { !before.contains($0) } + removed, try base.number())
        } catch { throw SignetError(wrapping: error) }
    }

    /// One more than the last; written down before it is used, so that no two lists have the same. Where what was written down
    /// is lost, the last complete list still has its number.
    private func nextNumber(after list: CertificateList?) throws(SignetError) -> ASN1Integer {
        var last = 0
        if let number = try? list?.number()?.magnitude, number.count <= 7 {
            last = number.reduce(0) { $0 << 8 | Int($1) }
        }
        if FileSystem.exists(numberFile) {
            let text = String(decoding: Array(try FileSystem.read(numberFile, limit: 64)), as: UTF8.self)
            guard let number = Int(text.filter(\.isNumber)), number < Int.max else {
                throw SignetError(
                    .malformed(.unrecognised(expected: "a number", found: "other text")), file: numberFile)
            }
            last = max(last, number)
        }
        try FileSystem.write(Array("\(last + 1)\n".utf8).span, to: numberFile)
        return ASN1Integer(last + 1)
    }

    /// Whether a certificate lets its owner answer for this authority (RFC 6960 §4.2.2.2).
    private func isDelegate(_ responder: Certificate) -> Bool {
        guard let key = try? certificate.publicKey(), (try? responder.checkSignature(by: key)) != nil else {
            return false
        }
        let usage = try? responder.extendedKeyUsage()
        return usage?.purposes.contains(ExtendedKeyUsage.ocspSigning) == true
    }

    /// Answers a question about certificates of this authority (RFC 6960): revoked, good when it issued them, else unknown.
    ///
    /// - Parameters:
    ///   - request: whom the answer is for, and about what.
    ///   - hours: how long the answer holds.
    ///   - passphrase: that of the authority's key.
    ///   - responder: who signs instead of the authority: a certificate of his with OCSPSigning, and its key.
    /// - Throws: `SignetError.refused` when he may not.
    public func respond(
        to request: OCSPRequest, hours: Int = 24, passphrase: Password,
        responder: (certificate: Certificate, key: PrivateKey)? = nil
    ) throws(SignetError) -> OCSPResponse {
        let key: PrivateKey
        if let responder {
            guard isDelegate(responder.certificate) else {
                throw SignetError(
                    .refused(
                        "this authority did not issue \(responder.certificate.subject) a certificate for OCSP signing"))
            }
            key = responder.key
        } else {
            key = try privateKey(passphrase)
        }
        var answers: [OCSPResponse.Answer] = []
        let known = Dictionary(try revocations().map { ($0.serialNumber, $0) }, uniquingKeysWith: { first, _ in first })
        for id in request.certificates {
            var status = CertStatus.unknown
            if id.isOf(certificate), FileSystem.exists(issuedFile(id.serialNumber)) {
                status = known[id.serialNumber].map { .revoked($0.reason, since: $0.date) } ?? .good
            }
            answers.append(OCSPResponse.Answer(id, status))
        }
        let now = Instant.now
        do throws(X509Error) {
            return try OCSPResponse.issue(
                answers, thisUpdate: now, nextUpdate: now + Int64(hours) * 3_600, producedAt: now,
                nonce: try request.nonce(), responder: responder?.certificate ?? certificate,
                includesResponder: responder != nil, key: key)
        } catch { throw SignetError(wrapping: error) }
    }
}
