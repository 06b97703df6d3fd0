public import SignetAlgorithms
public import SignetHash

/// A way to write a `.pfx`, chosen for those who have to read it.
public struct PFXProfile: Hashable, Sendable {
    /// How a part is encrypted.
    public enum Encryption: Hashable, Sendable {
        /// A cipher under PBKDF2 (RFC 8018 §6.2).
        case pbes2(ContentCipher, PseudorandomFunction)
        /// A scheme of PKCS #12 (RFC 7292 §C).
        case pkcs12(PasswordScheme)
    }

    /// The name by which people choose it.
    public let name: String
    /// Who can read the result.
    public let audience: String
    /// How private keys are encrypted.
    public let keyEncryption: Encryption
    /// How certificates are encrypted; `nil` leaves them in the clear.
    public let certificateEncryption: Encryption?
    /// How often the derivation of either key is iterated.
    public let iterations: Int
    /// The digest of the authentication code.
    public let macDigest: DigestAlgorithm
    /// How often the derivation of the code's key is iterated.
    public let macIterations: Int

    /// For everything made since about 2018: Windows 10 (1709) and later, Windows Server 2019 and later, macOS 15 and
    /// iOS 18 and later, Java 8u301, 11.0.12 and later, OpenSSL 1.1.0 and later, NSS and Thunderbird, GnuTLS 3.6 and
    /// later, Bouncy Castle. Not for Windows 7 and 8, Windows Server 2016, or gpgsm before 2.4.
    ///
    /// AES-256 in CBC mode under PBKDF2 with HMAC-SHA-256. The code is HMAC-SHA-256 under the derivation of PKCS #12, since
    /// OpenSSL before 3.4, Java 17 and Bouncy Castle before 2025 do not read PBMAC1.
    ///
    /// 300 000 iterations: .NET's loader refuses more, for a key or for the code, and more than 1 000 000 in one file,
    /// unless told otherwise. Java refuses more than 5 000 000, and GnuTLS some number between that and 12 000 000, which
    /// OpenSSL, NSS and Bouncy Castle read. NSS and GnuTLS write 600 000.
    public static let modern = PFXProfile(
        name: "modern",
        audience: "Windows 10 and 11, macOS 15, iOS 18, Java 8u301, OpenSSL 1.1, Thunderbird, GnuTLS 3.6, or later",
        keys: .pbes2(.aes256CBC, .hmacSHA256), certificates: .pbes2(.aes256CBC, .hmacSHA256), iterations: 300_000,
        macDigest: .sha256, macIterations: 300_000)

    /// For every Windows since Windows 98, and whatever else reads `.pfx` files at all: macOS and iOS of any age, every
    /// Java, Outlook and Thunderbird, gpgsm, routers and printers. OpenSSL 3 reads it without its `-legacy` option, which
    /// is for RC2. Not for computers in FIPS mode.
    ///
    /// Triple DES for keys and certificates, a code of HMAC-SHA-1, all under the derivation of PKCS #12 with SHA-1: what
    /// Windows itself wrote for twenty years, but for its certificates, which it encrypted with 40 bits of RC2. What there
    /// is to fear is that someone guesses the password, so take a long one.
    ///
    /// 50 000 iterations, and 100 000 for the code: what the keytool of Java 9 to 15 wrote, so that any program still in
    /// use has met such files. Windows itself writes 2 000.
    public static let windows = PFXProfile(
        name: "windows", audience: "every Windows, macOS, iOS and Java, and nearly all else, except in FIPS mode",
        keys: .pkcs12(.sha1TripleDES3), certificates: .pkcs12(.sha1TripleDES3), iterations: 50_000, macDigest: .sha1,
        macIterations: 100_000)

    /// For Signet's own store, where a list of Digital IDs is shown without asking for a passphrase: keys as in `modern`,
    /// certificates in the clear, which the code vouches for once the passphrase is known.
    public static let keyset = PFXProfile(
        name: "keyset", audience: "the readers of modern files",
        keys: .pbes2(.aes256CBC, .hmacSHA256), certificates: nil, iterations: 300_000, macDigest: .sha256,
        macIterations: 300_000)

    /// The profiles that a person may choose for a backup.
    public static let all = [modern, windows]

    /// The profile of a backup with this name; `nil` when there is none.
    public init?(named name: String) {
        guard let profile = Self.all.first(where: { $0.name == name.lowercased() }) else { return nil }
        self = profile
    }

    private init(
        name: String, audience: String, keys: Encryption, certificates: Encryption?, iterations: Int,
        macDigest: DigestAlgorithm, macIterations: Int
    ) {
        self.name = name
        self.audience = audience
        keyEncryption = keys
        certificateEncryption = certificates
        self.iterations = iterations
        self.macDigest = macDigest
        self.macIterations = macIterations
    }
}

extension PFXProfile {
    /// The same profile with other iterations, for readers that are slower or more patient than most.
    public func withIterations(_ iterations: Int, mac macIterations: Int) -> PFXProfile {
        PFXProfile(
            name: name, audience: audience, keys: keyEncryption, certificates: certificateEncryption,
            iterations: iterations, macDigest: macDigest, macIterations: macIterations)
    }
}
