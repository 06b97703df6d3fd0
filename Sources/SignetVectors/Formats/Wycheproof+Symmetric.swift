internal import SignetBytes
internal import SignetCipher
internal import SignetHash

/// How each kind of group is read.
enum WycheproofReadings {
    /// Why a kind of group is not run.
    static func reason(_ type: String, _ algorithm: String) -> String {
        switch type {
        case "EcCurveTest": "curve parameters: a table of them is no operation"
        case "PrimalityTest": "primality is tested inside key generation only"
        default: Unimplemented.reason(algorithm) + " (\(type))"
        }
    }

    static func symmetric(_ type: String, _ algorithm: String) -> Wycheproof.Reading? {
        switch type {
        case "AeadTest": aead(algorithm)
        case "IndCpaTest": algorithm.hasSuffix("-CBC-PKCS5") ? Named.cipher(algorithm).map(cbc) : nil
        case "KeywrapTest": wrap(algorithm)
        case "MacTest": mac(algorithm)
        case "MacWithIvTest": algorithm == "AES-GMAC" ? gmac : nil
        case "HkdfTest": hkdf(algorithm)
        case "PbkdfTest": pbkdf2(algorithm)
        case "PbeTest": pbes2(algorithm)
        default: nil
        }
    }

    private static func aead(_ algorithm: String) -> Wycheproof.Reading? {
        let ciphers: [String: Ciphering.AEAD] = ["AES-GCM": .gcm, "AES-CCM": .ccm, "CHACHA20-POLY1305": .chacha]
        guard let cipher = ciphers[algorithm] else { return nil }
        return { fields in
            let (key, nonce, aad) = (try fields.hex("key"), try fields.hex("iv"), try fields.hex("aad"))
            let (plaintext, ciphertext) = (try fields.hex("msg"), try fields.hex("ct"))
            let tag = try fields.hex("tag")
            return (
                plaintext,
                {
                    let opened = try cipher.open(ciphertext, tag: tag, key: key, nonce: nonce, aad: aad)
                    // What opens must also be what sealing makes.
                    let sealed = try cipher.seal(
                        opened, key: key, nonce: nonce, aad: aad, tagByteCount: tag.count)
                    guard sealed == (ciphertext, tag) else { throw Wycheproof.Refused() }
                    return opened
                }
            )
        }
    }

    private static func cbc(_ cipher: Named.Cipher) -> Wycheproof.Reading {
        { fields in
            let (key, iv) = (try fields.hex("key"), try fields.hex("iv"))
            let (plaintext, ciphertext) = (try fields.hex("msg"), try fields.hex("ct"))
            return (
                plaintext,
                {
                    let algorithm = try cipher.algorithm(keyByteCount: key.count)
                    let opened = try CBC.decrypt(ciphertext.span, algorithm, key: key.span, iv: iv.span)
                    let again = try CBC.encrypt(opened.span, algorithm, key: key.span, iv: iv.span)
                    guard [UInt8](again) == ciphertext else { throw Wycheproof.Refused() }
                    return [UInt8](opened.declassified())
                }
            )
        }
    }

    private static func wrap(_ algorithm: String) -> Wycheproof.Reading? {
        let isPadded = algorithm.hasSuffix("-KWP")
        guard isPadded || algorithm.hasSuffix("-WRAP"), let cipher = Named.cipher(algorithm) else { return nil }
        let wrap = KeyWrapping(name: algorithm, cipher: cipher, isPadded: isPadded)
        return { fields in
            let (key, plaintext, wrapped) = (try fields.hex("key"), try fields.hex("msg"), try fields.hex("ct"))
            return (
                plaintext,
                {
                    let opened = try wrap.unwrap(wrapped, under: key)
                    guard try wrap.wrap(opened, under: key) == wrapped else { throw Wycheproof.Refused() }
                    return opened
                }
            )
        }
    }

    private static func mac(_ algorithm: String) -> Wycheproof.Reading? {
        let code: @Sendable (_ key: [UInt8], _ message: [UInt8], _ byteCount: Int) throws -> [UInt8]
        if algorithm.hasSuffix("-CMAC"), let cipher = Named.cipher(algorithm) {
            code = { key, message, _ in try Ciphering.cmac(cipher, key: key, message) }
        } else if algorithm.hasPrefix("HMAC"), let digest = Named.digest(String(algorithm.dropFirst(4))) {
            code = { key, message, _ in Hashing.hmac(digest, key: key, message) }
        } else if let variant = Hashing.kmacVariant(algorithm) {
            code = { Hashing.kmac(variant, key: $0, $1, byteCount: $2) }
        } else {
            return nil
        }
        return { fields in
            let (key, message, tag) = (try fields.hex("key"), try fields.hex("msg"), try fields.hex("tag"))
            let byteCount = try fields.int("tagSize") / 8
            return (
                [],
                {
                    let computed = Array(try code(key, message, byteCount).prefix(byteCount))
                    guard computed == tag else { throw Wycheproof.Refused() }
                    return []
                }
            )
        }
    }

    private static let gmac: Wycheproof.Reading = { fields in
        let (key, nonce) = (try fields.hex("key"), try fields.hex("iv"))
        let (message, tag) = (try fields.hex("msg"), try fields.hex("tag"))
        return (
            [],
            {
                guard try Ciphering.gmac(key: key, nonce: nonce, message, tagByteCount: tag.count) == tag else {
                    throw Wycheproof.Refused()
                }
                return []
            }
        )
    }

    private static func hkdf(_ algorithm: String) -> Wycheproof.Reading? {
        guard algorithm.hasPrefix("HKDF-"), let digest = Named.digest(String(algorithm.dropFirst(5))) else {
            return nil
        }
        return { fields in
            let (secret, salt, info) = (try fields.hex("ikm"), try fields.hex("salt"), try fields.hex("info"))
            let byteCount = try fields.int("size")
            return (
                try fields.hex("okm"),
                { try Hashing.hkdf(digest, secret: secret, salt: salt, info: info, byteCount: byteCount) }
            )
        }
    }

    private static func pbkdf2(_ algorithm: String) -> Wycheproof.Reading? {
        guard algorithm.hasPrefix("PBKDF2-HMAC"), let digest = Named.digest(String(algorithm.dropFirst(11))) else {
            return nil
        }
        return { fields in
            let (password, salt) = (try fields.hex("password"), try fields.hex("salt"))
            let (iterations, byteCount) = (try fields.int("iterationCount"), try fields.int("dkLen"))
            return (
                try fields.hex("dk"),
                {
                    try Hashing.pbkdf2(
                        digest, password: password, salt: salt, iterations: iterations, byteCount: byteCount)
                }
            )
        }
    }

    /// `PbeWithHmacSha256AndAes_128`: PBES2 (RFC 8018 §6.2).
    private static func pbes2(_ algorithm: String) -> Wycheproof.Reading? {
        let parts = algorithm.dropFirst("PbeWithHmac".count).split(separator: "And")
        guard algorithm.hasPrefix("PbeWithHmac"), parts.count == 2, let digest = Named.digest(String(parts[0])),
            let bits = parts[1].split(separator: "_").last.flatMap({ Int($0) }),
            let cipher = try? Ciphering.aes(keyByteCount: bits / 8)
        else { return nil }
        return { fields in
            let (password, salt, iv) = (try fields.hex("password"), try fields.hex("salt"), try fields.hex("iv"))
            let (iterations, ciphertext) = (try fields.int("iterationCount"), try fields.hex("ct"))
            return (
                try fields.hex("msg"),
                {
                    let key = try Hashing.pbkdf2(
                        digest, password: password, salt: salt, iterations: iterations,
                        byteCount: cipher.keyByteCount)
                    let opened = try CBC.decrypt(ciphertext.span, cipher, key: key.span, iv: iv.span)
                    return [UInt8](opened.declassified())
                }
            )
        }
    }
}
