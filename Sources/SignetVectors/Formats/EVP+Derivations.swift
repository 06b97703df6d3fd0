internal import SignetBytes
internal import SignetHash

/// Derivations, password-based encryption and Base64.
extension EVPRecord {
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
