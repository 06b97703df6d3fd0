public import SignetAlgorithms
public import SignetBytes
import SignetMIME

/// What to do with one message on its way out.
public struct Outgoing: Sendable {
    /// Whether it is to be signed, and with which Digital ID.
    public var signer: DigitalID?
    /// Whether it is to be sealed.
    public var seals: Bool
    /// How to sign.
    public var signing = SigningOptions()
    /// Whether a message that cannot be sealed for everybody goes out unsealed.
    public var allowsUnencrypted = false

    /// Signing with a Digital ID, or with none, and sealing or not.
    public init(signer: DigitalID?, seals: Bool) {
        self.signer = signer
        self.seals = seals
    }
}

extension Home {
    /// The addresses that a mail goes to: To, Cc and Bcc, each once.
    public static func recipients(of mail: Bytes) throws(SignetError) -> [String] {
        do throws(MIMEError) {
            var seen = Set<String>()
            return try Message(parsing: mail).header.recipients.map(\.address).filter {
                seen.insert($0.lowercased()).inserted
            }
        } catch { throw SignetError(wrapping: error) }
    }

    /// The address that a mail is from.
    public static func sender(of mail: Bytes) throws(SignetError) -> String? {
        do throws(MIMEError) {
            return try Message(parsing: mail).header.from.first?.address
        } catch { throw SignetError(wrapping: error) }
    }

    /// What is known of the people with these addresses, for sealing.
    ///
    /// - Throws: `SignetError.nonSecureRecipients` naming everyone for whom there is no certificate, or none that fits.
    public func recipients(for addresses: [String], at time: Instant = .now) throws(SignetError) -> [Recipient] {
        var recipients: [Recipient] = []
        var nonSecure: [NonSecureRecipient] = []
        for address in addresses {
            guard let contact = try contact(address) else {
                nonSecure.append(NonSecureRecipient(address: address, reason: "no certificate"))
                continue
            }
            guard let certificate = contact.sealingCertificate(at: time) else {
                let reason = contact.certificates.first?.unsuitabilityForSealing(at: time) ?? "no certificate"
                nonSecure.append(NonSecureRecipient(address: address, reason: reason))
                continue
            }
            recipients.append(Recipient(certificate, ciphers: contact.ciphers))
        }
        guard nonSecure.isEmpty else { throw SignetError(.nonSecureRecipients(nonSecure)) }
        return recipients
    }

    /// Signs and seals one message as wanted. The sender can open what he sent: it is sealed for him too.
    ///
    /// - Throws: `SignetError.nonSecureRecipients` unless unencrypted sending is allowed.
    public func protect(
        _ mail: Bytes, for addresses: [String], _ outgoing: Outgoing, policy: Policy
    ) throws(SignetError) -> Bytes {
        let signed: Bytes
        if let signer = outgoing.signer { signed = try signer.sign(mail, outgoing.signing) } else { signed = mail }
        guard outgoing.seals else { return signed }
        do throws(SignetError) {
            var recipients = try recipients(for: addresses)
            if let own = outgoing.signer?.certificate, !recipients.contains(where: { $0.certificate == own }),
                own.unsuitabilityForSealing(at: .now) == nil
            {
                recipients.append(Recipient(own, ciphers: policy.ciphers))
            }
            return try seal(signed, for: recipients, policy: policy)
        } catch {
            if case .nonSecureRecipients = error.kind, outgoing.allowsUnencrypted { return signed }
            throw error
        }
    }

    /// What `signet sendmail` does: signs and seals one message as the settings say.
    ///
    /// - Parameters:
    ///   - sender: whose Digital ID signs; that of the From field when `nil`.
    ///   - recipients: whom to seal for; those of the header when `nil`.
    ///   - passphrase: asked for when the sender's Digital ID is needed.
    public func applySettings(
        to mail: Bytes, from sender: String? = nil, recipients: [String]? = nil, allowsUnencrypted: Bool = false,
        passphrase: (_ keyset: String) throws(SignetError) -> Password
    ) throws(SignetError) -> Bytes {
        let settings = try settings()
        guard settings.signAll || settings.sealAll else { return mail }
        var outgoing = Outgoing(signer: nil, seals: settings.sealAll)
        outgoing.allowsUnencrypted = allowsUnencrypted
        outgoing.signing.form = settings.clearText ? .clear : .opaque
        outgoing.signing.digest = settings.policy.digest
        outgoing.signing.capabilities = settings.policy.announcedCiphers
        if settings.signAll {
            let named: String?
            if let sender { named = sender } else { named = try Home.sender(of: mail) }
            guard let named else { throw SignetError(.notFound("From field that tells who signs")) }
            let stored = try identity(named: named)
            outgoing.signer = try unlock(stored, passphrase: try passphrase(stored.keyset))
        }
        let addresses: [String]
        if let recipients { addresses = recipients } else { addresses = try Home.recipients(of: mail) }
        return try protect(mail, for: addresses, outgoing, policy: settings.policy)
    }
}
