import SignetASN1
import SignetBytes

/// S/MIME Baseline Requirements §7.1.4.2: names of subscribers.
extension Linter {
    mutating func checkSubscriberNames(_ profile: BaselineProfile?) {
        checkBaselineAlternativeNames(profile)
        checkSubjectFields(profile)
        if let profile { checkAllowedAttributes(profile) }
    }

    /// §7.1.4.2.1
    private mutating func checkBaselineAlternativeNames(_ profile: BaselineProfile?) {
        let names = alternativeNames ?? []
        let mailboxes = Set(names.compactMap(\.mailbox).map { $0.lowercased() })
        shall(!mailboxes.isEmpty, "§7.1.4.2.1", "subjectAltName has neither an rfc822Name nor an SmtpUTF8Mailbox")
        for name in names {
            switch name {
            case .rfc822Name, .directoryName: continue
            case .otherName(let other) where other.typeID == GeneralName.smtpUTF8Mailbox: continue
            case .otherName where profile?.generation != .strict: continue
            default: shall(false, "§7.1.4.2.1", "subjectAltName has \(name)")
            }
        }
        var repeated = certificate.subject.baselineMailboxes
        for case .directoryName(let name) in names { repeated += name.baselineMailboxes }
        for mailbox in repeated where !mailboxes.contains(mailbox.lowercased()) {
            shall(
                false, "§7.1.4.2.1",
                "the mailbox \(mailbox.printable) of its subject does not stand in subjectAltName")
        }
    }

    /// §7.1.4.2, §7.1.4.2.2
    private mutating func checkSubjectFields(_ profile: BaselineProfile?) {
        let subject = certificate.subject
        for attribute in subject.attributes {
            guard let text = attribute.text, !text.isEmpty else { continue }
            shall(
                !text.allSatisfy { ".- ".contains($0) }, "§7.1.4.2",
                "\(AttributeTypeAndValue.title(of: attribute.type)) of the subject says that there is nothing to say")
        }
        func texts(_ type: ObjectIdentifier) -> [String] { subject.texts(of: type) }
        checkCommonName(profile)
        for reference in texts(AttributeTypeAndValue.organizationIdentifier) { checkRegistration(reference) }
        for attribute in subject.attributes where attribute.type == AttributeTypeAndValue.organizationIdentifier {
            let tag = ASN1String(element: attribute.value)?.tag
            shall(
                tag == .printableString || tag == .utf8String, "§7.1.4.2.2 d",
                "the organizationIdentifier is neither a PrintableString nor a UTF8String")
        }
        shall(
            texts(AttributeTypeAndValue.pseudonym).isEmpty
                || texts(AttributeTypeAndValue.givenName).isEmpty && texts(AttributeTypeAndValue.surname).isEmpty,
            "§7.1.4.2.2 f", "the subject has a pseudonym beside a name")
        shall(texts(AttributeTypeAndValue.emailAddress).count <= 1, "§7.1.4.2.2 h", "the subject has several mailboxes")
        let hasCountry = !texts(AttributeTypeAndValue.countryName).isEmpty
        let hasPlace =
            !texts(AttributeTypeAndValue.localityName).isEmpty
            || !texts(AttributeTypeAndValue.stateOrProvinceName).isEmpty
        shall(
            texts(AttributeTypeAndValue.streetAddress).isEmpty || hasPlace, "§7.1.4.2.2 j",
            "the subject has a street without locality or state")
        for (type, clause) in [
            (AttributeTypeAndValue.localityName, "k"), (AttributeTypeAndValue.stateOrProvinceName, "l"),
            (AttributeTypeAndValue.postalCode, "m"),
        ] {
            shall(
                texts(type).isEmpty || hasCountry, "§7.1.4.2.2 \(clause)",
                "the subject has \(AttributeTypeAndValue.title(of: type)) without a country")
        }
        for country in texts(AttributeTypeAndValue.countryName) {
            shall(
                country.utf8.count == 2 && country.utf8.allSatisfy { (0x41...0x5A).contains($0) }, "§7.1.4.2.2 n",
                "the country \(country.printable) is no code of two letters")
        }
    }

    /// §7.1.4.2.2 a
    private mutating func checkCommonName(_ profile: BaselineProfile?) {
        let subject = certificate.subject
        let mailboxes = Set((alternativeNames ?? []).compactMap(\.mailbox).map { $0.lowercased() })
        for text in subject.texts(of: AttributeTypeAndValue.commonName) {
            let isMailbox = mailboxes.contains(text.lowercased())
            switch profile?.validation {
            case .mailbox: shall(isMailbox, "§7.1.4.2.2 a", "its common name is no mailbox of subjectAltName")
            case .organization:
                shall(
                    isMailbox || subject.texts(of: AttributeTypeAndValue.organizationName).contains(text),
                    "§7.1.4.2.2 a", "its common name is neither its organisation nor a mailbox of subjectAltName")
            // Of a personal name nobody can tell without asking the person.
            case .sponsor, .individual, nil: continue
            }
        }
    }

    /// §7.1.4.2.2 d: `NTRGB-12345678`
    private mutating func checkRegistration(_ reference: String) {
        let head = reference.prefix { $0 != "-" }
        let scheme = String(head.prefix(3))
        let isGovernment = scheme == "GOV" || scheme == "INT"
        let place = head.dropFirst(3).split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let country = place.first.map(String.init) ?? ""
        func isWord(_ text: some StringProtocol, _ lengths: ClosedRange<Int>) -> Bool {
            lengths.contains(text.utf8.count)
                && text.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
        }
        let hasForm =
            isWord(scheme, 3...3) && isWord(country, 2...2) && (place.count < 2 || isWord(place[1], 1...3))
            && (isGovernment || reference.utf8.count > head.utf8.count + 1)
        shall(hasForm, "§7.1.4.2.2 d", "the organizationIdentifier \(reference.printable) is no registration reference")
        guard hasForm else { return }
        recommend(
            ["NTR", "VAT", "PSD", "LEI", "GOV", "INT"].contains(scheme), "§A.1",
            "the registration scheme \(scheme) is none of those that the requirements know")
        if scheme == "LEI" || scheme == "INT" {
            shall(country == "XG", "§7.1.4.2.2 d", "an organizationIdentifier of the scheme \(scheme) has to say XG")
        } else if let stated = certificate.subject.texts(of: AttributeTypeAndValue.countryName).first {
            // Greece is EL to the tax offices of the union, Northern Ireland XI.
            let isTax = scheme == "VAT" && ["EL": "GR", "XI": "GB"][country] == stated
            shall(
                country == stated || isTax, "§7.1.4.2.2 d",
                "the country of the organizationIdentifier (\(country)) is not that of the subject (\(stated.printable))"
            )
        }
    }

    /// §7.1.4.2.3 to §7.1.4.2.6
    private mutating func checkAllowedAttributes(_ profile: BaselineProfile) {
        let subject = certificate.subject
        let (isOrganization, clause) =
            switch profile.validation {
            case .mailbox: (false, "§7.1.4.2.3")
            case .organization: (true, "§7.1.4.2.4")
            case .sponsor: (true, "§7.1.4.2.5")
            case .individual: (false, "§7.1.4.2.6")
            }
        var allowed: Set<ObjectIdentifier> = [
            AttributeTypeAndValue.commonName, AttributeTypeAndValue.serialNumber, AttributeTypeAndValue.emailAddress,
        ]
        let places: Set = [
            AttributeTypeAndValue.localityName, AttributeTypeAndValue.stateOrProvinceName,
            AttributeTypeAndValue.countryName,
        ]
        let streets: Set = [AttributeTypeAndValue.streetAddress, AttributeTypeAndValue.postalCode]
        let people: Set = [
            AttributeTypeAndValue.givenName, AttributeTypeAndValue.surname, AttributeTypeAndValue.pseudonym,
            AttributeTypeAndValue.title,
        ]
        let organizations: Set = [
            AttributeTypeAndValue.organizationName, AttributeTypeAndValue.organizationalUnitName,
            AttributeTypeAndValue.organizationIdentifier,
        ]
        if profile.validation != .mailbox {
            allowed.formUnion(places)
            if profile.generation != .strict { allowed.formUnion(streets) }
        }
        if profile.validation == .sponsor || profile.validation == .individual { allowed.formUnion(people) }
        if isOrganization { allowed.formUnion(organizations) }
        let known = allowed.union(places).union(streets).union(people).union(organizations)
        let allowsOthers = profile.generation == .legacy && profile.validation != .mailbox
        for type in Set(subject.attributes.map(\.type)).subtracting(allowed).sorted(by: { $0.contents < $1.contents })
        where known.contains(type) || !allowsOthers {
            shall(false, clause, "the subject has \(AttributeTypeAndValue.title(of: type)), which its profile forbids")
        }
        for type in [AttributeTypeAndValue.organizationName, AttributeTypeAndValue.organizationIdentifier]
        where isOrganization {
            shall(
                !subject.texts(of: type).isEmpty, clause, "the subject has no \(AttributeTypeAndValue.title(of: type))")
        }
        guard allowed.isSuperset(of: people), profile.generation != .legacy else { return }
        let named = [AttributeTypeAndValue.givenName, AttributeTypeAndValue.surname, AttributeTypeAndValue.pseudonym]
        shall(
            named.contains { !subject.texts(of: $0).isEmpty }, clause,
            "the subject has neither given name and surname nor a pseudonym")
    }
}

extension Name {
    /// The mailboxes in it, wherever they stand.
    fileprivate var baselineMailboxes: [String] {
        texts(of: AttributeTypeAndValue.emailAddress)
            + texts(of: AttributeTypeAndValue.commonName).filter { text in
                (try? GeneralName(mailbox: text)) != nil
            }
    }
}
