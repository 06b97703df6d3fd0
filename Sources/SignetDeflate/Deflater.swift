public import SignetBytes

/// A zlib stream (RFC 1950, RFC 1951) being written in pieces of any size, in memory that does not grow with it.
public struct Deflater: ~Copyable {
    /// The last 32 KiB of what was taken in, and what was not looked at yet, from `position` on.
    private var window: [UInt8] = []
    private var position = 0
    /// How many bytes have left the window at its front.
    private var dropped = 0
    /// Where the last string with this hash begins, counted from the beginning of the stream and one; and before it.
    private var heads = [UInt32](repeating: 0, count: 1 << 15)
    private var chain = [UInt32](repeating: 0, count: 1 << 15)
    /// A literal, or a length shifted by 16 and a distance.
    private var tokens: [UInt32] = []
    private var checksum = Adler32()
    private var output = ByteBuilder(capacity: 1 << 15)
    private var bits: UInt64 = 0
    private var bitCount: UInt64 = 0

    private static let longest = 258
    private static let chainLimit = 48
    private static let tokensPerBlock = 1 << 15

    /// A writer at the beginning of a stream.
    public init() {
        tokens.reserveCapacity(Self.tokensPerBlock + 1)
        // RFC 1950 §2.2: deflate, a window of 32 KiB, the usual effort.
        output.append(0x78)
        output.append(0x9C)
    }

    /// Takes in the next bytes, and gives what of the stream is ready.
    public mutating func update(_ bytes: Span<UInt8>) -> Bytes {
        checksum.update(bytes)
        var rest = bytes
        while !rest.isEmpty {
            let count = min(rest.count, 1 << 16)
            window.append(copying: rest.extracting(first: count))
            rest = rest.extracting(droppingFirst: count)
            compress(keeping: Self.longest + 3)
            slide()
        }
        return take()
    }

    /// The rest of the stream. Nothing may follow.
    public mutating func finalize() -> Bytes {
        compress(keeping: 0)
        writeBlock(isLast: true)
        // To the end of the byte.
        if bitCount % 8 > 0 { put(0, 8 - bitCount % 8) }
        flushBits()
        for shift: UInt32 in [24, 16, 8, 0] { output.append(UInt8(truncatingIfNeeded: checksum.value >> shift)) }
        return take()
    }

    private mutating func take() -> Bytes {
        var taken = ByteBuilder(capacity: 1 << 15)
        swap(&taken, &output)
        return taken.finish()
    }

    // MARK: - Matches

    private mutating func slide() {
        let surplus = position - DeflateTables.windowByteCount
        guard surplus > 1 << 16 else { return }
        window.removeFirst(surplus)
        position -= surplus
        dropped += surplus
    }

    /// Looks at the bytes up to `keeping` from the end.
    private mutating func compress(keeping: Int) {
        let end = window.count - keeping
        while position < end {
            let match = longestMatch(at: position)
            insert(at: position)
            var length = match.length
            if length >= 3, length < 32, position + 1 < end, longestMatch(at: position + 1).length > length {
                // The next string is longer: this byte alone.
                length = 0
            }
            if length >= 3 {
                tokens.append(UInt32(length) << 16 | UInt32(match.distance))
                for next in (position + 1)..<(position + length) { insert(at: next) }
                position += length
            } else {
                tokens.append(UInt32(window[position]))
                position += 1
            }
            if tokens.count >= Self.tokensPerBlock { writeBlock(isLast: false) }
        }
    }

    @inline(__always)
    private func hash(at index: Int) -> Int {
        let value = UInt32(window[index]) << 16 | UInt32(window[index + 1]) << 8 | UInt32(window[index + 2])
        return Int((value &* 0x9E37_79B1) >> 17)
    }

    @inline(__always)
    private mutating func insert(at index: Int) {
        guard index + 2 < window.count else { return }
        let slot = hash(at: index)
        let place = index + dropped
        chain[place & 0x7FFF] = heads[slot]
        // Places wrap around after 4 GiB; a stale one is found out by the comparison.
        heads[slot] = UInt32(truncatingIfNeeded: place + 1)
    }

    private func longestMatch(at index: Int) -> (length: Int, distance: Int) {
        let limit = min(Self.longest, window.count - index)
        guard limit >= 3 else { return (0, 0) }
        let place = index + dropped
        var candidate = heads[hash(at: index)]
        var best = (length: 0, distance: 0)
        var tries = Self.chainLimit
        while candidate != 0, tries > 0 {
            let distance = Int(UInt32(truncatingIfNeeded: place + 1) &- candidate)
            guard distance > 0, distance <= DeflateTables.windowByteCount, distance <= index else { break }
            let other = index - distance
            if best.length == 0 || window[other + best.length] == window[index + best.length] {
                var length = 0
                while length < limit, window[other + length] == window[index + length] { length += 1 }
                if length > best.length {
                    best = (length, distance)
                    if length >= 128 || length == limit { break }
                }
            }
            let next = chain[(place - distance) & 0x7FFF]
            // A chain leads backwards; what does not was overwritten.
            guard Int(UInt32(truncatingIfNeeded: place + 1) &- next) > distance else { break }
            candidate = next
            tries -= 1
        }
        return best.length >= 3 ? best : (0, 0)
    }

    // MARK: - Blocks

    private mutating func writeBlock(isLast: Bool) {
        var literalCounts = [Int](repeating: 0, count: 286)
        var distanceCounts = [Int](repeating: 0, count: 30)
        for token in tokens {
            guard token >= 1 << 16 else {
                literalCounts[Int(token)] += 1
                continue
            }
            literalCounts[257 + Self.lengthSymbol(Int(token >> 16))] += 1
            distanceCounts[Self.distanceSymbol(Int(token & 0xFFFF))] += 1
        }
        literalCounts[256] = 1
        let literalLengths = HuffmanLengths.lengths(of: literalCounts, limit: 15)
        var distanceLengths = HuffmanLengths.lengths(of: distanceCounts, limit: 15)
        // One code at least, and a single one of one bit (§3.2.7).
        if distanceLengths.allSatisfy({ $0 == 0 }) { distanceLengths[0] = 1 }

        put(isLast ? 1 : 0, 1)
        put(2, 2)
        writeCodes(literalLengths, distanceLengths)
        let literals = HuffmanLengths.codes(literalLengths)
        let distances = HuffmanLengths.codes(distanceLengths)
        for token in tokens {
            guard token >= 1 << 16 else {
                put(literals[Int(token)], UInt64(literalLengths[Int(token)]))
                continue
            }
            let (length, distance) = (Int(token >> 16), Int(token & 0xFFFF))
            let lengthSymbol = Self.lengthSymbol(length)
            put(literals[257 + lengthSymbol], UInt64(literalLengths[257 + lengthSymbol]))
            put(
                UInt64(length - Int(DeflateTables.lengthBase[lengthSymbol])),
                UInt64(DeflateTables.lengthExtra[lengthSymbol]))
            let distanceSymbol = Self.distanceSymbol(distance)
            put(distances[distanceSymbol], UInt64(distanceLengths[distanceSymbol]))
            put(
                UInt64(distance - Int(DeflateTables.distanceBase[distanceSymbol])),
                UInt64(DeflateTables.distanceExtra[distanceSymbol]))
        }
        put(literals[256], UInt64(literalLengths[256]))
        tokens.removeAll(keepingCapacity: true)
    }

    /// The lengths of both codes, in a third one (§3.2.7); runs of zeros are shortened.
    private mutating func writeCodes(_ literalLengths: [UInt8], _ distanceLengths: [UInt8]) {
        let literalCount = max(257, (literalLengths.lastIndex { $0 > 0 } ?? 0) + 1)
        let distanceCount = max(1, (distanceLengths.lastIndex { $0 > 0 } ?? 0) + 1)
        let lengths = literalLengths[..<literalCount] + distanceLengths[..<distanceCount]
        var symbols: [(symbol: Int, extra: UInt64, extraBitCount: UInt64)] = []
        var index = 0
        while index < lengths.count {
            let value = lengths[index]
            var run = 1
            while index + run < lengths.count, lengths[index + run] == value { run += 1 }
            if value == 0, run >= 3 {
                run = min(run, 138)
                symbols.append(run < 11 ? (17, UInt64(run - 3), 3) : (18, UInt64(run - 11), 7))
                index += run
            } else if run >= 4 {
                run = min(run - 1, 6)
                symbols.append((Int(value), 0, 0))
                symbols.append((16, UInt64(run - 3), 2))
                index += run + 1
            } else {
                symbols.append((Int(value), 0, 0))
                index += 1
            }
        }
        var counts = [Int](repeating: 0, count: 19)
        for (symbol, _, _) in symbols { counts[symbol] += 1 }
        let codeLengths = HuffmanLengths.lengths(of: counts, limit: 7)
        let codes = HuffmanLengths.codes(codeLengths)
        let order = DeflateTables.codeLengthOrder
        let written = max(4, (order.lastIndex { codeLengths[$0] > 0 } ?? 0) + 1)
        put(UInt64(literalCount - 257), 5)
        put(UInt64(distanceCount - 1), 5)
        put(UInt64(written - 4), 4)
        for symbol in order[..<written] { put(UInt64(codeLengths[symbol]), 3) }
        for (symbol, extra, extraBitCount) in symbols {
            put(codes[symbol], UInt64(codeLengths[symbol]))
            put(extra, extraBitCount)
        }
    }

    private static let lengthSymbols: [UInt8] = {
        var table = [UInt8](repeating: 0, count: longest + 1)
        for (symbol, base) in DeflateTables.lengthBase.enumerated() {
            for length in Int(base)...longest { table[length] = UInt8(symbol) }
        }
        return table
    }()

    private static func lengthSymbol(_ length: Int) -> Int { Int(lengthSymbols[length]) }

    private static func distanceSymbol(_ distance: Int) -> Int {
        guard distance > 4 else { return distance - 1 }
        let bitCount = Int.bitWidth - (distance - 1).leadingZeroBitCount
        return (bitCount - 1) * 2 + (distance - 1) >> (bitCount - 2) & 1
    }

    // MARK: - Bits

    @inline(__always)
    private mutating func put(_ value: UInt64, _ count: UInt64) {
        bits |= value << bitCount
        bitCount += count
        if bitCount >= 32 { flushBits() }
    }

    private mutating func flushBits() {
        while bitCount >= 8 {
            output.append(UInt8(truncatingIfNeeded: bits))
            bits >>= 8
            bitCount -= 8
        }
    }
}

/// Making prefix codes (RFC 1951 §3.2.2).
enum HuffmanLengths {
    /// How long the code of each symbol should be, by how often it occurs; none longer than the limit.
    static func lengths(of counts: [Int], limit: Int) -> [UInt8] {
        var counts = counts
        while true {
            let lengths = huffman(counts)
            guard let longest = lengths.max(), Int(longest) > limit else { return lengths }
            // Flatter counts make shorter codes.
            for index in counts.indices where counts[index] > 0 { counts[index] = counts[index] >> 1 | 1 }
        }
    }

    private static func huffman(_ counts: [Int]) -> [UInt8] {
        var lengths = [UInt8](repeating: 0, count: counts.count)
        let used = counts.indices.filter { counts[$0] > 0 }.sorted { counts[$0] < counts[$1] }
        guard used.count > 1 else {
            for symbol in used { lengths[symbol] = 1 }
            return lengths
        }
        // Leaves in order, then nodes, which come in order of their own: the two lightest are at the front of either.
        var weights = used.map { counts[$0] }
        var parents = [Int](repeating: 0, count: used.count)
        var (leaf, node) = (0, used.count)
        func lightest() -> Int {
            if leaf < used.count, node >= weights.count || weights[leaf] <= weights[node] {
                leaf += 1
                return leaf - 1
            }
            node += 1
            return node - 1
        }
        for _ in 1..<used.count {
            let (first, second) = (lightest(), lightest())
            let whole = weights.count
            weights.append(weights[first] + weights[second])
            parents.append(0)
            (parents[first], parents[second]) = (whole, whole)
        }
        var depths = [Int](repeating: 0, count: weights.count)
        for index in (0..<(weights.count - 1)).reversed() { depths[index] = depths[parents[index]] + 1 }
        for (index, symbol) in used.enumerated() { lengths[symbol] = UInt8(min(depths[index], 255)) }
        return lengths
    }

    /// The codes with these lengths, as they are written from the lowest bit on.
    static func codes(_ lengths: [UInt8]) -> [UInt64] {
        var counts = [Int](repeating: 0, count: 17)
        for length in lengths where length > 0 { counts[Int(length)] += 1 }
        var next = [Int](repeating: 0, count: 17)
        for length in 1...15 { next[length + 1] = (next[length] + counts[length]) << 1 }
        return lengths.map { length in
            guard length > 0 else { return 0 }
            defer { next[Int(length)] += 1 }
            return UInt64(PrefixCode.reversed(next[Int(length)], Int(length)))
        }
    }
}
