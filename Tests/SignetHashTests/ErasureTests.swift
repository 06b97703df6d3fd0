#if os(Linux)
import SignetBytes
import SignetHash
import TestSupport
import Testing

/// What must not be left in memory, looked for in the memory. The code under test is optimised, in debug builds too.
@Suite("Erasure of hashed secrets")
struct HashErasure {
    /// A secret that is the run with every byte changed by `mask`.
    private func secret(_ scan: MemoryScan, mask: UInt8 = 0) -> SecretBytes {
        SecretBytes(capacity: scan.count) { output in
            for index in 0..<scan.count { output.append(scan[index] ^ mask) }
        }
    }

    /// The key, with either pad, is what HMAC begins with.
    @Test(arguments: [DigestAlgorithm.md5, .sha1, .sha256, .sha512, .sha3_256], [0, 0x36, 0x5C] as [UInt8])
    func keys(_ algorithm: DigestAlgorithm, _ pad: UInt8) {
        let scan = MemoryScan(count: 48)
        do {
            let key = secret(scan, mask: pad)
            var code = HMAC(algorithm, key: key.span)
            code.update(key.span)
            _ = code.finalize()
        }
        #expect(scan.occurrences == 0)
    }

    /// What was hashed stands in the block under way.
    @Test(arguments: [DigestAlgorithm.md2, .sha1, .sha256, .sha512, .sha3_256])
    func messages(_ algorithm: DigestAlgorithm) {
        let scan = MemoryScan(count: 100)
        do {
            let message = secret(scan)
            var hash = SecretHash(algorithm)
            hash.update(message.span)
            _ = hash.finalize()
        }
        #expect(scan.occurrences == 0)
    }

    /// The chaining values after the padded key are as good as the key. Here they are looked for at every level: in HMAC, in
    /// PBKDF2, and word by word in its lanes, where those of equal passwords stand side by side.
    @Test(arguments: [DigestAlgorithm.sha1, .sha256, .sha512], CPU.levels)
    func states(_ algorithm: DigestAlgorithm, _ level: CPU.Level) throws {
        let key = Randomness.secret(count: 40).shared()
        let salt: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        let (whole, lanes): ([MemoryScan], [MemoryScan])
        do {
            var memory = SecretBytes(zeros: HMACKey.memoryByteCount)
            var bytes = memory.mutableSpan
            unsafe bytes.withUnsafeMutableBytes {
                unsafe HMACKey.prepare(algorithm, key.span, $0.baseAddress!, level)
            }
            let values = [HMACKey.innerOffset, HMACKey.outerOffset].map { $0..<($0 + algorithm.digestByteCount) }
            whole = values.map { MemoryScan(memory.span.extracting($0)) }
            // The first word, its bytes the other way round, in eight lanes of 32 bits or four of 64.
            let wordByteCount = algorithm.blockByteCount == 128 ? 8 : 4
            lanes = values.map { value in
                let row = SecretBytes(capacity: 32) { output in
                    for index in 0..<32 {
                        output.append(memory.span[value.lowerBound + wordByteCount - 1 - index % wordByteCount])
                    }
                }
                return MemoryScan(row.span)
            }
            for scan in lanes { #expect(scan.occurrences == 0) }
        }
        for scan in whole { #expect(scan.occurrences == 0) }
        do {
            var code = HMAC(algorithm, key: key.span, level: level)
            code.update(salt.span)
            _ = code.finalize()
            for scan in whole { #expect(scan.occurrences! >= 1) }
        }
        for scan in whole { #expect(scan.occurrences == 0) }

        let derived: MemoryScan
        do {
            let alone = try PBKDF2.derive(
                password: key.span, salt: salt.span, iterations: 10, byteCount: 32, algorithm: algorithm, level: level)
            derived = MemoryScan(alone.span)
            let inputs = [(password: SecretSlice, salt: [UInt8])](repeating: (key, salt), count: 20)
            for hasSHA in Set([CPU.hasSHA, false]) {
                let keys = try PBKDF2.derive(
                    inputs, iterations: 10, byteCount: 32, algorithm: algorithm, level: level, hasSHA: hasSHA)
                #expect(keys.count == 20 && derived.occurrences == 21)
            }
        }
        for scan in whole + lanes + [derived] { #expect(scan.occurrences == 0) }
    }

    /// Derived keys stand in the memory of their owner, and nowhere when it is gone.
    @Test(arguments: ["PBKDF2", "PKCS #12", "HKDF", "X9.63", "scrypt"])
    func derivedKeys(_ name: String) throws {
        func derive() throws -> SecretBytes {
            let (secret, salt) = (([1, 2, 3] as [UInt8]), ([4, 5, 6] as [UInt8]))
            switch name {
            case "PBKDF2":
                return try PBKDF2.derive(
                    password: secret.span, salt: salt.span, iterations: 100, byteCount: 48, algorithm: .sha256)
            case "PKCS #12":
                return try PKCS12KDF.derive(
                    password: secret.span, salt: salt.span, purpose: .key, iterations: 100, byteCount: 48,
                    algorithm: .sha256)
            case "HKDF":
                return try HKDF.derive(
                    secret: secret.span, salt: salt.span, info: salt.span, byteCount: 48, algorithm: .sha256)
            case "X9.63":
                return try X963KDF.derive(
                    secret: secret.span, sharedInfo: salt.span, byteCount: 48, algorithm: .sha256)
            default:
                return try Scrypt.derive(
                    password: secret.span, salt: salt.span, cost: 16, blockSize: 8, parallelization: 1, byteCount: 48)
            }
        }
        let scan: MemoryScan
        do {
            let key = try derive()
            scan = MemoryScan(key.span)
            #expect(scan.occurrences == 1)
        }
        #expect(scan.occurrences == 0)
        do { _ = try derive() }
        #expect(scan.occurrences == 0)
    }
}
#endif
