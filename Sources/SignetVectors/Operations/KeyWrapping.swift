internal import SignetBytes
internal import SignetCipher

/// The key wraps that files ask for.
struct KeyWrapping: Sendable {
    /// The name in the table.
    let name: String
    /// Which cipher; the key tells which AES.
    var cipher = Named.Cipher.aes
    /// Whether lengths are free (KWP, RFC 5649).
    var isPadded = false
    /// Whether wrapping decrypts blocks, as SP 800-38F §5.1 allows.
    var isInverse = false

    static let aes = KeyWrapping(name: "AES-KW")
    static let aesPadded = KeyWrapping(name: "AES-KWP", isPadded: true)
    static let tripleDES = KeyWrapping(name: "TKW", cipher: .tripleDES)

    /// The wrap in which the block cipher runs backwards.
    var inverse: KeyWrapping { KeyWrapping(name: name, cipher: cipher, isPadded: isPadded, isInverse: true) }

    /// Whether it is one of the two that CMS has.
    private var isOfCMS: Bool { cipher == .aes && !isInverse }

    func wrap(_ key: [UInt8], under wrapping: [UInt8]) throws -> [UInt8] {
        guard isOfCMS else { return try modes(wrapping).wrap(key) }
        return isPadded
            ? [UInt8](try AESKeyWrap.wrapPadded(key.span, under: wrapping.span))
            : [UInt8](try AESKeyWrap.wrap(key.span, under: wrapping.span))
    }

    func unwrap(_ wrapped: [UInt8], under wrapping: [UInt8]) throws -> [UInt8] {
        guard isOfCMS else { return try modes(wrapping).unwrap(wrapped) }
        return isPadded
            ? [UInt8](try AESKeyWrap.unwrapPadded(wrapped.span, under: wrapping.span).declassified())
            : [UInt8](try AESKeyWrap.unwrap(wrapped.span, under: wrapping.span).declassified())
    }

    private func modes(_ key: [UInt8]) throws -> KeyWrapModes {
        KeyWrapModes(
            algorithm: try cipher.algorithm(keyByteCount: key.count), key: key, isInverse: isInverse, isPadded: isPadded
        )
    }
}

/// KW, KWP and TKW (SP 800-38F §6) over any block cipher. CMS has two of them with AES, which are in `SignetCipher`; through
/// the others, files test the cipher itself.
private struct KeyWrapModes {
    let algorithm: CipherAlgorithm
    let key: [UInt8]
    let isInverse: Bool
    let isPadded: Bool

    private struct Refused: Error {}

    private var half: Int { algorithm.blockByteCount / 2 }

    private func block(_ bytes: [UInt8], encrypts: Bool) throws -> [UInt8] {
        try Ciphering.ecb(algorithm, key: key, bytes, encrypts: encrypts != isInverse)
    }

    func wrap(_ plaintext: [UInt8]) throws -> [UInt8] {
        guard isPadded else {
            guard plaintext.count % half == 0, plaintext.count >= 2 * half else { throw Refused() }
            return try chained([UInt8](repeating: 0xA6, count: half) + plaintext)
        }
        guard let length = UInt32(exactly: plaintext.count), length > 0 else { throw Refused() }
        let padding = [UInt8](repeating: 0, count: (8 - plaintext.count % 8) % 8)
        let block = [0xA6, 0x59, 0x59, 0xA6] + Self.bytes(UInt64(length), count: 4) + plaintext + padding
        return block.count == 16 ? try self.block(block, encrypts: true) : try chained(block)
    }

    func unwrap(_ wrapped: [UInt8]) throws -> [UInt8] {
        guard isPadded else {
            guard wrapped.count % half == 0, wrapped.count >= 3 * half else { throw Refused() }
            let opened = try unchained(wrapped)
            guard opened.prefix(half).allSatisfy({ $0 == 0xA6 }) else { throw Refused() }
            return Array(opened.dropFirst(half))
        }
        guard wrapped.count % 8 == 0, wrapped.count >= 16 else { throw Refused() }
        let opened = wrapped.count == 16 ? try block(wrapped, encrypts: false) : try unchained(wrapped)
        let length = opened[4..<8].reduce(0) { $0 << 8 | Int($1) }
        let room = opened.count - 8
        guard opened.starts(with: [0xA6, 0x59, 0x59, 0xA6]), length <= room, length > room - 8,
            opened[(8 + length)...].allSatisfy({ $0 == 0 })
        else { throw Refused() }
        return Array(opened[8..<(8 + length)])
    }

    /// `W` (Algorithm 1): half a block goes round with each of the others in turn.
    private func chained(_ input: [UInt8]) throws -> [UInt8] {
        var (first, rest) = (Array(input.prefix(half)), Array(input.dropFirst(half)))
        for step in 1...(6 * rest.count / half) {
            let output = try block(first + rest.prefix(half), encrypts: true)
            first = Self.sum(Array(output.prefix(half)), step)
            rest = Array(rest.dropFirst(half)) + output.suffix(half)
        }
        return first + rest
    }

    /// `W⁻¹` (Algorithm 2).
    private func unchained(_ input: [UInt8]) throws -> [UInt8] {
        var (first, rest) = (Array(input.prefix(half)), Array(input.dropFirst(half)))
        for step in (1...(6 * rest.count / half)).reversed() {
            let output = try block(Self.sum(first, step) + rest.suffix(half), encrypts: false)
            first = Array(output.prefix(half))
            rest = output.suffix(half) + rest.dropLast(half)
        }
        return first + rest
    }

    private static func sum(_ bytes: [UInt8], _ step: Int) -> [UInt8] {
        zip(bytes, Self.bytes(UInt64(step), count: bytes.count)).map { $0 ^ $1 }
    }

    private static func bytes(_ number: UInt64, count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
}

extension Ciphering {
    /// CMAC (SP 800-38B) of any block cipher; that of AES, the only one that CMS has, is `CMAC` itself.
    static func cmac(_ cipher: Named.Cipher, key: [UInt8], _ message: [UInt8]) throws -> [UInt8] {
        if cipher == .aes { return try cmac(key: key, message) }
        let algorithm = try cipher.algorithm(keyByteCount: key.count)
        let size = algorithm.blockByteCount
        let zeros = [UInt8](repeating: 0, count: size)
        func doubled(_ bytes: [UInt8]) -> [UInt8] {
            var result = bytes
            for index in 0..<size { result[index] = bytes[index] << 1 | (index + 1 < size ? bytes[index + 1] >> 7 : 0) }
            if bytes[0] >= 0x80 { result[size - 1] ^= size == 16 ? 0x87 : 0x1B }
            return result
        }
        var subkey = doubled(try ecb(algorithm, key: key, zeros, encrypts: true))
        var blocks = message
        if message.isEmpty || message.count % size != 0 {
            subkey = doubled(subkey)
            blocks += [0x80] + [UInt8](repeating: 0, count: (2 * size - 1 - message.count % size) % size)
        }
        for index in 0..<size { blocks[blocks.count - size + index] ^= subkey[index] }
        return Array(try cbc(algorithm, key: key, iv: zeros, blocks, encrypts: true).suffix(size))
    }
}
