internal import SignetBytes

/// A hash function, seen from inside: whole blocks compressed into a chaining value.
///
/// The chaining value is kept as bytes in the digest's own order, so that a finished hash, a key's midstate and the
/// next block of an iterated hash are plain copies, and so that secrets lie where their owner can erase them.
/// Everything here works on memory that the caller owns; nothing is allocated. Whole buffers cross this boundary:
/// `compress` begins by handing them to the kernel for `level`, if there is one, and does the work itself if not.
///
/// Each function's file ends with its own few lines of word access and rotation, in the width and byte order of its standard.
protocol HashFunction {
    /// How many bytes are compressed at a time.
    static var blockByteCount: Int { get }
    /// How many bytes at the end of the last block say how long the message was.
    static var lengthByteCount: Int { get }

    /// Compresses `count` blocks into the chaining value at `chaining`.
    ///
    /// `schedule` is room for the message schedule, 16 words: it holds what was hashed, and so is given by the
    /// caller, who knows whether to erase it. The other working values live in registers.
    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, _ level: CPU.Level)
}
