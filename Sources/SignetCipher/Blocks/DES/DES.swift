public import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX2
internal import SignetKernelsAVX512
internal import SignetKernelsX86
#endif

/// DES (FIPS 46-3) and triple DES (SP 800-67), without a table and without a branch on what is secret.
///
/// Encryption in chaining goes one block at a time (`DESChain` of the kernel modules, or `DESBlock`), decryption of a few four at
/// a time in the same way, and of more 128 at a time, or as many as the processor has bits in a register (`DESBatch`).
struct DES: BlockCipher {
    /// One key or three, 8 bytes each; then, for each of them, the round keys of `DESChain`, or what `DESBlock` wants.
    private let keys: SecretSlice
    private let keyCount: Int
    private let level: CPU.Level
    private var schedulesOffset: Int { keyCount * 8 }

    /// Below this, a few blocks at a time are faster than a batch that is mostly empty.
    private let smallestBatch: Int

    /// The key has 8 bytes (DES), 16 (triple DES with the first key used again at the end) or 24.
    init(key: Span<UInt8>, level: CPU.Level) {
        self.level = level
        keyCount = key.count == 8 ? 1 : 3
        let isChain = DES.hasChain(level)
        smallestBatch =
            switch level {
            case .portable: 6
            case .x86: 14
            case .avx2: 20
            case .avx512: 24
            }
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
                        unsafe SignetKernelsX86.DESChain.expand(
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
            unsafe apply(blocks, count: count, chain: chain, keys.baseAddress! + schedulesOffset, decrypting: false)
        }
    }

    func decrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe keys.span.withUnsafeBytes { keys in
            let keys = keys.baseAddress!
            if count < smallestBatch {
                unsafe apply(blocks, count: count, chain: chain, keys + schedulesOffset, decrypting: true)
            } else {
                unsafe decryptBatch(blocks, count: count, chain: chain, keys)
            }
        }
    }

    /// One block after another, or a few at a time.
    private func apply(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, _ schedules: UnsafeRawPointer,
        decrypting: Bool
    ) {
        #if arch(x86_64)
        if DES.hasChain(level) {
            let (encrypt, decrypt) =
                switch level {
                case .avx512: unsafe (SignetKernelsAVX512.DESChain.encrypt, SignetKernelsAVX512.DESChain.decrypt)
                case .avx2: unsafe (SignetKernelsAVX2.DESChain.encrypt, SignetKernelsAVX2.DESChain.decrypt)
                default: unsafe (SignetKernelsX86.DESChain.encrypt, SignetKernelsX86.DESChain.decrypt)
                }
            return unsafe DESChainTables.bytes.withUnsafeBytes { tables in
                unsafe (decrypting ? decrypt : encrypt)(
                    blocks, count, chain, schedules, keyCount, tables.baseAddress!)
            }
        }
        #endif
        if decrypting {
            unsafe DESBlock.decrypt(blocks, count: count, chain: chain, schedules, keyCount: keyCount)
        } else {
            unsafe DESBlock.encrypt(blocks, count: count, chain: chain, schedules, keyCount: keyCount)
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
                    unsafe SignetKernelsAVX512.DESBatch.decrypt(
                        blocks, count: count, chain: chain, keys: keys, keyCount: keyCount, wiring: wiring, memory: $0)
                }
            }
            if level >= .avx2, count > 96 {
                return unsafe ErasedStack.with20KiB {
                    unsafe SignetKernelsAVX2.DESBatch.decrypt(
                        blocks, count: count, chain: chain, keys: keys, keyCount: keyCount, wiring: wiring, memory: $0)
                }
            }
            #endif
            unsafe ErasedStack.with8KiB {
                unsafe DESBatch.decrypt(
                    blocks, count: count, chain: chain, keys: keys, keyCount: keyCount, wiring: wiring, memory: $0)
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
