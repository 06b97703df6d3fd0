/// AES, up to eight blocks at a time: for messages that would leave most of an `AESBatch` empty.
///
/// The blocks are kept as eight planes, one for each bit of a byte: bit b of byte 4r + c of a plane belongs to row r and column c
/// of block b. So ShiftRows turns parts of four bytes, MixColumns exchanges such parts, and the S-box is the circuit of
/// `AESSubstitution`. A round is some 250 operations, and 320 the other way, of which three or four go at a time.
enum AESEight {
    static let blockCount = 8
    private typealias Planes = AESSubstitution.Planes

    /// Decrypts in chaining, in place (FIPS 197 §5.3). `keys` are the round keys as planes, 16 bytes each (`AESPlanes`).
    static func decrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        var before = unsafe AESLanes(chain)
        for start in stride(from: 0, to: count, by: blockCount) {
            let (block, taken) = unsafe (blocks + start &* 16, min(blockCount, count &- start))
            let plain = unsafe decrypted(loaded(block, taken), keys, roundCount)
            // Each block needs the ciphertext before it, which is still in place.
            unsafe chained(plain.0, block, 0, taken, &before)
            unsafe chained(plain.1, block, 1, taken, &before)
            unsafe chained(plain.2, block, 2, taken, &before)
            unsafe chained(plain.3, block, 3, taken, &before)
            unsafe chained(plain.4, block, 4, taken, &before)
            unsafe chained(plain.5, block, 5, taken, &before)
            unsafe chained(plain.6, block, 6, taken, &before)
            unsafe chained(plain.7, block, 7, taken, &before)
        }
        unsafe before.store(chain)
    }

    /// Adds the key stream of counter mode; see `AES.applyCounter`.
    static func applyCounter(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        let first = unsafe AESLanes(counter).words
        var value = UInt32(bigEndian: first[3])
        for start in stride(from: 0, to: count, by: blockCount) {
            let (block, taken) = unsafe (blocks + start &* 16, min(blockCount, count &- start))
            let stream = unsafe encrypted(
                (
                    counted(first, value), counted(first, value &+ 1), counted(first, value &+ 2),
                    counted(first, value &+ 3), counted(first, value &+ 4), counted(first, value &+ 5),
                    counted(first, value &+ 6), counted(first, value &+ 7)
                ), keys, roundCount)
            value &+= UInt32(truncatingIfNeeded: taken)
            unsafe add(stream.0, block, 0, taken)
            unsafe add(stream.1, block, 1, taken)
            unsafe add(stream.2, block, 2, taken)
            unsafe add(stream.3, block, 3, taken)
            unsafe add(stream.4, block, 4, taken)
            unsafe add(stream.5, block, 5, taken)
            unsafe add(stream.6, block, 6, taken)
            unsafe add(stream.7, block, 7, taken)
        }
        unsafe counted(first, value).store(counter)
    }

    @inline(__always)
    private static func counted(_ block: SIMD4<UInt32>, _ value: UInt32) -> AESLanes {
        AESLanes(words: SIMD4(block[0], block[1], block[2], value.bigEndian))
    }

    @inline(__always)
    private static func add(_ stream: AESLanes, _ blocks: UnsafeMutableRawPointer, _ index: Int, _ count: Int) {
        if index < count { unsafe (stream ^ AESLanes(blocks, index)).store(blocks, index) }
    }

    @inline(__always)
    private static func chained(
        _ plain: AESLanes, _ blocks: UnsafeMutableRawPointer, _ index: Int, _ count: Int, _ before: inout AESLanes
    ) {
        guard index < count else { return }
        let cipher = unsafe AESLanes(blocks, index)
        unsafe (plain ^ before).store(blocks, index)
        before = cipher
    }

    /// The first `count` blocks, and zeros.
    @inline(__always)
    private static func loaded(_ blocks: UnsafeRawPointer, _ count: Int) -> Planes {
        unsafe (
            block(blocks, 0, count), block(blocks, 1, count), block(blocks, 2, count), block(blocks, 3, count),
            block(blocks, 4, count), block(blocks, 5, count), block(blocks, 6, count), block(blocks, 7, count)
        )
    }

    @inline(__always)
    private static func block(_ blocks: UnsafeRawPointer, _ index: Int, _ count: Int) -> AESLanes {
        unsafe index < count ? AESLanes(blocks, index) : AESLanes(.zero)
    }

    @inline(__always)
    private static func encrypted(_ blocks: Planes, _ keys: UnsafeRawPointer, _ roundCount: Int) -> Planes {
        var state = unsafe sum(sliced(blocks), roundKey(keys))
        var key = unsafe keys
        for _ in 1..<roundCount {
            unsafe key += 16
            state = unsafe sum(mixed(mapped(AESSubstitution.substituted(state), rowsShifted)), roundKey(key))
        }
        return unsafe unsliced(sum(mapped(AESSubstitution.substituted(state), rowsShifted), roundKey(key + 16)))
    }

    @inline(__always)
    private static func decrypted(_ blocks: Planes, _ keys: UnsafeRawPointer, _ roundCount: Int) -> Planes {
        var key = unsafe keys + roundCount &* 16
        var state = unsafe sum(sliced(blocks), roundKey(key))
        for _ in 1..<roundCount {
            unsafe key -= 16
            let substituted = AESSubstitution.inverselySubstituted(mapped(state, rowsShiftedBack))
            state = unsafe mixed(quadrupled(sum(substituted, roundKey(key))))
        }
        return unsafe unsliced(
            sum(AESSubstitution.inverselySubstituted(mapped(state, rowsShiftedBack)), roundKey(keys)))
    }

    /// A round key of 16 bits a plane: each bit a byte.
    @inline(__always)
    private static func roundKey(_ planes: UnsafeRawPointer) -> Planes {
        let key = unsafe AESLanes(planes)
        let (low, high) = (key.interleavedLow(key).words, key.interleavedHigh(key).words)
        return (
            spread(low[0]), spread(low[1]), spread(low[2]), spread(low[3]), spread(high[0]), spread(high[1]),
            spread(high[2]), spread(high[3])
        )
    }

    /// The bits of columns 0 and 1, and of columns 2 and 3, are in two bytes each.
    @inline(__always)
    private static func spread(_ plane: UInt32) -> AESLanes {
        let places = AESLanes(words: SIMD4(0x1001_1001, 0x2002_2002, 0x4004_4004, 0x8008_8008))
        return (AESLanes(words: SIMD4(repeating: plane)) & places).equalBytes(places)
    }

    /// ShiftRows (FIPS 197 §5.1.2): row r moves r bytes down.
    @inline(__always)
    private static func rowsShifted(_ x: AESLanes) -> AESLanes {
        let s = x.shorts
        let two = AESLanes(shorts: SIMD8(s[0], s[1], s[2], s[3], s[5], s[4], s[7], s[6]))
        let t = two.shorts
        let other = AESLanes(shorts: SIMD8(t[1], t[0], t[3], t[2], t[5], t[4], t[7], t[6]))
        return chosen(two, two.shiftedRight(8) | other.shiftedLeft(8))
    }

    /// InvShiftRows (FIPS 197 §5.3.1): row r moves r bytes up, which for rows 1 and 3 is the other way round.
    @inline(__always)
    private static func rowsShiftedBack(_ x: AESLanes) -> AESLanes {
        let s = x.shorts
        let two = AESLanes(shorts: SIMD8(s[0], s[1], s[2], s[3], s[5], s[4], s[7], s[6]))
        let t = two.shorts
        let other = AESLanes(shorts: SIMD8(t[1], t[0], t[3], t[2], t[5], t[4], t[7], t[6]))
        return chosen(two, other.shiftedRight(8) | two.shiftedLeft(8))
    }

    /// Rows 0 and 2 of the one, rows 1 and 3 of the other.
    @inline(__always)
    private static func chosen(_ even: AESLanes, _ odd: AESLanes) -> AESLanes {
        (even & AESLanes(words: SIMD4(~0, 0, ~0, 0))) | (odd & AESLanes(words: SIMD4(0, ~0, 0, ~0)))
    }

    /// MixColumns (FIPS 197 §5.1.3): with a′ the rows turned by one and t = a ⊕ a′, the result is
    /// {02}·t ⊕ a′ ⊕ t turned by two.
    @inline(__always)
    private static func mixed(_ a: Planes) -> Planes {
        let next = mapped(a) { AESLanes(words: SIMD4($0.words[1], $0.words[2], $0.words[3], $0.words[0])) }
        let t = sum(a, next)
        let rest = sum(next, mapped(t, turnedByTwo))
        return (
            rest.0 ^ t.7, rest.1 ^ (t.0 ^ t.7), rest.2 ^ t.1, rest.3 ^ (t.2 ^ t.7), rest.4 ^ (t.3 ^ t.7),
            rest.5 ^ t.4, rest.6 ^ t.5, rest.7 ^ t.6
        )
    }

    /// What makes MixColumns InvMixColumns (FIPS 197 §5.3.3): a ⊕ {04}·d, with d = a ⊕ a turned by two. Bits 6 and 7 come back
    /// as {1B} and {36} say.
    @inline(__always)
    private static func quadrupled(_ a: Planes) -> Planes {
        let d = sum(a, mapped(a, turnedByTwo))
        let both = d.6 ^ d.7
        return (
            a.0 ^ d.6, a.1 ^ both, a.2 ^ (d.0 ^ d.7), a.3 ^ (d.1 ^ d.6), a.4 ^ (d.2 ^ both), a.5 ^ (d.3 ^ d.7),
            a.6 ^ d.4, a.7 ^ d.5
        )
    }

    @inline(__always)
    private static func turnedByTwo(_ x: AESLanes) -> AESLanes {
        AESLanes(words: SIMD4(x.words[2], x.words[3], x.words[0], x.words[1]))
    }

    /// From blocks to planes.
    @inline(__always)
    private static func sliced(_ blocks: Planes) -> Planes { exchanged(mapped(blocks, transposed)) }

    /// And back.
    @inline(__always)
    private static func unsliced(_ planes: Planes) -> Planes { mapped(exchanged(planes), transposed) }

    /// Byte 4c + r becomes byte 4r + c: what is interleaved twice.
    @inline(__always)
    private static func transposed(_ x: AESLanes) -> AESLanes {
        let once = x.interleavedLow(upper(x))
        return once.interleavedLow(upper(once))
    }

    @inline(__always)
    private static func upper(_ x: AESLanes) -> AESLanes { AESLanes(AESLanes.Vector(x.value[1], x.value[1])) }

    /// Bit i of a byte of vector b becomes bit b of that of vector i.
    @inline(__always)
    private static func exchanged(_ x: Planes) -> Planes {
        var x = x
        exchange(&x.0, &x.1, 1, 0x55)
        exchange(&x.2, &x.3, 1, 0x55)
        exchange(&x.4, &x.5, 1, 0x55)
        exchange(&x.6, &x.7, 1, 0x55)
        exchange(&x.0, &x.2, 2, 0x33)
        exchange(&x.1, &x.3, 2, 0x33)
        exchange(&x.4, &x.6, 2, 0x33)
        exchange(&x.5, &x.7, 2, 0x33)
        exchange(&x.0, &x.4, 4, 0x0F)
        exchange(&x.1, &x.5, 4, 0x0F)
        exchange(&x.2, &x.6, 4, 0x0F)
        exchange(&x.3, &x.7, 4, 0x0F)
        return x
    }

    #if arch(x86_64)
    private typealias Count = Int32
    #else
    private typealias Count = UInt16
    #endif

    @inline(__always)
    private static func exchange(_ a: inout AESLanes, _ b: inout AESLanes, _ count: Count, _ mask: UInt8) {
        let t = (a.shiftedRight(count) ^ b) & AESLanes(bytes: SIMD16(repeating: mask))
        b = b ^ t
        a = a ^ t.shiftedLeft(count)
    }

    @inline(__always)
    private static func sum(_ a: Planes, _ b: Planes) -> Planes {
        (a.0 ^ b.0, a.1 ^ b.1, a.2 ^ b.2, a.3 ^ b.3, a.4 ^ b.4, a.5 ^ b.5, a.6 ^ b.6, a.7 ^ b.7)
    }

    @inline(__always)
    private static func mapped(_ x: Planes, _ body: (AESLanes) -> AESLanes) -> Planes {
        (body(x.0), body(x.1), body(x.2), body(x.3), body(x.4), body(x.5), body(x.6), body(x.7))
    }
}
