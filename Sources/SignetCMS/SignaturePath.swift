/// Which signature of a message: a signer's, a countersignature on it, or one on that (RFC 5652 §11.4).
public struct SignaturePath: Hashable, Sendable {
    /// Which of `signerInfos`.
    public let signer: Int
    /// From there on, which of the `countersignatures` of the one before; none for the signer's own signature.
    public let countersignatures: [Int]

    /// A signature by its place.
    ///
    /// - Parameters:
    ///   - signer: which of `signerInfos`, counted from 0.
    ///   - countersignatures: which countersignature of each, counted from 0, down to the one that is meant.
    public init(signer: Int, countersignatures: [Int] = []) {
        self.signer = signer
        self.countersignatures = countersignatures
    }

    /// How deep signatures on signatures are made: each is four elements inside the last, and readers, this one too, take no
    /// more than 64.
    static let maximumDepth = 8
}

extension SignaturePath: LosslessStringConvertible {
    /// As reports number signatures, from 1: `2` is the second signer's, `2.1` the first countersignature on it.
    public var description: String { ([signer] + countersignatures).map { "\($0 + 1)" }.joined(separator: ".") }

    /// Reads `2.1`; `nil` for what is no such number.
    ///
    /// - Parameter description: numbers from 1, with dots between them.
    public init?(_ description: String) {
        var numbers: [Int] = []
        for part in description.split(separator: ".", omittingEmptySubsequences: false) {
            guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(part), number >= 1 else {
                return nil
            }
            numbers.append(number - 1)
        }
        self.init(signer: numbers[0], countersignatures: Array(numbers.dropFirst()))
    }
}
