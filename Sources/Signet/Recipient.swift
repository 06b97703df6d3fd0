public import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetRSA
public import SignetX509

/// Somebody to seal for: a certificate, and what is known of what its owner can read.
public struct Recipient: Sendable {
    /// How his certificate was found.
    public enum Source: String, Sendable, Codable {
        /// In the contacts, by his address.
        case contact
        /// Whoever seals has named the very certificate.
        case named
        /// It is the sender's own.
        case own
    }

    /// His certificate.
    public let certificate: Certificate
    /// The address that he was asked for by; that of the certificate when nobody asked.
    public let address: String
    /// How the certificate was found.
    public let source: Source
    /// The ciphers that he announced, best first; `nil` when he announced nothing.
    public let ciphers: [ContentCipher]?
    /// Whether he announced that he reads RSAES-OAEP.
    public let readsOAEP: Bool
    /// Why this certificate of his was chosen.
    public let reason: String

    /// A recipient by his certificate alone.
    public init(_ certificate: Certificate, ciphers: [ContentCipher]? = nil, source: Source = .named) {
        self.init(
            certificate, address: certificate.emailAddresses.first ?? certificate.subject.title, ciphers: ciphers,
            readsOAEP: false, source: source, reason: source == .own ? "to read what was sent" : "named")
    }

    init(
        _ certificate: Certificate, address: String, ciphers: [ContentCipher]?, readsOAEP: Bool, source: Source,
        reason: String
    ) {
        self.certificate = certificate
        self.address = address
        self.ciphers = ciphers
        self.readsOAEP = readsOAEP
        self.source = source
        self.reason = reason
    }
}

extension Policy {
    /// The best cipher that every recipient can read (RFC 8551 §2.7).
    ///
    /// - Throws: `SignetError.refused` when there is none that this policy allows; a weaker one is never taken silently.
    public func cipher(for recipients: [Recipient]) throws(SignetError) -> ContentCipher {
        try choice(for: recipients).cipher
    }

    /// The cipher, and why it is that one.
    func choice(for recipients: [Recipient]) throws(SignetError) -> (cipher: ContentCipher, reason: String) {
        // The sender reads whatever he writes.
        let others = recipients.filter { $0.source != .own }
        let announced = others.compactMap(\.ciphers)
        guard !announced.isEmpty else {
            return (defaultCipher, "policy \(name) takes it where nobody has announced anything")
        }
        let isKnown = announced.count == others.count
        // Of whom nothing is known, neither a weak cipher is expected nor a new one.
        let candidates = isKnown ? ciphers : ciphers.filter { $0.standing < .legacy && !$0.isAuthenticating }
        guard let best = candidates.first(where: { cipher in announced.allSatisfy { $0.contains(cipher) } }) else {
            let names = announced.map { $0.map(\.name).joined(separator: ", ") }.joined(separator: " | ")
            throw SignetError(
                .refused(
                    "no cipher that policy \(name) allows can be read by all recipients (they announced: \(names))"))
        }
        return (
            best,
            isKnown
                ? "the best of policy \(name) that every recipient has announced"
                : "the best of policy \(name) that those who announced something read, and that others are expected to"
        )
    }
}

/// What will be done to seal a message, and why, recipient by recipient.
public struct SealingPlan: Sendable {
    /// The cipher.
    public let cipher: ContentCipher
    /// Why this one.
    public let reason: String
    /// Each recipient, with how the key is carried to him.
    public let recipients: [Entry]

    /// A recipient of a plan.
    public struct Entry: Sendable {
        /// Who.
        public let recipient: Recipient
        /// How the key is encrypted to an RSA key; `nil` where it is agreed on instead.
        public let keyTransport: KeyTransport?
        /// Why so.
        public let reason: String
        /// What the sender should know, although it stops nothing.
        public let notes: [String]
    }

    /// Decides, or says who could not read the message.
    ///
    /// - Throws: `SignetError.nonSecureRecipients` with the reason for each; `.refused` when policy has no cipher for all.
    public init(for recipients: [Recipient], _ options: SealingOptions) throws(SignetError) {
        guard !recipients.isEmpty else { throw SignetError(.unsuitable("there is nobody to seal for")) }
        let policy = options.policy
        var unfit: [NonSecureRecipient] = []
        var entries: [Entry] = []
        for recipient in recipients {
            let certificate = recipient.certificate
            var notes: [String] = []
            var failure = certificate.unsuitabilityForSealing(at: options.time)
            let key = try? certificate.publicKey()
            let bitCount = key?.rsaKey?.bitCount
            if failure == nil, let bitCount, bitCount < policy.minimumKeyBitCount {
                failure = "the key of \(bitCount) bits is too short for policy \(policy.name)"
            }
            if failure == nil, recipient.source != .own, let check = options.check {
                let distrust = check.failure(certificate, at: options.time)
                // Where nobody is trusted at all, whoever names the very certificate answers for it.
                if recipient.source == .named, check.trust.trustAnchors.isEmpty {
                    notes += distrust.map { [$0] } ?? []
                } else {
                    failure = distrust
                }
            }
            if let failure {
                unfit.append(NonSecureRecipient(address: recipient.address, reason: failure))
                continue
            }
            let mailboxes = certificate.emailAddresses
            if recipient.source == .contact, !mailboxes.isEmpty, !certificate.isFor(recipient.address) {
                notes.append("the certificate is for \(mailboxes.joined(separator: ", "))")
            }
            if let bitCount, bitCount < 2048 { notes.append("the RSA key has only \(bitCount) bits") }
            entries.append(Self.entry(recipient, bitCount != nil, options, notes))
        }
        guard unfit.isEmpty else { throw SignetError(.nonSecureRecipients(unfit)) }
        if let cipher = options.cipher {
            guard policy.ciphers.contains(cipher) else {
                throw SignetError(.refused("policy \(policy.name) does not allow \(cipher.name)"))
            }
            (self.cipher, reason) = (cipher, "asked for")
            entries = entries.map { entry in
                guard let ciphers = entry.recipient.ciphers, !ciphers.contains(cipher) else { return entry }
                return entry.noting("has not announced that he reads \(cipher.name)")
            }
        } else {
            (cipher, reason) = try policy.choice(for: recipients)
        }
        self.recipients = entries
    }

    private static func entry(
        _ recipient: Recipient, _ isRSA: Bool, _ options: SealingOptions, _ notes: [String]
    ) -> Entry {
        guard isRSA else {
            return Entry(
                recipient: recipient, keyTransport: nil, reason: "the key is agreed on (RFC 5753)", notes: notes)
        }
        if let asked = options.keyTransport {
            return Entry(recipient: recipient, keyTransport: asked, reason: "asked for", notes: notes)
        }
        if options.policy.keyTransport == .rsaOAEP || options.policy.writesLegacy {
            let transport = options.policy.keyTransport
            return Entry(
                recipient: recipient, keyTransport: transport, reason: "policy \(options.policy.name) wants it",
                notes: notes)
        }
        return recipient.readsOAEP
            ? Entry(recipient: recipient, keyTransport: .rsaOAEP, reason: "he has announced it", notes: notes)
            : Entry(recipient: recipient, keyTransport: .rsaPKCS1v15, reason: "everybody reads it", notes: notes)
    }

    /// `EnvelopedData` or `AuthEnvelopedData`
    public var container: String { cipher.isAuthenticating ? "AuthEnvelopedData" : "EnvelopedData" }
}

extension SealingPlan.Entry {
    fileprivate func noting(_ note: String) -> SealingPlan.Entry {
        SealingPlan.Entry(recipient: recipient, keyTransport: keyTransport, reason: reason, notes: notes + [note])
    }
}

extension SealingPlan: Encodable {
    private enum Key: String, CodingKey { case cipher, container, reason, recipients }

    /// For programs.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(cipher.name, forKey: .cipher)
        try container.encode(self.container, forKey: .container)
        try container.encode(reason, forKey: .reason)
        try container.encode(recipients, forKey: .recipients)
    }

    /// The plan for a person.
    public var text: String {
        var lines = ["Cipher    \(cipher.name) in \(container): \(reason)"]
        for entry in recipients {
            let recipient = entry.recipient
            lines.append("For       \(recipient.address): \(recipient.certificate.subject)")
            let reason = recipient.reason == "named" ? "its certificate was given" : recipient.reason
            lines.append("  chosen    \(reason) (\(recipient.source.rawValue))")
            lines.append("  key       \(entry.keyTransport?.name ?? "key agreement"): \(entry.reason)")
            let announced = recipient.ciphers.map {
                $0.isEmpty ? "nothing that Signet has" : $0.map(\.name).joined(separator: ", ")
            }
            lines.append("  can read  \(announced ?? "not announced")")
            lines += entry.notes.map { "  note      \($0)" }
        }
        return lines.map(\.visible).joined(separator: "\n") + "\n"
    }
}

extension SealingPlan.Entry: Encodable {
    private enum Key: String, CodingKey {
        case address, certificate, source, chosen, keyTransport, reason, ciphers, notes
    }

    /// For programs.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(recipient.address, forKey: .address)
        try container.encode(Report.CertificateSummary(recipient.certificate), forKey: .certificate)
        try container.encode(recipient.source, forKey: .source)
        try container.encode(recipient.reason, forKey: .chosen)
        try container.encode(keyTransport?.name ?? "key agreement", forKey: .keyTransport)
        try container.encode(reason, forKey: .reason)
        try container.encodeIfPresent(recipient.ciphers?.map(\.name), forKey: .ciphers)
        try container.encode(notes, forKey: .notes)
    }
}
