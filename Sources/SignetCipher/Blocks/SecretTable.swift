internal import SignetBytes

/// 256 bytes that are read at secret places: each reading goes over all of them and keeps the right one by a mask.
struct ByteTable: Sendable {
    let bytes: [UInt8]

    /// The table that 512 hexadecimal digits write.
    init(_ text: String) {
        bytes = Hex.decode(text) ?? []
        precondition(bytes.count == 256, "ByteTable: 256 bytes")
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    subscript(index: UInt8) -> UInt8 {
        var result: UInt8 = 0
        for place in 0..<256 {
            let difference = UInt32(UInt8(truncatingIfNeeded: place) ^ index)
            result |= bytes[place] & UInt8(truncatingIfNeeded: (difference &- 1) &>> 24)
        }
        return result
    }

    /// The substitution that takes this one back.
    var inverted: ByteTable {
        var inverse = [UInt8](repeating: 0, count: 256)
        for place in 0..<256 { inverse[Int(bytes[place])] = UInt8(place) }
        return ByteTable(bytes: inverse)
    }
}

/// 256 words that are read at secret places, in the same way.
struct WordTable: Sendable {
    var words: [UInt32]

    /// The table that 2048 hexadecimal digits write.
    init(_ text: String) {
        let bytes = Hex.decode(text) ?? []
        precondition(bytes.count == 1024, "WordTable: 256 words")
        words = (0..<256).map { index in (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[4 * index + $1]) } }
    }

    init(words: [UInt32]) { self.words = words }

    subscript(index: UInt8) -> UInt32 {
        var result: UInt32 = 0
        for place in 0..<256 {
            let difference = UInt32(UInt8(truncatingIfNeeded: place) ^ index)
            result |= words[place] & (0 &- ((difference &- 1) &>> 31))
        }
        return result
    }
}

/// A block cipher that is only met in other people's old key files: one block at a time, written to be read.
protocol SingleBlockCipher: BlockCipher {
    /// 8 or 16.
    static var blockByteCount: Int { get }
    /// Of a block of 8 bytes, only the first word is there.
    func encrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64>
    /// The way back.
    func decrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64>
}

extension SingleBlockCipher {
    func encrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        var last = unsafe Self.load(chain)
        for index in 0..<count {
            let place = unsafe blocks + index * Self.blockByteCount
            last = encrypt(unsafe Self.load(place) ^ last)
            unsafe Self.store(last, place)
        }
        unsafe Self.store(last, chain)
    }

    func decrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        var last = unsafe Self.load(chain)
        for index in 0..<count {
            let place = unsafe blocks + index * Self.blockByteCount
            let block = unsafe Self.load(place)
            unsafe Self.store(decrypt(block) ^ last, place)
            last = block
        }
        unsafe Self.store(last, chain)
    }

    private static func load(_ place: UnsafeMutableRawPointer) -> SIMD2<UInt64> {
        let first = unsafe UInt64(bigEndian: place.loadUnaligned(as: UInt64.self))
        guard blockByteCount == 16 else { return SIMD2(first, 0) }
        return unsafe SIMD2(first, UInt64(bigEndian: place.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    private static func store(_ block: SIMD2<UInt64>, _ place: UnsafeMutableRawPointer) {
        unsafe place.storeBytes(of: block[0].bigEndian, as: UInt64.self)
        if blockByteCount == 16 { unsafe place.storeBytes(of: block[1].bigEndian, toByteOffset: 8, as: UInt64.self) }
    }
}

/// A key schedule in memory that is erased: words, read at places that are no secret.
struct ErasedWords<Word: FixedWidthInteger & BitwiseCopyable & Sendable>: Sendable {
    private let memory: SecretSlice

    init(_ words: [Word]) {
        var words = words
        let width = MemoryLayout<Word>.size
        memory = SecretBytes(capacity: words.count * width) { output in
            for word in words {
                for shift in 0..<width { output.append(UInt8(truncatingIfNeeded: word &>> Word(8 * shift))) }
            }
        }.shared()
        for index in words.indices { words[index] = 0 }
    }

    subscript(index: Int) -> Word {
        unsafe memory.span.withUnsafeBytes {
            Word(littleEndian: unsafe $0.loadUnaligned(fromByteOffset: index * MemoryLayout<Word>.size, as: Word.self))
        }
    }

    /// The word at a secret place among the first 256.
    func word(at secret: UInt8) -> UInt32 where Word == UInt32 {
        precondition(memory.count >= 1024)
        return unsafe memory.span.withUnsafeBytes { words in
            var result: UInt32 = 0
            for place in 0..<256 {
                let word = unsafe words.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self)
                let difference = UInt32(UInt8(truncatingIfNeeded: place) ^ secret)
                result |= word & (0 &- ((difference &- 1) &>> 31))
            }
            return UInt32(littleEndian: result)
        }
    }
}

/// The words of a key, big-endian.
func bigEndianWords<Word: FixedWidthInteger>(_ key: Span<UInt8>, as type: Word.Type) -> [Word] {
    let width = MemoryLayout<Word>.size
    var words: [Word] = []
    for index in 0..<key.count / width {
        var word: Word = 0
        for offset in 0..<width { word = word << 8 | Word(truncatingIfNeeded: key[index * width + offset]) }
        words.append(word)
    }
    return words
}

func rotated<Word: FixedWidthInteger>(_ word: Word, left count: Int) -> Word {
    word &<< Word(truncatingIfNeeded: count) | word &>> Word(truncatingIfNeeded: Word.bitWidth - count)
}
