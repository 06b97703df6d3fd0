import SignetAlgorithms
import SignetBytes

/// A key that may be the content's: what came out of one recipient's entry with one of the keys at hand.
struct ContentKey {
    /// The key. Noise, when the entry was damaged or for another key.
    let key: SecretSlice
    /// Which of the recipients.
    let recipient: Int
    /// Which of the keys at hand.
    let openingKey: Int
}

/// What came of trying keys on the recipients of a message.
struct ContentKeys {
    /// Every key that came out, in the order of the recipients.
    private(set) var keys: [ContentKey] = []
    /// What to say when none of them opens the content. Once a recipient and a key have met, nothing is told but that:
    /// whoever can have messages opened must not learn what came of an entry of his own making (RFC 3218 §2.3).
    private(set) var failure: CMSError

    /// Tries keys on recipients.
    ///
    /// - Parameters:
    ///   - keyByteCount: the length of the content's key.
    ///   - everyKey: whether private keys are tried on entries that name another certificate, too.
    init(
        _ recipients: [RecipientInfo], _ openingKeys: [OpeningKey], keyByteCount: Int, originator: OriginatorInfo?,
        everyKey: Bool
    ) {
        failure = .notARecipient(recipients)
        for (index, openingKey) in openingKeys.enumerated() {
            guard case .contentKey(let key) = openingKey else { continue }
            failure = .undecryptable
            if key.count == keyByteCount { keys.append(ContentKey(key: key, recipient: -1, openingKey: index)) }
        }
        for (number, recipient) in recipients.enumerated() {
            for (index, openingKey) in openingKeys.enumerated() {
                do throws(CMSError) {
                    let attempts = try recipient.unwrap(
                        with: openingKey, keyByteCount: keyByteCount, originator: originator, everyKey: everyKey)
                    guard let attempts else { continue }
                    failure = .undecryptable
                    keys += attempts.map { ContentKey(key: $0, recipient: number, openingKey: index) }
                } catch {
                    if failure != .undecryptable { failure = error }
                }
            }
        }
    }
}

extension RecipientInfo {
    /// The keys inside with this key, none when what is inside is damaged; `nil` when the entry is not for this key.
    ///
    /// - Throws: `CMSError.algorithm` for what Signet does not have.
    fileprivate func unwrap(
        with openingKey: OpeningKey, keyByteCount: Int, originator: OriginatorInfo?, everyKey: Bool
    ) throws(CMSError) -> [SecretSlice]? {
        switch self {
        case .keyTransport(let recipient):
            guard let privateKey = openingKey.privateKey, privateKey.publicKey.rsaKey != nil,
                everyKey || openingKey.answers(to: recipient.recipientIdentifier)
            else { return nil }
            return try recipient.unwrap(with: privateKey, keyByteCount: keyByteCount).map { [$0] } ?? []
        case .keyAgreement, .keyEncryptionKey, .password, .other: return nil
        }
    }
}

extension KeyTransRecipientInfo {
    /// The key inside; `nil` when there is none for a reason that the sender knows. A wrong key comes out as random bytes,
    /// so that bad padding around it shows no sooner, and no otherwise, than bad padding of the content.
    fileprivate func unwrap(with privateKey: PrivateKey, keyByteCount: Int) throws(CMSError) -> SecretSlice? {
        let transport: KeyTransportScheme
        do throws(AlgorithmError) {
            transport = try KeyTransportScheme(keyEncryptionAlgorithm)
        } catch { throw .algorithm(error) }
        do throws(KeyOperationError) {
            return try transport.unwrap(encryptedKey.span, keyByteCount: keyByteCount, with: privateKey).shared()
        } catch { return nil }
    }
}
