import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// Comparing names, and names with constraints (RFC 5280 §4.2.1.10, §7).
@Suite struct NameTests {
    private static func name(_ parts: [(ObjectIdentifier, ASN1String)]) -> Name {
        Name(parts.map { [AttributeTypeAndValue($0.0, $0.1)] })
    }
    private static let cn = AttributeTypeAndValue.commonName
    private static let o = AttributeTypeAndValue.organizationName

    @Test func matchingIgnoresWhatDoesNotMatter() {
        let a = Self.name([(Self.o, .init(directory: "Signet Test")), (Self.cn, .init(directory: "Root"))])
        let b = Self.name([(Self.o, .init(utf8: "  SIGNET   test ")), (Self.cn, .init(bmp: "rOOT"))])
        #expect(a.matches(b))
        #expect(b.matches(a))
        #expect(a != b)
        let composed = Self.name([(Self.cn, .init(utf8: "\u{E9}"))])
        let decomposed = Self.name([(Self.cn, .init(utf8: "e\u{301}"))])
        #expect(composed.matches(decomposed))
        #expect(!a.matches(composed))
        #expect(!a.matches(Name([])))
        // Order of relative names counts, order of attributes in one does not.
        let swapped = Self.name([(Self.cn, .init(directory: "Root")), (Self.o, .init(directory: "Signet Test"))])
        #expect(!a.matches(swapped))
        let pair = [
            AttributeTypeAndValue(Self.cn, .init(directory: "a")), AttributeTypeAndValue(Self.o, .init(directory: "b")),
        ]
        #expect(Name([pair]).matches(Name([pair.reversed()])))
        #expect(!Name([pair]).matches(Name(pair.map { [$0] })))
    }

    /// The examples of RFC 4514 §4, and characters that must not reach a terminal.
    @Test func describesAsRFC4514() {
        func relative(_ parts: (ObjectIdentifier, String)...) -> RelativeName {
            parts.map { AttributeTypeAndValue($0.0, ASN1String(utf8: $0.1)) }
        }
        let net = [
            relative((AttributeTypeAndValue.domainComponent, "net")),
            relative((AttributeTypeAndValue.domainComponent, "example")),
        ]
        #expect(
            Name(net + [relative((AttributeTypeAndValue.userID, "jsmith"))]).description
                == "UID=jsmith,DC=example,DC=net")
        let pair = relative((AttributeTypeAndValue.organizationalUnitName, "Sales"), (Self.cn, "J.  Smith"))
        #expect(Name(net + [pair]).description == "OU=Sales+CN=J.  Smith,DC=example,DC=net")
        #expect(
            Name(net + [relative((Self.cn, "James \"Jim\" Smith, III"))]).description
                == "CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net")
        #expect(
            Name(net + [relative((Self.cn, "Before\rAfter"))]).description
                == "CN=Before\\0dAfter,DC=example,DC=net")
        let octets = AttributeTypeAndValue(type: "1.3.6.1.4.1.1466.0", value: [0x04, 0x02, 0x48, 0x69])
        #expect(Name([[octets]]).description == "1.3.6.1.4.1.1466.0=#04024869")
        #expect(Name([relative((Self.cn, "Lu\u{10D}i\u{107}"))]).description == "CN=Lučić")
        #expect(Name([relative((Self.cn, " #a "))]).description == "CN=\\ #a\\ ")
        #expect(Name([relative((Self.cn, "#a"))]).description == "CN=\\#a")
        #expect(Name([]).title == "(no name)")
    }

    /// Every character that RFC 4518 §2 changes or forbids, as Python's tables of RFC 3454 and Unicode 3.2 have it.
    @Test func stringsArePreparedAsRFC4518() throws {
        let rows = try JSONDecoder().decode([[String?]].self, from: Data(try TestFiles.vector("names/prepared.json")))
        var before = Name([])
        for row in rows {
            let text = row[0] ?? ""
            let name = Self.name([(Self.cn, .init(utf8: text))])
            #expect(name.matches(name))
            guard let prepared = row[1] else {
                #expect(!name.matches(Self.name([(Self.cn, .init(utf8: text + " "))])), "\(text.debugDescription)")
                continue
            }
            let other = Self.name([(Self.cn, .init(utf8: prepared))])
            #expect(name.matches(other) && other.matches(name), "\(text.debugDescription)")
            #expect(name.matches(before) == before.matches(other))
            before = other
        }
        #expect(rows.count > 700)
    }

    /// Names as pyca cryptography writes them, and as we do: both lead back to the name.
    @Test func rfc4514BothWays() throws {
        let rows = try JSONDecoder().decode([[String]].self, from: Data(try TestFiles.vector("names/rfc4514.json")))
        for row in rows {
            let name = try Name.syntax.decode(Bytes(try #require(Hex.decode(row[0]))))
            for text in [row[1], name.description] {
                let read = try Name(rfc4514: text)
                #expect(read.matches(name), "\(text)")
                #expect(read.attributes.map(\.text) == name.attributes.map(\.text), "\(text)")
                #expect(read.relativeNames.map(\.count) == name.relativeNames.map(\.count), "\(text)")
            }
        }
        #expect(rows.count > 90)
    }

    /// RFC 5280 §7.3: the answers are those of Python's `idna` codec.
    @Test func labelsOfDomainsAreComparedInASCII() throws {
        let dc = AttributeTypeAndValue.domainComponent
        let written = Self.name([(dc, .init(ia5: "example")!), (dc, .init(ia5: "xn--bcher-kva")!)])
        for text in ["DC=bücher,DC=example", "dc=B\u{DC}CHER,dc=EXAMPLE", "DC=XN--BCHER-KVA,DC=example"] {
            #expect(try Name(rfc4514: text).matches(written), "\(text)")
        }
        #expect(Self.name([(dc, .init(utf8: "example")), (dc, .init(utf8: "Bücher"))]).matches(written))
        #expect(try !Name(rfc4514: "DC=bucher,DC=example").matches(written))
        #expect(
            try Name(rfc4514: "DC=bücher").attributes[0].value == ASN1String.syntax.encode(.init(ia5: "xn--bcher-kva")!)
        )
    }

    /// What is hidden in a name does not bring it out of a subtree that is forbidden.
    @Test func hiddenCharactersDoNotEvadeConstraints() throws {
        let base = GeneralName.directoryName(Self.name([(Self.o, .init(directory: "Forbidden"))]))
        for text in ["Forbidden", "For\u{200B}bidden", "\u{FF26}orbidden", "FORBIDDEN\u{3000}"] {
            let name = GeneralName.directoryName(Self.name([(Self.o, .init(utf8: text))]))
            #expect(failure(name, excluded: [base]) == .nameExcluded(name), "\(text.debugDescription)")
        }
    }

    struct Constraint: Sendable, CustomTestStringConvertible {
        var name: GeneralName
        var base: GeneralName
        var isWithin: Bool
        var testDescription: String { "\(name) \(isWithin ? "within" : "outside") \(base)" }
    }

    private static func mail(_ name: String, _ base: String, _ isWithin: Bool) -> Constraint {
        Constraint(name: .rfc822Name(name), base: .rfc822Name(base), isWithin: isWithin)
    }
    private static func host(_ name: String, _ base: String, _ isWithin: Bool) -> Constraint {
        Constraint(name: .dNSName(name), base: .dNSName(base), isWithin: isWithin)
    }
    private static func uri(_ name: String, _ base: String, _ isWithin: Bool) -> Constraint {
        Constraint(
            name: .uniformResourceIdentifier(name), base: .uniformResourceIdentifier(base), isWithin: isWithin)
    }

    /// The examples of RFC 5280 §4.2.1.10, and what lies beside them.
    static let constraints: [Constraint] = [
        mail("root@example.com", "root@example.com", true), mail("root@EXAMPLE.com", "root@example.com", true),
        mail("Root@example.com", "root@example.com", false), mail("admin@example.com", "root@example.com", false),
        mail("anyone@example.com", "example.com", true), mail("anyone@sub.example.com", "example.com", false),
        mail("anyone@sub.example.com", ".example.com", true), mail("anyone@example.com", ".example.com", false),
        mail("a@badexample.com", ".example.com", false), mail("a@example.com.evil", "example.com", false),
        mail("nobody", "example.com", false),
        host("host.example.com", "host.example.com", true), host("www.host.example.com", "host.example.com", true),
        host("host1.example.com", "host.example.com", false), host("badexample.com", "example.com", false),
        host("EXAMPLE.com", "example.COM", true), host("a.example.com", ".example.com", true),
        host("example.com", ".example.com", false), host("anything.at.all", "", true),
        uri("https://host.example.com/x", "host.example.com", true),
        uri("https://a@host.example.com:8443/?q", "host.example.com", true),
        uri("https://my.host.example.com/", "host.example.com", false),
        uri("https://my.host.example.com/", ".example.com", true),
        uri("https://example.com/", ".example.com", false),
        uri("https://evil.org/.example.com", ".example.com", false),
        .init(name: .iPAddress([10, 1, 2, 3]), base: .iPAddress([10, 0, 0, 0, 255, 0, 0, 0]), isWithin: true),
        .init(name: .iPAddress([11, 1, 2, 3]), base: .iPAddress([10, 0, 0, 0, 255, 0, 0, 0]), isWithin: false),
    ]

    /// A person under an authority whose names are constrained.
    private func failure(
        _ name: GeneralName, permitted: [GeneralName]? = nil, excluded: [GeneralName]? = nil
    ) -> PathFailure? {
        let constraints = NameConstraints(
            permittedSubtrees: permitted?.map { GeneralSubtree($0) },
            excludedSubtrees: excluded?.map { GeneralSubtree($0) })
        let middle = Parties.authority(
            Parties.middleName, Parties.middleKey,
            extensions: [
                Extension(
                    Extension.ID.nameConstraints, isCritical: true, NameConstraints.syntax, constraints)
            ])
        let leaf = Parties.person(
            "A", Parties.bobKey, mailboxes: [],
            extensions: [Extension(Extension.ID.subjectAltName, GeneralName.sequence, [name])])
        return PathTests.validator(untrusted: [middle]).validate(leaf).failure
    }

    @Test(arguments: constraints) func constraintsHold(_ constraint: Constraint) {
        let (name, base) = (constraint.name, constraint.base)
        #expect(failure(name, permitted: [base]) == (constraint.isWithin ? nil : .nameNotPermitted(name)))
        #expect(failure(name, excluded: [base]) == (constraint.isWithin ? .nameExcluded(name) : nil))
    }

    @Test func constraintsOfOtherFormsDoNotSpeak() {
        let mailbox = GeneralName.rfc822Name("a@example.org")
        #expect(failure(mailbox, permitted: [.dNSName("example.com")]) == nil)
        #expect(failure(mailbox, permitted: [.dNSName("example.com"), .rfc822Name("example.org")]) == nil)
        #expect(
            failure(mailbox, permitted: [.rfc822Name("example.com"), .rfc822Name("example.net")])
                == .nameNotPermitted(mailbox))
        // Exclusion wins over permission.
        #expect(
            failure(mailbox, permitted: [.rfc822Name("example.org")], excluded: [.rfc822Name("a@example.org")])
                == .nameExcluded(mailbox))
        // What cannot be compared is refused by name.
        let unsupported = PathFailure.unsupportedConstraint(Extension.ID.nameConstraints)
        #expect(failure(.registeredID("1.2.3"), permitted: [.registeredID("1.2")]) == unsupported)
        #expect(
            failure(
                .uniformResourceIdentifier("https://192.0.2.1/"), permitted: [.uniformResourceIdentifier("a.example")])
                == unsupported)
        #expect(
            failure(.uniformResourceIdentifier("urn:x"), excluded: [.uniformResourceIdentifier("a.example")])
                == unsupported)
    }

    @Test func internationalMailboxesAreConstrained() throws {
        let mailbox = try GeneralName(mailbox: "josé@example.org")
        #expect(failure(mailbox, permitted: [.rfc822Name("example.org")]) == nil)
        #expect(failure(mailbox, permitted: [.rfc822Name("example.com")]) == .nameNotPermitted(mailbox))
        // RFC 9598 §6: a domain that is not ASCII is compared in its ASCII form.
        let german = try GeneralName(mailbox: "josé@bücher.example")
        #expect(failure(german, permitted: [.rfc822Name("XN--bcher-kva.example")]) == nil)
        #expect(failure(german, excluded: [.rfc822Name("xn--bcher-kva.example")]) == .nameExcluded(german))
        #expect("\(german)" == "email:josé@xn--bcher-kva.example")
    }

    /// The name of an account looks like a mailbox, and its constraints are nowhere written down: refused by its name.
    @Test func userPrincipalNames() throws {
        func upn(_ text: String) throws -> GeneralName {
            let string = ASN1String.syntax.encode(ASN1String(utf8: text))
            let value: [UInt8] = [0xA0, UInt8(string.count)] + Array(string)
            let type: [UInt8] = [0x06, 0x0A, 0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x14, 0x02, 0x03]
            return try GeneralName.syntax.decode(Bytes([0xA0, UInt8(type.count + value.count)] + type + value))
        }
        let name = try upn("alice@example.org")
        #expect("\(name)" == "upn:alice@example.org")
        let refusal = try #require(failure(name, permitted: [try upn("example.org")]))
        #expect(refusal == .unsupportedConstraint("1.3.6.1.4.1.311.20.2.3"))
        #expect(refusal.description.contains("userPrincipalName (UPN)"))
        #expect(failure(.rfc822Name("a@example.org"), permitted: [try upn("example.org")]) == nil)
    }

    @Test func subjectsAreConstrained() throws {
        let inside = try Name(organization: "Signet Test")
        let base = Self.name([(Self.o, .init(utf8: "signet  TEST"))])
        let subject = GeneralName.directoryName(Parties.name("A"))
        #expect(failure(.rfc822Name("a@b"), permitted: [.directoryName(inside)]) == .nameNotPermitted(subject))
        #expect(failure(.rfc822Name("a@b"), excluded: [.directoryName(Name([]))]) == .nameExcluded(subject))

        let constraints = NameConstraints(
            permittedSubtrees: [GeneralSubtree(.directoryName(base))], excludedSubtrees: nil)
        let middle = Parties.authority(
            Parties.middleName, Parties.middleKey,
            extensions: [
                Extension(Extension.ID.nameConstraints, isCritical: true, NameConstraints.syntax, constraints)
            ])
        let leaf = try Certificate.issue(
            subject: Parties.name("A", organization: "Signet Test"),
            publicKey: SubjectPublicKeyInfo(Parties.bobKey.publicKey), profile: .email, validity: Parties.years,
            issuer: middle, key: Parties.middleKey)
        #expect(PathTests.validator(untrusted: [middle]).validate(leaf).isTrusted)
    }

    @Test func mailboxesOfTheSubjectAreConstrained() throws {
        let constraints = NameConstraints(
            permittedSubtrees: [GeneralSubtree(.rfc822Name("example.org"))], excludedSubtrees: nil)
        let middle = Parties.authority(
            Parties.middleName, Parties.middleKey,
            extensions: [
                Extension(Extension.ID.nameConstraints, isCritical: true, NameConstraints.syntax, constraints)
            ])
        let leaf = try Certificate.issue(
            subject: Name(commonName: "A", emailAddress: "ceo@bank.example"), emailAddresses: ["a@example.org"],
            publicKey: SubjectPublicKeyInfo(Parties.bobKey.publicKey), profile: .email, validity: Parties.years,
            issuer: middle, key: Parties.middleKey)
        #expect(
            PathTests.validator(untrusted: [middle]).validate(leaf).failure
                == .nameNotPermitted(.rfc822Name("ceo@bank.example")))
    }
}
