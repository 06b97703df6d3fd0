public import SignetBytes

/// RC4: broken; for reading old files that were encrypted with it.
///
/// Its permutation is read and written at places that depend on secrets; here each such access goes over all 256 places
/// and keeps the right one by a mask.
public enum RC4 {
    /// Encrypts or decrypts, which is the same. The key has 1 to 256 bytes.
    public static func apply(_ input: Span<UInt8>, key: Span<UInt8>) throws(CipherError) -> SecretBytes {
        guard (1...256).contains(key.count) else { throw .keyByteCount(key.count, allowed: 1...256) }
        var permutation = SecretBytes(capacity: 256) { output in
            for index in 0..<256 { output.append(UInt8(index)) }
        }
        var output = SecretBytes(copying: input)
        var state = permutation.mutableSpan
        var bytes = output.mutableSpan
        unsafe state.withUnsafeMutableBytes { state in
            unsafe bytes.withUnsafeMutableBytes { bytes in
                unsafe run(state.baseAddress!, bytes, key)
            }
        }
        return output
    }

    private static func run(
        _ state: UnsafeMutableRawPointer, _ bytes: UnsafeMutableRawBufferPointer, _ key: Span<UInt8>
    ) {
        // Key scheduling. Places named i are public, places named j are not.
        var j: UInt8 = 0
        for i in 0..<256 {
            let a = unsafe state.load(fromByteOffset: i, as: UInt8.self)
            j = j &+ a &+ key[i % key.count]
            let b = unsafe exchange(state, j, a)
            unsafe state.storeBytes(of: b, toByteOffset: i, as: UInt8.self)
        }
        j = 0
        for index in 0..<bytes.count {
            let i = (index &+ 1) & 255
            let a = unsafe state.load(fromByteOffset: i, as: UInt8.self)
            j = j &+ a
            let b = unsafe exchange(state, j, a)
            unsafe state.storeBytes(of: b, toByteOffset: i, as: UInt8.self)
            unsafe bytes[index] ^= read(state, a &+ b)
        }
    }

    private typealias Lanes = SIMD16<UInt8>

    /// What is at `place`.
    private static func read(_ state: UnsafeRawPointer, _ place: UInt8) -> UInt8 {
        var found = Lanes()
        var places = Lanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        let wanted = Lanes(repeating: place)
        for offset in stride(from: 0, to: 256, by: 16) {
            let values = unsafe state.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
            found |= Lanes().replacing(with: values, where: places .== wanted)
            places &+= Lanes(repeating: 16)
        }
        return found.wrappedSum()
    }

    /// Puts `value` at `place`, and gives what was there.
    private static func exchange(_ state: UnsafeMutableRawPointer, _ place: UInt8, _ value: UInt8) -> UInt8 {
        var found = Lanes()
        var places = Lanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        let wanted = Lanes(repeating: place)
        let replacement = Lanes(repeating: value)
        for offset in stride(from: 0, to: 256, by: 16) {
            let values = unsafe state.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
            let isHere = places .== wanted
            found |= Lanes().replacing(with: values, where: isHere)
            unsafe state.storeBytes(
                of: values.replacing(with: replacement, where: isHere), toByteOffset: offset, as: Lanes.self)
            places &+= Lanes(repeating: 16)
        }
        return found.wrappedSum()
    }
}
