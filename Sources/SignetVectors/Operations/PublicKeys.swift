internal import SignetASN1
internal import SignetAlgorithms
internal import SignetBytes
internal import SignetDSA
internal import SignetEC
internal import SignetHash
internal import SignetKeys
internal import SignetRSA

/// Two numbers as `ECDSA-Sig-Value` (RFC 5480 §A) and `Dss-Sig-Value` (RFC 3279 §2.2.2).
struct SignatureValue: Sendable {
    var r: ASN1Integer
    var s: ASN1Integer

    private static let syntax: Syntax<Self> = .sequence(
        "ECDSA-Sig-Value", Self.init(r:s:), .required("r", \.r, .integer), .required("s", \.s, .integer))

    /// The numbers in strict DER; `nil` for anything else, and for negative ones.
    static func numbers(_ der: [UInt8]) -> (r: Bytes, s: Bytes)? {
        guard let value = try? syntax.decode(Bytes(der)), let r = value.r.magnitude, let s = value.s.magnitude else {
            return nil
        }
        return (r, s)
    }
}

/// What files ask of keys.
enum PublicKeys {
    /// A key in SubjectPublicKeyInfo.
    static func publicKey(_ der: [UInt8]) throws -> PublicKey {
        try SubjectPublicKeyInfo.syntax.decode(Bytes(der)).publicKey()
    }

    /// A key in PKCS #8, PKCS #1 or SEC 1.
    static func privateKey(_ der: [UInt8]) throws -> PrivateKey {
        try PrivateKey(decoding: SecretSlice(Bytes(der)))
    }

    /// A private RSA key, whatever it is restricted to.
    static func rsaPrivate(_ der: [UInt8]) throws -> RSAPrivateKey {
        do {
            switch try privateKey(der) {
            case .rsa(let key), .rsaPSS(let key, _), .rsaOAEP(let key, _): return key
            default: throw Wycheproof.Refused()
            }
        } catch {
            if isOfManyPrimes(der) { throw Unable.skip("RSA keys of three primes and more: not read") }
            throw sized(error)
        }
    }

    /// Whether a PKCS #8 key is an RSA key of version 1 (RFC 8017 §A.1.2).
    private static func isOfManyPrimes(_ der: [UInt8]) -> Bool {
        guard let info = try? PrivateKeyInfo.syntax.decode(SecretSlice(Bytes(der)), rules: .ber) else { return false }
        let start = Array(info.privateKey.exposed.prefix(16))
        // SEQUENCE, its length in the long form, and the version.
        guard start.count > 7, start[0] == 0x30, start[1] == 0x82 else { return false }
        return Array(start[4..<7]) == [0x02, 0x01, 0x01]
    }

    /// The first block of PEM; `nil` when there is none.
    static func pem(_ text: String) -> [UInt8]? {
        (try? PEM.decode(Bytes([UInt8](text.utf8))))?.first.map { [UInt8]($0.contents.exposed) }
    }

    /// A public RSA key of whatever size, or the reason why it is none.
    static func rsa(modulus: [UInt8], exponent: [UInt8]) throws -> RSAPublicKey {
        do {
            return try RSAPublicKey(modulus: modulus.span, publicExponent: exponent.span)
        } catch { throw sized(error) }
    }

    /// Whether RSASSA-PKCS1-v1_5 accepts.
    static func accepts(_ signature: [UInt8], _ message: [UInt8], by key: RSAPublicKey, _ digest: DigestAlgorithm)
        -> Bool
    {
        let digestInfo = digest.digestInfo(digest.digest(of: message.span))
        return key.accepts(signature.span, digestInfo: digestInfo.span)
    }

    /// A point from its coordinates; an error when there is no such point.
    static func point(_ curve: EllipticCurve, x: [UInt8], y: [UInt8]) throws -> ECPublicKey {
        guard let x = Hexadecimal.number(x, byteCount: curve.byteCount),
            let y = Hexadecimal.number(y, byteCount: curve.byteCount)
        else { throw OutOfRange() }
        let point = [4] + x + y
        return try ECPublicKey(curve, encoded: point.span)
    }

    /// A coordinate or scalar with more bytes than the curve has.
    struct OutOfRange: Error {}

    static func scalar(_ curve: EllipticCurve, _ bytes: [UInt8]) throws -> ECPrivateKey {
        guard let number = Hexadecimal.number(bytes, byteCount: curve.byteCount) else { throw OutOfRange() }
        return try ECPrivateKey(curve, scalar: number.span)
    }

    /// Whether ECDSA accepts two numbers over a message.
    static func accepts(
        r: [UInt8], s: [UInt8], _ message: [UInt8], by key: ECPublicKey, _ digest: DigestAlgorithm
    ) -> Bool {
        key.accepts(ECDSASignature(r: Bytes(r), s: Bytes(s)), digest.digest(of: message.span))
    }

    /// The group of a DSA key, or the reason why Signet has none of this size.
    static func dsa(p: [UInt8], q: [UInt8], g: [UInt8], y: [UInt8]) throws -> DSAPublicKey {
        try DSAPublicKey(DSAParameters(p: p.span, q: q.span, g: g.span), y: y.span)
    }
}

extension PublicKeys {
    /// Makes a reason to skip of an error that is about a key's size.
    static func sized(_ error: any Error) -> any Error {
        guard let cause = cause(of: error) else { return error }
        switch cause {
        case .keyTooSmall(let bitCount, let minimum):
            return Unable.skip("RSA key of \(bitCount) bits: Signet takes \(minimum) at least")
        case .keyTooLarge(let bitCount, let maximum):
            return Unable.skip("RSA key of \(bitCount) bits: Signet takes \(maximum) at most")
        default: return error
        }
    }

    private static func cause(of error: any Error) -> RSAError? {
        if let error = error as? RSAError { return error }
        guard let error = error as? KeyError else { return nil }
        switch error {
        case .invalid(.rsa(let cause)): return cause
        default: return nil
        }
    }
}

extension PublicKeys {
    /// A public key and a signature, side by side with those of a file.
    static func ed25519(_ seed: [UInt8], _ message: [UInt8], _ variant: EdDSAVariant) throws -> ([UInt8], [UInt8]) {
        (
            try Edwards.publicKey(ofSeed: seed, is448: false),
            try Edwards.sign(message, seed: seed, variant, is448: false)
        )
    }

    /// A public key and a signature, side by side with those of a file.
    static func ed448(_ seed: [UInt8], _ message: [UInt8], _ variant: EdDSAVariant) throws -> ([UInt8], [UInt8]) {
        (try Edwards.publicKey(ofSeed: seed, is448: true), try Edwards.sign(message, seed: seed, variant, is448: true))
    }
}
