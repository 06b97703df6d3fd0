public import SignetASN1
import SignetAlgorithms
import SignetKeys
public import SignetX509

/// Whom to trust when certificates are judged before something is sealed for their owners (RFC 8550 §4).
public struct RecipientCheck: Sendable {
    /// The anchors.
    public var trust: TrustStore
    /// Certificates that may lie between.
    public var untrusted: [Certificate]
    /// What must be known about revocation, and from where.
    public var revocation: RevocationSettings

    /// A check by these anchors, with the help of these certificates.
    public init(
        trusting trust: TrustStore, untrusted: [Certificate] = [], revocation: RevocationSettings = .none
    ) {
        self.trust = trust
        self.untrusted = untrusted
        self.revocation = revocation
    }

    /// Why a certificate is not trusted for sealing; `nil` when it is.
    public func failure(_ certificate: Certificate, at time: Instant) -> String? {
        let path = PathValidator(
            trusting: trust.trustAnchors, untrusted: untrusted, time: time, purpose: .emailProtection(.sealing),
            revocation: revocation
        ).validate(certificate)
        return path.failure.map { "certificate is not trusted: \($0)" }
    }
}

extension Certificate {
    /// Whether mail may be signed with the key, as far as the certificate says.
    public var isForSigning: Bool { unsuitabilityForSigning == nil }

    /// Why mail should not be signed with the key (RFC 8550 §4.4.2, §4.4.4); `nil` when it may be.
    public var unsuitabilityForSigning: String? {
        do throws(X509Error) {
            switch try publicKey() {
            case .rsaOAEP, .x25519, .x448: return Self.cannotSign
            case .rsa, .rsaPSS, .ec, .ed25519, .ed448, .dsa: break
            }
            if let usage = try keyUsage(), usage.isDisjoint(with: [.digitalSignature, .nonRepudiation]) {
                return "its certificate is not for signing"
            }
            if let purposes = try extendedKeyUsage()?.purposes,
                !purposes.contains(ExtendedKeyUsage.emailProtection), !purposes.contains(ExtendedKeyUsage.any)
            {
                return "its certificate is not for e-mail"
            }
        } catch {
            return "\(error)"
        }
        return nil
    }

    /// The error that signing mail with the key ends in, for every reader would call the signature bad; `nil` when there is none.
    public var refusalToSign: SignetError? {
        guard let reason = unsuitabilityForSigning else { return nil }
        let sentence = "the Digital ID of \(emailAddresses.first ?? subject.title) cannot sign mail: \(reason)"
        return SignetError(reason == Self.cannotSign ? .unsuitable(sentence) : .refused(sentence))
    }

    private static let cannotSign = "its key cannot sign"

    /// Why a certificate should not be sealed for; `nil` when it may be.
    public func unsuitabilityForSealing(at time: Instant) -> String? {
        guard validity.contains(time) else {
            return time > validity.notAfter.instant
                ? "certificate expired \(validity.notAfter.instant)" : "certificate not valid yet"
        }
        do throws(X509Error) {
            // RFC 8550 §4.4.2: absent means any use. RFC 5480 §3: a key on a curve is agreed with.
            let needed: KeyUsage
            switch try publicKey() {
            case .rsa, .rsaOAEP: needed = .keyEncipherment
            case .ec, .x25519, .x448: needed = .keyAgreement
            case .rsaPSS, .ed25519, .ed448, .dsa: return "certificate is not for encryption"
            }
            if let usage = try keyUsage(), !usage.contains(needed) { return "certificate is not for encryption" }
            if let purposes = try extendedKeyUsage()?.purposes,
                !purposes.contains(ExtendedKeyUsage.emailProtection), !purposes.contains(ExtendedKeyUsage.any)
            {
                return "certificate is not for e-mail"
            }
        } catch {
            return "\(error)"
        }
        return nil
    }
}
