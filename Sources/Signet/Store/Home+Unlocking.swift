public import SignetAlgorithms
public import SignetX509

extension Home {
    /// How to find the Digital IDs of this store that can open a message: for `ReadingOptions.identities`.
    ///
    /// - Parameters:
    ///   - name: only those that a person means by this; `nil` for all.
    ///   - passphrase: asked for once a keyset, and only for keysets that hold a fitting Digital ID.
    public func identityFinder(
        named name: String? = nil, passphrase: @escaping @Sendable (_ keyset: String) throws(SignetError) -> Password
    ) -> @Sendable ((Certificate) -> Bool) throws(SignetError) -> [DigitalID] {
        { isRecipient throws(SignetError) in
            let stored: [StoredID]
            if let name { stored = try identities(named: name) } else { stored = try identities() }
            var found: [DigitalID] = []
            for candidate in stored where isRecipient(candidate.certificate) {
                found.append(try unlock(candidate, passphrase: try passphrase(candidate.keyset)))
            }
            return found
        }
    }
}
