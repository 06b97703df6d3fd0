import SignetAlgorithms
import SignetHash

/// A program, or a range of its versions, that people take `.pfx` files to, with what it reads. The rows of programs that
/// can be had are tested against them; those of Windows, macOS and iOS are from their makers' notes and users' reports.
public struct PFXReader: Sendable {
    /// When a reader opens a file that has no code.
    enum WithoutCode {
        case never, always
        /// When nothing in the file is encrypted either
        case plain
    }

    /// What people call it.
    public let name: String
    /// The schemes of PKCS #12 and PBES1 that it reads, and PBES2 if it does.
    let schemes: Set<PasswordScheme>
    /// Those that it does not read private keys under.
    let schemesNotForKeys: Set<PasswordScheme>
    /// The ciphers and functions of PBES2 that it reads.
    let ciphers: Set<ContentCipher>
    let functions: Set<PseudorandomFunction>
    /// The digests of the code.
    let digests: Set<DigestAlgorithm>
    let readsPBMAC1: Bool
    let readsScrypt: Bool
    /// Whether it opens a file that has no code.
    let readsWithoutCode: WithoutCode
    /// Whether it takes a private key that is not encrypted.
    let readsPlainKeys: Bool
    /// Which it reads of the ciphers that are met in key files alone.
    let readsForeign: Set<KeyFileCipher>
    /// How many iterations it allows: nobody's number has more than 31 bits.
    let maximumIterations: Int
    /// The target that writes for it.
    public let profile: PFXProfile

    private static let tripleDES: Set<PasswordScheme> = [.sha1TripleDES3, .sha1TripleDES2]
    private static let rc: Set<PasswordScheme> = [.sha1RC2With128, .sha1RC2With40, .sha1RC4With128, .sha1RC4With40]
    private static let pbes1: Set<PasswordScheme> = [.md5DES, .md5RC2, .sha1DES, .sha1RC2]
    private static let aes: Set<ContentCipher> = [.aes128CBC, .aes192CBC, .aes256CBC]
    private static let sha2: Set<PseudorandomFunction> = [
        .hmacSHA1, .hmacSHA224, .hmacSHA256, .hmacSHA384, .hmacSHA512,
    ]
    private static let sha2Digests: Set<DigestAlgorithm> = [.sha1, .sha224, .sha256, .sha384, .sha512]
    private static let sha3Digests: Set<DigestAlgorithm> = [
        .sha3_224, .sha3_256, .sha3_384, .sha3_512, .sha512_224, .sha512_256,
    ]
    private static let otherDigests: Set<DigestAlgorithm> = [.md5, .ripemd160, .sm3]
    private static let oldDigests: Set<DigestAlgorithm> = [.md4, .whirlpool]
    private static let foreign = Set(KeyFileCipher.allCases)
    private static let camellia = ciphers("camellia-128-cbc", "camellia-192-cbc", "camellia-256-cbc")
    private static let current = foreign.filter(\.isCurrent)
    private static func ciphers(_ names: String...) -> Set<KeyFileCipher> {
        Set(names.compactMap(KeyFileCipher.init(named:)))
    }
    private static let sha3: Set<PseudorandomFunction> = [
        .hmacSHA3_224, .hmacSHA3_256, .hmacSHA3_384, .hmacSHA3_512, .hmacSHA512_224, .hmacSHA512_256,
    ]

    /// The readers that the doctor speaks of.
    public static let all: [PFXReader] = [
        .init("Windows 7 and 8, Server 2016", tripleDES.union(rc), for: .windows7),
        .init(
            "Windows 10 (1709) and 11, Server 2019", tripleDES.union(rc).union([.pbes2]), aes, sha2,
            sha2Digests, for: .modern),
        .init("macOS 14 and older", tripleDES.union(rc), for: .macos),
        .init("macOS 15 and later", tripleDES.union(rc).union([.pbes2]), aes, sha2, sha2Digests, for: .modern),
        .init("iOS 17 and older", tripleDES.union(rc), for: .ios),
        .init("iOS 18 and later", tripleDES.union(rc).union([.pbes2]), aes, sha2, sha2Digests, for: .modern),
        .init(
            "Java 8 before 8u301", tripleDES.union(rc), readsWithoutCode: .always, readsPlainKeys: false,
            maximumIterations: 5_000_000,
            for: .java8),
        .init(
            "Java 17", rc.union([.sha1TripleDES3, .md5DES, .pbes2]), [.aes128CBC, .aes256CBC], sha2, sha2Digests,
            readsWithoutCode: .always, readsPlainKeys: false, maximumIterations: 5_000_000, for: .modern),
        .init(
            "OpenSSL 1.1", tripleDES.union(rc).union(pbes1).union([.pbes2]),
            aes.union([.tripleDESCBC, .desCBC, .rc2CBC]), sha2,
            sha2Digests.union(otherDigests).union(oldDigests), scrypt: true, foreign: foreign,
            readsWithoutCode: .always, for: .modern),
        .init(
            "OpenSSL 3.0", tripleDES.union([.pbes2]), aes.union([.tripleDESCBC]), sha2.union(sha3),
            sha2Digests.union(sha3Digests).union(otherDigests), scrypt: true, foreign: current,
            readsWithoutCode: .always,
            for: .modern),
        .init(
            "OpenSSL 3.0 with -legacy", tripleDES.union(rc).union(pbes1).union([.pbes2]),
            aes.union([.tripleDESCBC, .desCBC, .rc2CBC]), sha2.union(sha3),
            sha2Digests.union(sha3Digests).union(otherDigests).union(oldDigests), scrypt: true, foreign: foreign,
            readsWithoutCode: .always,
            for: .modern),
        .init(
            "OpenSSL 3.5", tripleDES.union([.pbes2]), aes.union([.tripleDESCBC]), sha2.union(sha3),
            sha2Digests.union(sha3Digests).union(otherDigests), pbmac1: true, scrypt: true, foreign: current,
            readsWithoutCode: .always, for: .modern),
        .init(
            "OpenSSL 3.5 with -legacy", tripleDES.union(rc).union(pbes1).union([.pbes2]),
            aes.union([.tripleDESCBC, .desCBC, .rc2CBC]), sha2.union(sha3),
            sha2Digests.union(sha3Digests).union(otherDigests).union(oldDigests), pbmac1: true, scrypt: true,
            foreign: foreign,
            readsWithoutCode: .always,
            for: .modern),
        .init(
            "OpenSSL 3.5 in FIPS mode", [.pbes2], aes, sha2.union(sha3).subtracting([.hmacSHA1]), [], pbmac1: true,
            readsWithoutCode: .always, for: .fips),
        .init(
            "NSS before 3.103 (Firefox, Thunderbird)", tripleDES.union(rc).union([.pbes2]),
            aes.union([.tripleDESCBC, .desCBC]),
            sha2, sha2Digests.union([.md5]), foreign: camellia.union(ciphers("seed-cbc")), for: .modern),
        .init(
            "NSS 3.103 and later (Firefox, Thunderbird)", tripleDES.union(rc).union([.pbes2]),
            aes.union([.tripleDESCBC, .desCBC]),
            sha2, sha2Digests.union([.md5]), pbmac1: true, foreign: camellia.union(ciphers("seed-cbc")), for: .modern),
        .init(
            "GnuTLS before 3.8.4", [.sha1TripleDES3, .sha1RC2With40, .sha1RC4With128, .md5DES, .pbes2],
            aes.union([.tripleDESCBC, .desCBC]), sha2, sha2Digests, for: .modern),
        .init(
            "GnuTLS 3.8.4 and later", [.sha1TripleDES3, .sha1RC2With40, .sha1RC4With128, .md5DES, .pbes2],
            aes.union([.tripleDESCBC, .desCBC]), sha2, sha2Digests, pbmac1: true, for: .modern),
        .init(
            "Python's cryptography", tripleDES.union(rc).union(pbes1).union([.pbes2]),
            aes.union([.tripleDESCBC, .desCBC, .rc2CBC]), sha2.union(sha3),
            sha2Digests.union(sha3Digests).union(otherDigests).union(oldDigests), pbmac1: true, scrypt: true,
            foreign: foreign,
            readsWithoutCode: .always, for: .modern),
        .init(
            "gpgsm 2.2", [.sha1TripleDES3, .sha1RC2With40], notForKeys: [.sha1RC2With40], readsPlainKeys: false,
            for: .windows),
        .init(
            "Bouncy Castle before 1.81", tripleDES.union(rc).union([.pbes2]), aes.union([.tripleDESCBC]),
            sha2.union(sha3), [.sha1, .sha256], foreign: camellia.union(ciphers("cast5-cbc")),
            readsWithoutCode: .plain, readsPlainKeys: false,
            for: .modern),
    ]

    private init(
        _ name: String, _ schemes: Set<PasswordScheme>, notForKeys: Set<PasswordScheme> = [],
        _ ciphers: Set<ContentCipher> = [],
        _ functions: Set<PseudorandomFunction> = [], _ digests: Set<DigestAlgorithm> = [.sha1], pbmac1: Bool = false,
        scrypt: Bool = false, foreign: Set<KeyFileCipher> = [], readsWithoutCode: WithoutCode = .never,
        readsPlainKeys: Bool = true, maximumIterations: Int = Int(Int32.max),
        for profile: PFXProfile
    ) {
        self.name = name
        self.schemes = schemes
        schemesNotForKeys = notForKeys
        self.ciphers = ciphers
        self.functions = functions
        self.digests = digests
        readsPBMAC1 = pbmac1
        readsScrypt = scrypt
        readsForeign = foreign
        self.readsWithoutCode = readsWithoutCode
        self.readsPlainKeys = readsPlainKeys
        self.maximumIterations = maximumIterations
        self.profile = profile
    }

    /// What keeps it from reading a file: nothing, or each obstacle in a few words.
    public func obstacles(in facts: PFXFacts) -> [String] {
        var obstacles: [String] = []
        func note(_ text: String) { if !obstacles.contains(text) { obstacles.append(text) } }
        if facts.signer != nil || facts.safes.contains(where: \.isEnveloped) { note("public-key modes") }
        for key in facts.safes.flatMap(\.keys) {
            if let key, let scheme = key.encryption?.scheme, schemesNotForKeys.contains(scheme) {
                note("\(key.algorithm) for a private key")
            }
        }
        for protection in facts.safes.flatMap({ [$0.encryption] + $0.keys }).compactMap({ $0 }) {
            guard let encryption = protection.encryption else {
                note(protection.algorithm)
                continue
            }
            if !reads(encryption) { note(protection.algorithm) }
            if protection.iterations > maximumIterations { note("\(protection.iterations) iterations") }
        }
        if !readsPlainKeys, facts.safes.contains(where: { $0.keys.contains { $0 == nil } }) {
            note("a private key that is not encrypted")
        }
        guard let code = facts.mac else {
            let isPlain = facts.safes.allSatisfy { safe in safe.encryption == nil && safe.keys.allSatisfy { $0 == nil }
            }
            if readsWithoutCode == .never || readsWithoutCode == .plain && !isPlain { note("no authentication code") }
            return obstacles
        }
        guard let mac = code.mac else { return obstacles + [code.algorithm] }
        if mac.isPBMAC1 ? !readsPBMAC1 : !digests.contains(mac.digestAlgorithm) { note(code.algorithm) }
        if code.iterations > maximumIterations { note("\(code.iterations) iterations") }
        return obstacles
    }

    private func reads(_ encryption: PasswordEncryption) -> Bool {
        guard schemes.contains(encryption.scheme) else { return false }
        if let cipher = encryption.keyFileCipher { return readsForeign.contains(cipher) }
        guard let cipher = encryption.contentCipher else { return true }
        guard let function = encryption.pseudorandomFunction else { return readsScrypt && ciphers.contains(cipher) }
        return ciphers.contains(cipher) && functions.contains(function)
    }
}
