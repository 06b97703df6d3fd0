import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys

extension Extension {
    /// What it is called: the standard's name, or the identifier.
    public var name: String { Self.ID.names[id] ?? id.description }

    /// What it says, line by line, for a person; the encoding in hexadecimal when it is not known.
    public var lines: [String] {
        do throws(X509Error) {
            let lines = try knownLines() ?? [ASN1String(element: value)?.text?.printable ?? Self.hexadecimal(value)]
            return lines.allSatisfy(\.isEmpty) ? ["(empty)"] : lines
        } catch { return ["damaged: \(error)", Self.hexadecimal(value)] }
    }

    static func hexadecimal(_ bytes: Bytes) -> String {
        guard !bytes.isEmpty else { return "(empty)" }
        return Hex.encode(bytes.prefix(64), separator: ":") + (bytes.count > 64 ? "… (\(bytes.count) bytes)" : "")
    }

    private func knownLines() throws(X509Error) -> [String]? {
        let read = Reader(item: self)
        switch id {
        case ID.subjectKeyIdentifier: return try read.value(.octetString).map { [Hex.encode($0, separator: ":")] }
        case ID.authorityKeyIdentifier: return try read.value(AuthorityKeyIdentifier.syntax)?.lines
        case ID.keyUsage: return try read.value(KeyUsage.syntax).map { [$0.description] }
        case ID.extKeyUsage:
            return try read.value(ExtendedKeyUsage.syntax).map {
                [$0.purposes.map(ExtendedKeyUsage.name).joined(separator: ", ")]
            }
        case ID.basicConstraints:
            return try read.value(BasicConstraints.syntax).map { value in
                [
                    (value.isAuthority ? "an authority" : "no authority")
                        + (value.pathLengthConstraint.map { ", at most \($0) below" } ?? "")
                ]
            }
        case ID.subjectAltName, ID.issuerAltName, ID.certificateIssuer:
            return try read.value(GeneralName.sequence)?.map(\.description)
        case ID.nameConstraints:
            return try read.value(NameConstraints.syntax).map { value in
                (value.permittedSubtrees ?? []).map { "permitted \($0.base)" }
                    + (value.excludedSubtrees ?? []).map { "excluded \($0.base)" }
            }
        case ID.certificatePolicies: return try read.value(PolicyInformation.sequence)?.flatMap(\.lines)
        case ID.policyMappings:
            return try read.value(PolicyMapping.sequence)?.map {
                "\($0.issuerDomainPolicy) → \($0.subjectDomainPolicy)"
            }
        case ID.policyConstraints:
            return try read.value(PolicyConstraints.syntax).map { value in
                [
                    value.requireExplicitPolicy.map { "explicit policy after \($0)" },
                    value.inhibitPolicyMapping.map { "no mapping after \($0)" },
                ].compactMap { $0 }
            }
        case ID.inhibitAnyPolicy: return try read.value(.smallInteger).map { ["no anyPolicy after \($0)"] }
        case ID.cRLDistributionPoints, ID.freshestCRL:
            return try read.value(DistributionPoint.sequence)?.flatMap(\.lines)
        case ID.authorityInfoAccess, ID.subjectInfoAccess:
            return try read.value(AccessDescription.sequence)?.map {
                "\(AccessDescription.names[$0.accessMethod] ?? $0.accessMethod.description) \($0.accessLocation)"
            }
        default: return try otherLines(read)
        }
    }

    fileprivate func otherLines(_ read: Reader) throws(X509Error) -> [String]? {
        switch id {
        case ID.smimeCapabilities, ID.subjectDirectoryAttributes, ID.qcStatements, ID.signedCertificateTimestamps:
            return try listLines(read)
        case ID.privateKeyUsagePeriod:
            return try read.value(PrivateKeyUsagePeriod.syntax).map { value in
                [
                    "\(value.notBefore.map(\.instant.description) ?? "") – \(value.notAfter.map(\.instant.description) ?? "")"
                ]
            }
        case ID.netscapeCertType: return try read.value(NetscapeCertType.syntax).map { [$0.description] }
        case ID.netscapeComment, ID.microsoftTemplateName:
            return try read.value(ASN1String.syntax).map { [($0.text ?? "").printable] }
        case ID.microsoftApplicationPolicies:
            return try read.value(PolicyInformation.sequence).map {
                [$0.map { ExtendedKeyUsage.name($0.policyIdentifier) }.joined(separator: ", ")]
            }
        case ID.microsoftCAVersion: return try read.value(.smallInteger).map { ["V\($0 & 0xFFFF).\($0 >> 16)"] }
        case ID.microsoftPreviousCertificate:
            return try read.value(.octetString).map { [Hex.encode($0, separator: ":")] }
        case ID.microsoftSecurityIdentifier: return try read.value(GeneralName.sequence)?.map(\.securityIdentifier)
        case ID.tlsFeature:
            // RFC 7633 §4.1
            return try read.value(.sequence(of: .smallInteger))?.map {
                [5: "status_request", 17: "status_request_v2"][$0] ?? "\($0)"
            }
        case ID.microsoftTemplate:
            return try read.value(MicrosoftTemplate.syntax).map {
                ["\($0.templateID) version \($0.majorVersion ?? 0).\($0.minorVersion ?? 0)"]
            }
        case ID.precertificatePoison: return ["not a certificate, but what a log is shown before there is one"]
        case ID.ocspNoCheck: return ["nobody asks about this certificate"]
        case ID.noRevAvail: return ["nobody will say that it is revoked"]
        case ID.cRLNumber, ID.deltaCRLIndicator: return try read.value(.integer).map { ["\($0)"] }
        case ID.issuingDistributionPoint: return try read.value(IssuingDistributionPoint.syntax)?.lines
        case ID.reasonCode:
            return try read.value(.enumerated).map { [RevocationReason(rawValue: $0)?.name ?? "\($0)"] }
        case ID.invalidityDate: return try read.value(.generalizedTime).map { [$0.instant.description] }
        default: return nil
        }
    }

    fileprivate func listLines(_ read: Reader) throws(X509Error) -> [String]? {
        switch id {
        case ID.smimeCapabilities:
            return try read.value(.sequence(of: AlgorithmIdentifier.syntax))?.map(\.title)
        case ID.subjectDirectoryAttributes:
            return try read.value(.sequence(of: Attribute.syntax))?.map { attribute in
                "\(Self.personal[attribute.type] ?? attribute.type.description): "
                    + attribute.values.map(Self.leaves).joined(separator: ", ")
            }
        case ID.signedCertificateTimestamps:
            return try read.value(SignedCertificateTimestamp.list)?.map(\.description)
        default:
            return try read.value(QCStatement.sequence)?.map(\.description)
        }
    }
}

/// Reads the value of one extension.
private struct Reader {
    let item: Extension
    func value<Value>(_ syntax: Syntax<Value>) throws(X509Error) -> Value? {
        try [item].value(of: item.id, item.name, syntax)
    }
}

extension AlgorithmIdentifier {
    /// What people call the algorithm; the identifier when Signet does not know it.
    fileprivate var title: String {
        ContentCipher.table.first { $0.identifier == algorithm }?.name
            ?? SignatureAlgorithm.table.first { $0.identifier == algorithm }?.name
            ?? DigestAlgorithm.table.first { $0.identifier == algorithm }?.name ?? algorithm.description
    }
}

extension AuthorityKeyIdentifier {
    fileprivate var lines: [String] {
        [
            keyIdentifier.map { Hex.encode($0, separator: ":") },
            authorityCertIssuer.map { "issuer \($0.map(\.description).joined(separator: ", "))" },
            authorityCertSerialNumber.map { "serial number \($0)" },
        ].compactMap { $0 }
    }
}

extension PolicyInformation {
    fileprivate var lines: [String] {
        let name = policyIdentifier == Self.anyPolicy ? "any policy" : policyIdentifier.description
        return [name]
            + (policyQualifiers ?? []).map { qualifier in
                if let uri = qualifier.cpsURI { return "  practices \(uri.printable)" }
                if let notice = qualifier.notice {
                    let reference = notice.noticeRef.map { reference in
                        "\((reference.organization.text ?? "").printable) "
                            + reference.noticeNumbers.map(\.description).joined(separator: ", ")
                    }
                    return "  notice "
                        + [reference, notice.explicitText?.text?.printable].compactMap { $0 }.joined(separator: ": ")
                }
                return "  qualifier \(qualifier.policyQualifierID)"
            }
    }
}

extension DistributionPointName {
    fileprivate var text: String {
        switch self {
        case .fullName(let names): names.map(\.description).joined(separator: ", ")
        case .nameRelativeToCRLIssuer(let relative): "relative name \(Name([relative]))"
        }
    }
}

extension DistributionPoint {
    fileprivate var lines: [String] {
        let lines = [
            distributionPoint.map(\.text), reasons.map { "for \($0)" },
            cRLIssuer.map { "by \($0.map(\.description).joined(separator: ", "))" },
        ].compactMap { $0 }
        // What belongs to one point stands below its first line.
        return lines.prefix(1) + lines.dropFirst().map { "  \($0)" }
    }
}

extension IssuingDistributionPoint {
    fileprivate var lines: [String] {
        [
            distributionPoint.map(\.text), onlyContainsUserCerts ? "no authorities" : nil,
            onlyContainsCACerts ? "authorities only" : nil, onlySomeReasons.map { "for \($0)" },
            indirectCRL ? "of other issuers too" : nil,
            onlyContainsAttributeCerts ? "attribute certificates only" : nil,
        ].compactMap { $0 }
    }
}
