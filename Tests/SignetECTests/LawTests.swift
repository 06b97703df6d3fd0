import SignetBytes
import SignetEC
import SignetHash
import Testing

@Suite("Laws")
struct LawTests {
    /// The order of each curve, from SP 800-186, SEC 2 and RFC 5639.
    static let orders: [EllipticCurve: String] = [
        .p256: "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        .p384: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
        .p521: "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
            + "FFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
        .secp256k1: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
        .p224: "FFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D",
        .brainpoolP160r1: "E95E4A5F737059DC60DF5991D45029409E60FC09",
        .brainpoolP192r1: "C302F41D932A36CDA7A3462F9E9E916B5BE8F1029AC4ACC1",
        .brainpoolP224r1: "D7C134AA264366862A18302575D0FB98D116BC4B6DDEBCA3A5A7939F",
        .brainpoolP320r1: "D35E472036BC4FB7E13C785ED201E065F98FCFA5B68F12A32D482EC7EE8658E98691555B44C59311",
        .brainpoolP256r1: "A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7",
        .brainpoolP384r1: "8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B31F166E6CAC0425A7"
            + "CF3AB6AF6B7FC3103B883202E9046565",
        .brainpoolP512r1: "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330870"
            + "553E5C414CA92619418661197FAC10471DB1D381085DDADDB58796829CA90069",
    ]

    private static func order(_ curve: EllipticCurve, less count: Int) -> [UInt8] {
        var bytes = number(orders[curve] ?? "")
        var borrow = count
        for index in bytes.indices.reversed() where borrow > 0 {
            let difference = Int(bytes[index]) - borrow
            bytes[index] = UInt8(truncatingIfNeeded: difference)
            borrow = difference < 0 ? (255 - difference) / 256 : 0
        }
        return bytes
    }

    /// Scalars at both ends are where sums of equal and opposite points would be met.
    @Test("(n − j)·P = −(j·P)", arguments: EllipticCurve.allCases)
    func ends(_ curve: EllipticCurve) throws {
        let other = try ECPrivateKey.generate(curve)
        for count in 1...70 {
            let low = try ECPrivateKey(curve, number: [UInt8(count)])
            let high = try ECPrivateKey(curve, number: Self.order(curve, less: count))
            #expect(low.publicKey.x == high.publicKey.x, "\(count)")
            #expect(low.publicKey.y != high.publicKey.y, "\(count)")
            let first = try low.sharedSecret(with: other.publicKey)
            let second = try high.sharedSecret(with: other.publicKey)
            let third = try other.sharedSecret(with: low.publicKey)
            #expect(first.declassified() == second.declassified(), "\(count)")
            #expect(first.declassified() == third.declassified(), "\(count)")
        }
    }

    /// The first multiplications of a generator go without tables, the later ones with them.
    @Test("Single bits and runs of bits", arguments: EllipticCurve.allCases)
    func bits(_ curve: EllipticCurve) throws {
        let one = try ECPrivateKey(curve, number: [1]).publicKey
        for bit in 0..<(curve.bitCount - 1) {
            for isRun in [false, true] {
                var scalar = [UInt8](repeating: 0, count: curve.byteCount)
                for position in (isRun ? 0 : bit)...bit {
                    scalar[curve.byteCount - 1 - position / 8] |= 1 << UInt8(position % 8)
                }
                let key = try ECPrivateKey(curve, number: scalar)
                let secret = try key.sharedSecret(with: one)
                #expect(secret.declassified() == key.publicKey.x)
            }
        }
    }

    @Test("Signatures verify, and nothing else does", arguments: EllipticCurve.allCases)
    func signatures(_ curve: EllipticCurve) throws {
        let key = try ECPrivateKey.generate(curve)
        let other = try ECPrivateKey.generate(curve)
        for byteCount in [0, 1, 20, 32, 48, 64, 65, 66, 67, 100] {
            let digest = Array(Randomness.bytes(count: byteCount))
            let signature = try key.sign(bytes: digest)
            #expect(try key.sign(bytes: digest) == signature)
            #expect(key.publicKey.accepts(signature, bytes: digest))
            #expect(!other.publicKey.accepts(signature, bytes: digest))
            let hedged = try key.sign(digest: digest.span, drawingWith: .sha512, addingRandomness: true)
            #expect(hedged != signature)
            #expect(key.publicKey.accepts(hedged, bytes: digest))
            #expect(try ECDSASignature(curve, concatenated: hedged.concatenated) == hedged)
            if byteCount > 0 {
                var changed = digest
                changed[0] ^= 0x80
                #expect(!key.publicKey.accepts(signature, bytes: changed))
            }
            for index in 0..<signature.concatenated.count {
                var bytes = Array(signature.concatenated)
                bytes[index] ^= 1 << UInt8(index % 8)
                let changed = try ECDSASignature(curve, concatenated: Bytes(bytes))
                if index % 7 == 0 { #expect(!key.publicKey.accepts(changed, bytes: digest)) }
            }
        }
        let zero = ECDSASignature(r: [0], s: [0])
        #expect(!key.publicKey.accepts(zero, bytes: [1]))
        #expect(!key.publicKey.accepts(ECDSASignature(r: [], s: []), bytes: [1]))
    }

    @Test("Encoded points", arguments: EllipticCurve.allCases)
    func points(_ curve: EllipticCurve) throws {
        for _ in 0..<8 {
            let key = try ECPrivateKey.generate(curve)
            #expect(try ECPublicKey(curve, point: Array(key.publicKey.encoded)) == key.publicKey)
            #expect(try ECPublicKey(curve, point: Array(key.publicKey.compressed)) == key.publicKey)
            #expect(try ECPrivateKey(curve, number: Array(key.scalar.exposed)).publicKey == key.publicKey)
        }
        let key = try ECPrivateKey.generate(curve)
        let encoded = Array(key.publicKey.encoded)
        for count in 0..<encoded.count {
            let cut = Array(encoded.prefix(count))
            #expect(throws: ECError.self) { try ECPublicKey(curve, point: cut) }
        }
        for index in encoded.indices {
            var changed = encoded
            changed[index] ^= 1
            #expect(throws: ECError.self) { try ECPublicKey(curve, point: changed) }
        }
    }

    @Test("Refusals", arguments: EllipticCurve.allCases)
    func refusals(_ curve: EllipticCurve) throws {
        let width = curve.byteCount
        func refusal(of encoded: [UInt8]) -> ECError? {
            do throws(ECError) {
                _ = try ECPublicKey(curve, point: encoded)
                return nil
            } catch { return error }
        }
        #expect(refusal(of: []) == .unsupportedPointForm(nil))
        #expect(refusal(of: [0]) == .unsupportedPointForm(0))
        #expect(refusal(of: [6] + [UInt8](repeating: 1, count: 2 * width)) == .unsupportedPointForm(6))
        #expect(refusal(of: [4, 1]) == .wrongPointLength(byteCount: 2, expected: 1 + 2 * width))
        #expect(refusal(of: [4] + [UInt8](repeating: 0xFF, count: 2 * width)) == .coordinateOutOfRange)
        #expect(refusal(of: [2] + [UInt8](repeating: 0xFF, count: width)) == .coordinateOutOfRange)
        #expect(refusal(of: [4] + [UInt8](repeating: 0, count: 2 * width)) == .pointNotOnCurve)

        func refusal(ofScalar scalar: [UInt8], _ publicKey: ECPublicKey? = nil) -> ECError? {
            do throws(ECError) {
                _ = try ECPrivateKey(curve, number: scalar, publicKey: publicKey)
                return nil
            } catch { return error }
        }
        #expect(refusal(ofScalar: []) == .wrongKeyLength(byteCount: 0, expected: width))
        #expect(
            refusal(ofScalar: [UInt8](repeating: 0, count: width + 1))
                == .wrongKeyLength(byteCount: width + 1, expected: width))
        #expect(refusal(ofScalar: [UInt8](repeating: 0, count: width)) == .privateKeyOutOfRange)
        #expect(refusal(ofScalar: Self.order(curve, less: 0)) == .privateKeyOutOfRange)
        let key = try ECPrivateKey.generate(curve)
        #expect(refusal(ofScalar: [2], key.publicKey) == .publicKeyMismatch)

        let another = try ECPrivateKey.generate(curve == .p256 ? .p384 : .p256)
        #expect(throws: ECError.differentCurves(curve, another.curve)) {
            try key.sharedSecret(with: another.publicKey).count
        }
        #expect(throws: ECError.wrongSignatureLength(byteCount: 3, expected: 2 * width)) {
            try ECDSASignature(curve, concatenated: [1, 2, 3])
        }
    }
}
