import SignetASN1
import SignetCipher
import SignetHash

/// An encryption scheme whose key comes from a password (RFC 8018 §6, RFC 7292 §C).
public enum PasswordScheme: CaseIterable, Hashable, Sendable {
    /// A key derivation function and a cipher, each named in the parameters (RFC 8018 §6.2)
    case pbes2
    /// PKCS #12: SHA-1, triple DES with three keys
    case sha1TripleDES3
    /// PKCS #12: SHA-1, triple DES with two keys
    case sha1TripleDES2
    /// PKCS #12: SHA-1, RC2 with 128 bits
    case sha1RC2With128
    /// PKCS #12: SHA-1, RC2 with 40 bits
    case sha1RC2With40
    /// PKCS #12: SHA-1, RC4 with 128 bits
    case sha1RC4With128
    /// PKCS #12: SHA-1, RC4 with 40 bits
    case sha1RC4With40
    /// PBES1: MD2, DES
    case md2DES
    /// PBES1: MD5, DES
    case md5DES
    /// PBES1: MD2, RC2 with 64 bits
    case md2RC2
    /// PBES1: MD5, RC2 with 64 bits
    case md5RC2
    /// PBES1: SHA-1, DES
    case sha1DES
    /// PBES1: SHA-1, RC2 with 64 bits
    case sha1RC2
}

extension PasswordScheme: AlgorithmRole {
    /// `password-based encryption`
    public static var role: String { "password-based encryption" }

    /// Password-based encryption schemes.
    public static let table: [AlgorithmRow<PasswordScheme>] = [
        .init(.pbes2, "pbes2", "1.2.840.113549.1.5.13", .structured, .recommended, "RFC 8018 §6.2"),
        .init(.sha1TripleDES3, "pbe-sha1-3des", "1.2.840.113549.1.12.1.3", .structured, .legacy, "RFC 7292 §C"),
        .init(.sha1TripleDES2, "pbe-sha1-2des", "1.2.840.113549.1.12.1.4", .structured, .legacy, "RFC 7292 §C"),
        .init(.sha1RC2With128, "pbe-sha1-rc2-128", "1.2.840.113549.1.12.1.5", .structured, .legacy, "RFC 7292 §C"),
        .init(.sha1RC2With40, "pbe-sha1-rc2-40", "1.2.840.113549.1.12.1.6", .structured, .legacy, "RFC 7292 §C"),
        .init(.sha1RC4With128, "pbe-sha1-rc4-128", "1.2.840.113549.1.12.1.1", .structured, .legacy, "RFC 7292 §C"),
        .init(.sha1RC4With40, "pbe-sha1-rc4-40", "1.2.840.113549.1.12.1.2", .structured, .legacy, "RFC 7292 §C"),
        .init(.sha1DES, "pbe-sha1-des", "1.2.840.113549.1.5.10", .structured, .legacy, "RFC 8018 §6.1"),
        .init(.sha1RC2, "pbe-sha1-rc2", "1.2.840.113549.1.5.11", .structured, .legacy, "RFC 8018 §6.1"),
        .init(.md5DES, "pbe-md5-des", "1.2.840.113549.1.5.3", .structured, .legacy, "RFC 8018 §6.1"),
        .init(.md5RC2, "pbe-md5-rc2", "1.2.840.113549.1.5.6", .structured, .legacy, "RFC 8018 §6.1"),
        .init(.md2DES, "pbe-md2-des", "1.2.840.113549.1.5.1", .structured, .legacy, "RFC 8018 §6.1"),
        .init(.md2RC2, "pbe-md2-rc2", "1.2.840.113549.1.5.4", .structured, .legacy, "RFC 8018 §6.1"),
    ]

    /// The digest of PBES1 and of the schemes of PKCS #12; `nil` for PBES2, whose parameters tell everything.
    var digestAlgorithm: DigestAlgorithm? {
        switch self {
        case .pbes2: nil
        case .md2DES, .md2RC2: .md2
        case .md5DES, .md5RC2: .md5
        case .sha1TripleDES3, .sha1TripleDES2, .sha1RC2With128, .sha1RC2With40, .sha1RC4With128, .sha1RC4With40,
            .sha1DES, .sha1RC2:
            .sha1
        }
    }

    /// Whether it is PBES1 (RFC 8018 §6.1), whose key and initialisation vector are one output of PBKDF1.
    var isPBES1: Bool {
        switch self {
        case .md2DES, .md2RC2, .md5DES, .md5RC2, .sha1DES, .sha1RC2: true
        default: false
        }
    }

    /// The cipher of PBES1 and of the schemes of PKCS #12, with the length of its key; `nil` for RC4, which is none.
    var blockCipher: (CipherAlgorithm, keyByteCount: Int)? {
        switch self {
        case .sha1TripleDES3, .pbes2: (.tripleDES, 24)
        case .sha1TripleDES2: (.tripleDES, 16)
        case .sha1RC2With128: (.rc2(effectiveBits: 128), 16)
        case .sha1RC2With40: (.rc2(effectiveBits: 40), 5)
        case .md2DES, .md5DES, .sha1DES: (.des, 8)
        case .md2RC2, .md5RC2, .sha1RC2: (.rc2(effectiveBits: 64), 8)
        case .sha1RC4With128, .sha1RC4With40: nil
        }
    }
}
