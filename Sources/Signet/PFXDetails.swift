public import SignetAlgorithms
public import SignetBytes
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
        /// Whether it is for the owner of a private key.
        public let isEnveloped: Bool
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

    /// What a file shows to anyone, or everything with a password.
    ///
    /// - Throws: `SignetError`: `.malformed`, and with a password `.wrongPassword`, `.unsupported`.
    public init(_ file: Bytes, password: Password?) throws(SignetError) {
        do throws(PFXError) {
            if let password {
                self.init(try PFX.open(file, password: password))
            } else {
                self.init(try PFX.inspect(file))
            }
        } catch { throw SignetError(wrapping: error) }
    }

    init(_ contents: PFXContents) {
        let paired = Set(contents.looseKeys.map { SubjectPublicKeyInfo($0.key.publicKey) })
        self.init(
            contents.facts, isOpen: true,
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
                encryption: $0.encryption.map(Protection.init), isEnveloped: $0.isEnveloped, bags: $0.bags,
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
            let protection = safe.encryption?.text ?? (safe.isEnveloped ? "for the owner of a private key" : "plain")
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
            lines.append("Note        without the password, this is what anybody can see; nothing vouches for it")
        }
        return lines
    }
}

/// The doctor's answer in words.
public struct PFXDoctorDetails: Details, Codable {
    /// A program, and what keeps it from reading the file.
    public struct Reader: Sendable, Codable {
        /// The program.
        public let name: String
        /// Whether it reads the file.
        public let canRead: Bool
        /// What it does not read.
        public let obstacles: [String]
        /// The command that converts the file for it.
        public let remedy: String?
    }

    /// `opens`, `wrong password`, `damaged`, …
    public let verdict: String
    /// The same in a sentence.
    public let summary: String
    /// What else was noticed.
    public let findings: [String]
    /// Who can read it.
    public let readers: [Reader]
    /// What is in it.
    public let details: PFXDetails?
    /// The exit status of the program.
    public let exitStatus: Int32

    /// Examines a file.
    public init(_ file: Bytes, name: String, password: Password?) {
        let diagnosis = PFX.diagnose(file, password: password)
        verdict = diagnosis.verdict.rawValue
        summary = diagnosis.summary
        findings = diagnosis.findings
        readers = diagnosis.readers.map { reader in
            let remedy =
                "signet pfx convert \(name) --for \(reader.profile.name) -o \(Self.converted(name, reader.profile))"
            return Reader(
                name: reader.name, canRead: reader.obstacles.isEmpty, obstacles: reader.obstacles,
                remedy: reader.obstacles.isEmpty ? nil : remedy)
        }
        details = diagnosis.contents.map { PFXDetails($0) }
        exitStatus =
            switch diagnosis.verdict {
            case .opens: 0
            case .passwordNeeded, .wrongPassword, .privateKeyNeeded, .unsupported: 4
            case .damaged: 1
            case .malformed, .notAPFX, .empty: 3
            case .tooMuchWork: 5
            }
    }

    private static func converted(_ name: String, _ profile: PFXProfile) -> String {
        let end = name.lastIndex(of: ".") ?? name.endIndex
        return "\(name[..<end])-\(profile.name).pfx"
    }

    /// The text, line by line.
    public var lines: [String] {
        var lines = ["\(verdict.uppercased()): \(summary)"] + findings.map { "Note        \($0)" }
        guard !readers.isEmpty else { return lines }
        lines.append("")
        lines.append("Who can read it")
        for reader in readers {
            lines.append(
                "  \(reader.canRead ? "yes" : "NO ")  \(reader.name)"
                    + (reader.obstacles.isEmpty ? "" : ": \(reader.obstacles.joined(separator: "; "))"))
        }
        var remedies: [String] = []
        for remedy in readers.compactMap(\.remedy) where !remedies.contains(remedy) { remedies.append(remedy) }
        if !remedies.isEmpty { lines += ["", "To convert it"] + remedies.map { "  \($0)" } }
        return lines
    }
}

extension PFXDetails {
    /// Writes a file anew for a named target, with everything that is in it.
    ///
    /// - Returns: the new file, and what it does not carry, a clause each.
    /// - Throws: `SignetError`: `.wrongPassword`, `.malformed`, `.unsupported`, `.unsuitable`.
    public static func convert(
        _ file: Bytes, password: Password, to profile: PFXProfile, newPassword: Password
    ) throws(SignetError) -> (file: Bytes, notes: [String]) {
        do throws(PFXError) {
            let contents = try PFX.open(file, password: password)
            let converted = try PFX.export(contents, password: newPassword, profile: profile)
            let keyCount = contents.keys.count + contents.unusableKeys.count
            return (converted, profile.carriesKeys || keyCount == 0 ? [] : ["private keys are left out: \(keyCount)"])
        } catch { throw SignetError(wrapping: error) }
    }

    /// Whether a file opens without a password.
    public static func isOpen(_ file: Bytes) -> Bool {
        guard let inspection = try? PFX.inspect(file) else { return false }
        return !inspection.isEncrypted
    }

    /// How many iterations of key derivation a file asks for, as far as it shows.
    public static func visibleWork(_ file: Bytes) -> Int {
        guard let inspection = try? PFX.inspect(file) else { return 0 }
        let protections = inspection.facts.safes.flatMap { [$0.encryption] + $0.keys } + [inspection.facts.mac]
        return protections.reduce(0) { $0 &+ min($1?.iterations ?? 0, 1 << 40) }
    }
}
