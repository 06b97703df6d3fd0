/// A prefix code being read (RFC 1951 §3.2.2): short codes by one look in a table, long ones bit by bit.
struct PrefixCode {
    private static let tableBitCount = 10
    /// For each sequence of ten bits, the symbol that it begins with, and how many bits that takes; 0 when it takes more.
    private var table: [UInt16]
    private var counts: [UInt16]
    private var symbols: [UInt16]

    /// The code with these lengths, one for each symbol; 0 for one that is not used. A code that leaves room is an error,
    /// unless it has one symbol (§3.2.7).
    init(lengths: ArraySlice<UInt8>) throws(DeflateError) {
        counts = [UInt16](repeating: 0, count: 16)
        for length in lengths { counts[Int(length)] += 1 }
        let used = lengths.count - Int(counts[0])
        counts[0] = 0
        var left = 1
        for length in 1...15 {
            left = left << 1 - Int(counts[length])
            guard left >= 0 else { throw .invalidCode }
        }
        guard left == 0 || used <= 1 else { throw .invalidCode }

        var offsets = [Int](repeating: 0, count: 16)
        for length in 1..<15 { offsets[length + 1] = offsets[length] + Int(counts[length]) }
        symbols = [UInt16](repeating: 0, count: max(1, used))
        for (symbol, length) in lengths.enumerated() where length > 0 {
            symbols[offsets[Int(length)]] = UInt16(symbol)
            offsets[Int(length)] += 1
        }

        table = [UInt16](repeating: 0, count: 1 << Self.tableBitCount)
        var code = 0
        var index = 0
        for length in 1...Self.tableBitCount {
            for _ in 0..<Int(counts[length]) {
                let entry = symbols[index] << 4 | UInt16(length)
                var position = Self.reversed(code, length)
                while position < table.count {
                    table[position] = entry
                    position += 1 << length
                }
                code += 1
                index += 1
            }
            code <<= 1
        }
    }

    /// Codes are written from their highest bit on, and everything else from the lowest (§3.1.1).
    static func reversed(_ code: Int, _ length: Int) -> Int {
        var result = 0
        for bit in 0..<length where code >> bit & 1 == 1 { result |= 1 << (length - 1 - bit) }
        return result
    }

    /// The symbol that the bits begin with, and how many it takes; none when they begin no code, or no whole one.
    @inline(__always)
    func symbol(in bits: UInt64) -> (symbol: Int, bitCount: Int)? {
        let entry = table[Int(truncatingIfNeeded: bits & 1023)]
        if entry != 0 { return (Int(entry >> 4), Int(entry & 15)) }
        return longSymbol(in: bits)
    }

    private func longSymbol(in bits: UInt64) -> (symbol: Int, bitCount: Int)? {
        var code = 0
        var first = 0
        var index = 0
        for length in 1...15 {
            code |= Int(truncatingIfNeeded: bits >> UInt64(length - 1) & 1)
            let count = Int(counts[length])
            if code - first < count { return (Int(symbols[index + code - first]), length) }
            index += count
            first = (first + count) << 1
            code <<= 1
        }
        return nil
    }
}
