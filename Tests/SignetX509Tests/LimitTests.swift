import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
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

    /// Hundreds of keys under the issuer's name, none of them his: every one is tried, as far as the work goes, and then the
    /// report says that it was too much.
    @Test func budgetOfSignatures() {
        let keys = [Parties.middleKey, Parties.bobKey, Parties.otherKey]
        let pool = (0..<60).map { index in
            Self.authority("Twin", keys[index % 3], by: "Limit", Parties.rootKey)
        }
        let leaf = Parties.forged(
            subject: Parties.name("Leaf"), key: Parties.aliceKey.publicKey, issuer: Parties.name("Twin"),
            issuerKey: Parties.aliceKey)
        func failure(_ change: (inout PathValidator.Limits) -> Void) -> PathFailure? {
            var limits = PathValidator.Limits()
            change(&limits)
            return PathValidator(
                anchors: [Self.root], untrusted: pool, time: Parties.now, purpose: .any, limits: limits
            ).validate(leaf).failure
        }
        // Three keys are three signatures, however many certificates have them.
        #expect(failure { $0.signatureChecks = 3 } == .badSignature)
        #expect(failure { $0.signatureChecks = 2 } == .workLimit(.signatures))
        #expect(failure { $0.steps = 0 } == .workLimit(.steps))
    }

    /// Circles without a way out, more of them than anyone looks at.
    @Test func budgetOfSteps() {
        let keys = [Parties.middleKey, Parties.aliceKey, Parties.bobKey, Parties.otherKey]
        var mesh: [Certificate] = []
        for (index, key) in keys.enumerated() {
            for (other, otherKey) in keys.enumerated() where other != index {
                mesh.append(Self.authority("M\(index)", key, by: "M\(other)", otherKey))
            }
        }
        let leaf = Self.authority("Leaf", Parties.rootKey, by: "M0", keys[0])
        var limits = PathValidator.Limits()
        limits.steps = 5
        let validator = PathValidator(
            anchors: [Self.root], untrusted: mesh, time: Parties.now, purpose: .any, limits: limits)
        #expect(validator.validate(leaf).failure == .workLimit(.steps))
    }

    /// Names times constraints.
    @Test func budgetOfNames() {
        let permitted = (0..<300).map { GeneralSubtree(.rfc822Name("h\($0).example")) }
        let constraints = Extension(
            Extension.ID.nameConstraints, isCritical: true, NameConstraints.syntax,
            NameConstraints(permittedSubtrees: permitted, excludedSubtrees: nil))
        let middle = Self.authority(
            "Narrow", Parties.middleKey, by: "Limit", Parties.rootKey, extensions: [constraints])
        let names = (0..<100).map { GeneralName.rfc822Name("a\($0)@h299.example") }
        let leaf = Parties.forged(
            subject: Parties.name("Leaf"), key: Parties.aliceKey.publicKey, issuer: Parties.name("Narrow"),
            issuerKey: Parties.middleKey,
            extensions: [Extension(Extension.ID.subjectAltName, GeneralName.sequence, names)])
        #expect(Self.validate(leaf, [middle]).isTrusted)
        var limits = PathValidator.Limits()
        limits.nameComparisons = 29_000
        let validator = PathValidator(
            anchors: [Self.root], untrusted: [middle], time: Parties.now, purpose: .any, limits: limits)
        #expect(validator.validate(leaf).failure == .workLimit(.nameComparisons))
    }

    /// A list of a hundred thousand is searched by its headers: an entry that cannot be decoded is in nobody's way.
    @Test func longLists() throws {
        let list = try Self.list(entryCount: 100_000, damaged: 50_000)
        #expect(try list.entryCount() == 100_000)
        for number in [0, 77_777, 99_999] {
            let entry = try list.entry(serialNumber: Self.serialNumber(number), issuer: Parties.rootName)
            #expect(entry?.serialNumber == Self.serialNumber(number))
        }
        #expect(try list.entry(serialNumber: ASN1Integer(7), issuer: Parties.rootName) == nil)
        #expect(throws: X509Error.self) { try list.entries() }
    }

    static func serialNumber(_ number: Int) -> ASN1Integer { ASN1Integer(1 << 40 + number) }

    /// A list of the root's, in which one entry's date is none.
    static func list(entryCount: Int, damaged: Int? = nil) throws -> CertificateList {
        var entries: [UInt8] = []
        entries.reserveCapacity(entryCount * 25)
        for number in 0..<entryCount {
            let serial = Syntax<ASN1Integer>.integer.encode(serialNumber(number))
            entries += [0x30, UInt8(serial.count + 15)] + serial
            entries += [0x17, 0x0D] + Array((number == damaged ? "26010100000!Z" : "260101000000Z").utf8)
        }
        func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
            var length: [UInt8] = []
            var rest = contents.count
            while rest > 0 {
                length.insert(UInt8(rest & 0xFF), at: 0)
                rest >>= 8
            }
            return [tag] + (contents.count < 0x80 ? length : [0x80 | UInt8(length.count)] + length) + contents
        }
        let scheme = try SignatureScheme(for: Parties.rootKey.publicKey, digest: .sha256)
        let algorithm = [UInt8](AlgorithmIdentifier.syntax.encode(scheme.identifier))
        let toBeSigned = element(
            0x30,
            [0x02, 0x01, 0x01] + algorithm + Parties.rootName.encoding
                + element(0x17, Array("260101000000Z".utf8)) + element(0x17, Array("490101000000Z".utf8))
                + element(0x30, entries))
        let signature = try Parties.rootKey.sign(
            DigestAlgorithm.sha256.digest(of: toBeSigned.span), .sha256, with: scheme)
        return try CertificateList(
            Bytes(element(0x30, toBeSigned + algorithm + element(0x03, [0x00] + signature))))
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
