internal import SignetBytes

/// RC2 (RFC 2268): for reading old files and messages, whose keys were often cut to 40 bits.
///
/// Its table and its expanded key are read at places that depend on secrets; here each such read goes over all places
/// and keeps the right one by a mask.
struct RC2: BlockCipher {
    /// K[0] … K[63], two bytes each.
    private let expanded: SecretSlice

    /// The key has 1 to 128 bytes; `effectiveBitCount` is 1 to 1024 (RFC 2268 §2).
    init(key: Span<UInt8>, effectiveBitCount: Int) {
        var bytes = SecretBytes(zeros: 128)
        var l = bytes.mutableSpan
        let count = key.count
        for index in 0..<count { l[index] = key[index] }
        // T8 and TM.
        let effectiveByteCount = (effectiveBitCount + 7) / 8
        let mask = UInt8(0xFF >> (8 * effectiveByteCount - effectiveBitCount))
        for index in count..<128 { l[index] = RC2.piTable(l[index - 1] &+ l[index - count]) }
        l[128 - effectiveByteCount] = RC2.piTable(l[128 - effectiveByteCount] & mask)
        for index in stride(from: 127 - effectiveByteCount, through: 0, by: -1) {
            l[index] = RC2.piTable(l[index + 1] ^ l[index + effectiveByteCount])
        }
        expanded = bytes.shared()
    }

    func encrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe expanded.span.withUnsafeBytes { key in
            let key = key.baseAddress!
            var last = unsafe chain.loadUnaligned(as: SIMD4<UInt16>.self)
            for index in 0..<count {
                let block = unsafe blocks.loadUnaligned(fromByteOffset: index &* 8, as: SIMD4<UInt16>.self)
                last = unsafe RC2.encrypt(block ^ last, key)
                unsafe blocks.storeBytes(of: last, toByteOffset: index &* 8, as: SIMD4<UInt16>.self)
            }
            unsafe chain.storeBytes(of: last, as: SIMD4<UInt16>.self)
        }
    }

    func decrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe expanded.span.withUnsafeBytes { key in
            let key = key.baseAddress!
            var last = unsafe chain.loadUnaligned(as: SIMD4<UInt16>.self)
            for index in 0..<count {
                let block = unsafe blocks.loadUnaligned(fromByteOffset: index &* 8, as: SIMD4<UInt16>.self)
                let plain = unsafe RC2.decrypt(block, key) ^ last
                unsafe blocks.storeBytes(of: plain, toByteOffset: index &* 8, as: SIMD4<UInt16>.self)
                last = block
            }
            unsafe chain.storeBytes(of: last, as: SIMD4<UInt16>.self)
        }
    }

    /// RFC 2268 §3: five mixing rounds, a mashing round, six, a mashing round, five.
    private static func encrypt(_ block: SIMD4<UInt16>, _ key: UnsafeRawPointer) -> SIMD4<UInt16> {
        var (r0, r1, r2, r3) = (block[0], block[1], block[2], block[3])
        for round in 0..<16 {
            let j = round &* 4
            r0 = unsafe turned(r0 &+ word(key, j) &+ (r3 & r2) &+ (~r3 & r1), 1)
            r1 = unsafe turned(r1 &+ word(key, j &+ 1) &+ (r0 & r3) &+ (~r0 & r2), 2)
            r2 = unsafe turned(r2 &+ word(key, j &+ 2) &+ (r1 & r0) &+ (~r1 & r3), 3)
            r3 = unsafe turned(r3 &+ word(key, j &+ 3) &+ (r2 & r1) &+ (~r2 & r0), 5)
            if round == 4 || round == 10 {
                r0 = unsafe r0 &+ word(key, secretPlace: r3)
                r1 = unsafe r1 &+ word(key, secretPlace: r0)
                r2 = unsafe r2 &+ word(key, secretPlace: r1)
                r3 = unsafe r3 &+ word(key, secretPlace: r2)
            }
        }
        return SIMD4(r0, r1, r2, r3)
    }

    /// RFC 2268 §4: the same backwards.
    private static func decrypt(_ block: SIMD4<UInt16>, _ key: UnsafeRawPointer) -> SIMD4<UInt16> {
        var (r0, r1, r2, r3) = (block[0], block[1], block[2], block[3])
        for round in stride(from: 15, through: 0, by: -1) {
            let j = round &* 4
            if round == 4 || round == 10 {
                r3 = unsafe r3 &- word(key, secretPlace: r2)
                r2 = unsafe r2 &- word(key, secretPlace: r1)
                r1 = unsafe r1 &- word(key, secretPlace: r0)
                r0 = unsafe r0 &- word(key, secretPlace: r3)
            }
            r3 = unsafe turned(r3, 11) &- word(key, j &+ 3) &- (r2 & r1) &- (~r2 & r0)
            r2 = unsafe turned(r2, 13) &- word(key, j &+ 2) &- (r1 & r0) &- (~r1 & r3)
            r1 = unsafe turned(r1, 14) &- word(key, j &+ 1) &- (r0 & r3) &- (~r0 & r2)
            r0 = unsafe turned(r0, 15) &- word(key, j) &- (r3 & r2) &- (~r3 & r1)
        }
        return SIMD4(r0, r1, r2, r3)
    }

    @inline(__always)
    private static func turned(_ word: UInt16, _ count: UInt16) -> UInt16 { word &<< count | word &>> (16 &- count) }

    @inline(__always)
    private static func word(_ key: UnsafeRawPointer, _ index: Int) -> UInt16 {
        unsafe key.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)
    }

    /// K[place & 63], going over all 64.
    private static func word(_ key: UnsafeRawPointer, secretPlace place: UInt16) -> UInt16 {
        typealias Lanes = SIMD8<UInt16>
        var found = Lanes()
        var places = Lanes(0, 1, 2, 3, 4, 5, 6, 7)
        let wanted = Lanes(repeating: place & 63)
        for index in 0..<8 {
            let words = unsafe key.loadUnaligned(fromByteOffset: index &* 16, as: Lanes.self)
            found |= Lanes().replacing(with: words, where: places .== wanted)
            places &+= Lanes(repeating: 8)
        }
        return found.wrappedSum()
    }

    /// PITABLE[place], going over all 256.
    private static func piTable(_ place: UInt8) -> UInt8 {
        typealias Lanes = SIMD16<UInt8>
        var found = Lanes()
        let wanted = Lanes(repeating: place)
        for start in stride(from: 0, to: 256, by: 16) {
            var values = Lanes()
            for index in 0..<16 { values[index] = table[start + index] }
            let places = Lanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) &+ Lanes(repeating: UInt8(start))
            found |= Lanes().replacing(with: values, where: places .== wanted)
        }
        return found.wrappedSum()
    }

    /// PITABLE (RFC 2268 §2).
    private static let table: InlineArray<256, UInt8> = [
        0xD9, 0x78, 0xF9, 0xC4, 0x19, 0xDD, 0xB5, 0xED, 0x28, 0xE9, 0xFD, 0x79, 0x4A, 0xA0, 0xD8, 0x9D,
        0xC6, 0x7E, 0x37, 0x83, 0x2B, 0x76, 0x53, 0x8E, 0x62, 0x4C, 0x64, 0x88, 0x44, 0x8B, 0xFB, 0xA2,
        0x17, 0x9A, 0x59, 0xF5, 0x87, 0xB3, 0x4F, 0x13, 0x61, 0x45, 0x6D, 0x8D, 0x09, 0x81, 0x7D, 0x32,
        0xBD, 0x8F, 0x40, 0xEB, 0x86, 0xB7, 0x7B, 0x0B, 0xF0, 0x95, 0x21, 0x22, 0x5C, 0x6B, 0x4E, 0x82,
        0x54, 0xD6, 0x65, 0x93, 0xCE, 0x60, 0xB2, 0x1C, 0x73, 0x56, 0xC0, 0x14, 0xA7, 0x8C, 0xF1, 0xDC,
        0x12, 0x75, 0xCA, 0x1F, 0x3B, 0xBE, 0xE4, 0xD1, 0x42, 0x3D, 0xD4, 0x30, 0xA3, 0x3C, 0xB6, 0x26,
        0x6F, 0xBF, 0x0E, 0xDA, 0x46, 0x69, 0x07, 0x57, 0x27, 0xF2, 0x1D, 0x9B, 0xBC, 0x94, 0x43, 0x03,
        0xF8, 0x11, 0xC7, 0xF6, 0x90, 0xEF, 0x3E, 0xE7, 0x06, 0xC3, 0xD5, 0x2F, 0xC8, 0x66, 0x1E, 0xD7,
        0x08, 0xE8, 0xEA, 0xDE, 0x80, 0x52, 0xEE, 0xF7, 0x84, 0xAA, 0x72, 0xAC, 0x35, 0x4D, 0x6A, 0x2A,
        0x96, 0x1A, 0xD2, 0x71, 0x5A, 0x15, 0x49, 0x74, 0x4B, 0x9F, 0xD0, 0x5E, 0x04, 0x18, 0xA4, 0xEC,
        0xC2, 0xE0, 0x41, 0x6E, 0x0F, 0x51, 0xCB, 0xCC, 0x24, 0x91, 0xAF, 0x50, 0xA1, 0xF4, 0x70, 0x39,
        0x99, 0x7C, 0x3A, 0x85, 0x23, 0xB8, 0xB4, 0x7A, 0xFC, 0x02, 0x36, 0x5B, 0x25, 0x55, 0x97, 0x31,
        0x2D, 0x5D, 0xFA, 0x98, 0xE3, 0x8A, 0x92, 0xAE, 0x05, 0xDF, 0x29, 0x10, 0x67, 0x6C, 0xBA, 0xC9,
        0xD3, 0x00, 0xE6, 0xCF, 0xE1, 0x9E, 0xA8, 0x2C, 0x63, 0x16, 0x01, 0x3F, 0x58, 0xE2, 0x89, 0xA9,
        0x0D, 0x38, 0x34, 0x1B, 0xAB, 0x33, 0xFF, 0xB0, 0xBB, 0x48, 0x0C, 0x5F, 0xB9, 0xB1, 0xCD, 0x2E,
        0xC5, 0xF3, 0xDB, 0x47, 0xE5, 0xA5, 0x9C, 0x77, 0x0A, 0xA6, 0x20, 0x68, 0xFE, 0x7F, 0xC1, 0xAD,
    ]
}
