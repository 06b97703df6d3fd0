import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetKeys
import SignetPKCS12
import SignetX509

/// What open types and strings hold, by where they stand and by the identifier before them.
enum DumpMeaning {
    static func grammar(_ place: Dumper.Place) -> Grammar? {
        guard let identifier = place.identifier else { return nil }
        switch (place.path.last, place.component) {
        case ("AlgorithmIdentifier", "parameters"): return AlgorithmGrammar.parameters(of: identifier)
        case ("Extension", "extnValue"): return X509Grammar.value(of: identifier)
        case ("Attribute", "attrValues"): return attributes[identifier]
        case ("SubjectPublicKeyInfo", "subjectPublicKey"): return KeyGrammar.publicKey(of: identifier)
        case ("PrivateKeyInfo", "privateKey"): return KeyGrammar.privateKey(of: identifier)
        case ("ResponseBytes", "response"):
            return identifier == "1.3.6.1.5.5.7.48.1.1" ? X509Grammar.basicOCSPResponse : nil
        case ("CRLBag", "crlValue"):
            return identifier == "1.2.840.113549.1.9.23.1" ? CertificateList.syntax.grammar : nil
        case ("EncapsulatedContentInfo", "eContent"): return content(identifier)
        case ("CertBag", "certValue"): return identifier == "1.2.840.113549.1.9.22.1" ? Certificate.syntax.grammar : nil
        case ("ContentInfo", "content"):
            // RFC 7292 §4: the data of a PFX are an AuthenticatedSafe, and the data in that SafeContents.
            guard identifier == ContentType.data.identifier, place.path.contains("PFX") else { return nil }
            let isOuter = place.path.filter { $0 == "ContentInfo" }.count == 1
            return isOuter ? AuthenticatedSafe.syntax.grammar : SafeContents.syntax.grammar
        default: return nil
        }
    }

    /// What stands in a string that holds something else than ASN.1: the timestamps of logs (RFC 6962 §3.3).
    static func remarks(_ place: Dumper.Place, _ contents: Bytes) -> [String] {
        guard place.path.last == "Extension", place.identifier == Extension.ID.signedCertificateTimestamps,
            let timestamps = try? SignedCertificateTimestamp.list.decode(Syntax<Bytes>.octetString.encode(contents))
        else { return [] }
        return timestamps.enumerated().map { index, timestamp in
            switch timestamp {
            case .other: "timestamp \(index + 1): \(timestamp)"
            case .v1(let contents):
                "timestamp \(index + 1): version 1, \(timestamp), signature \(Hex.encode(contents.signature))"
            }
        }
    }

    /// What an encrypted or encapsulated content of a type is.
    static func content(_ type: ObjectIdentifier) -> Grammar? { contents[type] }

    private static let contents: [ObjectIdentifier: Grammar] = [
        ContentType.signedData.identifier: SignedData.syntax.grammar,
        ContentType.envelopedData.identifier: EnvelopedData.syntax.grammar,
        ContentType.encryptedData.identifier: EncryptedData.syntax.grammar,
        ContentType.authEnvelopedData.identifier: AuthEnvelopedData.syntax.grammar,
        ContentType.compressedData.identifier: CompressedData.syntax.grammar,
        ContentType.digestedData.identifier: DigestedData.syntax.grammar,
        ContentType.authenticatedData.identifier: AuthenticatedData.syntax.grammar,
        ContentType.tstInfo.identifier: TSTInfo.syntax.grammar,
        ContentType.receipt.identifier: Receipt.syntax.grammar,
    ]

    private static let attributes: [ObjectIdentifier: Grammar] = [
        CMSAttribute.contentType: .primitive(.objectIdentifier),
        CMSAttribute.messageDigest: .primitive(.octetString),
        CMSAttribute.signingTime: Time.syntax.grammar,
        CMSAttribute.countersignature: SignerInfo.syntax.grammar,
        CMSAttribute.smimeCapabilities: SMIMECapabilities.syntax.grammar,
        CMSAttribute.smimeEncryptionKeyPreference: SMIMEEncryptionKeyPreference.syntax.grammar,
        CMSAttribute.timeStampToken: ContentInfo.syntax.grammar,
        CMSAttribute.signingCertificate: SigningCertificate.syntax.grammar,
        CMSAttribute.signingCertificateV2: SigningCertificateV2.syntax.grammar,
        CMSAttribute.receiptRequest: ReceiptRequest.syntax.grammar,
        CMSAttribute.mlExpansionHistory: MLExpansionHistory.syntax.grammar,
        CMSAttribute.messageSignatureDigest: .primitive(.octetString),
        CMSAttribute.cmsAlgorithmProtection: CMSAlgorithmProtection.syntax.grammar,
        CertificationRequestInfo.extensionRequest: Extension.sequence.grammar,
    ]

    /// The names that the standards give the two components of structures whose second one depends on the first.
    static func keyedNames(_ structure: String) -> (key: String, value: String)? {
        switch structure {
        case "ContentInfo": ("contentType", "content")
        case "SafeBag": ("bagId", "bagValue")
        case "CertBag": ("certId", "certValue")
        case "CRLBag": ("crlId", "crlValue")
        case "SecretBag": ("secretTypeId", "secretValue")
        default: nil
        }
    }

    /// The name of an object identifier, from the tables of all layers.
    static func name(_ identifier: ObjectIdentifier) -> String? {
        if let name = X509Grammar.name(of: identifier) ?? AlgorithmGrammar.name(of: identifier) { return name }
        for name in [ContentType(identifier).description, CMSAttribute.name(of: identifier)]
        where name != identifier.description { return name }
        return otherNames[identifier]
    }

    /// Those that Signet itself has no use for.
    private static let otherNames: [ObjectIdentifier: String] = [
        "1.2.840.113549.1.9.7": "challengePassword",
        "1.2.840.113549.1.9.2": "unstructuredName",
        "1.2.840.113549.1.9.8": "unstructuredAddress",
        "1.2.840.113549.1.9.14": "extensionRequest",
        "1.2.840.113549.1.9.20": "friendlyName",
        "1.2.840.113549.1.9.21": "localKeyID",
        "1.2.840.113549.1.9.22.1": "x509Certificate",
        "1.2.840.113549.1.9.22.2": "sdsiCertificate",
        "1.2.840.113549.1.9.23.1": "x509CRL",
        "1.2.840.113549.1.12.10.1.1": "keyBag",
        "1.2.840.113549.1.12.10.1.2": "pkcs8ShroudedKeyBag",
        "1.2.840.113549.1.12.10.1.3": "certBag",
        "1.2.840.113549.1.12.10.1.4": "crlBag",
        "1.2.840.113549.1.12.10.1.5": "secretBag",
        "1.2.840.113549.1.12.10.1.6": "safeContentsBag",
        "1.3.6.1.4.1.311.17.1": "keyProviderName",
        "1.3.6.1.4.1.311.2.1.14": "certExtensions",
        "1.3.6.1.4.1.311.2.1.4": "spcIndirectData",
        "1.3.6.1.4.1.311.10.1": "certTrustList",
        "1.3.6.1.4.1.311.20.2.3": "userPrincipalName",
        "1.3.6.1.4.1.311.13.2.3": "osVersion",
        "1.3.6.1.4.1.311.21.20": "clientInformation",
        "1.3.6.1.4.1.311.13.2.2": "enrollmentCSP",
        "1.3.6.1.5.5.7.2.1": "cps",
        "1.3.6.1.5.5.7.2.2": "unotice",
        "1.3.6.1.5.5.7.48.1": "ocsp",
        "1.3.6.1.5.5.7.48.2": "caIssuers",
        "1.3.6.1.5.5.7.48.3": "timeStamping",
        "1.3.6.1.5.5.7.48.5": "caRepository",
        "1.3.6.1.5.5.7.48.1.1": "ocspBasic",
        "1.3.6.1.5.5.7.48.1.2": "ocspNonce",
        "1.3.6.1.5.5.7.8.9": "smtpUTF8Mailbox",
        "1.3.6.1.5.5.7.9.1": "dateOfBirth",
        "2.5.4.9": "street",
        "2.5.4.13": "description",
        "2.5.4.15": "businessCategory",
        "2.5.4.16": "postalAddress",
        "2.5.4.17": "postalCode",
        "2.5.4.18": "postOfficeBox",
        "2.5.4.20": "telephoneNumber",
        "2.5.4.41": "name",
        "2.5.4.43": "initials",
        "2.5.4.44": "generationQualifier",
        "2.5.4.45": "x500UniqueIdentifier",
        "2.5.4.46": "dnQualifier",
        "2.5.4.65": "pseudonym",
        "2.5.4.97": "organizationIdentifier",
        "1.3.6.1.4.1.311.60.2.1.1": "jurisdictionLocality",
        "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionState",
        "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionCountry",
        "2.5.29.32.0": "anyPolicy",
        "2.23.140.1.2.1": "domainValidated",
        "2.23.140.1.2.2": "organizationValidated",
        "2.23.140.1.1": "extendedValidation",
        "2.23.140.1.5.1.1": "smimeMailboxLegacy",
        "2.23.140.1.5.1.2": "smimeMailboxMultipurpose",
        "2.23.140.1.5.1.3": "smimeMailboxStrict",
        "1.2.840.10046.2.1": "dhpublicnumber",
    ]
}
