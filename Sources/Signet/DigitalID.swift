public import SignetAlgorithms
public import SignetBytes
public import SignetCMS
public import SignetPKCS12
public import SignetX509

/// A certificate, the private key that belongs to it, and the certificates that vouch for it.
public struct DigitalID: Sendable {
    /// The owner's certificate.
    public let certificate: Certificate
    /// His private key.
    public let privateKey: PrivateKey
    /// The certificates above his own, nearest first.
    public let chain: [Certificate]
    /// What he calls it.
    public let friendlyName: String?

    /// A Digital ID from its parts.
    ///
    /// - Throws: `SignetError.unsuitable` when the key is not the certificate's.
    public init(
        certificate: Certificate, privateKey: PrivateKey, chain: [Certificate] = [], friendlyName: String? = nil
    ) throws(SignetError) {
        let publicKey: PublicKey
        do throws(X509Error) {
            publicKey = try certificate.publicKey()
        } catch { throw SignetError(wrapping: error) }
        guard publicKey == privateKey.publicKey else {
            throw SignetError(
                .unsuitable("the private key does not belong to the certificate of \(certificate.subject.title)"))
        }
        self.certificate = certificate
        self.privateKey = privateKey
        self.chain = chain
        self.friendlyName = friendlyName
    }

    /// The only Digital ID in a `.pfx` (RFC 7292). BER and every usual encryption are read.
    ///
    /// - Parameters:
    ///   - file: the `.pfx`.
    ///   - password: what it is encrypted under.
    ///   - keys: What opens the parts that are for the owners of private keys (RFC 7292 §3.1).
    /// - Throws: `SignetError`: `.wrongPassword`; `.unsupported` with the algorithm's name; `.malformed` with the place;
    ///   `.ambiguous` when there are several.
    public init(
        pfx file: some Collection<UInt8>, password: String, keys: [OpeningKey] = []
    ) throws(SignetError) {
        let all = try DigitalID.all(inPFX: file, password: Password(password), keys: keys)
        guard all.count == 1 else {
            throw SignetError(.ambiguous("the .pfx", all.map { $0.certificate.subject.title }))
        }
        self = all[0]
    }

    /// Every Digital ID in a `.pfx`; at least one.
    public static func all(
        inPFX file: some Collection<UInt8>, password: Password, privacyPassword: Password? = nil,
        keys: [OpeningKey] = []
    ) throws(SignetError) -> [DigitalID] {
        let contents: PFXContents
        do throws(PFXError) {
            contents = try PFX.open(
                Bytes(collection: file), password: password, privacyPassword: privacyPassword, keys: keys)
        } catch { throw SignetError(wrapping: error) }
        var all: [DigitalID] = []
        for identity in contents.identities {
            all.append(
                try DigitalID(
                    certificate: identity.certificate, privateKey: identity.key, chain: identity.chain,
                    friendlyName: identity.friendlyName))
        }
        guard contents.closedSafeCount == 0 || !all.isEmpty else {
            throw SignetError(wrapping: PFXError.privateKeyNeeded)
        }
        guard !all.isEmpty else {
            throw SignetError(.unsuitable("the .pfx holds no private key with its certificate"))
        }
        return all
    }

    /// Whether a file is a `.pfx` at all, which takes no password to tell.
    ///
    /// - Throws: `SignetError.malformed` that says where it is damaged, or what it is instead.
    public static func checkIsPFX(_ file: Bytes) throws(SignetError) {
        do throws(PFXError) {
            _ = try PFX.visibleCertificates(in: file)
        } catch { throw SignetError(wrapping: error) }
    }

    /// Whether a password may be that of a `.pfx`, which takes one key derivation to tell.
    ///
    /// - Parameters:
    ///   - password: what somebody typed.
    ///   - file: the `.pfx`.
    /// - Returns: `false` when the file's authentication code denies it. A file without a code, or one that is damaged where the
    ///   code stands, denies none: to open it tells more.
    public static func accepts(_ password: Password, pfx file: Bytes) -> Bool {
        do throws(PFXError) {
            return try PFX.accepts(password, file: file) ?? true
        } catch { return true }
    }

    /// A `.pfx` with the key, the certificate and its chain, for a named target.
    public func pfx(password: String, for profile: PFXProfile = .modern) throws(SignetError) -> Bytes {
        try pfx(password: Password(password), for: profile)
    }

    /// A `.pfx` with the key, the certificate and its chain, for a named target.
    public func pfx(password: Password, for profile: PFXProfile = .modern) throws(SignetError) -> Bytes {
        do throws(PFXError) {
            let identity = PFXIdentity(
                key: privateKey, certificate: certificate, chain: chain, friendlyName: friendlyName ?? title)
            return try PFX.export([identity], password: password, profile: profile)
        } catch { throw SignetError(wrapping: error) }
    }

    /// The mailboxes that the certificate is for.
    public var emailAddresses: [String] { certificate.emailAddresses }

    /// `Alice Liddell <alice@example.org>`
    public var title: String {
        let name = certificate.subject.title
        guard let address = emailAddresses.first, address != name else { return name }
        return "\(name) <\(address)>"
    }

    /// The fingerprint of the certificate, by which the store names it.
    public var fingerprint: String { "\(certificate.fingerprint)" }
}
