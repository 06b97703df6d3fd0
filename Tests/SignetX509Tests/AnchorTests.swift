import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// How far anchors are trusted, what would help a path, and messy pools.
@Suite struct AnchorTests {
    static func validator(
        _ anchor: TrustAnchor, purpose: PathValidator.Purpose = .emailProtection(.signing)
    ) -> PathValidator {
        PathValidator(trusting: [anchor], untrusted: [Parties.middle], time: Parties.now, purpose: purpose)
    }

    @Test func constrainedNames() {
        func anchor(_ host: String) -> TrustAnchor {
            TrustAnchor(
                Parties.root,
                nameConstraints: NameConstraints(
                    permittedSubtrees: [GeneralSubtree(.rfc822Name(host))], excludedSubtrees: nil))
        }
        #expect(Self.validator(anchor("example.org")).validate(Parties.alice).isTrusted)
        let report = Self.validator(anchor("example.net")).validate(Parties.alice)
        #expect(report.failure == .nameNotPermitted(.rfc822Name("alice@example.org")))
    }

    @Test func purposes() {
        let mail = TrustAnchor(Parties.root, purposes: [ExtendedKeyUsage.emailProtection])
        #expect(Self.validator(mail).validate(Parties.alice).isTrusted)
        #expect(
            Self.validator(mail, purpose: .any).validate(Parties.alice).failure
                == .anchorPurpose(Parties.rootName))
        let rejected = TrustAnchor(Parties.root, rejectedPurposes: [ExtendedKeyUsage.emailProtection])
        #expect(Self.validator(rejected).validate(Parties.alice).failure == .anchorPurpose(Parties.rootName))
        #expect(Self.validator(rejected, purpose: .any).validate(Parties.alice).isTrusted)
    }

    @Test(.enabled(if: Corpus.isPresent)) func openSSLTrustedCertificates() throws {
        func anchor(_ name: String) throws -> TrustAnchor {
            let file = Bytes(try TestFiles.corpus("x509/openssl-certs/\(name).pem"))
            return try TrustAnchor(openSSL: PEM.decode(file)[0].contents.exposed)
        }
        #expect(try anchor("root+serverAuth").purposes == ["1.3.6.1.5.5.7.3.1"])
        #expect(try anchor("root-serverAuth").rejectedPurposes == ["1.3.6.1.5.5.7.3.1"])
        #expect(try anchor("root-anyEKU").rejectedPurposes == [ExtendedKeyUsage.any])
        #expect(throws: X509Error.self) { try TrustAnchor(openSSL: Bytes(Array(Parties.root.encoding) + [0x30])) }
    }

    @Test func whatIsWanted() {
        let places = Extension(
            Extension.ID.authorityInfoAccess, AccessDescription.sequence,
            [
                AccessDescription(
                    accessMethod: AccessDescription.caIssuers,
                    accessLocation: .uniformResourceIdentifier("http://example.org/ca.cer")),
                AccessDescription(
                    accessMethod: AccessDescription.caIssuers, accessLocation: .uniformResourceIdentifier("file:///etc")
                ),
                AccessDescription(
                    accessMethod: AccessDescription.ocsp,
                    accessLocation: .uniformResourceIdentifier("http://example.org/ocsp")),
            ])
        let points = Extension(
            Extension.ID.cRLDistributionPoints, DistributionPoint.sequence,
            [DistributionPoint(.fullName([.uniformResourceIdentifier("http://example.org/ca.crl")]))])
        let alice = Parties.person("Alice", Parties.aliceKey, extensions: [places, points])
        let missing = PathValidator(anchors: [Parties.root], time: Parties.now, purpose: .any)
        #expect(missing.validate(alice).wanted == [.certificates(uri: "http://example.org/ca.cer")])
        let whole = missing.adding(untrusted: [Parties.middle])
        #expect(whole.validate(alice).isTrusted)
        #expect(whole.validate(alice).wanted.isEmpty)
        let unknown = PathValidator(
            anchors: [Parties.root], untrusted: [Parties.middle], time: Parties.now, purpose: .any,
            revocation: RevocationSettings(.whenAvailable)
        ).validate(alice)
        #expect(unknown.wanted.map(\.uri) == ["http://example.org/ocsp", "http://example.org/ca.crl"])
    }

    /// Hundreds of authorities of one name, of which one has the key: found, within the limit of work.
    @Test func lookAlikes() throws {
        var pool: [Certificate] = []
        for index in 0..<300 {
            pool.append(
                Parties.forged(
                    subject: Parties.middleName, key: Parties.otherKey.publicKey, issuer: Parties.rootName,
                    issuerKey: Parties.otherKey,
                    extensions: [
                        Extension(Extension.ID.subjectKeyIdentifier, .octetString, Bytes([UInt8(index & 0xFF)]))
                    ]
                ))
        }
        pool.insert(Parties.middle, at: 150)
        let report = PathValidator(anchors: [Parties.root], untrusted: pool, time: Parties.now, purpose: .any)
            .validate(Parties.alice)
        #expect(report.isTrusted)
        #expect(report.chain == [Parties.alice, Parties.middle, Parties.root])
    }
}
