/// AES encryption of one block after another, as chaining needs it.
///
/// A block is kept as eight bit planes of 16 bits, bit i of a plane belonging to byte i of the block (`AESPlanes`).
enum AESBlock {
    /// Encrypts in chaining, in place. `keys` are the round keys as planes, 16 bytes each, or a key that waits (`AESPlanes.keep`).
    ///
    /// The chain stays in planes: only the conversions of plaintext and ciphertext, which wait for nothing, remain.
    static func encrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeMutableRawPointer,
        roundCount: Int
    ) {
        var state = unsafe load(chain)
        for index in 0..<count {
            let block = unsafe blocks + index &* 16
            state = unsafe encrypted(state ^ load(block), keys, roundCount)
            unsafe store(state, block)
        }
        unsafe store(state, chain)
    }

    /// Encrypts in chaining and keeps only the last block, in `chain`.
    static func authenticate(
        _ blocks: UnsafeRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeMutableRawPointer,
        roundCount: Int
    ) {
        var state = unsafe load(chain)
        for index in 0..<count {
            let block = unsafe blocks + index &* 16
            state = unsafe encrypted(state ^ load(block), keys, roundCount)
        }
        unsafe store(state, chain)
    }

    /// Adds the key stream of counter mode, block by block; see `AES.applyCounter`.
    static func applyCounter(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer, keys: UnsafeMutableRawPointer,
        roundCount: Int
    ) {
        for index in 0..<count {
            let stream = unsafe bytes(encrypted(load(counter), keys, roundCount))
            let block = unsafe blocks + index &* 16
            let (first, second) = unsafe (
                block.loadUnaligned(as: UInt64.self), block.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
            unsafe block.storeBytes(of: first ^ stream.low, as: UInt64.self)
            unsafe block.storeBytes(of: second ^ stream.high, toByteOffset: 8, as: UInt64.self)
            let value = unsafe UInt32(bigEndian: counter.loadUnaligned(fromByteOffset: 12, as: UInt32.self)) &+ 1
            unsafe counter.storeBytes(of: value.bigEndian, toByteOffset: 12, as: UInt32.self)
        }
    }

    @inline(__always)
    private static func encrypted(
        _ block: AESPlanes.Vector, _ keys: UnsafeMutableRawPointer, _ roundCount: Int
    ) -> AESPlanes.Vector {
        unsafe AESPlanes.isWaiting(keys, roundCount)
            ? AESPlanes.encryptFirst(block, keys, roundCount) : AESPlanes.encrypt(block, keys, roundCount)
    }

    /// A block as planes.
    @inline(__always)
    static func load(_ block: UnsafeRawPointer) -> AESPlanes.Vector {
        let (low, high) = unsafe planes(
            block.loadUnaligned(as: UInt64.self), block.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        return vector(low, high)
    }

    /// Half a block, the rest being zeros.
    @inline(__always)
    static func loadHalf(_ bytes: UnsafeRawPointer) -> AESPlanes.Vector {
        let (low, high) = unsafe planes(bytes.loadUnaligned(as: UInt64.self), 0)
        return vector(low, high)
    }

    @inline(__always)
    private static func store(_ state: AESPlanes.Vector, _ block: UnsafeMutableRawPointer) {
        let (low, high) = bytes(state)
        unsafe block.storeBytes(of: low, as: UInt64.self)
        unsafe block.storeBytes(of: high, toByteOffset: 8, as: UInt64.self)
    }

    @inline(__always)
    private static func vector(_ low: UInt64, _ high: UInt64) -> AESPlanes.Vector {
        AESPlanes.Vector(Int64(bitPattern: low), Int64(bitPattern: high))
    }

    /// The planes of the 16 bytes of two words.
    @inline(__always)
    private static func planes(_ first: UInt64, _ second: UInt64) -> (low: UInt64, high: UInt64) {
        let (a, b) = (transposed(UInt64(littleEndian: first)), transposed(UInt64(littleEndian: second)))
        return (
            spread(a & 0xFFFF_FFFF) | spread(b & 0xFFFF_FFFF) &<< 8, spread(a &>> 32) | spread(b &>> 32) &<< 8
        )
    }

    /// The 16 bytes of planes, as two words.
    @inline(__always)
    private static func bytes(_ planes: AESPlanes.Vector) -> (low: UInt64, high: UInt64) {
        let (low, high) = (UInt64(bitPattern: planes[0]), UInt64(bitPattern: planes[1]))
        let a = gathered(low) | gathered(high) &<< 32
        let b = gathered(low &>> 8) | gathered(high &>> 8) &<< 32
        return (transposed(a).littleEndian, transposed(b).littleEndian)
    }

    /// Bit p of byte i becomes bit i of byte p.
    @inline(__always)
    private static func transposed(_ word: UInt64) -> UInt64 {
        var x = word
        var t = (x ^ x &>> 7) & 0x00AA_00AA_00AA_00AA
        x ^= t ^ t &<< 7
        t = (x ^ x &>> 14) & 0x0000_CCCC_0000_CCCC
        x ^= t ^ t &<< 14
        t = (x ^ x &>> 28) & 0x0000_0000_F0F0_F0F0
        return x ^ t ^ t &<< 28
    }

    /// The four low bytes moved to every second place.
    @inline(__always)
    private static func spread(_ word: UInt64) -> UInt64 {
        let x = (word | word &<< 16) & 0x0000_FFFF_0000_FFFF
        return (x | x &<< 8) & 0x00FF_00FF_00FF_00FF
    }

    /// Every second byte moved to the four low places.
    @inline(__always)
    private static func gathered(_ word: UInt64) -> UInt64 {
        var x = word & 0x00FF_00FF_00FF_00FF
        x = (x | x &>> 8) & 0x0000_FFFF_0000_FFFF
        return (x | x &>> 16) & 0x0000_0000_FFFF_FFFF
    }
}
