import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// Pools, policies and lists made to keep a reader busy: he finds what is there, or says that it is too much, in bounded
/// work.
@Suite struct LimitTests {
    static func authority(
        _ subject: String, _ key: PrivateKey, by issuer: String, _ issuerKey: PrivateKey, extensions: [Extension] = []
    ) -> Certificate {
        Parties.forged(
            subject: Parties.name(subject), key: key.publicKey, issuer: Parties.name(issuer), issuerKey: issuerKey,
            extensions: [
                Extension(
                    Extension.ID.basicConstraints, isCritical: true, BasicConstraints.syntax,
                    BasicConstraints(isAuthority: true))
            ] + extensions)
    }

    static let root = authority("Limit", Parties.rootKey, by: "Limit", Parties.rootKey)

    static func validate(
        _ leaf: Certificate, _ pool: [Certificate], policies: PolicySettings = PolicySettings()
    ) -> PathReport {
        PathValidator(anchors: [root], untrusted: pool, time: Parties.now, purpose: .any, policies: policies)
            .validate(leaf)
    }

    /// Every authority vouches for every other, and only the last has a way out: the shortest way is found.
    @Test func circles() {
        let keys = [Parties.middleKey, Parties.aliceKey, Parties.bobKey, Parties.otherKey]
        var mesh: [Certificate] = []
        for (index, key) in keys.enumerated() {
            for (other, otherKey) in keys.enumerated() where other != index {
                mesh.append(Self.authority("M\(index)", key, by: "M\(other)", otherKey))
            }
        }
        let leaf = Self.authority("Leaf", Parties.rootKey, by: "M0", keys[0])
        #expect(Self.validate(leaf, mesh).failure != nil)
        let exit = Self.authority("M3", keys[3], by: "Limit", Parties.rootKey)
        let report = Self.validate(leaf, mesh + [exit])
        #expect(report.isTrusted)
        #expect(report.chain.count == 4)
    }

    /// Five hundred certificates of the issuer's name and key, by nobody who is known, before the one that counts.
    @Test func twins() {
        let unsigned = Self.authority("Twin", Parties.middleKey, by: "Nobody", Parties.otherKey)
        var pool: [Certificate] = []
        for index in 0..<500 {
            var content = unsigned.toBeSigned.value
            content.serialNumber = ASN1Integer(index + 1)
            pool.append(
                Certificate(
                    toBeSigned: TBSCertificate.syntax.preserving(content),
                    signatureAlgorithm: unsigned.signatureAlgorithm, signature: unsigned.signature))
        }
        let leaf = Self.authority("Leaf", Parties.aliceKey, by: "Twin", Parties.middleKey)
        #expect(!Self.validate(leaf, pool).isTrusted)
        let good = Self.authority("Twin", Parties.middleKey, by: "Limit", Parties.rootKey)
        #expect(Self.validate(leaf, pool + [good]).isTrusted)
    }

    /// Twelve authorities who each map twenty policies to all twenty: RFC 5280's tree would have 20¹² leaves, RFC 9618's
    /// graph has 20 nodes a certificate.
    @Test func policies() throws {
        func policy(_ index: Int) throws -> ObjectIdentifier { try #require(ObjectIdentifier("1.2.3.4.\(index)")) }
        let policies = try (1...20).map(policy)
        let stated = Extension(
            Extension.ID.certificatePolicies, PolicyInformation.sequence, policies.map { PolicyInformation($0) })
        let mapped = Extension(
            Extension.ID.policyMappings, PolicyMapping.sequence,
            policies.flatMap { one in
                policies.map { PolicyMapping(issuerDomainPolicy: one, subjectDomainPolicy: $0) }
            })
        let keys = [Parties.middleKey, Parties.aliceKey]
        var pool: [Certificate] = []
        var (issuer, issuerKey) = ("Limit", Parties.rootKey)
        for depth in 0..<12 {
            pool.append(
                Self.authority("P\(depth)", keys[depth % 2], by: issuer, issuerKey, extensions: [stated, mapped]))
            (issuer, issuerKey) = ("P\(depth)", keys[depth % 2])
        }
        let leaf = Self.authority("Leaf", Parties.bobKey, by: issuer, issuerKey, extensions: [stated])
        let report = Self.validate(
            leaf, pool, policies: PolicySettings(acceptable: [policies[0]], requiresExplicitPolicy: true))
        #expect(report.isTrusted)
        #expect(report.policies.userConstrained == [policies[0]])
    }

    /// Names are the same or not, decoded or compared as they are written.
    @Test func namesBothWays() throws {
        let texts = [
            "CN=Alice", "CN=alice", "CN=Alice ", "CN=\\ Alice", "CN=A lice", "CN=A  lice", "CN=Alicé", "CN=ALICÉ",
            "O=Alice",
            "CN=Alice,O=X", "CN=Alice,O=x", "CN=Alice+O=X", "O=X+CN=alice", "CN=", "CN=*", "CN=a@b", "C=GB,CN=Alice",
            "",
        ]
        var names = try texts.map { try Name(rfc4514: $0) }
        for tag in [Tag.ia5String, .teletexString, .utf8String, .printableString] {
            let string = ASN1String(tag, Bytes(Array("alice".utf8)))
            names.append(Name([[AttributeTypeAndValue(AttributeTypeAndValue.commonName, string)]]))
        }
        names.append(
            Name([[AttributeTypeAndValue(type: AttributeTypeAndValue.commonName, value: [0x02, 0x01, 0x05])]]))
        for a in names {
            for b in names { #expect(a.matches(b) == (Self.key(a) == Self.key(b)), "\(a) and \(b)") }
        }
    }

    /// RFC 5280 §7.1, written down once more: each relative name as a set, texts in one case with single spaces.
    static func key(_ name: Name) -> [[String]] {
        name.relativeNames.map { relative in
            relative.map { attribute in
                let text = attribute.text.map { $0.lowercased().split(separator: " ").joined(separator: " ") }
                return "\(attribute.type)=\(text ?? "#" + Hex.encode(attribute.value))"
            }.sorted()
        }
    }
}
