import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetX509
import TestSupport
import Testing

/// Rules for those who issue, and the words for what certificates say.
@Suite struct LintTests {
    static func clauses(_ certificate: Certificate, _ source: LintSource) -> [String] {
        certificate.lint(by: [source]).filter { $0.severity == .error }.map(\.clause)
    }

    @Test func ownProfilesConform() {
        for certificate in [Parties.root, Parties.middle, Parties.alice] {
            #expect(certificate.lint(by: [.rfc5280, .rfc8550]).isEmpty, "\(certificate.subject)")
        }
    }

    @Test func publiclyTrusted() {
        // A small authority's certificate lacks what the public ones must have.
        let clauses = Set(Self.clauses(Parties.alice, .smimeBR))
        #expect(clauses.isSuperset(of: ["§7.1.2.3 a", "§7.1.2.3 b", "§6.3.2"]))
        let leaf = Parties.person(
            "alice@example.org", Parties.aliceKey, validity: Validity(from: Parties.now, days: 800),
            mailboxes: ["alice@example.org"],
            extensions: [
                Extension(
                    Extension.ID.certificatePolicies, PolicyInformation.sequence,
                    [PolicyInformation("2.23.140.1.5.1.2")]),
                Extension(
                    Extension.ID.cRLDistributionPoints, DistributionPoint.sequence,
                    [DistributionPoint(.fullName([.uniformResourceIdentifier("http://crl.example.org/1.crl")]))]),
            ])
        #expect(Self.clauses(leaf, .smimeBR).isEmpty, "\(leaf.lint(by: [.smimeBR]))")
    }

    @Test func findsFaults() {
        let leaf = Parties.forged(
            subject: Parties.name("A"), key: Parties.bobKey.publicKey, issuer: Parties.middleName,
            issuerKey: Parties.middleKey,
            extensions: [
                Extension(Extension.ID.keyUsage, isCritical: true, KeyUsage.syntax, [.keyCertSign]),
                Extension(id: Extension.ID.subjectAltName, isCritical: true, value: [0x30, 0x00]),
                Extension(Extension.ID.subjectKeyIdentifier, isCritical: true, .octetString, Bytes([1])),
                Extension(Extension.ID.subjectKeyIdentifier, .octetString, Bytes([1])),
                Extension(Extension.ID.extKeyUsage, ExtendedKeyUsage.syntax, ExtendedKeyUsage(["1.3.6.1.5.5.7.3.1"])),
            ], digest: .sha1)
        let clauses = Set(Self.clauses(leaf, .rfc5280))
        #expect(clauses.isSuperset(of: ["§4.2", "§4.2.1.1", "§4.2.1.2", "§4.2.1.6", "§4.2.1.9"]))
        #expect(Set(Self.clauses(leaf, .rfc8550)) == ["§4.4.2", "§4.4.4"])
        let findings = leaf.lint()
        #expect(findings.map(\.severity) == findings.map(\.severity).sorted(by: >))
    }

    /// Every certificate of the outside suites is linted and put into words, and none brings that down.
    @Test(.enabled(if: Corpus.isPresent)) func odd() throws {
        struct Decoded: Decodable {
            struct Entry: Decodable {}
            var certs: [String: Entry]
        }
        var count = 0
        for key in try Corpus.json("x509/decoded.json", as: Decoded.self).certs.keys {
            let path = "x509/" + String(key.split(separator: "#")[0])
            guard !path.contains(".json"), let encodings = try? Corpus.encodings(path) else { continue }
            for encoding in encodings {
                guard let certificate = try? Certificate(encoding) else { continue }
                _ = certificate.lint()
                for item in certificate.extensions { #expect(!item.lines.joined().contains("\u{1B}")) }
                count += 1
            }
        }
        TestFiles.report("lint", ran: count)
    }

    @Test func namesAsTextAndBack() throws {
        let name = try Name(rfc4514: #"CN=Alice \"A\, B\" \C3\A9+E=a@example.org, O="Ex; ample" ,C=GB"#)
        #expect(name.texts(of: AttributeTypeAndValue.commonName) == ["Alice \"A, B\" é"])
        #expect(name.texts(of: AttributeTypeAndValue.organizationName) == ["Ex; ample"])
        #expect(name.relativeNames.count == 3)
        #expect(name.relativeNames[2].count == 2)
        for name in [name, Parties.rootName, Parties.alice.subject, Name([])] {
            #expect(try Name(rfc4514: name.description).matches(name))
        }
        #expect(try Name(rfc4514: "2.5.4.3=#0C0141").matches(Name(commonName: "A")))
        for wrong in ["CN", "CN=a,,", "XY=1", "CN=#0C", "CN=\"a", "CN=a\\", "CN=a\\zz", "=a", "CN=a<b"] {
            #expect(throws: X509Error.self, "\(wrong)") { try Name(rfc4514: wrong) }
        }
    }

    @Test func mailboxes() {
        let certificate = Parties.person("Alice", Parties.aliceKey, mailboxes: ["Alice@xn--bcher-kva.example"])
        #expect(certificate.isFor("alice@bücher.example"))
        #expect(certificate.isFor("ALICE@XN--BCHER-KVA.example"))
        #expect(!certificate.isFor("alice@bucher.example"))
    }
}
