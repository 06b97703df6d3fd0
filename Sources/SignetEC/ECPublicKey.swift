public import SignetBytes

/// A point on a curve, not infinity: the public key of ECDSA and ECDH (SEC 1 §3.2.1). Checked when it is made, always.
public struct ECPublicKey: Sendable {
    /// The curve.
    public let curve: EllipticCurve
    /// The point in uncompressed form (SEC 1 §2.3.3): 04, then x and y, each as long as the field's prime.
    public let encoded: Bytes
    /// What verification has made of the point, shared by all copies.
    let multiples = KeptMultiples()

    private init(_ curve: EllipticCurve, _ encoded: Bytes) {
        self.curve = curve
        self.encoded = encoded
    }

    /// Takes a point that is known to lie on the curve.
    init(_ constants: CurveConstants, x: Element, y: Element, _ memory: inout LimbMemory) {
        curve = constants.curve
        let field = constants.plainField(&memory)
        let (plainX, plainY) = (memory.element(field.limbCount), memory.element(field.limbCount))
        field.leave(plainX, x)
        field.leave(plainY, y)
        let byteCount = curve.byteCount
        // What it was computed from was secret.
        encoded = SecretBytes(capacity: 1 + 2 * byteCount) { output in
            output.append(4)
            constants.field.store(plainX, byteCount: byteCount, to: &output)
            constants.field.store(plainY, byteCount: byteCount, to: &output)
        }.declassified()
    }

    /// Reads a point (SEC 1 §2.3.4), uncompressed or compressed, and checks that it lies on the curve (SEC 1 §3.2.2.1; the
    /// cofactor is 1, so that it has the right order then).
    ///
    /// - Throws: `.unsupportedPointForm`, `.wrongPointLength`, `.coordinateOutOfRange`, `.pointNotOnCurve`.
    public init(_ curve: EllipticCurve, encoded: Span<UInt8>) throws(ECError) {
        let byteCount = curve.byteCount
        guard encoded.count > 0 else { throw .unsupportedPointForm(nil) }
        let form = encoded[0]
        guard form == 2 || form == 3 || form == 4 else { throw .unsupportedPointForm(form) }
        let expected = 1 + (form == 4 ? 2 : 1) * byteCount
        guard encoded.count == expected else {
            throw .wrongPointLength(byteCount: encoded.count, expected: expected)
        }
        let constants = CurveConstants[curve]
        var memory = constants.makeMemory()
        let field = constants.plainField(&memory)
        let (x, y) = (memory.element(field.limbCount), memory.element(field.limbCount))
        constants.field.load(encoded.extracting(1..<1 + byteCount), into: x)
        guard constants.field.isBelow(x) != 0 else { throw .coordinateOutOfRange }
        field.enter(x, x)
        if form == 4 {
            constants.field.load(encoded.extracting(1 + byteCount..<expected), into: y)
            guard constants.field.isBelow(y) != 0 else { throw .coordinateOutOfRange }
            field.enter(y, y)
            guard constants.contains(x, y, &memory) else { throw .pointNotOnCurve }
            self.init(curve, Bytes(copying: encoded))
        } else {
            guard constants.solve(y, x: x, &memory) else { throw .pointNotOnCurve }
            // The form tells which of the two roots: y is odd in 03. These curves have no point with y = 0.
            let plain = memory.element(field.limbCount)
            field.leave(plain, y)
            if unsafe plain.limbs[0] & 1 != UInt64(form & 1) {
                field.subtract(plain, y, y)
                field.subtract(y, plain, y)
            }
            self.init(constants, x: x, y: y, &memory)
        }
    }

    /// x, big-endian, as long as the field's prime.
    public var x: Bytes { encoded[1..<1 + curve.byteCount] }
    /// y, big-endian, as long as the field's prime.
    public var y: Bytes { encoded[1 + curve.byteCount..<1 + 2 * curve.byteCount] }

    /// The point in compressed form (SEC 1 §2.3.3): 02 for an even y, 03 for an odd one, then x.
    public var compressed: Bytes {
        Bytes(capacity: 1 + curve.byteCount) { output in
            output.append(2 | (encoded[2 * curve.byteCount] & 1))
            output.append(copying: x.span)
        }
    }

    /// Reads the coordinates into Montgomery form.
    func load(_ x: Element, _ y: Element, _ memory: inout LimbMemory) {
        let constants = CurveConstants[curve]
        let field = constants.plainField(&memory)
        constants.field.load(self.x.span, into: x)
        constants.field.load(self.y.span, into: y)
        field.enter(x, x)
        field.enter(y, y)
    }
}

extension ECPublicKey: Hashable {
    /// The same point of the same curve.
    public static func == (a: ECPublicKey, b: ECPublicKey) -> Bool { a.curve == b.curve && a.encoded == b.encoded }
    /// Hashes the curve and the point.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(curve)
        hasher.combine(encoded)
    }
}

extension ECPublicKey: CustomStringConvertible {
    /// The curve and the compressed point.
    public var description: String { "\(curve) public key \(Hex.encode(compressed))" }
}
