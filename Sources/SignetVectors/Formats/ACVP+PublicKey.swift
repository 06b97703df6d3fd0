internal import SignetBytes
internal import SignetDSA
internal import SignetEC
internal import SignetHash
internal import SignetRSA

extension ACVPReadings {
    static func publicKey(_ algorithm: String, _ mode: String?) -> ACVP.Reading? {
        switch (algorithm, mode) {
        case ("ECDSA", "sigVer"), ("ECDSA", "sigGen"): ecdsa
        case ("DetECDSA", "sigGen"): deterministicECDSA
        case ("ECDSA", "keyVer"): ecKeyCheck
        case ("ECDSA", "keyGen"): ecKeyPair
        case ("KAS-ECC-SSC", _), ("KAS-ECC", "CDH-Component"): ecAgreement
        case ("EDDSA", "keyGen"): edKeyPair
        case ("EDDSA", "keyVer"): edKeyCheck
        case ("EDDSA", "sigGen"): edSign
        case ("EDDSA", "sigVer"): edVerify
        case ("XECDH", "SSC"), ("XECDH-SSC", _): xdh
        case ("XECDH", "keyVer"): xdhKeyCheck
        case ("RSA", "sigVer"), ("RSA", "sigGen"): rsa
        case ("DSA", "sigVer"), ("DSA", "sigGen"): dsa
        default: nil
        }
    }

    private static func refuseRandomised(_ fields: Fields) throws(Unable) {
        if fields["conformance"]?.string == "SP800-106" {
            throw .skip("randomised hashing (SP 800-106): not part of CMS")
        }
        if fields.bool("componentTest") == true { throw .skip("a digest handed in as it is: a test of parts") }
    }

    private static func curve(_ fields: Fields) throws(Unable) -> EllipticCurve {
        try Named.requiredCurve(try fields.text("curve"))
    }

    // MARK: - ECDSA

    /// Signatures of `sigGen` were made with a random number: they are verified.
    private static let ecdsa: ACVP.Reading = { fields in
        try refuseRandomised(fields)
        let curve = try curve(fields)
        let digest = try Named.requiredDigest(try fields.text("hashAlg"))
        let (r, s, message) = (try fields.hex("r"), try fields.hex("s"), try fields.hex("message"))
        let key = try? PublicKeys.point(curve, x: try fields.hex("qx"), y: try fields.hex("qy"))
        let accepted = key.map { PublicKeys.accepts(r: r, s: s, message, by: $0, digest) } ?? false
        return .judge(accepted, expected: !fields.mustFail)
    }

    private static let deterministicECDSA: ACVP.Reading = { fields in
        try refuseRandomised(fields)
        let curve = try curve(fields)
        let digest = try Named.requiredDigest(try fields.text("hashAlg"))
        let key = try PublicKeys.scalar(curve, try fields.hex("d"))
        let message = try fields.hex("message")
        let signature = try key.sign(digest.digest(of: message.span), drawingWith: digest)
        let numbers = [try fields.hex("r"), try fields.hex("s")].map {
            Hexadecimal.number($0, byteCount: curve.byteCount) ?? $0
        }
        return .compare([UInt8](signature.concatenated), numbers[0] + numbers[1])
    }

    private static let ecKeyCheck: ACVP.Reading = { fields in
        let curve = try curve(fields)
        let key = try? PublicKeys.point(curve, x: try fields.hex("qx"), y: try fields.hex("qy"))
        return .judge(key != nil, expected: !fields.mustFail)
    }

    private static let ecKeyPair: ACVP.Reading = { fields in
        let curve = try curve(fields)
        let key = try PublicKeys.scalar(curve, try fields.hex("d"))
        let point = try PublicKeys.point(curve, x: try fields.hex("qx"), y: try fields.hex("qy"))
        return .compare([UInt8](key.publicKey.encoded), [UInt8](point.encoded))
    }

    /// The shared secret alone (SP 800-56A §5.7.1.2), for schemes with one key pair on each side.
    private static let ecAgreement: ACVP.Reading = { fields in
        let curve = try Named.requiredCurve(
            try fields.text(fields.has("curve") ? "curve" : "domainParameterGenerationMode"))
        func first(_ names: String...) throws(Unable) -> [UInt8] {
            for name in names { if let bytes = fields.hexIfPresent(name) { return bytes } }
            throw .skip("both sides have two key pairs: not a scheme of CMS (RFC 5753)")
        }
        let key = try PublicKeys.scalar(curve, try first("privateIut", "ephemeralPrivateIut", "staticPrivateIut"))
        let point = try? PublicKeys.point(
            curve, x: try first("publicServerX", "ephemeralPublicServerX", "staticPublicServerX"),
            y: try first("publicServerY", "ephemeralPublicServerY", "staticPublicServerY"))
        guard let point, let secret = try? key.sharedSecret(with: point) else {
            return .judge(false, expected: !fields.mustFail)
        }
        var value = [UInt8](secret.declassified())
        let expected: [UInt8]
        if let hashed = fields.hexIfPresent("hashZ") {
            value = Hashing.digest(try Named.requiredDigest(try fields.text("hashFunctionZ")), value)
            expected = hashed
        } else {
            expected = try fields.hex("z")
        }
        if fields.mustFail { return .judge(value == expected, expected: false) }
        return .compare(value, expected)
    }

    // MARK: - Edwards and Montgomery curves

    private static func is448(_ fields: Fields) throws(Unable) -> Bool { try fields.text("curve").contains("448") }

    private static let edKeyPair: ACVP.Reading = { fields in
        let seed = try fields.hex("d")
        return .compare(try Edwards.publicKey(ofSeed: seed, is448: try is448(fields)), try fields.hex("q"))
    }

    private static let edKeyCheck: ACVP.Reading = { fields in
        let (point, is448) = (try fields.hex("q"), try is448(fields))
        let key = try? Edwards.publicKey(point, is448: is448)
        return .judge(key != nil, expected: !fields.mustFail)
    }

    static func variant(isPrehashed: Bool, context: [UInt8], is448: Bool) -> EdDSAVariant {
        if isPrehashed { return .prehashed(context: Bytes(context)) }
        // An empty context is Ed448's usual form, and Ed25519's own has none (RFC 8032 §5.1, §5.2).
        return context.isEmpty ? .pure : .context(Bytes(context))
    }

    private static let edSign: ACVP.Reading = { fields in
        let (seed, message) = (try fields.hex("d"), try fields.hex("message"))
        let is448 = try is448(fields)
        let variant = variant(
            isPrehashed: fields.bool("preHash") == true, context: fields.hexIfPresent("context") ?? [], is448: is448)
        let signature = try Edwards.sign(message, seed: seed, variant, is448: is448)
        return .compare(signature, try fields.hex("signature"))
    }

    private static let edVerify: ACVP.Reading = { fields in
        let (point, message) = (try fields.hex("q"), try fields.hex("message"))
        let signature = try fields.hex("signature")
        let is448 = try is448(fields)
        let variant = variant(
            isPrehashed: fields.bool("preHash") == true, context: fields.hexIfPresent("context") ?? [], is448: is448)
        let accepted = try? Edwards.accepts(signature, message, by: point, variant, is448: is448)
        return .judge(accepted ?? false, expected: !fields.mustFail)
    }

    private static let xdh: ACVP.Reading = { fields in
        let secret = try? Edwards.agree(
            try fields.hex("privateIut"), try fields.hex("publicServer"), is448: try is448(fields))
        if fields.mustFail { return .judge(secret == fields.hexIfPresent("z") && secret != nil, expected: false) }
        return .compare(secret, try fields.hex("z"))
    }

    private static let xdhKeyCheck: ACVP.Reading = { fields in
        // Any string of the right length is a u-coordinate (RFC 7748 §5).
        let bytes = try fields.hex("publicKey")
        let isKey = bytes.count == (try is448(fields) ? X448PublicKey.byteCount : X25519PublicKey.byteCount)
        return .judge(isKey, expected: !fields.mustFail)
    }

    // MARK: - RSA and DSA

    private static let rsa: ACVP.Reading = { fields in
        try refuseRandomised(fields)
        let key = try PublicKeys.rsa(modulus: try fields.hex("n"), exponent: try fields.hex("e"))
        let digest = try Named.requiredDigest(try fields.text("hashAlg"))
        let (message, signature) = (try fields.hex("message"), try fields.hex("signature"))
        let accepted: Bool
        switch try fields.text("sigType") {
        case "pkcs1v1.5": accepted = PublicKeys.accepts(signature, message, by: key, digest)
        case "pss":
            let mask = try mask(fields["maskFunction"]?.string ?? "mgf1", digest)
            accepted = key.accepts(
                signature.span, of: digest.digest(of: message.span),
                padding: PSSPadding(digest, maskDigest: mask, saltByteCount: try fields.int("saltLen")))
        case let type: throw Unable.skip("RSA signatures of ANSI \(type): not part of CMS")
        }
        return .judge(accepted, expected: !fields.mustFail)
    }

    /// MGF1's hash, or SHAKE itself (RFC 8702 §3.2.1).
    private static func mask(_ name: String, _ digest: DigestAlgorithm) throws(Unable) -> DigestAlgorithm {
        guard name == "mgf1" || name == "none" else { return try Named.requiredDigest(name) }
        if digest == .shake128 || digest == .shake256 {
            throw .skip("MGF1 with SHAKE: CMS masks with the function itself (RFC 8702 §3.2.1)")
        }
        return digest
    }

    private static let dsa: ACVP.Reading = { fields in
        try refuseRandomised(fields)
        let digest = try Named.requiredDigest(try fields.text("hashAlg"))
        let (p, q, g, y) = (try fields.hex("p"), try fields.hex("q"), try fields.hex("g"), try fields.hex("y"))
        guard let key = try? PublicKeys.dsa(p: p, q: q, g: g, y: y) else {
            return .judge(false, expected: !fields.mustFail)
        }
        let signature = DSASignature(r: Bytes(try fields.hex("r")), s: Bytes(try fields.hex("s")))
        let message = try fields.hex("message")
        return .judge(key.accepts(signature, digest.digest(of: message.span)), expected: !fields.mustFail)
    }
}
