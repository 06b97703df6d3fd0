import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetCipher
public import SignetX509

/// Somebody for whom a message is sealed.
public enum CMSRecipient: Sendable {
    /// The owner of a certificate with an RSA key, which encrypts the content's key.
    case keyTransport(Certificate, KeyTransportScheme, RecipientIdentifier.Form)
    /// The owners of certificates whose keys agree: those on one curve share an entry, and one key of the sender's that is
    /// made for the message. The scheme that goes with the key when none is given.
    case keyAgreement([Certificate], KeyAgreementScheme?, RecipientIdentifier.Form)
    /// Whoever has a secret key, which is called so.
    case keyEncryptionKey(SecretSlice, identifier: Bytes)
    /// Whoever knows a password.
    case password(Password, PasswordWrapping)

    /// The owner of a certificate, by the way that goes with his key.
    ///
    /// - Parameters:
    ///   - certificate: whose owner will read the message.
    ///   - transport: how the key is encrypted to an RSA key.
    ///   - form: how the message names the certificate.
    public init(
        _ certificate: Certificate, transport: KeyTransportScheme = .rsaPKCS1v15,
        identifiedBy form: RecipientIdentifier.Form = .issuerAndSerialNumber
    ) {
        let isRSA = (try? certificate.publicKey()).map { $0.rsaKey != nil } ?? true
        self = isRSA ? .keyTransport(certificate, transport, form) : .keyAgreement([certificate], nil, form)
    }
}

extension [CMSRecipient] {
    /// An entry for each, with the key of the content in it.
    ///
    /// - Throws: `CMSError.noRecipients`, `.unusableCertificate`, `.noSubjectKeyIdentifier`, `.key`, `.algorithm`.
    func infos(carrying key: borrowing SecretBytes) throws(CMSError) -> [RecipientInfo] {
        guard !isEmpty else { throw .noRecipients }
        var infos: [RecipientInfo] = []
        for recipient in self {
            switch recipient {
            case .keyTransport(let certificate, let transport, let form):
                let info = try KeyTransRecipientInfo(
                    carrying: key, to: certificate, by: transport, identifiedBy: form)
                infos.append(.keyTransport(info))
            case .keyAgreement(let certificates, let scheme, let form):
                guard !certificates.isEmpty else { throw .noRecipients }
                infos += try KeyAgreeRecipientInfo.infos(
                    carrying: key, to: certificates, by: scheme, identifiedBy: form
                ).map(RecipientInfo.keyAgreement)
            case .keyEncryptionKey(let keyEncryptionKey, let identifier):
                infos.append(
                    .keyEncryptionKey(
                        try KEKRecipientInfo(carrying: key, under: keyEncryptionKey, identifier: identifier)))
            case .password(let password, let wrapping):
                infos.append(.password(try PasswordRecipientInfo(carrying: key, under: password, wrapping)))
            }
        }
        return infos
    }
}

extension KeyTransRecipientInfo {
    fileprivate init(
        carrying key: borrowing SecretBytes, to recipient: Certificate, by transport: KeyTransportScheme,
        identifiedBy form: RecipientIdentifier.Form
    ) throws(CMSError) {
        let publicKey: PublicKey
        do throws(X509Error) {
            publicKey = try recipient.publicKey()
        } catch { throw .unusableCertificate(recipient, error) }
        let encryptedKey: Bytes
        do throws(KeyOperationError) {
            encryptedKey = try transport.wrap(key, for: publicKey)
        } catch { throw .key(error) }
        self.init(
            version: form == .issuerAndSerialNumber ? 0 : 2,
            recipientIdentifier: try RecipientIdentifier(recipient, by: form),
            keyEncryptionAlgorithm: transport.identifier, encryptedKey: encryptedKey)
    }
}

extension KEKRecipientInfo {
    fileprivate init(
        carrying key: borrowing SecretBytes, under keyEncryptionKey: SecretSlice, identifier: Bytes
    ) throws(CMSError) {
        guard let wrap = KeyWrap(keyByteCount: keyEncryptionKey.count) else {
            throw .algorithm(
                .wrongKeyType(name: "AES key wrap, which takes 16, 24 or 32 bytes and not \(keyEncryptionKey.count),"))
        }
        let encryptedKey: Bytes
        do throws(CipherError) {
            encryptedKey = try wrap.wrap(key.span, under: keyEncryptionKey.span)
        } catch { throw .algorithm(.wrongKeyType(name: wrap.name)) }
        self.init(
            version: 4, identifier: KEKIdentifier(identifier), keyEncryptionAlgorithm: wrap.identifier,
            encryptedKey: encryptedKey)
    }
}

extension PasswordRecipientInfo {
    fileprivate init(
        carrying key: borrowing SecretBytes, under password: Password, _ wrapping: PasswordWrapping
    ) throws(CMSError) {
        let encryptedKey: Bytes
        do throws(CipherError) {
            encryptedKey = try wrapping.wrap(key.span, password: password)
        } catch { throw .algorithm(.wrongKeyType(name: "pwri-kek")) }
        self.init(
            version: 0, keyDerivationAlgorithm: wrapping.keyDerivationAlgorithm,
            keyEncryptionAlgorithm: wrapping.keyEncryptionAlgorithm, encryptedKey: encryptedKey)
    }
}
