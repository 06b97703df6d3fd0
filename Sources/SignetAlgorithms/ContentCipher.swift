public import SignetASN1
public import SignetBytes
public import SignetCipher

/// A cipher that encrypts content (RFC 3565, RFC 3370 §5).
public enum ContentCipher: CaseIterable, Hashable, Sendable {
    /// AES-128 in CBC mode
    case aes128CBC
    /// AES-192 in CBC mode
    case aes192CBC
    /// AES-256 in CBC mode
    case aes256CBC
    /// Triple DES with three keys in CBC mode
    case tripleDESCBC
    /// RC2 in CBC mode, of any effective key length
    case rc2CBC
    /// DES in CBC mode
    case desCBC
}

extension ContentCipher: AlgorithmRole {
    /// `content cipher`
    public static var role: String { "content cipher" }

    /// Content ciphers.
    public static let table: [AlgorithmRow<ContentCipher>] = [
        .init(.aes256CBC, "aes-256-cbc", "2.16.840.1.101.3.4.1.42", .iv(16), .recommended, "RFC 3565 §4.1"),
        .init(.aes192CBC, "aes-192-cbc", "2.16.840.1.101.3.4.1.22", .iv(16), .acceptable, "RFC 3565 §4.1"),
        .init(.aes128CBC, "aes-128-cbc", "2.16.840.1.101.3.4.1.2", .iv(16), .recommended, "RFC 3565 §4.1"),
        .init(.tripleDESCBC, "des-ede3-cbc", "1.2.840.113549.3.7", .iv(8), .legacy, "RFC 3370 §5.1"),
        .init(.rc2CBC, "rc2-cbc", "1.2.840.113549.3.2", .structured, .legacy, "RFC 3370 §5.2"),
        .init(.desCBC, "des-cbc", "1.3.14.3.2.7", .iv(8), .legacy, "RFC 8018 §B.2.1"),
    ]

    /// Content ciphers that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "2.16.840.1.101.3.4.1.6": "aes-128-gcm", "2.16.840.1.101.3.4.1.26": "aes-192-gcm",
            "2.16.840.1.101.3.4.1.46": "aes-256-gcm", "2.16.840.1.101.3.4.1.7": "aes-128-ccm",
            "2.16.840.1.101.3.4.1.27": "aes-192-ccm", "2.16.840.1.101.3.4.1.47": "aes-256-ccm",
            "1.2.840.113549.1.9.16.3.18": "chacha20-poly1305", "1.2.840.113549.3.4": "rc4",
            "1.2.392.200011.61.1.1.1.2": "camellia-128-cbc", "1.2.392.200011.61.1.1.1.4": "camellia-256-cbc",
        ]
    }
}

/// A content cipher with the parameters of one use of it.
public struct ContentEncryption: Hashable, Sendable {
    /// Which cipher.
    public let cipher: ContentCipher
    /// Its initialisation vector, one block.
    public let initializationVector: Bytes
    /// The effective key length in bits, which RC2 alone has (RFC 2268 §2).
    public let effectiveKeyBitCount: Int?

    /// A cipher about to be used, with a fresh random initialisation vector. RC2 is not written.
    public init(_ cipher: ContentCipher) throws(AlgorithmError) {
        guard case .iv(let byteCount) = cipher.row.parameters, cipher != .desCBC else {
            throw .refused(role: ContentCipher.role, name: cipher.name)
        }
        self.cipher = cipher
        initializationVector = Randomness.bytes(count: byteCount)
        effectiveKeyBitCount = nil
    }

    /// The cipher and parameters that a message names.
    public init(_ identifier: AlgorithmIdentifier) throws(AlgorithmError) {
        cipher = try ContentCipher(identifier)
        let name = cipher.name
        do throws(ASN1Error) {
            let encoding = identifier.parameters ?? Bytes()
            guard case .iv(let byteCount) = cipher.row.parameters else {
                let parameters = try RC2Parameters.decode(encoding)
                initializationVector = parameters.initializationVector
                effectiveKeyBitCount = parameters.effectiveKeyBitCount
                return
            }
            initializationVector = try Syntax<Bytes>.octetString.decode(encoding)
            effectiveKeyBitCount = nil
            guard initializationVector.count == byteCount else { throw ASN1Error(.invalidValue("wrong length"), at: 0) }
        } catch {
            throw .invalidParameters(name: name, error)
        }
    }

    /// What a message names this cipher and its parameters by.
    public var identifier: AlgorithmIdentifier {
        let parameters = effectiveKeyBitCount.map { RC2Parameters.encode(initializationVector, $0) }
        return AlgorithmIdentifier(
            algorithm: cipher.row.identifier,
            parameters: parameters ?? Syntax<Bytes>.octetString.encode(initializationVector))
    }

    /// The name for people; RC2 with its effective key length.
    public var name: String { effectiveKeyBitCount.map { "rc2-\($0)-cbc" } ?? cipher.name }

    /// The length of the key in bytes.
    public var keyByteCount: Int {
        switch cipher {
        case .aes128CBC: 16
        case .aes192CBC: 24
        case .aes256CBC: 32
        case .tripleDESCBC: 24
        case .desCBC: 8
        // RFC 3370 §5.2 leaves the length open; every implementation met uses as many bytes as the effective bits fill.
        case .rc2CBC: ((effectiveKeyBitCount ?? 32) + 7) / 8
        }
    }

    /// A fresh random key.
    public func makeKey() -> SecretBytes { Randomness.secret(count: keyByteCount) }

    /// Encrypts, padded as RFC 5652 §6.3 says.
    public func encrypt(_ plaintext: Span<UInt8>, key: borrowing SecretBytes) throws(CipherError) -> Bytes {
        try CBC.encrypt(plaintext, blockCipher, key: key.span, iv: initializationVector.span)
    }

    /// Decrypts and takes the padding off.
    public func decrypt(_ ciphertext: Span<UInt8>, key: borrowing SecretBytes) throws(CipherError) -> SecretBytes {
        try CBC.decrypt(ciphertext, blockCipher, key: key.span, iv: initializationVector.span)
    }

    private var blockCipher: CipherAlgorithm {
        switch cipher {
        case .aes128CBC: .aes128
        case .aes192CBC: .aes192
        case .aes256CBC: .aes256
        case .tripleDESCBC: .tripleDES
        case .desCBC: .des
        case .rc2CBC: .rc2(effectiveBits: effectiveKeyBitCount ?? 32)
        }
    }
}

/// `RC2-CBCParameter` (RFC 2268 §6): an initialisation vector alone means 32 effective bits.
private enum RC2Parameters {
    private struct Structure: Sendable {
        var version: Int
        var initializationVector: Bytes
        static let syntax: Syntax<Self> = .sequence(
            "RC2-CBCParameter", Self.init(version:initializationVector:),
            .required("rc2ParameterVersion", \.version, .smallInteger),
            .required("iv", \.initializationVector, .octetString))
    }

    /// RFC 2268 §6: below 256 a version is a scrambled bit count; these three are all that was ever used.
    private static let versions = [160: 40, 120: 64, 58: 128]

    static func decode(_ encoding: Bytes) throws(ASN1Error) -> (initializationVector: Bytes, effectiveKeyBitCount: Int)
    {
        if let plain = try? Syntax<Bytes>.octetString.decode(encoding), plain.count == 8 { return (plain, 32) }
        let structure = try Structure.syntax.decode(encoding)
        let bitCount = structure.version >= 256 ? structure.version : versions[structure.version]
        guard let bitCount, bitCount <= 1024, structure.initializationVector.count == 8 else {
            throw ASN1Error(.invalidValue("RC2 parameter version \(structure.version)"), at: 0)
        }
        return (structure.initializationVector, bitCount)
    }

    static func encode(_ initializationVector: Bytes, _ effectiveKeyBitCount: Int) -> Bytes {
        let version = versions.first { $0.value == effectiveKeyBitCount }?.key ?? effectiveKeyBitCount
        return Structure.syntax.encode(Structure(version: version, initializationVector: initializationVector))
    }
}
