import SignetBytes
import SignetHash
import TestSupport
import Testing

/// Every length from 0 to 257 bytes at every level, from any address, whole and in pieces, against other implementations.
@Suite("Hashes: every length")
struct HashLengths {
    @Test(arguments: DigestAlgorithm.allCases, CPU.levels)
    func digests(_ algorithm: DigestAlgorithm, _ level: CPU.Level) {
        let wrong = LengthAnswers.wrong("\(algorithm)") { count in
            let (whole, start) = LengthAnswers.moved(LengthAnswers.message(count))
            let message = whole.span.extracting(droppingFirst: start)
            let digest = algorithm.digest(of: message, level: level)
            var hash = Hash(algorithm, level: level)
            for piece in LengthAnswers.pieces(count) { hash.update(message.extracting(piece)) }
            #expect(hash.finalize() == digest)
            return digest.bytes
        }
        #expect(wrong == [])
    }

    private static let keyed = DigestAlgorithm.allCases.filter {
        ![.md2, .md4, .whirlpool, .shake128, .shake256].contains($0)
    }

    /// Keys are as long as messages.
    @Test(arguments: keyed, CPU.levels)
    func codes(_ algorithm: DigestAlgorithm, _ level: CPU.Level) {
        let wrong = LengthAnswers.wrong("hmac-\(algorithm)") { count in
            let (whole, start) = LengthAnswers.moved(LengthAnswers.message(count))
            let message = whole.span.extracting(droppingFirst: start)
            let key = LengthAnswers.key(count)
            var code = HMAC(algorithm, key: key.span, level: level)
            for piece in LengthAnswers.pieces(count) { code.update(message.extracting(piece)) }
            let value = code.finalize()
            #expect(value == HMAC.authenticate(message, algorithm, key: key.span, level: level))
            return value.bytes
        }
        #expect(wrong == [])
    }

    /// Passwords are as long as keys, and a level's lanes are forced by leaving out the instructions for SHA.
    @Test(arguments: keyed, CPU.levels)
    func derivedKeys(_ algorithm: DigestAlgorithm, _ level: CPU.Level) throws {
        let salt = LengthAnswers.vector(8)
        for hasSHA in Set([CPU.hasSHA, false]) {
            let wrong = try LengthAnswers.wrong("pbkdf2-\(algorithm)") { count in
                let password = LengthAnswers.key(count)
                let key = try PBKDF2.derive(
                    password: password.span, salt: salt.span, iterations: 3, byteCount: count, algorithm: algorithm,
                    level: level, hasSHA: hasSHA)
                return [UInt8](copying: key.span)
            }
            #expect(wrong == [])
        }
    }

    @Test(arguments: SHAKE.Variant.allCases, CPU.levels)
    func outputs(_ variant: SHAKE.Variant, _ level: CPU.Level) {
        let wrong = LengthAnswers.wrong(variant == .shake128 ? "shake128-output" : "shake256-output") { count in
            let message = LengthAnswers.message(count)
            var function = SHAKE(variant, level: level)
            for piece in LengthAnswers.pieces(count) { function.update(message.span.extracting(piece)) }
            var output: [UInt8] = []
            for piece in LengthAnswers.pieces(count) {
                let part = function.squeeze(piece.count)
                output.append(copying: part.span)
            }
            return output
        }
        #expect(wrong == [])
    }

    @Test(arguments: [DigestAlgorithm.sha1, .sha256, .sha512])
    func otherDerivations(_ algorithm: DigestAlgorithm) throws {
        let lengths = stride(from: 1, through: 257, by: 1)
        let expanded = try LengthAnswers.wrong("hkdf-\(algorithm)", lengths) { count in
            let (secret, salt) = (LengthAnswers.key(count), LengthAnswers.vector(count % 70))
            let info = LengthAnswers.data(count)
            let key = try HKDF.derive(
                secret: secret.span, salt: salt.span, info: info.span, byteCount: count, algorithm: algorithm)
            return [UInt8](copying: key.span)
        }
        #expect(expanded == [])
        let derived = try LengthAnswers.wrong("x963-\(algorithm)", lengths) { count in
            let (secret, info) = (LengthAnswers.key(count), LengthAnswers.data(count))
            let key = try X963KDF.derive(
                secret: secret.span, sharedInfo: info.span, byteCount: count, algorithm: algorithm)
            return [UInt8](copying: key.span)
        }
        #expect(derived == [])
    }
}
