public import SignetAlgorithms
public import SignetX509
import Synchronization

extension Home {
    /// How to find the Digital IDs of this store that can open a message: for `ReadingOptions.identities`. What was unlocked
    /// stays so as long as the finder lives, for the next layer and the next message.
    ///
    /// - Parameters:
    ///   - name: only those that a person means by this; `nil` for all.
    ///   - passphrase: asked for once a keyset, and only for keysets that hold a fitting Digital ID.
    public func identityFinder(
        named name: String? = nil, passphrase: @escaping @Sendable (_ keyset: String) throws(SignetError) -> Password
    ) -> @Sendable ((Certificate) -> Bool) throws(SignetError) -> [DigitalID] {
        let unlocked = UnlockedIDs(self, passphrase)
        return { isRecipient throws(SignetError) in
            let stored: [StoredID]
            if let name { stored = try identities(named: name) } else { stored = try identities() }
            var found: [DigitalID] = []
            for candidate in stored where isRecipient(candidate.certificate) {
                found.append(try unlocked.digitalID(of: candidate))
            }
            return found
        }
    }
}

/// Digital IDs that were unlocked already, and the passphrases that did it.
private final class UnlockedIDs: Sendable {
    private struct Known {
        var passphrases: [String: Password] = [:]
        var digitalIDs: [String: DigitalID] = [:]
    }

    private let home: Home
    private let ask: @Sendable (_ keyset: String) throws(SignetError) -> Password
    private let known = Mutex(Known())

    init(_ home: Home, _ ask: @escaping @Sendable (_ keyset: String) throws(SignetError) -> Password) {
        self.home = home
        self.ask = ask
    }

    /// Whoever comes second waits: a person is asked once, and the derivation is done once.
    func digitalID(of stored: StoredID) throws(SignetError) -> DigitalID {
        try known.withLock { known throws(SignetError) in
            if let digitalID = known.digitalIDs[stored.fingerprint] { return digitalID }
            let passphrase: Password
            if let given = known.passphrases[stored.keyset] {
                passphrase = given
            } else {
                passphrase = try ask(stored.keyset)
            }
            let digitalID = try home.unlock(stored, passphrase: passphrase)
            known.passphrases[stored.keyset] = passphrase
            known.digitalIDs[stored.fingerprint] = digitalID
            return digitalID
        }
    }
}
