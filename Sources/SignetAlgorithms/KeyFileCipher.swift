import SignetASN1
import SignetBytes
public import SignetCipher

/// A cipher that is met in key files under a password and nowhere else: what OpenSSL offers beside the ones of CMS. Read,
/// and never written.
public enum KeyFileCipher: Hashable, Sendable {
    /// A block cipher in some mode
    case block(CipherAlgorithm, CipherMode)
    /// RC4, its key whatever the derivation gives
    case rc4
}

extension KeyFileCipher: AlgorithmRole {
    /// `cipher of key files`
    public static var role: String { "cipher of key files" }

    /// Every cipher that has an identifier.
    public static var allCases: [KeyFileCipher] { table.map(\.algorithm) }

    /// Ciphers of key files.
    public static let table: [AlgorithmRow<KeyFileCipher>] =
        [
            rows("aes-128", .aes128, aes, [1, 0, 4, 3, 0], "NIST CSOR"),
            rows("aes-192", .aes192, aes, [21, 0, 24, 23, 0], "NIST CSOR"),
            rows("aes-256", .aes256, aes, [41, 0, 44, 43, 0], "NIST CSOR"),
            rows("camellia-128", .camellia(keyByteCount: 16), ntt, [0, 2, 0, 0, 0], "RFC 3657 §3"),
            rows("camellia-192", .camellia(keyByteCount: 24), ntt, [0, 3, 0, 0, 0], "RFC 3657 §3"),
            rows("camellia-256", .camellia(keyByteCount: 32), ntt, [0, 4, 0, 0, 0], "RFC 3657 §3"),
            rows("camellia-128", .camellia(keyByteCount: 16), camellia, [1, 0, 4, 3, 9], "OpenSSL"),
            rows("camellia-192", .camellia(keyByteCount: 24), camellia, [21, 0, 24, 23, 29], "OpenSSL"),
            rows("camellia-256", .camellia(keyByteCount: 32), camellia, [41, 0, 44, 43, 49], "OpenSSL"),
            rows("aria-128", .aria(keyByteCount: 16), aria, [1, 2, 3, 4, 5], "RFC 5794 §2"),
            rows("aria-192", .aria(keyByteCount: 24), aria, [6, 7, 8, 9, 10], "RFC 5794 §2"),
            rows("aria-256", .aria(keyByteCount: 32), aria, [11, 12, 13, 14, 15], "RFC 5794 §2"),
            rows("seed", .seed, "1.2.410.200004.1", [3, 4, 5, 6, 0], "RFC 4010 §2"),
            rows("sm4", .sm4, "1.2.156.10197.1.104", [1, 2, 4, 3, 7], "GB/T 33560"),
            rows("idea", .idea, "1.3.6.1.4.1.188.7.1.1", [1, 2, 3, 4, 0], "RFC 3058 §2"),
            rows("bf", .blowfish, "1.3.6.1.4.1.3029.1", [1, 2, 3, 4, 0], "OpenSSL"),
            rows("cast5", .cast128, "1.2.840.113533.7.66", [0, 10, 0, 0, 0], "RFC 2984 §2"),
            rows("des", .des, "1.3.14.3.2", [6, 0, 9, 8, 0], "OpenSSL"),
            rows("des-ede", .tripleDES, "1.3.14.3.2", [17, 0, 0, 0, 0], "OpenSSL"),
            [.init(.rc4, "rc4", "1.2.840.113549.3.4", .structuredOrAbsent, .legacy, "RFC 8018 §B.2")],
        ].flatMap { $0 }

    private static let aes: ObjectIdentifier = "2.16.840.1.101.3.4.1"
    private static let ntt: ObjectIdentifier = "1.2.392.200011.61.1.1.1"
    private static let camellia: ObjectIdentifier = "0.3.4401.5.3.1.9"
    private static let aria: ObjectIdentifier = "1.2.410.200046.1.1"

    /// The modes of a cipher, each under its number below `arc`, in the order of `CipherMode`; 0 for one that has none.
    private static func rows(
        _ name: String, _ algorithm: CipherAlgorithm, _ arc: ObjectIdentifier, _ numbers: [Int], _ reference: String
    ) -> [AlgorithmRow<KeyFileCipher>] {
        zip(CipherMode.allCases, numbers).filter { $0.1 != 0 }.map { mode, number in
            let suffix =
                switch mode {
                case .electronicCodebook: "ecb"
                case .blockChaining: "cbc"
                case .cipherFeedback: "cfb"
                case .outputFeedback: "ofb"
                case .counter: "ctr"
                }
            return .init(
                .block(algorithm, mode), "\(name)-\(suffix)", ObjectIdentifier(stringLiteral: "\(arc).\(number)"),
                mode.hasVector ? .structured : .structuredOrAbsent, .legacy, reference)
        }
    }

    /// Whether OpenSSL has it without its collection of old algorithms.
    public var isCurrent: Bool {
        switch self {
        case .block(.seed, _), .block(.idea, _), .block(.blowfish, _), .block(.cast128, _), .block(.des, _), .rc4: false
        case .block: true
        }
    }

    /// The length of a key where nothing tells it.
    private var keyByteCount: Int {
        switch self {
        // Triple DES is here with two keys.
        case .rc4, .block(.tripleDES, _): 16
        case .block(let algorithm, _): algorithm.keyByteCount
        }
    }

    /// Whether a key may have this length.
    func accepts(keyByteCount: Int) -> Bool {
        switch self {
        case .rc4: (5...256).contains(keyByteCount)
        case .block(.tripleDES, _): keyByteCount == 16
        case .block(let algorithm, _): algorithm.accepts(keyByteCount: keyByteCount)
        }
    }

    func encrypt(_ plaintext: Span<UInt8>, key: Span<UInt8>, iv: Span<UInt8>) throws(CipherError) -> Bytes {
        switch self {
        case .rc4: try RC4.apply(plaintext, key: key).declassified()
        case .block(let algorithm, let mode): try mode.encrypt(plaintext, algorithm, key: key, iv: iv)
        }
    }

    func decrypt(_ ciphertext: Span<UInt8>, key: Span<UInt8>, iv: Span<UInt8>) throws(CipherError) -> SecretBytes {
        switch self {
        case .rc4: try RC4.apply(ciphertext, key: key)
        case .block(let algorithm, let mode): try mode.decrypt(ciphertext, algorithm, key: key, iv: iv)
        }
    }

    /// The initialisation vector, and the length of the key where the parameters tell it.
    ///
    /// - Throws: `AlgorithmError.invalidParameters`.
    static func parameters(
        _ identifier: AlgorithmIdentifier
    ) throws(AlgorithmError) -> (cipher: KeyFileCipher, vector: Bytes, keyByteCount: Int) {
        let cipher = try KeyFileCipher(identifier)
        var keyByteCount = cipher.keyByteCount
        // OpenSSL writes an empty vector where there is none.
        guard case .block(let algorithm, let mode) = cipher, mode.hasVector else {
            return (cipher, Bytes(), keyByteCount)
        }
        var vector = identifier.parameters ?? Bytes()
        if algorithm == .cast128, !vector.starts(with: [0x04]) {
            let parameters = try CASTParameters.syntax.parameters(vector, cipher.name)
            vector = parameters.iv
            keyByteCount = parameters.keyLength / 8
        } else if algorithm == .idea, let parameters = try? IDEAParameters.syntax.decode(vector, rules: .tolerant) {
            vector = parameters.iv ?? Bytes()
        } else {
            // OpenSSL writes the vectors of IDEA and CAST-128 bare, too.
            vector = try Syntax<Bytes>.octetString.parameters(vector, cipher.name)
        }
        guard vector.count == algorithm.blockByteCount, cipher.accepts(keyByteCount: keyByteCount) else {
            throw .invalidParameters(name: cipher.name, nil)
        }
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
