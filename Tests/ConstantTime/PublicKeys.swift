import SignetBytes
import SignetEC
import SignetHash
import SignetRSA
import Synchronization

/// Private keys at work: RSA, ECDSA, ECDH, EdDSA, X25519 and X448.
func publicKeyCases() -> [Case] { rsaCases() + keysBesideOthers() + curveCases() }

private let rsaKey = Result { try RSAPrivateKey.generate(bitCount: 2048) }

/// RSA with a key whose d, dP, dQ and qInv are declared secret. (p and q are secret too; but of their size, which is public,
/// GMP's division makes a branch.)
private func rsaCases() -> [Case] {
    let digestInfo = [UInt8](repeating: 5, count: 51)
    let content = [UInt8](repeating: 6, count: 24)
    @Sendable func tainted(_ secret: SecretSlice) throws -> RSAPrivateKey {
        var components = try rsaKey.get().components
        components.privateExponent = taint(components.privateExponent, with: secret)
        components.exponent1 = taint(components.exponent1, with: secret)
        components.exponent2 = taint(components.exponent2, with: secret)
        components.coefficient = taint(components.coefficient, with: secret)
        return try RSAPrivateKey(components)
    }
    let padding = OAEPPadding(.sha256)
    return [
        Case("RSA-2048 key import and signature", secret: 256) { secret in
            keep(try tainted(secret).sign(digestInfo: digestInfo.span))
        },
        Case("RSA-2048 PKCS #1 v1.5 unwrap", secret: 256) { secret in
            let ciphertext = try rsaKey.get().publicKey.wrap(content.span)
            keep(try tainted(secret).unwrap(ciphertext.span, keyByteCount: 24))
        },
        Case("RSA-2048 PKCS #1 v1.5 unwrap of another length", secret: 256) { secret in
            let ciphertext = try rsaKey.get().publicKey.wrap(content.span)
            keep(try tainted(secret).unwrap(ciphertext.span, keyByteCount: 16))
        },
        Case("RSA-2048 OAEP unwrap", secret: 256) { secret in
            let ciphertext = try rsaKey.get().publicKey.wrap(content.span, padding: .oaep(padding))
            keep(try tainted(secret).unwrap(ciphertext.span, keyByteCount: 24, padding: .oaep(padding)))
        },
        Case("RSA-2048 OAEP decryption", secret: 256) { secret in
            let ciphertext = try rsaKey.get().publicKey.wrap(content.span, padding: .oaep(padding))
            keep(try tainted(secret).decrypt(ciphertext.span, padding: padding))
        },
        // D. Bleichenbacher's question, CRYPTO '98: by the clock, zeros ask it of a good ciphertext, all else of a bad one.
        Case("RSA-2048 PKCS #1 v1.5 unwrap, good or bad padding", secret: 2) { secret in
            let isGood = Choice(secret.span[0], equals: 0)
            let index = Int(Choice(secret.span[1] & 1, equals: 0).declassified ? 0 : 1)
            let ciphertexts = try isGood.declassified ? goodCiphertexts.get() : badCiphertexts.get()
            let ciphertext = ciphertexts[index]
            keep(try rsaKey.get().unwrap(ciphertext.span, keyByteCount: 24))
        },
    ]
}

/// Signatures by one key and by others of its size: what differs is all of the key, and at the level of this machine, at
/// which Memcheck cannot follow. Each is imported anew, so that all lie in the same memory.
private func keysBesideOthers() -> [Case] {
    let digestInfo = [UInt8](repeating: 5, count: 51)
    return [2048, 3072, 4096].map { bitCount in
        let keys = Keys(bitCount)
        return Case("RSA-\(bitCount) signature by one key or another", secret: 1, isTraced: false) { secret in
            let chosen = Choice(secret.span[0], equals: 0).declassified ? 0 : 1 + Int(secret.span[0]) % (Keys.count - 1)
            keep(try RSAPrivateKey(unchecked: keys.components.get()[chosen]).sign(digestInfo: digestInfo.span))
        }
    }
}

/// Some keys of a size, made when the first is asked for.
private final class Keys: Sendable {
    static let count = 6
    private let bitCount: Int
    private let made = Mutex<Result<[RSAPrivateKey.Components], any Error>?>(nil)

    init(_ bitCount: Int) { self.bitCount = bitCount }

    var components: Result<[RSAPrivateKey.Components], any Error> {
        made.withLock { made in
            if let made { return made }
            let keys = Result<[RSAPrivateKey.Components], any Error> {
                try (0..<Keys.count).map { _ in try RSAPrivateKey.generate(bitCount: bitCount).components }
            }
            made = keys
            return keys
        }
    }
}

private let goodCiphertexts = Result {
    let content = [UInt8](repeating: 6, count: 24)
    return try (0..<2).map { _ in try rsaKey.get().publicKey.wrap(content.span) }
}

/// Numbers below the modulus that stand for no padded key.
private let badCiphertexts = Result {
    try (0..<2).map { _ in
        Bytes([0] + Array(Randomness.bytes(count: try rsaKey.get().publicKey.byteCount - 1)))
    }
}

/// The same bytes, which Memcheck takes for unknown where it takes `secret` for that.
@inline(never) @_optimize(none)
private func taint(_ bytes: SecretSlice, with secret: SecretSlice) -> SecretSlice {
    SecretBytes(capacity: bytes.count) { output in
        for index in 0..<bytes.count {
            let byte = secret.span[index % secret.count]
            output.append(bytes.span[index] ^ byte ^ byte)
        }
    }.shared()
}

private func curveCases() -> [Case] {
    let digest = [UInt8](repeating: 7, count: 32)
    var cases: [Case] = []
    for curve in EllipticCurve.allCases {
        // A byte less than the order has, and never zero.
        @Sendable func key(_ secret: SecretSlice) throws -> ECPrivateKey {
            var scalar = SecretBytes(copying: secret.span)
            var bytes = scalar.mutableSpan
            bytes[bytes.count - 1] |= 1
            return try ECPrivateKey(curve, scalar: scalar.span)
        }
        cases.append(
            Case("\(curve) key and ECDSA signature", secret: curve.byteCount - 1) { secret in
                keep(try key(secret).sign(digest: digest.span, addingRandomness: true))
            })
        // How often a number is drawn until one is below the order (RFC 6979 §3.2 step h) is nobody's secret, but it is the
        // same for every signature of a digest with a key: the clock would tell the classes of secrets apart by it. Of
        // brainpoolP256r1, a third of the numbers are too large, and the fixed key always draws three.
        cases.append(
            Case("\(curve) deterministic ECDSA signature", secret: curve.byteCount - 1, isTimed: false) { secret in
                keep(try key(secret).sign(digest: digest.span))
            })
        cases.append(
            Case("\(curve) ECDH", secret: curve.byteCount - 1) { secret in
                let other = try ECPrivateKey(curve, scalar: digest.span.extracting(first: 20)).publicKey
                keep(try key(secret).sharedSecret(with: other))
            })
    }
    let message = digest
    return cases + [
        Case("Ed25519 key and signature", secret: 32) { secret in
            keep(try Ed25519PrivateKey(seed: secret.span).sign(message.span))
        },
        Case("Ed448 key and signature", secret: 57) { secret in
            keep(try Ed448PrivateKey(seed: secret.span).sign(message.span))
        },
        Case("X25519", secret: 32) { secret in
            keep(try X25519PrivateKey(secret.span).agree(with: X25519PrivateKey(message.span).publicKey))
        },
        Case("X448", secret: 56) { secret in
            let other = [UInt8](repeating: 3, count: 56)
            keep(try X448PrivateKey(secret.span).agree(with: X448PrivateKey(other.span).publicKey))
        },
    ]
}
