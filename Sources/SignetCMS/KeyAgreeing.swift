import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetX509

extension KeyAgreeRecipientInfo {
    /// Entries for the owners of certificates (RFC 5753 §3.1.1, RFC 8418 §3): one for all keys on one curve, with a key of
    /// the sender's that is made for the message and forgotten.
    static func infos(
        carrying key: borrowing SecretBytes, to certificates: [Certificate], by scheme: KeyAgreementScheme?,
        identifiedBy form: RecipientIdentifier.Form
    ) throws(CMSError) -> [KeyAgreeRecipientInfo] {
        var groups: [(kind: AlgorithmIdentifier, members: [(Certificate, PublicKey)])] = []
        for certificate in certificates {
            let publicKey: PublicKey
            do throws(X509Error) {
                publicKey = try certificate.publicKey()
            } catch { throw .unusableCertificate(certificate, error) }
            let kind = publicKey.identifier
            if let index = groups.firstIndex(where: { $0.kind == kind }) {
                groups[index].members.append((certificate, publicKey))
            } else {
                groups.append((kind, [(certificate, publicKey)]))
            }
        }
        var infos: [KeyAgreeRecipientInfo] = []
        for group in groups {
            infos.append(try KeyAgreeRecipientInfo(carrying: key, to: group.members, by: scheme, identifiedBy: form))
        }
        return infos
    }

    private init(
        carrying key: borrowing SecretBytes, to members: [(Certificate, PublicKey)], by scheme: KeyAgreementScheme?,
        identifiedBy form: RecipientIdentifier.Form
    ) throws(CMSError) {
        let scheme = if let scheme { scheme } else { try Self.scheme(for: members[0].1, key.count) }
        let ephemeral: PrivateKey
        var keys: [RecipientEncryptedKey] = []
        do throws(KeyOperationError) {
            ephemeral = try PrivateKey.ephemeral(for: members[0].1)
        } catch { throw .key(error) }
        for (certificate, publicKey) in members {
            let identifier = try KeyAgreeRecipientIdentifier(certificate, by: form)
            do throws(KeyOperationError) {
                let encryptedKey = try scheme.wrap(key, from: ephemeral, for: publicKey, userKeyingMaterial: nil)
                keys.append(RecipientEncryptedKey(recipientIdentifier: identifier, encryptedKey: encryptedKey))
            } catch { throw .key(error) }
        }
        self.init(
            originator: .publicKey(SubjectPublicKeyInfo(ephemeral.publicKey)), userKeyingMaterial: nil,
            keyEncryptionAlgorithm: scheme.identifier, recipientEncryptedKeys: keys)
    }

    private static func scheme(for key: PublicKey, _ byteCount: Int) throws(CMSError) -> KeyAgreementScheme {
        do throws(AlgorithmError) {
            return try KeyAgreementScheme(for: key, contentKeyByteCount: byteCount)
        } catch { throw .algorithm(error) }
    }

    /// The keys inside these entries; none when they do not unwrap.
    func unwrap(
        _ entries: [RecipientEncryptedKey], with key: PrivateKey, originator: OriginatorInfo?
    ) throws(CMSError) -> [SecretSlice] {
        let scheme: KeyAgreementScheme
        do throws(AlgorithmError) {
            scheme = try KeyAgreementScheme(keyEncryptionAlgorithm)
        } catch { throw .algorithm(error) }
        var keys: [SecretSlice] = []
        for sender in senders(for: key, originator) {
            for entry in entries {
                let inside = scheme.unwrap(
                    entry.encryptedKey, from: sender, with: key, userKeyingMaterial: userKeyingMaterial)
                if let inside { keys.append(inside.shared()) }
            }
        }
        return keys
    }

    /// The sender's public key. One that is made for a message may leave out its curve, which is the recipient's then
    /// (RFC 5753 §3.1.1).
    private func senders(for key: PrivateKey, _ info: OriginatorInfo?) -> [PublicKey] {
        switch self.originator {
        case .publicKey(let sender):
            let own = key.publicKey.identifier
            guard sender.algorithm.algorithm == own.algorithm else { return [] }
            let named =
                sender.algorithm.parameters == nil || sender.algorithm.parameters == AlgorithmIdentifier.null
                ? own : sender.algorithm
            let whole = SubjectPublicKeyInfo(algorithm: named, subjectPublicKey: sender.subjectPublicKey)
            return [try? whole.publicKey()].compactMap(\.self)
        case .certificate(let identifier):
            let certificates = (info?.certificates ?? []).compactMap {
                if case .certificate(let certificate) = $0 { certificate } else { nil }
            }
            return certificates.filter(identifier.identifies).compactMap { try? $0.publicKey() }
        }
    }
}
