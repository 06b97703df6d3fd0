import Foundation
import SignetBytes
import SignetHash
import SignetRSA
import TestSupport

extension SecretSlice {
    init(_ bytes: [UInt8]) { self.init(Bytes(bytes)) }
    var bytes: [UInt8] { [UInt8](exposed) }
}

extension RSAPublicKey {
    init(_ modulus: [UInt8], _ publicExponent: [UInt8], minimumBitCount: Int = 1024) throws {
        try self.init(
            modulus: modulus.span, publicExponent: publicExponent.span, minimumBitCount: minimumBitCount)
    }

    func wrap(_ key: [UInt8], _ padding: KeyTransportPadding = .pkcs1v15) throws -> [UInt8] {
        let ciphertext = try wrap(key.span, padding: padding)
        return [UInt8](ciphertext)
    }

    func accepts(_ signature: [UInt8], _ digestInfo: [UInt8]) -> Bool {
        accepts(signature.span, digestInfo: digestInfo.span)
    }

    func accepts(_ signature: [UInt8], of message: [UInt8], _ padding: PSSPadding) -> Bool {
        accepts(signature.span, of: padding.digest.digest(of: message.span), padding: padding)
    }
}

extension RSAPrivateKey {
    /// The eight numbers in the order of RFC 8017 §A.1.2, after the version.
    init(_ numbers: [[UInt8]]) throws {
        try self.init(Components(numbers))
    }

    /// A file as `openssl rsa -traditional` writes it (RFC 8017 §A.1.2).
    init(pem: [UInt8]) throws {
        let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-----") }
        var der = [UInt8](Data(base64Encoded: lines.joined())!)[...]
        func header() -> Int {
            der = der.dropFirst()
            var length = Int(der.removeFirst())
            if length >= 0x80 {
                let count = length - 0x80
                length = der.prefix(count).reduce(0) { $0 << 8 | Int($1) }
                der = der.dropFirst(count)
            }
            return length
        }
        _ = header()
        var numbers: [[UInt8]] = []
        while !der.isEmpty {
            let length = header()
            numbers.append([UInt8](der.prefix(length)))
            der = der.dropFirst(length)
        }
        try self.init(Array(numbers.dropFirst()))
    }

    /// The same, DER.
    var der: [UInt8] {
        let numbers = components.numbers
        return element(0x30, ([[0]] + numbers).flatMap { element(0x02, $0[0] >= 0x80 ? [0] + $0 : $0) })
    }

    func sign(_ digestInfo: [UInt8]) throws -> [UInt8] {
        let signature = try sign(digestInfo: digestInfo.span)
        return [UInt8](signature)
    }

    func unwrap(
        _ ciphertext: [UInt8], _ keyByteCount: Int, _ padding: KeyTransportPadding = .pkcs1v15
    ) throws -> [UInt8] {
        let key = try unwrap(ciphertext.span, keyByteCount: keyByteCount, padding: padding)
        return [UInt8](copying: key.span)
    }

    func decrypt(_ ciphertext: [UInt8], _ padding: OAEPPadding) throws -> [UInt8] {
        let message = try decrypt(ciphertext.span, padding: padding)
        return [UInt8](copying: message.span)
    }

    /// With a salt of its own, or this one.
    func sign(_ message: [UInt8], _ padding: PSSPadding, salt: [UInt8]? = nil) throws -> [UInt8] {
        let digest = padding.digest.digest(of: message.span)
        let signature =
            if let salt { try sign(digest, padding: padding, salt: salt.span) } else {
                try sign(digest, padding: padding)
            }
        return [UInt8](signature)
    }
}

extension RSAPrivateKey.Components {
    init(_ numbers: [[UInt8]]) {
        self.init(
            modulus: Bytes(numbers[0]), publicExponent: Bytes(numbers[1]), privateExponent: SecretSlice(numbers[2]),
            prime1: SecretSlice(numbers[3]), prime2: SecretSlice(numbers[4]), exponent1: SecretSlice(numbers[5]),
            exponent2: SecretSlice(numbers[6]), coefficient: SecretSlice(numbers[7]))
    }

    var numbers: [[UInt8]] {
        [
            [UInt8](modulus), [UInt8](publicExponent), privateExponent.bytes, prime1.bytes, prime2.bytes,
            exponent1.bytes, exponent2.bytes, coefficient.bytes,
        ]
    }
}

/// A DER element.
private func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    var length: [UInt8] = []
    if content.count < 0x80 {
        length = [UInt8(content.count)]
    } else {
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        length.insert(0x80 | UInt8(length.count), at: 0)
    }
    return [tag] + length + content
}

/// Keys that tests share, since making one takes a while.
enum SharedKeys {
    static let generated = Result { try RSAPrivateKey.generate(bitCount: 2048) }
}
