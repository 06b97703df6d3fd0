import SignetASN1
public import SignetBytes
public import SignetX509

extension Home {
    /// Every contact, by address. A file that is damaged keeps nobody from the others: see `damagedContacts`.
    public func contacts() throws(SignetError) -> [Contact] { try allContacts().readable }

    /// What is wrong with files of contacts that cannot be read, an error for each.
    public func damagedContacts() throws(SignetError) -> [SignetError] { try allContacts().damaged }

    private func allContacts() throws(SignetError) -> (readable: [Contact], damaged: [SignetError]) {
        var readable: [Contact] = []
        var damaged: [SignetError] = []
        for name in try FileSystem.names(in: contactsFolder) where name.hasSuffix(".vcf") {
            let path = "\(contactsFolder)/\(name)"
            do throws(SignetError) {
                readable.append(try VCard.decode(try FileSystem.read(path)))
            } catch { damaged.append(error.about(path)) }
        }
        return (readable, damaged)
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

    /// Keeps authorities' certificates that led from contacts to an anchor: sealing for those contacts needs them again.
    public func remember(_ certificates: [Certificate]) throws(SignetError) {
        guard !certificates.isEmpty else { return }
        try changing { () throws(SignetError) in
            try FileSystem.makeFolder(intermediatesFolder, isPrivate: true)
            for certificate in certificates where !certificate.isSelfIssued {
                let path = "\(intermediatesFolder)/\(certificate.fingerprint).pem"
                guard !FileSystem.exists(path) else { continue }
                let pem = PEM(label: PEM.Label.certificate, contents: certificate.encoding).encode()
                try FileSystem.write(pem.span, to: path)
            }
        }
    }

    /// What certificates of recipients are judged by: the anchors of this store, and the certificates kept beside them.
    public func recipientCheck() throws(SignetError) -> RecipientCheck {
        var untrusted = try CertificateReading.certificates(
            inFiles: FileSystem.isFolder(intermediatesFolder) ? [intermediatesFolder] : [])
        untrusted += try identities().flatMap(\.chain)
        return RecipientCheck(trusting: try trustStore(), untrusted: untrusted, revocation: try revocation())
    }

    /// The revocation lists that are kept in `crls/`, and how much weight the settings give them.
    public func revocation() throws(SignetError) -> RevocationSettings {
        let demand = try settings().revocation.demand
        guard demand != .none else { return .none }
        let folder = path + "/crls"
        let lists = try RevocationReading.lists(inFiles: FileSystem.isFolder(folder) ? [folder] : [])
        // Of several lists of one authority that still hold, the newest knows most.
        return RevocationSettings(demand, lists: lists.sorted(by: Self.isNewer))
    }

    private static func isNewer(_ a: CertificateList, _ b: CertificateList) -> Bool {
        guard a.thisUpdate == b.thisUpdate else { return a.thisUpdate > b.thisUpdate }
        guard let first = (try? a.number()) ?? nil, let second = (try? b.number()) ?? nil else { return false }
        let (digits, others) = (first.description, second.description)
        return (digits.count, digits) > (others.count, others)
    }

    /// Takes over every contact of a vCard file: new entries, or updates.
    ///
    /// - Throws: `SignetError.malformed`; then nothing was taken.
    public func importContacts(_ file: Bytes) throws(SignetError) -> [(contact: Contact, wasKnown: Bool)] {
        var taken: [(contact: Contact, wasKnown: Bool)] = []
        for contact in try VCard.decodeAll(file) { taken.append(try learn(contact)) }
        return taken
    }

    /// Contacts as vCards, one after the other: those with these addresses, or all.
    ///
    /// - Throws: `SignetError.notFound`.
    public func exportContacts(_ addresses: [String]) throws(SignetError) -> Bytes {
        var chosen: [Contact] = []
        if addresses.isEmpty { chosen = try contacts() }
        for address in addresses {
            guard let contact = try contact(address) else { throw SignetError(.notFound("contact \(address)")) }
            chosen.append(contact)
        }
        return Bytes(chosen.flatMap { Array(VCard.encode($0)) })
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

    /// A contact's file is named by the one spelling of the address that all are compared by, unless there is one already.
    private func contactFile(_ address: String) -> String {
        let asSpelled = contactFile(named: address.lowercased())
        return FileSystem.exists(asSpelled) ? asSpelled : contactFile(named: GeneralName.comparable(mailbox: address))
    }

    /// Whatever an address may contain, its file lies in the folder: other characters than these are written as %XX.
    private func contactFile(named address: String) -> String {
        let name = address.utf8.map { unit -> String in
            switch unit {
            case 0x30...0x39, 0x61...0x7A, 0x40, 0x2D, 0x5F, 0x2B: String(Unicode.Scalar(unit))
            case 0x2E: "."
            default: "%" + Hex.encode(Bytes([unit]))
            }
        }.joined()
        return "\(contactsFolder)/\(name.hasPrefix(".") ? "%2e" + name.dropFirst() : name).vcf"
    }
}
