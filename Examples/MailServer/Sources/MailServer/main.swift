// What a mail server does under load: judges mails on all cores, as they come, in memory that does not grow.
//
//     swift run -c release MailServer 100000 PEERS          where PEERS is the folder Vectors/peers
import Foundation
import Signet

let count = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 100_000 : 100_000
let folder = URL(filePath: CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "../../Vectors/peers")

/// The most memory that was ever resident, in KiB; 0 where the system has no `/proc` to tell it.
func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return line.split(separator: " ").lazy.compactMap { Int($0) }.first ?? 0
}

let roots = try TrustStore(contentsOf: [folder.appending(path: "pki/root.pem").path])
let mails = try FileManager.default.contentsOfDirectory(
    at: folder.appending(path: "signed"), includingPropertiesForKeys: nil
).filter { $0.pathExtension == "eml" }.map { try Data(contentsOf: $0) }
print("\(mails.count) different mails, \(count) judgements, \(ProcessInfo.processInfo.activeProcessorCount) cores")

let start = ContinuousClock.now
var verdicts: [String: Int] = [:]
var afterWarmUp = 0
// As many mails are in work as there are cores, and a few more; the next comes when one is done.
await withTaskGroup(of: String.self) { group in
    func judge(_ number: Int) {
        let mail = mails[number % mails.count]
        group.addTask { [roots] in
            do { return "\(try verify(mail, trusting: roots).verdict)" } catch { return "refused: \(error)" }
        }
    }
    var next = 0
    while next < min(count, 2 * ProcessInfo.processInfo.activeProcessorCount) {
        judge(next)
        next += 1
    }
    for await verdict in group {
        verdicts[verdict, default: 0] += 1
        if next == count / 10 { afterWarmUp = peakMemory() }
        if next < count {
            judge(next)
            next += 1
        }
    }
}
let seconds = (ContinuousClock.now - start) / .seconds(1)
for (verdict, count) in verdicts.sorted(by: { $0.key < $1.key }) { print("\(count) \(verdict)") }
print("\(Int(Double(count) / seconds)) mails a second")
print("peak memory: \(afterWarmUp) KiB after a tenth, \(peakMemory()) KiB at the end")
// Flat: what the last nine tenths added is less than a tenth, and a little for the allocator.
exit(peakMemory() < afterWarmUp + afterWarmUp / 10 + 4096 ? 0 : 1)
