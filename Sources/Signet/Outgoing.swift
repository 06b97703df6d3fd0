public import SignetAlgorithms
public import SignetBytes
import SignetMIME

/// What to do with one message on its way out.
public struct Outgoing: Sendable {
    /// Whether it is to be signed, and with which Digital ID.
    public var signer: DigitalID?
    /// Whether it is to be sealed.
    public var seals: Bool
    /// Whether a sealed message is signed once more on the outside: a triple wrap (RFC 2634 §1.1).
    public var isTripleWrapped = false
    /// Whether a message is compressed before it is sealed, and after it was signed (RFC 8551 §3.7).
    public var isCompressed = false
    /// How to sign.
    public var signing = SigningOptions()
    /// How to seal; its policy is the one that counts.
    public var sealing = SealingOptions()
    /// Whether a message that cannot be sealed for everybody goes out unsealed.
    public var allowsUnencrypted = false

    /// Signing with a Digital ID, or with none, and sealing or not.
    public init(signer: DigitalID?, seals: Bool) {
        self.signer = signer
        self.seals = seals
    }
}

/// A message and who gets it.
public struct Delivery: Sendable {
    /// The message.
    public let mail: Mail
    /// Who gets it; nobody else should.
    public let recipients: [String]
    /// Whether it is sealed.
    public let isSealed: Bool
}

extension Home {
    /// The addresses that a mail goes to: To, Cc and Bcc, each once.
    public static func recipients(of mail: Mail) throws(SignetError) -> [String] {
        let (visible, hidden) = try visibleAndHiddenRecipients(of: mail)
        return visible + hidden
    }

    /// The addresses of To and Cc, and those of Bcc that are not among them.
    public static func visibleAndHiddenRecipients(
        of mail: Mail
    ) throws(SignetError) -> (visible: [String], hidden: [String]) {
        let header = try mail.message().header
        var seen = Set<String>()
        func addresses(_ names: [String]) -> [String] {
            names.flatMap { header.mailboxes(in: $0) }.map(\.address).filter {
                seen.insert($0.lowercased()).inserted
            }
        }
        let visible = addresses(["To", "Cc"])
        return (visible, addresses(["Bcc"]))
    }

    /// The address that a mail is from.
    public static func sender(of mail: Mail) throws(SignetError) -> String? {
        try mail.message().header.from.first?.address
    }

    /// What is known of the people with these addresses, for sealing.
    ///
    /// - Throws: `SignetError.nonSecureRecipients` naming everyone for whom there is no certificate, or none that fits.
    public func recipients(
        for addresses: [String], at time: Instant = .now, trusting check: RecipientCheck? = nil
    ) throws(SignetError) -> [Recipient] {
        let (secure, nonSecure) = try secureAndNonSecure(addresses, at: time, trusting: check)
        guard nonSecure.isEmpty else { throw SignetError(.nonSecureRecipients(nonSecure)) }
        return secure
    }

    /// Those of the people with these addresses who can read a sealed message, and those who cannot, with the reason. Whoever
    /// owns the store is among them: his Digital IDs are in it.
    public func secureAndNonSecure(
        _ addresses: [String], at time: Instant = .now, trusting check: RecipientCheck? = nil
    ) throws(SignetError) -> (secure: [Recipient], nonSecure: [NonSecureRecipient]) {
        var recipients: [Recipient] = []
        var nonSecure: [NonSecureRecipient] = []
        for address in addresses {
            let contact = try contact(address)
            let choices = contact?.choices(at: time, trusting: check) ?? []
            if let contact, let chosen = choices.first(where: \.isChosen) {
                recipients.append(
                    Recipient(
                        chosen.certificate, address: address, ciphers: contact.ciphers, readsOAEP: contact.readsOAEP,
                        source: .contact, reason: chosen.reason))
            } else if let own = try own(address, policy: try settings().applied(to: address).policy, at: time) {
                recipients.append(
                    Recipient(
                        own.certificate, address: address, ciphers: own.ciphers, readsOAEP: false, source: .own,
                        reason: "the address is one of your own"))
            } else {
                let own = try identities(named: address).first?.certificate.unsuitabilityForSealing(at: time)
                nonSecure.append(
                    NonSecureRecipient(address: address, reason: choices.first?.reason ?? own ?? "no certificate"))
            }
        }
        return (recipients, nonSecure)
    }

    /// The sender as a recipient of what he sends, so that he can open it: the latest of his Digital IDs that is fit.
    public func own(_ sender: String, policy: Policy, at time: Instant = .now) throws(SignetError) -> Recipient? {
        let fit = try identities(named: sender).map(\.certificate).filter {
            $0.unsuitabilityForSealing(at: time) == nil
        }
        return fit.max { $1.validity.isLater(than: $0.validity) }.map {
            Recipient($0, ciphers: policy.ciphers, source: .own)
        }
    }

    /// Signs and seals one message as wanted, for everybody alike. The sender can open what he sent: it is sealed for him too.
    ///
    /// - Throws: `SignetError.nonSecureRecipients` unless unencrypted sending is allowed.
    public func protect(
        _ mail: Mail, for addresses: [String], _ outgoing: Outgoing, policy: Policy
    ) throws(SignetError) -> Mail {
        var outgoing = outgoing
        outgoing.sealing.policy = policy
        return try protect(mail, for: addresses, outgoing).mail
    }

    /// The same in memory.
    public func protect(
        _ mail: some Collection<UInt8>, for addresses: [String], _ outgoing: Outgoing, policy: Policy
    ) throws(SignetError) -> Bytes {
        try protect(Mail(mail), for: addresses, outgoing, policy: policy).bytes()
    }

    private func protect(
        _ mail: Mail, for addresses: [String], _ outgoing: Outgoing
    ) throws(SignetError) -> Delivery {
        guard outgoing.seals else {
            return Delivery(mail: try sign(mail, outgoing), recipients: addresses, isSealed: false)
        }
        do throws(SignetError) {
            let sealing = outgoing.sealing
            var recipients = try recipients(for: addresses, at: sealing.time, trusting: sealing.check)
            let sender = try Home.sender(of: mail)
            var own: Recipient?
            if let certificate = outgoing.signer?.certificate,
                certificate.unsuitabilityForSealing(at: sealing.time) == nil
            {
                own = Recipient(certificate, ciphers: sealing.policy.ciphers, source: .own)
            } else if let sender {
                own = try self.own(sender, policy: sealing.policy, at: sealing.time)
            }
            if let own, !recipients.contains(where: { $0.certificate == own.certificate }) { recipients.append(own) }
            // Who cannot be sealed for is known before anything is signed.
            let plan = try SealingPlan(for: recipients, sealing)
            return Delivery(
                mail: try protect(mail, by: plan, outgoing), recipients: addresses, isSealed: true)
        } catch {
            guard case .nonSecureRecipients = error.kind, outgoing.allowsUnencrypted else { throw error }
            return Delivery(mail: try sign(mail, outgoing), recipients: addresses, isSealed: false)
        }
    }

    /// Signs, seals as planned, and signs once more, as wanted.
    public func protect(_ mail: Mail, by plan: SealingPlan, _ outgoing: Outgoing) throws(SignetError) -> Mail {
        func pack(_ mail: Mail) throws(SignetError) -> Mail {
            try outgoing.isCompressed ? compress(mail, headers: outgoing.sealing.headers) : mail
        }
        guard let signer = outgoing.signer else {
            return try seal(try pack(mail), by: plan, headers: outgoing.sealing.headers)
        }
        var inside = outgoing.signing
        inside.headers = outgoing.sealing.headers
        inside.isSealedAfterwards = true
        let (signed, outer, folds) = try signer.signAndSplit(mail, inside)
        let sealed = try seal(try pack(Mail(text: outer.enclosing(signed), folds: folds)), by: plan)
        guard outgoing.isTripleWrapped else { return sealed }
        var outside = outgoing.signing
        outside.headers = .none
        // RFC 2634 §2.1: who asks for a receipt asks on the inside.
        outside.receiptsTo = []
        return try signer.sign(sealed, outside)
    }

    private func sign(_ mail: Mail, _ outgoing: Outgoing) throws(SignetError) -> Mail {
        guard let signer = outgoing.signer else { return mail }
        return try signer.sign(mail, outgoing.signing)
    }

    /// What `signet sendmail` does: signs and seals one message as the settings say.
    ///
    /// - Parameters:
    ///   - mail: the message as a mailer hands it over.
    ///   - sender: whose Digital ID signs; that of the From field when `nil`.
    ///   - recipients: whom to seal for; those of the header when `nil`.
    ///   - allowsUnencrypted: whether it may go as it is when somebody cannot be sealed for.
    ///   - passphrase: asked for when the sender's Digital ID is needed.
    public func applySettings(
        to mail: Mail, from sender: String? = nil, recipients: [String]? = nil, allowsUnencrypted: Bool = false,
        passphrase: (_ keyset: String) throws(SignetError) -> Password
    ) throws(SignetError) -> Mail {
        let (addresses, outgoing) = try settled(mail, sender, recipients, allowsUnencrypted, passphrase)
        guard let outgoing else { return mail }
        return try protect(mail, for: addresses, outgoing).mail
    }

    /// The same in memory.
    public func applySettings(
        to mail: some Collection<UInt8>, passphrase: (_ keyset: String) throws(SignetError) -> Password
    ) throws(SignetError) -> Bytes {
        try applySettings(to: Mail(mail), passphrase: passphrase).bytes()
    }

    /// What `applySettings` does, with a message of its own for each recipient whom the header does not name: sealed together with the
    /// others, a message would tell them of him, since it lists whom it is sealed for.
    public func deliveries(
        of mail: Mail, from sender: String? = nil, recipients: [String]? = nil, allowsUnencrypted: Bool = false,
        passphrase: (_ keyset: String) throws(SignetError) -> Password
    ) throws(SignetError) -> [Delivery] {
        let (addresses, outgoing) = try settled(mail, sender, recipients, allowsUnencrypted, passphrase)
        guard let outgoing else { return [Delivery(mail: mail, recipients: addresses, isSealed: false)] }
        let named = Set(try Home.visibleAndHiddenRecipients(of: mail).visible.map { $0.lowercased() })
        let hidden = addresses.filter { !named.contains($0.lowercased()) }
        guard outgoing.seals, !hidden.isEmpty, addresses.count > 1 else {
            return [try protect(mail, for: addresses, outgoing)]
        }
        let visible = addresses.filter { named.contains($0.lowercased()) }
        var groups = visible.isEmpty ? [] : [visible]
        groups += hidden.map { [$0] }
        var deliveries: [Delivery] = []
        for group in groups { deliveries.append(try protect(mail, for: group, outgoing)) }
        return deliveries
    }

    private func settled(
        _ mail: Mail, _ sender: String?, _ recipients: [String]?, _ allowsUnencrypted: Bool,
        _ passphrase: (_ keyset: String) throws(SignetError) -> Password
    ) throws(SignetError) -> (addresses: [String], outgoing: Outgoing?) {
        let author = try Home.sender(of: mail)
        let settings = try settings().applied(to: sender ?? author)
        let addresses: [String]
        if let recipients { addresses = recipients } else { addresses = try Home.recipients(of: mail) }
        guard settings.signAll || settings.sealAll else { return (addresses, nil) }
        var outgoing = Outgoing(signer: nil, seals: settings.sealAll)
        outgoing.allowsUnencrypted = allowsUnencrypted
        outgoing.signing = settings.signing
        outgoing.sealing = settings.sealing
        outgoing.sealing.check = try recipientCheck()
        if settings.signAll {
            guard let named = sender ?? author else {
                throw SignetError(.notFound("From field that tells who signs"))
            }
            let stored = try identity(named: named, isForSigning: true)
            outgoing.signer = try unlock(stored, passphrase: try passphrase(stored.keyset))
        }
        return (addresses, outgoing)
    }
}

extension MailSettings {
    /// How these settings sign.
    public var signing: SigningOptions {
        var options = SigningOptions()
        options.form = clearText ? .clear : .opaque
        options.digest = policy.digest
        options.capabilities = policy.announcedCiphers
        options.allowsLegacy = policy.writesLegacy
        options.headers = headers
        return options
    }

    /// How these settings seal.
    public var sealing: SealingOptions {
        var options = SealingOptions()
        options.policy = policy
        options.headers = headers
        return options
    }
}
