#if arch(x86_64)
internal import SignetBytes
internal import SignetKernelsAVX512

/// Ed25519 by AVX-512 IFMA, the four coordinates of a point side by side.
extension EdwardsPoint25519 {
    static let hasVectors = CPU.level >= .avx512

    /// The base point times the number that 64 digits from −8 to 8 write.
    init(baseDigits digits: Span<UInt8>) {
        var words = InlineArray<20, UInt64>(repeating: 0)
        unsafe digits.withUnsafeBytes { digits in
            unsafe withUnsafeMutablePointer(to: &words) { words in
                unsafe Curve25519AVX512.multiplyBase(
                    words, table: VectorMultiples25519.shared.comb, digits: digits.baseAddress!)
            }
        }
        self.init(words)
    }

    /// s·B + k·a + r for public scalars in non-adjacent form.
    static func sum(
        _ s: [Int8], _ k: [Int8], _ a: EdwardsPoint25519, _ r: EdwardsPoint25519
    ) -> EdwardsPoint25519 {
        precondition(s.count == k.count, "EdwardsPoint25519: digits differ in number")
        var words = InlineArray<20, UInt64>(repeating: 0)
        let (aWords, rWords) = (a.words, r.words)
        unsafe withUnsafeTemporaryAllocation(byteCount: 8 * Curve25519AVX512.byteCount, alignment: 64) { memory in
            unsafe withUnsafePointer(to: aWords) { a in
                unsafe withUnsafePointer(to: rWords) { r in
                    unsafe withUnsafeMutablePointer(to: &words) { words in
                        unsafe s.withUnsafeBufferPointer { s in
                            unsafe k.withUnsafeBufferPointer { k in
                                unsafe Curve25519AVX512.sum(
                                    words, base: VectorMultiples25519.shared.odd, s: s.baseAddress!, a: a,
                                    k: k.baseAddress!, r: r, digitCount: s.count, memory: memory.baseAddress!)
                            }
                        }
                    }
                }
            }
        }
        return EdwardsPoint25519(words)
    }

    /// The coordinates as the kernel has them: the lowest limbs of all four, then the next.
    private var words: InlineArray<20, UInt64> {
        [
            x.l0, y.l0, z.l0, t.l0, x.l1, y.l1, z.l1, t.l1, x.l2, y.l2, z.l2, t.l2, x.l3, y.l3, z.l3, t.l3,
            x.l4, y.l4, z.l4, t.l4,
        ]
    }

    private init(_ words: InlineArray<20, UInt64>) {
        func number(_ lane: Int) -> Field25519 {
            Field25519(words[lane], words[4 + lane], words[8 + lane], words[12 + lane], words[16 + lane])
        }
        self.init(x: number(0), y: number(1), z: number(2), t: number(3))
    }
}

/// The multiples of the base point as the kernel has them.
@safe
private struct VectorMultiples25519: @unchecked Sendable {
    /// Those of `BaseMultiples25519.comb` and `odd`.
    let comb, odd: UnsafeRawPointer

    static let shared = VectorMultiples25519()

    private init() {
        let count = 256 + 64
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count * Curve25519AVX512.byteCount, alignment: 64)
        for index in 0..<count {
            // The comb and the odd multiples lie one after another.
            let point = unsafe BaseMultiples25519.shared.comb[index]
            let (difference, sum, t2d) = (point.difference, point.sum, point.t2d)
            let words: InlineArray<20, UInt64> = [
                difference.l0, sum.l0, 2, t2d.l0, difference.l1, sum.l1, 0, t2d.l1, difference.l2, sum.l2, 0, t2d.l2,
                difference.l3, sum.l3, 0, t2d.l3, difference.l4, sum.l4, 0, t2d.l4,
            ]
            unsafe (memory + index * Curve25519AVX512.byteCount).storeBytes(of: words, as: InlineArray<20, UInt64>.self)
        }
        unsafe (comb, odd) = (UnsafeRawPointer(memory), UnsafeRawPointer(memory + 256 * Curve25519AVX512.byteCount))
    }
}
#endif
