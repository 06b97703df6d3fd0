import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys

/// The form of certificates: what RFC 5280 demands of those who issue them.
extension PathValidation {
    /// A known version, extensions in version 3 alone, and none of them twice.
    func formFailure(_ certificate: Certificate) -> PathFailure? {
        let version = certificate.toBeSigned.value.version
        guard (0...2).contains(version), version == 2 || certificate.extensions.isEmpty else {
            return .malformed(.malformed(ASN1Error(.integerOutOfRange, at: 0).under("version")))
        }
        // RFC 5480 §2.1.1: a curve of the key's own choosing could be one on which anyone signs (CVE-2020-0601).
        let key = certificate.subjectPublicKeyInfo.algorithm
        guard key.algorithm != Self.ecPublicKey || key.parameters?.first == 0x06 else {
            return .malformed(
                .malformed(
                    ASN1Error(.invalidValue("the curve of the key is not named"), at: 0).under("subjectPublicKeyInfo")))
        }
        let extensions = certificate.extensionList
        guard let twice = extensions.firstRepeated.map({ extensions.all[$0] }) else { return nil }
        let name = Extension.ID.names[twice.id] ?? twice.id.description
        return .malformed(
            .malformed(ASN1Error(.invalidValue("the extension stands twice"), at: 0).under(name)))
    }

    /// Made once: an identifier from a literal is not free.
    private static let ecPublicKey = PublicKeyAlgorithm.ec.identifier.algorithm

    /// What conforming authorities must do, and a reader may overlook: `.strict` asks for it, `.standard` only that what is
    /// stated can be read.
    mutating func applyProfile(_ index: Int, isAnchor: Bool) {
        let certificate = chain[index]
        // An anchor stands above many paths.
        let found =
            isAnchor && index > 0
            ? certificate.profileAsAnchor { certificate.profileFailure(isAuthority: true, isAnchor: true) }
            : certificate.profileFailure(isAuthority: index > 0, isAnchor: isAnchor)
        if conformance == .standard, case .profile(let clause, let reason)? = found {
            weaknesses.append(.profile(certificateIndex: index, clause: clause, reason: reason))
        } else {
            record(index, .profile, found)
        }
    }

    func criticalExtensionFailure(_ certificate: Certificate) -> PathFailure? {
        for item in certificate.extensions where item.isCritical && !Self.understood.contains(item.id) {
            return .unknownCriticalExtension(item.id)
        }
        return nil
    }

    /// Those that this validation reads, or that only inform. Key identifiers, access descriptions and freshestCRL are not
    /// among them: they must not be critical (§4.2.1.1, §4.2.1.2, §4.2.1.15, §4.2.2), and one who makes them so expects
    /// of a reader what this one does not do.
    static let understood: [ObjectIdentifier] = [
        Extension.ID.keyUsage, Extension.ID.basicConstraints, Extension.ID.subjectAltName,
        Extension.ID.issuerAltName, Extension.ID.nameConstraints, Extension.ID.extKeyUsage,
        Extension.ID.cRLDistributionPoints, Extension.ID.certificatePolicies, Extension.ID.policyMappings,
        Extension.ID.policyConstraints, Extension.ID.inhibitAnyPolicy, Extension.ID.ocspNoCheck,
    ]
}

extension Certificate {
    // Only whether these can be read is of interest here.
    private static let names = GeneralName.sequence.unread
    private static let points = DistributionPoint.sequence.unread

    /// Reads the extensions that say what the certificate is for, so that none of them is damaged unnoticed, and says what
    /// RFC 5280 wants otherwise.
    fileprivate func profileFailure(isAuthority: Bool, isAnchor: Bool) -> PathFailure? {
        do throws(X509Error) {
            return try readProfileFailure(isAuthority: isAuthority, isAnchor: isAnchor)
        } catch { return .malformed(error) }
    }

    private func readProfileFailure(isAuthority: Bool, isAnchor: Bool) throws(X509Error) -> PathFailure? {
        let subjectKey = try subjectKeyIdentifier()
        let authorityKey = try authorityKeyIdentifier()
        _ = try keyUsage()
        _ = try extendedKeyUsage()
        _ = try basicConstraints()
        let extensions = extensionList
        let names = try extensions.value(of: Extension.ID.subjectAltName, "subjectAltName", Self.names)
        let constraints = try nameConstraints()
        _ = try extensions.value(of: Extension.ID.cRLDistributionPoints, "cRLDistributionPoints", Self.points)

        func broken(_ clause: String, _ reason: String) -> PathFailure { .profile(clause: clause, reason: reason) }
        // A sign octet does not count: large authorities write 20 octets of which the first bit is set, and one before.
        // Old roots that everybody trusts have the number 0, and nothing names them by it.
        guard let magnitude = serialNumber.magnitude, magnitude.count <= 20, isAnchor || !magnitude.isEmpty else {
            return broken("§4.1.2.2", "its serial number is not a positive number of at most 20 bytes")
        }
        if issuer.isEmpty { return broken("§4.1.2.4", "the name of its issuer is empty") }
        guard toBeSigned.value.version == 2 else { return nil }
        if isAuthority, subject.isEmpty { return broken("§4.1.2.6", "the name of an authority is empty") }
        if names == [0x30, 0x00] { return broken("§4.2.1.6", "its subjectAltName is empty") }
        if subject.isEmpty, extensions[Extension.ID.subjectAltName]?.isCritical != true {
            return broken("§4.2.1.6", "neither its subject nor a critical subjectAltName names anyone")
        }
        // A self-signed certificate may go without; nothing is looked for above an anchor.
        if authorityKey?.keyIdentifier == nil, !isSelfIssued, !isAnchor {
            return broken("§4.2.1.1", "it has no authorityKeyIdentifier")
        }
        guard isAuthority else { return nil }
        if subjectKey == nil {
            return broken("§4.2.1.2", "the certificate of an authority has no subjectKeyIdentifier")
        }
        // RFC 5280 §4.2.1.9 wants this of every authority. Below an anchor the reader is told otherwise (PKITS 4.6.4).
        if isAnchor, extensions[Extension.ID.basicConstraints]?.isCritical != true {
            return broken("§4.2.1.9", "its basicConstraints are not critical")
        }
        return constraints?.formFailure.map { broken("§4.2.1.10", $0) }
    }
}

extension NameConstraints {
    /// What is wrong with the subtrees themselves.
    var formFailure: String? {
        let subtrees = (permittedSubtrees ?? []) + (excludedSubtrees ?? [])
        if permittedSubtrees == nil, excludedSubtrees == nil { return "its nameConstraints say nothing" }
        if permittedSubtrees?.isEmpty == true || excludedSubtrees?.isEmpty == true {
            return "its nameConstraints have an empty list"
        }
        for subtree in subtrees {
            switch subtree.base {
            case .dNSName(let base) where base.hasPrefix(".") || base.contains("*"):
                return "a constraint on host names (\(base.printable)) is none"
            case .rfc822Name(let base) where base.count(where: { $0 == "@" }) > 1:
                return "a constraint on mailboxes (\(base.printable)) is none"
            case .iPAddress(let base) where base.count != 8 && base.count != 32:
                return "a constraint on addresses is none"
            default: continue
            }
        }
        return nil
    }
}
