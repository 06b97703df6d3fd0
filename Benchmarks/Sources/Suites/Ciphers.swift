import SignetBytes
import SignetCipher

extension Suite {
    /// Each message has a key of its own, as in CMS: its schedule is part of the work.
    static let ciphers = Suite(name: "ciphers") {
        var rows: [Row] = []
        let blockCiphers: [(CipherAlgorithm, String)] = [
            (.aes128, "aes-128"), (.aes256, "aes-256"), (.tripleDES, "des-ede3"),
        ]
        for (algorithm, name) in blockCiphers {
            let key = sampleBytes(algorithm.keyByteCount, seed: 2)
            let iv = sampleBytes(algorithm.blockByteCount, seed: 3)
            // The first is setting the key up and one block of AES.
            for size in [16] + sizes {
                let message = sampleBytes(size)
                for encrypts in [true, false] {
                    rows.append(
                        Row(
                            "\(name)-cbc \(encrypts ? "encrypt" : "decrypt")", bytes: size,
                            [
                                Contender("signet", in: Buffer(message)) { buffer in
                                    var blocks = MutableSpan(_unsafeElements: buffer.memory)
                                    if encrypts {
                                        var cipher = try CBCEncryption(algorithm, key: key.span, iv: iv.span)
                                        try cipher.update(&blocks)
                                    } else {
                                        var cipher = try CBCDecryption(algorithm, key: key.span, iv: iv.span)
                                        try cipher.update(&blocks)
                                    }
                                },
                                try Libcrypto.cipher("\(name)-cbc", key, iv, encrypts: encrypts, message),
                                SwiftCrypto.cbc(name, key, iv, encrypts: encrypts, message),
                                Gcrypt.cipher("\(name)-cbc", key, iv, encrypts: encrypts, message),
                                Botan.cipher("\(name)-cbc", key, iv, encrypts: encrypts, message),
                            ]))
                }
            }
        }
        for (name, keyByteCount) in [("aes-128", 16), ("aes-256", 32)] {
            let key = sampleBytes(keyByteCount, seed: 2)
            let (counter, nonce, aad) = (sampleBytes(16, seed: 3), sampleBytes(12, seed: 4), sampleBytes(32, seed: 5))
            for size in sizes {
                let message = sampleBytes(size)
                rows.append(
                    Row(
                        "\(name)-ctr", bytes: size,
                        [
                            Contender("signet", in: Buffer(message)) { buffer in
                                var bytes = MutableSpan(_unsafeElements: buffer.memory)
                                var cipher = try CTR(key: key.span, counter: counter.span)
                                cipher.update(&bytes)
                            },
                            try Libcrypto.cipher("\(name)-ctr", key, counter, encrypts: true, message),
                            SwiftCrypto.ctr(key, counter, message),
                            Gcrypt.cipher("\(name)-ctr", key, counter, encrypts: true, message),
                        ]))
                let sealed = try AESGCM.seal(message.span, key: key.span, nonce: nonce.span, additionalData: aad.span)
                let (ciphertext, tag) = ([UInt8](sealed.ciphertext), [UInt8](sealed.tag.bytes))
                rows.append(
                    Row(
                        "\(name)-gcm seal", bytes: size,
                        [
                            Contender("signet", in: Buffer(message)) { buffer in
                                var bytes = MutableSpan(_unsafeElements: buffer.memory)
                                var cipher = try AESGCM(key: key.span)
                                blackHole(try cipher.seal(&bytes, nonce: nonce.span, additionalData: aad.span))
                            },
                            try Libcrypto.seal("\(name)-gcm", key, nonce, aad, message),
                            SwiftCrypto.gcmSeal(key, nonce, aad, message),
                            Gcrypt.seal("\(name)-gcm", key, nonce, aad, message),
                        ]))
                rows.append(
                    Row(
                        "\(name)-gcm open", bytes: size,
                        [
                            Contender("signet", in: Buffer(ciphertext)) { buffer in
                                var bytes = MutableSpan(_unsafeElements: buffer.memory)
                                var cipher = try AESGCM(key: key.span)
                                try cipher.open(
                                    ciphertext.span, into: &bytes, tag: tag.span, nonce: nonce.span,
                                    additionalData: aad.span)
                            },
                            try Libcrypto.open("\(name)-gcm", key, nonce, aad, ciphertext, tag),
                            SwiftCrypto.gcmOpen(key, nonce, aad, ciphertext, tag),
                        ]))
            }
        }
        // Many messages under a key: it is set up before.
        for (name, keyByteCount) in [("aes-128", 16), ("aes-256", 32)] {
            let key = sampleBytes(keyByteCount, seed: 2)
            let (iv, nonce, aad) = (sampleBytes(16, seed: 3), sampleBytes(12, seed: 4), sampleBytes(32, seed: 5))
            for size in [16, 64, 1024] {
                let message = sampleBytes(size)
                let kept = try KeptKey(key, iv)
                let peers = { (mode: String, encrypts: Bool) in
                    [
                        try Libcrypto.cipher("\(name)-\(mode)", key, iv, encrypts: encrypts, message, keepsKey: true),
                        Gcrypt.cipher("\(name)-\(mode)", key, iv, encrypts: encrypts, message, keepsKey: true),
                    ]
                }
                rows.append(
                    Row(
                        "\(name)-cbc encrypt, key kept", bytes: size,
                        [
                            Contender("signet", in: Buffer(message)) { buffer in
                                var blocks = MutableSpan(_unsafeElements: buffer.memory)
                                try kept.modes.pointee.encryption.restart(iv: iv.span)
                                try kept.modes.pointee.encryption.update(&blocks)
                            }
                        ] + (try peers("cbc", true))))
                rows.append(
                    Row(
                        "\(name)-cbc decrypt, key kept", bytes: size,
                        [
                            Contender("signet", in: Buffer(message)) { buffer in
                                var blocks = MutableSpan(_unsafeElements: buffer.memory)
                                try kept.modes.pointee.decryption.restart(iv: iv.span)
                                try kept.modes.pointee.decryption.update(&blocks)
                            }
                        ] + (try peers("cbc", false))))
                rows.append(
                    Row(
                        "\(name)-ctr, key kept", bytes: size,
                        [
                            Contender("signet", in: Buffer(message)) { buffer in
                                var bytes = MutableSpan(_unsafeElements: buffer.memory)
                                try kept.modes.pointee.counter.restart(counter: iv.span)
                                kept.modes.pointee.counter.update(&bytes)
                            }
                        ] + (try peers("ctr", true))))
                rows.append(
                    Row(
                        "\(name)-gcm seal, key kept", bytes: size,
                        [
                            Contender("signet", in: Buffer(message)) { buffer in
                                var bytes = MutableSpan(_unsafeElements: buffer.memory)
                                blackHole(
                                    try kept.modes.pointee.gcm.seal(&bytes, nonce: nonce.span, additionalData: aad.span)
                                )
                            },
                            try Libcrypto.seal("\(name)-gcm", key, nonce, aad, message, keepsKey: true),
                            Gcrypt.seal("\(name)-gcm", key, nonce, aad, message, keepsKey: true),
                        ]))
            }
        }
        let key = sampleBytes(32, seed: 2)
        let (nonce, aad) = (sampleBytes(12, seed: 4), sampleBytes(32, seed: 5))
        for size in sizes {
            let message = sampleBytes(size)
            rows.append(
                Row(
                    "chacha20-poly1305 seal", bytes: size,
                    [
                        Contender("signet", in: Buffer(message)) { buffer in
                            var bytes = MutableSpan(_unsafeElements: buffer.memory)
                            var cipher = try ChaChaPoly(key: key.span)
                            blackHole(try cipher.seal(&bytes, nonce: nonce.span, additionalData: aad.span))
                        },
                        try Libcrypto.seal("chacha20-poly1305", key, nonce, aad, message),
                        SwiftCrypto.chachaSeal(key, nonce, aad, message),
                    ]))
        }
        return rows
    }
}

/// A key of AES that is set up once for each mode. In memory of its own: who changes a property of an object pays for the runtime's
/// look whether somebody else does.
private final class KeptKey {
    let modes: UnsafeMutablePointer<Kept>

    struct Kept: ~Copyable {
        var gcm: AESGCM
        var counter: CTR
        var encryption: CBCEncryption
        var decryption: CBCDecryption
    }

    init(_ key: [UInt8], _ iv: [UInt8]) throws {
        let algorithm: CipherAlgorithm = key.count == 16 ? .aes128 : .aes256
        modes = .allocate(capacity: 1)
        modes.initialize(
            to: Kept(
                gcm: try AESGCM(key: key.span), counter: try CTR(key: key.span, counter: iv.span),
                encryption: try CBCEncryption(algorithm, key: key.span, iv: iv.span),
                decryption: try CBCDecryption(algorithm, key: key.span, iv: iv.span)))
    }

    deinit {
        modes.deinitialize(count: 1)
        modes.deallocate()
    }
}
