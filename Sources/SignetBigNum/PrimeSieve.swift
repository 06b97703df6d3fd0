/// Which of the numbers `base`, `base + 4`, `base + 8`, … have no prime factor below 2^16.
///
/// It costs less than a product of the size searched for each number, and spares nine powers in ten. The pattern of what a
/// sieve strikes out tells the residues of the base, enough of them to factor a modulus: so this one strikes nothing out by
/// index. It carries every number's residues along in vector lanes, looks at all of them each time, and adds and masks
/// where others compare and branch (comparisons of vectors, as compiled here, do branch).
struct PrimeSieve: ~Copyable {
    /// 1 for a number that is still to be tried, 0 for one that is not.
    private let flags: ErasedBuffer<UInt8>

    /// How far apart the numbers of one sieve are. All are 3 modulo 4 when the base is.
    static let step = 4

    init(base: borrowing SecretNatural, count: Int) {
        flags = ErasedBuffer(zeros: count)
        let primes = SmallPrimes.vectors
        let distances = Self.distances(of: base)
        // Two steps of 4 modulo 3 are two too many; 4 ≡ 1 (mod 3).
        var firstStep = SmallPrimes.Vector(repeating: UInt16(Self.step))
        firstStep[0] = 1
        unsafe primes.withUnsafeBufferPointer { primes in
            for candidate in 0..<count {
                var signs = SmallPrimes.Vector.zero
                var step = firstStep
                for index in 0..<primes.count {
                    let prime = unsafe primes[index]
                    let distance = unsafe distances.base[index]
                    // The residue, less than the prime. The highest bit of (x − 1) & ~x is set for zero alone.
                    let residue = distance &+ prime
                    signs |= (residue &- 1) & ~residue
                    // A distance that reaches zero or more leaves the upper half of the 16-bit numbers.
                    let next = distance &+ step
                    let hasWrapped = SIMD8<Int16>(truncatingIfNeeded: distance & ~next) &>> 15
                    unsafe distances.base[index] = next &- (prime & SmallPrimes.Vector(truncatingIfNeeded: hasWrapped))
                    step = SmallPrimes.Vector(repeating: UInt16(Self.step))
                }
                flags[candidate] = Self.hasNoSign(signs)
            }
        }
    }

    /// Takes the next number that is left; nil when none is. Only that there is one becomes public, not which.
    mutating func next() -> UInt? {
        var offset: UInt = 0
        var taken: UInt8 = 0
        for index in 0..<flags.count {
            let take = flags[index] & ~taken
            offset |= (0 &- UInt(take)) & UInt(index)
            taken |= take
            flags[index] ^= take
        }
        return taken == 0 ? nil : offset * UInt(Self.step)
    }

    /// 1 when no lane has its highest bit set, else 0.
    private static func hasNoSign(_ vector: SmallPrimes.Vector) -> UInt8 {
        var all: UInt16 = 0
        for lane in 0..<SmallPrimes.Vector.scalarCount { all |= vector[lane] }
        return UInt8(truncatingIfNeeded: ~all >> 15)
    }

    /// `base mod prime − prime` for every small prime, modulo 2^16: minus the distance to the next multiple.
    ///
    /// By 32 bits of the base at a time, with Barrett's reciprocal: an instruction that divides takes a time that depends
    /// on what it divides.
    private static func distances(of base: borrowing SecretNatural) -> ErasedBuffer<SmallPrimes.Vector> {
        let reciprocals = SmallPrimes.reciprocals
        let remainders = ErasedBuffer<UInt64>(zeros: reciprocals.count)
        unsafe reciprocals.withUnsafeBufferPointer { reciprocals in
            for index in (0..<base.limbCount).reversed() {
                let limb = UInt64(base.limbs[index])
                for place in 0..<reciprocals.count {
                    let (prime, reciprocal) = unsafe reciprocals[place]
                    var remainder = unsafe remainders.base[place]
                    remainder = reduce(remainder << 32 | limb >> 32, prime, reciprocal)
                    remainder = reduce(remainder << 32 | limb & 0xFFFF_FFFF, prime, reciprocal)
                    unsafe remainders.base[place] = remainder
                }
            }
        }
        let distances = ErasedBuffer<SmallPrimes.Vector>(zeros: SmallPrimes.vectors.count)
        for index in 0..<distances.count {
            var vector = SmallPrimes.Vector.zero
            for lane in 0..<SmallPrimes.Vector.scalarCount {
                vector[lane] = UInt16(truncatingIfNeeded: remainders[index * SmallPrimes.Vector.scalarCount + lane])
            }
            distances[index] = vector &- SmallPrimes.vectors[index]
        }
        return distances
    }

    /// `value mod prime`: the quotient that the reciprocal gives is right or one too small.
    @inline(__always)
    private static func reduce(_ value: UInt64, _ prime: UInt64, _ reciprocal: UInt64) -> UInt64 {
        let less = value &- value.multipliedFullWidth(by: reciprocal).high &* prime &- prime
        return less &+ (prime & (0 &- (less >> 63)))
    }
}
