/// Keys as planes, and the first block that is encrypted under one.
///
/// KeyExpansion is a chain of S-boxes, and a block alone is another. So a key waits, as it is, until something is to be done with
/// it; if that is to encrypt a block, the two chains go side by side, and the round keys cost little more than the block.
///
/// After the round keys, 16 bytes each, there are 16 bytes more, which say whether the key still waits.
extension AESPlanes {
    /// How much memory that takes.
    static func keysByteCount(roundCount: Int) -> Int { (roundCount + 2) * 16 }

    /// Keeps a key of 16, 24 or 32 bytes.
    static func keep(_ key: UnsafeRawPointer, roundCount: Int, in keys: UnsafeMutableRawPointer) {
        unsafe store(AESBlock.load(key), keys, 0)
        switch roundCount {
        case 10: break
        case 12: unsafe store(AESBlock.loadHalf(key + 16), keys, 1)
        default: unsafe store(AESBlock.load(key + 16), keys, 1)
        }
        unsafe store(Vector(1, 0), keys, roundCount &+ 1)
    }

    /// Whether nothing but the key itself is there. It is no secret.
    @inline(__always)
    static func isWaiting(_ keys: UnsafeRawPointer, _ roundCount: Int) -> Bool {
        unsafe load(keys, roundCount &+ 1)[0] != 0
    }

    /// Writes the round keys, if they are not there.
    static func complete(_ keys: UnsafeMutableRawPointer, _ roundCount: Int) {
        guard unsafe isWaiting(keys, roundCount) else { return }
        switch roundCount {
        case 10: unsafe expandFour(keys)
        case 12: unsafe expandSix(keys)
        default: unsafe expandEight(keys)
        }
        unsafe store(.zero, keys, roundCount &+ 1)
    }

    /// Encrypts a block under a key that waits, and writes the round keys.
    static func encryptFirst(_ block: Vector, _ keys: UnsafeMutableRawPointer, _ roundCount: Int) -> Vector {
        guard roundCount != 12 else {
            unsafe complete(keys, roundCount)
            return unsafe encrypt(block, keys, roundCount)
        }
        unsafe store(.zero, keys, roundCount &+ 1)
        return unsafe roundCount == 10 ? encryptExpandingFour(block, keys) : encryptExpandingEight(block, keys)
    }

    /// A key of 128 bits: four words from the four before them.
    private static func expandFour(_ keys: UnsafeMutableRawPointer) {
        var (four, constant) = unsafe (load(keys, 0), firstConstant)
        for round in 1...10 {
            four = xor(added(four), turnedWord(substituted(One(four)).a, constant))
            unsafe store(four, keys, round)
            constant = doubled(constant)
        }
    }

    /// The same, and a block.
    private static func encryptExpandingFour(_ block: Vector, _ keys: UnsafeMutableRawPointer) -> Vector {
        var (four, constant) = unsafe (load(keys, 0), firstConstant)
        var both = substituted(Two(xor(block, four), four))
        for round in 1...9 {
            four = xor(added(four), turnedWord(both.b, constant))
            unsafe store(four, keys, round)
            constant = doubled(constant)
            both = substituted(Two(xor(mixColumns(shiftRows(both.a)), four), four))
        }
        four = xor(added(four), turnedWord(both.b, constant))
        unsafe store(four, keys, 10)
        return xor(shiftRows(both.a), four)
    }

    /// A key of 192 bits: six words from the six before them, of which two turns fill three round keys.
    private static func expandSix(_ keys: UnsafeMutableRawPointer) {
        var (four, two, constant) = unsafe (load(keys, 0), load(keys, 1), firstConstant)
        var key = unsafe keys + 16
        for step in 1...8 {
            let before = two
            four = xor(added(four), turnedWord(substituted(One(left(two, 8))).a, constant))
            two = xor(and(xor(two, left(two, 4)), all(0x00FF)), and(inAllColumns(right(four, 12)), all(0x00FF)))
            if step & 1 == 0 {
                unsafe store(four, key, 0)
                unsafe key += 16
            } else {
                unsafe store(or(before, left(four, 8)), key, 0)
                unsafe store(or(right(four, 8), left(two, 8)), key, 1)
                unsafe key += 32
            }
            constant = doubled(constant)
        }
    }

    /// A key of 256 bits: four words from the eight before them, every other time without RotWord and Rcon.
    private static func expandEight(_ keys: UnsafeMutableRawPointer) {
        var (low, high, constant) = unsafe (load(keys, 0), load(keys, 1), firstConstant)
        for round in stride(from: 2, through: 14, by: 2) {
            low = xor(added(low), turnedWord(substituted(One(high)).a, constant))
            unsafe store(low, keys, round)
            if round == 14 { return }
            high = xor(added(high), inAllColumns(right(substituted(One(low)).a, 12)))
            unsafe store(high, keys, round &+ 1)
            constant = doubled(constant)
        }
    }

    /// The same, and a block. A round key is made beside the round before the one that wants it.
    private static func encryptExpandingEight(_ block: Vector, _ keys: UnsafeMutableRawPointer) -> Vector {
        var (low, high, constant) = unsafe (load(keys, 0), load(keys, 1), firstConstant)
        var state = xor(block, low)
        for round in stride(from: 2, through: 14, by: 2) {
            var both = substituted(Two(state, high))
            state = xor(mixColumns(shiftRows(both.a)), high)
            low = xor(added(low), turnedWord(both.b, constant))
            unsafe store(low, keys, round)
            if round == 14 { break }
            both = substituted(Two(state, low))
            state = xor(mixColumns(shiftRows(both.a)), low)
            high = xor(added(high), inAllColumns(right(both.b, 12)))
            unsafe store(high, keys, round &+ 1)
            constant = doubled(constant)
        }
        return xor(shiftRows(substituted(One(state)).a), low)
    }

    /// Rcon of the first step.
    private static var firstConstant: Vector { vector(SIMD8(1, 0, 0, 0, 0, 0, 0, 0)) }

    /// To each of four columns those before it.
    @inline(__always)
    private static func added(_ four: Vector) -> Vector {
        let two = xor(four, left(four, 4))
        return xor(two, left(two, 8))
    }

    /// RotWord of the last column, which has been through the S-box, with Rcon, in all columns.
    @inline(__always)
    private static func turnedWord(_ word: Vector, _ constant: Vector) -> Vector {
        inAllColumns(xor(or(right(word, 13), and(right(word, 9), all(0x0008))), constant))
    }

    @inline(__always)
    private static func inAllColumns(_ column: Vector) -> Vector {
        let two = or(column, left(column, 4))
        return or(two, left(two, 8))
    }

    @inline(__always)
    private static func load(_ keys: UnsafeRawPointer, _ round: Int) -> Vector {
        unsafe keys.loadUnaligned(fromByteOffset: round &* 16, as: Vector.self)
    }

    @inline(__always)
    private static func store(_ key: Vector, _ keys: UnsafeMutableRawPointer, _ round: Int) {
        unsafe keys.storeBytes(of: key, toByteOffset: round &* 16, as: Vector.self)
    }
}
