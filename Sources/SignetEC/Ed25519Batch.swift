internal import SignetBytes

/// Many signatures of Ed25519 checked together, in less than half the time that they take one by one.
///
/// A sum of all equations, each with a random factor of 128 bits, is zero when all hold; if one does not, the sum is zero
/// with a chance of 2⁻¹²⁵. The cofactor is part of it, as it is part of checking one signature, so that both always say the
/// same.
public struct Ed25519Batch: Sendable {
    private var items: [(key: EdwardsPoint25519, parts: Ed25519PublicKey.Parts)] = []
    private var isMalformed = false

    /// How many signatures were added.
    public private(set) var count = 0

    /// No signatures.
    public init() {}

    /// Adds a signature of 64 bytes, the message that it is over, and the key that is to have made it.
    public mutating func add(
        _ signature: Span<UInt8>, over message: Span<UInt8>, by key: Ed25519PublicKey, variant: EdDSAVariant = .pure
    ) {
        count += 1
        if let parts = Ed25519PublicKey.Parts(signature, over: message, variant, by: key) {
            items.append((key.negatedPoint, parts))
        } else {
            isMalformed = true
        }
    }

    /// Whether every signature that was added is good; so, when there is none. Which one is not is for
    /// `Ed25519PublicKey.accepts` to find.
    public func acceptsAll() -> Bool {
        guard !isMalformed else { return false }
        // In parts whose tables stay in the processor's cache.
        for start in stride(from: 0, to: items.count, by: 64) {
            guard Self.sum(items[start..<min(start + 64, items.count)]).hasSmallOrder else { return false }
        }
        return true
    }

    /// Σ zᵢ·(Sᵢ·B − kᵢ·Aᵢ − Rᵢ), the doublings shared by all points.
    private static func sum(
        _ items: ArraySlice<(key: EdwardsPoint25519, parts: Ed25519PublicKey.Parts)>
    ) -> EdwardsPoint25519 {
        let order = GroupOrder.ed25519
        let zero = [UInt8](repeating: 0, count: 32)
        var baseScalar = Bytes(zero)
        var terms: [(digits: [Int8], multiples: [EdwardsPoint25519.Prepared])] = []
        for item in items {
            let random = [UInt8](Randomness.bytes(count: 16)) + [UInt8](repeating: 0, count: 16)
            baseScalar =
                order.multiply(item.parts.s.span, by: random.span, adding: baseScalar.span).declassified()
            let factor = order.multiply(item.parts.k.span, by: random.span, adding: zero.span).declassified()
            terms.append((nonAdjacentForm(factor.span, width: 5), item.key.oddMultiples(8)))
            terms.append((nonAdjacentForm(random.span, width: 5), item.parts.r.negated.oddMultiples(8)))
        }
        let baseDigits = nonAdjacentForm(baseScalar.span, width: 8)
        let base = BaseMultiples25519.shared
        var sum = EdwardsPoint25519.identity
        for index in stride(from: baseDigits.count - 1, through: 0, by: -1) {
            sum = sum.doubled()
            for term in terms {
                let digit = Int(term.digits[index])
                if digit > 0 {
                    sum = sum.adding(term.multiples[digit >> 1])
                } else if digit < 0 {
                    sum = sum.subtracting(term.multiples[-digit >> 1])
                }
            }
            let digit = Int(baseDigits[index])
            if digit > 0 {
                sum = unsafe sum.adding(base.odd[digit >> 1])
            } else if digit < 0 {
                sum = unsafe sum.subtracting(base.odd[-digit >> 1])
            }
        }
        return sum
    }
}
