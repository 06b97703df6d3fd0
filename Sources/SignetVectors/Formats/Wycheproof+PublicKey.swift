internal import SignetAlgorithms
internal import SignetBytes
internal import SignetDSA
internal import SignetEC
internal import SignetHash
internal import SignetRSA

extension WycheproofReadings {
    static func publicKey(_ type: String, _ algorithm: String) -> Wycheproof.Reading? {
        switch type {
        case "EcdsaVerify": ecdsa(concatenated: false)
        case "EcdsaP1363Verify": ecdsa(concatenated: true)
        case "EddsaVerify", "EddsaTest": eddsa
        case "DsaVerify", "DsaP1363Verify": dsa(concatenated: type == "DsaP1363Verify")
        case "EcdhTest", "EcdhEcpointTest", "EcdhPemTest", "EcdhWebcryptoTest": ecdh
        case "XdhComp", "XdhAsnComp", "XdhPemComp", "XdhJwkComp": xdh
        case "RsassaPkcs1Verify": rsaVerify
        case "RsassaPkcs1Generate": rsaSign
        case "RsassaPssVerify", "RsassaPssWithParametersVerify": pssVerify
        case "RsaesOaepDecrypt": oaep
        case "RsaesPkcs1Decrypt": rsaDecrypt
        default: nil
        }
    }

    /// The group's public key, under the names of the old schemas and the new.
    private static func key(_ fields: Fields) throws -> PublicKey {
        guard let der = fields.hexIfPresent("publicKeyDer") ?? fields.hexIfPresent("keyDer") else {
            throw Unable.field("publicKeyDer")
        }
        return try PublicKeys.publicKey(der)
    }

    private static func verifying(_ accepts: @escaping @Sendable () throws -> Bool) -> (
        expected: [UInt8], operation: Wycheproof.Operation
    ) {
        (
            [],
            {
                guard try accepts() else { throw Wycheproof.Refused() }
                return []
            }
        )
    }

    private static func ecdsa(concatenated: Bool) -> Wycheproof.Reading {
        { fields in
            let group = fields["publicKey"] ?? fields["key"]
            let curve = try Named.requiredCurve(group?["curve"]?.string ?? "curve")
            let digest = try Named.requiredDigest(try fields.text("sha"))
            guard let point = group?["uncompressed"]?.string.flatMap(Hexadecimal.bytes) else {
                throw Unable.field("publicKey.uncompressed")
            }
            let (message, signature) = (try fields.hex("msg"), try fields.hex("sig"))
            return verifying {
                let key = try ECPublicKey(curve, encoded: point.span)
                let value: ECDSASignature
                if concatenated {
                    value = try ECDSASignature(curve, concatenated: Bytes(signature))
                } else {
                    guard let (r, s) = SignatureValue.numbers(signature) else { throw Wycheproof.Refused() }
                    value = ECDSASignature(r: r, s: s)
                }
                return key.accepts(value, digest.digest(of: message.span))
            }
        }
    }

    private static let eddsa: Wycheproof.Reading = { fields in
        let group = fields["publicKey"] ?? fields["key"]
        guard let key = group?["pk"]?.string.flatMap(Hexadecimal.bytes) else { throw Unable.field("publicKey.pk") }
        let (message, signature) = (try fields.hex("msg"), try fields.hex("sig"))
        return verifying {
            try Edwards.accepts(signature, message, by: key, is448: key.count == Ed448PublicKey.byteCount)
        }
    }

    private static func dsa(concatenated: Bool) -> Wycheproof.Reading {
        { fields in
            let digest = try Named.requiredDigest(try fields.text("sha"))
            let (message, signature) = (try fields.hex("msg"), try fields.hex("sig"))
            return verifying {
                guard case .dsa(let key) = try key(fields) else { throw Wycheproof.Refused() }
                let value: DSASignature
                if concatenated {
                    // Both halves are as long as q.
                    let half = key.parameters.q.count
                    guard signature.count == 2 * half else { throw Wycheproof.Refused() }
                    value = DSASignature(r: Bytes(Array(signature[..<half])), s: Bytes(Array(signature[half...])))
                } else {
                    guard let (r, s) = SignatureValue.numbers(signature) else { throw Wycheproof.Refused() }
                    value = DSASignature(r: r, s: s)
                }
                return key.accepts(value, digest.digest(of: message.span))
            }
        }
    }

    // MARK: - Agreement

    private static let ecdh: Wycheproof.Reading = { fields in
        let curve = try Named.requiredCurve(try fields.text("curve"))
        let encoding = fields["encoding"]?.string ?? "asn"
        return (
            try fields.hex("shared"),
            {
                let key: ECPrivateKey
                let other: ECPublicKey
                switch encoding {
                case "pem":
                    guard let ours = PublicKeys.pem(try fields.text("private")),
                        let theirs = PublicKeys.pem(try fields.text("public")),
                        case .ec(let scalar) = try PublicKeys.privateKey(ours),
                        case .ec(let point) = try PublicKeys.publicKey(theirs)
                    else { throw Wycheproof.Refused() }
                    (key, other) = (scalar, point)
                case "webcrypto":
                    key = try PublicKeys.scalar(curve, try WebKey.bytes(fields["private"], "d"))
                    other = try PublicKeys.point(
                        curve, x: try WebKey.bytes(fields["public"], "x"), y: try WebKey.bytes(fields["public"], "y"))
                case "ecpoint":
                    key = try PublicKeys.scalar(curve, try fields.hex("private"))
                    let point = try fields.hex("public")
                    other = try ECPublicKey(curve, encoded: point.span)
                default:
                    key = try PublicKeys.scalar(curve, try fields.hex("private"))
                    guard case .ec(let point) = try PublicKeys.publicKey(try fields.hex("public")) else {
                        throw Wycheproof.Refused()
                    }
                    other = point
                }
                return [UInt8](try key.sharedSecret(with: other).declassified())
            }
        )
    }

    private static let xdh: Wycheproof.Reading = { fields in
        let is448 = try fields.text("curve").contains("448")
        return (
            try fields.hex("shared"),
            {
                func bytes(_ name: String, isPrivate: Bool) throws -> [UInt8] {
                    if fields[name]?.object != nil { return try WebKey.bytes(fields[name], isPrivate ? "d" : "x") }
                    let text = try fields.text(name)
                    let pem = text.hasPrefix("-----") ? PublicKeys.pem(text) : nil
                    guard let der = pem ?? Hexadecimal.bytes(text) else { throw Wycheproof.Refused() }
                    if der.count == (is448 ? 56 : 32) { return der }
                    if isPrivate {
                        switch try PublicKeys.privateKey(der) {
                        case .x25519(let key): return [UInt8](key.bytes.exposed)
                        case .x448(let key): return [UInt8](key.bytes.exposed)
                        default: throw Wycheproof.Refused()
                        }
                    }
                    switch try PublicKeys.publicKey(der) {
                    case .x25519(let key): return [UInt8](key.bytes)
                    case .x448(let key): return [UInt8](key.bytes)
                    default: throw Wycheproof.Refused()
                    }
                }
                let (ours, theirs) = (
                    try bytes("private", isPrivate: true), try bytes("public", isPrivate: false)
                )
                return try Edwards.agree(ours, theirs, is448: is448)
            }
        )
    }

    // MARK: - RSA

    private static func rsa(_ fields: Fields) throws -> RSAPublicKey {
        let key: PublicKey
        do {
            key = try self.key(fields)
        } catch { throw PublicKeys.sized(error) }
        guard let rsa = key.rsaKey else { throw Wycheproof.Refused() }
        return rsa
    }

    private static let rsaVerify: Wycheproof.Reading = { fields in
        let digest = try Named.requiredDigest(try fields.text("sha"))
        let (message, signature) = (try fields.hex("msg"), try fields.hex("sig"))
        return verifying { PublicKeys.accepts(signature, message, by: try rsa(fields), digest) }
    }

    /// MGF1's hash, or SHAKE itself (RFC 8702 §3.2.1).
    private static func maskDigest(_ fields: Fields) throws -> DigestAlgorithm {
        if let name = fields["mgfSha"]?.string, !name.isEmpty { return try Named.requiredDigest(name) }
        return try Named.requiredDigest(try fields.text("mgf"))
    }

    private static func rsaPrivate(_ fields: Fields) throws -> RSAPrivateKey {
        guard let der = fields.hexIfPresent("privateKeyPkcs8") else { throw Unable.field("privateKeyPkcs8") }
        return try PublicKeys.rsaPrivate(der)
    }

    private static let rsaSign: Wycheproof.Reading = { fields in
        let digest = try Named.requiredDigest(try fields.text("sha"))
        let message = try fields.hex("msg")
        return (
            try fields.hex("sig"),
            {
                let digestInfo = digest.digestInfo(digest.digest(of: message.span))
                return [UInt8](try rsaPrivate(fields).sign(digestInfo: digestInfo.span))
            }
        )
    }

    private static let pssVerify: Wycheproof.Reading = { fields in
        let digest = try Named.requiredDigest(try fields.text("sha"))
        let mask = try maskDigest(fields)
        let padding = PSSPadding(digest, maskDigest: mask, saltByteCount: try fields.int("sLen"))
        let (message, signature) = (try fields.hex("msg"), try fields.hex("sig"))
        return verifying {
            try rsa(fields).accepts(signature.span, of: digest.digest(of: message.span), padding: padding)
        }
    }

    private static let oaep: Wycheproof.Reading = { fields in
        let padding = OAEPPadding(
            try Named.requiredDigest(try fields.text("sha")),
            maskDigest: try maskDigest(fields),
            label: Bytes(try fields.hex("label")))
        let ciphertext = try fields.hex("ct")
        return (
            try fields.hex("msg"),
            { [UInt8](try rsaPrivate(fields).decrypt(ciphertext.span, padding: padding).declassified()) }
        )
    }

    /// Signet never tells good padding from bad: who unwraps says how long the key is, and gets a key of that length. What
    /// is invalid must not give what the block holds.
    private static let rsaDecrypt: Wycheproof.Reading = { fields in
        let (message, ciphertext) = (try fields.hex("msg"), try fields.hex("ct"))
        let isValid = try fields.text("result") != "invalid"
        return (
            message,
            {
                let key = try rsaPrivate(fields)
                if message.isEmpty {
                    guard isValid else { throw Wycheproof.Refused() }
                    throw Unable.skip("an empty message is no key: RSAES-PKCS1-v1_5 carries keys here")
                }
                return [UInt8](
                    try key.unwrap(ciphertext.span, keyByteCount: message.count).declassified())
            }
        )
    }
}

/// The numbers of JSON Web Keys (RFC 7518 §6).
enum WebKey {
    static func bytes(_ key: JSONValue?, _ name: String) throws -> [UInt8] {
        guard let text = key?[name]?.string else { throw Wycheproof.Refused() }
        var standard = text.replacing("-", with: "+").replacing("_", with: "/")
        while standard.utf8.count % 4 != 0 { standard += "=" }
        let letters = [UInt8](standard.utf8)
        guard let decoded = try? Base64.decode(letters.span) else { throw Wycheproof.Refused() }
        return [UInt8](decoded.declassified())
    }
}
