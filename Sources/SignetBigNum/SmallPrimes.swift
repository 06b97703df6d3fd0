/// The odd primes below 2^16, eight to a vector: what candidates for a large prime are divided by first.
enum SmallPrimes {
    typealias Vector = SIMD8<UInt16>

    /// 6541 primes; the last one fills the last vector up.
    static let vectors: [Vector] = {
        let primes = all
        return stride(from: 0, to: primes.count, by: Vector.scalarCount).map { start in
            var vector = Vector(repeating: primes.last!)
            for lane in 0..<min(Vector.scalarCount, primes.count - start) { vector[lane] = primes[start + lane] }
            return vector
        }
    }()

    /// Each prime of the vectors, with ⌊(2^64 − 1) / prime⌋ to divide by it.
    static let reciprocals: [(prime: UInt64, reciprocal: UInt64)] = vectors.flatMap { vector in
        vector.indices.map { (UInt64(vector[$0]), UInt64.max / UInt64(vector[$0])) }
    }

    /// The sieve of Eratosthenes.
    private static var all: [UInt16] {
        var isComposite = [Bool](repeating: false, count: 1 << 16)
        var primes: [UInt16] = []
        for number in stride(from: 3, to: 1 << 16, by: 2) where !isComposite[number] {
            primes.append(UInt16(number))
            for multiple in stride(from: number * number, to: 1 << 16, by: 2 * number) { isComposite[multiple] = true }
        }
        return primes
    }
}
