internal import SignetBytes
internal import SignetCipher
internal import SignetHash

extension CAVP {
    func symmetricKind() -> Kind? {
        let names = file.names
        if let foreign = Self.foreign.first(where: { hints.contains($0.word) }) {
            let triggers = ["CIPHERTEXT", "Ciphertext", "CIPHERTEXT1", "MD", "Tag"].filter(names.contains)
            return skipped(
                foreign.name, "\(foreign.name): not an S/MIME algorithm", triggers.first ?? "Output")
        }
        if says("arc4", "rc4"), names.contains("OFFSET") { return rc4 }
        if says("camellia") { return skipped("Camellia", "Camellia: not an S/MIME algorithm Signet has", "CIPHERTEXT") }
        if says("chacha20"), names.contains("Tag") || names.contains("TAG") { return chacha }
        if names.isSuperset(of: ["Payload", "Adata"]) { return ccm }
        if names.contains("AAD"), names.contains("Tag") { return gcm }
        if names.contains("CIPHERTEXT") || names.contains("Ciphertext") || names.contains("CIPHERTEXT1") {
            return cipher
        }
        if names.isSuperset(of: ["K", "P", "C"]) || names.isSuperset(of: ["K", "C"]) { return keyWrap }
        if names.isSuperset(of: ["Key", "Input", "Output"]) { return botanKeyWrap }
        if names.contains("MESSAGE"), names.contains("OUTPUT") { return cmac("MESSAGE", "OUTPUT") }
        if names.isSuperset(of: ["Mlen", "Mac"]) { return cmac("Msg", "Mac") }
        if names.isSuperset(of: ["Key", "Msg"]), names.contains("MD") || names.contains("Mac") { return hmac }
        if says("shake"), names.contains("Output") { return shake }
        if names.contains("Seed"), names.contains("MD") { return monteCarlo }
        if names.isSuperset(of: ["Msg", "MD"]) { return hash }
        return nil
    }

    func skipped(_ algorithm: String, _ reason: String, _ trigger: String) -> Kind {
        Kind(algorithm, trigger) { _ in throw Unable.skip(reason) }
    }

    // MARK: - Hashes

    private var hash: Kind {
        let named = digest
        return Kind("hash \(named.map { "\($0)" } ?? "")", "MD") { record in
            let byteCount = try record.bytes("MD").count
            guard let algorithm = named ?? CAVP.digest(byteCount: byteCount) else { throw Unable.skip("which hash?") }
            let bits = try record.int("Len")
            guard bits % 8 == 0 else { throw Unable.skip("\(bits) bits: messages are whole bytes here") }
            let message = Array(try record.bytes("Msg").prefix(bits / 8))
            return .compare(Hashing.digest(algorithm, message), try record.bytes("MD"))
        }
    }

    /// The answers follow each other; each is computed from the one before it in the file.
    private var monteCarlo: Kind {
        let named = digest
        let file = file
        return Kind("hash \(named.map { "\($0)" } ?? "") Monte Carlo", "MD") { record in
            guard let algorithm = named, let place = file.stanzas.firstIndex(where: { $0.line == record.stanza.line })
            else { throw Unable.skip("which hash?") }
            let previous = file.stanzas[..<place].last { $0["MD"] != nil || $0["Seed"] != nil }
            guard let text = previous?["MD"] ?? previous?["Seed"], var seed = Hexadecimal.bytes(text) else {
                throw Unable.field("Seed")
            }
            return .compare(Hashing.monteCarlo(algorithm, seed: &seed), try record.bytes("MD"))
        }
    }

    private var shake: Kind {
        let variant: SHAKE.Variant = says("shake256") ? .shake256 : .shake128
        let file = file
        if says("monte") {
            return Kind("SHAKE Monte Carlo", "Output") { record in
                guard let place = file.stanzas.firstIndex(where: { $0.line == record.stanza.line }) else {
                    throw Unable.field("COUNT")
                }
                let before = file.stanzas[..<place].last { $0["Output"] != nil || $0["Msg"] != nil }
                guard let text = before?["Output"] ?? before?["Msg"], var message = Hexadecimal.bytes(text) else {
                    throw Unable.field("Msg")
                }
                let minimum = (Int(record.stanza.setting("Minimum Output Length (bits)") ?? "") ?? 128) / 8
                let maximum = (Int(record.stanza.setting("Maximum Output Length (bits)") ?? "") ?? 1120) / 8
                var count = maximum
                if before?["Output"] != nil {
                    // The length is worked out from the last bytes of the output before.
                    let right = message.suffix(2).reduce(0) { $0 << 8 | Int($1) }
                    count = minimum + right % (maximum - minimum + 1)
                }
                let got = Hashing.monteCarlo(
                    variant, message: &message, outputByteCount: &count, minimum: minimum, maximum: maximum)
                return .compare(got, try record.bytes("Output"))
            }
        }
        return Kind("SHAKE", "Output") { record in
            let bits = try record.int("Outputlen")
            let inputBits = record.text("Len").flatMap { Int($0) }
            guard bits % 8 == 0, (inputBits ?? 0) % 8 == 0 else { throw Unable.skip("messages are whole bytes here") }
            var message = try record.bytes("Msg")
            if let inputBits { message = Array(message.prefix(inputBits / 8)) }
            return .compare(Hashing.shake(variant, message, byteCount: bits / 8), try record.bytes("Output"))
        }
    }

    private var hmac: Kind {
        let named = digest
        return Kind("HMAC", "MD", "Mac") { record in
            let answer = try record.bytes("MD", "Mac")
            let byLength = record.stanza.setting("L").flatMap { Int($0) }.flatMap(CAVP.digest(byteCount:))
            guard let algorithm = byLength ?? named else {
                throw Unable.skip("HMAC of a hash function that is not one of S/MIME")
            }
            let key = record.text("Klen").flatMap { Int($0) }
            let bytes = try record.bytes("Key")
            let code = Hashing.hmac(
                algorithm, key: key.map { Array(bytes.prefix($0)) } ?? bytes, try record.bytes("Msg"))
            return .compare(Array(code.prefix(answer.count)), answer)
        }
    }

    private func cmac(_ messageName: String, _ answerName: String) -> Kind {
        Kind("CMAC", answerName) { record in
            if record.has("KEY1") || record.has("Key1") { throw Unable.skip("CMAC of Triple DES: not part of CMS") }
            let answer = try record.bytes(answerName)
            var message = try record.bytes(messageName)
            if record.text("Mlen") == "0" { message = [] }
            let code = Array(try Ciphering.cmac(key: try record.bytes("KEY", "Key"), message).prefix(answer.count))
            if record.stanza["Result"] != nil { return .judge(code == answer, expected: !record.mustFail) }
            return .compare(code, answer)
        }
    }

    // MARK: - Ciphers

    private var cipher: Kind {
        let isTripleDES = file.names.contains("KEYs") || file.names.contains("KEY1")
        let isRC2 = says("rc2")
        let modes = ["cfb", "ofb", "cbci", "ctr", "ecb", "cbc"]
        let mode = modes.first { says("for \($0)", "/\($0)/", "-\($0)", "\($0)mct", "t\($0)") } ?? "ecb"
        let name = isRC2 ? "RC2" : isTripleDES ? "3DES" : says("des-") && !says("aes") ? "DES" : "AES"
        let isMonteCarlo = says("mct", "monte")
        return Kind("\(name)-\(mode.uppercased())", "CIPHERTEXT", "Ciphertext", "CIPHERTEXT1") { record in
            if mode == "cfb" || mode == "ofb" || mode == "cbci" {
                throw Unable.skip("\(mode.uppercased()) mode: not part of CMS")
            }
            let encrypts = !record.section.contains("decrypt")
            let plaintext = try record.bytes("PLAINTEXT", "Plaintext")
            let ciphertext = try record.bytes("CIPHERTEXT", "Ciphertext")
            let key: [UInt8]
            let algorithm: CipherAlgorithm
            if isTripleDES {
                let parts =
                    try record.optional("KEYs").map { $0 + $0 + $0 }
                    ?? record.bytes("KEY1") + record.bytes("KEY2") + record.bytes("KEY3")
                (key, algorithm) = (parts, .tripleDES)
            } else {
                key = try record.bytes("KEY", "Key")
                algorithm = isRC2 ? .rc2(effectiveBits: 8 * key.count) : try Ciphering.aes(keyByteCount: key.count)
            }
            let (input, expected) = encrypts ? (plaintext, ciphertext) : (ciphertext, plaintext)
            if isMonteCarlo {
                let run = MonteCarlo(
                    algorithm: algorithm, key: key, iv: record.optional("IV"), encrypts: encrypts)
                return .compare(try run.output(of: input, isCBC: mode == "cbc"), expected)
            }
            switch mode {
            case "ctr": return .compare(try Ciphering.ctr(key: key, counter: try record.bytes("IV"), input), expected)
            case "ecb": return .compare(try Ciphering.ecb(algorithm, key: key, input, encrypts: encrypts), expected)
            default:
                let iv = try record.bytes("IV")
                let padded = isRC2 && plaintext.count != ciphertext.count
                if padded {
                    return .compare(
                        try Ciphering.paddedCBC(algorithm, key: key, iv: iv, plaintext, encrypts: true), ciphertext)
                }
                return .compare(
                    try Ciphering.cbc(algorithm, key: key, iv: iv, input, encrypts: encrypts), expected)
            }
        }
    }

    private var gcm: Kind {
        let decrypts = says("gcm decrypt", "gcmdecrypt")
        return Kind("AES-GCM", "CT", "Tag") { record in
            let (key, nonce, aad) = (
                try record.bytes("Key"), try record.bytes("IV"), record.stanza["AAD"].flatMap(Hexadecimal.bytes) ?? []
            )
            let (ciphertext, tag) = (record.stanza["CT"].flatMap(Hexadecimal.bytes) ?? [], try record.bytes("Tag"))
            try Ciphering.AEAD.gcm.check(tagByteCount: tag.count)
            if decrypts || record.mustFail {
                let opened = try? Ciphering.AEAD.gcm.open(ciphertext, tag: tag, key: key, nonce: nonce, aad: aad)
                if record.mustFail { return .judge(opened != nil, expected: false) }
                return .compare(opened, record.stanza["PT"].flatMap(Hexadecimal.bytes) ?? [])
            }
            let plaintext = record.stanza["PT"].flatMap(Hexadecimal.bytes) ?? []
            let sealed = try Ciphering.AEAD.gcm.seal(
                plaintext, key: key, nonce: nonce, aad: aad, tagByteCount: tag.count)
            return .compare(sealed.ciphertext + sealed.tag, ciphertext + tag)
        }
    }

    private var ccm: Kind {
        Kind("AES-CCM", "CT") { record in
            func length(_ name: String) throws(Unable) -> Int { try record.int(name) }
            let (key, nonce) = (try record.bytes("Key"), try record.bytes("Nonce"))
            let aad = Array(try record.bytes("Adata").prefix(try length("Alen")))
            let (message, tagByteCount) = (try record.bytes("CT"), try length("Tlen"))
            guard message.count >= tagByteCount else { throw Unable.field("CT") }
            let ciphertext = Array(message.dropLast(tagByteCount))
            let tag = Array(message.suffix(tagByteCount))
            let opened = try? Ciphering.AEAD.ccm.open(ciphertext, tag: tag, key: key, nonce: nonce, aad: aad)
            if record.mustFail { return .judge(opened != nil, expected: false) }
            let plaintext = Array(try record.bytes("Payload").prefix(try length("Plen")))
            guard opened == plaintext else { return .compare(opened, plaintext) }
            let sealed = try Ciphering.AEAD.ccm.seal(
                plaintext, key: key, nonce: nonce, aad: aad, tagByteCount: tagByteCount)
            return .compare(sealed.ciphertext + sealed.tag, message)
        }
    }

    private var chacha: Kind {
        Kind("ChaCha20-Poly1305", "Tag", "TAG") { record in
            let (key, nonce) = (try record.bytes("Key", "KEY"), try record.bytes("IV"))
            let aad = try record.bytes("AAD")
            let (ciphertext, tag) = (try record.bytes("Ciphertext", "CT"), try record.bytes("Tag", "TAG"))
            let opened = try? Ciphering.AEAD.chacha.open(ciphertext, tag: tag, key: key, nonce: nonce, aad: aad)
            if record.mustFail { return .judge(opened != nil, expected: false) }
            return .compare(opened, try record.bytes("Plaintext", "PT"))
        }
    }

    /// Keystream from a place on (RFC 6229), or what it makes of zeros.
    private var rc4: Kind {
        Kind("RC4", "CIPHERTEXT", "Ciphertext") { record in
            let (offset, expected) = (try record.int("OFFSET"), try record.bytes("CIPHERTEXT", "Ciphertext"))
            let plaintext = try record.bytes("PLAINTEXT", "Plaintext")
            guard (0...1 << 20).contains(offset) else { throw Unable.field("OFFSET") }
            let input = [UInt8](repeating: 0, count: offset) + plaintext
            let key = try record.bytes("KEY", "Key")
            let output = [UInt8](try RC4.apply(input.span, key: key.span).declassified())
            return .compare(Array(output.dropFirst(offset)), expected)
        }
    }

    /// What headers and paths call algorithms that no mail has.
    private static let foreign: [(word: String, name: String)] = [
        ("gcm-siv", "AES-GCM-SIV"), ("ocb3", "AES-OCB3"), ("/siv/", "AES-SIV"), ("/xts/", "AES-XTS"),
        ("blowfish", "Blowfish"), ("cast5", "CAST5"), ("/idea", "IDEA"), ("/seed/", "SEED"), ("rfc-4196", "SEED"),
        ("rfc-4269", "SEED"), ("sm4", "SM4"), ("sm3", "SM3"), ("blake2", "BLAKE2"), ("ripemd", "RIPEMD-160"),
        ("whirlpool", "Whirlpool"), ("/aria", "ARIA"), ("/chacha20/", "ChaCha20 alone"),
    ]

    // MARK: - Key wraps

    private var keyWrap: Kind {
        let isTripleDES = says("tkw")
        let isInverse = says("inverse cipher function", "_inv.")
        let wrap: Ciphering.Wrap = says("kwp") ? .aesPadded : .aes
        let unwraps = says("-ad with", "_ad_", "_ad.", "kw-ad", "kwp-ad")
        return Kind(isTripleDES ? "TKW" : wrap.rawValue, "C") { record in
            if isTripleDES { throw Unable.skip("TKW (SP 800-38F §6.3): CMS wraps 3DES keys by RFC 3217") }
            if isInverse { throw Unable.skip("the inverse cipher function: CMS wraps with the forward one (RFC 3394)") }
            let (key, wrapped) = (try record.bytes("K"), try record.bytes("C"))
            if record.mustFail || unwraps {
                let opened = try? wrap.unwrap(wrapped, under: key)
                if record.mustFail { return .judge(opened != nil, expected: false) }
                return .compare(opened, try record.bytes("P"))
            }
            return .compare(try wrap.wrap(try record.bytes("P"), under: key), wrapped)
        }
    }

    private var botanKeyWrap: Kind {
        let wrap: Ciphering.Wrap = says("kwp") ? .aesPadded : .aes
        return Kind(wrap.rawValue, "Output") { record in
            let (key, plaintext) = (try record.bytes("Key"), try record.bytes("Input"))
            let wrapped = try record.bytes("Output")
            guard try wrap.wrap(plaintext, under: key) == wrapped else {
                return .compare(try wrap.wrap(plaintext, under: key), wrapped)
            }
            return .compare(try wrap.unwrap(wrapped, under: key), plaintext)
        }
    }
}
