/// A block cipher with its key, seen from inside: whole buffers, in place, in cipher block chaining (SP 800-38A §6.2).
///
/// Chaining is here and not above, because encryption goes block after block while decryption is free to work on many
/// at once, and each cipher has its own way to do both. A processor-specific kernel joins by replacing these bodies.
protocol BlockCipher: Sendable {
    /// Encrypts `count` blocks; `chain` holds the ciphertext block before them, and then the last of them.
    func encrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer)

    /// Decrypts `count` blocks; `chain` holds the ciphertext block before them, and then the last of them.
    func decrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer)
}
