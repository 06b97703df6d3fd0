import Foundation
import SignetBytes
import SignetEC
import SignetHash
import TestSupport

/// Names that vector files call the curves and hash functions by.
enum Named {
    static func curve(_ name: String) -> EllipticCurve? {
        switch name {
        case "P-224", "NIST P-224", "secp224r1": .p224
        case "P-256", "NIST P-256", "secp256r1", "prime256v1": .p256
        case "P-384", "NIST P-384", "secp384r1": .p384
        case "P-521", "NIST P-521", "secp521r1": .p521
        case "secp256k1", "K-256": .secp256k1
        case "brainpoolP160r1": .brainpoolP160r1
        case "brainpoolP192r1": .brainpoolP192r1
        case "brainpoolP224r1": .brainpoolP224r1
        case "brainpoolP256r1": .brainpoolP256r1
        case "brainpoolP320r1": .brainpoolP320r1
        case "brainpoolP384r1": .brainpoolP384r1
        case "brainpoolP512r1": .brainpoolP512r1
        default: nil
        }
    }

    static func hash(_ name: String) -> DigestAlgorithm? {
        switch name {
        case "SHA-1", "SHA1": .sha1
        case "SHA-224", "SHA2-224", "SHA224": .sha224
        case "SHA-256", "SHA2-256", "SHA256": .sha256
        case "SHA-384", "SHA2-384", "SHA384": .sha384
        case "SHA-512", "SHA2-512", "SHA512": .sha512
        case "SHA3-224": .sha3_224
        case "SHA3-256": .sha3_256
        case "SHA3-384": .sha3_384
        case "SHA3-512": .sha3_512
        case "SHA2-512/224": .sha512_224
        case "SHA2-512/256": .sha512_256
        default: nil
        }
    }
}

/// The bytes of a hexadecimal number, which may have an odd number of digits.
func number(_ text: String) -> [UInt8] { Hex.decode(text.count % 2 == 0 ? text : "0" + text) ?? [] }

/// A number cut or padded on the left to a width, if it fits.
func number(_ text: String, byteCount: Int) -> [UInt8]? {
    let significant = Array(number(text).drop { $0 == 0 })
    guard significant.count <= byteCount else { return nil }
    return [UInt8](repeating: 0, count: byteCount - significant.count) + significant
}

extension ECPublicKey {
    /// From hexadecimal coordinates; `nil` when it is refused.
    init?(_ curve: EllipticCurve, x: String, y: String) {
        guard let x = number(x, byteCount: curve.byteCount), let y = number(y, byteCount: curve.byteCount) else {
            return nil
        }
        let encoded = [4] + x + y
        guard let key = try? ECPublicKey(curve, encoded: encoded.span) else { return nil }
        self = key
    }
}

// Arrays where the macros of Swift Testing do not take spans.
extension ECPublicKey {
    init(_ curve: EllipticCurve, point: [UInt8]) throws(ECError) { try self.init(curve, encoded: point.span) }

    func accepts(_ signature: ECDSASignature, bytes: [UInt8]) -> Bool { accepts(signature, digest: bytes.span) }
}

extension ECPrivateKey {
    init(_ curve: EllipticCurve, number: [UInt8], publicKey: ECPublicKey? = nil) throws(ECError) {
        try self.init(curve, scalar: number.span, publicKey: publicKey)
    }

    func sign(bytes: [UInt8]) throws(ECError) -> ECDSASignature { try sign(digest: bytes.span) }
}

extension ECDSASignature {
    init(r: String, s: String) { self.init(r: Bytes(number(r)), s: Bytes(number(s))) }

    /// From a DER ECDSA-Sig-Value; `nil` when it is not one, strictly.
    init?(der: [UInt8]) {
        var outer = StrictDER(der[...])
        guard var inner = outer.enter(0x30), outer.isAtEnd, let r = inner.unsignedInteger(),
            let s = inner.unsignedInteger(), inner.isAtEnd
        else { return nil }
        self.init(r: Bytes(r), s: Bytes(s))
    }

    /// As a DER ECDSA-Sig-Value.
    var der: [UInt8] {
        func integer(_ bytes: Bytes) -> [UInt8] {
            var content = Array(bytes.drop { $0 == 0 })
            if content.first ?? 0x80 >= 0x80 { content.insert(0, at: 0) }
            return [0x02, UInt8(content.count)] + content
        }
        let content = integer(r) + integer(s)
        return (content.count < 0x80 ? [0x30, UInt8(content.count)] : [0x30, 0x81, UInt8(content.count)]) + content
    }
}

/// As much of DER as these tests need, strictly.
struct StrictDER {
    private var rest: ArraySlice<UInt8>
    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }
    var isAtEnd: Bool { rest.isEmpty }

    mutating func content(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.count >= 2, rest.removeFirst() == tag, let first = rest.popFirst() else { return nil }
        var count = Int(first)
        if first >= 0x80 {
            guard first == 0x81 || first == 0x82, rest.count >= Int(first & 0x7F) else { return nil }
            count = 0
            for _ in 0..<(first & 0x7F) { count = count << 8 | Int(rest.removeFirst()) }
            guard count >= (first == 0x81 ? 0x80 : 0x100) else { return nil }
        }
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func enter(_ tag: UInt8) -> StrictDER? { content(tag).map { StrictDER($0) } }

    mutating func unsignedInteger() -> [UInt8]? {
        guard let content = content(0x02), let first = content.first, first < 0x80 else { return nil }
        if first == 0, content.count > 1, content[content.startIndex + 1] < 0x80 { return nil }
        return Array(content)
    }
}

/// Curves by the DER of their object identifiers (RFC 5480 §2.1.1.1, RFC 5639 §4.1).
private let curveIdentifiers: [String: EllipticCurve] = [
    "2b81040021": .p224, "2a8648ce3d030107": .p256, "2b81040022": .p384, "2b81040023": .p521, "2b8104000a": .secp256k1,
    "2b2403030208010101": .brainpoolP160r1, "2b2403030208010103": .brainpoolP192r1,
    "2b2403030208010105": .brainpoolP224r1, "2b2403030208010109": .brainpoolP320r1,
    "2b2403030208010107": .brainpoolP256r1, "2b240303020801010b": .brainpoolP384r1,
    "2b240303020801010d": .brainpoolP512r1,
]

/// The algorithm identifier of a key on a named curve.
private func curve(_ reader: inout StrictDER) -> EllipticCurve? {
    guard var algorithm = reader.enter(0x30), let type = algorithm.content(0x06),
        Hex.encode(Bytes(Array(type))) == "2a8648ce3d0201", let name = algorithm.content(0x06), algorithm.isAtEnd
    else { return nil }
    return curveIdentifiers[Hex.encode(Bytes(Array(name)))]
}

/// The key in a SubjectPublicKeyInfo with a named curve; `nil` when it is refused.
func publicKey(subjectPublicKeyInfo bytes: [UInt8]) -> ECPublicKey? {
    var outer = StrictDER(bytes[...])
    guard var inner = outer.enter(0x30), outer.isAtEnd, let curve = curve(&inner), let bits = inner.content(0x03),
        inner.isAtEnd, bits.first == 0
    else { return nil }
    let point = Array(bits.dropFirst())
    return try? ECPublicKey(curve, encoded: point.span)
}

/// The key in a PKCS #8 PrivateKeyInfo with a named curve; `nil` when it is refused.
func privateKey(privateKeyInfo bytes: [UInt8]) -> ECPrivateKey? {
    var outer = StrictDER(bytes[...])
    guard var inner = outer.enter(0x30), inner.content(0x02)?.elementsEqual([0]) == true,
        let curve = curve(&inner), var wrapping = inner.enter(0x04), var key = wrapping.enter(0x30),
        key.content(0x02)?.elementsEqual([1]) == true, let scalar = key.content(0x04)
    else { return nil }
    let number = Array(scalar)
    return try? ECPrivateKey(curve, scalar: number.span)
}

/// The bytes between the lines of a PEM text; `nil` when it is not one.
func pem(_ text: String) -> [UInt8]? {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.count > 2, lines[0].hasPrefix("-----BEGIN "), lines[lines.count - 1].hasPrefix("-----END "),
        let data = Data(base64Encoded: lines[1..<(lines.count - 1)].joined())
    else { return nil }
    return [UInt8](data)
}

/// Digests by functions that `SignetHash` may not have, computed by Python for many messages at once.
enum Digests {
    private static let script = """
        import sys, hashlib
        shakes = {'SHAKE128': ('shake_128', 32), 'SHAKE-128': ('shake_128', 32),
                  'SHAKE256': ('shake_256', 64), 'SHAKE-256': ('shake_256', 64)}
        for line in sys.stdin:
            name, _, text = line.rstrip('\\n').partition(' ')
            message = bytes.fromhex(text)
            if name in shakes: print(getattr(hashlib, shakes[name][0])(message).hexdigest(shakes[name][1]))
            else: print('-')
        """

    /// The digest of each message by the function named; `nil` where nobody can compute it.
    static func compute(_ cases: [(hash: String, message: [UInt8])]) throws -> [[UInt8]?] {
        if cases.allSatisfy({ Named.hash($0.hash) != nil }) {
            return cases.map { entry in
                let message = entry.message
                return Named.hash(entry.hash)?.digest(of: message.span).bytes
            }
        }
        let lines = cases.map { "\($0.hash) \(Hex.encode(Bytes($0.message)))\n" }.joined()
        let output = try Programs.run("python3", ["-c", script], input: Array(lines.utf8)) ?? []
        let digests = String(decoding: output, as: UTF8.self).split(separator: "\n")
        return cases.indices.map { index in
            if let hash = Named.hash(cases[index].hash) {
                let message = cases[index].message
                return hash.digest(of: message.span).bytes
            }
            return index < digests.count ? Hex.decode(digests[index]) : nil
        }
    }
}
