#if arch(x86_64)
/// The state of ChaCha20 (RFC 8439 §2.3) of as many blocks as a vector has words: a vector holds one word of all of them, so a
/// round needs no exchange between lanes. This file is compiled for several levels, each with its own `ChaChaWord`.
struct ChaChaWords {
    private(set) var x0, x1, x2, x3, x4, x5, x6, x7: ChaChaWord
    private(set) var x8, x9, x10, x11, x12, x13, x14, x15: ChaChaWord
    private let counters: ChaChaWord

    /// As many blocks as there are lanes, from the counter on.
    @inline(__always)
    init(_ state: UnsafeRawPointer) {
        x0 = unsafe Self.word(state, 0)
        x1 = unsafe Self.word(state, 1)
        x2 = unsafe Self.word(state, 2)
        x3 = unsafe Self.word(state, 3)
        x4 = unsafe Self.word(state, 4)
        x5 = unsafe Self.word(state, 5)
        x6 = unsafe Self.word(state, 6)
        x7 = unsafe Self.word(state, 7)
        x8 = unsafe Self.word(state, 8)
        x9 = unsafe Self.word(state, 9)
        x10 = unsafe Self.word(state, 10)
        x11 = unsafe Self.word(state, 11)
        x13 = unsafe Self.word(state, 13)
        x14 = unsafe Self.word(state, 14)
        x15 = unsafe Self.word(state, 15)
        counters = unsafe Self.sum(Self.word(state, 12), Self.numbers)
        x12 = counters
    }

    /// Half of a double round (§2.3): the columns,
    @inline(__always)
    mutating func columns() {
        Self.quarterRound(&x0, &x4, &x8, &x12)
        Self.quarterRound(&x1, &x5, &x9, &x13)
        Self.quarterRound(&x2, &x6, &x10, &x14)
        Self.quarterRound(&x3, &x7, &x11, &x15)
    }

    /// and the diagonals.
    @inline(__always)
    mutating func diagonals() {
        Self.quarterRound(&x0, &x5, &x10, &x15)
        Self.quarterRound(&x1, &x6, &x11, &x12)
        Self.quarterRound(&x2, &x7, &x8, &x13)
        Self.quarterRound(&x3, &x4, &x9, &x14)
    }

    /// Adds what the rounds began with.
    @inline(__always)
    mutating func add(_ state: UnsafeRawPointer) {
        x0 = unsafe Self.sum(x0, Self.word(state, 0))
        x1 = unsafe Self.sum(x1, Self.word(state, 1))
        x2 = unsafe Self.sum(x2, Self.word(state, 2))
        x3 = unsafe Self.sum(x3, Self.word(state, 3))
        x4 = unsafe Self.sum(x4, Self.word(state, 4))
        x5 = unsafe Self.sum(x5, Self.word(state, 5))
        x6 = unsafe Self.sum(x6, Self.word(state, 6))
        x7 = unsafe Self.sum(x7, Self.word(state, 7))
        x8 = unsafe Self.sum(x8, Self.word(state, 8))
        x9 = unsafe Self.sum(x9, Self.word(state, 9))
        x10 = unsafe Self.sum(x10, Self.word(state, 10))
        x11 = unsafe Self.sum(x11, Self.word(state, 11))
        x12 = Self.sum(x12, counters)
        x13 = unsafe Self.sum(x13, Self.word(state, 13))
        x14 = unsafe Self.sum(x14, Self.word(state, 14))
        x15 = unsafe Self.sum(x15, Self.word(state, 15))
    }
}
#endif
