import Benchmark
import Suites

/// The table of `Suites` under ordo-one's harness, for percentiles, memory, and baselines of one library over time. It
/// runs one benchmark after the other; for ratios, which want turns taken, there is `ratios`.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput, .peakMemoryResident],
        maxDuration: .milliseconds(300), maxIterations: 1_000_000)
    for suite in Suite.all {
        guard let rows = try? suite.rows() else { continue }
        for row in rows {
            for contender in row.contenders {
                Benchmark("\(suite.name): \(row.title): \(contender.name)") { benchmark in
                    try contender.run(benchmark.scaledIterations.count)
                }
            }
        }
    }
}
