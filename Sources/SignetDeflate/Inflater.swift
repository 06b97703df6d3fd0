import SignetBytes

/// A zlib stream (RFC 1950, RFC 1951) being read in pieces of any size, in memory that does not grow with it.
public struct Inflater: ~Copyable {
    private enum Stage {
        case header
        case blockHeader
        case stored(left: Int)
        case codes
        case checksum
        case end
    }

    private var stage = Stage.header
    private var isLastBlock = false
    /// Bytes that came and were not read, from `position` on, and bits of the byte before that were not read.
    private var input: [UInt8] = []
    private var position = 0
    private var bits: UInt64 = 0
    private var bitCount = 0
    /// The last 32 KiB that left, and what has not left yet, from `flushed` on.
    private var output: [UInt8] = []
    private var flushed = 0
    private var literals: PrefixCode?
    private var distances: PrefixCode?
    private var checksum = Adler32()

    private static let outputByteCount = 1 << 16

    /// A reader at the beginning of a stream.
    public init() {
        output.reserveCapacity(Self.outputByteCount + DeflateTables.windowByteCount + 512)
    }

    /// Reads the next bytes of the stream, and hands on what they become, piece by piece.
    public mutating func update<Failure: Error>(
        _ bytes: Span<UInt8>, _ body: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) -> DeflateError? {
        if position > 0 {
            input.removeFirst(position)
            position = 0
        }
        input.append(copying: bytes)
        while true {
            let error: DeflateError?
            let hasMore: Bool
            do throws(DeflateError) {
                hasMore = try step()
                error = nil
            } catch let failure {
                (hasMore, error) = (false, failure)
            }
            if output.count - flushed > 0 {
                var sum = checksum
                sum.update(output.span.extracting(flushed..<output.count))
                checksum = sum
                try body(output.span.extracting(flushed..<output.count))
            }
            flushed = output.count
            if output.count > Self.outputByteCount {
                output.removeFirst(output.count - DeflateTables.windowByteCount)
                flushed = output.count
            }
            if error != nil || !hasMore { return error }
        }
    }

    /// Says that no more bytes follow.
    ///
    /// - Throws: `.truncated` when the stream has not ended.
    public func finish() throws(DeflateError) {
        guard case .end = stage else { throw .truncated }
    }

    /// Reads on until a piece of output is full or the input is used up. Returns whether there is more to read.
    private mutating func step() throws(DeflateError) -> Bool {
        while output.count - flushed < Self.outputByteCount / 2 {
            switch stage {
            case .header:
                guard let method = take(8), let flags = peekAndTake(8, restoring: method, 8) else { return false }
                guard method & 15 == 8, method >> 4 <= 7, (method << 8 | flags) % 31 == 0 else { throw .notZlib }
                guard flags & 0x20 == 0 else { throw .dictionaryNeeded }
                stage = .blockHeader
            case .blockHeader:
                guard try blockHeader() else { return false }
            case .stored(let left):
                let count = min(left, input.count - position, Self.outputByteCount / 2)
                output.append(contentsOf: input[position..<(position + count)])
                position += count
                guard count == left else {
                    stage = .stored(left: left - count)
                    if position == input.count { return false }
                    continue
                }
                stage = isLastBlock ? .checksum : .blockHeader
            case .codes:
                guard try codes() else { return false }
            case .checksum:
                // What stands in the middle of a byte does not count.
                take(discarding: bitCount & 7)
                guard available >= 32 else { return false }
                var expected: UInt32 = 0
                for _ in 0..<4 { expected = expected << 8 | UInt32(take(8) ?? 0) }
                var whole = checksum
                whole.update(output.span.extracting(flushed..<output.count))
                guard whole.value == expected else { throw .wrongChecksum }
                stage = .end
            case .end:
                guard available == 0 else { throw .trailingBytes }
                return false
            }
        }
        return true
    }

    // MARK: - Bits

    private var available: Int { bitCount + (input.count - position) * 8 }

    @inline(__always)
    private mutating func refill() {
        while bitCount <= 56, position < input.count {
            bits |= UInt64(input[position]) << UInt64(bitCount)
            position += 1
            bitCount += 8
        }
    }

    private mutating func take(_ count: Int) -> Int? {
        refill()
        guard bitCount >= count else { return nil }
        let value = Int(truncatingIfNeeded: bits & (1 << UInt64(count) - 1))
        take(discarding: count)
        return value
    }

    private mutating func take(discarding count: Int) {
        bits >>= UInt64(count)
        bitCount -= count
    }

    private mutating func peekAndTake(_ count: Int, restoring value: Int, _ valueBitCount: Int) -> Int? {
        if let next = take(count) { return next }
        bits = bits << UInt64(valueBitCount) | UInt64(value)
        bitCount += valueBitCount
        return nil
    }

    // MARK: - Blocks

    /// Reads the header of a block, if all of it is there (RFC 1951 §3.2.3).
    private mutating func blockHeader() throws(DeflateError) -> Bool {
        let saved = (position, bits, bitCount)
        guard let isLast = take(1), let type = take(2) else { return restore(saved) }
        isLastBlock = isLast == 1
        switch type {
        case 0:
            take(discarding: bitCount & 7)
            guard let length = take(16), let complement = take(16) else { return restore(saved) }
            guard length == ~complement & 0xFFFF else { throw .invalidBlock }
            // Whole bytes that were read ahead are read again as bytes.
            position -= bitCount / 8
            (bits, bitCount) = (0, 0)
            stage = .stored(left: length)
        case 1:
            literals = try PrefixCode(lengths: DeflateTables.fixedLengths[...])
            distances = try PrefixCode(lengths: (DeflateTables.fixedDistances + [5, 5])[...])
            stage = .codes
        case 2:
            guard try dynamicCodes() else { return restore(saved) }
            stage = .codes
        default: throw .invalidBlock
        }
        return true
    }

    private mutating func restore(_ saved: (Int, UInt64, Int)) -> Bool {
        (position, bits, bitCount) = saved
        return false
    }

    /// §3.2.7
    private mutating func dynamicCodes() throws(DeflateError) -> Bool {
        guard let literalExtra = take(5), let distanceExtra = take(5), let lengthExtra = take(4) else { return false }
        let (literalCount, distanceCount) = (literalExtra + 257, distanceExtra + 1)
        guard literalCount <= 286, distanceCount <= 30 else { throw .invalidCode }
        var codeLengths = [UInt8](repeating: 0, count: 19)
        for index in 0..<(lengthExtra + 4) {
            guard let length = take(3) else { return false }
            codeLengths[DeflateTables.codeLengthOrder[index]] = UInt8(length)
        }
        let lengthCode = try PrefixCode(lengths: codeLengths[...])
        var lengths: [UInt8] = []
        while lengths.count < literalCount + distanceCount {
            refill()
            guard let (symbol, count) = lengthCode.symbol(in: bits) else {
                guard bitCount < 15 else { throw .invalidSymbol }
                return false
            }
            guard count <= bitCount else { return false }
            take(discarding: count)
            guard symbol >= 16 else {
                lengths.append(UInt8(symbol))
                continue
            }
            let value: UInt8
            let repeats: Int?
            switch symbol {
            case 16:
                guard let last = lengths.last else { throw .invalidCode }
                (value, repeats) = (last, take(2).map { $0 + 3 })
            case 17: (value, repeats) = (0, take(3).map { $0 + 3 })
            default: (value, repeats) = (0, take(7).map { $0 + 11 })
            }
            guard let repeats else { return false }
            guard lengths.count + repeats <= literalCount + distanceCount else { throw .invalidCode }
            lengths.append(contentsOf: repeatElement(value, count: repeats))
        }
        guard lengths[256] > 0 else { throw .invalidCode }
        literals = try PrefixCode(lengths: lengths[..<literalCount])
        distances = try PrefixCode(lengths: lengths[literalCount...])
        return true
    }

    /// Reads symbols until the block, the input, or the room for output ends. Returns whether to go on.
    private mutating func codes() throws(DeflateError) -> Bool {
        guard let literals, let distances else { preconditionFailure("a block begins with its codes") }
        let limit = flushed + Self.outputByteCount / 2
        while output.count < limit {
            // A length and a distance take 48 bits at most.
            refill()
            let saved = (position, bits, bitCount)
            guard let (symbol, count) = literals.symbol(in: bits), count <= bitCount else {
                return try stopped(saved, for: literals)
            }
            take(discarding: count)
            if symbol < 256 {
                output.append(UInt8(symbol))
                continue
            }
            if symbol == 256 {
                stage = isLastBlock ? .checksum : .blockHeader
                return true
            }
            guard symbol < 286 else { throw .invalidSymbol }
            let lengthExtra = Int(DeflateTables.lengthExtra[symbol - 257])
            guard bitCount >= lengthExtra else { return restore(saved) }
            let length =
                Int(DeflateTables.lengthBase[symbol - 257])
                + Int(truncatingIfNeeded: bits & (1 << UInt64(lengthExtra) - 1))
            take(discarding: lengthExtra)
            guard let (place, placeBitCount) = distances.symbol(in: bits), placeBitCount <= bitCount else {
                if bitCount >= 15, distances.symbol(in: bits) == nil { throw .invalidSymbol }
                return restore(saved)
            }
            take(discarding: placeBitCount)
            guard place < 30 else { throw .invalidSymbol }
            let distanceExtra = Int(DeflateTables.distanceExtra[place])
            guard bitCount >= distanceExtra else { return restore(saved) }
            let distance =
                Int(DeflateTables.distanceBase[place])
                + Int(truncatingIfNeeded: bits & (1 << UInt64(distanceExtra) - 1))
            take(discarding: distanceExtra)
            guard distance <= output.count else { throw .invalidSymbol }
            let start = output.count - distance
            for index in start..<(start + length) { output.append(output[index]) }
        }
        return true
    }

    /// No symbol could be read: more bits are needed, or there is none.
    private mutating func stopped(_ saved: (Int, UInt64, Int), for code: PrefixCode) throws(DeflateError) -> Bool {
        if bitCount >= 15, code.symbol(in: bits) == nil { throw .invalidSymbol }
        return restore(saved)
    }
}
