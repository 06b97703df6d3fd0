internal import SignetBytes
internal import SignetCipher
internal import SignetHash

/// How each algorithm of ACVP is read.
enum ACVPReadings {
    static func reason(_ algorithm: String, _ mode: String?) -> String {
        switch (algorithm, mode) {
        case ("RSA", "decryptionPrimitive"), ("RSA", "signaturePrimitive"):
            "RSA without padding: not an operation of CMS"
        case ("KTS-IFC", _), ("KAS-IFC-SSC", _): "\(algorithm): a protocol of SP 800-56B, not of CMS"
        case ("kdf-components", "ansix9.42"): "X9.42 key derivation: for Diffie-Hellman (RFC 2631), which nobody sends"
        case ("KDA", _), ("KDF", _), ("KAS-KC", _): "\(algorithm): derivations of SP 800-56C and SP 800-108, not of CMS"
        case ("DSA", "pqgGen"), ("DSA", "pqgVer"), ("DSA", "keyGen"):
            "\(algorithm) \(mode ?? ""): keys and parameters of DSA are read, never made"
        case ("hashDRBG", _), ("hmacDRBG", _), ("ctrDRBG", _): "\(algorithm): random bytes come from the system"
        case ("RSA", "keyGen"): "primes from seeds (FIPS 186 §A.1): keys are made another way"
        default: Unimplemented.reason([algorithm, mode].compactMap(\.self).joined(separator: " "))
        }
    }

    static func reading(_ algorithm: String, _ mode: String?) -> ACVP.Reading? {
        switch (algorithm, mode) {
        case ("ACVP-AES-CBC", _): return cbc(isTripleDES: false)
        case ("ACVP-TDES-CBC", _): return cbc(isTripleDES: true)
        case ("ACVP-AES-ECB", _): return ecb(isTripleDES: false)
        case ("ACVP-TDES-ECB", _): return ecb(isTripleDES: true)
        case ("ACVP-AES-CTR", _): return ctr
        case ("ACVP-AES-GCM", _): return aead(.gcm)
        case ("ACVP-AES-CCM", _): return aead(.ccm)
        case ("ACVP-AES-GMAC", _): return gmac
        case ("ACVP-AES-KW", _): return wrap(.aes)
        case ("ACVP-AES-KWP", _): return wrap(.aesPadded)
        case ("ACVP-TDES-KW", _): return wrap(.tripleDES)
        case ("CMAC-AES", _), ("ACVP-AES-CMAC", _): return cmac(isTripleDES: false)
        case ("CMAC-TDES", _): return cmac(isTripleDES: true)
        case ("PBKDF", _): return pbkdf
        case ("kdf-components", "ansix9.63"), ("KDF-COMPONENTS", "ansix9.63"): return x963
        case ("KDA", "HKDF"): return nil
        default: break
        }
        if algorithm.hasPrefix("HMAC-"), let digest = Named.digest(String(algorithm.dropFirst(5))) {
            return hmac(digest)
        }
        if let variant = Hashing.kmacVariant(algorithm) { return kmac(variant) }
        if algorithm.hasPrefix("SHAKE"), let variant = Hashing.variant(algorithm) { return shake(variant) }
        if algorithm.hasPrefix("SHA"), mode == nil || mode == "", let digest = Named.digest(algorithm) {
            return hash(digest)
        }
        return publicKey(algorithm, mode)
    }

    // MARK: - Ciphers

    private static func key(_ fields: Fields, isTripleDES: Bool) throws -> (CipherAlgorithm, [UInt8]) {
        if isTripleDES {
            let key: [UInt8] =
                if let key = fields.hexIfPresent("key") { key } else {
                    try fields.hex("key1") + fields.hex("key2") + fields.hex("key3")
                }
            return (.tripleDES, key)
        }
        let key = try fields.hex("key")
        return (try Ciphering.aes(keyByteCount: key.count), key)
    }

    private static func cbc(isTripleDES: Bool) -> ACVP.Reading {
        { fields in
            let encrypts = fields.isEncryption
            if let answers = fields["resultsArray"]?.array {
                return try monteCarlo(fields, answers, isTripleDES: isTripleDES, isCBC: true)
            }
            let (algorithm, key) = try key(fields, isTripleDES: isTripleDES)
            let input = try fields.wholeBytes(encrypts ? "pt" : "ct", bits: encrypts ? "ptLen" : "ctLen")
            let output = try Ciphering.cbc(algorithm, key: key, iv: try fields.hex("iv"), input, encrypts: encrypts)
            return .compare(output, try fields.hex(encrypts ? "ct" : "pt"))
        }
    }

    private static func ecb(isTripleDES: Bool) -> ACVP.Reading {
        { fields in
            let encrypts = fields.isEncryption
            if let answers = fields["resultsArray"]?.array {
                return try monteCarlo(fields, answers, isTripleDES: isTripleDES, isCBC: false)
            }
            let (algorithm, key) = try key(fields, isTripleDES: isTripleDES)
            let output = try Ciphering.ecb(
                algorithm, key: key, try fields.hex(encrypts ? "pt" : "ct"), encrypts: encrypts)
            return .compare(output, try fields.hex(encrypts ? "ct" : "pt"))
        }
    }

    /// The Monte Carlo tests, outer loop by outer loop (AESAVS §6.4, NIST SP 800-20 and TDESVS): each starts from what the
    /// file says, so that one error shows once.
    private static func monteCarlo(
        _ fields: Fields, _ answers: [JSONValue], isTripleDES: Bool, isCBC: Bool
    ) throws -> Outcome {
        for answer in answers {
            let step = Fields(answer)
            let (algorithm, key) = try key(step, isTripleDES: isTripleDES)
            let run = MonteCarlo(
                algorithm: algorithm, key: key, iv: step.hexIfPresent("iv"), encrypts: fields.isEncryption)
            let input = try step.hex(fields.isEncryption ? "pt" : "ct")
            let outcome = Outcome.compare(
                try run.output(of: input, isCBC: isCBC), try step.hex(fields.isEncryption ? "ct" : "pt"))
            guard outcome == .passed else { return outcome }
        }
        return .passed
    }

    private static let ctr: ACVP.Reading = { fields in
        let encrypts = fields.isEncryption
        let key = try fields.hex("key")
        let bits = fields[encrypts ? "ptLen" : "ctLen"]?.int ?? fields["payloadLen"]?.int ?? 0
        guard bits % 8 == 0 else { throw Unable.skip("\(bits) bits: messages are whole bytes here") }
        guard let iv = fields.hexIfPresent("iv") else {
            throw Unable.skip("a test of how the tester counts: it has no answer in the file")
        }
        let output = try Ciphering.ctr(key: key, counter: iv, try fields.hex(encrypts ? "pt" : "ct"))
        return .compare(output, try fields.hex(encrypts ? "ct" : "pt"))
    }

    private static func aead(_ cipher: Ciphering.AEAD) -> ACVP.Reading {
        { fields in
            let (key, aad) = (try fields.hex("key"), fields.hexIfPresent("aad") ?? [])
            guard let nonce = fields.hexIfPresent("iv") else {
                throw Unable.skip("the IV is the tester's own: no answer")
            }
            let tagByteCount = try fields.byteCount("tagLen")
            if fields.isEncryption {
                let sealed = try cipher.seal(
                    fields.hexIfPresent("pt") ?? [], key: key, nonce: nonce, aad: aad, tagByteCount: tagByteCount)
                // GCM has the tag beside the ciphertext, CCM behind it.
                let expected = try fields.hex("ct") + (fields.hexIfPresent("tag") ?? [])
                return .compare(sealed.ciphertext + sealed.tag, expected)
            }
            var ciphertext = try fields.hex("ct")
            let tag: [UInt8]
            if let apart = fields.hexIfPresent("tag") {
                tag = apart
            } else {
                guard ciphertext.count >= tagByteCount else { throw Unable.field("ct") }
                tag = Array(ciphertext.suffix(tagByteCount))
                ciphertext.removeLast(tagByteCount)
            }
            let opened = try? cipher.open(ciphertext, tag: tag, key: key, nonce: nonce, aad: aad)
            if fields.mustFail || fields["pt"] == nil { return .judge(opened != nil, expected: false) }
            return .compare(opened, try fields.hex("pt"))
        }
    }

    private static let gmac: ACVP.Reading = { fields in
        guard let nonce = fields.hexIfPresent("iv") else { throw Unable.skip("the IV is the tester's own: no answer") }
        let tagByteCount = try fields.byteCount("tagLen")
        let tag = try Ciphering.gmac(
            key: try fields.hex("key"), nonce: nonce, fields.hexIfPresent("aad") ?? [], tagByteCount: tagByteCount)
        if fields.mustFail { return .judge(tag == fields.hexIfPresent("tag"), expected: false) }
        return .compare(tag, try fields.hex("tag"))
    }

    private static func cmac(isTripleDES: Bool) -> ACVP.Reading {
        { fields in
            let byteCount = try fields.byteCount("macLen")
            let message = try fields.wholeBytes("message", bits: "msgLen")
            let key = try key(fields, isTripleDES: isTripleDES).1
            let code = Array(
                try Ciphering.cmac(isTripleDES ? .tripleDES : .aes, key: key, message).prefix(byteCount))
            if fields["direction"]?.string == "ver" {
                return .judge(code == (try fields.hex("mac")), expected: !fields.mustFail)
            }
            return .compare(code, try fields.hex("mac"))
        }
    }

    private static func wrap(_ wrap: KeyWrapping) -> ACVP.Reading {
        { fields in
            let wrap = fields["kwCipher"]?.string == "inverse" ? wrap.inverse : wrap
            let key = try key(fields, isTripleDES: wrap.cipher == .tripleDES).1
            if fields.isEncryption {
                return .compare(try wrap.wrap(try fields.hex("pt"), under: key), try fields.hex("ct"))
            }
            let opened = try? wrap.unwrap(try fields.hex("ct"), under: key)
            if fields.mustFail { return .judge(opened != nil, expected: false) }
            return .compare(opened, try fields.hex("pt"))
        }
    }

    // MARK: - Hashes and derivations

    private static func hmac(_ digest: DigestAlgorithm) -> ACVP.Reading {
        { fields in
            let key = try fields.wholeBytes("key", bits: "keyLen")
            let message = try fields.wholeBytes("msg", bits: "msgLen")
            let code = Array(Hashing.hmac(digest, key: key, message).prefix(try fields.byteCount("macLen")))
            if fields["testPassed"] != nil {
                return .judge(code == (try fields.hex("mac")), expected: !fields.mustFail)
            }
            return .compare(code, try fields.hex("mac"))
        }
    }

    /// The customisation is text, or bytes where the group says so.
    private static func kmac(_ variant: SHAKE.Variant) -> ACVP.Reading {
        { fields in
            let key = try fields.wholeBytes("key", bits: "keyLen")
            let message = try fields.wholeBytes("msg", bits: "msgLen")
            let customization =
                fields.bool("hexCustomization") == true
                ? fields.hexIfPresent("customizationHex") ?? [] : [UInt8]((fields["customization"]?.text ?? "").utf8)
            let code = Hashing.kmac(
                variant, key: key, message, customization: customization, byteCount: try fields.byteCount("macLen"),
                isExtendable: fields.bool("xof") ?? false)
            if fields["testPassed"] != nil {
                return .judge(code == (try fields.hex("mac")), expected: !fields.mustFail)
            }
            return .compare(code, try fields.hex("mac"))
        }
    }

    private static func hash(_ digest: DigestAlgorithm) -> ACVP.Reading {
        { fields in
            if let answers = fields["resultsArray"]?.array {
                var seed = try fields.hex("msg")
                let alternate = fields["mctVersion"]?.string == "alternate" ? seed.count : nil
                for answer in answers {
                    let got = Hashing.monteCarlo(digest, seed: &seed, alternateByteCount: alternate)
                    let outcome = Outcome.compare(got, try Fields(answer).hex("md"))
                    guard outcome == .passed else { return outcome }
                }
                return .passed
            }
            if let large = fields["largeMsg"] { return try self.large(digest, Fields(large), try fields.hex("md")) }
            return .compare(
                Hashing.digest(digest, try fields.wholeBytes("msg", bits: "len")), try fields.hex("md"))
        }
    }

    /// The large data test: gigabytes of one content over and over.
    private static func large(_ digest: DigestAlgorithm, _ large: Fields, _ expected: [UInt8]) throws -> Outcome {
        let content = try large.wholeBytes("content", bits: "contentLength")
        let total = try large.byteCount("fullLength")
        guard !content.isEmpty, large["expansionTechnique"]?.string ?? "repeating" == "repeating" else {
            throw Unable.field("largeMsg")
        }
        var piece: [UInt8] = []
        while piece.count < 1 << 16 { piece += content }
        var hash = Hash(digest)
        var left = total
        while left > 0 {
            hash.update(piece.span.extracting(first: min(left, piece.count)))
            left -= min(left, piece.count)
        }
        return .compare(hash.finalize().bytes, expected)
    }

    private static func shake(_ variant: SHAKE.Variant) -> ACVP.Reading {
        { fields in
            if let answers = fields["resultsArray"]?.array {
                var message = try fields.hex("msg")
                let maximum = try fields.byteCount("maxOutLen")
                var count = maximum
                for answer in answers {
                    let answer = Fields(answer)
                    let got = Hashing.monteCarlo(
                        variant, message: &message, outputByteCount: &count,
                        minimum: (try fields.int("minOutLen") + 7) / 8, maximum: maximum)
                    let outcome = Outcome.compare(got, try answer.hex("md"))
                    guard outcome == .passed else { return outcome }
                }
                return .passed
            }
            let message = try fields.wholeBytes("msg", bits: "len")
            return .compare(
                Hashing.shake(variant, message, byteCount: try fields.byteCount("outLen")), try fields.hex("md"))
        }
    }

    private static let pbkdf: ACVP.Reading = { fields in
        let digest = try Named.requiredDigest(try fields.text("hmacAlg"))
        return .compare(
            try Hashing.pbkdf2(
                digest, password: [UInt8](try fields.text("password").utf8), salt: try fields.hex("salt"),
                iterations: try fields.int("iterationCount"), byteCount: try fields.byteCount("keyLen")),
            try fields.hex("derivedKey"))
    }

    private static let x963: ACVP.Reading = { fields in
        let digest = try Named.requiredDigest(try fields.text("hashAlg"))
        return .compare(
            try Hashing.x963(
                digest, secret: try fields.hex("z"), sharedInfo: fields.hexIfPresent("sharedInfo") ?? [],
                byteCount: try fields.byteCount("keyDataLength")), try fields.hex("keyData"))
    }
}
