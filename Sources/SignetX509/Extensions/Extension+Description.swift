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

    /// What the extension says, if it is of this kind.
    private func read<Value>(_ type: ExtensionType<Value>) throws(X509Error) -> Value? { try [self].value(of: type) }

    private func knownLines() throws(X509Error) -> [String]? {
        switch id {
        case ID.subjectKeyIdentifier: return try read(.subjectKeyIdentifier).map { [Hex.encode($0, separator: ":")] }
        case ID.authorityKeyIdentifier: return try read(.authorityKeyIdentifier)?.lines
        case ID.keyUsage: return try read(.keyUsage).map { [$0.description] }
        case ID.extKeyUsage:
            return try read(.extKeyUsage).map { [$0.purposes.map(ExtendedKeyUsage.name).joined(separator: ", ")] }
        case ID.basicConstraints:
            return try read(.basicConstraints).map { value in
                [
                    (value.isAuthority ? "an authority" : "no authority")
                        + (value.pathLengthConstraint.map { ", at most \($0) below" } ?? "")
                ]
            }
        case ID.subjectAltName, ID.issuerAltName, ID.certificateIssuer:
            return try read(.subjectAltName, as: id)?.map(\.description)
        case ID.nameConstraints:
            return try read(.nameConstraints).map { value in
                (value.permittedSubtrees ?? []).map { "permitted \($0.base)" }
                    + (value.excludedSubtrees ?? []).map { "excluded \($0.base)" }
            }
        case ID.certificatePolicies: return try read(.certificatePolicies)?.flatMap(\.lines)
        case ID.policyMappings, ID.microsoftApplicationPolicyMappings:
            return try read(.policyMappings, as: id)?.map {
                "\($0.issuerDomainPolicy) → \($0.subjectDomainPolicy)"
            }
        case ID.policyConstraints, ID.microsoftApplicationPolicyConstraints:
            return try read(.policyConstraints, as: id).map { value in
                [
                    value.requireExplicitPolicy.map { "explicit policy after \($0)" },
                    value.inhibitPolicyMapping.map { "no mapping after \($0)" },
                ].compactMap { $0 }
            }
        case ID.inhibitAnyPolicy: return try read(.inhibitAnyPolicy).map { ["no anyPolicy after \($0)"] }
        case ID.cRLDistributionPoints, ID.freshestCRL, ID.microsoftPublishedList:
            return try read(.cRLDistributionPoints, as: id)?.flatMap(\.lines)
        case ID.authorityInfoAccess, ID.subjectInfoAccess:
            return try read(.authorityInfoAccess, as: id)?.map {
                "\(AccessDescription.names[$0.accessMethod] ?? $0.accessMethod.description) \($0.accessLocation)"
            }
        default:
            if let lines = try otherLines() { return lines }
            if let lines = try listLines() { return lines }
            return try makerLines()
        }
    }

    /// What the extension says, which is of the same type as those of a kind.
    private func read<Value>(_ type: ExtensionType<Value>, as id: ObjectIdentifier) throws(X509Error) -> Value? {
        try read(ExtensionType(id, type.syntax))
    }

    /// Those of other RFCs.
    private func otherLines() throws(X509Error) -> [String]? {
        switch id {
        case ID.smimeCapabilities: return try read(.smimeCapabilities)?.map(\.title)
        case ID.subjectDirectoryAttributes:
            return try read(.subjectDirectoryAttributes)?.map { attribute in
                "\(Self.personal[attribute.type] ?? attribute.type.description): "
                    + attribute.values.map(Self.leaves).joined(separator: ", ")
            }
        case ID.signedCertificateTimestamps: return try read(.signedCertificateTimestamps)?.map(\.description)
        case ID.qcStatements: return try read(.qcStatements)?.map(\.description)
        case ID.privateKeyUsagePeriod:
            return try read(.privateKeyUsagePeriod).map { value in
                let moments = [value.notBefore, value.notAfter].map { $0.map(\.instant.description) ?? "" }
                return [moments.joined(separator: " – ")]
            }
        case ID.proxyCertInfo: return try read(.proxyCertInfo)?.lines
        case ID.ipAddrBlocks: return try read(.ipAddrBlocks)?.map(\.description)
        case ID.autonomousSysIds: return try read(.autonomousSysIds)?.lines
        case ID.tlsFeature:
            // RFC 7633 §4.1
            return try read(.tlsFeature)?.map { [5: "status_request", 17: "status_request_v2"][$0] ?? "\($0)" }
        case ID.precertificatePoison: return ["not a certificate, but what a log is shown before there is one"]
        case ID.ocspNoCheck: return ["nobody asks about this certificate"]
        case ID.noRevAvail: return ["nobody will say that it is revoked"]
        case ID.validityAssuredShortTerm: return ["it is over before it could be revoked"]
        default: return nil
        }
    }

    /// Those of lists and their entries.
    private func listLines() throws(X509Error) -> [String]? {
        switch id {
        case ID.cRLNumber, ID.deltaCRLIndicator, ID.microsoftVirtualBase:
            return try read(.cRLNumber, as: id).map { ["\($0)"] }
        case ID.issuingDistributionPoint: return try read(.issuingDistributionPoint)?.lines
        case ID.reasonCode: return try read(.reasonCode).map { [$0.name] }
        case ID.invalidityDate: return try read(.invalidityDate).map { [$0.instant.description] }
        case ID.microsoftNextPublish: return try read(.microsoftNextPublish).map { [$0.instant.description] }
        case ID.holdInstructionCode:
            // RFC 3280 §5.3.2
            let names: [ObjectIdentifier: String] = [
                "1.2.840.10040.2.1": "none", "1.2.840.10040.2.2": "call the issuer, or refuse",
                "1.2.840.10040.2.3": "refuse",
            ]
            return try read(.holdInstructionCode).map { [names[$0] ?? "\($0)"] }
        default: return nil
        }
    }

    /// Those that are nobody's but their maker's.
    private func makerLines() throws(X509Error) -> [String]? {
        switch id {
        case ID.netscapeCertType: return try read(.netscapeCertType).map { [$0.description] }
        case ID.microsoftTemplateName: return try read(.microsoftTemplateName).map { [($0.text ?? "").printable] }
        case ID.microsoftApplicationPolicies:
            return try read(.microsoftApplicationPolicies).map {
                [$0.map { ExtendedKeyUsage.name($0.policyIdentifier) }.joined(separator: ", ")]
            }
        case ID.microsoftCAVersion: return try read(.microsoftCAVersion).map { ["V\($0 & 0xFFFF).\($0 >> 16)"] }
        case ID.microsoftPreviousCertificate:
            return try read(.microsoftPreviousCertificate).map { [Hex.encode($0, separator: ":")] }
        case ID.microsoftSecurityIdentifier:
            return try read(.microsoftSecurityIdentifier)?.map(\.securityIdentifier)
        case ID.microsoftTemplate:
            return try read(.microsoftTemplate).map {
                ["\($0.templateID) version \($0.majorVersion ?? 0).\($0.minorVersion ?? 0)"]
            }
        case ID.entrustVersion, ID.cabfOrganizationIdentifier, ID.adobeTimeStamp, ID.biometricInfo, ID.logotype:
            return [Self.leaves(value)]
        default: return nil
        }
    }
}

extension AlgorithmIdentifier {
    /// What people call the algorithm, the identifier when Signet does not know it; with a number that stands beside it, such
    /// as the bits of an RC2 key (RFC 8551 §2.5.2).
    fileprivate var title: String {
        let name =
            ContentCipher.table.first { $0.identifier == algorithm }?.name
            ?? SignatureAlgorithm.table.first { $0.identifier == algorithm }?.name
            ?? DigestAlgorithm.table.first { $0.identifier == algorithm }?.name ?? algorithm.description
        let number = parameters.flatMap { try? Syntax<Int>.smallInteger.decode($0) }
        return number.map { "\(name) (\($0))" } ?? name
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
