internal import SignetBytes

/// Counter mode (SP 800-38A §6.5) over bytes that come in pieces of any size.
///
/// It works on memory that its owner erases: the counter block, and the key stream of the block under way, 16 bytes each.
struct CounterMode: Sendable {
    static let counterOffset = 0
    static let streamOffset = 16
    static let memoryByteCount = 32

    /// How much of the block under way has been used; 0 between blocks.
    private(set) var used = 0
    /// Whether all 16 bytes of the counter block count, and not only the last four.
    let countsWhole: Bool

    init(countsWhole: Bool) { self.countsWhole = countsWhole }

    /// Adds the key stream to `count` bytes.
    mutating func apply(
        _ bytes: UnsafeMutableRawPointer, count: Int, _ cipher: AES, keys: UnsafeMutableRawPointer,
        _ memory: UnsafeMutableRawPointer
    ) {
        var bytes = unsafe bytes
        var left = count
        if used > 0 {
            let taken = min(left, 16 - used)
            unsafe add(memory + CounterMode.streamOffset + used, to: bytes, count: taken)
            used = (used + taken) & 15
            unsafe bytes += taken
            left -= taken
        }
        let whole = left / 16
        unsafe applyBlocks(bytes, count: whole, cipher, keys, memory)
        unsafe bytes += whole * 16
        left &= 15
        if left > 0 {
            let stream = unsafe memory + CounterMode.streamOffset
            unsafe stream.initializeMemory(as: UInt8.self, repeating: 0, count: 16)
            unsafe applyBlocks(stream, count: 1, cipher, keys, memory)
            unsafe add(stream, to: bytes, count: left)
            used = left
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

    private func add(_ stream: UnsafeRawPointer, to bytes: UnsafeMutableRawPointer, count: Int) {
        for index in 0..<count {
            let sum =
                unsafe bytes.load(fromByteOffset: index, as: UInt8.self)
                ^ stream.load(fromByteOffset: index, as: UInt8.self)
            unsafe bytes.storeBytes(of: sum, toByteOffset: index, as: UInt8.self)
        }
    }
}
