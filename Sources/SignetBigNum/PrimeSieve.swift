/// Which of the numbers `base`, `base + 4`, `base + 8`, … have no prime factor below 2^16.
///
/// It costs about one product of the size searched for each number, and spares nine powers in ten. The pattern of what a
/// sieve strikes out tells the residues of the base, enough of them to factor a modulus: so this one strikes nothing out by
/// index. It carries every number's residues along in vector lanes and looks at all of them each time.
struct PrimeSieve: ~Copyable {
    /// 1 for a number that is still to be tried, 0 for one that is not.
    private let flags: ErasedBuffer<UInt8>

    /// How far apart the numbers of one sieve are. All are 3 modulo 4 when the base is.
    static let step = 4

    init(base: borrowing SecretNatural, count: Int) {
        flags = ErasedBuffer(zeros: count)
        let primes = SmallPrimes.vectors
        // Minus the distance to the next multiple: from −prime (a multiple itself) to −1.
        let distances = ErasedBuffer<SmallPrimes.Vector>(zeros: primes.count)
        for (index, prime) in primes.enumerated() {
            distances[index] = Self.remainders(of: base, by: prime) &- prime
        }
        let four = SmallPrimes.Vector(repeating: UInt16(Self.step))
        let zero = SmallPrimes.Vector.zero
        // Two steps of 4 could wrap twice past 3; 4 ≡ 1 (mod 3) wraps once.
        var firstStep = four
        firstStep[0] = 1
        unsafe primes.withUnsafeBufferPointer { primes in
            for candidate in 0..<count {
                var multiples = zero
                var step = firstStep
                for index in 0..<primes.count {
                    let prime = unsafe primes[index]
                    let distance = unsafe distances.base[index]
                    multiples |= (distance &+ prime).isZero
                    let next = distance &+ step
                    // From the top of the 16 bits past zero: to 0, 1, 2 or 3, where no distance may be.
                    unsafe distances.base[index] = next &- (prime & (next & ~3).isZero)
                    step = four
                }
                flags[candidate] = UInt8(truncatingIfNeeded: Self.isZero(multiples))
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

    /// 1 for a vector of zeros, else 0.
    private static func isZero(_ vector: SmallPrimes.Vector) -> UInt32 {
        var all: UInt32 = 0
        for lane in 0..<SmallPrimes.Vector.scalarCount { all |= UInt32(vector[lane]) }
        return (all &- 1) >> 31
    }

    /// `base mod prime` in each lane, by 32 bits at a time with Barrett's reciprocal: division takes a time that depends on
    /// what is divided.
    private static func remainders(
        of base: borrowing SecretNatural, by primes: SmallPrimes.Vector
    ) -> SmallPrimes.Vector {
        var result = SmallPrimes.Vector.zero
        for lane in 0..<SmallPrimes.Vector.scalarCount {
            let prime = UInt64(primes[lane])
            let reciprocal = UInt64.max / prime
            var remainder: UInt64 = 0
            for index in (0..<base.limbCount).reversed() {
                let limb = UInt64(base.limbs[index])
                for half in [limb >> 32, limb & 0xFFFF_FFFF] {
                    let value = remainder << 32 | half
                    // The quotient is right or one too small.
                    remainder = value &- value.multipliedFullWidth(by: reciprocal).high &* prime
                    let less = remainder &- prime
                    remainder = less &+ (prime & (0 &- (less >> 63)))
                }
            }
            result[lane] = UInt16(truncatingIfNeeded: remainder)
        }
        return result
    }
}

extension SIMD8<UInt16> {
    /// All ones in the lanes that are zero.
    fileprivate var isZero: Self {
        Self(truncatingIfNeeded: SIMD8<Int16>.zero.replacing(with: -1, where: self .== 0))
    }
}
