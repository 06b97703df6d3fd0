import SignetASN1
public import SignetBytes
public import SignetCipher
import SignetHash

/// How older PEM files of OpenSSL encrypt a key: `Proc-Type: 4,ENCRYPTED` and `DEK-Info` (RFC 1421 §4.6.1.1, §4.6.1.3),
/// with ciphers that RFC 1423 did not know, and a derivation that makes guessing passwords cheap. Read, not written.
public struct LegacyPEMEncryption: Hashable, Sendable {
    /// The name in `DEK-Info`.
    public let name: String
    private let cipher: CipherAlgorithm
    private let initializationVector: Bytes

    private static let ciphers: [String: CipherAlgorithm] = [
        "DES-CBC": .des, "DES-EDE3-CBC": .tripleDES, "AES-128-CBC": .aes128, "AES-192-CBC": .aes192,
        "AES-256-CBC": .aes256, "RC2-CBC": .rc2(effectiveBits: 128), "RC2-40-CBC": .rc2(effectiveBits: 40),
        "RC2-64-CBC": .rc2(effectiveBits: 64), "CAMELLIA-128-CBC": .camellia(keyByteCount: 16),
        "CAMELLIA-192-CBC": .camellia(keyByteCount: 24), "CAMELLIA-256-CBC": .camellia(keyByteCount: 32),
        "ARIA-128-CBC": .aria(keyByteCount: 16), "ARIA-192-CBC": .aria(keyByteCount: 24),
        "ARIA-256-CBC": .aria(keyByteCount: 32), "SEED-CBC": .seed, "IDEA-CBC": .idea, "BF-CBC": .blowfish,
        "CAST5-CBC": .cast128,
    ]

    /// What the headers of a PEM object say; `nil` when they speak of no encryption.
    ///
    /// - Throws: `AlgorithmError.unsupported` for another cipher, `.invalidParameters`.
    public init?(headers: [String]) throws(AlgorithmError) {
        func value(_ name: String) -> String? {
            headers.first { $0.lowercased().hasPrefix(name.lowercased() + ":") }.map { line in
                let text = line.drop { $0 != ":" }.dropFirst()
                return String(text.drop { $0.isWhitespace })
            }
        }
        guard let type = value("Proc-Type"), type.uppercased().hasSuffix("ENCRYPTED") else { return nil }
        let parts = (value("DEK-Info") ?? "").split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
        guard parts.count == 2 else { throw .invalidParameters(name: "DEK-Info", nil) }
        name = parts[0].uppercased()
        guard let cipher = Self.ciphers[name] else { throw .unsupported(role: "cipher of older PEM", name: parts[0]) }
        guard let vector = Hex.decode(parts[1]), vector.count == cipher.blockByteCount else {
            throw .invalidParameters(name: "DEK-Info", nil)
        }
        self.cipher = cipher
        initializationVector = Bytes(vector)
    }

    /// Decrypts. A wrong password is most often found by its bad padding, and sometimes not at all.
    public func decrypt(_ ciphertext: Span<UInt8>, password: Password) throws(CipherError) -> SecretBytes {
        let salt = initializationVector.prefix(8)
        let key = BytesToKey.derive(
            password: password.utf8.span, salt: salt.span, byteCount: cipher.keyByteCount)
        return try CBC.decrypt(ciphertext, cipher, key: key.span, iv: initializationVector.span)
    }
}
