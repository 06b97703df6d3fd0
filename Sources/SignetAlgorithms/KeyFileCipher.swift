import SignetASN1
import SignetBytes
import SignetCipher

/// A cipher that is met in key files under a password and nowhere else: what OpenSSL offers beside the ones of CMS. Read,
/// and never written.
public enum KeyFileCipher: CaseIterable, Hashable, Sendable {
    /// Camellia with 128 bits
    case camellia128
    /// Camellia with 192 bits
    case camellia192
    /// Camellia with 256 bits
    case camellia256
    /// ARIA with 128 bits
    case aria128
    /// ARIA with 192 bits
    case aria192
    /// ARIA with 256 bits
    case aria256
    /// SEED
    case seed
    /// IDEA
    case idea
    /// Blowfish
    case blowfish
    /// CAST-128
    case cast128
}

extension KeyFileCipher: AlgorithmRole {
    /// `cipher of key files`
    public static var role: String { "cipher of key files" }

    /// Ciphers of key files, all in CBC mode.
    public static let table: [AlgorithmRow<KeyFileCipher>] = [
        .init(.camellia128, "camellia-128-cbc", "1.2.392.200011.61.1.1.1.2", .iv(16), .legacy, "RFC 3657 §3"),
        .init(.camellia192, "camellia-192-cbc", "1.2.392.200011.61.1.1.1.3", .iv(16), .legacy, "RFC 3657 §3"),
        .init(.camellia256, "camellia-256-cbc", "1.2.392.200011.61.1.1.1.4", .iv(16), .legacy, "RFC 3657 §3"),
        .init(.aria128, "aria-128-cbc", "1.2.410.200046.1.1.2", .iv(16), .legacy, "RFC 5794 §2"),
        .init(.aria192, "aria-192-cbc", "1.2.410.200046.1.1.7", .iv(16), .legacy, "RFC 5794 §2"),
        .init(.aria256, "aria-256-cbc", "1.2.410.200046.1.1.12", .iv(16), .legacy, "RFC 5794 §2"),
        .init(.seed, "seed-cbc", "1.2.410.200004.1.4", .iv(16), .legacy, "RFC 4010 §2"),
        .init(.idea, "idea-cbc", "1.3.6.1.4.1.188.7.1.1.2", .iv(8), .legacy, "RFC 3058 §2"),
        .init(.blowfish, "bf-cbc", "1.3.6.1.4.1.3029.1.2", .iv(8), .legacy, "OpenSSL"),
        .init(.cast128, "cast5-cbc", "1.2.840.113533.7.66.10", .structured, .legacy, "RFC 2984 §2"),
    ]

    /// The cipher itself.
    var algorithm: CipherAlgorithm {
        switch self {
        case .camellia128: .camellia(keyByteCount: 16)
        case .camellia192: .camellia(keyByteCount: 24)
        case .camellia256: .camellia(keyByteCount: 32)
        case .aria128: .aria(keyByteCount: 16)
        case .aria192: .aria(keyByteCount: 24)
        case .aria256: .aria(keyByteCount: 32)
        case .seed: .seed
        case .idea: .idea
        case .blowfish: .blowfish
        case .cast128: .cast128
        }
    }

    /// The initialisation vector, and the length of the key where the parameters tell it.
    ///
    /// - Throws: `AlgorithmError.invalidParameters`.
    static func parameters(
        _ identifier: AlgorithmIdentifier
    ) throws(AlgorithmError) -> (cipher: KeyFileCipher, vector: Bytes, keyByteCount: Int) {
        let cipher = try KeyFileCipher(identifier)
        var keyByteCount = cipher.algorithm.keyByteCount
        var vector = identifier.parameters ?? Bytes()
        if cipher == .cast128, !vector.starts(with: [0x04]) {
            let parameters = try CASTParameters.syntax.parameters(vector, cipher.name)
            vector = parameters.iv
            keyByteCount = parameters.keyLength / 8
        } else if cipher == .idea, let parameters = try? IDEAParameters.syntax.decode(vector, rules: .tolerant) {
            vector = parameters.iv ?? Bytes()
        } else {
            // OpenSSL writes the vectors of IDEA and CAST-128 bare, too.
            vector = try Syntax<Bytes>.octetString.parameters(vector, cipher.name)
        }
        guard vector.count == cipher.algorithm.blockByteCount,
            cipher.algorithm.accepts(keyByteCount: keyByteCount)
        else { throw .invalidParameters(name: cipher.name, nil) }
        return (cipher, vector, keyByteCount)
    }
}

/// `IDEA-CBCPar` (RFC 3058 §3.1).
private struct IDEAParameters: Sendable {
    var iv: Bytes?
    static let syntax: Syntax<Self> = .sequence(
        "IDEA-CBCPar", Self.init(iv:), .optional("iv", \.iv, .octetString))
}

/// `CAST5CBCParameters` (RFC 2984 §2).
private struct CASTParameters: Sendable {
    var iv: Bytes
    var keyLength: Int
    static let syntax: Syntax<Self> = .sequence(
        "CAST5CBCParameters", Self.init(iv:keyLength:),
        .defaulted("iv", \.iv, .octetString, [0, 0, 0, 0, 0, 0, 0, 0]),
        .required("keyLength", \.keyLength, .smallInteger))
}
