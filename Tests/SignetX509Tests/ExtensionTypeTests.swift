import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// Every extension, typed both ways: what OpenSSL 3.5 wrote from `Vectors/extensions/every.cnf` is read, and what an app makes
/// with the same statements has the same bytes.
@Suite struct ExtensionTypeTests {
    static let every = try! Certificate(
        PEM.decode(Bytes(TestFiles.vector("extensions/every.pem")))[0].contents.exposed)

    /// One kind of extension, and what the configuration says about it.
    struct Row: Sendable, CustomTestStringConvertible {
        let made: Extension
        /// Whether the kind reads OpenSSL's bytes, and says the same.
        let reads: @Sendable (Certificate) throws -> Bool
        var testDescription: String { made.name }

        init<Value: Hashable & Sendable>(_ type: ExtensionType<Value>, _ value: Value, isCritical: Bool? = nil) {
            made = Extension(type, value, isCritical: isCritical)
            reads = { try $0.value(of: type) == value }
        }

        init(_ type: ExtensionType<Void>) {
            made = Extension(type, ())
            reads = { try $0.value(of: type) != nil }
        }
    }

    static func ia5(_ text: String) -> ASN1String { ASN1String(ia5: text)! }

    static func sequence(_ parts: Bytes...) -> Bytes { Syntax<[Bytes]>.sequence(of: .any).encode(parts) }

    static func time(_ year: Int, hour: Int = 0) -> Time {
        Time(Instant(year: year, month: 1, day: 1, hour: hour)!, form: .generalizedTime)
    }

    static let bad = Name([
        [AttributeTypeAndValue(AttributeTypeAndValue.countryName, ASN1String(directory: "DE"))],
        [AttributeTypeAndValue(AttributeTypeAndValue.organizationName, ASN1String(utf8: "Bad"))],
    ])

    static func other(_ type: ObjectIdentifier, _ value: ASN1String) -> GeneralName {
        .otherName(.init(typeID: type, value: ASN1String.syntax.encode(value)))
    }

    static let keyIdentifier = try! every.subjectKeyIdentifier()!

    static let rows: [Row] = [
        Row(.basicConstraints, BasicConstraints(isAuthority: true, pathLengthConstraint: 3)),
        Row(.keyUsage, [.digitalSignature, .keyCertSign, .cRLSign]),
        Row(
            .extKeyUsage,
            ExtendedKeyUsage([
                ExtendedKeyUsage.emailProtection, "1.3.6.1.5.5.7.3.2", "1.3.6.1.4.1.311.20.2.2",
                "1.3.6.1.4.1.311.10.3.4", "1.2.3.4",
            ])),
        Row(.subjectKeyIdentifier, keyIdentifier),
        Row(
            .authorityKeyIdentifier,
            AuthorityKeyIdentifier(
                keyIdentifier: keyIdentifier, authorityCertIssuer: [.directoryName(every.issuer)],
                authorityCertSerialNumber: every.serialNumber)),
        Row(.issuerAltName, [.uniformResourceIdentifier("http://ca.example/"), .rfc822Name("ca@example.org")]),
        Row(
            .ipAddrBlocks,
            [
                IPAddressFamily(
                    addressFamily: [0, 1],
                    addresses: [
                        .prefix(BitString([10])),
                        // 77 is 01001101: the last one is left out.
                        .range(.init(min: BitString([192, 0, 2, 5]), max: BitString([192, 0, 2, 76], bitCount: 31)!)),
                    ]),
                IPAddressFamily(addressFamily: [0, 2], addresses: [.prefix(BitString([0x20, 0x01, 0x0D, 0xB8]))]),
                IPAddressFamily(addressFamily: [0, 2, 1], addresses: nil),
            ]),
        Row(
            .autonomousSysIds,
            ASIdentifiers(asnum: .ranges([64_496...64_496, 64_500...64_510]), rdi: .inherit)),
        Row(
            .proxyCertInfo,
            ProxyCertInfo(
                pathLengthConstraint: 1,
                policy: .init(policyLanguage: "1.3.6.1.5.5.7.21.0", policy: Bytes(Array("hello".utf8))))),
        Row(.tlsFeature, [5]),
        Row(.netscapeComment, ia5("A comment")),
        Row(.netscapeCertType, [.sslClient, .smime, .sslCA]),
        Row(.netscapeBaseURL, ia5("http://ns.example/")),
        Row(.netscapeRevocationURL, ia5("http://ns.example/rev")),
        Row(.netscapeCARevocationURL, ia5("http://ns.example/carev")),
        Row(.netscapeRenewalURL, ia5("http://ns.example/renew")),
        Row(.netscapeCAPolicyURL, ia5("http://ns.example/pol")),
        Row(.netscapeServerName, ia5("ns.example")),
        Row(
            .certificatePolicies,
            [
                PolicyInformation("1.2.3.4.5"), PolicyInformation(PolicyInformation.anyPolicy),
                PolicyInformation(
                    "1.2.3.6",
                    qualifiers: [
                        PolicyQualifierInfo(cps: "http://cps.example/"),
                        PolicyQualifierInfo(
                            UserNotice(
                                noticeRef: .init(
                                    organization: ASN1String(.visibleString, Bytes(Array("Org".utf8))),
                                    noticeNumbers: [1, 2]),
                                explicitText: ASN1String(utf8: "Notice text"))),
                    ]),
            ]),
        Row(
            .policyMappings, [PolicyMapping(issuerDomainPolicy: "1.2.3.4", subjectDomainPolicy: "1.2.3.5")],
            isCritical: false),
        Row(.policyConstraints, PolicyConstraints(requireExplicitPolicy: 3, inhibitPolicyMapping: 1)),
        Row(.inhibitAnyPolicy, 2),
        Row(
            .nameConstraints,
            NameConstraints(
                permittedSubtrees: [
                    GeneralSubtree(.rfc822Name(".example.org")),
                    GeneralSubtree(.iPAddress([10, 0, 0, 0, 255, 0, 0, 0])),
                ],
                excludedSubtrees: [GeneralSubtree(.dNSName("bad.example")), GeneralSubtree(.directoryName(bad))])),
        Row(
            .cRLDistributionPoints,
            [
                DistributionPoint(
                    .fullName([.uniformResourceIdentifier("http://crl.example/1.crl")]),
                    reasons: [.keyCompromise, .cACompromise], cRLIssuer: [.directoryName(bad)]),
                DistributionPoint(.fullName([.uniformResourceIdentifier("http://crl.example/2.crl")])),
            ]),
        Row(
            .freshestCRL,
            [DistributionPoint(.fullName([.uniformResourceIdentifier("http://crl.example/delta.crl")]))]),
        Row(
            .authorityInfoAccess,
            [
                AccessDescription(
                    accessMethod: AccessDescription.ocsp,
                    accessLocation: .uniformResourceIdentifier("http://ocsp.example/")),
                AccessDescription(
                    accessMethod: AccessDescription.caIssuers,
                    accessLocation: .uniformResourceIdentifier("http://ca.example/ca.cer")),
            ]),
        Row(
            .subjectInfoAccess,
            [
                AccessDescription(
                    accessMethod: "1.3.6.1.5.5.7.48.5",
                    accessLocation: .uniformResourceIdentifier("http://ca.example/repo")),
                AccessDescription(
                    accessMethod: "1.3.6.1.5.5.7.48.3",
                    accessLocation: .uniformResourceIdentifier("http://tsa.example")),
            ]),
        Row(.ocspNoCheck), Row(.noRevAvail), Row(.validityAssuredShortTerm),
        Row(
            .privateKeyUsagePeriod,
            PrivateKeyUsagePeriod(notBefore: time(2026), notAfter: time(2027))),
        Row(
            .qcStatements,
            [
                QCStatement("0.4.0.1862.1.1"),
                QCStatement(
                    "0.4.0.1862.1.2",
                    sequence(
                        ASN1String.syntax.encode(ASN1String(directory: "EUR")), Syntax<Int>.smallInteger.encode(5),
                        Syntax<Int>.smallInteger.encode(3))),
                QCStatement(
                    "0.4.0.1862.1.6",
                    sequence(Syntax<ObjectIdentifier>.objectIdentifier.encode("0.4.0.1862.1.6.1"))),
                QCStatement(
                    "0.4.0.1862.1.5",
                    sequence(
                        sequence(
                            ASN1String.syntax.encode(ia5("https://pds.example/en")),
                            ASN1String.syntax.encode(ASN1String(directory: "en"))))),
            ]),
        Row(
            .smimeCapabilities,
            [
                AlgorithmIdentifier(algorithm: "2.16.840.1.101.3.4.1.42", parameters: nil),
                AlgorithmIdentifier(
                    algorithm: "1.2.840.113549.3.2", parameters: Syntax<Int>.smallInteger.encode(128)),
                AlgorithmIdentifier(algorithm: "1.2.840.113549.1.9.16.3.8", parameters: nil),
            ]),
        Row(.microsoftTemplateName, ASN1String(bmp: "SmartcardUser")),
        Row(
            .microsoftTemplate,
            MicrosoftTemplate(templateID: "1.3.6.1.4.1.311.21.8.1.2", majorVersion: 100, minorVersion: 3)),
        Row(.microsoftApplicationPolicies, [PolicyInformation(ExtendedKeyUsage.emailProtection)]),
        Row(
            .microsoftApplicationPolicyMappings,
            [PolicyMapping(issuerDomainPolicy: "1.2.3.4", subjectDomainPolicy: "1.2.3.5")]),
        Row(.microsoftApplicationPolicyConstraints, PolicyConstraints(requireExplicitPolicy: 1)),
        Row(.microsoftCAVersion, 65_538),
        Row(
            .microsoftPreviousCertificate,
            Bytes(Hex.decode("00112233445566778899aabbccddeeff00112233")!)),
        Row(
            .microsoftSecurityIdentifier,
            [
                .otherName(
                    .init(
                        typeID: "1.3.6.1.4.1.311.25.2.1",
                        value: Syntax<Bytes>.octetString.encode(Bytes(Array("S-1-5-21-1-2-3-500".utf8)))))
            ]),
        Row(
            .subjectDirectoryAttributes,
            [Attribute("1.3.6.1.5.5.7.9.1", .generalizedTime, time(1980, hour: 12))]),
    ]

    @Test(arguments: rows) func typedBothWays(_ row: Row) throws {
        let theirs = try #require(Self.every.extensions.first { $0.id == row.made.id })
        #expect(row.made.value == theirs.value)
        #expect(row.made.isCritical == theirs.isCritical)
        #expect(try row.reads(Self.every))
    }

    @Test func namesOfEveryKind() throws {
        let names = try #require(try Self.every.value(of: .subjectAltName))
        #expect(
            Array(names.prefix(12)) == [
                .rfc822Name("a@example.org"), .dNSName("host.example"),
                .uniformResourceIdentifier("http://x.example/"), .iPAddress([192, 0, 2, 1]),
                .iPAddress([0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), .registeredID("1.2.3.4"),
                .directoryName(Self.bad),
                Self.other("1.3.6.1.4.1.311.20.2.3", ASN1String(utf8: "alice@corp.example")),
                Self.other("1.3.6.1.5.5.7.8.9", ASN1String(utf8: "jürg@exämple.org")),
                Self.other("1.3.6.1.5.5.7.8.7", Self.ia5("_imap.example.org")),
                Self.other("1.3.6.1.5.5.7.8.5", ASN1String(utf8: "alice@xmpp.example")),
                Self.other("1.3.6.1.5.5.7.8.8", ASN1String(utf8: "realm.example")),
            ])
        #expect(Self.every.emailAddresses == ["a@example.org", "jürg@exämple.org"])
    }

    /// What `cert show` says of those whose meaning is not only in names and numbers.
    @Test func inWords() {
        func lines(_ id: ObjectIdentifier) -> [String] { Self.every.extensions.first { $0.id == id }?.lines ?? [] }
        // As `openssl x509 -text` has them, but for the dash and the slash.
        #expect(
            lines(Extension.ID.ipAddrBlocks) == [
                "IPv4 10.0.0.0/8, 192.0.2.5–192.0.2.77", "IPv6 2001:db8::/32", "IPv6 (unicast) as the issuer has",
            ])
        #expect(
            lines(Extension.ID.autonomousSysIds) == [
                "autonomous systems 64496, 64500–64510", "routing domains as the issuer has",
            ])
        #expect(lines(Extension.ID.proxyCertInfo) == ["at most 1 below", "policy any language", "  hello"])
        #expect(
            lines(Extension.ID.smimeCapabilities)
                == ["aes-256-cbc", "rc2-cbc (128)", "1.2.840.113549.1.9.16.3.8"])
        #expect(lines(Extension.ID.cabfOrganizationIdentifier) == ["VAT, DE, 123456"])
        #expect(lines(Extension.ID.adobeTimeStamp) == ["1, http://tsa.example"])
        #expect(!Self.every.extensions.contains { $0.lines.contains { $0.hasPrefix("damaged") } })
    }

    @Test func issuedByTheBuilder() throws {
        func issue(_ additional: [Extension], subject: Name = Parties.name("Alice")) throws(X509Error) -> Certificate {
            try Certificate.issue(
                subject: subject, emailAddresses: ["alice@example.org"],
                publicKey: SubjectPublicKeyInfo(Parties.aliceKey.publicKey), profile: .email,
                validity: Parties.years, issuer: Parties.root, key: Parties.rootKey, additionalExtensions: additional)
        }
        let statements = [QCStatement("0.4.0.1862.1.1")]
        let names: [GeneralName] = [
            .rfc822Name("alice@example.org"), Self.other("1.3.6.1.4.1.311.20.2.3", ASN1String(utf8: "alice@corp")),
        ]
        // What is given stands in place of what the builder would say.
        let certificate = try issue([Extension(.qcStatements, statements), Extension(.subjectAltName, names)])
        #expect(try certificate.value(of: .qcStatements) == statements)
        #expect(try certificate.value(of: .subjectAltName) == names)
        #expect(throws: X509Error.self) {
            try issue([Extension(.qcStatements, statements), Extension(.qcStatements, statements)])
        }
        #expect(throws: X509Error.self) {
            try CertificateList.issue(
                [], number: 1, thisUpdate: Parties.now, nextUpdate: Parties.now + 60, issuer: Parties.root,
                key: Parties.rootKey, additionalExtensions: [Extension(.cRLNumber, 2)])
        }
    }
}
