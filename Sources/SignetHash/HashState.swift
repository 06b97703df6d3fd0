internal import SignetBytes

/// A hash under way, in memory that someone else owns: inline for public content, erased heap for secrets.
///
/// The memory holds, in this order, the chaining value (up to 200 bytes), the block that is not full yet (up to 168
/// bytes) and the message schedule (128 bytes). Only the length, which is public, is kept here.
struct HashState: Sendable {
    /// Where the block that is being filled lies in the memory.
    static let blockOffset = 200
    /// Where the message schedule lies in the memory.
    static let scheduleOffset = 368
    /// How much memory a hash needs.
    static let memoryByteCount = 496

    let algorithm: DigestAlgorithm
    let level: CPU.Level
    private var byteCount: UInt64

    /// A hash of nothing yet.
    init(_ algorithm: DigestAlgorithm, _ memory: UnsafeMutableRawPointer, _ level: CPU.Level) {
        self.algorithm = algorithm
        self.level = level
        byteCount = 0
        unsafe algorithm.begin(memory)
    }

    /// A hash that goes on from a chaining value, already in the memory, that `byteCount` bytes, whole blocks, led to.
    init(_ algorithm: DigestAlgorithm, continuingAfter byteCount: Int, _ level: CPU.Level) {
        self.algorithm = algorithm
        self.level = level
        self.byteCount = UInt64(byteCount)
    }

    mutating func update(_ bytes: Span<UInt8>, _ memory: UnsafeMutableRawPointer) {
        unsafe bytes.withUnsafeBytes { buffer in
            if let base = buffer.baseAddress { unsafe update(base, count: buffer.count, memory) }
        }
    }

    mutating func update(_ bytes: UnsafeRawPointer, count: Int, _ memory: UnsafeMutableRawPointer) {
        let blockByteCount = algorithm.blockByteCount
        let block = unsafe memory + HashState.blockOffset
        let schedule = unsafe memory + HashState.scheduleOffset
        let filled = Int(truncatingIfNeeded: byteCount % UInt64(blockByteCount))
        byteCount &+= UInt64(count)
        var source = unsafe bytes
        var left = count
        if filled > 0 {
            let taken = min(left, blockByteCount - filled)
            unsafe (block + filled).copyMemory(from: source, byteCount: taken)
            unsafe source += taken
            left -= taken
            guard filled + taken == blockByteCount else { return }
            unsafe algorithm.compress(block, count: 1, into: memory, schedule: schedule, level)
        }
        let whole = left / blockByteCount
        if whole > 0 {
            unsafe algorithm.compress(source, count: whole, into: memory, schedule: schedule, level)
            unsafe source += whole * blockByteCount
            left -= whole * blockByteCount
        }
        unsafe block.copyMemory(from: source, byteCount: left)
    }

    /// Pads, compresses what is left, and leaves the digest at the start of the memory.
    mutating func finalize(_ memory: UnsafeMutableRawPointer) {
        let blockByteCount = algorithm.blockByteCount
        let block = unsafe memory + HashState.blockOffset
        let schedule = unsafe memory + HashState.scheduleOffset
        var filled = Int(truncatingIfNeeded: byteCount % UInt64(blockByteCount))
        if algorithm == .md2 { return unsafe finalizeMD2(filled, memory) }
        if filled >= blockByteCount - algorithm.lengthByteCount {
            // No room for the length: one block for the end mark, another for the length.
            unsafe block.storeBytes(of: 0x80, toByteOffset: filled, as: UInt8.self)
            unsafe (block + filled + 1).initializeMemory(
                as: UInt8.self, repeating: 0, count: blockByteCount - filled - 1)
            unsafe algorithm.compress(block, count: 1, into: memory, schedule: schedule, level)
            filled = -1
        }
        unsafe HashState.pad(block, from: filled, messageByteCount: byteCount, algorithm)
        unsafe algorithm.compress(block, count: 1, into: memory, schedule: schedule, level)
    }

    /// RFC 1319 §3.1, §3.2: i bytes of the value i, at least one, and then the checksum.
    private func finalizeMD2(_ filled: Int, _ memory: UnsafeMutableRawPointer) {
        let block = unsafe memory + HashState.blockOffset
        let schedule = unsafe memory + HashState.scheduleOffset
        let padding = MD2.blockByteCount - filled
        unsafe (block + filled).initializeMemory(as: UInt8.self, repeating: UInt8(padding), count: padding)
        unsafe algorithm.compress(block, count: 1, into: memory, schedule: schedule, level)
        unsafe block.copyMemory(from: memory + MD2.checksumOffset, byteCount: MD2.blockByteCount)
        unsafe algorithm.compress(block, count: 1, into: memory, schedule: schedule, level)
    }

    /// Completes the last block of a message: the end mark at `filled` (none when negative, for it lies in the block
    /// before), zeros, and the length of the message in bits (FIPS 180-4 §5.1, RFC 1321 §3.1, §3.2); or, of a sponge, its
    /// suffix and pad10*1 (FIPS 202 §6, §5.1). MD2 does otherwise.
    static func pad(
        _ block: UnsafeMutableRawPointer, from filled: Int, messageByteCount: UInt64, _ algorithm: DigestAlgorithm
    ) {
        if algorithm.isSponge {
            let last = algorithm.blockByteCount - 1
            unsafe (block + filled).initializeMemory(as: UInt8.self, repeating: 0, count: last + 1 - filled)
            unsafe block.storeBytes(of: algorithm.spongeSuffix, toByteOffset: filled, as: UInt8.self)
            // Both marks are in one byte where one is left.
            let mark = unsafe block.load(fromByteOffset: last, as: UInt8.self)
            unsafe block.storeBytes(of: mark | 0x80, toByteOffset: last, as: UInt8.self)
            return
        }
        let end = algorithm.blockByteCount - 8
        if filled >= 0 { unsafe block.storeBytes(of: 0x80, toByteOffset: filled, as: UInt8.self) }
        unsafe (block + filled + 1).initializeMemory(as: UInt8.self, repeating: 0, count: end - filled - 1)
        let bitCount = messageByteCount &<< 3
        unsafe block.storeBytes(
            of: algorithm.lengthIsLittleEndian ? bitCount.littleEndian : bitCount.bigEndian, toByteOffset: end,
            as: UInt64.self)
        // The bits that the multiplication by eight pushed out belong to the upper half of a length of 128 bits or more.
        if algorithm.lengthByteCount >= 16 {
            unsafe block.storeBytes(of: (messageByteCount &>> 61).bigEndian, toByteOffset: end - 8, as: UInt64.self)
        }
    }
}
