/// Why something cannot be encrypted or decrypted.
public enum CipherError: Error, Equatable, Sendable {
    /// The key has a length that the cipher has no use for; `allowed` are those it has.
    case keyByteCount(Int, allowed: ClosedRange<Int>)
    /// The initialisation vector is not one block long.
    case initializationVectorByteCount(Int, expected: Int)
    /// RC2's effective key length is not between 1 and 1024 bits.
    case effectiveBitCount(Int)
    /// There is not even the one block that padding fills.
    case emptyCiphertext
    /// What should be whole blocks is not.
    case unalignedByteCount(Int, blockByteCount: Int)
    /// The last block does not end in padding: a wrong key, or something altered. To tell this apart from other
    /// failures is to answer an attacker's questions; who decrypts for others must not.
    case badPadding
    /// The nonce has a length that the mode has no use for.
    case nonceByteCount(Int, allowed: ClosedRange<Int>)
    /// The tag has a length that the mode does not make.
    case tagByteCount(Int, allowed: ClosedRange<Int>)
    /// The tag is wrong: a wrong key, or something altered. Nothing was decrypted.
    case authenticationFailed
    /// The message is longer than the mode can protect.
    case messageTooLong
    /// The message is not as long as was said when it was begun.
    case messageByteCount(UInt64, expected: UInt64)
    /// A key of this length cannot be wrapped in this way.
    case wrappableKeyByteCount(Int)
    /// A wrapped key has no such length.
    case wrappedKeyByteCount(Int)
    /// What was unwrapped is not the key that was wrapped: a wrong key-encryption key, or something altered. It was erased.
    case unwrapFailed
}

extension CipherError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .keyByteCount(let count, let allowed):
            "a key of \(count) bytes does not fit the cipher, which takes \(text(allowed))"
        case .initializationVectorByteCount(let count, let expected):
            "an initialisation vector of \(count) bytes does not fit the cipher, which takes \(expected)"
        case .effectiveBitCount(let count): "RC2 has no effective key length of \(count) bits"
        case .emptyCiphertext: "there is nothing to decrypt"
        case .unalignedByteCount(let count, let blockByteCount):
            "\(count) bytes are not whole blocks of \(blockByteCount)"
        case .nonceByteCount(let count, let allowed):
            "a nonce of \(count) bytes does not fit, \(text(allowed)) do"
        case .tagByteCount(let count, let allowed):
            "a tag of \(count) bytes does not fit, \(text(allowed)) do"
        case .authenticationFailed: "the tag is wrong: a wrong key, or an altered message"
        case .messageTooLong: "the message is too long for the cipher's mode"
        case .messageByteCount(let count, let expected):
            "the message has \(count) bytes, and \(expected) were announced"
        case .wrappableKeyByteCount(let count): "a key of \(count) bytes cannot be wrapped in this way"
        case .wrappedKeyByteCount(let count): "no wrapped key has \(count) bytes"
        case .unwrapFailed: "the key does not unwrap: a wrong key-encryption key, or an altered wrapped key"
        case .badPadding: "the padding is wrong: a wrong key, or an altered message"
        }
    }

    private func text(_ counts: ClosedRange<Int>) -> String {
        counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
    }
}
