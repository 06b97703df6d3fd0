import SignetBytes

extension Home {
    /// Every contact, by address.
    public func contacts() throws(SignetError) -> [Contact] {
        var all: [Contact] = []
        for name in try FileSystem.names(in: contactsFolder) where name.hasSuffix(".vcf") {
            let path = "\(contactsFolder)/\(name)"
            do throws(SignetError) {
                all.append(try VCard.decode(try FileSystem.read(path)))
            } catch { throw error.about(path) }
        }
        return all
    }

    /// The contact with an address; `nil` when there is none.
    public func contact(_ address: String) throws(SignetError) -> Contact? {
        let path = contactFile(address)
        guard FileSystem.exists(path) else { return nil }
        do throws(SignetError) {
            return try VCard.decode(try FileSystem.read(path))
        } catch { throw error.about(path) }
    }

    /// Takes over what a sighting of somebody tells: a new entry, or an update of the one there is.
    ///
    /// - Returns: the entry as it is now, and whether there was one before.
    @discardableResult
    public func learn(_ sighting: Contact) throws(SignetError) -> (contact: Contact, wasKnown: Bool) {
        try changing { () throws(SignetError) in
            let known = try contact(sighting.address)
            var contact = known ?? Contact(address: sighting.address)
            contact.learn(sighting)
            try FileSystem.makeFolder(contactsFolder, isPrivate: true)
            try FileSystem.write(VCard.encode(contact).span, to: contactFile(contact.address), isPrivate: true)
            return (contact, known != nil)
        }
    }

    /// Forgets somebody.
    ///
    /// - Throws: `SignetError.notFound`.
    public func removeContact(_ address: String) throws(SignetError) {
        try changing { () throws(SignetError) in
            guard FileSystem.exists(contactFile(address)) else { throw SignetError(.notFound("contact \(address)")) }
            try FileSystem.remove(contactFile(address))
        }
    }

    /// Whatever an address may contain, its file lies in the folder: other characters than these are written as %XX.
    private func contactFile(_ address: String) -> String {
        let name = address.lowercased().utf8.map { unit -> String in
            switch unit {
            case 0x30...0x39, 0x61...0x7A, 0x40, 0x2D, 0x5F, 0x2B: String(Unicode.Scalar(unit))
            case 0x2E: "."
            default: "%" + Hex.encode(Bytes([unit]))
            }
        }.joined()
        return "\(contactsFolder)/\(name.hasPrefix(".") ? "%2e" + name.dropFirst() : name).vcf"
    }
}
