internal import SignetBytes
internal import SignetEC
internal import SignetHash

/// The fields of a case, or of its group, wherever they were read from.
struct Fields: Sendable {
    private let test: [String: JSONValue]
    private let group: [String: JSONValue]

    init(_ test: JSONValue, in group: JSONValue = .null) {
        self.test = test.object ?? [:]
        self.group = group.object ?? [:]
    }

    /// The value, from the case or else from its group.
    subscript(name: String) -> JSONValue? { test[name] ?? group[name] }

    func has(_ name: String) -> Bool { self[name] != nil }

    func text(_ name: String) throws(Unable) -> String {
        guard let value = self[name]?.text else { throw .field(name) }
        return value
    }

    func int(_ name: String) throws(Unable) -> Int {
        guard let value = self[name]?.int else { throw .field(name) }
        return value
    }

    func bool(_ name: String) -> Bool? { self[name]?.bool }

    /// Hexadecimal, with an odd number of digits too.
    func hex(_ name: String) throws(Unable) -> [UInt8] {
        guard let value = self[name]?.text, let bytes = Hexadecimal.bytes(value) else { throw .field(name) }
        return bytes
    }

    func hexIfPresent(_ name: String) -> [UInt8]? { self[name]?.text.flatMap(Hexadecimal.bytes) }
}

/// Hexadecimal as vector files write it.
enum Hexadecimal {
    /// Bytes; a missing first zero is put back.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
        return Hex.decode(digits.utf8.count % 2 == 0 ? digits : "0" + digits)
    }

    /// A number as bytes of this length; `nil` when it has more.
    static func number(_ bytes: [UInt8], byteCount: Int) -> [UInt8]? {
        let significant = bytes.drop { $0 == 0 }
        guard significant.count <= byteCount else { return nil }
        return [UInt8](repeating: 0, count: byteCount - significant.count) + significant
    }
}

/// Algorithms by the names that files give them.
enum Named {
    /// Letters and digits only, in small letters: `SHA-512/224` and `SHA2-512-224` are written in many ways.
    private static func plain(_ name: String) -> String {
        String(name.lowercased().unicodeScalars.filter { ("a"..."z").contains($0) || ("0"..."9").contains($0) })
    }

    static func digest(_ name: String) -> DigestAlgorithm? {
        switch plain(name) {
        case "md2": .md2
        case "md4": .md4
        case "md5": .md5
        case "sha1", "sha": .sha1
        case "sha224", "sha2224": .sha224
        case "sha256", "sha2256": .sha256
        case "sha384", "sha2384": .sha384
        case "sha512", "sha2512": .sha512
        case "sha512224", "sha2512224": .sha512_224
        case "sha512256", "sha2512256": .sha512_256
        case "sha3224": .sha3_224
        case "sha3256": .sha3_256
        case "sha3384": .sha3_384
        case "sha3512": .sha3_512
        case "shake128": .shake128
        case "shake256": .shake256
        default: nil
        }
    }

    /// The hash function, or the reason why there is none.
    static func requiredDigest(_ name: String) throws(Unable) -> DigestAlgorithm {
        guard let algorithm = digest(name) else { throw .skip("\(name): not a hash function of S/MIME") }
        return algorithm
    }

    static func curve(_ name: String) -> EllipticCurve? {
        switch plain(name) {
        case "p224", "secp224r1", "nistp224": .p224
        case "p256", "secp256r1", "prime256v1", "nistp256": .p256
        case "p384", "secp384r1", "nistp384": .p384
        case "p521", "secp521r1", "nistp521": .p521
        case "secp256k1": .secp256k1
        case "brainpoolp160r1": .brainpoolP160r1
        case "brainpoolp192r1": .brainpoolP192r1
        case "brainpoolp224r1": .brainpoolP224r1
        case "brainpoolp256r1": .brainpoolP256r1
        case "brainpoolp320r1": .brainpoolP320r1
        case "brainpoolp384r1": .brainpoolP384r1
        case "brainpoolp512r1": .brainpoolP512r1
        default: nil
        }
    }

    static func requiredCurve(_ name: String) throws(Unable) -> EllipticCurve {
        guard let curve = curve(name) else { throw .skip("\(name): not a curve of S/MIME") }
        return curve
    }
}
