/// The key schedule of DES (FIPS 46-3 Appendix 1): nothing but wiring.
enum DESKeySchedule {
    /// For each of the 16 rounds, for each of the 48 bits of its key, the bit of the key that it is: 0 is the highest
    /// bit of the first byte.
    static let wiring: [UInt8] = {
        var wiring: [UInt8] = []
        wiring.reserveCapacity(16 * 48)
        var rotation = 0
        for round in 0..<16 {
            rotation += shifts[round]
            for bit in permutedChoice2 {
                // C is the first half of permuted choice 1, D the second; both have turned left by `rotation`.
                let (half, place) = (Int(bit - 1) / 28, Int(bit - 1) % 28)
                wiring.append(permutedChoice1[half * 28 + (place + rotation) % 28] - 1)
            }
        }
        return wiring
    }()

    private static let shifts = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1]

    /// PC-1.
    private static let permutedChoice1: [UInt8] = [
        57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
        63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
    ]

    /// PC-2.
    private static let permutedChoice2: [UInt8] = [
        14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
        41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
    ]
}
