import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetRSA

/// S/MIME Baseline Requirements: fields and keys of every certificate, and the certificates of authorities.
extension Linter {
    /// §6.1.5, §6.1.6, §7.1, §7.1.1, §7.1.3
    mutating func checkBaselineFields() {
        shall(certificate.toBeSigned.value.version == 2, "§7.1.1", "it is not of version 3")
        let serialNumber = certificate.serialNumber
        shall(
            serialNumber.magnitude?.isEmpty == false && serialNumber.contents.count <= 20, "§7.1",
            "its serial number is not greater than 0 and less than 2^159")
        // 64 random bits seldom begin with so many zeros.
        recommend(
            serialNumber.contents.count >= 8, "§7.1",
            "its serial number has fewer than 64 bits, and 64 random ones are wanted")
        checkBaselineKey()
        let signature = AlgorithmIdentifier.syntax.encode(certificate.signatureAlgorithm)
        shall(
            Self.signatureAlgorithms.contains(Hex.encode(signature)), "§7.1.3.2",
            "it is signed with an algorithm, or parameters of one, that are not allowed")
        checkOwnDigest(Hex.encode(signature))
    }

    /// §7.1.3.2.2: each curve has its digest. Only of who signed himself the curve is known.
    private mutating func checkOwnDigest(_ signature: String) {
        guard isAuthority, isSelfIssued else { return }
        let key = Hex.encode(AlgorithmIdentifier.syntax.encode(certificate.subjectPublicKeyInfo.algorithm))
        guard let (curve, due) = Self.curveDigests[key], Self.curveDigests.values.contains(where: { $0.1 == signature })
        else { return }
        shall(signature == due, "§7.1.3.2.2", "it is signed by a key on \(curve) with the digest of another curve")
    }

    private static let curveDigests: [String: (String, String)] = [
        "301306072a8648ce3d020106082a8648ce3d030107": ("P-256", "300a06082a8648ce3d040302"),
        "301006072a8648ce3d020106052b81040022": ("P-384", "300a06082a8648ce3d040303"),
        "301006072a8648ce3d020106052b81040023": ("P-521", "300a06082a8648ce3d040304"),
    ]

    /// §6.1.5: an RSA signature is as long as the key that made it.
    mutating func checkIssuerKeySize() {
        // PKCS #1's arc
        let algorithm = certificate.signatureAlgorithm.algorithm.description
        guard isIssued(since: (2027, 9, 15)), algorithm.hasPrefix("1.2.840.113549.1.1.") else { return }
        let bitCount = certificate.signature.bytes.count * 8
        shall(
            bitCount >= 3072, "§6.1.5",
            "its issuer's key has \(bitCount) bits; since 2027-09-15 those that issue to subscribers have 3072")
    }

    private mutating func checkBaselineKey() {
        let info = certificate.subjectPublicKeyInfo
        let algorithm = AlgorithmIdentifier.syntax.encode(info.algorithm)
        shall(
            Self.keyAlgorithms.contains(Hex.encode(algorithm)), "§7.1.3.1",
            "its key is of a kind, or has parameters, that are not allowed")
        if let rsaBitCount { shall(rsaBitCount >= 2048, "§6.1.5", "its key has only \(rsaBitCount) bits") }
        guard let rsaKey = (try? certificate.publicKey())?.rsaKey else { return }
        if isAuthority, isIssued(since: (2026, 9, 15)) {
            // When the key was made, the certificate does not say.
            recommend(
                rsaKey.bitCount >= 4096, "§6.1.5",
                "its key has only \(rsaKey.bitCount) bits, and those of authorities made since 2026-09-15 have 4096")
        }
        shall(rsaKey.bitCount.isMultiple(of: 8), "§6.1.5", "the size of its key is no multiple of 8 bits")
        // Of exponents only odd ones of at least 3 are read at all.
        let exponent = rsaKey.publicExponent
        let bitCount = exponent.first.map { exponent.count * 8 - $0.leadingZeroBitCount } ?? 0
        recommend(
            (17...256).contains(bitCount), "§6.1.6", "its public exponent does not lie between 2^16 + 1 and 2^256 − 1")
    }

    /// §7.1.3.1, byte for byte: RSA, P-256, P-384, P-521, Ed25519, Ed448, ML-DSA and ML-KEM.
    private static let keyAlgorithms: Set<String> = [
        "300d06092a864886f70d0101010500",
        "301306072a8648ce3d020106082a8648ce3d030107", "301006072a8648ce3d020106052b81040022",
        "301006072a8648ce3d020106052b81040023",
        "300506032b6570", "300506032b6571",
        "300b0609608648016503040311", "300b0609608648016503040312", "300b0609608648016503040313",
        "300b0609608648016503040401", "300b0609608648016503040402", "300b0609608648016503040403",
    ]

    /// §7.1.3.2, byte for byte: PKCS #1 v1.5, PSS, ECDSA, EdDSA and ML-DSA.
    private static let signatureAlgorithms: Set<String> = {
        var all: Set<String> = [
            "300a06082a8648ce3d040302", "300a06082a8648ce3d040303", "300a06082a8648ce3d040304",
            "300506032b6570", "300506032b6571",
            "300b0609608648016503040311", "300b0609608648016503040312", "300b0609608648016503040313",
        ]
        // SHA-256, SHA-384, SHA-512: the last octets of their identifiers, and of those of the signatures.
        for (digest, signature, salt) in [("01", "0b", "20"), ("02", "0c", "30"), ("03", "0d", "40")] {
            all.insert("300d06092a864886f70d0101\(signature)0500")
            let hash = "300d06096086480165030402\(digest)0500"
            all.insert("304106092a864886f70d01010a3034a00f\(hash)a11c301a06092a864886f70d010108\(hash)a2030201\(salt)")
        }
        return all
    }()

    // MARK: - §7.1.2.1, §7.1.2.2, §7.1.4.3.1

    mutating func checkBaselineAuthority() {
        let isRoot = isSelfIssued
        let (section, basic, usage) = isRoot ? ("§7.1.2.1", "a", "b") : ("§7.1.2.2", "d", "e")
        shall(isCritical(Extension.ID.basicConstraints), "\(section) \(basic)", "basicConstraints are not critical")
        shall(
            keyUsage != nil && isCritical(Extension.ID.keyUsage), "\(section) \(usage)",
            "keyUsage is missing or not critical")
        shall(
            keyUsage?.isSuperset(of: [.keyCertSign, .cRLSign]) == true, "\(section) \(usage)",
            "its key may not sign certificates and lists")
        let identifier = isRoot ? "e" : "i"
        shall(
            has(Extension.ID.subjectKeyIdentifier) && !isCritical(Extension.ID.subjectKeyIdentifier),
            "\(section) \(identifier)", "subjectKeyIdentifier is missing or critical")
        for (type, clause) in [
            (AttributeTypeAndValue.commonName, "a"), (AttributeTypeAndValue.organizationName, "b"),
            (AttributeTypeAndValue.countryName, "c"),
        ] {
            shall(
                !certificate.subject.texts(of: type).isEmpty, "§7.1.4.3.1 \(clause)",
                "the subject has no \(AttributeTypeAndValue.title(of: type))")
        }
        if isRoot { checkBaselineRoot() } else { checkSubordinate() }
    }

    private mutating func checkBaselineRoot() {
        let basic = value { certificate throws(X509Error) in try certificate.basicConstraints() }
        recommend(basic?.pathLengthConstraint == nil, "§7.1.2.1 a", "pathLenConstraint in a root")
        recommend(!has(Extension.ID.certificatePolicies), "§7.1.2.1 c", "certificatePolicies in a root")
        shall(!has(Extension.ID.extKeyUsage), "§7.1.2.1 d", "extKeyUsage in a root")
    }

    private mutating func checkSubordinate() {
        let policies = value { certificate throws(X509Error) in try certificate.certificatePolicies() } ?? []
        shall(!policies.isEmpty, "§7.1.2.2 a", "certificatePolicies are missing")
        checkPolicyForm(policies, "§7.1.2.2 a")
        let reserved = policies.contains { BaselineProfile($0.policyIdentifier) != nil }
        let hasAny = policies.contains { $0.policyIdentifier == PolicyInformation.anyPolicy }
        shall(
            policies.isEmpty || reserved != hasAny, "§7.1.6.3",
            reserved
                ? "anyPolicy stands beside a reserved policy" : "its policies are neither reserved ones nor anyPolicy")

        let points = value { certificate throws(X509Error) in try certificate.cRLDistributionPoints() }
        shall(points != nil, "§7.1.2.2 b", "cRLDistributionPoints are missing")
        shall(!isCritical(Extension.ID.cRLDistributionPoints), "§7.1.2.2 b", "cRLDistributionPoints are critical")
        let uris = (points ?? []).compactMap(\.distributionPoint).flatMap(\.uris)
        shall(
            points == nil || uris.contains { $0.lowercased().hasPrefix("http://") }, "§7.1.2.2 b",
            "its revocation list cannot be had by http")
        let access = value { certificate throws(X509Error) in try certificate.authorityInfoAccess() }
        recommend(access != nil, "§7.1.2.2 c", "authorityInfoAccess is missing")
        let issuers = (access ?? []).filter { $0.accessMethod == AccessDescription.caIssuers }
        recommend(
            access == nil
                || issuers.contains {
                    guard case .uniformResourceIdentifier(let uri) = $0.accessLocation else { return false }
                    return uri.lowercased().hasPrefix("http://")
                }, "§7.1.2.2 c",
            "the certificate of its issuer cannot be had by http")
        shall(!isCritical(Extension.ID.authorityInfoAccess), "§7.1.2.2 c", "authorityInfoAccess is critical")
        recommend(
            !has(Extension.ID.nameConstraints) || isCritical(Extension.ID.nameConstraints), "§7.1.2.2 f",
            "nameConstraints are not critical")
        checkAuthorityKeyIdentifier("§7.1.2.2 h")

        // That it may be a cross-certificate, which may lack it, does not show in a certificate alone.
        guard let purposes else { return shall(false, "§7.1.2.2 g", "extKeyUsage is missing") }
        recommend(!isCritical(Extension.ID.extKeyUsage), "§7.1.2.2 g", "extKeyUsage is critical")
        shall(purposes.contains(ExtendedKeyUsage.emailProtection), "§7.1.2.2 g", "extKeyUsage lacks emailProtection")
        for purpose in purposes where Self.forbiddenPurposes.contains(purpose) {
            shall(false, "§7.1.2.2 g", "extKeyUsage has \(ExtendedKeyUsage.name(purpose))")
        }
        checkDedicatedPurposes(purposes, "§7.1.2.2 g")
    }
}
