internal import SignetAlgorithms
internal import SignetBytes
internal import SignetDSA
internal import SignetEC
internal import SignetHash
internal import SignetRSA

/// The keys of a file.
struct EVPKeys: Sendable {
    private let pem: [String: String]
    /// `NAME:ALGORITHM:HEX` of `PrivateKeyRaw` and `PublicKeyRaw`.
    private let raw: [String: (algorithm: String, bytes: [UInt8])]

    init(_ file: StanzaFile) {
        pem = file.keys
        var raw: [String: (algorithm: String, bytes: [UInt8])] = [:]
        for stanza in file.stanzas {
            for field in stanza.fields where field.name == "PrivateKeyRaw" || field.name == "PublicKeyRaw" {
                let parts = field.value.split(separator: ":").map(Stanza.trimmed)
                if parts.count == 3, let bytes = Hexadecimal.bytes(parts[2]) { raw[parts[0]] = (parts[1], bytes) }
            }
        }
        self.raw = raw
    }

    func privateKey(_ name: String) throws -> PrivateKey {
        if let (algorithm, bytes) = raw[name] {
            switch algorithm.lowercased() {
            case "ed25519": return .ed25519(try Ed25519PrivateKey(seed: bytes.span))
            case "ed448": return .ed448(try Ed448PrivateKey(seed: bytes.span))
            case "x25519": return .x25519(try X25519PrivateKey(bytes.span))
            case "x448": return .x448(try X448PrivateKey(bytes.span))
            default: throw Unable.skip("\(algorithm): not an S/MIME algorithm")
            }
        }
        guard let text = pem[name], let der = PublicKeys.pem(text) else {
            throw Unable.skip("the file has no key \(name)")
        }
        do {
            return try PublicKeys.privateKey(der)
        } catch { throw Self.reason(error) }
    }

    func publicKey(_ name: String) throws -> PublicKey {
        if let (algorithm, bytes) = raw[name] {
            switch algorithm.lowercased() {
            case "ed25519": return .ed25519(try Ed25519PublicKey(bytes.span))
            case "ed448": return .ed448(try Ed448PublicKey(bytes.span))
            case "x25519": return .x25519(try X25519PublicKey(bytes.span))
            case "x448": return .x448(try X448PublicKey(bytes.span))
            default: throw Unable.skip("\(algorithm): not an S/MIME algorithm")
            }
        }
        guard let text = pem[name], let der = PublicKeys.pem(text) else {
            throw Unable.skip("the file has no key \(name)")
        }
        if text.contains("PRIVATE KEY") { return try privateKey(name).publicKey }
        do {
            return try PublicKeys.publicKey(der)
        } catch { throw Self.reason(error) }
    }

    /// A key that Signet does not take is a reason to skip: the stanza is about what is done with it.
    private static func reason(_ error: any Error) -> any Error {
        let sized = PublicKeys.sized(error)
        return sized is Unable ? sized : Unable.skip("the key is not one that Signet takes: \(error)")
    }
}

extension EVPRecord {
    func publicKey(_ operation: String, _ name: String, _ keys: EVPKeys) throws -> Outcome {
        switch operation {
        case "Derive": return try derive(name, keys)
        case "PrivPubKeyPair": return try pair(name, keys)
        case "Decrypt": return try decrypt(name, keys)
        case "Verify": return try verify(try keys.publicKey(name), settings["digest"], isDigest: true)
        case "DigestVerify", "OneShotDigestVerify":
            return try verify(try keys.publicKey(stanza["Key"] ?? ""), name, isDigest: false)
        case "Sign": return try sign(try keys.privateKey(name), settings["digest"], isDigest: true)
        case "DigestSign", "OneShotDigestSign":
            return try sign(try keys.privateKey(stanza["Key"] ?? ""), name, isDigest: false)
        case "VerifyRecover": throw Unable.skip("recovery of what was signed: signatures are verified by comparing")
        case "Encrypt": throw Unable.skip("an encryption: its answer is random")
        case "KeyGen", "ParamGen": throw Unable.skip("a key generation: its answer is random")
        default: throw Unable.skip("\(operation): not an operation of S/MIME")
        }
    }

    private func derive(_ name: String, _ keys: EVPKeys) throws -> Outcome {
        let expected = optional("SharedSecret") ?? []
        if settings["kdf"] != nil { throw Unable.skip("a derivation inside the agreement") }
        let (key, peer) = (try keys.privateKey(name), try keys.publicKey(stanza["PeerKey"] ?? ""))
        return try outcome(expected) {
            switch (key, peer) {
            case (.ec(let key), .ec(let peer)): return [UInt8](try key.sharedSecret(with: peer).declassified())
            case (.x25519(let key), .x25519(let peer)): return [UInt8](try key.agree(with: peer).declassified())
            case (.x448(let key), .x448(let peer)): return [UInt8](try key.agree(with: peer).declassified())
            default: throw Wycheproof.Refused()
            }
        }
    }

    private func pair(_ names: String, _ keys: EVPKeys) throws -> Outcome {
        let parts = names.split(separator: ":").map(String.init)
        guard parts.count == 2 else { throw Unable.field("PrivPubKeyPair") }
        let (key, other) = (try keys.privateKey(parts[0]), try keys.publicKey(parts[1]))
        return .judge(key.publicKey.isSameKey(as: other), expected: !mustFail)
    }

    // MARK: - RSA padding

    private func padding(_ digest: DigestAlgorithm, _ key: RSAPublicKey) throws -> PSSPadding? {
        switch settings["rsa_padding_mode"] ?? "pkcs1" {
        case "pkcs1": return nil
        case "pss":
            let mask =
                try settings["rsa_mgf1_md"].map { (name) throws(Unable) in try Named.requiredDigest(name) } ?? digest
            let longest = (key.bitCount - 1 + 7) / 8 - digest.digestByteCount - 2
            switch settings["rsa_pss_saltlen"] ?? "digest" {
            case "digest": return PSSPadding(digest, maskDigest: mask)
            case "max": return PSSPadding(digest, maskDigest: mask, saltByteCount: max(0, longest))
            case "auto", "auto-digestmax": throw Unable.skip("a salt of unknown length: CMS tells it (RFC 4055 §3.1)")
            case let text: return PSSPadding(digest, maskDigest: mask, saltByteCount: max(0, Int(text) ?? 0))
            }
        case let mode: throw Unable.skip("RSA padding '\(mode)': not part of CMS")
        }
    }

    private func digestInput(_ name: String?, isDigest: Bool) throws -> (DigestAlgorithm, Digest) {
        guard let name, !name.isEmpty, name.uppercased() != "NULL" else {
            throw Unable.skip("a signature without a digest: CMS always names one")
        }
        let algorithm = try Named.requiredDigest(name)
        let input = try message()
        if isDigest {
            guard input.count == algorithm.digestByteCount else { throw Wycheproof.Refused() }
            return (algorithm, Digest(copying: input.span))
        }
        return (algorithm, algorithm.digest(of: input.span))
    }

    private func variant(is448: Bool) throws -> EdDSAVariant {
        let context = setting("context-string") ?? []
        switch (settings["instance"] ?? "").lowercased() {
        case "ed25519ph", "ed448ph": return .prehashed(context: Bytes(context))
        case "ed25519ctx": return .context(Bytes(context))
        default: return context.isEmpty ? .pure : is448 ? .context(Bytes(context)) : .pure
        }
    }

    /// The message, which may come in pieces.
    private func message() throws(Unable) -> [UInt8] {
        var message: [UInt8] = []
        for text in stanza.all("Input") {
            guard let piece = Self.bytes(text) else { throw .field("Input") }
            message += piece
        }
        return message
    }

    private func verify(_ key: PublicKey, _ digest: String?, isDigest: Bool) throws -> Outcome {
        let signature = try bytes("Output")
        let message = try message()
        let accepted: Bool
        do {
            switch key {
            case .ed25519(let key):
                accepted = key.accepts(signature.span, over: message.span, variant: try variant(is448: false))
            case .ed448(let key):
                accepted = key.accepts(signature.span, over: message.span, variant: try variant(is448: true))
            case .rsa(let key), .rsaPSS(let key, _):
                let (algorithm, value) = try digestInput(digest, isDigest: isDigest)
                if let padding = try padding(algorithm, key) {
                    accepted = key.accepts(signature.span, of: value, padding: padding)
                } else {
                    let digestInfo = algorithm.digestInfo(value)
                    accepted = key.accepts(signature.span, digestInfo: digestInfo.span)
                }
            case .ec(let key):
                let value = isDigest ? message : try digestInput(digest, isDigest: false).1.bytes
                let numbers = SignatureValue.numbers(signature)
                accepted = numbers.map { key.accepts(ECDSASignature(r: $0.r, s: $0.s), digest: value.span) } ?? false
            case .dsa(let key):
                let value = isDigest ? message : try digestInput(digest, isDigest: false).1.bytes
                let numbers = SignatureValue.numbers(signature)
                accepted = numbers.map { key.accepts(DSASignature(r: $0.r, s: $0.s), digest: value.span) } ?? false
            default: throw Unable.skip("keys of this kind do not sign")
            }
        } catch let error as Unable { throw error } catch { return .judge(false, expected: !mustFail) }
        return .judge(accepted, expected: !mustFail)
    }

    private func sign(_ key: PrivateKey, _ digest: String?, isDigest: Bool) throws -> Outcome {
        let expected = optional("Output") ?? []
        return try outcome(expected) {
            switch key {
            case .ed25519(let key):
                let message = try bytes("Input")
                return [UInt8](try key.sign(message.span, variant: variant(is448: false)))
            case .ed448(let key):
                let message = try bytes("Input")
                return [UInt8](try key.sign(message.span, variant: variant(is448: true)))
            case .rsa(let key):
                let (algorithm, value) = try digestInput(digest, isDigest: isDigest)
                if let padding = try padding(algorithm, key.publicKey) {
                    guard padding.saltByteCount == 0 else { throw Unable.skip("a signature with a random salt") }
                    return [UInt8](try key.sign(value, padding: padding))
                }
                let digestInfo = algorithm.digestInfo(value)
                return [UInt8](try key.sign(digestInfo: digestInfo.span))
            case .ec(let key):
                guard stanza["NonceType"] == "deterministic" || settings["nonce-type"] == "1" else {
                    throw Unable.skip("an ECDSA signature with a random number")
                }
                let (algorithm, value) = try digestInput(digest, isDigest: isDigest)
                let signature = try key.sign(value, drawingWith: algorithm)
                guard let (r, s) = SignatureValue.numbers(expected) else { throw Wycheproof.Refused() }
                func plain(_ number: Bytes) -> [UInt8] { [UInt8](number.drop { $0 == 0 }) }
                return plain(signature.r) == plain(r) && plain(signature.s) == plain(s) ? expected : []
            default: throw Unable.skip("keys of this kind do not sign here")
            }
        }
    }

    private func decrypt(_ name: String, _ keys: EVPKeys) throws -> Outcome {
        let expected = optional("Output") ?? []
        let ciphertext = try bytes("Input")
        let rsa: RSAPrivateKey
        switch try keys.privateKey(name) {
        case .rsa(let key), .rsaOAEP(let key, _): rsa = key
        default: throw Unable.skip("keys of this kind do not decrypt")
        }
        switch settings["rsa_padding_mode"] ?? "pkcs1" {
        case "oaep":
            let digest = try Named.requiredDigest(settings["rsa_oaep_md"] ?? "sha1")
            let mask = try Named.requiredDigest(settings["rsa_mgf1_md"] ?? settings["rsa_oaep_md"] ?? "sha1")
            let label = settings["rsa_oaep_label"].flatMap(Hexadecimal.bytes) ?? []
            return try outcome(expected) {
                [UInt8](
                    try rsa.decrypt(
                        ciphertext.span, padding: OAEPPadding(digest, maskDigest: mask, label: Bytes(label))
                    ).declassified())
            }
        case "pkcs1":
            if settings["rsa_pkcs1_implicit_rejection"] == "0" {
                throw Unable.skip("padding is never told good from bad here")
            }
            if mustFail || expected.isEmpty {
                throw Unable.skip("a key of no length, or of one that the block decides")
            }
            // Where padding is bad, OpenSSL's own random message is expected, which is another than Signet's.
            let got = try? rsa.unwrap(ciphertext.span, keyByteCount: expected.count)
            guard let got, [UInt8](got.declassified()) == expected else {
                throw Unable.skip("not a block of this length: what replaces it is each library's own")
            }
            return .passed
        case let mode: throw Unable.skip("RSA padding '\(mode)': not part of CMS")
        }
    }
}
