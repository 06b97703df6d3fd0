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

extension AlgorithmRole {
    /// The algorithm that was asked for on the command line.
    init(chosen name: String) throws {
        guard let algorithm = Self(named: name) else {
            throw ValidationError("\(name) is no \(Self.role) that Signet has; see: signet algorithms")
        }
        self = algorithm
    }
}
#endif
