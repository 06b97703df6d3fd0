internal import SignetBytes
public import SignetHash

extension ECPublicKey {
    /// Whether `signature` is this key's signature over a digest (SEC 1 §4.1.4), of any length: of a digest longer than
    /// the order, the leading bits count. All that is read is public, and the time depends on it.
    public func accepts(_ signature: ECDSASignature, digest: Span<UInt8>) -> Bool {
        let constants = CurveConstants[curve]
        let order = constants.order
        let limbCount = order.limbCount
        var memory = constants.makeMemory()
        let (r, s) = (memory.element(limbCount), memory.element(limbCount))
        guard order.load(number: signature.r, into: r), order.load(number: signature.s, into: s) else { return false }
        let message = memory.element(limbCount)
        order.load(digest: digest, into: message)

        // u = e/s, v = r/s
        let field = constants.orderField(&memory)
        let (inverse, u, v) = (memory.element(limbCount), memory.element(limbCount), memory.element(limbCount))
        field.enter(s, s)
        field.invertPublic(inverse, s, &memory)
        field.multiply(u, message, inverse)
        field.multiply(v, r, inverse)

        let (x, y) = (memory.element(limbCount), memory.element(limbCount))
        load(x, y, &memory)
        let before = memory.used
        let kept = multiples.multiples { constants.makeKeptMultiples(x, y, &memory) }
        memory.release(to: before)
        return constants.hasX(r, u: u, v: v, x, y, kept, &memory)
    }

    /// Whether `signature` is this key's signature over a digest. See `accepts(_:digest:)`.
    public func accepts(_ signature: ECDSASignature, _ digest: Digest) -> Bool {
        digest.withSpan { accepts(signature, digest: $0) }
    }
}

extension Modulus {
    /// Reads a public number of any length; false unless it is from 1 to m − 1.
    func load(number: Bytes, into element: Element) -> Bool {
        let significant = number.dropFirst(number.firstIndex { $0 != 0 } ?? number.count)
        guard significant.count > 0, significant.count <= 8 * limbCount else { return false }
        load(significant.span, into: element)
        return isBelow(element) != 0
    }
}
