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
}

extension CipherError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .keyByteCount(let count, let allowed):
            "a key of \(count) bytes does not fit the cipher, which takes "
                + (allowed.count == 1 ? "\(allowed.lowerBound)" : "\(allowed.lowerBound) to \(allowed.upperBound)")
        case .initializationVectorByteCount(let count, let expected):
            "an initialisation vector of \(count) bytes does not fit the cipher, which takes \(expected)"
        case .effectiveBitCount(let count): "RC2 has no effective key length of \(count) bits"
        case .emptyCiphertext: "there is nothing to decrypt"
        case .unalignedByteCount(let count, let blockByteCount):
            "\(count) bytes are not whole blocks of \(blockByteCount)"
        case .badPadding: "the padding is wrong: a wrong key, or an altered message"
        }
    }
}
