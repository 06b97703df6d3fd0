#if arch(x86_64)
/// What `DESChain` of the kernel modules looks up: made from the circuits and from the permutations of FIPS 46-3.
enum DESChainTables {
    /// Where the outputs of the boxes stand in an expanded half, the four of S1 first. An output goes to one box or to two; the
    /// six that go to the same box stand at six different bits, 0 to 5. Those of S1 to S4 come from a table's byte as they
    /// stand, those of S5 to S8 two bits higher, and in each pair of boxes the eight together fill the byte. (It is an exact
    /// cover, and was found by a search for one.)
    private static let positions = [
        3, 1, 0, 2, 2, 0, 1, 4, 3, 0, 1, 5, 1, 2, 0, 4, 1, 3, 4, 5, 2, 5, 4, 3, 3, 5, 1, 4, 0, 2, 4, 5,
    ]

    /// The boxes that are looked up together.
    private static let pairs = [(0, 5), (1, 4), (2, 7), (3, 6)]

    /// The permutation P.
    private static let permutation = [
        16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11,
        4, 25,
    ]

    /// Which output comes to input k of box j: E after P.
    private static func source(_ j: Int, _ k: Int) -> Int { permutation[(4 * j + k + 31) % 32] - 1 }

    /// Where input k of box j stands.
    private static func place(_ j: Int, _ k: Int) -> Int { positions[source(j, k)] }

    /// The tables, as the kernels take them.
    static let bytes: [UInt8] = {
        var tables = [UInt8](repeating: 0, count: 3968)
        let outputs = boxOutputs
        for (pair, boxes) in pairs.enumerated() {
            for (half, box) in [boxes.0, boxes.1].enumerated() {
                for value in 0..<64 {
                    // Where bit 5 is one, the difference.
                    let output =
                        outputs[box][logical(box, value)]
                        ^ (value & 32 == 0 ? 0 : outputs[box][logical(box, value & 31)])
                    for index in 0..<4 where output >> (3 - index) & 1 == 1 {
                        tables[pair * 64 + value] |= 1 << UInt8(positions[4 * box + index] + 2 * half)
                    }
                }
                for j in 0..<8 {
                    tables[256 + pair * 16 + half * 8 + j] = UInt8(box)
                    for k in 0..<6 where source(j, k) / 4 == box {
                        tables[320 + pair * 16 + half * 8 + j] |= 1 << UInt8(place(j, k) + 2 * half)
                    }
                }
            }
        }
        // From which bit of eight bytes, the first bit being the highest of the first byte.
        func gather(_ bit: Int, to j: Int, _ k: Int, at offset: Int) {
            for lane in [j, j + 8] {
                tables[offset + place(j, k) * 16 + lane] = UInt8(bit / 8)
                tables[offset + 96 + place(j, k) * 16 + lane] = 0x80 >> UInt8(bit % 8)
            }
        }
        for bit in 0..<64 {
            let (left, right) = DESBlock.permuted(1 << UInt64(63 - bit))
            let side = left == 0 ? 1 : 0
            let number = (left | right).leadingZeroBitCount
            for j in 0..<8 {
                for k in 0..<6 where (4 * j + k + 31) % 32 == number {
                    gather(bit, to: j, k, at: 384 + side * 192)
                    guard (1...4).contains(k) else { continue }
                    // And back, the lowest bit of two bytes first.
                    let back = bit / 16 * 16 + bit % 16 / 8 * 8 + 7 - bit % 8
                    tables[3840 + back] = UInt8(side * 8 + j)
                    tables[3904 + back] = 1 << UInt8(place(j, k))
                }
            }
        }
        for round in 0..<16 {
            for j in 0..<8 {
                for k in 0..<6 {
                    let bit = Int(DESKeySchedule.wiring[round * 48 + j * 6 + k])
                    gather(bit, to: j, k, at: 768 + round * 192)
                }
            }
        }
        return tables
    }()

    /// Six inputs as the standard numbers them, the first highest, from where they stand.
    private static func logical(_ box: Int, _ value: Int) -> Int {
        (0..<6).reduce(0) { $0 | (value >> place(box, $1) & 1) << (5 - $1) }
    }

    /// The S-boxes, by the circuits: each lane bit is one of the 64 inputs.
    private static var boxOutputs: [[UInt8]] {
        func lanes(_ bit: Int) -> DESLanes {
            DESLanes(repeating: (0..<64).reduce(UInt64(0)) { $0 | UInt64($1 >> bit & 1) << UInt64($1) })
        }
        let (a, b, c, d, e, f) = (lanes(5), lanes(4), lanes(3), lanes(2), lanes(1), lanes(0))
        let circuits = [
            DESBoxes.s1(a, b, c, d, e, f), DESBoxes.s2(a, b, c, d, e, f), DESBoxes.s3(a, b, c, d, e, f),
            DESBoxes.s4(a, b, c, d, e, f), DESBoxes.s5(a, b, c, d, e, f), DESBoxes.s6(a, b, c, d, e, f),
            DESBoxes.s7(a, b, c, d, e, f), DESBoxes.s8(a, b, c, d, e, f),
        ]
        return circuits.map { outputs in
            (0..<64).map { value in
                func bit(_ lanes: DESLanes) -> UInt8 { UInt8(lanes[0] >> UInt64(value) & 1) }
                return bit(outputs.0) << 3 | bit(outputs.1) << 2 | bit(outputs.2) << 1 | bit(outputs.3)
            }
        }
    }
}
#endif
