import Foundation
import Suites

/// The machine and the libraries, as far as they matter and as little as they tell.
struct Machine: Codable {
    var date: String
    var processor: String
    var swift: String
    var libraries: [String: String]

    static var here: Machine {
        let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        func field(_ name: String) -> String? {
            information.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: ":").last
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let model = ["model name", "cpu family", "model\t"].compactMap(field)
        let formatter = DateFormatter()
        formatter.dateFormat = "yyyy-MM-dd"
        formatter.timeZone = TimeZone(identifier: "UTC")
        return Machine(
            date: formatter.string(from: Date()),
            processor: model.count == 3 ? "\(model[0]) (family \(model[1]), model \(model[2]))" : "unknown",
            swift: swiftVersion, libraries: Libraries.versions)
    }

    private static var swiftVersion: String {
        #if compiler(>=6.3)
        "6.3"
        #elseif compiler(>=6.2)
        "6.2"
        #else
        "6.1"
        #endif
    }
}

struct Report: Codable {
    var machine: Machine
    var results: [Result] = []

    init(machine: Machine) { self.machine = machine }

    var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self)
        }
    }

    /// A table for each suite and level. Every ratio says how many times faster Signet is: above 1 is ahead.
    var markdown: String {
        var text = "\(machine.date) · \(machine.processor) · Swift \(machine.swift)\n"
        text +=
            machine.libraries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: " · ") + "\n"
        var seen: Set<String> = []
        for result in results where seen.insert("\(result.suite) \(result.level)").inserted {
            let rows = results.filter { $0.suite == result.suite && $0.level == result.level }
            var libraries: [String] = []
            for peer in rows.flatMap(\.peers) where !libraries.contains(peer.library) { libraries.append(peer.library) }
            text += "\n### \(result.suite), \(result.level)\n\n| | signet |"
            text += libraries.map { " ÷ \($0) |" }.joined() + " ÷ fastest |\n|---|--:|"
            text += libraries.map { _ in "--:|" }.joined() + "--:|\n"
            for row in rows {
                text += "| \(row.name)\(row.byteCount.map { ", \(Self.size($0))" } ?? "") "
                text += "| \(row.signet.map { Self.speed($0.best, row.byteCount) } ?? row.wrong.first ?? "–") |"
                for library in libraries {
                    let ratio = row.peers.first { $0.library == library }.flatMap(row.ratio)
                    text += " \(ratio.map(Self.ratio) ?? "") |"
                }
                text += " \(row.fastestPeer.flatMap(row.ratio).map { "**\(Self.ratio($0))**" } ?? "") |\n"
            }
            for row in rows { for wrong in row.wrong { text += "\n\(row.name): \(wrong)\n" } }
        }
        return text
    }

    static func ratio(_ value: Double) -> String {
        value >= 100 ? String(format: "%.0f", value) : String(format: value >= 10 ? "%.1f" : "%.2f", value)
    }

    static func size(_ count: Int) -> String {
        if count >= 1 << 20 { return "\(count >> 20) MiB" }
        return count >= 1 << 10 ? "\(count >> 10) KiB" : "\(count) B"
    }

    /// Bytes a second where there is a size, else the time.
    static func speed(_ nanoseconds: Double, _ byteCount: Int?) -> String {
        if let byteCount { return String(format: "%.0f MB/s", Double(byteCount) / nanoseconds * 1000) }
        if nanoseconds < 1e4 { return String(format: "%.2f µs", nanoseconds / 1e3) }
        if nanoseconds < 1e7 { return String(format: "%.0f µs", nanoseconds / 1e3) }
        return String(format: "%.1f ms", nanoseconds / 1e6)
    }
}

// MARK: - The guard

extension Report {
    /// The search for primes is left out: how long one takes is chance.
    private func ratios() -> [String: Double] {
        var ratios: [String: Double] = [:]
        for result in results where !result.name.hasSuffix("generate") {
            guard let peer = result.peers.first(where: { $0.library == "libcrypto" }),
                let ratio = result.ratio(to: peer)
            else { continue }
            ratios["\(result.level) \(result.name)" + (result.byteCount.map { ", \(Self.size($0))" } ?? "")] = ratio
        }
        return ratios
    }

    func comparableCount(with recorded: Report) -> Int { Set(ratios().keys).intersection(recorded.ratios().keys).count }

    /// Lines whose ratio to libcrypto is worse than the recorded one by more than 15 %. Ratios, since machines differ.
    func losses(against recorded: Report) -> [String] {
        let old = recorded.ratios()
        return ratios().sorted { $0.key < $1.key }.compactMap { key, ratio in
            guard let before = old[key], ratio < before * 0.85 else { return nil }
            return "\(key): \(Self.ratio(ratio)), was \(Self.ratio(before))"
        }
    }
}
