internal import SignetBytes
internal import SignetCipher
internal import SignetHash

/// Hash functions, ciphers and codes.
extension EVPRecord {
    func digest(_ name: String) throws -> Outcome {
        let lower = name.lowercased()
        guard let algorithm = Named.digest(name), !["sha256-192", "md5-sha1"].contains(lower) else {
            throw Unable.skip("\(name): not a hash function of S/MIME")
        }
        var pieces: [[UInt8]] = []
        for field in stanza.fields {
            switch field.name {
            case "Input":
                guard let piece = Self.bytes(field.value) else { throw Unable.field("Input") }
                pieces.append(piece)
            case "Count", "Ncopy":
                // How often the piece before comes.
                guard let times = Int(field.value), (1...1 << 24).contains(times), let last = pieces.popLast() else {
                    throw Unable.field(field.name)
                }
                pieces.append(Array(repeatElement(last, count: times).joined()))
            default: break
            }
        }
        let message = Array(pieces.joined())
        let expected = try bytes("Output")
        if let variant = Hashing.variant(name) {
            return .compare(Hashing.shake(variant, message, byteCount: expected.count), expected)
        }
        return .compare(Hashing.digest(algorithm, message), expected)
    }

    private enum CipherKind {
        case aead(Ciphering.AEAD)
        case wrap(KeyWrapping)
        case mode(CipherAlgorithm, String)
    }

    private func kind(_ name: String, keyByteCount: Int) -> CipherKind? {
        switch name.lowercased() {
        case "aes-128-gcm", "aes-192-gcm", "aes-256-gcm", "id-aes128-gcm", "id-aes192-gcm", "id-aes256-gcm":
            return .aead(.gcm)
        case "aes-128-ccm", "aes-192-ccm", "aes-256-ccm", "id-aes128-ccm", "id-aes192-ccm", "id-aes256-ccm":
            return .aead(.ccm)
        case "chacha20-poly1305": return .aead(.chacha)
        case "id-aes128-wrap", "id-aes192-wrap", "id-aes256-wrap", "aes-128-wrap", "aes-192-wrap", "aes-256-wrap",
            "aes128-wrap", "aes192-wrap", "aes256-wrap":
            return .wrap(.aes)
        case "id-aes128-wrap-pad", "id-aes192-wrap-pad", "id-aes256-wrap-pad", "aes-128-wrap-pad", "aes-192-wrap-pad",
            "aes-256-wrap-pad":
            return .wrap(.aesPadded)
        case "aes-128-wrap-inv", "aes-192-wrap-inv", "aes-256-wrap-inv": return .wrap(KeyWrapping.aes.inverse)
        case "aes-128-wrap-pad-inv", "aes-192-wrap-pad-inv", "aes-256-wrap-pad-inv":
            return .wrap(KeyWrapping.aesPadded.inverse)
        case "des-ede3-cbc", "des-ede3-ecb", "des-ede-cbc", "des-ede-ecb", "des-ede3", "des3":
            return .mode(.tripleDES, name.lowercased().hasSuffix("cbc") || name == "des3" ? "cbc" : "ecb")
        case "des-cbc": return .mode(.des, "cbc")
        case "des-ecb": return .mode(.des, "ecb")
        case "rc2-cbc", "rc2-40-cbc", "rc2-64-cbc", "rc2-ecb":
            let bits = ["rc2-40-cbc": 40, "rc2-64-cbc": 64][name.lowercased()]
            let effective = stanza["KeyBits"].flatMap { Int($0) } ?? bits ?? 128
            return .mode(.rc2(effectiveBits: effective), name.lowercased().hasSuffix("cbc") ? "cbc" : "ecb")
        default:
            // `AES-128-CBC`, `SEED-ECB`
            let parts = name.lowercased().split(separator: "-").map(String.init)
            guard let cipher = Named.cipher(name), let mode = parts.last, parts.count == 2 || parts.count == 3,
                ["cbc", "ecb"].contains(mode) || (cipher == .aes && mode == "ctr"),
                parts.count == 2 || Int(parts[1]) == 8 * keyByteCount,
                let algorithm = try? cipher.algorithm(keyByteCount: keyByteCount)
            else { return nil }
            return .mode(algorithm, mode)
        }
    }

    func cipher(_ name: String) throws -> Outcome {
        let key = try bytes("Key")
        guard let kind = kind(name, keyByteCount: key.count) else {
            throw Unable.skip("\(name): not a cipher or mode of S/MIME")
        }
        let plaintext = optional("Plaintext") ?? []
        let ciphertext = optional("Ciphertext") ?? []
        let decrypts = stanza["Operation"]?.uppercased() == "DECRYPT"
        switch kind {
        case .aead(let cipher):
            if stanza["TLSAAD"] != nil { throw Unable.skip("records of TLS") }
            let (nonce, aad, tag) = (optional("IV") ?? [], optional("AAD") ?? [], optional("Tag") ?? [])
            return try outcome(plaintext) {
                let opened = try cipher.open(ciphertext, tag: tag, key: key, nonce: nonce, aad: aad)
                let sealed = try cipher.seal(opened, key: key, nonce: nonce, aad: aad, tagByteCount: tag.count)
                guard decrypts || sealed == (ciphertext, tag) else { throw Wycheproof.Refused() }
                return opened
            }
        case .wrap(let wrap):
            if optional("IV")?.isEmpty == false { throw Unable.skip("a wrap with another IV than RFC 3394's") }
            return try outcome(decrypts ? plaintext : ciphertext) {
                decrypts ? try wrap.unwrap(ciphertext, under: key) : try wrap.wrap(plaintext, under: key)
            }
        case .mode(let algorithm, let mode):
            let (input, expected) = decrypts ? (ciphertext, plaintext) : (plaintext, ciphertext)
            let iv = optional("IV") ?? []
            return try outcome(expected) {
                switch mode {
                case "ctr": return try Ciphering.ctr(key: key, counter: iv, input)
                case "ecb": return try Ciphering.ecb(algorithm, key: key, input, encrypts: !decrypts)
                default:
                    // A ciphertext that is longer is padded.
                    if plaintext.count != ciphertext.count {
                        return try Ciphering.paddedCBC(algorithm, key: key, iv: iv, input, encrypts: !decrypts)
                    }
                    return try Ciphering.cbc(algorithm, key: key, iv: iv, input, encrypts: !decrypts)
                }
            }
        }
    }

    func mac(_ name: String) throws -> Outcome {
        let (key, message) = (try bytes("Key"), try bytes("Input"))
        let expected = optional("Output") ?? []
        let algorithm = stanza["Algorithm"] ?? ""
        switch name.uppercased() {
        case "HMAC", "HMAC BY EVP_PKEY":
            let digest = try Named.requiredDigest(algorithm)
            return try outcome(expected) { Hashing.hmac(digest, key: key, message) }
        case "CMAC", "CMAC BY EVP_PKEY":
            guard let cipher = Named.cipher(algorithm) else {
                throw Unable.skip("CMAC of \(algorithm): not part of CMS")
            }
            return try outcome(expected) { try Ciphering.cmac(cipher, key: key, message) }
        case "GMAC":
            guard algorithm.uppercased().hasPrefix("AES") else {
                throw Unable.skip("GMAC of \(algorithm): not part of CMS")
            }
            return try outcome(expected) {
                try Ciphering.gmac(key: key, nonce: try bytes("IV"), message, tagByteCount: expected.count)
            }
        case "KMAC128", "KMAC256":
            guard let variant = Hashing.kmacVariant(name) else { throw Unable.field("MAC") }
            let size = settings["size"].flatMap { Int($0) } ?? (variant == .shake128 ? 32 : 64)
            return try outcome(expected) {
                Hashing.kmac(
                    variant, key: key, message,
                    customization: setting("custom") ?? optional("Custom") ?? [], byteCount: size,
                    isExtendable: settings["xof"] == "1" || stanza["XOF"] == "1")
            }
        default: throw Unable.skip("\(name): not an S/MIME algorithm")
        }
    }
}
