internal import SignetBytes
internal import SignetHash

/// What files ask of hash functions and key derivations.
enum Hashing {
    static func digest(_ algorithm: DigestAlgorithm, _ message: [UInt8]) -> [UInt8] {
        algorithm.digest(of: message.span).bytes
    }

    static func hmac(_ algorithm: DigestAlgorithm, key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        HMAC.authenticate(message.span, algorithm, key: key.span).bytes
    }

    static func shake(_ variant: SHAKE.Variant, _ message: [UInt8], byteCount: Int) -> [UInt8] {
        var function = SHAKE(variant)
        function.update(message.span)
        return [UInt8](function.squeeze(byteCount).declassified())
    }

    static func variant(_ name: String) -> SHAKE.Variant? {
        switch Named.digest(name) {
        case .shake128: .shake128
        case .shake256: .shake256
        default: nil
        }
    }

    static func kmac(
        _ variant: SHAKE.Variant, key: [UInt8], _ message: [UInt8], customization: [UInt8] = [], byteCount: Int,
        isExtendable: Bool = false
    ) -> [UInt8] {
        [UInt8](
            KMAC.authenticate(
                message.span, variant, key: key.span, customization: Bytes(customization), byteCount: byteCount,
                isExtendable: isExtendable
            ).declassified())
    }

    /// `KMAC128`, `KMAC-256`
    static func kmacVariant(_ name: String) -> SHAKE.Variant? {
        switch name.uppercased().filter({ $0 != "-" }) {
        case "KMAC128": .shake128
        case "KMAC256": .shake256
        default: nil
        }
    }

    static func pbkdf2(
        _ algorithm: DigestAlgorithm, password: [UInt8], salt: [UInt8], iterations: Int, byteCount: Int
    ) throws(KDFError) -> [UInt8] {
        [UInt8](
            try PBKDF2.derive(
                password: password.span, salt: salt.span, iterations: iterations, byteCount: byteCount,
                algorithm: algorithm
            ).declassified())
    }

    static func hkdf(
        _ algorithm: DigestAlgorithm, secret: [UInt8], salt: [UInt8], info: [UInt8], byteCount: Int
    ) throws(KDFError) -> [UInt8] {
        [UInt8](
            try HKDF.derive(
                secret: secret.span, salt: salt.span, info: info.span, byteCount: byteCount, algorithm: algorithm
            ).declassified())
    }

    static func scrypt(
        password: [UInt8], salt: [UInt8], cost: Int, blockSize: Int, parallelization: Int, byteCount: Int,
        memoryLimit: Int = 2 << 30
    ) throws(KDFError) -> [UInt8] {
        [UInt8](
            try Scrypt.derive(
                password: password.span, salt: salt.span, cost: cost, blockSize: blockSize,
                parallelization: parallelization, byteCount: byteCount, memoryLimit: memoryLimit
            ).declassified())
    }

    static func x963(
        _ algorithm: DigestAlgorithm, secret: [UInt8], sharedInfo: [UInt8], byteCount: Int
    ) throws(KDFError) -> [UInt8] {
        [UInt8](
            try X963KDF.derive(
                secret: secret.span, sharedInfo: sharedInfo.span, byteCount: byteCount, algorithm: algorithm
            ).declassified())
    }

    static func pkcs12(
        _ algorithm: DigestAlgorithm, password: [UInt8], salt: [UInt8], id: Int, iterations: Int, byteCount: Int
    ) throws -> [UInt8] {
        guard let number = UInt8(exactly: id), let purpose = PKCS12KDF.Purpose(rawValue: number) else {
            throw Unable.skip("PKCS #12 has no purpose \(id) (RFC 7292 Appendix B.3)")
        }
        return [UInt8](
            try PKCS12KDF.derive(
                password: password.span, salt: salt.span, purpose: purpose, iterations: iterations,
                byteCount: byteCount, algorithm: algorithm
            ).declassified())
    }

    /// The Monte Carlo test of NIST's CAVP and ACVP: 1000 digests for each answer, each over the three before it (SHA-1,
    /// SHA-2) or the one before it (SHA-3).
    ///
    /// - Parameter alternateByteCount: ACVP's form for those who take no messages of every length: each is cut, or filled
    ///   with zeros, to the length of the first seed.
    static func monteCarlo(
        _ algorithm: DigestAlgorithm, seed: inout [UInt8], alternateByteCount: Int? = nil
    ) -> [UInt8] {
        func message(_ bytes: [UInt8]) -> [UInt8] { alternateByteCount.map { fitted(bytes, $0) } ?? bytes }
        if [.sha3_224, .sha3_256, .sha3_384, .sha3_512].contains(algorithm) {
            for _ in 0..<1000 { seed = digest(algorithm, message(seed)) }
            return seed
        }
        var (a, b, c) = (seed, seed, seed)
        for _ in 0..<1000 { (a, b, c) = (b, c, digest(algorithm, message(a + b + c))) }
        seed = c
        return c
    }

    static func fitted(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
        bytes.count >= count
            ? Array(bytes.prefix(count)) : bytes + [UInt8](repeating: 0, count: count - bytes.count)
    }

    /// The Monte Carlo test of SHAKE (SHA3VS §6.3.3.2; ACVP): lengths in bytes.
    static func monteCarlo(
        _ variant: SHAKE.Variant, message: inout [UInt8], outputByteCount: inout Int, minimum: Int, maximum: Int
    ) -> [UInt8] {
        var output = message
        for _ in 0..<1000 {
            let input = fitted(output, 16)
            output = shake(variant, input, byteCount: outputByteCount)
            let right = output.suffix(2).reduce(0) { $0 << 8 | Int($1) }
            outputByteCount = minimum + right % (maximum - minimum + 1)
        }
        message = output
        return output
    }
}
