internal import SignetBytes
public import SignetHash

extension ECPrivateKey {
    /// Signs a digest (SEC 1 §4.1.3), of any length: of a digest longer than the order, the leading bits count.
    ///
    /// The number that each signature needs is drawn from key and digest (RFC 6979), so that the same digest gives the
    /// same signature and a bad random generator does no harm.
    ///
    /// - Parameters:
    ///   - digest: of the message, by any hash.
    ///   - hash: the hash function that draws it: the one that made the digest, where that is to be had.
    ///   - addingRandomness: draws it from fresh random bytes as well (RFC 6979 §3.6), which hampers attacks that make
    ///     the machine err or that listen to many signatures of one digest.
    /// - Returns: r and s, each as long as the order of the group.
    /// - Throws: `.faultDetected`.
    public func sign(
        digest: Span<UInt8>, drawingWith hash: DigestAlgorithm = .sha256, addingRandomness: Bool = false
    ) throws(ECError) -> ECDSASignature {
        let constants = CurveConstants[curve]
        var memory = constants.makeMemory()
        let message = memory.element(constants.order.limbCount)
        constants.order.load(digest: digest, into: message)
        let randomness = addingRandomness ? Randomness.secret(count: 32) : SecretBytes(zeros: 0)
        var drawing = DeterministicDrawing(hash, constants.order, scalar, message, randomness.span)
        while true {
            // The rounds of a number that gives zero, with a chance of 2^−250, are erased with their memory.
            var memory = constants.makeMemory()
            let nonce = memory.element(constants.order.limbCount)
            drawing.draw(nonce)
            if let signature = try sign(constants, message, nonce, &memory) { return signature }
        }
    }

    /// Signs a digest that knows its bytes. See `sign(digest:drawingWith:addingRandomness:)`.
    public func sign(
        _ digest: Digest, drawingWith hash: DigestAlgorithm, addingRandomness: Bool = false
    ) throws(ECError) -> ECDSASignature {
        try digest.withSpan { (bytes) throws(ECError) in
            try sign(digest: bytes, drawingWith: hash, addingRandomness: addingRandomness)
        }
    }

    /// r = (k·G).x mod n, s = (e + r·d)/k mod n; nil when one of them is zero.
    private func sign(
        _ constants: CurveConstants, _ message: Element, _ nonce: Element, _ memory: inout LimbMemory
    ) throws(ECError) -> ECDSASignature? {
        let order = constants.order
        let limbCount = order.limbCount
        let (x, y) = (memory.element(limbCount), memory.element(limbCount))
        constants.multiplyGenerator(x, y, by: nonce, &memory)
        guard constants.contains(x, y, &memory) else { throw .faultDetected }
        constants.plainField(&memory).leave(x, x)
        order.reduceOnce(x)
        guard !order.isZero(x) else { return nil }

        let field = constants.orderField(&memory)
        let (inverse, s, key) = (memory.element(limbCount), memory.element(limbCount), memory.element(limbCount))
        order.load(scalar.span, into: key)
        // r·d, plain, is the Montgomery product of one factor in Montgomery form and one that is plain.
        field.enter(key, key)
        field.multiply(s, x, key)
        field.add(s, s, message)
        field.enter(nonce, nonce)
        field.invert(inverse, nonce, &memory)
        field.multiply(s, s, inverse)
        guard !order.isZero(s) else { return nil }
        let byteCount = curve.byteCount
        return ECDSASignature(
            r: SecretBytes(capacity: byteCount) { order.store(x, byteCount: byteCount, to: &$0) }.declassified(),
            s: SecretBytes(capacity: byteCount) { order.store(s, byteCount: byteCount, to: &$0) }.declassified())
    }
}

extension Modulus {
    /// The number that a digest stands for: its leading bits, as many as the order has, modulo the order
    /// (SEC 1 §4.1.3 step 5; RFC 6979 §2.3.2).
    func load(digest: Span<UInt8>, into element: Element) {
        let byteCount = (bitCount + 7) / 8
        load(digest.extracting(first: min(digest.count, byteCount)), into: element)
        if digest.count >= byteCount { shiftRight(element, by: UInt64(8 * byteCount - bitCount)) }
        // At most as many bits as the order has: less than twice the order.
        reduceOnce(element)
    }

    /// a ← a / 2^bitCount, for less than 8 bits.
    func shiftRight(_ a: Element, by shift: UInt64) {
        guard shift > 0 else { return }
        for index in 0..<limbCount {
            let above = index + 1 < limbCount ? unsafe a.limbs[index + 1] << (64 - shift) : 0
            unsafe a.limbs[index] = a.limbs[index] >> shift | above
        }
    }
}
