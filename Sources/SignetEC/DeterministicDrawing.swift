internal import SignetBytes
internal import SignetHash

/// The generator of the secret number of a signature (RFC 6979 §3.2).
struct DeterministicDrawing: ~Copyable {
    private let hash: DigestAlgorithm
    private let order: Modulus
    /// K.
    private var key: SecretBytes
    /// V.
    private var value: SecretBytes
    private var isFirst = true

    /// Steps a to g. `message` is the digest's number, less than the order; `randomness` is k' of §3.6, or nothing.
    init(
        _ hash: DigestAlgorithm, _ order: Modulus, _ scalar: SecretSlice, _ message: Element,
        _ randomness: Span<UInt8>
    ) {
        self.hash = hash
        self.order = order
        let byteCount = (order.bitCount + 7) / 8
        value = SecretBytes(capacity: hash.digestByteCount) { $0.append(repeating: 1, count: hash.digestByteCount) }
        key = SecretBytes(zeros: hash.digestByteCount)
        let digest = Bytes(capacity: byteCount) { order.store(message, byteCount: byteCount, to: &$0) }
        for separator in [0, 1] as [UInt8] {
            var code = HMAC(hash, key: key.span)
            code.update(value.span)
            code.update([separator].span)
            code.update(scalar.span)
            code.update(digest.span)
            code.update(randomness)
            code.finalize(into: &key)
            advance()
        }
    }

    /// V = HMAC_K(V)
    private mutating func advance() {
        var code = HMAC(hash, key: key.span)
        code.update(value.span)
        code.finalize(into: &value)
    }

    /// Step h: the next number from 1 to n − 1. The tries that fail tell nothing about the one that does not.
    mutating func draw(_ nonce: Element) {
        let byteCount = (order.bitCount + 7) / 8
        while true {
            if !isFirst {
                var code = HMAC(hash, key: key.span)
                code.update(value.span)
                code.update([0].span)
                code.finalize(into: &key)
                advance()
            }
            isFirst = false
            var text = SecretBytes(zeros: byteCount)
            var filled = 0
            while filled < byteCount {
                advance()
                let count = min(byteCount - filled, hash.digestByteCount)
                var target = text.mutableSpan
                for index in 0..<count { target[filled + index] = value.span[index] }
                filled += count
            }
            order.load(text.span, into: nonce)
            order.shiftRight(nonce, by: UInt64(8 * byteCount - order.bitCount))
            if order.isNonzeroResidue(nonce) { return }
        }
    }
}
