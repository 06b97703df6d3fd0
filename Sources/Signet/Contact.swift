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
    /// The certificate that he wants to be sealed for (RFC 8551 §2.5.3).
    public private(set) var preferred: Certificate?
    /// Lines of his card that mean nothing to Signet, kept for others.
    var otherLines: [String] = []

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
        address: String, name: String? = nil, certificates: [Certificate] = [], capabilities: Capabilities? = nil,
        preferred: Certificate? = nil
    ) {
        self.address = address.lowercased()
        self.name = name
        self.certificates = certificates
        self.capabilities = capabilities
        self.preferred = preferred
    }

    /// Takes over what a newer sighting of the same person tells; nothing known is lost.
    public mutating func learn(_ newer: Contact) {
        name = newer.name ?? name
        certificates = newer.certificates + certificates.filter { !newer.certificates.contains($0) }
        preferred = newer.preferred ?? preferred
        if otherLines.isEmpty { otherLines = newer.otherLines }
        guard let announced = newer.capabilities else { return }
        // RFC 8551 §2.7.1: what was announced last counts.
        if capabilities.map({ $0.date <= announced.date }) ?? true { capabilities = announced }
    }

    /// The content ciphers that he announced, best first; `nil` when he announced nothing.
    public var ciphers: [ContentCipher]? { capabilities?.announced.contentCiphers }

    /// Whether he announced that he reads RSAES-OAEP (RFC 3560 §6).
    var readsOAEP: Bool {
        capabilities?.announced.capabilities.contains { $0.algorithm == KeyTransport.rsaOAEP.row.identifier } ?? false
    }

    /// The certificate to seal for at a moment: the one that is chosen below.
    public func sealingCertificate(at time: Instant, trusting check: RecipientCheck? = nil) -> Certificate? {
        choices(at: time, trusting: check).first { $0.isChosen }?.certificate
    }

    /// His certificates, the one to seal for first, each with the reason why it was chosen or not: of those that are fit, the one
    /// that he asked for (RFC 8551 §2.5.3), else the latest to begin, else the latest to end.
    public func choices(at time: Instant, trusting check: RecipientCheck? = nil) -> [CertificateChoice] {
        func isBetter(_ a: Certificate, _ b: Certificate) -> Bool {
            if (a == preferred) != (b == preferred) { return a == preferred }
            return a.validity.isLater(than: b.validity)
        }
        let judged = certificates.map { certificate in
            (certificate, certificate.unsuitabilityForSealing(at: time) ?? check?.failure(certificate, at: time))
        }
        let fit = judged.filter { $0.1 == nil }.map(\.0).sorted(by: isBetter)
        let chosen = fit.enumerated().map { index, certificate in
            let reason: String
            switch index {
            case 0 where fit.count == 1: reason = "the only one that is fit for sealing"
            case 0 where certificate == preferred: reason = "the one that he asks for (RFC 8551 §2.5.3)"
            case 0: reason = "the latest of \(fit.count) that are fit for sealing"
            default: reason = "fit for sealing, but not the \(fit[0] == preferred ? "one that he asks for" : "latest")"
            }
            return CertificateChoice(certificate: certificate, isChosen: index == 0, reason: reason)
        }
        return chosen
            + judged.compactMap { certificate, reason in
                reason.map { CertificateChoice(certificate: certificate, isChosen: false, reason: $0) }
            }
    }
}

/// A certificate of a contact, and whether it is the one to seal for.
public struct CertificateChoice: Sendable {
    /// The certificate.
    public let certificate: Certificate
    /// Whether it is the one to seal for.
    public let isChosen: Bool
    /// Why.
    public let reason: String
}
