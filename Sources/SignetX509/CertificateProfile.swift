import SignetASN1
import SignetAlgorithms
import SignetKeys

/// What kind of certificate to issue: what its key may be used for, and whether its owner may issue in turn.
public struct CertificateProfile: Hashable, Sendable {
    /// What it is called.
    public var name: String
    /// RFC 5280 §4.2.1.3
    public var keyUsage: KeyUsage
    /// RFC 5280 §4.2.1.12; `nil` for any purpose.
    public var extendedKeyUsage: ExtendedKeyUsage?
    /// RFC 5280 §4.2.1.9; `nil` for a person, in whose certificate RFC 8550 §4.4.1 does not want it.
    public var basicConstraints: BasicConstraints?

    /// A profile of one's own.
    public init(
        name: String, keyUsage: KeyUsage, extendedKeyUsage: ExtendedKeyUsage?, basicConstraints: BasicConstraints? = nil
    ) {
        self.name = name
        self.keyUsage = keyUsage
        self.extendedKeyUsage = extendedKeyUsage
        self.basicConstraints = basicConstraints
    }

    /// Someone who issues certificates and revocation lists, with at most `pathLength` authorities below him, or any
    /// number for `nil`.
    public static func authority(pathLength: Int? = nil) -> CertificateProfile {
        CertificateProfile(
            name: "authority", keyUsage: [.keyCertSign, .cRLSign], extendedKeyUsage: nil,
            basicConstraints: BasicConstraints(isAuthority: true, pathLengthConstraint: pathLength))
    }

    /// Mail is signed with this key, and nothing sealed to it (RFC 8550 §4.4.2; CA/Browser Forum S/MIME §7.1.2.3 e).
    public static let emailSigning = CertificateProfile(
        name: "email-signing", keyUsage: .digitalSignature,
        extendedKeyUsage: ExtendedKeyUsage([ExtendedKeyUsage.emailProtection]))

    /// Mail is sealed to this key, and nothing signed with it.
    public static let emailSealing = CertificateProfile(
        name: "email-sealing", keyUsage: .keyEncipherment,
        extendedKeyUsage: ExtendedKeyUsage([ExtendedKeyUsage.emailProtection]))

    /// One key for both. Without nonRepudiation: a key that is backed up, so that sealed mail stays readable, should not
    /// claim it.
    public static let email = CertificateProfile(
        name: "email", keyUsage: [.digitalSignature, .keyEncipherment],
        extendedKeyUsage: ExtendedKeyUsage([ExtendedKeyUsage.emailProtection]))

    /// Signs revocation lists on behalf of an authority (RFC 5280 §4.2.1.13, cRLIssuer).
    public static let listSigner = CertificateProfile(
        name: "crl-signer", keyUsage: .cRLSign, extendedKeyUsage: nil)

    /// Answers for an authority which of its certificates are revoked (RFC 6960 §4.2.2.2).
    public static let responder = CertificateProfile(
        name: "ocsp-signer", keyUsage: .digitalSignature,
        extendedKeyUsage: ExtendedKeyUsage([ExtendedKeyUsage.ocspSigning]))

    /// Says when signatures were there (RFC 3161 §2.3).
    public static let timeStamping = CertificateProfile(
        name: "time-stamping", keyUsage: .digitalSignature,
        extendedKeyUsage: ExtendedKeyUsage([ExtendedKeyUsage.timeStamping]))

    /// The profiles that have a name of their own.
    public static let named: [CertificateProfile] = [
        .email, .emailSigning, .emailSealing, .authority(pathLength: 0), .listSigner, .responder, .timeStamping,
    ]

    /// Whether its owner is to have a mailbox.
    public var isForMail: Bool { extendedKeyUsage?.purposes.contains(ExtendedKeyUsage.emailProtection) ?? false }

    /// Extensions that only this profile has.
    var ownExtensions: [Extension] {
        // RFC 6960 §4.2.2.2.1: a responder's certificate is short-lived, and nobody asks about it.
        self == .responder ? [Extension(.ocspNoCheck, ())] : []
    }

    /// What of the key usage a key of this kind can do: key transport is RSA's, and a curve's keys agree on keys instead
    /// (RFC 5480 §3, RFC 4055 §1.2, RFC 8410 §5).
    func keyUsage(for algorithm: PublicKeyAlgorithm) -> KeyUsage {
        let signing: KeyUsage = [.digitalSignature, .nonRepudiation, .keyCertSign, .cRLSign]
        let seals = !keyUsage.isDisjoint(with: [.keyEncipherment, .keyAgreement])
        return switch algorithm {
        case .rsa: keyUsage
        case .rsaPSS, .ed25519, .ed448, .dsa: keyUsage.intersection(signing)
        case .rsaOAEP: keyUsage.intersection([.keyEncipherment, .dataEncipherment])
        case .ec: keyUsage.intersection(signing).union(seals ? .keyAgreement : [])
        case .x25519, .x448: seals ? .keyAgreement : []
        }
    }

    /// The extensions that say so, with the criticality that RFC 5280 wants.
    ///
    /// - Throws: `X509Error.algorithm` when the key can do nothing that the profile is for.
    func extensions(for key: SubjectPublicKeyInfo) throws(X509Error) -> [Extension] {
        let algorithm = try? PublicKeyAlgorithm(key.algorithm)
        let keyUsage = algorithm.map(keyUsage(for:)) ?? keyUsage
        guard !keyUsage.isEmpty else { throw .algorithm(.wrongKeyType(name: name)) }
        var extensions: [Extension] = []
        if let basicConstraints {
            extensions.append(Extension(.basicConstraints, basicConstraints))
        }
        extensions.append(Extension(.keyUsage, keyUsage))
        if let extendedKeyUsage {
            // RFC 3161 §2.3: the one purpose of an authority for time-stamps is critical.
            extensions.append(Extension(.extKeyUsage, extendedKeyUsage, isCritical: self == .timeStamping))
        }
        return extensions + ownExtensions
    }
}
