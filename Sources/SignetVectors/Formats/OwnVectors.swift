internal import SignetBytes
internal import SignetCipher
internal import SignetEC
internal import SignetHash

/// Signet's own files in `Vectors/`: a header that says which algorithm and where the answers are from, then cases of
/// `name = value` lines.
///
/// ```
/// Signet vectors 1
/// Algorithm = SHA-256
/// Source = FIPS 180-4, example of NIST's CSRC
///
/// Message = "abc"
/// Digest = ba7816bf…
/// ```
enum OwnVectors {
    static let name = "Signet vectors"

    static func isOne(_ text: String) -> Bool { text.hasPrefix("Signet vectors 1") }

    static func cases(_ text: String) -> [VectorCase] {
        // The first line is a comment to the reader of stanzas, so that lines count right.
        let file = StanzaFile(Bytes([UInt8]("#\(text)".utf8)))
        guard let header = file.stanzas.first, let algorithm = header["Algorithm"] else {
            return [VectorCase(id: "the whole file", algorithm: "?") { .skipped("no header that names an algorithm") }]
        }
        return file.stanzas.dropFirst().map { stanza in
            VectorCase(
                id: "line \(stanza.line)\(stanza["Section"].map { " (\($0))" } ?? "")", algorithm: algorithm
            ) {
                try OwnReading(algorithm: algorithm, stanza: stanza).run()
            }
        }
    }
}

/// One case of such a file.
private struct OwnReading {
    let algorithm: String
    let stanza: Stanza

    func bytes(_ name: String) throws(Unable) -> [UInt8] {
        guard let text = stanza[name], let bytes = EVPRecord.bytes(text) else { throw .field(name) }
        // `Repeat = 1000000` says how often the message is written.
        return bytes
    }

    func int(_ name: String) throws(Unable) -> Int {
        guard let number = stanza[name].flatMap({ Int($0) }) else { throw .field(name) }
        return number
    }

    func run() throws -> Outcome {
        let name = algorithm.uppercased()
        let parts = name.split(separator: " ").map(String.init)
        if let variant = Hashing.variant(name) {
            let expected = try bytes("Output")
            return .compare(Hashing.shake(variant, try message(), byteCount: expected.count), expected)
        }
        if let digest = Named.digest(name) {
            return .compare(Hashing.digest(digest, try message()), try bytes("Digest"))
        }
        switch parts[0] {
        case "HMAC":
            let digest = try Named.requiredDigest(parts.dropFirst().joined(separator: " "))
            let expected = try bytes("Code")
            return .compare(
                Array(Hashing.hmac(digest, key: try bytes("Key"), try message()).prefix(expected.count)), expected)
        case "KMAC128", "KMAC256":
            guard let variant = Hashing.kmacVariant(name) else { throw Unable.field("Algorithm") }
            let expected = try bytes("Code")
            return .compare(
                Hashing.kmac(
                    variant, key: try bytes("Key"), try message(),
                    customization: stanza["Customization"].flatMap(EVPRecord.bytes) ?? [], byteCount: expected.count,
                    isExtendable: stanza["Extendable"] == "yes"), expected)
        case "AES-CMAC": return .compare(try Ciphering.cmac(key: try bytes("Key"), try message()), try bytes("Code"))
        case "AES-ECB", "AES-CBC", "AES-CTR", "3DES-CBC", "3DES-ECB", "DES-ECB", "RC2-CBC", "RC2-ECB":
            return try cipher(parts[0])
        case "AES-GCM", "AES-CCM", "CHACHA20-POLY1305": return try aead(parts[0])
        case "AES-KW", "AES-KWP": return try wrap(parts[0])
        case "PBKDF2", "HKDF", "SCRYPT", "X9.63-KDF", "PKCS12-KDF": return try derivation(parts[0])
        case "X25519", "X448":
            return .compare(
                try Edwards.agree(try bytes("Scalar"), try bytes("Point"), is448: parts[0] == "X448"),
                try bytes("Secret"))
        case "ED25519", "ED448":
            let (seed, text) = (try bytes("Seed"), try message())
            let context = stanza["Context"].flatMap(EVPRecord.bytes) ?? []
            let variant = ACVPReadings.variant(
                isPrehashed: stanza["Prehashed"] == "yes", context: context, is448: parts[0] == "ED448")
            let (key, signature) =
                parts[0] == "ED448"
                ? try PublicKeys.ed448(seed, text, variant) : try PublicKeys.ed25519(seed, text, variant)
            return .compare(key + signature, try bytes("Public") + bytes("Signature"))
        case "ECDSA":
            let curve = try Named.requiredCurve(stanza["Curve"] ?? "")
            let digest = try Named.requiredDigest(stanza["Hash"] ?? "")
            let key = try PublicKeys.scalar(curve, try bytes("Scalar"))
            let text = try message()
            let signature = try key.sign(digest.digest(of: text.span), drawingWith: digest)
            return .compare([UInt8](signature.concatenated), try bytes("R") + bytes("S"))
        default: throw Unable.skip("\(algorithm): no such algorithm in these files")
        }
    }

    private func message() throws(Unable) -> [UInt8] {
        let once = try bytes("Message")
        guard let times = stanza["Repeat"].flatMap({ Int($0) }) else { return once }
        return (0..<times).flatMap { _ in once }
    }

    private func cipher(_ name: String) throws -> Outcome {
        let key = try bytes("Key")
        let (plaintext, ciphertext) = (try bytes("Plaintext"), try bytes("Ciphertext"))
        if name == "AES-CTR" {
            return .compare(try Ciphering.ctr(key: key, counter: try bytes("IV"), plaintext), ciphertext)
        }
        let cipher: CipherAlgorithm =
            switch name.prefix(3) {
            case "AES": try Ciphering.aes(keyByteCount: key.count)
            case "3DE": .tripleDES
            case "DES": .des
            default: .rc2(effectiveBits: try int("EffectiveBits"))
            }
        if name.hasSuffix("ECB") {
            let got = try Ciphering.ecb(cipher, key: key, plaintext, encrypts: true)
            guard got == ciphertext else { return .compare(got, ciphertext) }
            return .compare(try Ciphering.ecb(cipher, key: key, ciphertext, encrypts: false), plaintext)
        }
        let iv = try bytes("IV")
        let got = try Ciphering.cbc(cipher, key: key, iv: iv, plaintext, encrypts: true)
        guard got == ciphertext else { return .compare(got, ciphertext) }
        return .compare(try Ciphering.cbc(cipher, key: key, iv: iv, ciphertext, encrypts: false), plaintext)
    }

    private func aead(_ name: String) throws -> Outcome {
        let cipher: Ciphering.AEAD = name == "AES-GCM" ? .gcm : name == "AES-CCM" ? .ccm : .chacha
        let (key, nonce, aad) = (try bytes("Key"), try bytes("Nonce"), try bytes("AAD"))
        let (plaintext, ciphertext, tag) = (try bytes("Plaintext"), try bytes("Ciphertext"), try bytes("Tag"))
        let sealed = try cipher.seal(plaintext, key: key, nonce: nonce, aad: aad, tagByteCount: tag.count)
        guard sealed == (ciphertext, tag) else { return .compare(sealed.ciphertext + sealed.tag, ciphertext + tag) }
        return .compare(try cipher.open(ciphertext, tag: tag, key: key, nonce: nonce, aad: aad), plaintext)
    }

    private func wrap(_ name: String) throws -> Outcome {
        let wrap: KeyWrapping = name == "AES-KW" ? .aes : .aesPadded
        let (key, plaintext, wrapped) = (try bytes("Key"), try bytes("Plaintext"), try bytes("Ciphertext"))
        let got = try wrap.wrap(plaintext, under: key)
        guard got == wrapped else { return .compare(got, wrapped) }
        return .compare(try wrap.unwrap(wrapped, under: key), plaintext)
    }

    private func derivation(_ name: String) throws -> Outcome {
        let expected = try bytes("Output")
        let digest = try stanza["Hash"].map { (hash) throws(Unable) in try Named.requiredDigest(hash) } ?? .sha256
        switch name {
        case "PBKDF2":
            return .compare(
                try Hashing.pbkdf2(
                    digest, password: try bytes("Password"), salt: try bytes("Salt"), iterations: try int("Iterations"),
                    byteCount: expected.count), expected)
        case "HKDF":
            return .compare(
                try Hashing.hkdf(
                    digest, secret: try bytes("Secret"), salt: try bytes("Salt"), info: try bytes("Info"),
                    byteCount: expected.count), expected)
        case "SCRYPT":
            return .compare(
                try Hashing.scrypt(
                    password: try bytes("Password"), salt: try bytes("Salt"), cost: try int("N"),
                    blockSize: try int("r"),
                    parallelization: try int("p"), byteCount: expected.count), expected)
        case "X9.63-KDF":
            return .compare(
                try Hashing.x963(
                    digest, secret: try bytes("Secret"), sharedInfo: try bytes("SharedInfo"), byteCount: expected.count),
                expected)
        default:
            return .compare(
                try Hashing.pkcs12(
                    digest, password: try bytes("Password"), salt: try bytes("Salt"), id: try int("ID"),
                    iterations: try int("Iterations"), byteCount: expected.count), expected)
        }
    }
}
