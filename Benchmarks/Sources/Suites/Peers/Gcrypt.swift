#if GCRYPT
import CGcrypt

/// libgcrypt.
enum Gcrypt {
    static let name = "libgcrypt"

    private static let started: Void = {
        // The instructions that `SIGNET_CPU` leaves out are left out here too.
        switch environment("SIGNET_CPU") {
        case "portable":
            for feature in [
                "intel-cpu", "intel-aesni", "intel-pclmul", "intel-ssse3", "intel-sse4.1", "intel-avx",
                "intel-avx2", "intel-bmi2", "intel-shaext", "intel-vaes-vpclmul", "intel-avx512",
            ] { gcrypt_disable(feature) }
        case "x86":
            for feature in ["intel-avx", "intel-avx2", "intel-vaes-vpclmul", "intel-avx512"] { gcrypt_disable(feature) }
        case "avx2":
            for feature in ["intel-avx512"] { gcrypt_disable(feature) }
        default: break
        }
        gcrypt_start()
    }()

    static let version: String = {
        started
        return String(cString: gcry_check_version(nil))
    }()

    static func digest(_ algorithm: String, _ message: [UInt8]) -> Contender? {
        started
        let number = gcry_md_map_name(algorithm)
        guard number != 0 else { return nil }
        return Contender(name, in: Buffer([UInt8](repeating: 0, count: Int(gcry_md_get_algo_dlen(number))))) {
            gcry_md_hash_buffer(number, $0.address, message, message.count)
        }
    }

    private static func handle(_ algorithm: String) -> gcry_cipher_hd_t? {
        started
        let modes = ["cbc": GCRY_CIPHER_MODE_CBC, "ctr": GCRY_CIPHER_MODE_CTR, "gcm": GCRY_CIPHER_MODE_GCM]
        let ciphers = ["aes-128": GCRY_CIPHER_AES, "aes-256": GCRY_CIPHER_AES256, "des-ede3": GCRY_CIPHER_3DES]
        guard let mode = modes[String(algorithm.suffix(3))], let cipher = ciphers[String(algorithm.dropLast(4))] else {
            return nil
        }
        var handle: gcry_cipher_hd_t?
        return gcry_cipher_open(&handle, Int32(cipher.rawValue), Int32(mode.rawValue), 0) == 0 ? handle : nil
    }

    static func cipher(
        _ algorithm: String, _ key: [UInt8], _ iv: [UInt8], encrypts: Bool, _ message: [UInt8], keepsKey: Bool = false
    ) -> Contender? {
        guard let handle = handle(algorithm) else { return nil }
        let isCounter = algorithm.hasSuffix("ctr")
        gcry_cipher_setkey(handle, key, key.count)
        return Contender(name, in: Buffer(message)) { buffer in
            if !keepsKey { gcry_cipher_setkey(handle, key, key.count) }
            if isCounter { gcry_cipher_setctr(handle, iv, iv.count) } else { gcry_cipher_setiv(handle, iv, iv.count) }
            if encrypts {
                gcry_cipher_encrypt(handle, buffer.address, buffer.count, nil, 0)
            } else {
                gcry_cipher_decrypt(handle, buffer.address, buffer.count, nil, 0)
            }
        }
    }

    static func seal(
        _ algorithm: String, _ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ message: [UInt8],
        keepsKey: Bool = false
    ) -> Contender? {
        guard let handle = handle(algorithm) else { return nil }
        let tag = Buffer([UInt8](repeating: 0, count: 16))
        gcry_cipher_setkey(handle, key, key.count)
        return Contender(name, in: Buffer(message)) { buffer in
            if !keepsKey { gcry_cipher_setkey(handle, key, key.count) }
            gcry_cipher_setiv(handle, nonce, nonce.count)
            gcry_cipher_authenticate(handle, aad, aad.count)
            gcry_cipher_encrypt(handle, buffer.address, buffer.count, nil, 0)
            gcry_cipher_gettag(handle, tag.address, 16)
        }
    }
}
#else
/// libgcrypt, where it is not installed.
enum Gcrypt {
    static let version = "not installed"
    static func digest(_ algorithm: String, _ message: [UInt8]) -> Contender? { nil }
    static func cipher(
        _ algorithm: String, _ key: [UInt8], _ iv: [UInt8], encrypts: Bool, _ message: [UInt8], keepsKey: Bool = false
    ) -> Contender? { nil }
    static func seal(
        _ algorithm: String, _ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ message: [UInt8],
        keepsKey: Bool = false
    ) -> Contender? { nil }
}
#endif
