import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys

/// RFC 5280 §4.1.1.2, §4.1.2.7, §4.2 and the standards of algorithms: how values are written, and what keys are for.
extension Linter {
    /// Where each extension stands, for what is wrong with its value.
    static let clauses: [ObjectIdentifier: String] = [
        Extension.ID.authorityKeyIdentifier: "§4.2.1.1", Extension.ID.subjectKeyIdentifier: "§4.2.1.2",
        Extension.ID.keyUsage: "§4.2.1.3", Extension.ID.certificatePolicies: "§4.2.1.4",
        Extension.ID.policyMappings: "§4.2.1.5", Extension.ID.subjectAltName: "§4.2.1.6",
        Extension.ID.issuerAltName: "§4.2.1.7", Extension.ID.subjectDirectoryAttributes: "§4.2.1.8",
        Extension.ID.basicConstraints: "§4.2.1.9", Extension.ID.nameConstraints: "§4.2.1.10",
        Extension.ID.policyConstraints: "§4.2.1.11", Extension.ID.extKeyUsage: "§4.2.1.12",
        Extension.ID.cRLDistributionPoints: "§4.2.1.13", Extension.ID.inhibitAnyPolicy: "§4.2.1.14",
        Extension.ID.freshestCRL: "§4.2.1.15", Extension.ID.authorityInfoAccess: "§4.2.2.1",
        Extension.ID.subjectInfoAccess: "§4.2.2.2",
    ]

    /// DER, and something in lists of at least one; the others have rules of their own.
    mutating func checkEncoding(of item: Extension) {
        let clause = Self.clauses[item.id] ?? "§4.2"
        for breach in X509Grammar.breaches(of: item.value, in: item.id) where breach.tolerance != .emptyCollection {
            must(false, clause, "\(item.name) is not DER: \(breach)")
        }
        if Self.nonEmpty.contains(item.id) { must(item.value != [0x30, 0x00], clause, "\(item.name) is empty") }
    }

    private static let nonEmpty: Set<ObjectIdentifier> = [
        Extension.ID.policyMappings, Extension.ID.subjectDirectoryAttributes, Extension.ID.cRLDistributionPoints,
        Extension.ID.freshestCRL, Extension.ID.authorityInfoAccess, Extension.ID.subjectInfoAccess,
    ]

    /// §4.1.1.2: the parameters are those that the algorithm has.
    mutating func checkSignatureAlgorithm() {
        let identifier = certificate.signatureAlgorithm
        guard let scheme = try? SignatureScheme(identifier) else { return }
        // Whoever trusts a root does so for another reason than its signature on itself.
        let isRoot = isSelfIssued && isAuthority
        require(
            scheme.standing < .legacy, .rfc5280, "§4.1.1.2; RFC 6194", isRoot ? .notice : .warning,
            isRoot
                ? "it signed itself with \(scheme.name), which can be forged; nobody relies on that signature"
                : "it is signed with \(scheme.name), which can be forged")
        switch scheme.algorithm.row.parameters {
        case .null:
            must(
                identifier.parameters != nil, "§4.1.1.2; RFC 4055 §5",
                "the parameters of \(scheme.name) are absent, and must be NULL")
        case .either(writes: .absent):
            must(
                identifier.parameters == nil, "§4.1.1.2; RFC 5758 §3",
                "\(scheme.name) has parameters, and must have none")
        default: break
        }
    }

    /// §4.1.2.7
    mutating func checkKeyAlgorithm() {
        let identifier = certificate.subjectPublicKeyInfo.algorithm
        if let postQuantumKind {
            must(
                identifier.parameters == nil, "§4.1.2.7; \(postQuantumKind.standard)",
                "the parameters of its key are not absent")
            let allowed = postQuantumKind.usage
            let excess = keyUsage?.subtracting(allowed) ?? []
            return must(
                excess.isEmpty, "§4.2.1.3; \(postQuantumKind.standard)",
                "its keyUsage has \(excess), which a key of this kind is not for")
        }
        guard let algorithm = try? PublicKeyAlgorithm(identifier) else {
            // Parameters that are none of the algorithm's, where its identifier alone is one that is known.
            let isRSA = identifier.algorithm == PublicKeyAlgorithm.rsa.identifier.algorithm
            return must(!isRSA, "§4.1.2.7; RFC 3279 §2.3.1", "the parameters of its RSA key are not NULL")
        }
        switch algorithm {
        case .rsa:
            must(
                identifier.parameters == AlgorithmIdentifier.null, "§4.1.2.7; RFC 3279 §2.3.1",
                "the parameters of its RSA key are not NULL")
        case .ec:
            must(
                identifier.parameters?.first == 0x06, "§4.1.2.7; RFC 5480 §2.1.1",
                "the curve of its key is not given by name")
        default: break
        }
        guard let keyUsage else { return }
        let (allowed, clause) = algorithm.usages
        let signing: KeyUsage = algorithm == .x25519 || algorithm == .x448 ? [] : [.keyCertSign, .cRLSign]
        let excess = keyUsage.subtracting(allowed.union(signing))
        must(excess.isEmpty, clause, "its keyUsage has \(excess), which a key of this kind is not for")
    }
}

/// Kinds of keys that the engine does not compute with, and about which the standards say what they may be used for.
enum PostQuantumKind {
    /// ML-DSA and SLH-DSA
    case signing(standard: String)
    /// ML-KEM
    case encapsulating

    /// Where it stands.
    var standard: String {
        switch self {
        case .signing(let standard): standard
        case .encapsulating: "RFC 9935 §5"
        }
    }

    /// What a key of the kind may be used for.
    var usage: KeyUsage {
        switch self {
        case .signing: [.digitalSignature, .nonRepudiation, .keyCertSign, .cRLSign]
        case .encapsulating: .keyEncipherment
        }
    }
}

extension Linter {
    /// Of the certificate's key.
    var postQuantumKind: PostQuantumKind? {
        let arcs = certificate.subjectPublicKeyInfo.algorithm.algorithm.description.split(separator: ".")
        // NIST's arcs: sigAlgs and kems.
        guard arcs.count == 9, arcs.dropLast(2).joined(separator: ".") == "2.16.840.1.101.3.4", let last = Int(arcs[8])
        else { return nil }
        return switch (arcs[7], last) {
        case ("3", 17...19): .signing(standard: "RFC 9881 §5")
        case ("3", 20...31): .signing(standard: "RFC 9909 §5")
        case ("4", 1...3): .encapsulating
        default: nil
        }
    }
}
