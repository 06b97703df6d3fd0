public import SignetASN1
public import SignetAlgorithms
public import SignetCMS
public import SignetX509

/// A correspondent: an address, his certificates, and what his software can read.
public struct Contact: Sendable {
    /// His address, in small letters.
    public let address: String
    /// His name for people, if it is known.
    public var name: String?
    /// His certificates, the one learned last first.
    public private(set) var certificates: [Certificate]
    /// What he announced that he can read, and when (RFC 8551 §2.5.2).
    public private(set) var capabilities: Capabilities?

    /// Capabilities and the moment of the signature that announced them.
    public struct Capabilities: Sendable {
        /// What was announced.
        public let announced: SMIMECapabilities
        /// When.
        public let date: Instant

        init(announced: SMIMECapabilities, date: Instant) {
            self.announced = announced
            self.date = date
        }
    }

    /// A contact with what is known of him.
    public init(
        address: String, name: String? = nil, certificates: [Certificate] = [], capabilities: Capabilities? = nil
    ) {
        self.address = address.lowercased()
        self.name = name
        self.certificates = certificates
        self.capabilities = capabilities
    }

    /// Takes over what a newer sighting of the same person tells; nothing known is lost.
    public mutating func learn(_ newer: Contact) {
        name = newer.name ?? name
        certificates = newer.certificates + certificates.filter { !newer.certificates.contains($0) }
        guard let announced = newer.capabilities else { return }
        // RFC 8551 §2.7.1: what was announced last counts.
        if capabilities.map({ $0.date <= announced.date }) ?? true { capabilities = announced }
    }

    /// The content ciphers that he announced, best first; `nil` when he announced nothing.
    public var ciphers: [ContentCipher]? { capabilities?.announced.contentCiphers }

    /// The certificate to seal for at a moment: valid then, allowed to encipher keys, the latest to begin.
    public func sealingCertificate(at time: Instant) -> Certificate? {
        certificates.filter { $0.unsuitabilityForSealing(at: time) == nil }
            .max { $0.validity.notBefore.instant < $1.validity.notBefore.instant }
    }
}

extension Certificate {
    /// Why a certificate should not be sealed for; `nil` when it may be.
    public func unsuitabilityForSealing(at time: Instant) -> String? {
        guard validity.contains(time) else {
            return time > validity.notAfter.instant
                ? "certificate expired \(validity.notAfter.instant)" : "certificate not valid yet"
        }
        do throws(X509Error) {
            // RFC 8550 §4.4.2: absent means any use.
            if let usage = try keyUsage(), !usage.contains(.keyEncipherment) {
                return "certificate is not for encryption"
            }
            if let purposes = try extendedKeyUsage()?.purposes,
                !purposes.contains(ExtendedKeyUsage.emailProtection), !purposes.contains(ExtendedKeyUsage.any)
            {
                return "certificate is not for e-mail"
            }
            _ = try publicKey()
        } catch {
            return "\(error)"
        }
        return nil
    }
}
