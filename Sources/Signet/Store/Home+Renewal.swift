public import SignetAlgorithms
import SignetEC
import SignetKeys
import SignetRSA
import SignetX509

extension Home {
    /// Makes the request for the certificate that follows one of the store, for the same person and addresses.
    ///
    /// The old Digital ID stays, to open old mail; the new one is used once its certificate is installed.
    ///
    /// - Parameters:
    ///   - stored: the Digital ID that gets a successor.
    ///   - keepsKey: whether the old key is certified anew, instead of a new one of its kind.
    ///   - passphrase: that of its keyset.
    public func makeRenewalRequest(
        _ stored: StoredID, keepsKey: Bool, passphrase: Password
    ) throws(SignetError) -> PendingRequest {
        let old = try unlock(stored, passphrase: passphrase)
        let key = keepsKey ? old.privateKey : try PrivateKey.make(try kind(of: old))
        return try makeRequest(
            for: old.emailAddresses, name: old.certificate.subject.title, keyset: stored.keyset, key: key,
            passphrase: passphrase)
    }

    /// Makes the Digital ID that follows a self-signed one.
    public func renewSelfSigned(
        _ stored: StoredID, keepsKey: Bool, days: Int = 730, passphrase: Password
    ) throws(SignetError) -> StoredID {
        let old = try unlock(stored, passphrase: passphrase)
        let key = keepsKey ? old.privateKey : try PrivateKey.make(try kind(of: old))
        let certificate: Certificate
        do throws(X509Error) {
            certificate = try Certificate.selfSigned(
                subject: old.certificate.subject, emailAddresses: old.emailAddresses, key: key, profile: .email,
                validity: .days(days))
        } catch { throw SignetError(wrapping: error) }
        return try add(
            try DigitalID(certificate: certificate, privateKey: key), to: stored.keyset, passphrase: passphrase)
    }

    /// A new key is of the kind of the old one; an RSA key that is shorter than the policy wants grows.
    private func kind(of id: DigitalID) throws(SignetError) -> KeyKind {
        let minimum = try settings().policy.keyBitCount
        switch id.privateKey.publicKey {
        case .rsa(let key), .rsaPSS(let key, _): return .rsa(bitCount: key.bitCount > 3072 ? 4096 : max(minimum, 2048))
        case .rsaOAEP: return .rsa(bitCount: minimum)
        case .ec(let key): return .ec(key.curve)
        case .ed25519: return .ed25519
        case .ed448: return .ed448
        case .x25519, .x448, .dsa: return .rsa(bitCount: minimum)
        }
    }
}
