// Prints what each piece of work takes, in nanoseconds, the best of many: for `.ci/slow debug_app`, which compares two builds.
import SignetCipher
import SignetHash

let clock = ContinuousClock()

/// What `work` takes, less what `own` does: a loop and what keeps its results are the app's own code, which nobody compiles for
/// speed in a debug build.
func measure(_ name: String, own: () -> Void = {}, _ work: () throws -> Void) rethrows {
    let nanoseconds = try best(work) - best(own)
    print("\(name)\t\(nanoseconds.components.attoseconds / 1_000_000_000)")
}

func best(_ work: () throws -> Void) rethrows -> Duration {
    var best = Duration.seconds(60)
    let end = clock.now + .milliseconds(100)
    repeat {
        let start = clock.now
        try work()
        best = min(best, clock.now - start)
    } while clock.now < end
    return best
}

@inline(never) func keep<Value>(_ value: Value) { withExtendedLifetime(value) {} }

let bytes = (0..<16_384).map { UInt8(truncatingIfNeeded: $0 * 31) }
let (nonce, salt) = ([UInt8](repeating: 1, count: 12), [UInt8](repeating: 2, count: 8))

for algorithm in DigestAlgorithm.allCases {
    let digest = algorithm.digest(of: salt.span)
    func hundredResults() { for _ in 0..<100 where bytes.span.extracting(first: 64).count == 64 { keep(digest) } }
    measure("\(algorithm), 16 KiB") { keep(algorithm.digest(of: bytes.span)) }
    measure("\(algorithm), 100 × 64 B", own: hundredResults) {
        for _ in 0..<100 { keep(algorithm.digest(of: bytes.span.extracting(first: 64))) }
    }
    measure("HMAC-\(algorithm), 16 KiB") { keep(HMAC.authenticate(bytes.span, algorithm, key: salt.span)) }
    measure("HMAC-\(algorithm), 100 × 64 B", own: hundredResults) {
        for _ in 0..<100 { keep(HMAC.authenticate(bytes.span.extracting(first: 64), algorithm, key: salt.span)) }
    }
    try measure("PBKDF2-HMAC-\(algorithm), 1000 iterations") {
        keep(
            try PBKDF2.derive(
                password: salt.span, salt: salt.span, iterations: 1000, byteCount: 32, algorithm: algorithm
            ).count)
    }
    try measure("PKCS #12 derivation, \(algorithm), 1000 iterations") {
        keep(
            try PKCS12KDF.derive(
                password: salt.span, salt: salt.span, purpose: .key, iterations: 1000, byteCount: 32,
                algorithm: algorithm
            ).count)
    }
    let messages = [[UInt8]](repeating: Array(bytes[..<1000]), count: 32)
    measure("\(algorithm), 32 messages of 1000 B") { keep(algorithm.digests(of: messages)) }
}
try measure("scrypt, N 1024") {
    keep(
        try Scrypt.derive(
            password: salt.span, salt: salt.span, cost: 1024, blockSize: 8, parallelization: 1, byteCount: 32
        ).count)
}

let blockCiphers: [(CipherAlgorithm, String)] = [
    (.aes128, "AES-128"), (.aes256, "AES-256"), (.tripleDES, "triple DES"), (.rc2(effectiveBits: 40), "RC2"),
    (.camellia(keyByteCount: 32), "Camellia"), (.sm4, "SM4"),
]
for (algorithm, name) in blockCiphers {
    let key = [UInt8](repeating: 3, count: algorithm.keyByteCount)
    let iv = [UInt8](repeating: 4, count: algorithm.blockByteCount)
    let sealed = try CBC.encrypt(bytes.span, algorithm, key: key.span, iv: iv.span)
    let short = try CBC.encrypt(nonce.span, algorithm, key: key.span, iv: iv.span)
    try measure("\(name)-CBC encrypt, 16 KiB") {
        keep(try CBC.encrypt(bytes.span, algorithm, key: key.span, iv: iv.span))
    }
    try measure("\(name)-CBC decrypt, 16 KiB") {
        keep(try CBC.decrypt(sealed.span, algorithm, key: key.span, iv: iv.span).count)
    }
    try measure("\(name)-CBC both, 100 × 12 B") {
        for _ in 0..<100 {
            keep(try CBC.encrypt(nonce.span, algorithm, key: key.span, iv: iv.span))
            keep(try CBC.decrypt(short.span, algorithm, key: key.span, iv: iv.span).count)
        }
    }
}
for keyByteCount in [16, 32] {
    let key = [UInt8](repeating: 3, count: keyByteCount)
    for size in [64, 16_384] {
        let message = bytes.span.extracting(first: size)
        let text = "\(keyByteCount * 8) bits, \(size) B"
        let (gcm, gcmTag) = try AESGCM.seal(message, key: key.span, nonce: nonce.span, additionalData: salt.span)
        try measure("AES-GCM seal, \(text)") {
            for _ in 0..<20 {
                keep(try AESGCM.seal(message, key: key.span, nonce: nonce.span, additionalData: salt.span))
            }
        }
        try measure("AES-GCM open, \(text)") {
            for _ in 0..<20 {
                try gcmTag.withSpan {
                    keep(
                        try AESGCM.open(
                            gcm.span, tag: $0, key: key.span, nonce: nonce.span, additionalData: salt.span
                        ).count)
                }
            }
        }
        try measure("AES-CCM seal, \(text)") {
            for _ in 0..<20 {
                keep(try AESCCM.seal(message, key: key.span, nonce: nonce.span, additionalData: salt.span))
            }
        }
        guard keyByteCount == 32 else { continue }
        try measure("ChaCha20-Poly1305 seal, \(text)") {
            for _ in 0..<20 {
                keep(try ChaChaPoly.seal(message, key: key.span, nonce: nonce.span, additionalData: salt.span))
            }
        }
    }
}
