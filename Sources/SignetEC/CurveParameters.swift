import SignetBytes

extension EllipticCurve {
    /// The curve that has exactly these parameters (SEC 1 §3.1.1); `nil` when it is none of these.
    ///
    /// All of them are compared: on a curve with another generator, anybody can make a private key to somebody else's public
    /// one.
    ///
    /// - Parameters:
    ///   - prime: p, big-endian, without zeros in front.
    ///   - a: the coefficient, big-endian.
    ///   - b: the coefficient, big-endian.
    ///   - generator: the base point, uncompressed or compressed.
    ///   - order: n, big-endian, without zeros in front.
    public init?(
        prime: Span<UInt8>, a: Span<UInt8>, b: Span<UInt8>, generator: Span<UInt8>, order: Span<UInt8>
    ) {
        func equal(_ number: Span<UInt8>, _ other: Bytes) -> Bool {
            let zeros = number.count - other.count
            guard zeros >= 0, (0..<zeros).allSatisfy({ number[$0] == 0 }) else { return false }
            return other.indices.allSatisfy { other[$0] == number[zeros + $0] }
        }
        for curve in Self.allCases where curve.byteCount == prime.count {
            let constants = CurveConstants[curve]
            let byteCount = curve.byteCount
            var memory = constants.makeMemory()
            let field = constants.plainField(&memory)
            let plain = memory.element(field.limbCount)
            func bytes(_ modulus: Modulus, _ element: Element) -> Bytes {
                Bytes(capacity: byteCount) { modulus.store(element, byteCount: byteCount, to: &$0) }
            }
            guard equal(prime, bytes(constants.field, constants.field.number)),
                equal(order, bytes(constants.order, constants.order.number))
            else { continue }
            field.leave(plain, constants.a)
            guard equal(a, bytes(constants.field, plain)) else { continue }
            field.leave(plain, constants.b)
            guard equal(b, bytes(constants.field, plain)) else { continue }
            let own = ECPublicKey(constants, x: constants.generatorX, y: constants.generatorY, &memory)
            guard let point = try? ECPublicKey(curve, encoded: generator), point == own else { continue }
            self = curve
            return
        }
        return nil
    }
}
