#if arch(x86_64)
/// The state of ChaCha20 (RFC 8439 §2.3) of as many blocks as a vector has words: a vector holds one word of all of them, so a
/// round needs no exchange between lanes. This file is compiled for several levels, each with its own `ChaChaWord`; a type that
/// they all have would be code that they share.
enum ChaChaWords {
    typealias Words = (
        ChaChaWord, ChaChaWord, ChaChaWord, ChaChaWord, ChaChaWord, ChaChaWord, ChaChaWord, ChaChaWord,
        ChaChaWord, ChaChaWord, ChaChaWord, ChaChaWord, ChaChaWord, ChaChaWord, ChaChaWord, ChaChaWord
    )

    /// As many blocks as there are lanes, from the counter on.
    @inline(__always)
    static func words(_ state: UnsafeRawPointer) -> Words {
        unsafe (
            word(state, 0), word(state, 1), word(state, 2), word(state, 3), word(state, 4), word(state, 5),
            word(state, 6), word(state, 7), word(state, 8), word(state, 9), word(state, 10), word(state, 11),
            sum(word(state, 12), numbers), word(state, 13), word(state, 14), word(state, 15)
        )
    }

    /// Half of a double round (§2.3): the columns,
    @inline(__always)
    static func columns(_ x: inout Words) {
        quarterRound(&x.0, &x.4, &x.8, &x.12)
        quarterRound(&x.1, &x.5, &x.9, &x.13)
        quarterRound(&x.2, &x.6, &x.10, &x.14)
        quarterRound(&x.3, &x.7, &x.11, &x.15)
    }

    /// and the diagonals.
    @inline(__always)
    static func diagonals(_ x: inout Words) {
        quarterRound(&x.0, &x.5, &x.10, &x.15)
        quarterRound(&x.1, &x.6, &x.11, &x.12)
        quarterRound(&x.2, &x.7, &x.8, &x.13)
        quarterRound(&x.3, &x.4, &x.9, &x.14)
    }

    /// Adds what the rounds began with.
    @inline(__always)
    static func add(_ state: UnsafeRawPointer, to x: inout Words) {
        let first = unsafe words(state)
        x.0 = sum(x.0, first.0)
        x.1 = sum(x.1, first.1)
        x.2 = sum(x.2, first.2)
        x.3 = sum(x.3, first.3)
        x.4 = sum(x.4, first.4)
        x.5 = sum(x.5, first.5)
        x.6 = sum(x.6, first.6)
        x.7 = sum(x.7, first.7)
        x.8 = sum(x.8, first.8)
        x.9 = sum(x.9, first.9)
        x.10 = sum(x.10, first.10)
        x.11 = sum(x.11, first.11)
        x.12 = sum(x.12, first.12)
        x.13 = sum(x.13, first.13)
        x.14 = sum(x.14, first.14)
        x.15 = sum(x.15, first.15)
    }
}
#endif
