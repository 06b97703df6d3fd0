import COpenSSL

/// OpenSSL's libcrypto, called without a process between: what it says is taken at its word, a failure ends the run.
enum Libcrypto {
    struct Failure: Error, CustomStringConvertible {
        let call: String
        var description: String {
            var text = [CChar](repeating: 0, count: 256)
            ERR_error_string_n(ERR_get_error(), &text, text.count)
            return
                "libcrypto: \(call): \(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))"
        }
    }

    static let name = "libcrypto"

    static func check(_ result: Int32, _ call: String) throws {
        guard result == 1 else { throw Failure(call: call) }
    }

    static func some<Value>(_ value: Value?, _ call: String) throws -> Value {
        guard let value else { throw Failure(call: call) }
        return value
    }

    // MARK: - Digests

    static func digest(_ algorithm: String, _ message: [UInt8]) throws -> Contender {
        let md = try some(EVP_MD_fetch(nil, algorithm, nil), algorithm)
        let context = try some(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        let output = Buffer([UInt8](repeating: 0, count: Int(EVP_MD_get_size(md))))
        return Contender(name, in: output) { output in
            try message.withUnsafeBufferPointer { message in
                try check(EVP_DigestInit_ex2(context, md, nil), "EVP_DigestInit_ex2")
                EVP_DigestUpdate(context, message.baseAddress, message.count)
                EVP_DigestFinal_ex(context, output.address, nil)
            }
        }
    }

    /// Several messages, one after the other.
    static func digests(_ algorithm: String, _ messages: [[UInt8]]) throws -> Contender {
        let md = try some(EVP_MD_fetch(nil, algorithm, nil), algorithm)
        let context = try some(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        let size = Int(EVP_MD_get_size(md))
        return Contender(name, in: Buffer([UInt8](repeating: 0, count: size * messages.count))) { output in
            for (index, message) in messages.enumerated() {
                try check(EVP_DigestInit_ex2(context, md, nil), "EVP_DigestInit_ex2")
                EVP_DigestUpdate(context, message, message.count)
                EVP_DigestFinal_ex(context, output.address + index * size, nil)
            }
        }
    }

    static func hmac(_ algorithm: String, _ key: [UInt8], _ message: [UInt8]) throws -> Contender {
        let mac = try some(EVP_MAC_fetch(nil, "HMAC", nil), "HMAC")
        let context = try some(EVP_MAC_CTX_new(mac), "EVP_MAC_CTX_new")
        try withDigestParameter(algorithm) { try check(EVP_MAC_CTX_set_params(context, $0), "EVP_MAC_CTX_set_params") }
        let output = Buffer([UInt8](repeating: 0, count: 32))
        return Contender(name, in: output) { output in
            try check(EVP_MAC_init(context, key, key.count, nil), "EVP_MAC_init")
            EVP_MAC_update(context, message, message.count)
            var count = 0
            try check(EVP_MAC_final(context, output.address, &count, output.count), "EVP_MAC_final")
        }
    }

    static func withDigestParameter<R>(_ digest: String, _ body: ([OSSL_PARAM]) throws -> R) rethrows -> R {
        var text = [CChar](digest.utf8.map { CChar(bitPattern: $0) } + [0])
        return try text.withUnsafeMutableBufferPointer { text in
            try "digest".withCString { key in
                try body([
                    OSSL_PARAM_construct_utf8_string(key, text.baseAddress, 0), OSSL_PARAM_construct_end(),
                ])
            }
        }
    }

    // MARK: - Ciphers

    static func fetch(cipher algorithm: String) throws -> OpaquePointer {
        let name =
            algorithm == "des-ede3-cbc"
            ? "DES-EDE3-CBC" : algorithm.uppercased()
        return try some(EVP_CIPHER_fetch(nil, name, nil), algorithm)
    }

    static func cipher(
        _ algorithm: String, _ key: [UInt8], _ iv: [UInt8], encrypts: Bool, _ message: [UInt8], keepsKey: Bool = false
    ) throws -> Contender {
        let cipher = try fetch(cipher: algorithm)
        let context = try some(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
        let direction: Int32 = encrypts ? 1 : 0
        try check(EVP_CipherInit_ex2(context, cipher, key, iv, direction, nil), "EVP_CipherInit_ex2")
        let (cipherAgain, keyAgain) = keepsKey ? (nil, nil) : (cipher, key)
        return Contender(name, in: Buffer(message)) { buffer in
            try check(EVP_CipherInit_ex2(context, cipherAgain, keyAgain, iv, direction, nil), "EVP_CipherInit_ex2")
            EVP_CIPHER_CTX_set_padding(context, 0)
            var count: Int32 = 0
            try check(
                EVP_CipherUpdate(context, buffer.address, &count, buffer.address, Int32(buffer.count)),
                "EVP_CipherUpdate")
        }
    }

    static func seal(
        _ algorithm: String, _ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ message: [UInt8],
        keepsKey: Bool = false
    ) throws -> Contender {
        let cipher = try fetch(cipher: algorithm)
        let context = try some(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
        let tag = Buffer([UInt8](repeating: 0, count: 16))
        try check(EVP_EncryptInit_ex2(context, cipher, key, nonce, nil), "EVP_EncryptInit_ex2")
        let (cipherAgain, keyAgain) = keepsKey ? (nil, nil) : (cipher, key)
        return Contender(name, in: Buffer(message)) { buffer in
            try check(EVP_EncryptInit_ex2(context, cipherAgain, keyAgain, nonce, nil), "EVP_EncryptInit_ex2")
            var count: Int32 = 0
            try check(EVP_EncryptUpdate(context, nil, &count, aad, Int32(aad.count)), "EVP_EncryptUpdate")
            try check(
                EVP_EncryptUpdate(context, buffer.address, &count, buffer.address, Int32(buffer.count)),
                "EVP_EncryptUpdate")
            try check(EVP_EncryptFinal_ex(context, tag.address, &count), "EVP_EncryptFinal_ex")
            try check(
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, tag.address), "EVP_CTRL_AEAD_GET_TAG")
        }
    }

    static func open(
        _ algorithm: String, _ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ ciphertext: [UInt8], _ tag: [UInt8]
    ) throws -> Contender {
        let cipher = try fetch(cipher: algorithm)
        let context = try some(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
        let tag = Buffer(tag)
        let rest = Buffer([UInt8](repeating: 0, count: 16))
        let source = Buffer(ciphertext)
        return Contender(name, in: Buffer(ciphertext)) { buffer in
            try check(EVP_DecryptInit_ex2(context, cipher, key, nonce, nil), "EVP_DecryptInit_ex2")
            var count: Int32 = 0
            try check(EVP_DecryptUpdate(context, nil, &count, aad, Int32(aad.count)), "EVP_DecryptUpdate")
            try check(
                EVP_DecryptUpdate(context, buffer.address, &count, source.address, Int32(source.count)),
                "EVP_DecryptUpdate")
            try check(
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag.address), "EVP_CTRL_AEAD_SET_TAG")
            try check(EVP_DecryptFinal_ex(context, rest.address, &count), "EVP_DecryptFinal_ex")
        }
    }

    // MARK: - Key derivation

    static func pbkdf2(
        _ digest: String, _ password: [UInt8], _ salt: [UInt8], iterations: Int, byteCount: Int
    ) throws -> Contender {
        let md = try some(EVP_MD_fetch(nil, digest, nil), digest)
        return Contender(name, in: Buffer([UInt8](repeating: 0, count: byteCount))) { output in
            let password = password.map { CChar(bitPattern: $0) }
            try check(
                PKCS5_PBKDF2_HMAC(
                    password, Int32(password.count), salt, Int32(salt.count), Int32(iterations), md, Int32(byteCount),
                    output.address), "PKCS5_PBKDF2_HMAC")
        }
    }

    /// Several passwords, one after the other.
    static func pbkdf2(
        _ digest: String, _ passwords: [[UInt8]], _ salt: [UInt8], iterations: Int, byteCount: Int
    ) throws -> Contender {
        let md = try some(EVP_MD_fetch(nil, digest, nil), digest)
        let passwords = passwords.map { $0.map { CChar(bitPattern: $0) } }
        return Contender(name, in: Buffer([UInt8](repeating: 0, count: byteCount * passwords.count))) { output in
            for (index, password) in passwords.enumerated() {
                try check(
                    PKCS5_PBKDF2_HMAC(
                        password, Int32(password.count), salt, Int32(salt.count), Int32(iterations), md,
                        Int32(byteCount), output.address + index * byteCount), "PKCS5_PBKDF2_HMAC")
            }
        }
    }

    static func scrypt(_ password: [UInt8], _ salt: [UInt8], cost: UInt64, byteCount: Int) -> Contender {
        Contender(name, in: Buffer([UInt8](repeating: 0, count: byteCount))) { output in
            let password = password.map { CChar(bitPattern: $0) }
            try check(
                openssl_scrypt(
                    password, password.count, salt, salt.count, cost, 8, 1, output.address, byteCount), "EVP_PBE_scrypt"
            )
        }
    }

    static func pkcs12Key(
        _ digest: String, _ password: [UInt8], _ salt: [UInt8], iterations: Int, byteCount: Int
    ) throws -> Contender {
        let md = try some(EVP_MD_fetch(nil, digest, nil), digest)
        return Contender(name, in: Buffer([UInt8](repeating: 0, count: byteCount))) { output in
            try check(
                openssl_pkcs12_key(
                    password, Int32(password.count), salt, Int32(salt.count), 1, Int32(iterations), Int32(byteCount),
                    output.address, md), "PKCS12_key_gen_uni")
        }
    }
}
