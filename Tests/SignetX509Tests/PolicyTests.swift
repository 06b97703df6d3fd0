import SignetASN1
import SignetAlgorithms
import SignetKeys
import SignetX509
import Testing

/// Policies on chains of our own making (RFC 5280 §6.1, RFC 9618).
@Suite struct PolicyTests {
    static let gold: ObjectIdentifier = "1.3.6.1.4.1.99999.1"
    static let silver: ObjectIdentifier = "1.3.6.1.4.1.99999.2"
    static let any = PolicyInformation.anyPolicy

    static func policies(_ list: PolicyInformation...) -> Extension {
        Extension(Extension.ID.certificatePolicies, PolicyInformation.sequence, list)
    }

    static func mapping(_ issuer: ObjectIdentifier, _ subject: ObjectIdentifier) -> Extension {
        Extension(
            Extension.ID.policyMappings, isCritical: true, PolicyMapping.sequence,
            [PolicyMapping(issuerDomainPolicy: issuer, subjectDomainPolicy: subject)])
    }

    static func validate(
        middle: [Extension], leaf: [Extension], _ settings: PolicySettings
    ) -> PathReport {
        let authority = Parties.authority(Parties.middleName, Parties.middleKey, extensions: middle)
        let person = Parties.person("Alice", Parties.aliceKey, by: authority, extensions: leaf)
        return PathValidator(
            anchors: [Parties.root], untrusted: [authority], time: Parties.now, purpose: .any, policies: settings
        ).validate(person)
    }

    @Test func acceptablePolicies() {
        let (middle, leaf) = (
            [Self.policies(.init(Self.gold), .init(Self.silver))], [Self.policies(.init(Self.gold))]
        )
        let wanted = PolicySettings(acceptable: [Self.gold], requiresExplicitPolicy: true)
        let good = Self.validate(middle: middle, leaf: leaf, wanted)
        #expect(good.isTrusted)
        #expect(good.policies.userConstrained == [Self.gold])
        #expect(good.checks.contains { $0.rule == .policies && $0.outcome == .passed })
        let other = PolicySettings(acceptable: [Self.silver], requiresExplicitPolicy: true)
        let bad = Self.validate(middle: middle, leaf: leaf, other)
        #expect(bad.failure == .noAcceptablePolicy(found: [Self.gold]))
        // Nothing is demanded: the same path is good, for no policy that was named.
        let lax = Self.validate(middle: middle, leaf: leaf, PolicySettings(acceptable: [Self.silver]))
        #expect(lax.isTrusted)
        #expect(lax.policies.userConstrained.isEmpty)
    }

    @Test func mappedPolicies() {
        let middle = [Self.policies(.init(Self.gold)), Self.mapping(Self.gold, Self.silver)]
        let leaf = [Self.policies(.init(Self.silver))]
        let wanted = PolicySettings(acceptable: [Self.gold], requiresExplicitPolicy: true)
        let good = Self.validate(middle: middle, leaf: leaf, wanted)
        #expect(good.isTrusted)
        #expect(good.policies.authorityConstrained == [Self.gold])
        #expect(good.policies.stated.map(\.policyIdentifier) == [Self.silver])
        var inhibiting = wanted
        inhibiting.inhibitsMapping = true
        #expect(Self.validate(middle: middle, leaf: leaf, inhibiting).failure == .noValidPolicy)
        let any = [Self.policies(.init(Self.any)), Self.mapping(Self.any, Self.silver)]
        #expect(Self.validate(middle: any, leaf: leaf, wanted).failure == .anyPolicyMapped)
    }

    @Test func anyPolicy() {
        let middle = [Self.policies(.init(Self.any))]
        let leaf = [Self.policies(.init(Self.gold, qualifiers: [.init(cps: "https://example.org/cps")]))]
        var wanted = PolicySettings(acceptable: [Self.gold], requiresExplicitPolicy: true)
        let good = Self.validate(middle: middle, leaf: leaf, wanted)
        #expect(good.isTrusted)
        #expect(good.policies.stated.first?.policyQualifiers?.first?.cpsURI == "https://example.org/cps")
        wanted.inhibitsAnyPolicy = true
        #expect(Self.validate(middle: middle, leaf: leaf, wanted).failure == .noValidPolicy)
    }

    @Test func noPolicyTwice() {
        let leaf = [Self.policies(.init(Self.gold), .init(Self.gold))]
        let report = Self.validate(middle: [], leaf: leaf, PolicySettings())
        #expect(report.failure?.description.contains("a policy stands twice") == true)
    }

    /// The tree of RFC 5280 doubles at every depth where each policy is mapped to the two of the next; the graph does not.
    @Test func deepMappings() {
        var issuer = (Parties.root, Parties.rootKey)
        var pool: [Certificate] = []
        for depth in 0..<12 {
            let name = Parties.name("Depth \(depth)")
            let keys = [Parties.middleKey, Parties.bobKey]
            let certificate = Parties.authority(
                name, keys[depth % 2], by: issuer.0, issuer.1,
                extensions: [
                    Self.policies(.init(Self.gold), .init(Self.silver)),
                    Extension(
                        Extension.ID.policyMappings, isCritical: true, PolicyMapping.sequence,
                        [Self.gold, Self.silver].flatMap { issuer in
                            [Self.gold, Self.silver].map {
                                PolicyMapping(issuerDomainPolicy: issuer, subjectDomainPolicy: $0)
                            }
                        }),
                ])
            pool.append(certificate)
            issuer = (certificate, keys[depth % 2])
        }
        let leaf = Parties.person(
            "Alice", Parties.aliceKey, by: issuer.0, issuer.1, extensions: [Self.policies(.init(Self.gold))])
        let report = PathValidator(
            anchors: [Parties.root], untrusted: pool, time: Parties.now, purpose: .any,
            policies: PolicySettings(acceptable: [Self.silver], requiresExplicitPolicy: true)
        ).validate(leaf)
        #expect(report.isTrusted)
        #expect(report.policies.authorityConstrained == [Self.gold, Self.silver])
    }
}
