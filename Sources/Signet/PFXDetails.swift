public import SignetAlgorithms
public import SignetBytes
public import SignetCMS
import SignetKeys
public import SignetPKCS12
import SignetX509

/// What is in a `.pfx`, in words.
public struct PFXDetails: Details, Codable {
    /// How something is protected.
    public struct Protection: Sendable, Codable {
        /// By what.
        public let algorithm: String
        /// How often its key derivation is iterated.
        public let iterations: Int
        /// `recommended`, `acceptable`, `legacy`, `refused`.
        public let standing: String

        init(_ protection: PFXFacts.Protection) {
            algorithm = protection.algorithm
            iterations = protection.iterations
            standing = protection.standing.rawValue
        }

        fileprivate var text: String { "\(algorithm), \(iterations) iterations (\(standing))" }
    }

    /// One safe.
    public struct Safe: Sendable, Codable {
        /// How it is encrypted; absent when it is not.
        public let encryption: Protection?
        /// The owners of private keys that it is for; absent when it is under a password or plain.
        public let recipients: [String]?
        /// The kinds of its bags, as far as they can be seen.
        public let bags: [String]
        /// How each private key in it is encrypted; `null` for a plain one.
        public let keys: [Protection?]
    }

    /// A private key.
    public struct Key: Sendable, Codable {
        /// `RSA 3072`; absent while it is encrypted.
        public let key: String?
        /// The name that a person gave.
        public let friendlyName: String?
        /// What ties it to its certificate, in hexadecimal.
        public let localKeyID: String?
        /// Whether a certificate in the file is its own; absent while it is encrypted.
        public let hasCertificate: Bool?
        /// Why it cannot be used.
        public let problem: String?
    }

    /// A certificate.
    public struct CertificateEntry: Sendable, Codable {
        /// What it says.
        public let certificate: Report.CertificateSummary
        /// The name that a person gave.
        public let friendlyName: String?
        /// What ties it to its key, in hexadecimal.
        public let localKeyID: String?
        /// The types of its other attributes.
        public let attributes: [String]
    }

    /// Whether it was opened with a password, and all of it is told.
    public let isOpen: Bool
    /// The authentication code; absent when there is none.
    public let mac: Protection?
    /// Who signed the file, in public-key integrity mode.
    public let signer: String?
    /// The safes.
    public let safes: [Safe]
    /// The private keys.
    public let keys: [Key]
    /// The certificates, those under encryption when it was opened.
    public let certificates: [CertificateEntry]
    /// How many revocation lists, other secrets, and bags of unknown kinds there are.
    public let revocationLists, secrets, otherBags: Int
    /// What the standard does not allow and was let pass.
    public let tolerances: [String]
    /// How the password was used, when it was not as the standard says.
    public let passwordReading: String?

    /// What a file shows to anyone, or everything with a password, and the private keys that parts of it are for.
    ///
    /// - Throws: `SignetError`: `.malformed`, and with a password `.wrongPassword`, `.unsupported`.
    public init(
        _ file: Bytes, password: Password?, privacyPassword: Password? = nil, keys: [OpeningKey] = []
    ) throws(SignetError) {
        do throws(PFXError) {
            if let password {
                self.init(
                    try PFX.open(file, password: password, privacyPassword: privacyPassword, keys: keys))
            } else {
                self.init(try PFX.inspect(file))
            }
        } catch { throw SignetError(wrapping: error) }
    }

    init(_ contents: PFXContents) {
        let paired = Set(contents.looseKeys.map { SubjectPublicKeyInfo($0.key.publicKey) })
        self.init(
            contents.facts, isOpen: contents.closedSafeCount == 0,
            keys: contents.keys.map {
                Key(
                    key: $0.key.publicKey.description, friendlyName: $0.friendlyName,
                    localKeyID: $0.localKeyID.map { Hex.encode($0) },
                    hasCertificate: !paired.contains(SubjectPublicKeyInfo($0.key.publicKey)), problem: nil)
            }
                + contents.unusableKeys.map {
                    Key(
                        key: $0.algorithm, friendlyName: $0.friendlyName,
                        localKeyID: $0.localKeyID.map { Hex.encode($0) }, hasCertificate: nil, problem: "\($0.reason)")
                },
            certificates: contents.certificates, revocationLists: contents.revocationLists.count,
            secrets: contents.secrets.count, otherBags: contents.otherBags.count)
    }

    init(_ inspection: PFXInspection) {
        let kinds = inspection.facts.safes.flatMap(\.bags)
        self.init(
            inspection.facts, isOpen: !inspection.isEncrypted,
            keys: inspection.keyNames.map {
                Key(key: nil, friendlyName: $0, localKeyID: nil, hasCertificate: nil, problem: nil)
            },
            certificates: inspection.certificates, revocationLists: kinds.filter { $0 == "crlBag" }.count,
            secrets: kinds.filter { $0 == "secretBag" }.count,
            otherBags: kinds.filter { !$0.hasSuffix("Bag") }.count)
    }

    private init(
        _ facts: PFXFacts, isOpen: Bool, keys: [Key], certificates: [PFXContents.CertificateEntry],
        revocationLists: Int, secrets: Int, otherBags: Int
    ) {
        self.isOpen = isOpen
        mac = facts.mac.map(Protection.init)
        signer = facts.signer?.subject.description
        safes = facts.safes.map {
            Safe(
                encryption: $0.encryption.map(Protection.init), recipients: $0.recipients, bags: $0.bags,
                keys: $0.keys.map { $0.map(Protection.init) })
        }
        self.keys = keys
        self.certificates = certificates.map {
            CertificateEntry(
                certificate: Report.CertificateSummary($0.certificate), friendlyName: $0.friendlyName,
                localKeyID: $0.localKeyID.map { Hex.encode($0) },
                attributes: $0.attributes.map(\.type.description))
        }
        self.revocationLists = revocationLists
        self.secrets = secrets
        self.otherBags = otherBags
        tolerances = facts.tolerances.map { "\($0)" }
        passwordReading = facts.passwordReading.flatMap { $0 == .standard ? nil : "\($0)" }
    }

    /// The text, line by line.
    public var lines: [String] {
        var lines = ["Code        \(mac?.text ?? (signer.map { "signed by \($0)" } ?? "none"))"]
        for (index, safe) in safes.enumerated() {
            let recipients = safe.recipients.map { "for \($0.joined(separator: "; "))" }
            let protection = safe.encryption?.text ?? recipients ?? "plain"
            lines.append("Safe \(index + 1)      \(protection)")
            if !safe.bags.isEmpty { lines.append("  Bags      \(safe.bags.joined(separator: ", "))") }
            for key in safe.keys { lines.append("  Key       \(key?.text ?? "not encrypted")") }
        }
        for key in keys {
            lines.append("Private key \(key.key ?? "encrypted")" + (key.friendlyName.map { " “\($0)”" } ?? ""))
            if let id = key.localKeyID { lines.append("  Local ID  \(id)") }
            if key.hasCertificate == false { lines.append("  without a certificate in the file") }
            if let problem = key.problem { lines.append("  \(problem)") }
        }
        for entry in certificates {
            let summary = entry.certificate
            lines.append("Certificate \(summary.subject)" + (entry.friendlyName.map { " “\($0)”" } ?? ""))
            lines.append("  Key       \(summary.key), to \(summary.notAfter)")
            if let id = entry.localKeyID { lines.append("  Local ID  \(id)") }
        }
        if revocationLists > 0 { lines.append("Lists       \(revocationLists)") }
        if secrets > 0 { lines.append("Secrets     \(secrets)") }
        if otherBags > 0 { lines.append("Unknown     \(otherBags) bags") }
        if let passwordReading { lines.append("Password    \(passwordReading)") }
        lines += tolerances.map { "Note        \($0)" }
        if !isOpen {
            lines.append(
                "Note        without \(safes.contains { $0.recipients != nil } ? "the private key" : "the password"), "
                    + "this is what anybody can see; nothing vouches for it")
        }
        return lines
    }
}

extension PFXDetails {
    /// Writes a file anew for a named target, with everything that is in it.
    ///
    /// - Returns: the new file, and what it does not carry, a clause each.
    /// - Throws: `SignetError`: `.wrongPassword`, `.malformed`, `.unsupported`, `.unsuitable`.
    public static func convert(
        _ file: Bytes, password: Password, privacyPassword: Password? = nil, keys: [OpeningKey] = [],
        to profile: PFXProfile, newPassword: Password
    ) throws(SignetError) -> (file: Bytes, notes: [String]) {
        do throws(PFXError) {
            let contents = try PFX.open(file, password: password, privacyPassword: privacyPassword, keys: keys)
            let converted = try PFX.export(contents, password: newPassword, profile: profile)
            let keyCount = contents.keys.count + contents.unusableKeys.count
            return (converted, profile.carriesKeys || keyCount == 0 ? [] : ["private keys are left out: \(keyCount)"])
        } catch { throw SignetError(wrapping: error) }
    }

    /// Whether it takes a password to open a file.
    public static func needsPassword(_ file: Bytes) -> Bool {
        guard let inspection = try? PFX.inspect(file) else { return true }
        return inspection.needsPassword
    }

    /// How many iterations of key derivation a file asks for, as far as it shows.
    public static func visibleWork(_ file: Bytes) -> Int {
        guard let inspection = try? PFX.inspect(file) else { return 0 }
        let protections = inspection.facts.safes.flatMap { [$0.encryption] + $0.keys } + [inspection.facts.mac]
        return protections.reduce(0) { $0 &+ min($1?.iterations ?? 0, 1 << 40) }
    }
}
