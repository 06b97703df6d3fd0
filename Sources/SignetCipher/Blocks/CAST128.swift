/// CAST-128, also CAST5 (RFC 2144): for reading key files.
struct CAST128: SingleBlockCipher {
    static let blockByteCount = 8
    /// Km1 … Km16, then Kr1 … Kr16.
    private let keys: ErasedWords<UInt32>
    private let roundCount: Int

    /// The key has 5 to 16 bytes (RFC 2144 §2.4, §2.5).
    init(key: Span<UInt8>) {
        roundCount = key.count > 10 ? 16 : 12
        var x = [UInt8](repeating: 0, count: 16)
        for index in key.indices { x[index] = key[index] }
        var z = [UInt8](repeating: 0, count: 16)
        var keys: [UInt32] = []
        for _ in 0..<2 {
            Self.step(&z, x, Self.toZ)
            keys += Self.subkeys(z, Self.first)
            Self.step(&x, z, Self.toX)
            keys += Self.subkeys(x, Self.second)
            Self.step(&z, x, Self.toZ)
            keys += Self.subkeys(z, Self.third)
            Self.step(&x, z, Self.toX)
            keys += Self.subkeys(x, Self.fourth)
        }
        self.keys = ErasedWords(keys)
    }

    /// One line of RFC 2144 §2.4: four bytes of the target from four of the source, and five substitutions. Places of 16
    /// and more are in the target itself, which its first line has not reached yet.
    private typealias Line = (target: Int, source: Int, places: [Int], last: Int)
    private static let toZ: [Line] = [
        (0, 0, [13, 15, 12, 14, 8], 6), (4, 8, [16, 18, 17, 19, 10], 7), (8, 12, [23, 22, 21, 20, 9], 4),
        (12, 4, [26, 25, 27, 24, 11], 5),
    ]
    private static let toX: [Line] = [
        (0, 8, [5, 7, 4, 6, 0], 6), (4, 0, [16, 18, 17, 19, 2], 7), (8, 4, [23, 22, 21, 20, 1], 4),
        (12, 12, [26, 25, 27, 24, 3], 5),
    ]

    private static func step(_ target: inout [UInt8], _ source: [UInt8], _ lines: [Line]) {
        for line in lines {
            var word = source[line.source..<line.source + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            for (index, place) in line.places.enumerated() {
                let table = CASTTables.all[index < 4 ? 4 + index : line.last]
                word ^= table[place < 16 ? source[place] : target[place - 16]]
            }
            for index in 0..<4 {
                target[line.target + index] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * index))
            }
        }
    }

    private static let first = [[8, 9, 7, 6, 2], [10, 11, 5, 4, 6], [12, 13, 3, 2, 9], [14, 15, 1, 0, 12]]
    private static let second = [[3, 2, 12, 13, 8], [1, 0, 14, 15, 13], [7, 6, 8, 9, 3], [5, 4, 10, 11, 7]]
    private static let third = [[3, 2, 12, 13, 9], [1, 0, 14, 15, 12], [7, 6, 8, 9, 2], [5, 4, 10, 11, 6]]
    private static let fourth = [[8, 9, 7, 6, 3], [10, 11, 5, 4, 7], [12, 13, 3, 2, 8], [14, 15, 1, 0, 13]]

    private static func subkeys(_ state: [UInt8], _ places: [[Int]]) -> [UInt32] {
        places.enumerated().map { row in
            row.element.enumerated().reduce(UInt32(0)) { word, place in
                word ^ CASTTables.all[place.offset < 4 ? 4 + place.offset : 4 + row.offset][state[place.element]]
            }
        }
    }

    /// The three kinds of round (RFC 2144 §2.2).
    private func f(_ d: UInt32, _ round: Int) -> UInt32 {
        let (km, kr) = (keys[round], keys[16 + round] & 31)
        let sum =
            switch round % 3 {
            case 0: km &+ d
            case 1: km ^ d
            default: km &- d
            }
        // A turn by no place must not keep the word twice; or-ing it with itself does no harm.
        let i = sum &<< kr | sum &>> ((32 &- kr) & 31)
        func box(_ index: Int) -> UInt32 {
            CASTTables.all[index][UInt8(truncatingIfNeeded: i >> UInt32(24 - 8 * index))]
        }
        return switch round % 3 {
        case 0: ((box(0) ^ box(1)) &- box(2)) &+ box(3)
        case 1: ((box(0) &- box(1)) &+ box(2)) ^ box(3)
        default: ((box(0) &+ box(1)) ^ box(2)) &- box(3)
        }
    }

    private func run(_ block: SIMD2<UInt64>, _ rounds: some Sequence<Int>) -> SIMD2<UInt64> {
        var (left, right) = (UInt32(truncatingIfNeeded: block[0] >> 32), UInt32(truncatingIfNeeded: block[0]))
        for round in rounds { (left, right) = (right, left ^ f(right, round)) }
        return SIMD2(UInt64(right) << 32 | UInt64(left), 0)
    }

    func encrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { run(block, 0..<roundCount) }
    func decrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { run(block, (0..<roundCount).reversed()) }
}
