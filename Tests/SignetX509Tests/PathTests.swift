import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetEC
import SignetHash
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// Path building and validation on chains of our own making, each with one thing wrong.
@Suite struct PathTests {
    static func validator(
        anchors: [Certificate] = [Parties.root], untrusted: [Certificate] = [Parties.middle],
        time: Instant = Parties.now, purpose: PathValidator.Purpose = .emailProtection(.signing),
        limits: PathValidator.Limits = .init()
    ) -> PathValidator {
        PathValidator(anchors: anchors, untrusted: untrusted, time: time, purpose: purpose, limits: limits)
    }

    @Test func goodPath() throws {
        let report = Self.validator().validate(Parties.alice)
        #expect(report.isTrusted)
        #expect(report.chain == [Parties.alice, Parties.middle, Parties.root])
        #expect(report.anchor == Parties.root)
        #expect(report.failures.isEmpty)
        #expect(report.weaknesses.isEmpty)
        // From the top of the chain down; every certificate and every rule that applies.
        #expect(report.checks.first?.certificateIndex == 2)
        #expect(report.checks.last?.certificateIndex == 0)
        let rules = Set(report.checks.map(\.rule))
        #expect(
            rules.isSuperset(of: [
                .anchor, .signature, .validity, .nameChaining, .authority, .certificateSigning, .purpose,
                .mailSigning, .criticalExtensions, .form,
            ]))
        for check in report.checks {
            #expect(check.clause.hasPrefix("RFC "))
            #expect(check.description.contains(check.statement))
        }
        #expect(Self.validator(purpose: .emailProtection(.sealing)).validate(Parties.alice).isTrusted)
        #expect(Self.validator(purpose: .any).validate(Parties.alice).isTrusted)
    }

    /// RSA keys transport, keys on curves are agreed with (RFC 5480 §3), and some only sign (RFC 9295 §3).
    @Test func sealingByKindOfKey() throws {
        func failure(_ kind: KeyKind?, _ usage: KeyUsage?, _ use: PathValidator.Purpose) throws -> PathFailure? {
            let key = try kind.map { try PrivateKey.generate($0) } ?? Parties.bobKey
            let leaf = Parties.forged(
                subject: Parties.name("A"), key: key.publicKey, issuer: Parties.middleName,
                issuerKey: Parties.middleKey,
                extensions: usage.map { [Extension(Extension.ID.keyUsage, isCritical: true, KeyUsage.syntax, $0)] }
                    ?? [])
            return Self.validator(purpose: use).validate(leaf).failure
        }
        let signing = PathValidator.Purpose.emailProtection(.signing)
        let sealing = PathValidator.Purpose.emailProtection(.sealing)
        let curve = KeyKind.ec(.p256)
        #expect(try failure(nil, .keyEncipherment, sealing) == nil)
        #expect(try failure(nil, .keyAgreement, sealing) == .keyUsage(needed: .keyEncipherment, found: .keyAgreement))
        #expect(try failure(curve, .keyAgreement, sealing) == nil)
        #expect(
            try failure(curve, .keyEncipherment, sealing) == .keyUsage(needed: .keyAgreement, found: .keyEncipherment))
        for kind in [nil, curve, .ed25519] {
            #expect(try failure(kind, .nonRepudiation, signing) == nil)
            #expect(try failure(kind, nil, signing) == nil)
        }
        #expect(try failure(curve, nil, sealing) == nil)
        let signs: KeyUsage = [.digitalSignature, .nonRepudiation]
        let transports: KeyUsage = [.keyEncipherment, .keyAgreement]
        #expect(try failure(.ed25519, nil, sealing) == .keyUsage(needed: transports, found: signs))
        guard case .keyUsage(needed: signs, _) = try failure(.x25519, nil, signing) else {
            Issue.record("X25519 signs")
            return
        }
    }

    @Test func directlyBelowTheAnchor() {
        let certificate = Parties.person("Dora", Parties.bobKey, by: Parties.root, Parties.rootKey)
        let report = Self.validator(untrusted: []).validate(certificate)
        #expect(report.isTrusted)
        #expect(report.chain == [certificate, Parties.root])
    }

    @Test func nobodyKnowsTheIssuer() {
        let report = Self.validator(untrusted: []).validate(Parties.alice)
        #expect(report.failure == .noIssuerFound(issuer: Parties.middleName))
        #expect(report.chain == [Parties.alice])
        #expect(report.anchor == nil)

        let higher = Self.validator(anchors: []).validate(Parties.alice)
        #expect(higher.failure == .noIssuerFound(issuer: Parties.rootName))
        #expect(higher.chain == [Parties.alice, Parties.middle])
    }

    @Test func rootIsThereAndNotTrusted() {
        let report = Self.validator(anchors: [], untrusted: [Parties.root, Parties.middle]).validate(Parties.alice)
        #expect(report.failure == .rootNotTrusted(Parties.rootName))
        #expect(report.chain == [Parties.alice, Parties.middle, Parties.root])
    }

    @Test func anotherRootOfTheSameName() {
        let impostor = Parties.selfSigned(Parties.rootName, Parties.otherKey)
        let middle = Parties.authority(Parties.middleName, Parties.middleKey, by: impostor, Parties.otherKey)
        let report = Self.validator(untrusted: [middle, impostor]).validate(Parties.alice)
        #expect(report.failure == .rootNotTrusted(Parties.rootName))
        #expect(report.chain == [Parties.alice, middle, impostor])
        // Without the impostor's own certificate, what fails is the signature under the true root.
        let shorter = Self.validator(untrusted: [middle]).validate(Parties.alice)
        #expect(shorter.failure == .badSignature)
        #expect(shorter.chain == [Parties.alice, middle, Parties.root])
        #expect(shorter.failures.map(\.certificateIndex) == [1])
    }

    @Test func selfSignedPersonTrustedByName() {
        let pinned = Parties.selfSigned(Parties.name("Eve"), Parties.otherKey, profile: .email)
        let report = Self.validator(anchors: [pinned], untrusted: []).validate(pinned)
        #expect(report.isTrusted)
        #expect(report.chain == [pinned])
        #expect(Self.validator(untrusted: [pinned]).validate(pinned).failure == .rootNotTrusted(pinned.subject))

        // Trust in a person does not make her an authority.
        let forged = Parties.forged(
            subject: Parties.name("Mallory"), key: Parties.bobKey.publicKey, issuer: pinned.subject,
            issuerKey: Parties.otherKey, extensions: [])
        let verdict = Self.validator(anchors: [pinned], untrusted: [], purpose: .any).validate(forged)
        #expect(verdict.failure == .notAnAuthority(pinned.subject))

        // A pinned certificate expires like any other that is asked about.
        let late = Instant(year: 2060, month: 1, day: 1)!
        let expired = Self.validator(anchors: [pinned], untrusted: [], time: late).validate(pinned)
        #expect(expired.failure == .expired(notAfter: pinned.validity.notAfter.instant))
    }

    @Test func validity() {
        let notAfter = Parties.years.notAfter.instant
        let notBefore = Parties.years.notBefore.instant
        func failure(_ time: Instant) -> PathFailure? { Self.validator(time: time).validate(Parties.alice).failure }
        #expect(failure(notAfter) == nil)
        #expect(failure(notAfter + 1) == .expired(notAfter: notAfter))
        #expect(failure(notBefore) == nil)
        #expect(failure(notBefore + -1) == .notYetValid(notBefore: notBefore))
    }

    /// RFC 5280 §6.1.1 (d) takes no validity from an anchor, and does not forbid to ask for it: we do, unless told to be
    /// tolerant.
    @Test func anExpiredAnchorEndsNoPath() {
        let short = Validity(from: Instant(year: 2020, month: 1, day: 1)!, days: 365)
        let root = Parties.selfSigned(Parties.rootName, Parties.rootKey, validity: short)
        func report(_ conformance: PathValidator.Conformance?) -> PathReport {
            let untrusted = [Parties.middle]
            let validator =
                conformance.map {
                    PathValidator(
                        anchors: [root], untrusted: untrusted, time: Parties.now, purpose: .any, conformance: $0)
                } ?? PathValidator(anchors: [root], untrusted: untrusted, time: Parties.now, purpose: .any)
            return validator.validate(Parties.alice)
        }
        for conformance in [nil, .standard, .strict] as [PathValidator.Conformance?] {
            let found = report(conformance)
            #expect(found.failure == .expired(notAfter: short.notAfter.instant))
            #expect(found.failures.map(\.certificateIndex) == [2])
        }
        #expect(report(.tolerant).isTrusted)
        #expect(report(.tolerant).weaknesses == [.anchorExpired(notAfter: short.notAfter.instant)])
        // Another anchor of the same name and key that is valid is found.
        let both = PathValidator(
            anchors: [root, Parties.root], untrusted: [Parties.middle], time: Parties.now, purpose: .any)
        #expect(both.validate(Parties.alice).isTrusted)
    }

    @Test func expiredAuthority() {
        let short = Validity(from: Instant(year: 2020, month: 1, day: 1)!, days: 365)
        let old = Parties.authority(Parties.middleName, Parties.middleKey, validity: short)
        #expect(
            Self.validator(untrusted: [old]).validate(Parties.alice).failure
                == .expired(notAfter: short.notAfter.instant))
        // RFC 8550 §4: overlapping certificates of one authority; the valid one is found, in any order.
        for untrusted in [[old, Parties.middle], [Parties.middle, old]] {
            #expect(Self.validator(untrusted: untrusted).validate(Parties.alice).isTrusted)
        }
    }

    @Test func onlyAuthoritiesIssue() {
        let bob = Parties.person("Bob", Parties.bobKey)
        let forged = Parties.forged(
            subject: Parties.name("Mallory"), key: Parties.otherKey.publicKey, issuer: bob.subject,
            issuerKey: Parties.bobKey, extensions: [])
        let report = Self.validator(untrusted: [Parties.middle, bob], purpose: .any).validate(forged)
        #expect(report.failure == .notAnAuthority(bob.subject))
        #expect(report.chain == [forged, bob, Parties.middle, Parties.root])

        // A certificate of version 1 below an anchor is no authority either; an anchor of version 1 is one.
        let old = Parties.forged(
            subject: Parties.middleName, key: Parties.middleKey.publicKey, issuer: Parties.rootName,
            issuerKey: Parties.rootKey, version: 0)
        #expect(
            Self.validator(untrusted: [old]).validate(Parties.alice).failure == .notAnAuthority(Parties.middleName))
        let oldRoot = Parties.forged(
            subject: Parties.rootName, key: Parties.rootKey.publicKey, issuer: Parties.rootName,
            issuerKey: Parties.rootKey, version: 0)
        #expect(Self.validator(anchors: [oldRoot]).validate(Parties.alice).isTrusted)
    }

    @Test func keyUsageOfAuthorities() {
        let listSigner = CertificateProfile(
            name: "lists", keyUsage: .cRLSign, extendedKeyUsage: nil, basicConstraints: .init(isAuthority: true))
        let middle = Parties.authority(Parties.middleName, Parties.middleKey, profile: listSigner)
        #expect(
            Self.validator(untrusted: [middle]).validate(Parties.alice).failure
                == .keyUsage(needed: .keyCertSign, found: .cRLSign))
    }

    @Test func keyUsageAndPurposeOfPeople() {
        let signer = Parties.person("S", Parties.bobKey, profile: .emailSigning)
        let recipient = Parties.person("R", Parties.bobKey, profile: .emailSealing)
        let server = Parties.person(
            "W", Parties.bobKey,
            profile: .init(
                name: "web", keyUsage: .digitalSignature, extendedKeyUsage: .init(["1.3.6.1.5.5.7.3.1"])))
        let anything = Parties.person(
            "X", Parties.bobKey,
            profile: .init(
                name: "any", keyUsage: .nonRepudiation, extendedKeyUsage: .init([ExtendedKeyUsage.any])))
        let signing = Self.validator()
        let sealing = Self.validator(purpose: .emailProtection(.sealing))
        #expect(signing.validate(signer).isTrusted)
        #expect(sealing.validate(recipient).isTrusted)
        #expect(
            sealing.validate(signer).failure
                == .keyUsage(needed: .keyEncipherment, found: .digitalSignature))
        #expect(
            signing.validate(recipient).failure
                == .keyUsage(needed: [.digitalSignature, .nonRepudiation], found: .keyEncipherment))
        #expect(signing.validate(server).failure == .purpose(found: ["1.3.6.1.5.5.7.3.1"]))
        #expect(Self.validator(purpose: .any).validate(server).isTrusted)
        #expect(signing.validate(anything).isTrusted)
    }

    @Test func purposeOfAuthorities() {
        let web = CertificateProfile(
            name: "web", keyUsage: [.keyCertSign], extendedKeyUsage: .init(["1.3.6.1.5.5.7.3.1"]),
            basicConstraints: .init(isAuthority: true))
        let middle = Parties.authority(Parties.middleName, Parties.middleKey, profile: web)
        let report = Self.validator(untrusted: [middle]).validate(Parties.alice)
        #expect(report.failure == .purpose(found: ["1.3.6.1.5.5.7.3.1"]))
        #expect(report.failures.map(\.certificateIndex) == [1])
        #expect(Self.validator(untrusted: [middle], purpose: .any).validate(Parties.alice).isTrusted)
    }

    @Test func pathLength() {
        // Two authorities below a root that allows one; a self-issued one does not count (§6.1.4 (l)).
        let root = Parties.selfSigned(Parties.rootName, Parties.rootKey, profile: .authority(pathLength: 1))
        let first = Parties.authority(Parties.name("First"), Parties.otherKey, by: root, Parties.rootKey)
        let middle = Parties.authority(Parties.middleName, Parties.middleKey, by: first, Parties.otherKey)
        let report = Self.validator(anchors: [root], untrusted: [first, middle]).validate(Parties.alice)
        #expect(report.failure == .pathTooLong(Parties.middleName))
        let none = Parties.authority(Parties.middleName, Parties.middleKey, pathLength: 0)
        #expect(Self.validator(untrusted: [none]).validate(Parties.alice).isTrusted)
    }

    @Test func criticalExtensions() throws {
        let strange = Extension(id: "1.3.6.1.4.1.99999.1", isCritical: true, value: [0x05, 0x00])
        let ignored = Extension(id: "1.3.6.1.4.1.99999.1", isCritical: false, value: [0x05, 0x00])
        let leaf = Parties.person("A", Parties.bobKey, extensions: [strange])
        #expect(Self.validator().validate(leaf).failure == .unknownCriticalExtension(strange.id))
        #expect(Self.validator().validate(Parties.person("A", Parties.bobKey, extensions: [ignored])).isTrusted)
        let middle = Parties.authority(Parties.middleName, Parties.middleKey, extensions: [strange])
        #expect(
            Self.validator(untrusted: [middle]).validate(Parties.alice).failure
                == .unknownCriticalExtension(strange.id))
        let twice = Parties.forged(
            subject: Parties.name("A"), key: Parties.bobKey.publicKey, issuer: Parties.middle.subject,
            issuerKey: Parties.middleKey, extensions: [ignored, ignored])
        guard case .malformed = Self.validator().validate(twice).failure else {
            Issue.record("an extension stood twice")
            return
        }
        let damaged = Parties.forged(
            subject: Parties.name("A"), key: Parties.bobKey.publicKey, issuer: Parties.middleName,
            issuerKey: Parties.middleKey,
            extensions: [Extension(id: Extension.ID.keyUsage, isCritical: true, value: [0x03, 0x00])])
        guard case .malformed(let error) = Self.validator().validate(damaged).failure else {
            Issue.record("keyUsage was damaged")
            return
        }
        #expect(error.description.hasPrefix("keyUsage: "))
    }

    @Test func explicitPolicies() throws {
        func demanding(_ count: Int) -> Extension {
            Extension(
                id: Extension.ID.policyConstraints, isCritical: true,
                value: [0x30, 0x03, 0x80, 0x01, UInt8(count)])
        }
        // Demanded so late that this path does not come to it, and at once.
        let late = Parties.authority(Parties.middleName, Parties.middleKey, extensions: [demanding(5)])
        #expect(Self.validator(untrusted: [late]).validate(Parties.alice).isTrusted)
        let atOnce = Parties.authority(Parties.middleName, Parties.middleKey, extensions: [demanding(0)])
        #expect(Self.validator(untrusted: [atOnce]).validate(Parties.alice).failure == .noValidPolicy)
    }

    @Test func weaknesses() {
        let leaf = Parties.forged(
            subject: Parties.name("A"), key: Parties.bobKey.publicKey, issuer: Parties.middleName,
            issuerKey: Parties.middleKey, extensions: [], digest: .sha1)
        let report = Self.validator().validate(leaf)
        #expect(report.isTrusted)
        #expect(
            report.weaknesses == [
                .weakSignature(certificateIndex: 0, algorithm: "rsa-sha1"),
                .profile(certificateIndex: 0, clause: "§4.2.1.1", reason: "it has no authorityKeyIdentifier"),
            ])
        // What is not as it should be is not said to be so.
        #expect(!report.checks.contains { $0.rule == .profile && $0.certificateIndex == 0 })
    }

    @Test func crossCertificates() {
        // The issuing authority is certified by two roots; either is enough, and a dead end does not stop the search.
        let otherRoot = Parties.selfSigned(Parties.name("Other root"), Parties.otherKey)
        let cross = Parties.authority(Parties.middleName, Parties.middleKey, by: otherRoot, Parties.otherKey)
        for untrusted in [[cross, Parties.middle], [Parties.middle, cross]] {
            #expect(Self.validator(untrusted: untrusted).validate(Parties.alice).isTrusted)
            #expect(Self.validator(anchors: [otherRoot], untrusted: untrusted).validate(Parties.alice).isTrusted)
        }
        // The middle authority may itself be the anchor.
        let report = Self.validator(anchors: [Parties.middle], untrusted: [Parties.root]).validate(Parties.alice)
        #expect(report.chain == [Parties.alice, Parties.middle])
    }

    @Test func loopsEnd() {
        let (a, b) = (Parties.name("A"), Parties.name("B"))
        let authority = [
            Extension(
                Extension.ID.basicConstraints, isCritical: true, BasicConstraints.syntax, .init(isAuthority: true))
        ]
        let aByB = Parties.forged(
            subject: a, key: Parties.aliceKey.publicKey, issuer: b, issuerKey: Parties.bobKey, extensions: authority)
        let bByA = Parties.forged(
            subject: b, key: Parties.bobKey.publicKey, issuer: a, issuerKey: Parties.aliceKey, extensions: authority)
        let leaf = Parties.forged(
            subject: Parties.name("Leaf"), key: Parties.otherKey.publicKey, issuer: a, issuerKey: Parties.aliceKey,
            extensions: [])
        let report = Self.validator(untrusted: [aByB, bByA]).validate(leaf)
        #expect(report.failure == .noIssuerFound(issuer: a))
        #expect(report.chain == [leaf, aByB, bByA])
    }

    @Test func workIsLimited() {
        // Sixty authorities of one name and two keys, neither of which signed: each key is tried once.
        let name = Parties.name("Maze")
        let maze = (0..<60).map { index in
            Parties.forged(
                subject: name, key: index % 2 == 0 ? Parties.aliceKey.publicKey : Parties.bobKey.publicKey,
                issuer: name, issuerKey: Parties.otherKey, extensions: [])
        }
        let leaf = Parties.forged(
            subject: Parties.name("Leaf"), key: Parties.otherKey.publicKey, issuer: name,
            issuerKey: Parties.rootKey, extensions: [])
        let whole = Self.validator(untrusted: maze, limits: limits(signatureChecks: 2)).validate(leaf)
        #expect(whole.failure == .badSignature)
        let report = Self.validator(untrusted: maze, limits: limits(signatureChecks: 1)).validate(leaf)
        #expect(report.failure == .workLimit(.signatures))
        #expect(!report.isTrusted)

        var chain: [Certificate] = []
        var previous = Parties.root
        var previousKey = Parties.rootKey
        for index in 0..<20 {
            let key = index % 2 == 0 ? Parties.aliceKey : Parties.bobKey
            previous = Parties.authority(Parties.name("Level \(index)"), key, by: previous, previousKey)
            previousKey = key
            chain.append(previous)
        }
        let deep = Parties.person("Deep", Parties.otherKey, by: previous, previousKey)
        #expect(Self.validator(untrusted: chain).validate(deep).failure == .workLimit(.depth))
        var limits = PathValidator.Limits()
        limits.depth = 30
        #expect(Self.validator(untrusted: chain, limits: limits).validate(deep).isTrusted)
    }

    private func limits(signatureChecks: Int) -> PathValidator.Limits {
        var limits = PathValidator.Limits()
        limits.signatureChecks = signatureChecks
        return limits
    }

    // MARK: - Laws

    @Test func everyTruncationIsRefused() {
        let encoding = Parties.alice.encoding
        for count in 0..<encoding.count {
            #expect(throws: X509Error.self) { try Certificate(encoding.prefix(count)) }
        }
    }

    /// Each byte changed, of the leaf and of the certificate above it: nothing of that is trusted.
    @Test(arguments: [UInt8(0x01), 0x80, 0xFF])
    func everyFlippedByteIsRefused(_ mask: UInt8) {
        var trusted: [Int] = []
        var read = 0
        for (original, isLeaf) in [(Parties.alice, true), (Parties.middle, false)] {
            var octets = Array(original.encoding)
            for index in octets.indices {
                octets[index] ^= mask
                defer { octets[index] ^= mask }
                guard let changed = try? Certificate(Bytes(octets)) else { continue }
                read += 1
                let report =
                    isLeaf
                    ? Self.validator().validate(changed)
                    : Self.validator(untrusted: [changed]).validate(Parties.alice)
                if report.isTrusted { trusted.append(index) }
                #expect(!report.checks.isEmpty)
            }
        }
        #expect(trusted.isEmpty)
        #expect(read > 100)
    }

    @Test func failuresSpeak() {
        let failures: [PathFailure] = [
            .noIssuerFound(issuer: Parties.rootName), .badSignature, .rootNotTrusted(Parties.rootName),
            .unsupportedAlgorithm(name: "ecdsa"), .unusableKey(reason: "x"), .malformed(.badSignature),
            .notAnAuthority(Parties.rootName), .pathTooLong(Parties.rootName),
            .keyUsage(needed: .keyCertSign, found: []), .unknownCriticalExtension("1.2.3"),
            .unsupportedConstraint(Extension.ID.nameConstraints), .anyPolicyMapped,
            .noValidPolicy, .noAcceptablePolicy(found: ["1.2.3"]), .revoked(.keyCompromise, since: Parties.now),
            .revocationUnknown(.outdated(nextUpdate: Parties.now)),
            .nameNotPermitted(.rfc822Name("a@b\u{1B}")), .nameExcluded(.dNSName("x")), .purpose(found: []),
            .notYetValid(notBefore: Parties.now), .expired(notAfter: Parties.now), .workLimit(.steps),
        ]
        for failure in failures {
            #expect(!failure.description.isEmpty)
            #expect(!failure.description.unicodeScalars.contains("\u{1B}"))
        }
    }
}
