package import SignetBytes

extension DigestAlgorithm {
    /// The digests of many messages, in their order.
    ///
    /// What `digest(of:)` makes of each of them, but several messages go through the processor side by side where it has
    /// wide vectors: up to sixteen for SHA-1, SHA-224 and SHA-256, up to eight for the others of SHA-2, for SHA-3 and SHAKE; or
    /// two, where it has instructions for SHA-1 and SHA-256. They may have any lengths. Other functions take one message after
    /// another.
    ///
    /// - Parameters:
    ///   - messages: The messages. They are public: what is hashed here is not erased.
    /// - Returns: As many digests as messages.
    public func digests(of messages: [[UInt8]]) -> [Digest] { digests(of: messages, level: CPU.level) }

    package func digests(
        of messages: [[UInt8]], level: CPU.Level, hasSHA: Bool = CPU.hasSHA, evenIfShort: Bool = false
    ) -> [Digest] {
        let byteCount = messages.reduce(0) { $0 + $1.count }
        guard evenIfShort || pays(messages.count, byteCount, level, hasSHA) else {
            return messages.map { digest(of: $0.span, level: level) }
        }
        var digests: [Digest] = []
        digests.reserveCapacity(messages.count)
        // As many at a time as the stack can hold open.
        for start in stride(from: 0, to: messages.count, by: 128) {
            let batch = messages[start..<min(start + 128, messages.count)]
            var opened: [UnsafeRawBufferPointer] = unsafe []
            unsafe opened.reserveCapacity(batch.count)
            unsafe DigestAlgorithm.withBytes(of: batch, &opened) {
                unsafe digests += LaneHash.digests(of: $0, self, level, hasSHA)
            }
        }
        return digests
    }

    /// The digests of many parts of one run of bytes, in their order; see `digests(of:)`.
    ///
    /// - Parameters:
    ///   - ranges: Where each message lies in `bytes`. Messages may overlap.
    ///   - bytes: What holds the messages.
    /// - Returns: As many digests as ranges.
    public func digests(of ranges: [Range<Int>], in bytes: Span<UInt8>) -> [Digest] {
        digests(of: ranges, in: bytes, level: CPU.level)
    }

    package func digests(
        of ranges: [Range<Int>], in bytes: Span<UInt8>, level: CPU.Level, hasSHA: Bool = CPU.hasSHA,
        evenIfShort: Bool = false
    ) -> [Digest] {
        let byteCount = ranges.reduce(0) { $0 + $1.count }
        guard evenIfShort || pays(ranges.count, byteCount, level, hasSHA) else {
            return ranges.map { digest(of: bytes.extracting($0), level: level) }
        }
        return unsafe bytes.withUnsafeBytes { whole in
            unsafe LaneHash.digests(
                of: ranges.map { unsafe UnsafeRawBufferPointer(rebasing: whole[$0]) }, self, level, hasSHA)
        }
    }

    /// Whether so many messages gain by going side by side. To part them and to set the lanes up takes half a microsecond, and
    /// each message a twentieth: measured, lanes are ahead from 1 KiB in all. With instructions for SHA-1 and SHA-256, which
    /// hash 64 bytes in a tenth of a microsecond, they are from 2 KiB, and from a quarter of 1 KiB each.
    private func pays(_ messageCount: Int, _ byteCount: Int, _ level: CPU.Level, _ hasSHA: Bool) -> Bool {
        guard messageCount > 1 else { return false }
        switch self {
        case .sha1 where hasSHA, .sha224 where hasSHA, .sha256 where hasSHA:
            return level >= .x86 && byteCount > 2048 && byteCount / messageCount >= 256
        // Two of them are done as soon alone.
        case .sha384, .sha512, .sha512_224, .sha512_256:
            return level >= .avx2 && byteCount >= 1024 && messageCount > 2
        case .sha1, .sha224, .sha256: return level >= .avx2 && byteCount >= 1024
        default: return isSponge && level >= .avx2 && byteCount >= 1024
        }
    }

    /// Lends the bytes of all messages at once.
    private static func withBytes(
        of messages: ArraySlice<[UInt8]>, _ opened: inout [UnsafeRawBufferPointer],
        _ body: ([UnsafeRawBufferPointer]) -> Void
    ) {
        guard let message = messages.first else { return unsafe body(opened) }
        unsafe message.withUnsafeBytes {
            unsafe opened.append($0)
            unsafe withBytes(of: messages.dropFirst(), &opened, body)
        }
    }
}

/// Many messages on their way through the lanes of a kernel.
///
/// A lane takes the next message as soon as its own is done, the longest first; all lanes go on by as many blocks as the
/// one that has the fewest left. The last few messages, for which the lanes do not pay, are ended one by one.
@safe
private struct LaneHash {
    /// What a lane is at.
    private struct Lane {
        /// Which message; none when negative.
        var message = -1
        /// How many blocks are left of what lies at the lane's pointer: of the message, or of its padded end.
        var blocksLeft = 0
        var isAtEnd = false
    }

    private let kernel: LaneKernel
    private let level: CPU.Level
    private let messages: [UnsafeRawBufferPointer]
    private var lanes: [Lane]
    private var pointers: [UnsafeRawPointer]
    /// All lanes' chaining values, their schedule, two blocks a lane for the ends of messages, the memory of a hash, and the
    /// value that a hash starts with.
    private let chaining: UnsafeMutableRawPointer
    private let schedule: UnsafeMutableRawPointer
    private let ends: UnsafeMutableRawPointer
    private let single: UnsafeMutableRawPointer
    private let initial: UnsafeMutableRawPointer
    private let blockByteCount: Int

    static func digests(
        of messages: [UnsafeRawBufferPointer], _ algorithm: DigestAlgorithm, _ level: CPU.Level, _ hasSHA: Bool
    ) -> [Digest] {
        let order = unsafe messages.indices.sorted { unsafe messages[$0].count > messages[$1].count }
        var digests = [Digest](repeating: Digest(copying: [UInt8]().span), count: order.count)
        var next = 0
        for (kernel, count) in LaneKernel.plan(algorithm, level, messageCount: order.count, hasSHA: hasSHA) {
            unsafe withUnsafeTemporaryAllocation(byteCount: memoryByteCount(kernel), alignment: 64) { memory in
                var hash = unsafe LaneHash(kernel, level, messages, memory.baseAddress!)
                hash.run(order[next..<(next + count)], &digests)
            }
            next += count
        }
        for index in order[next...] {
            let message = unsafe Span<UInt8>(_unsafeBytes: messages[index])
            digests[index] = algorithm.digest(of: message, level: level)
        }
        return digests
    }

    private static func memoryByteCount(_ kernel: LaneKernel) -> Int {
        kernel.chainingByteCount + kernel.scheduleByteCount + kernel.count * 2 * kernel.algorithm.blockByteCount
            + HashState.memoryByteCount + kernel.stateByteCount
    }

    private init(
        _ kernel: LaneKernel, _ level: CPU.Level, _ messages: [UnsafeRawBufferPointer],
        _ memory: UnsafeMutableRawPointer
    ) {
        self.kernel = kernel
        self.level = level
        unsafe self.messages = messages
        blockByteCount = kernel.algorithm.blockByteCount
        unsafe chaining = memory
        unsafe schedule = chaining + kernel.chainingByteCount
        unsafe ends = schedule + kernel.scheduleByteCount
        unsafe single = ends + kernel.count * 2 * blockByteCount
        unsafe initial = single + HashState.memoryByteCount
        unsafe kernel.algorithm.begin(initial)
        lanes = [Lane](repeating: Lane(), count: kernel.count)
        unsafe pointers = [UnsafeRawPointer](repeating: memory, count: kernel.count)
    }

    private mutating func run(_ order: ArraySlice<Int>, _ digests: inout [Digest]) {
        var next = order.startIndex
        while true {
            // How many lanes are at work, how far they all can go, and one of them.
            var (busy, blockCount, some) = (0, Int.max, 0)
            for lane in lanes.indices {
                if lanes[lane].message < 0, next < order.endIndex {
                    begin(order[next], lane)
                    next += 1
                }
                if lanes[lane].message >= 0 {
                    (busy, blockCount, some) = (busy + 1, min(blockCount, lanes[lane].blocksLeft), lane)
                }
            }
            guard busy >= kernel.least else { break }
            // A lane without a message goes along with another's.
            for lane in lanes.indices where lanes[lane].message < 0 {
                unsafe pointers[lane] = unsafe pointers[some]
            }
            unsafe pointers.withUnsafeBufferPointer {
                unsafe kernel.compress($0.baseAddress!, count: blockCount, into: chaining, schedule: schedule)
            }
            for lane in lanes.indices where lanes[lane].message >= 0 {
                unsafe pointers[lane] += blockCount * blockByteCount
                lanes[lane].blocksLeft -= blockCount
                if lanes[lane].blocksLeft == 0 { turn(lane, &digests) }
            }
        }
        for lane in lanes.indices where lanes[lane].message >= 0 { finishAlone(lane, &digests) }
    }

    private mutating func begin(_ message: Int, _ lane: Int) {
        unsafe kernel.put(initial, into: chaining, lane: lane)
        let bytes = unsafe messages[message]
        let blockCount = bytes.count / blockByteCount
        lanes[lane] = Lane(message: message, blocksLeft: blockCount)
        if blockCount == 0 {
            beginEnd(lane)
        } else if let start = bytes.baseAddress {
            unsafe pointers[lane] = start
        }
    }

    /// From a message to its end, or from that to nothing.
    private mutating func turn(_ lane: Int, _ digests: inout [Digest]) {
        if lanes[lane].isAtEnd {
            unsafe kernel.take(kernel.algorithm.digestByteCount, from: chaining, lane: lane, to: single)
            emit(lane, &digests)
        } else {
            beginEnd(lane)
        }
    }

    /// Copies what does not fill a block, and pads it: one block, or two.
    private mutating func beginEnd(_ lane: Int) {
        let (algorithm, size) = (kernel.algorithm, blockByteCount)
        let message = unsafe messages[lanes[lane].message]
        let end = unsafe ends + lane * 2 * size
        let filled = message.count % size
        if filled > 0, let start = message.baseAddress {
            unsafe end.copyMemory(from: start + (message.count - filled), byteCount: filled)
        }
        var (last, mark, blockCount) = unsafe (end, filled, 1)
        if filled >= size - algorithm.lengthByteCount {
            unsafe end.storeBytes(of: 0x80, toByteOffset: filled, as: UInt8.self)
            unsafe (end + filled + 1).initializeMemory(as: UInt8.self, repeating: 0, count: size - filled - 1)
            unsafe (last, mark, blockCount) = unsafe (end + size, -1, 2)
        }
        unsafe HashState.pad(last, from: mark, messageByteCount: UInt64(message.count), algorithm)
        unsafe pointers[lane] = UnsafeRawPointer(end)
        lanes[lane].blocksLeft = blockCount
        lanes[lane].isAtEnd = true
    }

    private mutating func finishAlone(_ lane: Int, _ digests: inout [Digest]) {
        let algorithm = kernel.algorithm
        unsafe kernel.take(kernel.stateByteCount, from: chaining, lane: lane, to: single)
        func compress() {
            unsafe algorithm.compress(
                pointers[lane], count: lanes[lane].blocksLeft, into: single,
                schedule: single + HashState.scheduleOffset, level)
        }
        compress()
        if !lanes[lane].isAtEnd {
            beginEnd(lane)
            compress()
        }
        emit(lane, &digests)
    }

    private mutating func emit(_ lane: Int, _ digests: inout [Digest]) {
        digests[lanes[lane].message] = unsafe Digest(
            copying: single, count: kernel.algorithm.digestByteCount)
        lanes[lane] = Lane()
    }
}
