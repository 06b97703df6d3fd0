import Foundation
import Suites

/// What one library took for one line of the table, in nanoseconds.
struct Time: Codable {
    var library: String
    /// The best round: what the machine's other work disturbed least.
    var best: Double
    var median: Double
    /// The 99th percentile of the rounds, which with few of them is the worst.
    var p99: Double
}

/// One line of the table at one level.
struct Result: Codable {
    var suite: String
    var name: String
    var byteCount: Int?
    var level: String
    var times: [Time]
    /// Libraries whose answer was wrong, and how; their time does not count.
    var wrong: [String]

    var signet: Time? { times.first { $0.library == "signet" } }
    var peers: [Time] { times.filter { $0.library != "signet" } }
    var fastestPeer: Time? { peers.min { $0.best < $1.best } }

    /// How many times faster Signet is than a library.
    func ratio(to peer: Time) -> Double? { signet.map { peer.best / $0.best } }
}

enum Measurement {
    static func measure(_ options: Options) throws -> [Result] {
        var results: [Result] = []
        for suite in Suite.all where options.suites.isEmpty || options.suites.contains(suite.name) {
            do {
                for row in try suite.rows() {
                    if let word = options.row, !row.title.localizedCaseInsensitiveContains(word) { continue }
                    results.append(measure(row, suite.name, options))
                    note("\(results[results.count - 1].line)")
                }
            } catch { note("\(suite.name): not measured: \(error)") }
        }
        return results
    }

    /// First every answer is looked at; then each library in turn, again and again, for at least so long each time.
    private static func measure(_ row: Row, _ suite: String, _ options: Options) -> Result {
        var wrong: [String] = []
        var first: [UInt8]?
        var contenders: [(Contender, count: Int, samples: [Double])] = []
        for contender in row.contenders {
            do {
                let answer = try contender.answer()
                guard try row.accepts(answer, first ?? answer) else {
                    wrong.append("\(contender.name): wrong answer")
                    continue
                }
                if first == nil { first = answer }
                contenders.append((contender, try calibrate(contender, options.milliseconds * 1e6), []))
            } catch { wrong.append("\(contender.name): \(error)") }
        }
        for _ in 0..<options.rounds {
            for index in contenders.indices {
                let count = contenders[index].count
                guard let taken = try? time(contenders[index].0, count) else { continue }
                contenders[index].samples.append(taken / Double(count))
            }
        }
        let times = contenders.map { contender, _, samples in
            let sorted = samples.sorted()
            return Time(
                library: contender.name, best: sorted.first ?? 0, median: sorted[sorted.count / 2],
                p99: sorted[min(sorted.count - 1, sorted.count * 99 / 100)])
        }
        return Result(
            suite: suite, name: row.name, byteCount: row.byteCount,
            level: ProcessInfo.processInfo.environment["SIGNET_BENCH_LEVEL"] ?? "top", times: times, wrong: wrong)
    }

    /// How many times fill the time of a sample.
    private static func calibrate(_ contender: Contender, _ nanoseconds: Double) throws -> Int {
        var count = 1
        while true {
            let taken = try time(contender, count)
            if taken >= nanoseconds { return count }
            count =
                taken < nanoseconds / 100 ? count * 20 : Int((Double(count) * nanoseconds / taken * 1.1).rounded(.up))
        }
    }

    private static func time(_ contender: Contender, _ count: Int) throws -> Double {
        if let elapsed = contender.elapsed { return try elapsed(count) }
        let start = cpuTime()
        try contender.run(count)
        return cpuTime() - start
    }

    /// The processor's time of this process, which other processes do not add to.
    private static func cpuTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    static func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}

extension Result {
    /// One line for those who watch.
    var line: String {
        let peers = peers.map { peer in "\(peer.library) ×\(ratio(to: peer).map(Report.ratio) ?? "–")" }
        let own = signet.map { Report.speed($0.best, byteCount) } ?? "–"
        let size = byteCount.map { ", \(Report.size($0))" } ?? ""
        return "\(level) \(name)\(size): \(own); " + (peers + wrong).joined(separator: ", ")
    }
}
