public import SignetBytes

/// A private key of ECDSA and ECDH (SEC 1 §3.2.1): a handle on a number from 1 to n − 1 that is erased when the last
/// handle goes away.
public struct ECPrivateKey: Sendable {
    /// The key that verifies, and that others agree with.
    public let publicKey: ECPublicKey
    /// The number, big-endian, as long as the order of the group, in memory that is erased in its turn.
    public let scalar: SecretSlice

    /// The curve.
    public var curve: EllipticCurve { publicKey.curve }

    /// Takes a key from its number, big-endian, at most as long as the order of the group, and computes the public key.
    ///
    /// - Parameters:
    ///   - curve: which group.
    ///   - scalar: from 1 up to the order less one.
    ///   - publicKey: the public key that came with the number, if one did.
    /// - Throws: `.wrongKeyLength`, `.privateKeyOutOfRange`, `.publicKeyMismatch`, `.faultDetected`.
    public init(_ curve: EllipticCurve, scalar: Span<UInt8>, publicKey: ECPublicKey? = nil) throws(ECError) {
        guard scalar.count <= curve.byteCount, scalar.count > 0 else {
            throw .wrongKeyLength(byteCount: scalar.count, expected: curve.byteCount)
        }
        let constants = CurveConstants[curve]
        var memory = constants.makeMemory()
        let number = memory.element(constants.order.limbCount)
        constants.order.load(scalar, into: number)
        guard constants.order.isNonzeroResidue(number) else {
            throw .privateKeyOutOfRange
        }
        try self.init(constants, number, &memory)
        guard publicKey == nil || publicKey == self.publicKey else { throw .publicKeyMismatch }
    }

    /// A new key, from the system's random generator (FIPS 186-5 §A.2.2: candidates out of range are dropped).
    public static func generate(_ curve: EllipticCurve) throws(ECError) -> ECPrivateKey {
        let constants = CurveConstants[curve]
        while true {
            var memory = constants.makeMemory()
            let number = memory.element(constants.order.limbCount)
            let candidate = Randomness.secret(count: curve.byteCount)
            constants.order.load(candidate.span, into: number)
            // The order of P-521 does not fill its bytes.
            let top = constants.order.limbCount - 1
            let topBitCount = UInt64(constants.order.bitCount - 64 * top)
            if topBitCount < 64 { unsafe number.limbs[top] &= (1 << topBitCount) - 1 }
            // A dropped candidate tells nothing about the one that is kept.
            guard constants.order.isNonzeroResidue(number) else { continue }
            return try ECPrivateKey(constants, number, &memory)
        }
    }

    private init(_ constants: CurveConstants, _ number: Element, _ memory: inout LimbMemory) throws(ECError) {
        let byteCount = constants.curve.byteCount
        let secret = SecretBytes(capacity: byteCount) { output in
            constants.order.store(number, byteCount: byteCount, to: &output)
        }
        let (x, y) = (memory.element(constants.field.limbCount), memory.element(constants.field.limbCount))
        constants.multiplyGenerator(x, y, by: number, &memory)
        guard constants.contains(x, y, &memory) else { throw .faultDetected }
        publicKey = ECPublicKey(constants, x: x, y: y, &memory)
        scalar = secret.shared()
    }
}

extension ECPrivateKey: CustomStringConvertible {
    /// Says which curve the key is on, and nothing else.
    public var description: String { "\(curve) private key" }
}
