import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetRSA

/// Baseline Requirements for the Issuance and Management of Publicly-Trusted S/MIME Certificates, version 1.0.16.
extension Linter {
    /// §7.1.6.1: who was checked, and how strict the profile is.
    private struct Kind {
        let validation: Int
        let generation: Int
        static let prefix = "2.23.140.1.5."
        var isStrict: Bool { generation == 3 }
        var isLegacy: Bool { generation == 1 }
    }

    mutating func applySMIMEBaselineRequirements() {
        if isAuthority { checkIssuingAuthority() } else { checkSubscriber() }
        checkBaselineKey()
        must(
            certificate.serialNumber.contents.count >= 8, "§7.1",
            "its serial number has fewer than 64 bits, so it cannot hold 64 random ones")
    }

    private mutating func must(_ isKept: Bool, _ clause: String, _ message: @autoclosure () -> String) {
        require(isKept, .smimeBR, clause, .error, message())
    }
    private mutating func should(_ isKept: Bool, _ clause: String, _ message: @autoclosure () -> String) {
        require(isKept, .smimeBR, clause, .warning, message())
    }

    private mutating func kind() -> Kind? {
        let stated = value { certificate throws(X509Error) in try certificate.certificatePolicies() }
        let reserved = (stated ?? []).map(\.policyIdentifier.description).filter { $0.hasPrefix(Kind.prefix) }
        must(stated?.isEmpty == false, "§7.1.2.3 a", "certificatePolicies are missing")
        must(
            stated == nil || reserved.count == 1, "§7.1.6.1",
            reserved.isEmpty
                ? "none of its policies is a reserved one (2.23.140.1.5)" : "two of its policies are reserved")
        let arcs = reserved.first?.dropFirst(Kind.prefix.count).split(separator: ".").compactMap { Int($0) } ?? []
        guard arcs.count == 2, (1...4).contains(arcs[0]), (1...3).contains(arcs[1]) else { return nil }
        return Kind(validation: arcs[0], generation: arcs[1])
    }

    // MARK: - §7.1.2.3

    private mutating func checkSubscriber() {
        let kind = kind()
        checkSubscriberPlaces()
        checkSubscriberUsage(kind)
        checkSubscriberNames(kind)
        let authority = value { certificate throws(X509Error) in try certificate.authorityKeyIdentifier() }
        must(authority?.keyIdentifier != nil, "§7.1.2.3 g", "authorityKeyIdentifier with a key identifier is missing")
        must(
            authority?.authorityCertIssuer == nil && authority?.authorityCertSerialNumber == nil, "§7.1.2.3 g",
            "authorityKeyIdentifier names an issuer or serial number")
        for id in [Extension.ID.qcStatements, Extension.ID.smimeCapabilities, Extension.ID.certificatePolicies]
        where has(id) {
            should(!isCritical(id), "§7.1.2.3", "\(Extension.ID.names[id] ?? "") is critical")
        }
        if kind?.isStrict == true {
            must(
                !has(Extension.ID.subjectDirectoryAttributes), "§7.1.2.3 j",
                "subjectDirectoryAttributes in a strict certificate")
        }
        let validity = certificate.validity
        let days =
            (validity.notAfter.instant.secondsSince1970 &- validity.notBefore.instant.secondsSince1970 &+ 1 + 86_399)
            / 86_400
        let limit = kind?.isLegacy == true ? 1_185 : 825
        must(days <= limit, "§6.3.2", "it is valid for \(days) days; \(limit) are allowed")
        // §1.2.1 and §7.1.6.1: the legacy profiles ended on 2025-07-15.
        let end = Instant(year: 2025, month: 7, day: 15)
        if kind?.isLegacy == true, let end {
            must(validity.notBefore.instant < end, "§7.1.6.1", "a legacy certificate that was issued after 2025-07-15")
        }
    }

    private mutating func checkSubscriberPlaces() {
        let points = value { certificate throws(X509Error) in try certificate.cRLDistributionPoints() }
        must(points?.isEmpty == false, "§7.1.2.3 b", "cRLDistributionPoints are missing")
        should(!isCritical(Extension.ID.cRLDistributionPoints), "§7.1.2.3 b", "cRLDistributionPoints are critical")
        let uris = (points ?? []).compactMap(\.distributionPoint).flatMap(\.uris)
        must(
            points == nil || (!uris.isEmpty && uris.allSatisfy { $0.lowercased().hasPrefix("http://") }), "§7.1.2.3 b",
            "a revocation list that cannot be had by http")
        let access = value { certificate throws(X509Error) in try certificate.authorityInfoAccess() }
        should(access != nil, "§7.1.2.3 c", "authorityInfoAccess is missing")
        for description in access ?? [] {
            var isHTTP = false
            if case .uniformResourceIdentifier(let uri) = description.accessLocation {
                isHTTP = uri.lowercased().hasPrefix("http://")
            }
            must(isHTTP, "§7.1.2.3 c", "authorityInfoAccess has a place that is no http URI")
        }
    }

    private mutating func checkSubscriberUsage(_ kind: Kind?) {
        must(keyUsage != nil, "§7.1.2.3 e", "keyUsage is missing")
        should(keyUsage == nil || isCritical(Extension.ID.keyUsage), "§7.1.2.3 e", "keyUsage is not critical")
        if let keyUsage, let key = try? certificate.publicKey() {
            var allowed: KeyUsage = [.digitalSignature, .nonRepudiation]
            if key.rsaKey != nil {
                allowed.insert(.keyEncipherment)
                if kind?.isStrict != true { allowed.insert(.dataEncipherment) }
            } else {
                allowed.formUnion([.keyAgreement, .encipherOnly, .decipherOnly])
            }
            must(
                keyUsage.isSubset(of: allowed), "§7.1.2.3 e",
                "its key usage has \(keyUsage.subtracting(allowed)), which this key and profile must not have")
        }
        must(purposes != nil, "§7.1.2.3 f", "extKeyUsage is missing")
        guard let purposes else { return }
        must(purposes.contains(ExtendedKeyUsage.emailProtection), "§7.1.2.3 f", "extKeyUsage lacks emailProtection")
        let forbidden: [ObjectIdentifier] = [
            "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.8", ExtendedKeyUsage.any,
        ]
        for purpose in purposes {
            must(!forbidden.contains(purpose), "§7.1.2.3 f", "extKeyUsage has \(ExtendedKeyUsage.name(purpose))")
        }
        if kind?.isStrict == true {
            must(
                purposes == [ExtendedKeyUsage.emailProtection], "§7.1.2.3 f",
                "extKeyUsage of a strict certificate has more than emailProtection")
        }
    }

    private mutating func checkSubscriberNames(_ kind: Kind?) {
        must(alternativeNames != nil, "§7.1.2.3 h", "subjectAltName is missing")
        let mailboxes = Set((alternativeNames ?? []).compactMap(\.mailbox).map { $0.lowercased() })
        must(!mailboxes.isEmpty, "§7.1.4.2.1", "subjectAltName has neither an rfc822Name nor an SmtpUTF8Mailbox")
        for name in alternativeNames ?? [] {
            switch name {
            case .rfc822Name, .directoryName: continue
            case .otherName(let other) where other.typeID == GeneralName.smtpUTF8Mailbox: continue
            case .otherName where kind?.isStrict != true: continue
            default: must(false, "§7.1.4.2.1", "subjectAltName has \(name)")
            }
        }
        let subject = certificate.subject
        let inSubject =
            subject.texts(of: AttributeTypeAndValue.emailAddress)
            + subject.texts(of: AttributeTypeAndValue.commonName).filter { $0.contains("@") }
        for mailbox in inSubject {
            must(
                mailboxes.contains(mailbox.lowercased()), "§7.1.4.2.1",
                "the mailbox \(mailbox.printable) of the subject does not stand in subjectAltName")
        }
        guard let kind else { return }
        let organizations = subject.texts(of: AttributeTypeAndValue.organizationName)
        switch kind.validation {
        case 1:
            let types = Set(subject.attributes.map(\.type))
            let allowed: Set<ObjectIdentifier> = [
                AttributeTypeAndValue.commonName, AttributeTypeAndValue.emailAddress,
                AttributeTypeAndValue.serialNumber,
            ]
            must(
                types.isSubset(of: allowed), "§7.1.4.2.3",
                "the subject of a mailbox-validated certificate says more than the mailbox")
        case 2, 3:
            must(!organizations.isEmpty, "§7.1.4.2.4", "the subject names no organisation")
            must(
                !subject.texts(of: "2.5.4.97").isEmpty, "§7.1.4.2.4",
                "the subject has no organizationIdentifier")
        default: must(organizations.isEmpty, "§7.1.4.2.6", "an individual's certificate names an organisation")
        }
        if kind.validation >= 3, kind.isStrict {
            let hasPerson =
                !subject.texts(of: AttributeTypeAndValue.givenName).isEmpty
                || !subject.texts(of: AttributeTypeAndValue.surname).isEmpty
                || !subject.texts(of: "2.5.4.65").isEmpty
            must(hasPerson, "§7.1.4.2.5", "the subject has neither given name and surname nor a pseudonym")
        }
    }

    // MARK: - §7.1.2.1, §7.1.2.2

    private mutating func checkIssuingAuthority() {
        let clause = isSelfIssued ? "§7.1.2.1" : "§7.1.2.2"
        must(isCritical(Extension.ID.basicConstraints), clause, "basicConstraints are not critical")
        must(keyUsage != nil && isCritical(Extension.ID.keyUsage), clause, "keyUsage is missing or not critical")
        must(
            keyUsage?.isSuperset(of: [.keyCertSign, .cRLSign]) == true, clause,
            "its key may not sign certificates and lists")
        must(has(Extension.ID.subjectKeyIdentifier), clause, "subjectKeyIdentifier is missing")
        for type in [AttributeTypeAndValue.countryName, AttributeTypeAndValue.organizationName] {
            must(
                !certificate.subject.texts(of: type).isEmpty, "§7.1.4.3.1",
                "the subject has no \(AttributeTypeAndValue.shortNames[type] ?? "")")
        }
        guard !isSelfIssued else {
            must(purposes == nil, clause, "extKeyUsage in a root")
            return should(!has(Extension.ID.certificatePolicies), clause, "certificatePolicies in a root")
        }
        must(has(Extension.ID.authorityKeyIdentifier), clause, "authorityKeyIdentifier is missing")
        must(has(Extension.ID.certificatePolicies), clause, "certificatePolicies are missing")
        must(has(Extension.ID.cRLDistributionPoints), clause, "cRLDistributionPoints are missing")
        should(has(Extension.ID.authorityInfoAccess), clause, "authorityInfoAccess is missing")
        must(
            purposes?.contains(ExtendedKeyUsage.emailProtection) == true, clause, "extKeyUsage lacks emailProtection")
        for purpose in (purposes ?? []) {
            let isForbidden = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.8"].contains(purpose)
            must(
                !isForbidden && purpose != ExtendedKeyUsage.any, clause,
                "extKeyUsage has \(ExtendedKeyUsage.name(purpose))")
        }
    }

    // MARK: - §6.1.5, §7.1.3

    private mutating func checkBaselineKey() {
        if let key = (try? certificate.publicKey())?.rsaKey {
            must(key.bitCount >= 2048, "§6.1.5", "its key has only \(key.bitCount) bits")
            must(key.bitCount.isMultiple(of: 8), "§6.1.5", "the size of its key is no multiple of 8 bits")
        }
        if let scheme = try? SignatureScheme(certificate.signatureAlgorithm) {
            must(scheme.standing < .legacy, "§7.1.3.2", "it is signed with \(scheme.name)")
        }
    }
}
