internal import SignetBytes

/// Whirlpool (ISO/IEC 10118-3): out of use, and here only so that files with it can be read.
///
/// The state is eight rows of eight bytes, each a word. A byte's substitution is computed from two tables of sixteen values,
/// each read whole.
enum Whirlpool: HashFunction {
    static let blockByteCount = 64
    static let lengthByteCount = 32

    private typealias State = SIMD64<UInt8>

    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        var value = unsafe chaining.loadUnaligned(as: State.self)
        for index in 0..<count {
            let block = unsafe blocks.loadUnaligned(fromByteOffset: index &* blockByteCount, as: State.self)
            // The block cipher W under the chaining value, and the two of them (Miyaguchi and Preneel).
            var (key, state) = (value, block ^ value)
            for round in 0..<10 {
                // The key of a round is the one before it through a round whose key begins with eight substitutions.
                var constant = State()
                for place in 0..<8 { constant[place] = UInt8(truncatingIfNeeded: 8 &* round &+ place) }
                constant = substituted(constant)
                for place in 8..<64 { constant[place] = 0 }
                key = mixed(shifted(substituted(key))) ^ constant
                state = mixed(shifted(substituted(state))) ^ key
            }
            value = state ^ block ^ value
        }
        unsafe chaining.storeBytes(of: value, as: State.self)
    }

    /// E, its inverse, and R: the boxes of four bits.
    private static let e: InlineArray<16, UInt8> = [1, 11, 9, 12, 13, 6, 15, 3, 14, 8, 7, 4, 10, 2, 5, 0]
    private static let inverse: InlineArray<16, UInt8> = [15, 0, 13, 7, 11, 14, 5, 10, 9, 2, 12, 1, 3, 4, 8, 6]
    private static let r: InlineArray<16, UInt8> = [7, 12, 11, 13, 14, 4, 9, 15, 6, 3, 8, 10, 2, 5, 1, 0]

    /// The value of a box at every byte's place.
    @inline(__always)
    private static func box(_ table: InlineArray<16, UInt8>, _ places: State) -> State {
        var found = State()
        for place in 0..<16 {
            found.replace(
                with: State(repeating: table[place]), where: places .== State(repeating: UInt8(place)))
        }
        return found
    }

    /// The substitution of every byte.
    @inline(__always)
    private static func substituted(_ state: State) -> State {
        let high = box(e, state &>> 4)
        let low = box(inverse, state & 15)
        let middle = box(r, high ^ low)
        return box(e, high ^ middle) &<< 4 | box(inverse, low ^ middle)
    }

    /// Column j goes down by j rows.
    @inline(__always)
    private static func shifted(_ state: State) -> State {
        var result = State()
        for row in 0..<8 {
            for column in 0..<8 { result[8 &* row &+ column] = state[8 &* ((row &- column) & 7) &+ column] }
        }
        return result
    }

    /// Each row times the circulant matrix of 1, 1, 4, 1, 8, 5, 2, 9 over GF(2⁸).
    @inline(__always)
    private static func mixed(_ state: State) -> State {
        let two = doubled(state)
        let four = doubled(two)
        let eight = doubled(four)
        return state ^ turned(state, 1) ^ turned(four, 2) ^ turned(state, 3) ^ turned(eight, 4)
            ^ turned(four ^ state, 5) ^ turned(two, 6) ^ turned(eight ^ state, 7)
    }

    /// Times x, modulo x⁸ + x⁴ + x³ + x² + 1.
    @inline(__always)
    private static func doubled(_ state: State) -> State {
        (state &<< 1) ^ State().replacing(with: State(repeating: 0x1D), where: state .>= State(repeating: 0x80))
    }

    /// Each row, its bytes further on by so many places.
    @inline(__always)
    private static func turned(_ state: State, _ count: Int) -> State {
        var words = unsafe unsafeBitCast(state, to: SIMD8<UInt64>.self)
        // The first byte of a row is the lowest of its word here.
        words = words &<< UInt64(8 &* count) | words &>> UInt64(64 &- 8 &* count)
        return unsafe unsafeBitCast(words, to: State.self)
    }
}
