internal import SignetBytes

/// Counter mode (SP 800-38A §6.5) over bytes that come in pieces of any size.
///
/// It works on memory that its owner erases: the counter block, 16 bytes, and then key stream that was made and not used.
struct CounterMode: Sendable {
    static let streamOffset = 16
    static let memoryByteCount = 32

    /// How much room there is for key stream: a block, or several.
    private let streamByteCount: Int
    /// How much of it is key stream to be used, at its end.
    private(set) var left = 0
    /// Whether all 16 bytes of the counter block count, and not only the last four.
    private let countsWhole: Bool

    /// - Parameter left: How much key stream the owner has put there.
    init(countsWhole: Bool, streamByteCount: Int = 16, left: Int = 0) {
        (self.countsWhole, self.streamByteCount, self.left) = (countsWhole, streamByteCount, left)
    }

    /// Adds the key stream to `count` bytes.
    mutating func apply(
        _ bytes: UnsafeMutableRawPointer, count: Int, _ cipher: AES, keys: UnsafeMutableRawPointer,
        _ memory: UnsafeMutableRawPointer
    ) {
        let end = unsafe memory + CounterMode.streamOffset + streamByteCount
        var (bytes, rest) = unsafe (bytes, count)
        if left > 0 {
            let taken = min(rest, left)
            unsafe add(end - left, to: bytes, count: taken)
            left -= taken
            unsafe bytes += taken
            rest -= taken
        }
        let whole = rest / 16
        unsafe applyBlocks(bytes, count: whole, cipher, keys, memory)
        unsafe bytes += whole * 16
        rest &= 15
        if rest > 0 {
            let stream = unsafe end - 16
            unsafe stream.initializeMemory(as: UInt8.self, repeating: 0, count: 16)
            unsafe applyBlocks(stream, count: 1, cipher, keys, memory)
            unsafe add(stream, to: bytes, count: rest)
            left = 16 - rest
        }
    }

    /// Adds the key stream to whole blocks, between blocks.
    private func applyBlocks(
        _ blocks: UnsafeMutableRawPointer, count: Int, _ cipher: AES, _ keys: UnsafeMutableRawPointer,
        _ memory: UnsafeMutableRawPointer
    ) {
        guard countsWhole else {
            if count > 0 { unsafe cipher.applyCounter(blocks, count: count, counter: memory, keys: keys) }
            return
        }
        var blocks = unsafe blocks
        var left = count
        while left > 0 {
            // The cipher counts modulo 2³²: it stops there, and the carry goes on by hand.
            let word = unsafe UInt32(bigEndian: memory.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
            let taken = min(left, 1 << 32 - Int(word))
            unsafe cipher.applyCounter(blocks, count: taken, counter: memory, keys: keys)
            if taken == 1 << 32 - Int(word) {
                for index in stride(from: 11, through: 0, by: -1) {
                    let byte = unsafe memory.load(fromByteOffset: index, as: UInt8.self) &+ 1
                    unsafe memory.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
                    if byte != 0 { break }
                }
            }
            unsafe blocks += taken * 16
            left -= taken
        }
    }
}

/// Adds key stream to bytes.
@inline(__always)
func add(_ stream: UnsafeRawPointer, to bytes: UnsafeMutableRawPointer, count: Int) {
    for index in 0..<count {
        let sum =
            unsafe bytes.load(fromByteOffset: index, as: UInt8.self)
            ^ stream.load(fromByteOffset: index, as: UInt8.self)
        unsafe bytes.storeBytes(of: sum, toByteOffset: index, as: UInt8.self)
    }
}
