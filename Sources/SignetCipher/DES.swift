public import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX2
internal import SignetKernelsAVX512
internal import SignetKernelsX86
#endif

/// DES (FIPS 46-3) and triple DES (SP 800-67), without a table and without a branch on what is secret.
///
/// Encryption in chaining goes one block at a time (`DESChain` of the kernel modules, or `DESBlock`), decryption of more than a
/// few 128 at a time, or as many as the processor has bits in a register (`DESBatch`).
struct DES: BlockCipher {
    /// One key or three, 8 bytes each; then, for each of them, the round keys of `DESChain`, or what `DESBlock` wants.
    private let keys: SecretSlice
    private let keyCount: Int
    private let level: CPU.Level
    private var schedulesOffset: Int { keyCount * 8 }

    /// Below this, one block after another is faster than a batch that is mostly empty.
    private let smallestBatch: Int

    /// The key has 8 bytes (DES), 16 (triple DES with the first key used again at the end) or 24.
    init(key: Span<UInt8>, level: CPU.Level) {
        self.level = level
        keyCount = key.count == 8 ? 1 : 3
        let isChain = DES.hasChain(level)
        smallestBatch = isChain ? 24 : 6
        let scheduleByteCount = isChain ? 16 * 16 : DESBlock.keyByteCount
        var memory = SecretBytes(capacity: keyCount * (8 + scheduleByteCount)) { output in
            output.append(copying: key)
            if key.count == 16 { output.append(copying: key.extracting(first: 8)) }
            output.append(repeating: 0, count: output.freeCapacity)
        }
        let keyCount = keyCount
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let base = buffer.baseAddress!
            for index in 0..<keyCount {
                let key = unsafe base + index * 8
                let target = unsafe base + (keyCount * 8 + index * scheduleByteCount)
                #if arch(x86_64)
                if isChain {
                    unsafe DESChainTables.bytes.withUnsafeBytes { tables in
                        unsafe DESChainX86.expand(
                            key, decrypting: index == 1, into: target, tables: tables.baseAddress!)
                    }
                    continue
                }
                #endif
                unsafe DESBlock.expand(key, into: target)
            }
        }
        keys = memory.shared()
    }

    private static func hasChain(_ level: CPU.Level) -> Bool {
        #if arch(x86_64)
        return level >= .x86
        #else
        return false
        #endif
    }

    func encrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe keys.span.withUnsafeBytes { keys in
            let schedules = unsafe keys.baseAddress! + schedulesOffset
            #if arch(x86_64)
            if level >= .x86 {
                return unsafe DESChainTables.bytes.withUnsafeBytes { tables in
                    let encrypt =
                        unsafe level >= .avx512
                        ? DESChainAVX512.encrypt : level >= .avx2 ? DESChainAVX2.encrypt : DESChainX86.encrypt
                    unsafe encrypt(blocks, count, chain, schedules, keyCount, tables.baseAddress!)
                }
            }
            #endif
            unsafe DESBlock.encrypt(blocks, count: count, chain: chain, schedules, keyCount: keyCount)
        }
    }

    func decrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe keys.span.withUnsafeBytes { keys in
            guard count < smallestBatch else {
                return unsafe decryptBatch(blocks, count: count, chain: chain, keys.baseAddress!)
            }
            let schedules = unsafe keys.baseAddress! + schedulesOffset
            #if arch(x86_64)
            if level >= .x86 {
                return unsafe DESChainTables.bytes.withUnsafeBytes { tables in
                    let decrypt =
                        unsafe level >= .avx512
                        ? DESChainAVX512.decrypt : level >= .avx2 ? DESChainAVX2.decrypt : DESChainX86.decrypt
                    unsafe decrypt(blocks, count, chain, schedules, keyCount, tables.baseAddress!)
                }
            }
            #endif
            unsafe DESBlock.decrypt(blocks, count: count, chain: chain, schedules, keyCount: keyCount)
        }
    }

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
