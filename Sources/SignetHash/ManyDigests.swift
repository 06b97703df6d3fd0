package import SignetBytes

extension DigestAlgorithm {
    /// The digests of many messages, in their order.
    ///
    /// What `digest(of:)` makes of each of them, but several messages go through the processor side by side where it has
    /// wide vectors: up to sixteen for SHA-1, SHA-224 and SHA-256, up to eight for the others of SHA-2. They may have any
    /// lengths. Other functions take one message after another.
    ///
    /// - Parameters:
    ///   - messages: The messages. They are public: what is hashed here is not erased.
    /// - Returns: As many digests as messages.
    public func digests(of messages: [[UInt8]]) -> [Digest] { digests(of: messages, level: CPU.level) }

    package func digests(of messages: [[UInt8]], level: CPU.Level) -> [Digest] {
        guard let kernel = LaneKernel(self, level), messages.count >= kernel.least else {
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
                unsafe digests += LaneHash.digests(of: $0, kernel, level)
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

    package func digests(of ranges: [Range<Int>], in bytes: Span<UInt8>, level: CPU.Level) -> [Digest] {
        guard let kernel = LaneKernel(self, level), ranges.count >= kernel.least else {
            return ranges.map { digest(of: bytes.extracting($0), level: level) }
        }
        return unsafe bytes.withUnsafeBytes { whole in
            unsafe LaneHash.digests(
                of: ranges.map { unsafe UnsafeRawBufferPointer(rebasing: whole[$0]) }, kernel, level)
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
    private var digests: [Digest]
    /// All lanes' chaining values, their schedule, two blocks a lane for the ends of messages, and the memory of a hash.
    private let chaining: UnsafeMutableRawPointer
    private var schedule: UnsafeMutableRawPointer { unsafe chaining + kernel.chainingByteCount }
    private var ends: UnsafeMutableRawPointer { unsafe schedule + kernel.scheduleByteCount }
    private var single: UnsafeMutableRawPointer { unsafe ends + kernel.count * 2 * blockByteCount }
    private var blockByteCount: Int { kernel.algorithm.blockByteCount }

    static func digests(
        of messages: [UnsafeRawBufferPointer], _ kernel: LaneKernel, _ level: CPU.Level
    ) -> [Digest] {
        let byteCount =
            kernel.chainingByteCount + kernel.scheduleByteCount
            + kernel.count * 2 * kernel.algorithm.blockByteCount + HashState.memoryByteCount
        return unsafe withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 64) { memory in
            var hash = unsafe LaneHash(kernel, level, messages, memory.baseAddress!)
            hash.run()
            return hash.digests
        }
    }

    private init(
        _ kernel: LaneKernel, _ level: CPU.Level, _ messages: [UnsafeRawBufferPointer],
        _ memory: UnsafeMutableRawPointer
    ) {
        self.kernel = kernel
        self.level = level
        unsafe self.messages = messages
        unsafe chaining = memory
        lanes = [Lane](repeating: Lane(), count: kernel.count)
        unsafe pointers = [UnsafeRawPointer](repeating: memory, count: kernel.count)
        unsafe digests = [Digest](repeating: Digest(copying: memory, count: 0), count: messages.count)
    }

    private mutating func run() {
        let order = unsafe messages.indices.sorted { unsafe messages[$0].count > messages[$1].count }
        var next = 0
        while true {
            for lane in 0..<kernel.count where lanes[lane].message < 0 && next < order.count {
                begin(order[next], lane)
                next += 1
            }
            let busy = lanes.indices.filter { lanes[$0].message >= 0 }
            guard busy.count >= kernel.least else {
                for lane in busy { finishAlone(lane) }
                return
            }
            var blockCount = Int.max
            for lane in busy { blockCount = min(blockCount, lanes[lane].blocksLeft) }
            // A lane without a message goes along with another's.
            for lane in lanes.indices where lanes[lane].message < 0 {
                unsafe pointers[lane] = unsafe pointers[busy[0]]
            }
            unsafe pointers.withUnsafeBufferPointer {
                unsafe kernel.compress($0.baseAddress!, count: blockCount, into: chaining, schedule: schedule)
            }
            for lane in busy {
                unsafe pointers[lane] += blockCount * blockByteCount
                lanes[lane].blocksLeft -= blockCount
                if lanes[lane].blocksLeft == 0 { turn(lane) }
            }
        }
    }

    private mutating func begin(_ message: Int, _ lane: Int) {
        unsafe kernel.algorithm.begin(single)
        unsafe kernel.put(single, into: chaining, lane: lane)
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
    private mutating func turn(_ lane: Int) {
        if lanes[lane].isAtEnd {
            unsafe kernel.take(kernel.algorithm.digestByteCount, from: chaining, lane: lane, to: single)
            emit(lane)
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

    private mutating func finishAlone(_ lane: Int) {
        let algorithm = kernel.algorithm
        unsafe kernel.take(8 * blockByteCount / 16, from: chaining, lane: lane, to: single)
        func compress() {
            unsafe algorithm.compress(
                pointers[lane], count: lanes[lane].blocksLeft, into: single, schedule: schedule, level)
        }
        compress()
        if !lanes[lane].isAtEnd {
            beginEnd(lane)
            compress()
        }
        emit(lane)
    }

    private mutating func emit(_ lane: Int) {
        digests[lanes[lane].message] = unsafe Digest(
            copying: single, count: kernel.algorithm.digestByteCount)
        lanes[lane] = Lane()
    }
}
