internal import SignetAlgorithms
internal import SignetBytes
internal import SignetCipher
internal import SignetHash

/// OpenSSL's `evp_test` stanzas.
struct EVP: Sendable {
    static let name = "OpenSSL evp_test"

    let file: StanzaFile
    /// Keys by name, in PEM or raw.
    let keys: EVPKeys

    init(_ file: StanzaFile) {
        self.file = file
        keys = EVPKeys(file)
    }

    private static let operations = [
        "Digest", "Cipher", "MAC", "KDF", "PBE", "Encoding", "Sign", "Verify", "VerifyRecover", "Decrypt", "Encrypt",
        "Derive",
        "DigestSign", "DigestVerify", "OneShotDigestSign", "OneShotDigestVerify", "PrivPubKeyPair", "KeyGen", "Kem",
        "Verify-Message-Public", "Sign-Message", "ParamGen",
    ]

    static func isOne(_ file: StanzaFile) -> Bool {
        file.stanzas.prefix(50).contains { stanza in
            stanza.fields.contains { operations.contains($0.name) || $0.name == "Availablein" } && stanza["Msg"] == nil
        }
    }

    func cases() -> [VectorCase] {
        file.stanzas.compactMap { stanza in
            guard let operation = stanza.fields.first(where: { Self.operations.contains($0.name) }) else { return nil }
            let title: String =
                switch operation.name {
                case "Digest", "Cipher", "MAC", "KDF", "PBE": operation.value
                case "Encoding": "Base64"
                default: operation.name
                }
            let keys = keys
            return VectorCase(
                id: "line \(stanza.line)", algorithm: title, flags: [stanza["Result"]].compactMap(\.self)
            ) {
                let record = EVPRecord(stanza)
                try record.checkApplies()
                switch operation.name {
                case "Digest": return try record.digest(operation.value)
                case "Cipher": return try record.cipher(operation.value)
                case "MAC": return try record.mac(operation.value)
                case "KDF": return try record.kdf(operation.value)
                case "PBE": return try record.pbe(operation.value)
                case "Encoding": return record.base64(operation.value)
                default: return try record.publicKey(operation.name, operation.value, keys)
                }
            }
        }
    }
}

/// A stanza, with its settings taken apart.
struct EVPRecord: Sendable {
    let stanza: Stanza
    /// `Ctrl = digest:SHA256`, `Ctrl.hexkey = hexkey:00`
    let settings: [String: String]

    init(_ stanza: Stanza) {
        self.stanza = stanza
        var settings: [String: String] = [:]
        for field in stanza.fields
        where field.name == "Ctrl" || field.name.hasPrefix("Ctrl.") || field.name == "CtrlInit" {
            let parts = field.value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            // `hexinfo` may come in pieces.
            let name = String(parts[0])
            settings[name] = (name == "hexinfo" ? settings[name] ?? "" : "") + parts[1]
        }
        self.settings = settings
    }

    /// Whether the stanza wants an error.
    var mustFail: Bool { stanza["Result"] != nil }

    func checkApplies() throws(Unable) {
        if stanza["Availablein"] == "fips" || stanza["Unapproved"] != nil || stanza["Securitycheck"] != nil {
            throw .skip("a rule of OpenSSL's FIPS provider")
        }
        if let result = stanza["Result"], result.hasSuffix("CTRL_ERROR") || result.hasSuffix("INIT_ERROR") {
            throw .skip("a rule of OpenSSL's on parameters (\(result))")
        }
    }

    /// Text in quotation marks, or hexadecimal.
    static func bytes(_ text: String) -> [UInt8]? {
        guard text.hasPrefix("\"") else { return Hexadecimal.bytes(text) }
        return [UInt8](text.dropFirst().dropLast(text.hasSuffix("\"") ? 1 : 0).replacing("\\n", with: "\n").utf8)
    }

    func bytes(_ name: String) throws(Unable) -> [UInt8] {
        guard let text = stanza[name], let bytes = Self.bytes(text) else { throw .field(name) }
        return bytes
    }

    func optional(_ name: String) -> [UInt8]? { stanza[name].flatMap(Self.bytes) }

    /// A setting as bytes: `hexsalt:00ff` or `salt:NaCl`.
    func setting(_ name: String) -> [UInt8]? {
        settings["hex" + name].flatMap(Hexadecimal.bytes) ?? settings[name].map { [UInt8]($0.utf8) }
    }

    func number(_ name: String) throws(Unable) -> Int {
        guard let value = (settings[name] ?? stanza[name]).flatMap({ Int($0) }) else { throw .field(name) }
        return value
    }

    func outcome(_ expected: [UInt8], _ operation: () throws -> [UInt8]) throws -> Outcome {
        let got: [UInt8]?
        do { got = try operation() } catch let error as Unable { throw error } catch { got = nil }
        if mustFail { return got == nil || got != expected ? .passed : .judge(true, expected: false) }
        return .compare(got, expected)
    }

    // MARK: - Symmetric

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
        case wrap(Ciphering.Wrap)
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
        case "des-ede3-cbc", "des-ede3-ecb", "des-ede-cbc", "des-ede-ecb", "des-ede3", "des3":
            return .mode(.tripleDES, name.lowercased().hasSuffix("cbc") || name == "des3" ? "cbc" : "ecb")
        case "des-cbc": return .mode(.des, "cbc")
        case "des-ecb": return .mode(.des, "ecb")
        case "rc2-cbc", "rc2-40-cbc", "rc2-64-cbc", "rc2-ecb":
            let bits = ["rc2-40-cbc": 40, "rc2-64-cbc": 64][name.lowercased()]
            let effective = stanza["KeyBits"].flatMap { Int($0) } ?? bits ?? 128
            return .mode(.rc2(effectiveBits: effective), name.lowercased().hasSuffix("cbc") ? "cbc" : "ecb")
        default:
            let parts = name.lowercased().split(separator: "-")
            guard parts.count == 3, parts[0] == "aes", ["cbc", "ecb", "ctr"].contains(parts[2]),
                let algorithm = try? Ciphering.aes(keyByteCount: (Int(parts[1]) ?? 0) / 8)
            else { return nil }
            return .mode(algorithm, String(parts[2]))
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
            try cipher.check(tagByteCount: tag.count)
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
            guard algorithm.uppercased().hasPrefix("AES") else {
                throw Unable.skip("CMAC of \(algorithm): not part of CMS")
            }
            return try outcome(expected) { try Ciphering.cmac(key: key, message) }
        case "GMAC":
            guard algorithm.uppercased().hasPrefix("AES") else {
                throw Unable.skip("GMAC of \(algorithm): not part of CMS")
            }
            return try outcome(expected) {
                try Ciphering.gmac(key: key, nonce: try bytes("IV"), message, tagByteCount: expected.count)
            }
        default: throw Unable.skip("\(name): not an S/MIME algorithm")
        }
    }

    func kdf(_ name: String) throws -> Outcome {
        let expected = optional("Output") ?? []
        let digest = settings["digest"] ?? settings["md"]
        switch name.lowercased() {
        case "hkdf":
            let algorithm = try Named.requiredDigest(digest ?? "")
            let (key, salt, info) = (setting("key") ?? [], setting("salt") ?? [], setting("info") ?? [])
            return try outcome(expected) {
                switch (settings["mode"] ?? "EXTRACT_AND_EXPAND").uppercased() {
                case "EXTRACT_ONLY":
                    return [UInt8](HKDF.extract(secret: key.span, salt: salt.span, algorithm: algorithm).declassified())
                case "EXPAND_ONLY":
                    return [UInt8](
                        try HKDF.expand(
                            key: key.span, info: info.span, byteCount: expected.count, algorithm: algorithm
                        ).declassified())
                default:
                    return try Hashing.hkdf(
                        algorithm, secret: key, salt: salt, info: info, byteCount: max(expected.count, 1))
                }
            }
        case "pbkdf2":
            if mustFail { throw Unable.skip("a rule of OpenSSL's on parameters (SP 800-132)") }
            let algorithm = try Named.requiredDigest(digest ?? "")
            return try outcome(expected) {
                try Hashing.pbkdf2(
                    algorithm, password: setting("pass") ?? [], salt: setting("salt") ?? [],
                    iterations: try number("iter"), byteCount: expected.count)
            }
        case "id-scrypt", "scrypt":
            return try outcome(expected) {
                try Hashing.scrypt(
                    password: setting("pass") ?? [], salt: setting("salt") ?? [], cost: try number("n"),
                    blockSize: try number("r"), parallelization: try number("p"), byteCount: max(expected.count, 1),
                    memoryLimit: mustFail ? Scrypt.usualMemoryLimit : 2 << 30)
            }
        case "x963kdf":
            if mustFail { throw Unable.skip("a rule of OpenSSL's on parameters") }
            let algorithm = try Named.requiredDigest(digest ?? "")
            return try outcome(expected) {
                try Hashing.x963(
                    algorithm, secret: setting("secret") ?? setting("key") ?? [], sharedInfo: setting("info") ?? [],
                    byteCount: expected.count)
            }
        case "pbkdf1":
            let algorithm = try Named.requiredDigest(digest ?? "")
            return try outcome(expected) {
                let (password, salt) = (setting("pass") ?? [], setting("salt") ?? [])
                return [UInt8](
                    try PBKDF1.derive(
                        password: password.span, salt: salt.span, iterations: try number("iter"),
                        byteCount: expected.count, algorithm: algorithm
                    ).declassified())
            }
        case "x942kdf", "x942kdf-asn1", "x942kdf-concat":
            throw Unable.skip("X9.42 key derivation: for Diffie-Hellman (RFC 2631), which nobody sends")
        default: throw Unable.skip("\(name): not a key derivation of S/MIME")
        }
    }

    func pbe(_ name: String) throws -> Outcome {
        let expected = optional("Key") ?? []
        let (password, salt) = (optional("Password") ?? [], optional("Salt") ?? [])
        switch name.lowercased() {
        case "pbkdf2":
            let algorithm = try Named.requiredDigest(stanza["MD"] ?? "")
            return try outcome(expected) {
                try Hashing.pbkdf2(
                    algorithm, password: password, salt: salt, iterations: try number("iter"), byteCount: expected.count
                )
            }
        case "pkcs12":
            let algorithm = try Named.requiredDigest(stanza["MD"] ?? "")
            return try outcome(expected) {
                try Hashing.pkcs12(
                    algorithm, password: password, salt: salt, id: try number("id"), iterations: try number("iter"),
                    byteCount: expected.count)
            }
        case "scrypt":
            return try outcome(expected) {
                try Hashing.scrypt(
                    password: password, salt: salt, cost: try number("N"), blockSize: try number("r"),
                    parallelization: try number("p"), byteCount: max(expected.count, 1),
                    memoryLimit: mustFail ? Scrypt.usualMemoryLimit : 2 << 30)
            }
        default: throw Unable.skip("\(name): not a password-based encryption of S/MIME")
        }
    }

    /// `canonical` and `valid` decode; `invalid` does not. OpenSSL also stops at a hyphen, which ends PEM.
    func base64(_ kind: String) -> Outcome {
        let text = optional("Output") ?? []
        let expected = optional("Input") ?? []
        if text.contains(UInt8(ascii: "-")) {
            return .skipped("a hyphen that ends the data: a rule of OpenSSL's reader")
        }
        let letters = text.filter { $0 > 0x20 }
        if kind == "invalid", letters.count % 4 != 0, !letters.contains(UInt8(ascii: "=")) {
            return .skipped("padding that was left off is forgiven")
        }
        guard let decoded = try? Base64.decode(text.span) else { return .judge(false, expected: kind != "invalid") }
        if kind == "invalid" { return .judge(true, expected: false) }
        return .compare([UInt8](decoded.declassified()), expected)
    }
}
