import SignetBytes

#if arch(x86_64)
/// Measures every case with secrets of two classes, one all zeros and one drawn anew each time, in random order, and compares
/// the times by Welch's t-test (after Reparaz, Balasch and Verbauwhede, "Dude, is my code constant time?").
///
/// A difference that is there grows with the number of measurements; what the machine does besides does not know the
/// classes. A case is suspect when t stays above 10 in three runs.
func runTiming(_ cases: [Case]) -> Bool {
    var suspects = 0
    for item in cases {
        var t = 0.0
        for _ in 0..<3 {
            t = statistic(of: item)
            if abs(t) < 10 { break }
        }
        let rounded = Double(Int(t * 10)) / 10
        print(abs(t) < 10 ? "ok   \(item.name): t = \(rounded)" : "BAD  \(item.name): t = \(rounded)")
        if abs(t) >= 10 { suspects += 1 }
    }
    print("\(cases.count) cases at level \(CPU.level), \(suspects) of them suspect")
    return suspects == 0
}

/// As many measurements as half a second has room for, in round numbers: from 2 000 to 50 000.
private func measurementCount(of item: Case) -> Int {
    let secret = SecretBytes(zeros: item.byteCount).shared()
    let clock = ContinuousClock()
    let time = clock.measure { for _ in 0..<20 { try? item.body(secret) } } / 20
    return min(50_000, max(2_000, Int(.milliseconds(500) / time)))
}

private func statistic(of item: Case) -> Double {
    // All secrets lie in the same memory when they are used.
    let count = measurementCount(of: item)
    var times: [(isFixed: Bool, ticks: UInt64)] = []
    times.reserveCapacity(count)
    // All ones leaves a secret as it was drawn, zero makes it zero.
    let masks = Randomness.bytes(count: count).map { 0 &- ($0 & 1) }
    for index in 0..<count {
        // Without a branch, which the processor would remember while the case runs.
        var drawn = Randomness.secret(count: item.byteCount)
        var bytes = drawn.mutableSpan
        for place in bytes.indices { bytes[place] &= masks[index] }
        let secret = drawn.shared()
        let start = Memcheck.clock
        try? item.body(secret)
        times.append((masks[index] == 0, Memcheck.clock - start))
    }
    // What was interrupted says nothing: the slowest tenth is left out.
    let limit = times.map(\.ticks).sorted()[count * 9 / 10]
    var (sums, squares, counts) = ([0.0, 0.0], [0.0, 0.0], [0.0, 0.0])
    for time in times.dropFirst(count / 20) where time.ticks <= limit {
        let (place, ticks) = (time.isFixed ? 0 : 1, Double(time.ticks))
        sums[place] += ticks
        squares[place] += ticks * ticks
        counts[place] += 1
    }
    guard counts.min()! > 10 else { return 0 }
    let means = (sums[0] / counts[0], sums[1] / counts[1])
    let variances = (squares[0] / counts[0] - means.0 * means.0, squares[1] / counts[1] - means.1 * means.1)
    let spread = (variances.0 / counts[0] + variances.1 / counts[1]).squareRoot()
    return spread == 0 ? 0 : (means.0 - means.1) / spread
}
#endif
