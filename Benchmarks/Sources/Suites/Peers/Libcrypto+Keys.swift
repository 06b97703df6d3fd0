import COpenSSL

extension Libcrypto {
    /// The bytes of `i2d_…` functions.
    static func der(_ call: String, _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) throws
        -> [UInt8]
    {
        let count = encode(nil)
        guard count > 0 else { throw Failure(call: call) }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var pointer = buffer.baseAddress
            _ = encode(&pointer)
        }
        return bytes
    }

    /// What `d2i_…` functions make of bytes.
    static func decoded<Value>(
        _ bytes: [UInt8], _ call: String,
        _ decode: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> Value?
    ) throws -> Value {
        try bytes.withUnsafeBufferPointer { buffer in
            var pointer = buffer.baseAddress
            return try some(decode(&pointer, buffer.count), call)
        }
    }

    static func pkcs8(_ key: OpaquePointer) throws -> [UInt8] {
        let info = try some(EVP_PKEY2PKCS8(key), "EVP_PKEY2PKCS8")
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        return try der("i2d_PKCS8_PRIV_KEY_INFO") { i2d_PKCS8_PRIV_KEY_INFO(info, $0) }
    }

    static func key(pkcs8 bytes: [UInt8]) throws -> OpaquePointer {
        try decoded(bytes, "d2i_AutoPrivateKey") { d2i_AutoPrivateKey(nil, $0, $1) }
    }

    /// A call that writes into a buffer whose size it is told.
    private static func output(
        _ size: Int, _ call: String,
        _ body: @escaping (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Int>) throws -> Int32
    ) -> Contender {
        let buffer = Buffer([UInt8](repeating: 0, count: size))
        let once: () throws -> Int = {
            var count = size
            try check(try body(buffer.address, &count), call)
            return count
        }
        return Contender(name, answer: { [UInt8](buffer.memory.prefix(try once())) }) {
            for _ in 0..<$0 { _ = try once() }
        }
    }

    private static func context(
        _ key: OpaquePointer, _ start: (OpaquePointer) -> Int32, pkcs1: Bool = false, digest: String? = nil
    ) throws -> OpaquePointer {
        let context = try some(EVP_PKEY_CTX_new(key, nil), "EVP_PKEY_CTX_new")
        try check(start(context), "EVP_PKEY_…_init")
        if pkcs1 { try check(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING), "padding") }
        if let digest {
            try check(
                EVP_PKEY_CTX_set_signature_md(context, EVP_get_digestbyname(digest)), "EVP_PKEY_CTX_set_signature_md")
        }
        return context
    }

    // MARK: - RSA

    struct RSAKey {
        let key: OpaquePointer
        let pkcs8: [UInt8]
        var byteCount: Int { Int(EVP_PKEY_get_size(key)) }

        init(bitCount: Int) throws {
            key = try some(openssl_rsa_generate(UInt32(bitCount)), "EVP_RSA_gen")
            pkcs8 = try Libcrypto.pkcs8(key)
        }

        func sign(_ digest: [UInt8]) throws -> Contender {
            let context = try Libcrypto.context(key, EVP_PKEY_sign_init, pkcs1: true, digest: "SHA256")
            return output(byteCount, "EVP_PKEY_sign") { EVP_PKEY_sign(context, $0, $1, digest, digest.count) }
        }

        func verify(_ signature: [UInt8], _ digest: [UInt8]) throws -> Contender {
            let context = try Libcrypto.context(key, EVP_PKEY_verify_init, pkcs1: true, digest: "SHA256")
            return Contender(name) {
                [UInt8(EVP_PKEY_verify(context, signature, signature.count, digest, digest.count))]
            }
        }

        func decrypt(_ ciphertext: [UInt8]) throws -> Contender {
            let context = try Libcrypto.context(key, EVP_PKEY_decrypt_init, pkcs1: true)
            return output(byteCount, "EVP_PKEY_decrypt") {
                EVP_PKEY_decrypt(context, $0, $1, ciphertext, ciphertext.count)
            }
        }

        func encrypt(_ secret: [UInt8]) throws -> Contender {
            let context = try Libcrypto.context(key, EVP_PKEY_encrypt_init, pkcs1: true)
            return output(byteCount, "EVP_PKEY_encrypt") {
                EVP_PKEY_encrypt(context, $0, $1, secret, secret.count)
            }
        }
    }

    static func generateRSA(_ bitCount: Int) -> Contender {
        Contender(name) {
            let key = try some(openssl_rsa_generate(UInt32(bitCount)), "EVP_RSA_gen")
            defer { EVP_PKEY_free(key) }
            return [EVP_PKEY_get_bits(key) == bitCount ? 1 : 0]
        }
    }

    // MARK: - Weierstrass curves

    struct ECKey {
        let key: OpaquePointer
        let scalar: [UInt8]
        let byteCount: Int
        let digest: String

        init(curve: String) throws {
            key = try some(openssl_ec_generate(curve), "EVP_EC_gen")
            byteCount = (Int(EVP_PKEY_get_bits(key)) + 7) / 8
            digest = ["P-256": "SHA256", "P-384": "SHA384"][curve] ?? "SHA512"
            var number: OpaquePointer?
            try check(EVP_PKEY_get_bn_param(key, "priv", &number), "EVP_PKEY_get_bn_param")
            var bytes = [UInt8](repeating: 0, count: byteCount)
            BN_bn2binpad(number, &bytes, Int32(byteCount))
            scalar = bytes
        }

        /// r and s side by side, as Signet has them, from what is in DER.
        static func concatenated(_ der: [UInt8], byteCount: Int) throws -> [UInt8] {
            let signature = try decoded(der, "d2i_ECDSA_SIG") { d2i_ECDSA_SIG(nil, $0, $1) }
            defer { ECDSA_SIG_free(signature) }
            var bytes = [UInt8](repeating: 0, count: 2 * byteCount)
            bytes.withUnsafeMutableBufferPointer {
                _ = BN_bn2binpad(ECDSA_SIG_get0_r(signature), $0.baseAddress, Int32(byteCount))
                _ = BN_bn2binpad(ECDSA_SIG_get0_s(signature), $0.baseAddress! + byteCount, Int32(byteCount))
            }
            return bytes
        }

        static func encoded(_ concatenated: [UInt8]) throws -> [UInt8] {
            let half = concatenated.count / 2
            let signature = try some(ECDSA_SIG_new(), "ECDSA_SIG_new")
            defer { ECDSA_SIG_free(signature) }
            concatenated.withUnsafeBufferPointer {
                _ = ECDSA_SIG_set0(
                    signature, BN_bin2bn($0.baseAddress, Int32(half), nil),
                    BN_bin2bn($0.baseAddress! + half, Int32(half), nil))
            }
            return try der("i2d_ECDSA_SIG") { i2d_ECDSA_SIG(signature, $0) }
        }

        func sign(_ digest: [UInt8]) throws -> Contender {
            let context = try Libcrypto.context(key, EVP_PKEY_sign_init, digest: self.digest)
            let made = output(Int(EVP_PKEY_get_size(key)), "EVP_PKEY_sign") {
                EVP_PKEY_sign(context, $0, $1, digest, digest.count)
            }
            let count = byteCount
            return Contender(
                name, answer: { try Self.concatenated(try made.answer(), byteCount: count) }, run: made.run)
        }

        func verify(_ signature: [UInt8], _ digest: [UInt8]) throws -> Contender {
            let context = try Libcrypto.context(key, EVP_PKEY_verify_init, digest: self.digest)
            let signature = try Self.encoded(signature)
            return Contender(name) {
                [UInt8(max(0, EVP_PKEY_verify(context, signature, signature.count, digest, digest.count)))]
            }
        }

        func agree(_ point: [UInt8]) throws -> Contender {
            let other = try some(EVP_PKEY_new(), "EVP_PKEY_new")
            try check(EVP_PKEY_copy_parameters(other, key), "EVP_PKEY_copy_parameters")
            try check(EVP_PKEY_set1_encoded_public_key(other, point, point.count), "EVP_PKEY_set1_encoded_public_key")
            return try Libcrypto.agree(key, other, byteCount)
        }
    }

    static func generateEC(_ curve: String) -> Contender {
        Contender(name) {
            let key = try some(openssl_ec_generate(curve), "EVP_EC_gen")
            EVP_PKEY_free(key)
            return [1]
        }
    }

    private static func agree(_ key: OpaquePointer, _ other: OpaquePointer, _ byteCount: Int) throws -> Contender {
        let context = try context(key, EVP_PKEY_derive_init)
        try check(EVP_PKEY_derive_set_peer(context, other), "EVP_PKEY_derive_set_peer")
        return output(byteCount, "EVP_PKEY_derive") { EVP_PKEY_derive(context, $0, $1) }
    }

    // MARK: - Edwards and Montgomery curves

    private static func raw(_ algorithm: String, private bytes: [UInt8]) throws -> OpaquePointer {
        try some(EVP_PKEY_new_raw_private_key_ex(nil, algorithm, nil, bytes, bytes.count), algorithm)
    }

    static func edwardsSign(_ algorithm: String, _ seed: [UInt8], _ message: [UInt8]) throws -> Contender {
        let key = try raw(algorithm, private: seed)
        let context = try some(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        return output(114, "EVP_DigestSign") {
            try check(EVP_DigestSignInit(context, nil, nil, nil, key), "EVP_DigestSignInit")
            return EVP_DigestSign(context, $0, $1, message, message.count)
        }
    }

    static func edwardsVerify(
        _ algorithm: String, _ seed: [UInt8], _ signature: [UInt8], _ message: [UInt8]
    ) throws -> Contender {
        let key = try raw(algorithm, private: seed)
        let context = try some(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        return Contender(name) {
            try check(EVP_DigestVerifyInit(context, nil, nil, nil, key), "EVP_DigestVerifyInit")
            return [UInt8(max(0, EVP_DigestVerify(context, signature, signature.count, message, message.count)))]
        }
    }

    static func montgomeryAgree(_ algorithm: String, _ seed: [UInt8], _ peer: [UInt8]) throws -> Contender {
        let other = try some(EVP_PKEY_new_raw_public_key_ex(nil, algorithm, nil, peer, peer.count), algorithm)
        return try agree(raw(algorithm, private: seed), other, peer.count)
    }
}
