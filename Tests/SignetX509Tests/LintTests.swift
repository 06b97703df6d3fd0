import Foundation
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

    /// zlint's certificates, each made to break one rule, and the clause that it breaks.
    static let broken: [(String, String)] = [
        ("validityNegative", "§4.1.2.5"), ("utcNoSeconds", "§4.1"), ("allUIDv1", "§4.1.2.8"),
        ("IssuerDNCountryNotPrintableString", "§A.1"), ("subjectCommonNamePrintableStringBadAlpha", "§4.1.2.4"),
        ("SubjectEmailToolLong", "§A.1"), ("rsaKeyWithParameters", "§4.1.2.7; RFC 3279 §2.3.1"),
        ("extSkiDuplicatedShortlist", "§4.2"), ("cert_ext_invalid_der_ko_01", "§4.1"),
        ("akiCritical", "§4.2.1.1"), ("akiWithSerial", "§4.2.1.1"),
        ("incorrect_unused_bits_in_ku_encoding", "§4.2.1.3"),
        ("ecdsaP256KUIsKeyEnciphermentInvalidKU", "§4.2.1.3; RFC 8813 §3"),
        ("ecdsaP256KUIsDataEnciphermentInvalidKU", "§4.2.1.3; RFC 8813 §3"),
        ("eeWithRSADisallowedKeyUsage", "§4.2.1.3; RFC 3279 §2.3.1"), ("certPolicyDuplicateShort", "§4.2.1.4"),
        ("policyMapFromAnyPolicy", "§4.2.1.5"), ("SANSubjectEmptyNotCritical", "§4.2.1.6"),
        ("SANURIRelative", "§4.2.1.6"), ("SANNoEntries", "§4.2.1.6"), ("SANdnsbadsyntax", "§4.2.1.6"),
        ("SANWithInvalidEmail", "§4.2.1.6"), ("IANDNSPeriod", "§4.2.1.7"), ("IANURINoScheme", "§4.2.1.7"),
        ("IANURIHostNotFQDNOrIP", "§4.2.1.7"), ("IANInvalidEmail", "§4.2.1.7"), ("empty_seq_of_ian", "§4.2.1.7"),
        ("subDirAttCritical", "§4.2.1.8"), ("keyCertSignNotCAExplicitly", "§4.2.1.9"),
        ("NameConstraintCA", "§4.2.1.9"), ("noNameConstraint", "§4.2.1.10"), ("exc1UriConstraint", "§4.2.1.10"),
        ("inhibitAnyNotCrit", "§4.2.1.14"), ("empty_seq_of_cdp", "§4.2.1.13"), ("empty_seq_of_aia", "§4.2.2.1"),
        ("aiaCrit", "§4.2.2.1"),
    ]

    @Test(.enabled(if: Corpus.isPresent)) func zlint() throws {
        struct File: Decodable {
            struct Entry: Decodable {
                var file: String
                var der: Data
            }
            var certs: [Entry]
        }
        let entries = try Corpus.json("x509/zlint/certs.json", as: File.self).certs
        let certificates = Dictionary(uniqueKeysWithValues: entries.map { ($0.file, Bytes(Array($0.der))) })
        for (name, clause) in Self.broken {
            let certificate = try Certificate(try #require(certificates[name + ".pem"], "\(name)"))
            #expect(
                Self.clauses(certificate, .rfc5280).contains(clause), "\(name): \(certificate.lint(by: [.rfc5280]))")
        }
        // And nothing is found where nothing is.
        for name in ["ecdsaP256ValidKUs", "commonNamesGood", "ekuCrit", "SANRFC822Beginning", "indivValGoodAllFields"] {
            let certificate = try Certificate(try #require(certificates[name + ".pem"], "\(name)"))
            #expect(Self.clauses(certificate, .rfc5280).isEmpty, "\(name): \(certificate.lint(by: [.rfc5280]))")
        }
        // A key so small that nothing is computed with it is a weak one all the same.
        let weak = try Certificate(try #require(certificates["aiaCrit.pem"]))
        #expect(Self.clauses(weak, .rfc8550).contains("§4.3"))
        TestFiles.report("lint beside zlint", ran: Self.broken.count + 6)
    }

    /// Faults that mail certificates have, by every rule book.
    @Test func mailFaults() throws {
        func findings(_ certificate: Certificate, _ source: LintSource) -> [String] {
            certificate.lint(by: [source]).map { "\($0.severity) \($0.clause)" }
        }
        func leaf(_ extensions: [Extension], _ key: PublicKey = Parties.bobKey.publicKey, days: Int = 800)
            -> Certificate
        {
            Parties.forged(
                subject: Parties.name("A"), key: key, issuer: Parties.middleName, issuerKey: Parties.middleKey,
                extensions: extensions, validity: Validity(from: Parties.now, days: days))
        }
        func mailboxes(_ names: [GeneralName]) -> Extension {
            Extension(Extension.ID.subjectAltName, GeneralName.sequence, names)
        }
        func usage(_ usage: KeyUsage) -> Extension {
            Extension(Extension.ID.keyUsage, isCritical: true, KeyUsage.syntax, usage)
        }
        // Nothing at all.
        let bare = leaf([])
        #expect(Set(findings(bare, .rfc5280)).isSuperset(of: ["error §4.2.1.1", "warning §4.2.1.2"]))
        #expect(findings(bare, .rfc8550) == ["warning §3"])
        #expect(
            Set(findings(bare, .smimeBR)).isSuperset(
                of: [
                    "error §7.1.2.3 a", "error §7.1.2.3 b", "error §7.1.2.3 e", "error §7.1.2.3 f", "error §7.1.2.3 g",
                    "error §7.1.2.3 h", "warning §7.1.2.3 n", "error §7.1.4.2.1",
                ]))
        // A year too many.
        #expect(findings(leaf([], days: 826), .smimeBR).contains("error §6.3.2"))
        #expect(!findings(leaf([], days: 825), .smimeBR).contains("error §6.3.2"))
        // A key that is for something else.
        #expect(findings(leaf([usage(.keyAgreement)]), .rfc5280).contains("error §4.2.1.3; RFC 3279 §2.3.1"))
        #expect(findings(leaf([usage(.cRLSign)]), .rfc8550).contains("error §4.4.2"))
        // Names in forms that they must not have.
        let names: [GeneralName] = [
            .rfc822Name("no mailbox"), .dNSName("under_score.example"), .uniformResourceIdentifier("http://host/x"),
            .iPAddress([1, 2, 3]), .directoryName(Name([])),
            try GeneralName.syntax.decode(
                Bytes(
                    [0xA0, 31, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x09, 0xA0, 19, 0x0C, 17]
                        + Array("a@bücher.example".utf8))),
        ]
        let clauses = Self.clauses(leaf([mailboxes(names)]), .rfc5280)
        #expect(clauses.count { $0 == "§4.2.1.6" } == 5, "\(clauses)")
        #expect(clauses.count { $0 == "RFC 9598 §3" } == 2)
        // A mailbox in the subject alone.
        let old = Parties.forged(
            subject: Name([[AttributeTypeAndValue(AttributeTypeAndValue.emailAddress, ASN1String(ia5: "a@b.example")!)]]
            ),
            key: Parties.bobKey.publicKey, issuer: Parties.middleName, issuerKey: Parties.middleKey, extensions: [])
        #expect(findings(old, .rfc5280).contains("error §4.1.2.6"))
        #expect(findings(old, .rfc8550) == ["warning §3"])
        #expect(findings(old, .smimeBR).contains("error §7.1.4.2.1"))
    }

    /// What became of the requirements after their first version, each since its day.
    @Test func requirementsByDay() throws {
        func clauses(
            _ day: (Int, Int, Int), policy: ObjectIdentifier = "2.23.140.1.5.1.2", purposes: [ObjectIdentifier] = [],
            usage: KeyUsage = .digitalSignature, key: PublicKey = Parties.bobKey.publicKey
        ) throws -> [String] {
            let start = try #require(Instant(year: day.0, month: day.1, day: day.2))
            let leaf = Parties.forged(
                subject: Name([]), key: key, issuer: Parties.middleName, issuerKey: Parties.middleKey,
                extensions: [
                    Extension(
                        Extension.ID.certificatePolicies, PolicyInformation.sequence, [PolicyInformation(policy)]),
                    Extension(Extension.ID.keyUsage, isCritical: true, KeyUsage.syntax, usage),
                    Extension(
                        Extension.ID.extKeyUsage, ExtendedKeyUsage.syntax,
                        ExtendedKeyUsage([ExtendedKeyUsage.emailProtection] + purposes)),
                ], validity: Validity(from: start, days: 300))
            return Self.clauses(leaf, .smimeBR)
        }
        // SMC08: no legacy profiles.
        let legacy: ObjectIdentifier = "2.23.140.1.5.1.1"
        #expect(try !clauses((2025, 7, 14), policy: legacy).contains("§7.1.6.1"))
        #expect(try clauses((2025, 7, 15), policy: legacy).contains("§7.1.6.1"))
        // SMC018: mail and clients alone.
        let (client, smartcard): (ObjectIdentifier, ObjectIdentifier) = ("1.3.6.1.5.5.7.3.2", "1.3.6.1.4.1.311.20.2.2")
        #expect(try !clauses((2027, 6, 30), purposes: [client, smartcard]).contains("§7.1.2.3 f"))
        #expect(try clauses((2027, 7, 1), purposes: [client, smartcard]).contains("§7.1.2.3 f"))
        #expect(try !clauses((2027, 7, 1), purposes: [client]).contains("§7.1.2.3 f"))
        // SMC017: no issuer of 2048 bits.
        #expect(try !clauses((2027, 9, 14)).contains("§6.1.5"))
        #expect(try clauses((2027, 9, 15)).contains("§6.1.5"))
    }

    /// A signature with SHA-1 is a reason to worry, but for that of a root on itself.
    @Test func weakSignatures() {
        let basic = [
            Extension(
                Extension.ID.basicConstraints, isCritical: true, BasicConstraints.syntax,
                BasicConstraints(isAuthority: true))
        ]
        func severity(_ issuer: Name) -> LintSeverity? {
            Parties.forged(
                subject: Parties.rootName, key: Parties.rootKey.publicKey, issuer: issuer, issuerKey: Parties.rootKey,
                extensions: basic, digest: .sha1
            ).lint(by: [.rfc5280]).first { $0.clause.contains("RFC 6194") }?.severity
        }
        #expect(severity(Parties.rootName) == .notice)
        #expect(severity(Parties.middleName) == .warning)
    }

    /// RFC 9608 §3
    @Test func nothingAboutRevocation() {
        func count(_ extensions: [Extension]) -> Int {
            let never = Extension(id: Extension.ID.noRevAvail, isCritical: false, value: [0x05, 0x00])
            return Self.clauses(
                Parties.forged(
                    subject: Parties.name("A"), key: Parties.bobKey.publicKey, issuer: Parties.middleName,
                    issuerKey: Parties.middleKey, extensions: [never] + extensions), .rfc5280
            ).count { $0 == "RFC 9608 §3" }
        }
        let place = GeneralName.uniformResourceIdentifier("http://a.example/")
        let points = [DistributionPoint(.fullName([place]))]
        #expect(count([]) == 0)
        #expect(
            count([
                Extension(Extension.ID.cRLDistributionPoints, DistributionPoint.sequence, points),
                Extension(Extension.ID.freshestCRL, DistributionPoint.sequence, points),
                Extension(
                    Extension.ID.authorityInfoAccess, AccessDescription.sequence,
                    [AccessDescription(accessMethod: AccessDescription.ocsp, accessLocation: place)]),
                Extension(
                    Extension.ID.basicConstraints, isCritical: true, BasicConstraints.syntax,
                    BasicConstraints(isAuthority: true)),
            ]) == 4)
    }

    /// Values of extensions that have many forms are put into words.
    @Test func odderExtensionsInWords() throws {
        func lines(_ id: ObjectIdentifier, _ hexadecimal: String) throws -> [String] {
            Extension(id: id, isCritical: false, value: Bytes(try #require(Hex.decode(hexadecimal)))).lines
        }
        #expect(
            try lines(
                Extension.ID.qcStatements,
                "3052" + "3008060604008e460101" + "3015060604008e460102300b1303455552020105020103"
                    + "300b060604008e46010302010a" + "3013060604008e4601063009060704008e46010601"
                    + "300d060604008e4601073003" + "1301" + "44")
                == [
                    "QcCompliance", "QcLimitValue 5 × 10^3 EUR", "QcRetentionPeriod 10 years", "QcType esign",
                    "QcCClegislation D",
                ])
        #expect(try lines(Extension.ID.microsoftCAVersion, "0203010001") == ["V1.1"])
        #expect(try lines("1.3.6.1.4.1.52266.1", "130141") == ["A"])
        #expect(try lines("1.2.3.4", "deadbeef") == ["de:ad:be:ef"])
        // Names of other kinds: of a Kerberos principal, and of who chats.
        #expect(
            try lines(
                Extension.ID.subjectAltName,
                "303da02806062b0601050202a01e301ca0071b055245414c4da111300fa003020101a10830061b0475736572"
                    + "a01106082b06010505070805a0050c03614062")
                == ["other:kerberosPrincipal REALM, 1, user", "other:xmppAddr a@b"])
        #expect(
            try lines(Extension.ID.cRLDistributionPoints, "") == [
                "damaged: cRLDistributionPoints: ends too early at byte 0", "(empty)",
            ])
    }

    @Test func addressesAsText() {
        let texts: [(Bytes, String)] = [
            ([192, 0, 2, 1], "192.0.2.1"), ([192, 0, 2, 0, 255, 255, 255, 0], "192.0.2.0/24"),
            ([192, 0, 2, 0, 255, 0, 255, 0], "192.0.2.0/255.0.255.0"),
            ([0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "2001:db8::1"),
            ([0x20, 1, 0xD, 0xB8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1], "2001:db8:0:1::1"),
            ([0x20, 1, 0xD, 0xB8, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1], "2001:db8:0:1:1:1:1:1"),
            (Bytes([UInt8](repeating: 0, count: 16)), "::"), ([1, 2, 3], "01:02:03"),
            (
                Bytes([0x20, 1] + [UInt8](repeating: 0, count: 14) + [255, 255] + [UInt8](repeating: 0, count: 14)),
                "2001::/16"
            ),
        ]
        for (bytes, text) in texts { #expect(GeneralName.iPAddress(bytes).description == "ip:" + text) }
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
        // §2.4: a type without a name has its value's encoding, which brings back the type of string too.
        let odd = try Name(rfc4514: "2.5.4.15=Club+2.5.4.43=AB,1.2.3.4=#1e0400410042")
        #expect(odd.description == "initials=AB+businessCategory=Club,1.2.3.4=#1e0400410042")
        #expect(try Name(rfc4514: odd.description) == odd)
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
