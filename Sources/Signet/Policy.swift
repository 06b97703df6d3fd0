public import SignetAlgorithms
public import SignetHash

/// What Signet chooses when nobody says otherwise: a named, dated set of algorithms.
public struct Policy: Hashable, Sendable {
    /// Its name in `policy.json` and on the command line.
    public let name: String
    /// The digest that signatures use.
    public let digest: DigestAlgorithm
    /// The content ciphers that may be written, best first; the first that every recipient can read is taken.
    public let ciphers: [ContentCipher]
    /// The cipher for a recipient of whom nothing is known but his certificate.
    public let defaultCipher: ContentCipher
    /// The size of new RSA keys in bits.
    public let keyBitCount: Int

    /// Current algorithms alone (November 2026). Three-key triple DES only for those who announce nothing better.
    public static let modern = Policy(
        name: "modern", digest: .sha256, ciphers: [.aes256CBC, .aes192CBC, .aes128CBC, .tripleDESCBC],
        defaultCipher: .aes256CBC, keyBitCount: 3072)

    /// What today's Outlook, Apple Mail and Thunderbird all open (November 2026).
    public static let compatible = Policy(
        name: "compatible", digest: .sha256, ciphers: [.aes256CBC, .aes128CBC, .tripleDESCBC],
        defaultCipher: .aes128CBC, keyBitCount: 2048)

    /// The ciphers that signatures announce: those that others are invited to use. What is only kept for correspondents who
    /// can do no better is not among them.
    public var announcedCiphers: [ContentCipher] { ciphers.filter { $0.standing < .legacy } }

    /// Every policy.
    public static let all: [Policy] = [.modern, .compatible]

    /// The policy with a name.
    public init?(named name: String) {
        guard let match = Self.all.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    private init(
        name: String, digest: DigestAlgorithm, ciphers: [ContentCipher], defaultCipher: ContentCipher, keyBitCount: Int
    ) {
        self.name = name
        self.digest = digest
        self.ciphers = ciphers
        self.defaultCipher = defaultCipher
        self.keyBitCount = keyBitCount
    }
}

/// What a person wants done with every message that he sends.
public struct MailSettings: Hashable, Sendable, Codable {
    /// Sign all messages.
    public var signAll = false
    /// Seal all messages.
    public var sealAll = false
    /// Sign so that readers without S/MIME can read the text; otherwise opaque (`smime.p7m`).
    public var clearText = true
    /// The name of the policy.
    public var profile = Policy.modern.name

    /// The settings of a fresh store: nothing is done unasked.
    public init() {}

    /// The policy that `profile` names.
    public var policy: Policy { Policy(named: profile) ?? .modern }
}
