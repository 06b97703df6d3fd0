import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys

/// Baseline Requirements for the Issuance and Management of Publicly-Trusted S/MIME Certificates, version 1.0.16:
/// extensions of subscribers' certificates. SHALL is an error, SHOULD a warning.
extension Linter {
    /// §7.1.6.1: who was checked, and how strict the profile is.
    struct BaselineProfile {
        enum Validation: Int { case mailbox = 1, organization, sponsor, individual }
        enum Generation: Int { case legacy = 1, multipurpose, strict }
        let validation: Validation
        let generation: Generation

        static let prefix = "2.23.140.1.5."

        init?(_ policy: ObjectIdentifier) {
            let text = policy.description
            guard text.hasPrefix(Self.prefix) else { return nil }
            let arcs = text.dropFirst(Self.prefix.count).split(separator: ".").compactMap { Int($0) }
            guard arcs.count == 2, let validation = Validation(rawValue: arcs[0]),
                let generation = Generation(rawValue: arcs[1])
            else { return nil }
            (self.validation, self.generation) = (validation, generation)
        }
    }

    mutating func applySMIMEBaselineRequirements() {
        // §1.1, §1.2.1: the requirements are about what was issued since then.
        guard isIssued(since: (2023, 9, 1)) else {
            return require(
                false, .smimeBR, "§1.2.1", .notice, "it was issued before 2023-09-01, when these requirements began")
        }
        checkBaselineFields()
        if isAuthority { checkBaselineAuthority() } else { checkSubscriber() }
    }

    mutating func shall(_ isKept: Bool, _ clause: String, _ message: @autoclosure () -> String) {
        require(isKept, .smimeBR, clause, .error, message())
    }
    mutating func recommend(_ isKept: Bool, _ clause: String, _ message: @autoclosure () -> String) {
        require(isKept, .smimeBR, clause, .warning, message())
    }

    // MARK: - §7.1.2.3

    private mutating func checkSubscriber() {
        let profile = baselineProfile()
        checkRevocationPlaces(profile)
        checkAccess(profile)
        let basic = value { certificate throws(X509Error) in try certificate.basicConstraints() }
        shall(basic?.pathLengthConstraint == nil, "§7.1.2.3 d", "its basicConstraints have a pathLenConstraint")
        checkSubscriberKeyUsage(profile)
        checkSubscriberPurposes(profile)
        checkAuthorityKeyIdentifier("§7.1.2.3 g")
        shall(has(Extension.ID.subjectAltName), "§7.1.2.3 h", "subjectAltName is missing")
        recommend(
            !isCritical(Extension.ID.subjectAltName) || certificate.subject.isEmpty, "§7.1.2.3 h",
            "subjectAltName is critical though it has a subject")
        shall(!isCritical(Extension.ID.smimeCapabilities), "§7.1.2.3 i", "smimeCapabilities are critical")
        checkDirectoryAttributes(profile)
        shall(!isCritical(Extension.ID.qcStatements), "§7.1.2.3 k", "qcStatements are critical")
        checkLegalEntity(profile)
        for id in Self.adobeExtensions where has(id) {
            shall(
                profile?.generation != .strict, "§7.1.2.3 m", "a strict certificate has an extension of Adobe's (\(id))"
            )
            shall(!isCritical(id), "§7.1.2.3 m", "an extension of Adobe's (\(id)) is critical")
        }
        recommend(has(Extension.ID.subjectKeyIdentifier), "§7.1.2.3 n", "subjectKeyIdentifier is missing")
        shall(!isCritical(Extension.ID.subjectKeyIdentifier), "§7.1.2.3 n", "subjectKeyIdentifier is critical")
        checkSubscriberNames(profile)
        checkSubscriberValidity(profile)
    }

    /// a.
    private mutating func baselineProfile() -> BaselineProfile? {
        let stated = value { certificate throws(X509Error) in try certificate.certificatePolicies() } ?? []
        shall(!stated.isEmpty, "§7.1.2.3 a", "certificatePolicies are missing")
        checkPolicyForm(stated, "§7.1.2.3 a")
        let reserved = stated.compactMap { BaselineProfile($0.policyIdentifier) }
        if !stated.isEmpty {
            shall(
                reserved.count == 1, "§7.1.2.3 a",
                reserved.isEmpty
                    ? "none of its policies is a reserved one (2.23.140.1.5)"
                    : "several of its policies are reserved ones")
        }
        return reserved.first
    }

    /// What §7.1.2.2 a and §7.1.2.3 a say about qualifiers and criticality.
    mutating func checkPolicyForm(_ policies: [PolicyInformation], _ clause: String) {
        recommend(!isCritical(Extension.ID.certificatePolicies), clause, "certificatePolicies are critical")
        for qualifier in policies.flatMap({ $0.policyQualifiers ?? [] }) {
            switch qualifier.policyQualifierID {
            case PolicyQualifierInfo.cps:
                let uri = qualifier.cpsURI?.lowercased() ?? ""
                shall(
                    uri.hasPrefix("http://") || uri.hasPrefix("https://"), clause,
                    "the place of its practice statement is no http or https URL")
            case PolicyQualifierInfo.userNotice:
                let notice = qualifier.notice
                shall(notice?.explicitText != nil, clause, "a notice has no explicitText")
                shall(notice?.noticeRef == nil, clause, "a notice has a noticeRef")
            default: continue
            }
        }
    }

    /// b.
    private mutating func checkRevocationPlaces(_ profile: BaselineProfile?) {
        let points = value { certificate throws(X509Error) in try certificate.cRLDistributionPoints() }
        guard let points else { return shall(false, "§7.1.2.3 b", "cRLDistributionPoints are missing") }
        recommend(!isCritical(Extension.ID.cRLDistributionPoints), "§7.1.2.3 b", "cRLDistributionPoints are critical")
        let uris = points.compactMap(\.distributionPoint).flatMap(\.uris)
        shall(!uris.isEmpty, "§7.1.2.3 b", "no distribution point has a URI")
        checkSchemes(uris, profile, "§7.1.2.3 b", "a revocation list")
    }

    /// c.
    private mutating func checkAccess(_ profile: BaselineProfile?) {
        let access = value { certificate throws(X509Error) in try certificate.authorityInfoAccess() }
        guard let access else { return recommend(false, "§7.1.2.3 c", "authorityInfoAccess is missing") }
        shall(!isCritical(Extension.ID.authorityInfoAccess), "§7.1.2.3 c", "authorityInfoAccess is critical")
        recommend(
            access.contains { $0.accessMethod == AccessDescription.caIssuers }, "§7.1.2.3 c",
            "authorityInfoAccess does not say where the certificate of the issuer is")
        for (method, what) in [
            (AccessDescription.ocsp, "an OCSP responder"),
            (AccessDescription.caIssuers, "the certificate of the issuer"),
        ] {
            let places = access.filter { $0.accessMethod == method }.map { description -> String in
                if case .uniformResourceIdentifier(let uri) = description.accessLocation { uri } else { "" }
            }
            checkSchemes(places, profile, "§7.1.2.3 c", what)
        }
    }

    /// Strict and multipurpose: every place is had by http. Legacy: one is.
    private mutating func checkSchemes(_ uris: [String], _ profile: BaselineProfile?, _ clause: String, _ what: String)
    {
        guard !uris.isEmpty else { return }
        let byHTTP = uris.count { $0.lowercased().hasPrefix("http://") }
        let isEnough = profile?.generation == .legacy ? byHTTP > 0 : byHTTP == uris.count
        shall(isEnough, clause, "a place of \(what) is no http URI")
    }

    /// e.
    private mutating func checkSubscriberKeyUsage(_ profile: BaselineProfile?) {
        guard let keyUsage else { return shall(false, "§7.1.2.3 e", "keyUsage is missing") }
        recommend(isCritical(Extension.ID.keyUsage), "§7.1.2.3 e", "keyUsage is not critical")
        guard let algorithm = try? PublicKeyAlgorithm(certificate.subjectPublicKeyInfo.algorithm) else {
            return checkPostQuantumKeyUsage(keyUsage)
        }
        var allowed: KeyUsage = [.digitalSignature, .nonRepudiation]
        var sealing: KeyUsage = []
        switch algorithm {
        case .rsa:
            sealing = .keyEncipherment
            allowed.insert(.keyEncipherment)
            if profile?.generation != .strict { allowed.insert(.dataEncipherment) }
        case .ec:
            sealing = .keyAgreement
            allowed.formUnion([.keyAgreement, .encipherOnly, .decipherOnly])
        case .ed25519, .ed448: break
        // §6.1.5 has a word to say about the others.
        default: return
        }
        shall(
            keyUsage.isSubset(of: allowed), "§7.1.2.3 e",
            "its key usage has \(keyUsage.subtracting(allowed)), which this key and profile must not have")
        shall(
            !keyUsage.isDisjoint(with: sealing.union(.digitalSignature)), "§7.1.2.3 e",
            "its key usage has neither digitalSignature nor what sealing needs")
        let dependent: KeyUsage = [.dataEncipherment, .encipherOnly, .decipherOnly]
        shall(
            keyUsage.isDisjoint(with: dependent) || keyUsage.isSuperset(of: sealing), "§7.1.2.3 e",
            "its key usage has \(keyUsage.intersection(dependent)) without \(sealing)")
        shall(
            !keyUsage.contains(.nonRepudiation) || keyUsage.contains(.digitalSignature), "§7.1.2.3 e",
            "its key usage has nonRepudiation without digitalSignature")
    }

    /// The second table of e: ML-DSA and ML-KEM.
    private mutating func checkPostQuantumKeyUsage(_ keyUsage: KeyUsage) {
        switch postQuantumKind {
        case .signing:
            shall(
                keyUsage.contains(.digitalSignature)
                    && keyUsage.isSubset(of: [.digitalSignature, .nonRepudiation]),
                "§7.1.2.3 e",
                "the key usage of an ML-DSA key has to be digitalSignature, with or without nonRepudiation")
        case .encapsulating:
            shall(
                keyUsage == .keyEncipherment, "§7.1.2.3 e",
                "the key usage of an ML-KEM key has to be keyEncipherment alone")
        case nil: return
        }
    }

    /// f.
    private mutating func checkSubscriberPurposes(_ profile: BaselineProfile?) {
        guard let purposes else { return shall(false, "§7.1.2.3 f", "extKeyUsage is missing") }
        shall(purposes.contains(ExtendedKeyUsage.emailProtection), "§7.1.2.3 f", "extKeyUsage lacks emailProtection")
        let isStrict = profile?.generation == .strict
        for purpose in purposes where purpose != ExtendedKeyUsage.emailProtection {
            shall(
                !isStrict && !Self.forbiddenPurposes.contains(purpose), "§7.1.2.3 f",
                "extKeyUsage has \(ExtendedKeyUsage.name(purpose))")
        }
        if !isStrict { checkDedicatedPurposes(purposes, "§7.1.2.3 f") }
    }

    /// §7.1.2.2 g and §7.1.2.3 f: from a day on, mail and clients alone.
    mutating func checkDedicatedPurposes(_ purposes: [ObjectIdentifier], _ clause: String) {
        guard isIssued(since: (2027, 7, 1)) else { return }
        for purpose in purposes
        where purpose != ExtendedKeyUsage.emailProtection && purpose != Self.clientAuth
            && !Self.forbiddenPurposes.contains(purpose)
        {
            shall(
                false, clause,
                "extKeyUsage has \(ExtendedKeyUsage.name(purpose)); since 2027-07-01 emailProtection and clientAuth alone are allowed"
            )
        }
    }

    private static let clientAuth: ObjectIdentifier = "1.3.6.1.5.5.7.3.2"

    /// Whether it was issued on that day or later, as far as it says.
    func isIssued(since day: (year: Int, month: Int, day: Int)) -> Bool {
        guard let start = Instant(year: day.year, month: day.month, day: day.day) else { return false }
        return certificate.validity.notBefore.instant >= start
    }

    /// serverAuth, codeSigning, timeStamping and any.
    static let forbiddenPurposes: Set<ObjectIdentifier> = [
        "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.8", ExtendedKeyUsage.any,
    ]

    /// §7.1.2.2 h and §7.1.2.3 g.
    mutating func checkAuthorityKeyIdentifier(_ clause: String) {
        let authority = value { certificate throws(X509Error) in try certificate.authorityKeyIdentifier() }
        shall(authority?.keyIdentifier != nil, clause, "authorityKeyIdentifier with a key identifier is missing")
        shall(!isCritical(Extension.ID.authorityKeyIdentifier), clause, "authorityKeyIdentifier is critical")
        shall(
            authority?.authorityCertIssuer == nil && authority?.authorityCertSerialNumber == nil, clause,
            "authorityKeyIdentifier names an issuer or serial number")
    }

    /// j.
    private mutating func checkDirectoryAttributes(_ profile: BaselineProfile?) {
        guard has(Extension.ID.subjectDirectoryAttributes) else { return }
        shall(
            profile == nil || profile?.generation == .legacy, "§7.1.2.3 j",
            "subjectDirectoryAttributes in a certificate of a strict or multipurpose profile")
        shall(
            !isCritical(Extension.ID.subjectDirectoryAttributes), "§7.1.2.3 j",
            "subjectDirectoryAttributes are critical")
    }

    /// l.
    private mutating func checkLegalEntity(_ profile: BaselineProfile?) {
        for (id, what, allowed) in [
            (
                Self.legalEntityIdentifier, "a Legal Entity Identifier",
                Set([BaselineProfile.Validation.organization, .sponsor])
            ),
            (Self.legalEntityRole, "the role of a Legal Entity Identifier", [.sponsor]),
        ] where has(id) {
            shall(
                profile.map { allowed.contains($0.validation) } ?? true, "§7.1.2.3 l",
                "it has \(what), which its profile forbids")
            shall(!isCritical(id), "§7.1.2.3 l", "\(what) is critical")
        }
    }

    /// ISO 17442
    private static let legalEntityIdentifier: ObjectIdentifier = "1.3.6.1.4.1.52266.1"
    private static let legalEntityRole: ObjectIdentifier = "1.3.6.1.4.1.52266.2"
    /// Time-stamp and ArchiveRevInfo
    private static let adobeExtensions: [ObjectIdentifier] = ["1.2.840.113583.1.1.9.1", "1.2.840.113583.1.1.9.2"]

    /// §6.3.2, §7.1.6.1
    private mutating func checkSubscriberValidity(_ profile: BaselineProfile?) {
        let (start, end) = (certificate.validity.notBefore.instant, certificate.validity.notAfter.instant)
        // RFC 5280 §4.1.2.5: both ends count; §6.3.2: a day that has begun counts.
        let days = (end.secondsSince1970 &- start.secondsSince1970 &+ 1 &+ 86_399) / 86_400
        let limit = profile?.generation == .legacy ? 1_185 : 825
        shall(days <= limit, "§6.3.2", "it is valid for \(days) days; \(limit) are allowed")
        shall(
            profile?.generation != .legacy || !isIssued(since: (2025, 7, 15)), "§7.1.6.1",
            "a certificate of a legacy profile, of which none are issued since 2025-07-15")
        checkIssuerKeySize()
    }
}
