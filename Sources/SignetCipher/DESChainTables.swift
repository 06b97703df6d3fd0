#if arch(x86_64)
internal import SignetKernelsAVX512

/// What `DESChainAVX512` looks up: made from the circuits and from the permutations of FIPS 46-3.
enum DESChainTables {
    /// Where a bit stands. Each of the eight bytes of a half holds the six inputs of an S-box; input k of box j stands at
    /// bit `places[j][k]`. The six inputs of a box come from six boxes, and the six copies that E makes of a box's
    /// outputs go to six boxes; here they also stand at six different bits (a colouring of the edges between boxes).
    private static let places: [[Int]] = [
        [1, 0, 3, 2, 5, 4], [0, 1, 3, 2, 4, 5], [0, 1, 3, 2, 5, 4], [0, 1, 3, 2, 5, 4],
        [1, 0, 2, 3, 4, 5], [1, 0, 3, 2, 4, 5], [0, 1, 2, 3, 5, 4], [0, 1, 2, 3, 4, 5],
    ]

    /// The permutation P.
    private static let permutation = [
        16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11,
        4, 25,
    ]

    /// The tables, as the kernel takes them.
    static let bytes: [UInt8] = {
        var tables = [UInt8](repeating: 0, count: DESChainAVX512.tablesByteCount)
        let outputs = boxOutputs
        // Which output of which box comes to input k of box j: E after P.
        let sources = (0..<8).map { j in
            (0..<6).map { k in
                let source = permutation[(4 * j + k + 31) % 32] - 1
                return (box: source / 4, output: source % 4)
            }
        }
        for j in 0..<8 {
            for k in 0..<6 {
                let (box, output) = sources[j][k]
                let place = places[j][k]
                // The box's byte holds that output where input k of box j wants it.
                for value in 0..<64 where outputs[box][logical(box, value)] >> (3 - output) & 1 == 1 {
                    tables[box * 64 + value] |= 1 << UInt8(place)
                }
                // The first of two sources goes by the first exchange, the second by the second.
                let isSecond = sources[j][0..<k].contains { $0.box / 2 == box / 2 }
                let exchange = box / 2 * 2 + (isSecond ? 1 : 0)
                tables[1536 + exchange * 8 + j] = UInt8(box)
                tables[1600 + exchange * 8 + j] = 1 << UInt8(place)
            }
            for value in 0..<64 {
                tables[512 + j * 64 + value] = UInt8(physical(j, value))
                tables[1024 + j * 64 + value] = UInt8(logical(j, value) >> 1 & 15)
            }
        }
        // What comes from nowhere is zero.
        for index in 0..<64 where tables[1600 + index] == 0 { tables[1536 + index] = 0x80 }
        return tables
    }()

    /// The round keys of one pass, as the kernel takes them, in the order in which they are used.
    static func expand(_ key: UInt64, decrypting: Bool, into keys: UnsafeMutableRawPointer) {
        for round in 0..<16 {
            let from = decrypting ? 15 - round : round
            for box in 0..<8 {
                var byte: UInt8 = box & 1 == 0 ? 0 : 0x40
                for k in 0..<6 {
                    let bit = UInt8(
                        truncatingIfNeeded: key &>> (63 - UInt64(DESKeySchedule.wiring[from * 48 + box * 6 + k])))
                    byte |= (bit & 1) &<< UInt8(places[box][k])
                }
                unsafe keys.storeBytes(of: byte, toByteOffset: round * 8 + box, as: UInt8.self)
            }
        }
    }

    /// Six inputs as the standard numbers them, the first highest, from where they stand; and back.
    private static func logical(_ box: Int, _ value: Int) -> Int {
        (0..<6).reduce(0) { $0 | (value >> places[box][$1] & 1) << (5 - $1) }
    }

    private static func physical(_ box: Int, _ value: Int) -> Int {
        (0..<6).reduce(0) { $0 | (value >> (5 - $1) & 1) << places[box][$1] }
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
