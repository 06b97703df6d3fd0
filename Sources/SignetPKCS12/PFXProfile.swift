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

    /// What proves the file whole.
    public enum Code: Hashable, Sendable {
        /// HMAC under the derivation of PKCS #12 (RFC 7292 §5.1).
        case pkcs12(DigestAlgorithm)
        /// PBMAC1, HMAC and PBKDF2 with the same function (RFC 9879).
        case pbmac1(PseudorandomFunction)
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
    /// The authentication code; `nil` writes none, and needs no password.
    public let code: Code?
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
        code: .pkcs12(.sha256), macIterations: 300_000)

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
        keys: .pkcs12(.sha1TripleDES3), certificates: .pkcs12(.sha1TripleDES3), iterations: 50_000,
        code: .pkcs12(.sha1),
        macIterations: 100_000)

    /// For Windows 7 and 8, Windows Server 2008 to 2016, and Outlook on them, exactly as Windows writes its own files since
    /// Windows 2000 but for the certificates, which it encrypts with 40 bits of RC2: triple DES, SHA-1, 2 000 iterations.
    public static let windows7 = PFXProfile(
        name: "windows7", audience: "Windows 2000 to 11, Windows Server 2016, and whatever reads their files",
        keys: .pkcs12(.sha1TripleDES3), certificates: .pkcs12(.sha1TripleDES3), iterations: 2_000,
        code: .pkcs12(.sha1), macIterations: 2_000)

    /// For the Keychain of every macOS, which reads AES only since macOS 15 (2024) and takes anything else for a wrong
    /// password.
    public static let macos = PFXProfile(
        name: "macos", audience: "every macOS",
        keys: .pkcs12(.sha1TripleDES3), certificates: .pkcs12(.sha1TripleDES3), iterations: 2_048,
        code: .pkcs12(.sha1), macIterations: 2_048)

    /// For every iPhone and iPad, by mail or by a configuration profile; they read AES only since iOS 18 (2024).
    public static let ios = PFXProfile(
        name: "ios", audience: "every iOS and iPadOS",
        keys: .pkcs12(.sha1TripleDES3), certificates: .pkcs12(.sha1TripleDES3), iterations: 2_048,
        code: .pkcs12(.sha1), macIterations: 2_048)

    /// For Java 8 before update 301 (2021), Java 11 before 11.0.12 and older ones, which know neither PBES2 nor a code with
    /// SHA-2: what their keytool wrote, but for certificates under 40 bits of RC2.
    public static let java8 = PFXProfile(
        name: "java8", audience: "Java 6 to 26, with any update",
        keys: .pkcs12(.sha1TripleDES3), certificates: .pkcs12(.sha1TripleDES3), iterations: 50_000,
        code: .pkcs12(.sha1), macIterations: 100_000)

    /// For computers in FIPS mode, where the derivation of PKCS #12 is not allowed: OpenSSL 3.4 and later (2024), and NSS,
    /// GnuTLS, Bouncy Castle, Java and Python's cryptography of about 2025. Everything older refuses the code.
    public static let fips = PFXProfile(
        name: "fips", audience: "OpenSSL 3.4 or later, NSS and GnuTLS of 2025, in FIPS mode too",
        keys: .pbes2(.aes256CBC, .hmacSHA256), certificates: .pbes2(.aes256CBC, .hmacSHA256), iterations: 300_000,
        code: .pbmac1(.hmacSHA256), macIterations: 300_000)

    /// The same by the name of its code.
    public static let pbmac1 = fips

    /// A museum piece: Outlook 98 and Internet Explorer 4 as they were exported from the United States, with 40 bits of RC2,
    /// and a code whose derivation is not iterated, since they knew no iterations there. Anybody can open it in minutes.
    public static let outlook98 = PFXProfile(
        name: "outlook98", audience: "Outlook 98, Internet Explorer 4, Netscape 4",
        keys: .pkcs12(.sha1RC2With40), certificates: .pkcs12(.sha1RC2With40), iterations: 1,
        code: .pkcs12(.sha1), macIterations: 1)

    /// For Java 8u301, 11.0.12, 17 and later: certificates to trust, without a password, each marked as trusted the way
    /// Java's keytool does. Private keys are not written.
    public static let truststore = PFXProfile(
        name: "truststore",
        audience: "Java 8u301, 11.0.12 and later, as a store of trusted certificates without a password",
        keys: .pkcs12(.sha1TripleDES3), certificates: nil, iterations: 1, code: nil, macIterations: 1)

    /// For Signet's own store, where a list of Digital IDs is shown without asking for a passphrase: keys as in `modern`,
    /// certificates in the clear, which the code vouches for once the passphrase is known.
    public static let keyset = PFXProfile(
        name: "keyset", audience: "the readers of modern files",
        keys: .pbes2(.aes256CBC, .hmacSHA256), certificates: nil, iterations: 300_000, code: .pkcs12(.sha256),
        macIterations: 300_000)

    /// The profiles that a person may choose for a backup.
    public static let all = [
        modern, fips, windows, windows7, macos, ios, java8, outlook98, truststore,
    ]

    /// The profile of a backup with this name; `nil` when there is none.
    public init?(named name: String) {
        let name = name.lowercased() == "pbmac1" ? Self.fips.name : name.lowercased()
        guard let profile = Self.all.first(where: { $0.name == name }) else { return nil }
        self = profile
    }

    private init(
        name: String, audience: String, keys: Encryption, certificates: Encryption?, iterations: Int,
        code: Code?, macIterations: Int
    ) {
        self.name = name
        self.audience = audience
        keyEncryption = keys
        certificateEncryption = certificates
        self.iterations = iterations
        self.code = code
        self.macIterations = macIterations
    }
}

extension PFXProfile {
    /// Whether private keys are written.
    public var carriesKeys: Bool { code != nil }

    /// The same profile with other iterations, for readers that are slower or more patient than most.
    public func withIterations(_ iterations: Int, mac macIterations: Int) -> PFXProfile {
        PFXProfile(
            name: name, audience: audience, keys: keyEncryption, certificates: certificateEncryption,
            iterations: iterations, code: code, macIterations: macIterations)
    }
}
