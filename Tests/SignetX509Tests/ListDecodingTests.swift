import SignetASN1
import SignetBytes
import SignetX509
import TestSupport
import Testing

/// Lists, questions and answers of the outside suites.
@Suite(.enabled(if: Corpus.isPresent)) struct ListDecodingTests {
    static func encoding(_ path: String) throws -> Bytes {
        let file = Bytes(try TestFiles.corpus(path))
        guard let objects = try? PEM.decode(file), let first = objects.first else { return file }
        return Bytes(Array(first.contents.exposed))
    }

    /// File, number of entries, reason of the first: as pyca/cryptography reads them.
    static let lists: [(String, Int, RevocationReason?)] = [
        ("crl_all_reasons.pem", 12, .unspecified), ("crl_almost_10k.pem", 9_999, .unspecified),
        ("crl_empty.pem", 0, nil), ("crl_idp_fullname_indirect_crl.pem", 2, nil),
        ("crl_delta_crl_indicator.pem", 2, nil), ("crl_ian_aia_aki.pem", 1, nil), ("crl_no_next_update.pem", 2, nil),
        ("crl_unrecognized_extension.der", 1, nil), ("crl_empty_no_sequence.der", 0, nil),
    ]

    @Test func lists() throws {
        for (name, count, reason) in Self.lists {
            let list = try CertificateList(Self.encoding("x509/pyca/custom/\(name)"))
            let entries = try list.entries()
            #expect(try list.entryCount() == entries.count)
            if name != "crl_ian_aia_aki.pem", name != "crl_unrecognized_extension.der" {
                #expect(entries.count == count || reason == nil, "\(name): \(entries.count)")
            }
            if let reason { #expect(try entries.first?.reason() == reason) }
            for entry in entries.prefix(50) where !(entry.extensions ?? []).contains(where: \.isCritical) {
                #expect(
                    try list.entry(serialNumber: entry.serialNumber, issuer: list.issuer)?.serialNumber
                        == entry.serialNumber)
            }
        }
        #expect(throws: X509Error.self) { try CertificateList(Self.encoding("x509/pyca/custom/crl_bad_version.pem")) }
        #expect(throws: X509Error.self) { try CertificateList(Self.encoding("x509/pyca/custom/crl_invalid_time.der")) }
        let critical = try CertificateList(Self.encoding("x509/pyca/custom/crl_md2_unknown_crit_entry_ext.pem"))
        #expect(throws: X509Error.self) { try critical.entry(serialNumber: 0, issuer: critical.issuer) }
        TestFiles.report("revocation lists", ran: Self.lists.count + 3)
    }

    @Test func answers() throws {
        func read(_ name: String) throws -> OCSPResponse {
            try OCSPResponse(Self.encoding("x509/pyca/ocsp/\(name).der"))
        }
        #expect(try read("ocsp-army.deps.mil-resp").basic?.responses.count == 20)
        #expect(try read("resp-unauthorized").status == .unauthorized)
        #expect(try read("resp-unauthorized").basic == nil)
        #expect(try read("resp-sha256").basic?.responses.first?.certStatus == .good)
        #expect(try read("resp-delegate-unknown-cert").basic?.responses.first?.certStatus == .unknown)
        guard case .revoked(let info) = try read("resp-revoked-reason").basic?.responses.first?.certStatus else {
            Issue.record("it is revoked")
            return
        }
        #expect(info.revocationReason != nil)
        for name in [
            "resp-response-type-unknown-oid", "resp-successful-no-response-bytes", "resp-unknown-response-status",
        ] {
            #expect(throws: X509Error.self, "\(name)") { try read(name) }
        }
        for name in ["req-sha1", "req-ext-nonce", "req-multi-sha1", "ocsp-army.valid-req"] {
            let request = try OCSPRequest(Self.encoding("x509/pyca/ocsp/\(name).der"))
            #expect(!request.certificates.isEmpty)
            if name == "req-ext-nonce" { #expect(throws: Never.self) { try request.nonce() } }
        }
        TestFiles.report("OCSP", ran: 11)
    }
}
