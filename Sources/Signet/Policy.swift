public import SignetAlgorithms
public import SignetHash

/// What Signet chooses when nobody says otherwise: a named, dated set of algorithms.
public struct Policy: Hashable, Sendable {
    /// Its name in `policy.json` and on the command line.
    public let name: String
    /// When its set was chosen: a name may mean more with a later version of Signet, never silently less.
    public let date: String
    /// Who it is for, in a few words.
    public let summary: String
    /// The digest that signatures use.
    public let digest: DigestAlgorithm
    /// The content ciphers that may be written, best first; the first that every recipient can read is taken.
    public let ciphers: [ContentCipher]
    /// The cipher for a recipient of whom nothing is known but his certificate.
    public let defaultCipher: ContentCipher
    /// How the content key is carried to RSA keys.
    public let keyTransport: KeyTransport
    /// The size of new RSA keys in bits.
    public let keyBitCount: Int
    /// The smallest RSA key that is sealed for.
    public let minimumKeyBitCount: Int
    /// Whether what is otherwise only read is written: for a museum, and only by name.
    public let writesLegacy: Bool

    /// Current algorithms alone. Three-key triple DES only for those who announce nothing better.
    public static let modern = Policy(
        name: "modern", date: "2026-11", summary: "current algorithms alone", digest: .sha256,
        ciphers: [.aes256GCM, .aes192GCM, .aes128GCM, .aes256CBC, .aes192CBC, .aes128CBC, .tripleDESCBC],
        defaultCipher: .aes256CBC, keyBitCount: 3072)

    /// What today's Outlook, Apple Mail and Thunderbird all open.
    public static let compatible = Policy(
        name: "compatible", date: "2026-11", summary: "what Outlook, Apple Mail and Thunderbird all open",
        digest: .sha256, ciphers: [.aes256CBC, .aes128CBC, .tripleDESCBC], defaultCipher: .aes128CBC,
        keyBitCount: 2048)

    /// What FIPS 140-3 approves of: AES, SHA-2, RSA from 2048 bits with OAEP (SP 800-131A, SP 800-56B).
    public static let fips = Policy(
        name: "fips", date: "2026-11", summary: "what FIPS 140-3 approves of", digest: .sha256,
        ciphers: [.aes256GCM, .aes192GCM, .aes128GCM, .aes256CBC, .aes192CBC, .aes128CBC], defaultCipher: .aes256CBC,
        keyTransport: .rsaOAEP, keyBitCount: 3072, minimumKeyBitCount: 2048)

    /// What the mail programs of 1998 read: SHA-1 and triple DES. For a museum: others can break it.
    public static let outlook98 = Policy(
        name: "outlook98", date: "1998-03", summary: "what the mail programs of 1998 read; others can break it",
        digest: .sha1, ciphers: [.tripleDESCBC], defaultCipher: .tripleDESCBC, keyBitCount: 1024,
        minimumKeyBitCount: 512, writesLegacy: true)

    /// The ciphers that signatures announce: those that others are invited to use. What is only kept for correspondents who
    /// can do no better is not among them.
    public var announcedCiphers: [ContentCipher] {
        writesLegacy ? ciphers : ciphers.filter { $0.standing < .legacy }
    }

    /// Every policy.
    public static let all: [Policy] = [.modern, .compatible, .fips, .outlook98]

    /// The policy with a name.
    public init?(named name: String) {
        guard let match = Self.all.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    private init(
        name: String, date: String, summary: String, digest: DigestAlgorithm, ciphers: [ContentCipher],
        defaultCipher: ContentCipher, keyTransport: KeyTransport = .rsaPKCS1v15, keyBitCount: Int,
        minimumKeyBitCount: Int = 1024, writesLegacy: Bool = false
    ) {
        self.name = name
        self.date = date
        self.summary = summary
        self.digest = digest
        self.ciphers = ciphers
        self.defaultCipher = defaultCipher
        self.keyTransport = keyTransport
        self.keyBitCount = keyBitCount
        self.minimumKeyBitCount = minimumKeyBitCount
        self.writesLegacy = writesLegacy
    }
}
