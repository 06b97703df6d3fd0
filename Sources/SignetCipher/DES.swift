public import SignetBytes

/// DES (FIPS 46-3) and triple DES (SP 800-67), without a table and without a branch on what is secret.
///
/// Encryption in chaining goes one block at a time (`DESBlock`), decryption of more than a few 128 at a time
/// (`DESBatch`).
struct DES: BlockCipher {
    /// One key or three, 8 bytes each; then, for each of them, what `DESBlock` wants.
    private let keys: SecretSlice
    private let keyCount: Int

    /// Below this, one block after another is faster than a batch that is mostly empty.
    private static let smallestBatch = 6

    /// The key has 8 bytes (DES), 16 (triple DES with the first key used again at the end) or 24.
    init(key: Span<UInt8>) {
        keyCount = key.count == 8 ? 1 : 3
        var memory = SecretBytes(capacity: keyCount * (8 + DESBlock.keyByteCount)) { output in
            output.append(copying: key)
            if key.count == 16 { output.append(copying: key.extracting(first: 8)) }
            output.append(repeating: 0, count: output.freeCapacity)
        }
        let keyCount = keyCount
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let base = buffer.baseAddress!
            for index in 0..<keyCount {
                let target = unsafe base + (keyCount * 8 + index * DESBlock.keyByteCount)
                unsafe DESBlock.expand(base + index * 8, into: target)
            }
        }
        keys = memory.shared()
    }

    func encrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe keys.span.withUnsafeBytes { keys in
            let schedules = unsafe keys.baseAddress! + keyCount * 8
            unsafe DESBlock.encrypt(blocks, count: count, chain: chain, schedules, keyCount: keyCount)
        }
    }

    func decrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe keys.span.withUnsafeBytes { keys in
            if count < DES.smallestBatch {
                let schedules = unsafe keys.baseAddress! + keyCount * 8
                unsafe DESBlock.decrypt(blocks, count: count, chain: chain, schedules, keyCount: keyCount)
            } else {
                unsafe DESBatch.decrypt(blocks, count: count, chain: chain, keys.baseAddress!, keyCount: keyCount)
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
