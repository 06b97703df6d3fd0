import SignetASN1
import SignetAlgorithms
import SignetBytes

/// RFC 5280 §4: the profile of certificates.
extension Linter {
    mutating func applyRFC5280() {
        checkFields()
        checkTimes()
        checkNames()
        checkExtensionForms()
        checkKeyIdentifiers()
        checkKeyAlgorithm()
        checkUsage()
        checkAuthority()
        checkPolicies()
        checkAlternativeNames()
        checkPlaces()
    }

    mutating func must(_ isKept: Bool, _ clause: String, _ message: @autoclosure () -> String) {
        require(isKept, .rfc5280, clause, .error, message())
    }
    mutating func should(_ isKept: Bool, _ clause: String, _ message: @autoclosure () -> String) {
        require(isKept, .rfc5280, clause, .warning, message())
    }

    private mutating func checkFields() {
        var breaches: [Breach] = []
        _ = try? Certificate.syntax.decode(certificate.encoding, rules: .tolerant, breaches: &breaches)
        // Negative serial numbers and empty lists have rules of their own below.
        for breach in breaches where ![.negativeInteger, .emptyCollection].contains(breach.tolerance) {
            must(false, "§4.1", "it is not DER: \(breach)")
        }
        let version = certificate.toBeSigned.value.version
        must(version == 2 || certificate.extensions.isEmpty, "§4.1.2.1", "it has extensions and is not of version 3")
        should(version == 2, "§4.1.2.1", "it is of version \(version + 1), which says nothing about its use")
        let serialNumber = certificate.serialNumber
        must(!serialNumber.isNegative, "§4.1.2.2", "its serial number is negative")
        must(serialNumber.magnitude?.isEmpty != true, "§4.1.2.2", "its serial number is zero")
        must(serialNumber.contents.count <= 20, "§4.1.2.2", "its serial number has more than 20 octets")
        must(
            certificate.signatureAlgorithm == certificate.toBeSigned.value.signature, "§4.1.1.2",
            "signatureAlgorithm differs from what was signed")
        must(!certificate.issuer.isEmpty, "§4.1.2.4", "the name of its issuer is empty")
        let hasUniqueIDs =
            certificate.toBeSigned.value.issuerUniqueID != nil || certificate.toBeSigned.value.subjectUniqueID != nil
        must(!hasUniqueIDs, "§4.1.2.8", "it has unique identifiers, which must not be written any more")
        must(
            certificate.toBeSigned.value.extensions?.isEmpty != true, "§4.1.2.9", "its list of extensions is empty")
        checkSignatureAlgorithm()
    }

    private mutating func checkTimes() {
        let validity = certificate.validity
        for (name, time) in [("notBefore", validity.notBefore), ("notAfter", validity.notAfter)] {
            let isEarly = time.instant.components.year < 2050
            must(
                time.form == (isEarly ? .utcTime : .generalizedTime), "§4.1.2.5",
                "\(name) is a \(isEarly ? "GeneralizedTime before" : "UTCTime after") 2050")
        }
        must(validity.notBefore.instant <= validity.notAfter.instant, "§4.1.2.5", "its validity ends before it begins")
    }

    private mutating func checkNames() {
        for (what, name) in [("issuer", certificate.issuer), ("subject", certificate.subject)] {
            for attribute in name.attributes { check(attribute, in: what) }
            must(!name.relativeNames.contains(where: \.isEmpty), "§A.1", "a relative name of the \(what) is empty")
        }
        must(!certificate.subject.isEmpty || !isAuthority, "§4.1.2.6", "the subject of an authority is empty")
        if certificate.subject.isEmpty {
            must(
                isCritical(Extension.ID.subjectAltName), "§4.2.1.6",
                "its subject is empty, and its subjectAltName not critical or not there")
        }
        must(
            certificate.subject.texts(of: AttributeTypeAndValue.emailAddress).isEmpty
                || (alternativeNames ?? []).contains { $0.mailbox != nil }, "§4.1.2.6",
            "a mailbox stands in its subject, and none in its subjectAltName")
    }

    private mutating func check(_ attribute: AttributeTypeAndValue, in what: String) {
        let title = AttributeTypeAndValue.title(of: attribute.type)
        guard let string = ASN1String(element: attribute.value) else { return }
        must(
            string.isValid, "§4.1.2.4", "\(title) of the \(what) has characters that its string type does not have")
        guard let text = string.text else { return }
        must(!text.isEmpty, "§A.1", "\(title) of the \(what) is empty")
        switch attribute.type {
        case AttributeTypeAndValue.countryName:
            must(
                string.tag == .printableString && text.utf8.count == 2, "§A.1",
                "the country of the \(what) is not a PrintableString of two letters")
        case AttributeTypeAndValue.emailAddress, AttributeTypeAndValue.domainComponent:
            must(string.tag == .ia5String, "§4.1.2.6", "\(title) of the \(what) is no IA5String")
        case AttributeTypeAndValue.serialNumber:
            must(string.tag == .printableString, "§A.1", "\(title) of the \(what) is no PrintableString")
        default:
            let isOld = [.teletexString, .bmpString, .universalString].contains(string.tag)
            should(
                !isOld, "§4.1.2.4", "\(title) of the \(what) is a string of a type that new certificates must not use")
        }
        if let bound = AttributeTypeAndValue.upperBounds[attribute.type] {
            must(
                text.unicodeScalars.count <= bound, "§A.1",
                "\(title) of the \(what) has more than \(bound) characters")
        }
    }

    /// Each extension can be read, stands once, and is critical where it must be, or must not be.
    private mutating func checkExtensionForms() {
        var seen = Set<ObjectIdentifier>()
        for item in certificate.extensions {
            must(seen.insert(item.id).inserted, "§4.2", "\(item.name) stands twice")
            let lines = item.lines
            must(
                lines.first?.hasPrefix("damaged: ") != true, Self.clauses[item.id] ?? "§4.2",
                "\(item.name) is \(lines.first ?? "")")
            checkEncoding(of: item)
            if let clause = Self.neverCritical[item.id] {
                must(!item.isCritical, clause, "\(item.name) is critical and must not be")
            }
            if let clause = Self.alwaysCritical[item.id] {
                must(item.isCritical, clause, "\(item.name) is not critical and must be")
            }
            if item.isCritical, Extension.ID.names[item.id] == nil {
                require(
                    false, .rfc5280, "§4.2", .notice,
                    "\(item.id) is critical and not known: most readers will refuse it")
            }
        }
    }

    private static let neverCritical: [ObjectIdentifier: String] = [
        Extension.ID.authorityKeyIdentifier: "§4.2.1.1", Extension.ID.subjectKeyIdentifier: "§4.2.1.2",
        Extension.ID.subjectDirectoryAttributes: "§4.2.1.8", Extension.ID.freshestCRL: "§4.2.1.15",
        Extension.ID.authorityInfoAccess: "§4.2.2.1", Extension.ID.subjectInfoAccess: "§4.2.2.2",
        Extension.ID.noRevAvail: "RFC 9608 §2",
    ]
    private static let alwaysCritical: [ObjectIdentifier: String] = [
        Extension.ID.nameConstraints: "§4.2.1.10", Extension.ID.policyConstraints: "§4.2.1.11",
        Extension.ID.inhibitAnyPolicy: "§4.2.1.14",
    ]

    private mutating func checkKeyIdentifiers() {
        let authority = value { certificate throws(X509Error) in try certificate.authorityKeyIdentifier() }
        if !isSelfIssued, certificate.toBeSigned.value.version == 2 {
            must(authority?.keyIdentifier != nil, "§4.2.1.1", "authorityKeyIdentifier with a key identifier is missing")
        }
        if let authority {
            must(
                (authority.authorityCertIssuer == nil) == (authority.authorityCertSerialNumber == nil), "§4.2.1.1",
                "authorityKeyIdentifier has issuer without serial number, or the other way round")
        }
        let hasOwn = has(Extension.ID.subjectKeyIdentifier)
        if isAuthority { must(hasOwn, "§4.2.1.2", "an authority without subjectKeyIdentifier") }
        if !isAuthority { should(hasOwn, "§4.2.1.2", "subjectKeyIdentifier is missing") }
    }

    private mutating func checkUsage() {
        if let keyUsage {
            must(!keyUsage.isEmpty, "§4.2.1.3", "its keyUsage allows nothing")
            should(isCritical(Extension.ID.keyUsage), "§4.2.1.3", "its keyUsage is not critical")
            must(
                !keyUsage.contains(.keyCertSign) || isAuthority, "§4.2.1.9",
                "its key may sign certificates, and it is no authority's")
            must(
                keyUsage.isDisjoint(with: [.encipherOnly, .decipherOnly]) || keyUsage.contains(.keyAgreement),
                "§4.2.1.3", "encipherOnly and decipherOnly mean nothing without keyAgreement")
        } else if isAuthority {
            must(has(Extension.ID.keyUsage), "§4.2.1.3", "an authority without keyUsage")
        }
        if let purposes {
            must(!purposes.isEmpty, "§4.2.1.12", "its extKeyUsage is empty")
            should(
                !purposes.contains(ExtendedKeyUsage.any) || !isCritical(Extension.ID.extKeyUsage), "§4.2.1.12",
                "anyExtendedKeyUsage in a critical extKeyUsage")
        }
    }

    private mutating func checkAuthority() {
        let basic = value { certificate throws(X509Error) in try certificate.basicConstraints() }
        if isAuthority {
            must(
                isCritical(Extension.ID.basicConstraints), "§4.2.1.9",
                "basicConstraints of an authority are not critical")
            if let keyUsage {
                must(keyUsage.contains(.keyCertSign), "§4.2.1.9", "an authority whose key may not sign certificates")
            }
        }
        if let length = basic?.pathLengthConstraint {
            must(isAuthority, "§4.2.1.9", "pathLenConstraint without cA")
            must(length >= 0, "§4.2.1.9", "pathLenConstraint is negative")
        }
        let constraints = value { certificate throws(X509Error) in try certificate.nameConstraints() }
        if let constraints {
            must(isAuthority, "§4.2.1.10", "nameConstraints in a certificate that is no authority's")
            let subtrees = (constraints.permittedSubtrees ?? []) + (constraints.excludedSubtrees ?? [])
            if let failure = constraints.formFailure { must(false, "§4.2.1.10", failure) }
            for subtree in subtrees { checkConstraint(subtree.base) }
            must(
                subtrees.allSatisfy { $0.minimum == 0 && $0.maximum == nil }, "§4.2.1.10",
                "a subtree with minimum or maximum")
        }
    }

    private mutating func checkPolicies() {
        let stated = value { certificate throws(X509Error) in
            try certificate.extensions.value(
                of: Extension.ID.certificatePolicies, "certificatePolicies", PolicyInformation.sequence)
        }
        var seen = Set<ObjectIdentifier>()
        for policy in stated ?? [] {
            must(
                seen.insert(policy.policyIdentifier).inserted, "§4.2.1.4",
                "the policy \(policy.policyIdentifier) stands twice")
            let qualifiers = policy.policyQualifiers ?? []
            must(
                policy.policyIdentifier != PolicyInformation.anyPolicy
                    || qualifiers.allSatisfy {
                        [PolicyQualifierInfo.cps, PolicyQualifierInfo.userNotice].contains($0.policyQualifierID)
                    }, "§4.2.1.4", "anyPolicy has a qualifier that is neither a practice statement nor a notice")
            for notice in qualifiers.compactMap(\.notice) {
                should(notice.noticeRef == nil, "§4.2.1.4", "a notice has a noticeRef")
                guard let text = notice.explicitText else { continue }
                should(
                    text.text?.unicodeScalars.contains { $0.properties.generalCategory == .control } != true,
                    "§4.2.1.4",
                    "a notice has control characters")
                must(
                    (text.text?.unicodeScalars.count ?? 0) <= 200, "§4.2.1.4", "a notice has more than 200 characters")
                must(text.tag != .ia5String, "§4.2.1.4", "a notice is an IA5String")
                should(text.tag == .utf8String, "RFC 6818 §3", "a notice is no UTF8String")
            }
        }
        must(stated?.isEmpty != true, "§4.2.1.4", "its certificatePolicies are empty")
        let mappings = value { certificate throws(X509Error) in try certificate.policyMappings() }
        if let mappings {
            should(isCritical(Extension.ID.policyMappings), "§4.2.1.5", "its policyMappings are not critical")
            must(
                mappings.allSatisfy {
                    $0.issuerDomainPolicy != PolicyInformation.anyPolicy
                        && $0.subjectDomainPolicy != PolicyInformation.anyPolicy
                }, "§4.2.1.5", "anyPolicy is mapped")
            must(isAuthority, "§4.2.1.5", "policyMappings in a certificate that is no authority's")
            should(
                mappings.allSatisfy { seen.contains($0.issuerDomainPolicy) }, "§4.2.1.5",
                "a policy is mapped that certificatePolicies do not have")
        }
        let constraints = value { certificate throws(X509Error) in try certificate.policyConstraints() }
        if let constraints {
            must(
                constraints.requireExplicitPolicy != nil || constraints.inhibitPolicyMapping != nil, "§4.2.1.11",
                "its policyConstraints are empty")
        }
    }
}

extension AttributeTypeAndValue {
    /// RFC 5280 §A.1. Given names and surnames may have 32768 characters (`ub-name`), which nobody reaches.
    fileprivate static let upperBounds: [ObjectIdentifier: Int] = [
        commonName: 64, serialNumber: 64, localityName: 128, stateOrProvinceName: 128,
        organizationName: 64, organizationalUnitName: 64, title: 64, pseudonym: 128, emailAddress: 255,
    ]
}
