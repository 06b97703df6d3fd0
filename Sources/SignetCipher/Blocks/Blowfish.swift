/// Blowfish (Schneier 1993): for reading key files.
struct Blowfish: SingleBlockCipher {
    static let blockByteCount = 8
    private let subkeys: ErasedWords<UInt32>
    private let boxes: [ErasedTable]

    /// 256 words in memory that is erased.
    private struct ErasedTable: Sendable {
        let words: ErasedWords<UInt32>

        subscript(index: UInt8) -> UInt32 { words.word(at: index) }
    }

    /// The key has 4 to 56 bytes.
    init(key: Span<UInt8>) {
        var p = Array(PiDigits.words[0..<18])
        var s = (0..<4).map { WordTable(words: Array(PiDigits.words[(18 + 256 * $0)..<(274 + 256 * $0)])) }
        var place = 0
        for index in 0..<18 {
            var word: UInt32 = 0
            for _ in 0..<4 {
                word = word << 8 | UInt32(key[place])
                place = (place + 1) % key.count
            }
            p[index] ^= word
        }
        var (left, right): (UInt32, UInt32) = (0, 0)
        func step() {
            for round in 0..<16 {
                left ^= p[round]
                right ^= Self.f(left) { s[$0][$1] }
                swap(&left, &right)
            }
            swap(&left, &right)
            right ^= p[16]
            left ^= p[17]
        }
        for index in stride(from: 0, to: 18, by: 2) {
            step()
            (p[index], p[index + 1]) = (left, right)
        }
        for box in 0..<4 {
            for index in stride(from: 0, to: 256, by: 2) {
                step()
                (s[box].words[index], s[box].words[index + 1]) = (left, right)
            }
        }
        subkeys = ErasedWords(p)
        boxes = s.map { ErasedTable(words: ErasedWords($0.words)) }
    }

    private static func f(_ x: UInt32, _ box: (Int, UInt8) -> UInt32) -> UInt32 {
        let first = box(0, UInt8(truncatingIfNeeded: x >> 24)) &+ box(1, UInt8(truncatingIfNeeded: x >> 16))
        return (first ^ box(2, UInt8(truncatingIfNeeded: x >> 8))) &+ box(3, UInt8(truncatingIfNeeded: x))
    }

    /// The rounds, in the order of the subkeys or backwards.
    private func run(_ block: SIMD2<UInt64>, isReversed: Bool) -> SIMD2<UInt64> {
        func subkey(_ index: Int) -> UInt32 { subkeys[isReversed ? 17 - index : index] }
        var (left, right) = (UInt32(truncatingIfNeeded: block[0] >> 32), UInt32(truncatingIfNeeded: block[0]))
        for round in 0..<16 {
            left ^= subkey(round)
            right ^= Self.f(left) { boxes[$0][$1] }
            swap(&left, &right)
        }
        swap(&left, &right)
        right ^= subkey(16)
        left ^= subkey(17)
        return SIMD2(UInt64(left) << 32 | UInt64(right), 0)
    }

    func encrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { run(block, isReversed: false) }
    func decrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { run(block, isReversed: true) }
}

/// The fractional part of π in binary: what Blowfish takes for its tables.
enum PiDigits {
    /// 18 + 4 · 256 words of 32 bits, computed once: π = 16·arctan(1/5) − 4·arctan(1/239) (Machin).
    static let words: [UInt32] = {
        // One word for the whole part, and two more than are needed, for what is rounded away.
        let count = 1 + 18 + 1024 + 2
        var sum = [UInt32](repeating: 0, count: count)
        func divide(_ number: inout [UInt32], _ divisor: UInt64) {
            var remainder: UInt64 = 0
            for index in 0..<count {
                let value = remainder << 32 | UInt64(number[index])
                number[index] = UInt32(truncatingIfNeeded: value / divisor)
                remainder = value % divisor
            }
        }
        func add(_ number: [UInt32], _ isNegative: Bool) {
            var carry: Int64 = 0
            for index in (0..<count).reversed() {
                let value = Int64(sum[index]) + (isNegative ? -Int64(number[index]) : Int64(number[index])) + carry
                sum[index] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
        }
        for (factor, x, isNegative) in [(UInt32(16), UInt64(5), false), (4, 239, true)] {
            var power = [UInt32](repeating: 0, count: count)
            power[0] = factor
            divide(&power, x)
            var k: UInt64 = 1
            while power.contains(where: { $0 != 0 }) {
                var term = power
                divide(&term, k)
                add(term, isNegative != (k % 4 == 3))
                divide(&power, x * x)
                k += 2
            }
        }
        return Array(sum[1..<(1 + 18 + 1024)])
    }()
}
