internal import SignetCipher
internal import SignetEC
internal import SignetHash

/// Algorithms by the names that files give them.
enum Named {
    /// Letters and digits only, in small letters: `SHA-512/224` and `SHA2-512-224` are written in many ways.
    private static func plain(_ name: String) -> String {
        String(name.lowercased().unicodeScalars.filter { ("a"..."z").contains($0) || ("0"..."9").contains($0) })
    }

    static func digest(_ name: String) -> DigestAlgorithm? {
        switch plain(name) {
        case "md2": .md2
        case "md4": .md4
        case "md5": .md5
        case "sha1", "sha": .sha1
        case "sha224", "sha2224": .sha224
        case "sha256", "sha2256": .sha256
        case "sha384", "sha2384": .sha384
        case "sha512", "sha2512": .sha512
        case "sha512224", "sha2512224": .sha512_224
        case "sha512256", "sha2512256": .sha512_256
        case "sha3224": .sha3_224
        case "sha3256": .sha3_256
        case "sha3384": .sha3_384
        case "sha3512": .sha3_512
        case "shake128": .shake128
        case "shake256": .shake256
        case "ripemd160", "rmd160": .ripemd160
        case "sm3": .sm3
        case "whirlpool": .whirlpool
        default: nil
        }
    }

    /// The hash function, or the reason why there is none.
    static func requiredDigest(_ name: String) throws(Unable) -> DigestAlgorithm {
        guard let algorithm = digest(name) else { throw .skip("\(name): not a hash function of S/MIME") }
        return algorithm
    }

    /// A block cipher; how long its key is says the rest.
    enum Cipher: String, Sendable {
        case aes = "AES"
        case tripleDES = "3DES"
        case camellia = "Camellia"
        case aria = "ARIA"
        case seed = "SEED"
        case idea = "IDEA"
        case blowfish = "Blowfish"
        case cast128 = "CAST5"

        func algorithm(keyByteCount: Int) throws(Unable) -> CipherAlgorithm {
            switch self {
            case .aes: try Ciphering.aes(keyByteCount: keyByteCount)
            case .tripleDES: .tripleDES
            case .camellia: .camellia(keyByteCount: keyByteCount)
            case .aria: .aria(keyByteCount: keyByteCount)
            case .seed: .seed
            case .idea: .idea
            case .blowfish: .blowfish
            case .cast128: .cast128
            }
        }
    }

    /// The cipher of `AES`, `DES-EDE3` or `Camellia-128`.
    static func cipher(_ name: String) -> Cipher? {
        let name = plain(name)
        let words: [(String, Cipher)] = [
            ("aes", .aes), ("tdes", .tripleDES), ("desede", .tripleDES), ("des3", .tripleDES), ("camellia", .camellia),
            ("aria", .aria), ("seed", .seed), ("idea", .idea), ("bf", .blowfish), ("blowfish", .blowfish),
            ("cast", .cast128),
        ]
        return words.first { name.hasPrefix($0.0) }?.1
    }

    static func curve(_ name: String) -> EllipticCurve? {
        switch plain(name) {
        case "p224", "secp224r1", "nistp224": .p224
        case "p256", "secp256r1", "prime256v1", "nistp256": .p256
        case "p384", "secp384r1", "nistp384": .p384
        case "p521", "secp521r1", "nistp521": .p521
        case "secp256k1": .secp256k1
        case "brainpoolp160r1": .brainpoolP160r1
        case "brainpoolp192r1": .brainpoolP192r1
        case "brainpoolp224r1": .brainpoolP224r1
        case "brainpoolp256r1": .brainpoolP256r1
        case "brainpoolp320r1": .brainpoolP320r1
        case "brainpoolp384r1": .brainpoolP384r1
        case "brainpoolp512r1": .brainpoolP512r1
        default: nil
        }
    }

    static func requiredCurve(_ name: String) throws(Unable) -> EllipticCurve {
        guard let curve = curve(name) else { throw .skip("\(name): not a curve of S/MIME") }
        return curve
    }
}
