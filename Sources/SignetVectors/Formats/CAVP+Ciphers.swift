internal import SignetBytes
internal import SignetCipher

/// Ciphers and key wraps.
extension CAVP {
    func cipher(_ named: Named.Cipher) -> Kind {
        let isTripleDES = named == .tripleDES
        let isRC2 = says("rc2")
        let modes = ["cfb", "ofb", "cbci", "ctr", "ecb", "cbc"]
        let mode =
            modes.first { says("for \($0)", "/\($0)/", "-\($0)", "\($0)mct", "t\($0)") }
            ?? (file.names.contains("IV") ? "cbc" : "ecb")
        let name = isRC2 ? "RC2" : says("des-") && !says("aes") && !isTripleDES ? "DES" : named.rawValue
        let isMonteCarlo = says("mct", "monte")
        return Kind("\(name)-\(mode.uppercased())", "CIPHERTEXT", "Ciphertext", "CIPHERTEXT1", "ciphertext") { record in
            if mode == "cfb" || mode == "ofb" || mode == "cbci" {
                throw Unable.skip("\(mode.uppercased()) mode: not part of CMS")
            }
            if mode == "ctr", named != .aes { throw Unable.skip("CTR mode of \(named.rawValue): not part of CMS") }
            let encrypts = !record.section.contains("decrypt")
            let plaintext = try record.bytes("PLAINTEXT", "Plaintext", "plaintext")
            let ciphertext = try record.bytes("CIPHERTEXT", "Ciphertext", "ciphertext")
            let key: [UInt8]
            let algorithm: CipherAlgorithm
            if isTripleDES {
                let parts =
                    try record.optional("KEYs").map { $0 + $0 + $0 }
                    ?? record.bytes("KEY1") + record.bytes("KEY2") + record.bytes("KEY3")
                (key, algorithm) = (parts, .tripleDES)
            } else {
                key = try record.bytes("KEY", "Key", "key")
                algorithm =
                    isRC2 ? .rc2(effectiveBits: 8 * key.count) : try named.algorithm(keyByteCount: key.count)
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

    var gcm: Kind {
        let decrypts = says("gcm decrypt", "gcmdecrypt")
        return Kind("AES-GCM", "CT", "Tag") { record in
            let (key, nonce, aad) = (
                try record.bytes("Key"), try record.bytes("IV"), record.stanza["AAD"].flatMap(Hexadecimal.bytes) ?? []
            )
            let (ciphertext, tag) = (record.stanza["CT"].flatMap(Hexadecimal.bytes) ?? [], try record.bytes("Tag"))
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

    var ccm: Kind {
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

    var chacha: Kind {
        Kind("ChaCha20-Poly1305", "Tag", "TAG") { record in
            let (key, nonce) = (try record.bytes("Key", "KEY"), try record.bytes("IV", "NONCE"))
            let aad = try record.bytes("AAD", "AD")
            let (ciphertext, tag) = (try record.bytes("Ciphertext", "CT"), try record.bytes("Tag", "TAG"))
            let opened = try? Ciphering.AEAD.chacha.open(ciphertext, tag: tag, key: key, nonce: nonce, aad: aad)
            if record.mustFail { return .judge(opened != nil, expected: false) }
            return .compare(opened, try record.bytes("Plaintext", "PT", "IN"))
        }
    }

    /// Keystream from a place on (RFC 6229), or what it makes of zeros.
    var rc4: Kind {
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
    static let foreign: [(word: String, name: String)] = [
        ("gcm-siv", "AES-GCM-SIV"), ("ocb3", "AES-OCB3"), ("/siv/", "AES-SIV"), ("/xts/", "AES-XTS"),
        ("sm4", "SM4"), ("sm3", "SM3"), ("blake2", "BLAKE2"), ("ripemd", "RIPEMD-160"), ("whirlpool", "Whirlpool"),
        ("/chacha20/", "ChaCha20 alone"),
    ]

    /// And those that only key files have.
    static let legacy: [(word: String, cipher: Named.Cipher)] = [
        ("blowfish", .blowfish), ("/bf-", .blowfish), ("cast5", .cast128), ("/idea", .idea), ("/seed", .seed),
        ("rfc-4196", .seed), ("rfc-4269", .seed), ("camellia", .camellia), ("/aria", .aria),
    ]

    // MARK: - Key wraps

    var keyWrap: Kind {
        let forward: KeyWrapping = says("tkw") ? .tripleDES : says("kwp") ? .aesPadded : .aes
        let wrap = says("inverse cipher function", "_inv.") ? forward.inverse : forward
        let unwraps = says("-ad with", "_ad_", "_ad.", "kw-ad", "kwp-ad")
        return Kind(wrap.name, "C") { record in
            let (key, wrapped) = (try record.bytes("K"), try record.bytes("C"))
            if record.mustFail || unwraps {
                let opened = try? wrap.unwrap(wrapped, under: key)
                if record.mustFail { return .judge(opened != nil, expected: false) }
                return .compare(opened, try record.bytes("P"))
            }
            return .compare(try wrap.wrap(try record.bytes("P"), under: key), wrapped)
        }
    }

    var botanKeyWrap: Kind {
        let wrap: KeyWrapping = says("kwp") ? .aesPadded : .aes
        return Kind(wrap.name, "Output") { record in
            let (key, plaintext) = (try record.bytes("Key"), try record.bytes("Input"))
            let wrapped = try record.bytes("Output")
            guard try wrap.wrap(plaintext, under: key) == wrapped else {
                return .compare(try wrap.wrap(plaintext, under: key), wrapped)
            }
            return .compare(try wrap.unwrap(wrapped, under: key), plaintext)
        }
    }
}
