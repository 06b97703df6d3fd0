import SignetAlgorithms
import SignetBytes
import SignetCipher

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
    ///   - recipients: the entries.
    ///   - openingKeys: the keys at hand.
    ///   - keyByteCount: the length of the content's key.
    ///   - otherByteCounts: which other lengths key transport is asked for, where the key is that of a code, which takes any;
    ///     a wrap tells the length itself. `nil` where the length is known.
    ///   - everyKey: whether private keys are tried on entries that name another certificate, too.
    init(
        _ recipients: [RecipientInfo], _ openingKeys: [OpeningKey], keyByteCount: Int, otherByteCounts: [Int]? = nil,
        originator: OriginatorInfo?, everyKey: Bool
    ) {
        let isAnyLength = otherByteCounts != nil
        var work = 0
        let keyByteCounts = [keyByteCount] + (otherByteCounts ?? [])
        failure = .notARecipient(recipients)
        for (index, openingKey) in openingKeys.enumerated() {
            guard case .contentKey(let key) = openingKey else { continue }
            failure = .undecryptable
            // Whoever gives the key itself knows how long it is; RC2 takes any.
            keys.append(ContentKey(key: key, recipient: -1, openingKey: index))
        }
        for (number, recipient) in recipients.enumerated() {
            for (index, openingKey) in openingKeys.enumerated() {
                do throws(CMSError) {
                    let attempts = try recipient.unwrap(
                        with: openingKey, keyByteCounts: keyByteCounts, originator: originator, everyKey: everyKey,
                        work: &work)
                    guard let attempts else { continue }
                    failure = openingKey.failure(after: failure)
                    keys += attempts.filter { $0.count == keyByteCount || isAnyLength }.map {
                        ContentKey(key: $0, recipient: number, openingKey: index)
                    }
                } catch {
                    if failure != .undecryptable { failure = error }
                }
            }
        }
        if !keys.isEmpty { failure = .undecryptable }
    }
}

extension OpeningKey {
    /// What to say when nothing comes out of the entries that this key met. A wrap under a secret has a check of its own, so
    /// that saying that it failed tells an attacker nothing but what he knows; of private keys nothing is told.
    fileprivate func failure(after failure: CMSError) -> CMSError {
        switch (self, failure) {
        case (_, .undecryptable), (.certificate, _), (.privateKey, _), (.contentKey, _): .undecryptable
        case (.password, _): .wrongPassword
        case (.keyEncryptionKey, _): .wrongKeyEncryptionKey
        }
    }
}

extension RecipientInfo {
    /// The keys inside with this key, none when what is inside is damaged; `nil` when the entry is not for this key.
    ///
    /// - Parameter work: how many iterations passwords have taken so far.
    /// - Throws: `CMSError.algorithm` for what Signet does not have.
    fileprivate func unwrap(
        with openingKey: OpeningKey, keyByteCounts: [Int], originator: OriginatorInfo?, everyKey: Bool,
        work: inout Int
    ) throws(CMSError) -> [SecretSlice]? {
        switch self {
        case .keyTransport(let recipient):
            guard let privateKey = openingKey.privateKey, privateKey.publicKey.rsaKey != nil,
                everyKey || openingKey.answers(to: recipient.recipientIdentifier)
            else { return nil }
            var keys: [SecretSlice] = []
            for keyByteCount in keyByteCounts {
                if let key = try recipient.unwrap(with: privateKey, keyByteCount: keyByteCount) { keys.append(key) }
            }
            return keys
        case .keyEncryptionKey(let recipient):
            guard case .keyEncryptionKey(let key, let name) = openingKey,
                everyKey || name == nil || name == recipient.identifier.keyIdentifier
            else { return nil }
            return try recipient.unwrap(with: key).map { [$0] } ?? []
        case .password(let recipient):
            guard case .password(let password) = openingKey else { return nil }
            return try recipient.unwrap(with: password, work: &work).map { [$0] } ?? []
        case .keyAgreement(let recipient):
            guard let privateKey = openingKey.privateKey, privateKey.publicKey.rsaKey == nil else { return nil }
            let entries = recipient.recipientEncryptedKeys.filter {
                everyKey || openingKey.answers(to: $0.recipientIdentifier.signerIdentifier)
            }
            guard !entries.isEmpty else { return nil }
            return try recipient.unwrap(entries, with: privateKey, originator: originator)
        case .other: return nil
        }
    }
}

extension KEKRecipientInfo {
    /// The key inside; `nil` when it does not unwrap.
    fileprivate func unwrap(with key: SecretSlice) throws(CMSError) -> SecretSlice? {
        let wrap: KeyWrap
        do throws(AlgorithmError) {
            wrap = try KeyWrap(keyEncryptionAlgorithm)
        } catch { throw .algorithm(error) }
        do throws(CipherError) {
            return try wrap.unwrap(encryptedKey.span, under: key.span).shared()
        } catch { return nil }
    }
}

extension PasswordRecipientInfo {
    /// How many iterations all the entries of a message may ask for: a few entries of the most that one may.
    private static let maximumWork = 4 * PasswordEncryption.maximumIterations

    /// The key inside; `nil` when it does not unwrap.
    fileprivate func unwrap(with password: Password, work: inout Int) throws(CMSError) -> SecretSlice? {
        let wrapping: PasswordWrapping
        do throws(AlgorithmError) {
            wrapping = try PasswordWrapping(derivedBy: keyDerivationAlgorithm, encryptedBy: keyEncryptionAlgorithm)
            guard work + wrapping.iterations <= Self.maximumWork else {
                throw AlgorithmError.tooMuchWork(
                    name: "pbkdf2", iterations: work + wrapping.iterations, limit: Self.maximumWork)
            }
        } catch { throw .algorithm(error) }
        work += wrapping.iterations
        do throws(CipherError) {
            return try wrapping.unwrap(encryptedKey.span, password: password).shared()
        } catch { return nil }
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
