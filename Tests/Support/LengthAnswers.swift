internal import Foundation

/// What other implementations make of a message of every length from 0 to 257 bytes; `Vectors/lengths/make` says which, and
/// what the messages and keys are.
public enum LengthAnswers {
    private static let checks: [String: [String]] = {
        let file = TestFiles.vectors.appending(path: "lengths/answers.txt")
        let lines = ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n")
        return Dictionary(
            lines.map { $0.split(separator: " ").map(String.init) }.map { ($0[0], Array($0.dropFirst())) },
            uniquingKeysWith: { first, _ in first })
    }()

    /// The lengths, sixteen at a time, at which answers are not those of `name`. All of them when there is none of that name.
    public static func wrong(
        _ name: String, _ lengths: StrideThrough<Int> = stride(from: 0, through: 257, by: 1),
        _ answer: (Int) throws -> [UInt8]
    ) rethrows -> [Int] {
        var values = [UInt64](repeating: 0xCBF2_9CE4_8422_2325, count: 17)
        for length in lengths {
            for byte in try answer(length) {
                values[length / 16] = (values[length / 16] ^ UInt64(byte)) &* 0x100_0000_01B3
            }
        }
        let known = checks[name] ?? []
        return values.indices.filter { index in
            let text = String(values[index], radix: 16)
            return !known.indices.contains(index)
                || known[index] != String(repeating: "0", count: 16 - text.count) + text
        }.map { $0 * 16 }
    }

    /// A message.
    public static func message(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: 131 * $0 + $0 / 8) }
    }

    /// A key.
    public static func key(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: 17 * $0 + 1) } }

    /// An initialisation vector, a nonce or a salt.
    public static func vector(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: 29 * $0 + 3) } }

    /// Additional data beside a message.
    public static func data(_ count: Int) -> [UInt8] {
        (0..<(count % 40)).map { UInt8(truncatingIfNeeded: 5 * $0 + 9) }
    }

    /// Pieces of so many bytes, of any sizes, some of them empty; others each time.
    public static func pieces(_ count: Int) -> [Range<Int>] {
        var (pieces, start): ([Range<Int>], Int) = ([], 0)
        while start < count {
            let end = min(count, start + [0, 1, 3, 15, 16, 17, 40, 64, 65, 130].randomElement()!)
            pieces.append(start..<end)
            start = end
        }
        return pieces
    }

    /// The bytes behind so many others, so that they begin at any address.
    public static func moved(_ bytes: [UInt8]) -> (whole: [UInt8], start: Int) {
        let start = Int.random(in: 0..<64)
        return ([UInt8](repeating: 0xA5, count: start) + bytes, start)
    }
}
