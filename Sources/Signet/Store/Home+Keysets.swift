import SignetASN1
public import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetMIME
public import SignetPKCS12
public import SignetX509

/// A Digital ID in the store, as far as it can be seen without the passphrase of its keyset.
public struct StoredID: Sendable {
    /// The keyset that it is in: a folder of that name.
    public let keyset: String
    /// Its certificate.
    public let certificate: Certificate
    /// The certificates above it.
    public let chain: [Certificate]
    /// The file.
    public let path: String

    /// The fingerprint of the certificate.
    public var fingerprint: String { "\(certificate.fingerprint)" }
    /// The first of its mailboxes, else the name of its subject.
    public var title: String { certificate.emailAddresses.first ?? certificate.subject.title }

    /// Whether a person means this one: by address, by the beginning of the fingerprint, or by name.
    func isNamed(_ name: String) -> Bool {
        certificate.isFor(name) || certificate.hasFingerprint(beginning: name, atLeast: 6)
            || certificate.subject.title.lowercased() == name.lowercased() || isAddressed(by: name)
    }

    /// Whether it is for the address in `Alice Liddell <alice@example.org>`.
    private func isAddressed(by text: String) -> Bool {
        guard text.hasSuffix(">") else { return false }
        let mailboxes = Mailbox.parse(text)
        return mailboxes.count == 1 && certificate.isFor(mailboxes[0].address)
    }
}

extension Certificate {
    /// Whether its fingerprint begins with these digits, which programs write in pairs with colons between them, too.
    func hasFingerprint(beginning text: String, atLeast digitCount: Int) -> Bool {
        let digits = text.lowercased().filter { $0 != ":" }
        return digits.count >= digitCount && "\(fingerprint)".hasPrefix(digits)
    }
}

extension SignetError {
    /// That nobody is called so, and why not, where a few digits of a fingerprint were given.
    fileprivate init(noIdentity name: String) {
        let isShort = !name.isEmpty && name.count < 6 && name.allSatisfy(\.isHexDigit)
        self.init(.notFound("Digital ID for \(name)\(isShort ? "; of a fingerprint, 6 digits are needed" : "")"))
    }
}

extension Home {
    /// Every Digital ID, by keyset and name. No passphrase is needed: certificates are kept in the clear. A file that is damaged
    /// keeps nobody from the others: see `damagedIdentities`.
    public func identities() throws(SignetError) -> [StoredID] { try allIdentities().readable }

    /// What is wrong with files of Digital IDs that cannot be read, an error for each.
    public func damagedIdentities() throws(SignetError) -> [SignetError] { try allIdentities().damaged }

    private func allIdentities() throws(SignetError) -> (readable: [StoredID], damaged: [SignetError]) {
        var readable: [StoredID] = []
        var damaged: [SignetError] = []
        for keyset in try FileSystem.names(in: keysetsFolder) where FileSystem.isFolder("\(keysetsFolder)/\(keyset)") {
            for name in try FileSystem.names(in: "\(keysetsFolder)/\(keyset)") where name.hasSuffix(".p12") {
                let path = "\(keysetsFolder)/\(keyset)/\(name)"
                do throws(SignetError) {
                    readable.append(try storedID(at: path, keyset: keyset, fingerprint: String(name.dropLast(4))))
                } catch { damaged.append(error.about(path)) }
            }
        }
        return (readable, damaged)
    }

    /// That nobody is called so, unless it is for a file that cannot be read.
    private func noIdentity(_ name: String) throws(SignetError) -> SignetError {
        try damagedIdentities().first ?? SignetError(noIdentity: name)
    }

    /// The Digital IDs that a person means by an address, the beginning of a fingerprint, or a name.
    public func identities(named name: String) throws(SignetError) -> [StoredID] {
        try identities().filter { $0.isNamed(name) }
    }

    /// The one Digital ID that a person means. Of several for one address, the one valid now that was made last.
    ///
    /// - Parameters:
    ///   - name: an address, a name, or the start of a fingerprint.
    ///   - isForSigning: whether one whose key may sign mail comes before others (RFC 8550 §4.4.2): people have one to
    ///     sign with and one to be written to.
    ///   - time: the moment for which it should be valid.
    /// - Throws: `SignetError.notFound`; what is wrong with a file, when it may be the one.
    public func identity(
        named name: String, isForSigning: Bool = false, at time: Instant = .now
    ) throws(SignetError) -> StoredID {
        var matches = try identities(named: name)
        let fit = matches.filter { $0.certificate.isForSigning }
        if isForSigning, !fit.isEmpty { matches = fit }
        let valid = matches.filter { $0.certificate.validity.contains(time) }
        let best = (valid.isEmpty ? matches : valid).max {
            $1.certificate.validity.isLater(than: $0.certificate.validity)
        }
        guard let best else { throw try noIdentity(name) }
        return best
    }

    /// The one Digital ID that a person means, for what cannot be undone.
    ///
    /// - Throws: `SignetError.notFound`, or `.ambiguous` when several fit.
    public func onlyIdentity(named name: String) throws(SignetError) -> StoredID {
        let matches = try identities(named: name)
        guard let first = matches.first else { throw try noIdentity(name) }
        guard matches.count == 1 else {
            throw SignetError(.ambiguous(name, matches.map { "\($0.fingerprint.prefix(16))" }))
        }
        return first
    }

    /// Writes a backup that has been read again before it takes the place of anything, and once more from the disk.
    public func export(
        _ id: DigitalID, to path: String, password: Password, for profile: PFXProfile
    ) throws(SignetError) {
        let file = try id.pfx(password: password, for: profile)
        let again = try DigitalID.all(inPFX: file, password: password)
        guard again.contains(where: { $0.certificate == id.certificate }) else {
            throw SignetError(.internalFault("the backup does not hold what it should"), file: path)
        }
        try FileSystem.write(file.span, to: path, isPrivate: true)
        guard FileSystem.isRegularFile(path) else { return }
        guard try FileSystem.read(path) == file else {
            throw SignetError(.internalFault("the file does not hold what was written"), file: path)
        }
    }

    /// Opens a Digital ID of the store.
    ///
    /// - Throws: `SignetError.wrongPassword`.
    public func unlock(_ stored: StoredID, passphrase: Password) throws(SignetError) -> DigitalID {
        let file = try FileSystem.read(stored.path)
        do throws(SignetError) {
            return try DigitalID.all(inPFX: file, password: passphrase)[0]
        } catch { throw error.about(stored.path) }
    }

    /// Puts a Digital ID into a keyset, encrypted under the keyset's passphrase.
    ///
    /// - Throws: `SignetError.wrongPassword` when the keyset has Digital IDs already, under another passphrase: one
    ///   keyset, one passphrase.
    @discardableResult
    public func add(_ id: DigitalID, to keyset: String, passphrase: Password) throws(SignetError) -> StoredID {
        guard Self.isFolderName(keyset) else {
            throw SignetError(.usage("“\(keyset)” cannot name a keyset: use letters, digits and . _ - + @"))
        }
        return try changing { () throws(SignetError) in
            try checkPassphrase(passphrase, of: keyset)
            let folder = "\(keysetsFolder)/\(keyset)"
            try FileSystem.makeFolder(folder, isPrivate: true)
            let path = "\(folder)/\(id.fingerprint).p12"
            let file = try id.pfx(password: passphrase, for: .keyset)
            try FileSystem.write(file.span, to: path, isPrivate: true)
            return StoredID(keyset: keyset, certificate: id.certificate, chain: id.chain, path: path)
        }
    }

    /// Removes a Digital ID from this computer.
    public func remove(_ stored: StoredID) throws(SignetError) {
        try changing { () throws(SignetError) in try FileSystem.remove(stored.path) }
    }

    /// Names that cannot lead out of the store.
    static func isFolderName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && name.utf8.count <= 200
            && name.unicodeScalars.allSatisfy(isFolderCharacter)
    }

    private static func isFolderCharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || "._-+@ ".unicodeScalars.contains(scalar)
    }

    /// What a keyset is called that nobody named: the address, with `_` for what may stand in an address and not in a name.
    ///
    /// - Parameter address: an address of the Digital ID.
    /// - Returns: a name that a keyset may have, unless the address is too long.
    public static func keysetName(for address: String) -> String {
        let name = address.lowercased().unicodeScalars.map { isFolderCharacter($0) ? Character($0) : "_" }
        return name.first == "." ? "_" + String(name.dropFirst()) : String(name)
    }

    private func storedID(at path: String, keyset: String, fingerprint: String) throws(SignetError) -> StoredID {
        let file = try FileSystem.read(path)
        let certificates: [Certificate]
        do throws(PFXError) {
            certificates = try PFX.visibleCertificates(in: file)
        } catch { throw SignetError(wrapping: error).about(path) }
        guard let leaf = certificates.first(where: { "\($0.fingerprint)" == fingerprint }) else {
            throw SignetError(
                .malformed(.unrecognised(expected: "the certificate \(fingerprint)", found: "others")), file: path)
        }
        return StoredID(keyset: keyset, certificate: leaf, chain: certificates.filter { $0 != leaf }, path: path)
    }
}
