import SignetASN1

extension Name {
    /// A name of the usual parts, those that are given, outermost first: country, state, locality, organisation, unit,
    /// common name, mailbox. No part at all gives the empty name.
    ///
    /// New certificates should carry mailboxes in subjectAltName alone (RFC 8550 §3); `emailAddress` is for authorities
    /// that want it here.
    ///
    /// - Throws: `X509Error.invalidAttribute` for a part that is empty, longer than RFC 5280 §A.1 allows, or, for country
    ///   and mailbox, in characters that they cannot have.
    public init(
        commonName: String? = nil, emailAddress: String? = nil, organization: String? = nil,
        organizationalUnit: String? = nil, locality: String? = nil, stateOrProvince: String? = nil,
        country: String? = nil
    ) throws(X509Error) {
        let parts: [(text: String?, type: ObjectIdentifier, what: String, upperBound: Int)] = [
            (country, AttributeTypeAndValue.countryName, "the country", 2),
            (stateOrProvince, AttributeTypeAndValue.stateOrProvinceName, "the state or province", 128),
            (locality, AttributeTypeAndValue.localityName, "the locality", 128),
            (organization, AttributeTypeAndValue.organizationName, "the organisation", 64),
            (organizationalUnit, AttributeTypeAndValue.organizationalUnitName, "the organisational unit", 64),
            (commonName, AttributeTypeAndValue.commonName, "the common name", 64),
            (emailAddress, AttributeTypeAndValue.emailAddress, "the mailbox", 255),
        ]
        var relativeNames: [RelativeName] = []
        for part in parts {
            guard let text = part.text else { continue }
            func refuse(_ reason: String) -> X509Error { .invalidAttribute(name: part.what, reason: reason) }
            guard !text.isEmpty else { throw refuse("it is empty") }
            guard text.unicodeScalars.count <= part.upperBound else {
                throw refuse("it has more than \(part.upperBound) characters")
            }
            var string = ASN1String(directory: text)
            switch part.type {
            case AttributeTypeAndValue.countryName:
                guard text.utf8.count == 2, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
                    throw refuse("it is not two capital letters (ISO 3166)")
                }
            case AttributeTypeAndValue.emailAddress:
                guard let ia5 = ASN1String(ia5: text) else { throw refuse("it is not ASCII") }
                string = ia5
            default: break
            }
            relativeNames.append([AttributeTypeAndValue(part.type, string)])
        }
        self.init(relativeNames)
    }
}
