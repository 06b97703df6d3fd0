// Counts what hot code asks memory for: nothing, once a key is set up, whatever the number of calls, of bytes and of
// iterations. Ends with status 1 if anything did. Build it for release: `.ci/slow allocations`.
import SignetBytes
import SignetCipher
import SignetHash

#if canImport(Glibc)
import Glibc

/// What is looked at: work that is done once, so that what is set up lazily is set up, and then often.
struct Row {
    let name: String
    let requests: Int

    /// Work over and over, on what was made before.
    init(_ name: String, _ work: () throws -> Void) rethrows {
        try work()
        self.name = name
        requests = try allocations { for _ in 0..<10 { try work() } }
    }

    /// Work that asks for its result's memory: as often for much of it as for little.
    init(_ name: String, little: () throws -> Void, much: () throws -> Void) rethrows {
        try little()
        try much()
        self.name = name
        requests = try allocations(much) - allocations(little)
    }
}

var rows: [Row] = []
let sizes = [1, 64, 1000, 16_384]
let longest = [UInt8](repeating: 0x5A, count: 16_384)
let (nonce, data) = ([UInt8](repeating: 1, count: 12), [UInt8](repeating: 2, count: 20))

for algorithm in DigestAlgorithm.allCases {
    var code = HMAC(algorithm, key: data.span)
    var hash = Hash(algorithm)
    // The substitutions of these two go over a whole table for each byte: less of them shows as much.
    let isSlow = algorithm == .md2 || algorithm == .whirlpool
    let (sizes, iterations, byteCount) = isSlow ? ([1, 64], 4, 150) : (sizes, 200, 1000)
    rows.append(
        Row("\(algorithm), whole") {
            for size in sizes { keep(algorithm.digest(of: longest.span.extracting(first: size))) }
        })
    rows.append(
        Row("\(algorithm), in pieces") {
            for size in sizes { hash.update(longest.span.extracting(first: size)) }
            let copy = hash
            keep(copy.finalize())
        })
    rows.append(
        Row("HMAC-\(algorithm), message after message") {
            for size in sizes { code.update(longest.span.extracting(first: size)) }
            keep(code.finalize())
        })
    func derive(_ iterations: Int) throws {
        keep(
            try PBKDF2.derive(
                password: data.span, salt: nonce.span, iterations: iterations, byteCount: 40, algorithm: algorithm
            ).count)
    }
    rows.append(
        try Row("PBKDF2-HMAC-\(algorithm), iterations", little: { try derive(2) }, much: { try derive(iterations) }))
    func deriveMany(_ iterations: Int) throws {
        let inputs = [(password: SecretSlice, salt: [UInt8])](
            repeating: (SecretBytes(copying: data.span).shared(), nonce), count: 20)
        keep(try PBKDF2.derive(inputs, iterations: iterations, byteCount: 40, algorithm: algorithm).count)
    }
    rows.append(
        try Row(
            "PBKDF2-HMAC-\(algorithm), iterations of twenty passwords", little: { try deriveMany(2) },
            much: { try deriveMany(iterations) }))
    func deriveForFile(_ iterations: Int) throws {
        keep(
            try PKCS12KDF.derive(
                password: data.span, salt: nonce.span, purpose: .key, iterations: iterations, byteCount: 40,
                algorithm: algorithm
            ).count)
    }
    rows.append(
        try Row(
            "PKCS #12 derivation, \(algorithm), iterations", little: { try deriveForFile(1) },
            much: { try deriveForFile(iterations) }))
    // Long enough, all of them, that they go side by side where that pays.
    let (few, many) = (Array(repeating: 0..<byteCount / 3, count: 128), Array(repeating: 0..<byteCount, count: 128))
    rows.append(
        Row(
            "\(algorithm), bytes of many messages", little: { keep(algorithm.digests(of: few, in: longest.span)) },
            much: { keep(algorithm.digests(of: many, in: longest.span)) }))
}

let blockCiphers: [(CipherAlgorithm, String)] = [
    (.aes128, "AES-128"), (.aes256, "AES-256"), (.tripleDES, "Triple DES"), (.des, "DES"),
    (.rc2(effectiveBits: 40), "RC2"),
    (.camellia(keyByteCount: 32), "Camellia"), (.aria(keyByteCount: 32), "ARIA"), (.seed, "SEED"), (.sm4, "SM4"),
    (.blowfish, "Blowfish"), (.cast128, "CAST-128"), (.idea, "IDEA"),
]
for (algorithm, name) in blockCiphers {
    let key = [UInt8](repeating: 3, count: algorithm.keyByteCount)
    let iv = [UInt8](repeating: 4, count: algorithm.blockByteCount)
    var encryption = try CBCEncryption(algorithm, key: key.span, iv: iv.span)
    var decryption = try CBCDecryption(algorithm, key: key.span, iv: iv.span)
    for blocks in [1, 4, 100] {
        var message = Array(longest[..<(blocks * algorithm.blockByteCount)])
        rows.append(
            try Row("\(name)-CBC, \(blocks) blocks") {
                var part = message.mutableSpan
                try encryption.update(&part)
                try decryption.update(&part)
            })
    }
}
for keyByteCount in [16, 32] {
    let key = [UInt8](repeating: 3, count: keyByteCount)
    var counter = try CTR(key: key.span, counter: longest.span.extracting(first: 16))
    var code = try CMAC(key: key.span)
    var gcm = try AESGCM(key: key.span)
    var ccm = try AESCCM(key: key.span)
    var chacha = try ChaChaPoly(key: longest.span.extracting(first: 32))
    for size in sizes {
        var message = Array(longest[..<size])
        let text = "\(keyByteCount * 8) bits, \(size) bytes"
        rows.append(
            Row("AES-CTR, \(text)") {
                var part = message.mutableSpan
                counter.update(&part)
            })
        rows.append(
            Row("AES-CMAC, \(text)") {
                code.update(longest.span.extracting(first: size))
                keep(code.finalize())
            })
        rows.append(
            try Row("AES-GCM, sealed and opened, \(text)") {
                var part = message.mutableSpan
                let tag = try gcm.seal(&part, nonce: nonce.span, additionalData: data.span)
                try tag.withSpan { tag throws(CipherError) in
                    try gcm.open(&part, tag: tag, nonce: nonce.span, additionalData: data.span)
                }
            })
        rows.append(
            try Row("AES-CCM, sealed and opened, \(text)") {
                var part = message.mutableSpan
                let tag = try ccm.seal(&part, nonce: nonce.span, additionalData: data.span)
                try tag.withSpan { tag throws(CipherError) in
                    try ccm.open(&part, tag: tag, nonce: nonce.span, additionalData: data.span)
                }
            })
        guard keyByteCount == 32 else { continue }
        rows.append(
            try Row("ChaCha20-Poly1305, sealed and opened, \(text)") {
                var part = message.mutableSpan
                let tag = try chacha.seal(&part, nonce: nonce.span, additionalData: data.span)
                try tag.withSpan { tag throws(CipherError) in
                    try chacha.open(&part, tag: tag, nonce: nonce.span, additionalData: data.span)
                }
            })
    }
}

// The tool must find what there is to find.
var kept: [UInt8] = []
let found = Row("an array each time") { kept = [UInt8](repeating: 1, count: kept.count + 100) }.requests
guard found >= 10 else {
    print("requests for memory are not counted: nothing can be said")
    exit(1)
}
for row in rows where row.requests > 0 { print("BAD  \(row.name): \(row.requests) requests for memory") }
let bad = rows.count { $0.requests > 0 }
print("\(rows.count) cases at level \(CPU.level), \(bad) of them ask for memory")
exit(bad == 0 ? 0 : 1)
#else
print("Memory is counted with Glibc only")
#endif

/// Keeps a result, so that computing it is not optimised away.
@inline(never) @_optimize(none)
func keep<Result>(_ result: Result) {}
