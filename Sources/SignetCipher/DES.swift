public import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX2
internal import SignetKernelsAVX512
#endif

/// DES (FIPS 46-3) and triple DES (SP 800-67), without a table and without a branch on what is secret.
///
/// Encryption in chaining goes one block at a time (`DESBlock`), decryption of more than a few 128 at a time, or as many as
/// the processor has bits in a register (`DESBatch`).
struct DES: BlockCipher {
    /// One key or three, 8 bytes each; then, for each of them, what `DESBlock` wants, or before that the round keys of
    /// `DESChainAVX512`.
    private let keys: SecretSlice
    private let keyCount: Int
    private let level: CPU.Level
    private var schedulesOffset: Int { keyCount * (8 + DES.chainKeyByteCount) }

    #if arch(x86_64)
    private static let chainKeyByteCount = 16 * DESChainAVX512.roundKeyByteCount
    #else
    private static let chainKeyByteCount = 0
    #endif

    /// Below this, one block after another is faster than a batch that is mostly empty.
    private static let smallestBatch = 6

    /// The key has 8 bytes (DES), 16 (triple DES with the first key used again at the end) or 24.
    init(key: Span<UInt8>, level: CPU.Level) {
        self.level = level
        keyCount = key.count == 8 ? 1 : 3
        var memory = SecretBytes(capacity: keyCount * (8 + DES.chainKeyByteCount + DESBlock.keyByteCount)) { output in
            output.append(copying: key)
            if key.count == 16 { output.append(copying: key.extracting(first: 8)) }
            output.append(repeating: 0, count: output.freeCapacity)
        }
        let keyCount = keyCount
        let schedulesOffset = keyCount * (8 + DES.chainKeyByteCount)
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let base = buffer.baseAddress!
            for index in 0..<keyCount {
                #if arch(x86_64)
                if level >= .avx512 {
                    let key = unsafe (base + index * 8).loadUnaligned(as: UInt64.self)
                    unsafe DESChainTables.expand(
                        UInt64(bigEndian: key), decrypting: index == 1,
                        into: base + (keyCount * 8 + index * DES.chainKeyByteCount))
                }
                #endif
                let target = unsafe base + (schedulesOffset + index * DESBlock.keyByteCount)
                unsafe DESBlock.expand(base + index * 8, into: target)
            }
        }
        keys = memory.shared()
    }

    func encrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe keys.span.withUnsafeBytes { keys in
            #if arch(x86_64)
            if level >= .avx512 {
                return unsafe encryptChain(blocks, count: count, chain: chain, keys.baseAddress! + keyCount * 8)
            }
            #endif
            let schedules = unsafe keys.baseAddress! + schedulesOffset
            unsafe DESBlock.encrypt(blocks, count: count, chain: chain, schedules, keyCount: keyCount)
        }
    }

    func decrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe keys.span.withUnsafeBytes { keys in
            if count < DES.smallestBatch {
                let schedules = unsafe keys.baseAddress! + schedulesOffset
                unsafe DESBlock.decrypt(blocks, count: count, chain: chain, schedules, keyCount: keyCount)
            } else {
                unsafe decryptBatch(blocks, count: count, chain: chain, keys.baseAddress!)
            }
        }
    }

    #if arch(x86_64)
    /// The initial permutation and its inverse stand between two blocks, where they undo each other: they are done before
    /// and after.
    private func encryptChain(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, _ keys: UnsafeRawPointer
    ) {
        unsafe DES.permute(chain)
        for index in 0..<count { unsafe DES.permute(blocks + index &* 8) }
        unsafe DESChainTables.bytes.withUnsafeBytes { tables in
            unsafe DESChainAVX512.encrypt(
                blocks, count: count, chain: chain, keys: keys, passCount: keyCount, tables: tables.baseAddress!)
        }
        for index in 0..<count { unsafe DES.unpermute(blocks + index &* 8) }
        unsafe DES.unpermute(chain)
    }

    @inline(__always)
    private static func permute(_ block: UnsafeMutableRawPointer) {
        let (left, right) = unsafe DESBlock.permuted(UInt64(bigEndian: block.loadUnaligned(as: UInt64.self)))
        unsafe block.storeBytes(of: UInt64(left) | UInt64(right) &<< 32, as: UInt64.self)
    }

    @inline(__always)
    private static func unpermute(_ block: UnsafeMutableRawPointer) {
        let halves = unsafe block.loadUnaligned(as: UInt64.self)
        let whole = DESBlock.unpermuted(
            (UInt32(truncatingIfNeeded: halves), UInt32(truncatingIfNeeded: halves &>> 32)))
        unsafe block.storeBytes(of: whole.bigEndian, as: UInt64.self)
    }
    #endif

    private func decryptBatch(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, _ keys: UnsafeRawPointer
    ) {
        unsafe DESKeySchedule.wiring.withUnsafeBufferPointer { wiring in
            let wiring = wiring.baseAddress!
            #if arch(x86_64)
            // A batch costs the same however full it is: the widest that is not mostly empty. Of its memory, two states and
            // three keys, each bit has a word.
            if level >= .avx512, count > 192 {
                return unsafe ErasedStack.with20KiB {
                    unsafe DESAVX512.decryptChained(
                        blocks, count: count, chain: chain, keys: keys, keyCount: keyCount, wiring: wiring, memory: $0)
                }
            }
            if level >= .avx2, count > 96 {
                return unsafe ErasedStack.with20KiB {
                    unsafe DESAVX2.decryptChained(
                        blocks, count: count, chain: chain, keys: keys, keyCount: keyCount, wiring: wiring, memory: $0)
                }
            }
            #endif
            unsafe ErasedStack.with8KiB { state in
                let words = unsafe state + 2 * DESBatch.stateByteCount
                for index in 0..<keyCount {
                    unsafe DESBatch.expand(keys + index * 8, into: words + index * DESBatch.stateByteCount)
                }
                unsafe DESBatch.decrypt(
                    blocks, count: count, chain: chain, state: state, keys: words, keyCount: keyCount, wiring: wiring)
            }
        }
    }
}

/// The keys of DES and triple DES.
public enum DESKey {
    /// Sets the lowest bit of each byte so that the byte has an odd number of ones, as FIPS 46-3 wants of a new key. The
    /// ciphers do not look at it.
    public static func setOddParity(_ key: inout SecretBytes) {
        var bytes = key.mutableSpan
        for index in bytes.indices {
            var parity = bytes[index] | 1
            parity ^= parity >> 4
            parity ^= parity >> 2
            parity ^= parity >> 1
            // `parity` is 1 when the ones, with the lowest bit set, are odd in number: then that bit is right.
            bytes[index] = bytes[index] & 0xFE | parity & 1
        }
    }
}
