#if Program
import ArgumentParser
import Signet

struct AlgorithmsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "algorithms", abstract: "Show every algorithm, and how much it may be trusted.",
        discussion: "Example: signet algorithms")

    func run() throws {
        for line in AlgorithmTable.lines { try Console.say(line) }
    }
}
#endif
