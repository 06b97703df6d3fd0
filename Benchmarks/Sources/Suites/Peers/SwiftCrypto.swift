#if SWIFT_PEERS
import Crypto
import CryptoExtras
import Foundation

/// swift-crypto, which is BoringSSL behind CryptoKit's names.
enum SwiftCrypto {
    static let name = "swift-crypto"

    private static func digest(_ name: String, _ body: (any HashFunction.Type) -> Contender) -> Contender? {
        let functions: [String: any HashFunction.Type] = [
            "MD5": Insecure.MD5.self, "SHA1": Insecure.SHA1.self, "SHA256": SHA256.self, "SHA384": SHA384.self,
            "SHA512": SHA512.self, "SHA3-256": SHA3_256.self, "SHA3-512": SHA3_512.self,
        ]
        return functions[name].map(body)
    }

    static func digest(_ algorithm: String, _ message: [UInt8]) -> Contender? {
        digest(algorithm) { hash($0, Data(message)) }
    }

    private static func hash<Function: HashFunction>(_ function: Function.Type, _ message: Data) -> Contender {
        Contender(name, answer: { [UInt8](Function.hash(data: message)) }) {
            for _ in 0..<$0 { blackHole(Function.hash(data: message)) }
        }
    }

    static func hmac(_ key: [UInt8], _ message: [UInt8]) -> Contender? {
        let (key, message) = (SymmetricKey(data: key), Data(message))
        return Contender(name, answer: { [UInt8](HMAC<SHA256>.authenticationCode(for: message, using: key)) }) {
            for _ in 0..<$0 { blackHole(HMAC<SHA256>.authenticationCode(for: message, using: key)) }
        }
    }

    /// A call that gives new bytes each time.
    private static func making(_ operation: @escaping () throws -> Data) -> Contender {
        Contender(name, answer: { [UInt8](try operation()) }) { for _ in 0..<$0 { blackHole(try operation()) } }
    }

    static func cbc(
        _ cipher: String, _ key: [UInt8], _ iv: [UInt8], encrypts: Bool, _ message: [UInt8]
    ) -> Contender? {
        guard cipher.hasPrefix("aes"), let iv = try? AES._CBC.IV(ivBytes: iv) else { return nil }
        let message = Data(message)
        return making {
            let key = SymmetricKey(data: key)
            return encrypts
                ? try AES._CBC.encrypt(message, using: key, iv: iv, noPadding: true)
                : try AES._CBC.decrypt(message, using: key, iv: iv, noPadding: true)
        }
    }

    static func ctr(_ key: [UInt8], _ counter: [UInt8], _ message: [UInt8]) -> Contender? {
        guard let nonce = try? AES._CTR.Nonce(nonceBytes: counter) else { return nil }
        let message = Data(message)
        return making { try AES._CTR.encrypt(message, using: SymmetricKey(data: key), nonce: nonce) }
    }

    static func gcmSeal(_ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ message: [UInt8]) -> Contender? {
        guard let nonce = try? AES.GCM.Nonce(data: nonce) else { return nil }
        let message = Data(message)
        return making {
            try AES.GCM.seal(message, using: SymmetricKey(data: key), nonce: nonce, authenticating: aad).ciphertext
        }
    }

    static func gcmOpen(
        _ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ ciphertext: [UInt8], _ tag: [UInt8]
    ) -> Contender? {
        guard let nonce = try? AES.GCM.Nonce(data: nonce),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: ciphertext, tag: tag)
        else { return nil }
        return making { try AES.GCM.open(box, using: SymmetricKey(data: key), authenticating: aad) }
    }

    static func chachaSeal(_ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ message: [UInt8]) -> Contender? {
        guard let nonce = try? ChaChaPoly.Nonce(data: nonce) else { return nil }
        let message = Data(message)
        return making {
            try ChaChaPoly.seal(message, using: SymmetricKey(data: key), nonce: nonce, authenticating: aad).ciphertext
        }
    }

    static func pbkdf2(
        _ digest: String, _ password: [UInt8], _ salt: [UInt8], iterations: Int, byteCount: Int
    ) -> Contender? {
        let functions: [String: KDF.Insecure.PBKDF2.HashFunction] = [
            "SHA1": .insecureSHA1, "SHA256": .sha256, "SHA512": .sha512,
        ]
        guard let function = functions[digest] else { return nil }
        return making {
            try KDF.Insecure.PBKDF2.deriveKey(
                from: password, salt: salt, using: function, outputByteCount: byteCount,
                unsafeUncheckedRounds: iterations
            ).withUnsafeBytes { Data($0) }
        }
    }

    // MARK: - RSA

    static func rsaSign(_ pkcs8: [UInt8], _ message: [UInt8]) throws -> Contender? {
        let key = try _RSA.Signing.PrivateKey(derRepresentation: pkcs8)
        let digest = SHA256.hash(data: message)
        return making { try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation }
    }

    static func rsaVerify(_ pkcs8: [UInt8], _ signature: [UInt8], _ message: [UInt8]) throws -> Contender? {
        let key = try _RSA.Signing.PrivateKey(derRepresentation: pkcs8).publicKey
        let (digest, signature) = (SHA256.hash(data: message), _RSA.Signing.RSASignature(rawRepresentation: signature))
        return Contender(name) { [key.isValidSignature(signature, for: digest, padding: .insecurePKCS1v1_5) ? 1 : 0] }
    }

    static func generateRSA(_ bitCount: Int) -> Contender? {
        Contender(name) {
            blackHole(try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bitCount)))
            return [1]
        }
    }

    // MARK: - Curves

    static func ecdsaSign(_ curve: String, _ scalar: [UInt8], _ message: [UInt8]) throws -> Contender? {
        switch curve {
        case "P-256":
            let (key, digest) = (try P256.Signing.PrivateKey(rawRepresentation: scalar), SHA256.hash(data: message))
            return making { try key.signature(for: digest).rawRepresentation }
        case "P-384":
            let (key, digest) = (try P384.Signing.PrivateKey(rawRepresentation: scalar), SHA384.hash(data: message))
            return making { try key.signature(for: digest).rawRepresentation }
        default:
            let (key, digest) = (try P521.Signing.PrivateKey(rawRepresentation: scalar), SHA512.hash(data: message))
            return making { try key.signature(for: digest).rawRepresentation }
        }
    }

    static func ecdsaVerify(
        _ curve: String, _ scalar: [UInt8], _ signature: [UInt8], _ message: [UInt8]
    ) throws -> Contender? {
        switch curve {
        case "P-256":
            let (key, digest) = (
                try P256.Signing.PrivateKey(rawRepresentation: scalar).publicKey, SHA256.hash(data: message)
            )
            let signature = try P256.Signing.ECDSASignature(rawRepresentation: signature)
            return Contender(name) { [key.isValidSignature(signature, for: digest) ? 1 : 0] }
        case "P-384":
            let (key, digest) = (
                try P384.Signing.PrivateKey(rawRepresentation: scalar).publicKey, SHA384.hash(data: message)
            )
            let signature = try P384.Signing.ECDSASignature(rawRepresentation: signature)
            return Contender(name) { [key.isValidSignature(signature, for: digest) ? 1 : 0] }
        default:
            let (key, digest) = (
                try P521.Signing.PrivateKey(rawRepresentation: scalar).publicKey, SHA512.hash(data: message)
            )
            let signature = try P521.Signing.ECDSASignature(rawRepresentation: signature)
            return Contender(name) { [key.isValidSignature(signature, for: digest) ? 1 : 0] }
        }
    }

    static func readAndVerifyP256(
        _ point: [UInt8], _ signature: [UInt8], _ message: [UInt8]
    ) throws -> Contender? {
        let (signature, digest) = (
            try P256.Signing.ECDSASignature(rawRepresentation: signature), SHA256.hash(data: message)
        )
        return Contender(name) {
            let key = try P256.Signing.PublicKey(x963Representation: point)
            return [key.isValidSignature(signature, for: digest) ? 1 : 0]
        }
    }

    static func agree(_ curve: String, _ scalar: [UInt8], _ point: [UInt8]) throws -> Contender? {
        switch curve {
        case "P-256":
            let key = try P256.KeyAgreement.PrivateKey(rawRepresentation: scalar)
            let other = try P256.KeyAgreement.PublicKey(x963Representation: point)
            return making { try key.sharedSecretFromKeyAgreement(with: other).withUnsafeBytes { Data($0) } }
        case "P-384":
            let key = try P384.KeyAgreement.PrivateKey(rawRepresentation: scalar)
            let other = try P384.KeyAgreement.PublicKey(x963Representation: point)
            return making { try key.sharedSecretFromKeyAgreement(with: other).withUnsafeBytes { Data($0) } }
        default:
            let key = try P521.KeyAgreement.PrivateKey(rawRepresentation: scalar)
            let other = try P521.KeyAgreement.PublicKey(x963Representation: point)
            return making { try key.sharedSecretFromKeyAgreement(with: other).withUnsafeBytes { Data($0) } }
        }
    }

    static func ed25519Sign(_ seed: [UInt8], _ message: [UInt8]) throws -> Contender? {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        return making { try key.signature(for: message) }
    }

    static func ed25519Verify(_ seed: [UInt8], _ signature: [UInt8], _ message: [UInt8]) throws -> Contender? {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed).publicKey
        let signature = Data(signature)
        return Contender(name) { [key.isValidSignature(signature, for: message) ? 1 : 0] }
    }

    static func x25519(_ seed: [UInt8], _ point: [UInt8]) throws -> Contender? {
        let key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: seed)
        let other = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: point)
        return making { try key.sharedSecretFromKeyAgreement(with: other).withUnsafeBytes { Data($0) } }
    }
}
#else
/// swift-crypto, where it was left out.
enum SwiftCrypto {
    static func digest(_ algorithm: String, _ message: [UInt8]) -> Contender? { nil }
    static func hmac(_ key: [UInt8], _ message: [UInt8]) -> Contender? { nil }
    static func cbc(
        _ cipher: String, _ key: [UInt8], _ iv: [UInt8], encrypts: Bool, _ message: [UInt8]
    ) -> Contender? { nil }
    static func ctr(_ key: [UInt8], _ counter: [UInt8], _ message: [UInt8]) -> Contender? { nil }
    static func gcmSeal(_ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ message: [UInt8]) -> Contender? { nil }
    static func gcmOpen(
        _ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ ciphertext: [UInt8], _ tag: [UInt8]
    ) -> Contender? { nil }
    static func chachaSeal(_ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ message: [UInt8]) -> Contender? { nil }
    static func pbkdf2(
        _ digest: String, _ password: [UInt8], _ salt: [UInt8], iterations: Int, byteCount: Int
    ) -> Contender? { nil }
    static func rsaSign(_ pkcs8: [UInt8], _ message: [UInt8]) throws -> Contender? { nil }
    static func rsaVerify(_ pkcs8: [UInt8], _ signature: [UInt8], _ message: [UInt8]) throws -> Contender? { nil }
    static func generateRSA(_ bitCount: Int) -> Contender? { nil }
    static func ecdsaSign(_ curve: String, _ scalar: [UInt8], _ message: [UInt8]) throws -> Contender? { nil }
    static func ecdsaVerify(
        _ curve: String, _ scalar: [UInt8], _ signature: [UInt8], _ message: [UInt8]
    ) throws -> Contender? { nil }
    static func readAndVerifyP256(
        _ point: [UInt8], _ signature: [UInt8], _ message: [UInt8]
    ) throws -> Contender? { nil }
    static func agree(_ curve: String, _ scalar: [UInt8], _ point: [UInt8]) throws -> Contender? { nil }
    static func ed25519Sign(_ seed: [UInt8], _ message: [UInt8]) throws -> Contender? { nil }
    static func ed25519Verify(_ seed: [UInt8], _ signature: [UInt8], _ message: [UInt8]) throws -> Contender? { nil }
    static func x25519(_ seed: [UInt8], _ point: [UInt8]) throws -> Contender? { nil }
}
#endif
