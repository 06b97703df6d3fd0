internal import SignetBytes

/// Blocks of PBKDF2, of one password or of several, that are iterated side by side. What they work on lies in memory of
/// the caller, who erases it.
@safe
struct PBKDF2Lanes {
    /// The kernels, with how many blocks each still takes.
    private var plan: [(kernel: LaneKernel, messageCount: Int)]
    /// Where the block in each lane goes.
    private var targets: [UnsafeMutableRawPointer] = unsafe []

    /// Whether blocks are still wanted here. The rest, too few for lanes to be worth while, are not.
    var wantsMore: Bool { !plan.isEmpty }

    /// How much memory is wanted: U, the sum, both padded keys, the schedule, and room to align them.
    let byteCount: Int

    /// No lanes.
    init() { (plan, byteCount) = ([], 0) }

    init(_ algorithm: DigestAlgorithm, _ level: CPU.Level, blockCount: Int, hasSHA: Bool) {
        plan = LaneKernel.plan(algorithm, level, messageCount: blockCount, isIterated: true, hasSHA: hasSHA)
        byteCount = plan.map { 4 * $0.kernel.chainingByteCount + $0.kernel.scheduleByteCount + 64 }.max() ?? 0
    }

    /// Takes U_1, which is at `target`, and the padded keys, which are in HMAC's memory. When all lanes have a block, or
    /// there will be no more, T is left at the target of each.
    mutating func take(
        _ target: UnsafeMutableRawPointer, _ hmac: UnsafeMutableRawPointer, _ iterations: Int,
        _ memory: UnsafeMutableRawPointer
    ) {
        guard let kernel = plan.first?.kernel else { return }
        let (digestByteCount, size) = (kernel.algorithm.digestByteCount, kernel.chainingByteCount)
        let value = unsafe UnsafeMutableRawPointer(memory).alignedUp(toMultipleOf: 64)
        let sum = unsafe value + size
        let (inner, outer) = unsafe (sum + size, sum + 2 * size)
        let lane = unsafe targets.count
        unsafe targets.append(target)
        // HMAC's memory begins with a chaining value, which is U_1 here too.
        unsafe kernel.put(hmac, into: value, lane: lane)
        unsafe kernel.put(hmac, into: sum, lane: lane)
        unsafe kernel.put(hmac + HMACKey.innerOffset, into: inner, lane: lane)
        unsafe kernel.put(hmac + HMACKey.outerOffset, into: outer, lane: lane)
        plan[0].messageCount -= 1
        guard plan[0].messageCount == 0 || lane + 1 == kernel.count else { return }
        unsafe kernel.iterate(
            value, sum: sum, inner: inner, outer: outer, count: iterations - 1, schedule: outer + size)
        for unsafe(lane, target) in unsafe targets.enumerated() {
            unsafe kernel.take(digestByteCount, from: sum, lane: lane, to: target)
        }
        unsafe targets.removeAll(keepingCapacity: true)
        if plan[0].messageCount == 0 { plan.removeFirst() }
    }
}
