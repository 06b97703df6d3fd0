/// Runs `body`, then overwrites the part of the stack below, where it may have left what it computed with.
///
/// The numbers of a curve's field are plain values, a few words each, that the compiler keeps in registers and on the
/// stack; nothing in the language can erase them one by one. What lives longer than one operation lies in
/// `SecretBytes`.
@inline(__always)
func erasingStack<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
    defer { eraseStack() }
    return try body()
}

/// Not inlined, so that its frame lies where the frames of the functions called before it lay.
@inline(never)
private func eraseStack() {
    var frame = InlineArray<1024, UInt64>(repeating: 0)
    unsafe withUnsafeMutablePointer(to: &frame) { unsafe keep(UnsafeMutableRawPointer($0)) }
}

/// Keeps the optimiser from seeing that nothing reads the zeros.
@inline(never) @_optimize(none)
private func keep(_ pointer: UnsafeMutableRawPointer) {}
