import Foundation
import Suites

/// `ratios`: the table of `Suites`, each line by every library in turn, A B A B, and what that makes of Signet.
@main
enum Main {
    static func main() throws {
        let options: Options
        do {
            options = try Options(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("ratios: \(error)\n\n\(Options.usage)\n".utf8))
            exit(2)
        }
        if options.lists {
            for suite in Suite.all { print(suite.name) }
            return
        }
        if options.isChild {
            // The table of one level, as JSON: the parent puts the levels together.
            print(String(decoding: try JSONEncoder().encode(try Measurement.measure(options)), as: UTF8.self))
            return
        }
        var report = Report(machine: .here)
        for level in options.levels { report.results += try Child.measure(level, options) }
        let markdown = report.markdown
        print(markdown)
        if let path = options.markdown { try markdown.write(toFile: path, atomically: true, encoding: .utf8) }
        if let path = options.json { try report.json.write(to: URL(filePath: path)) }
        if let path = options.recorded {
            let recorded = try JSONDecoder().decode(Report.self, from: Data(contentsOf: URL(filePath: path)))
            let losses = report.losses(against: recorded)
            for loss in losses { print("slower than recorded: \(loss)") }
            print("\(report.comparableCount(with: recorded)) ratios compared, \(losses.count) fell by more than 15 %")
            exit(losses.isEmpty ? 0 : 1)
        }
        if report.results.contains(where: { !$0.wrong.isEmpty }) { exit(1) }
    }
}

/// What is asked for.
struct Options {
    static let usage = """
        ratios [--suite NAME,NAME] [--row WORD] [--level portable,x86,avx2,avx512|all|top] [--rounds N] [--time MS]
               [--markdown FILE] [--json FILE] [--check RECORDED.json] [--list]
        """

    var suites: [String] = []
    var row: String?
    var levels: [String] = ["top"]
    var rounds = 7
    var milliseconds = 10.0
    var markdown: String?
    var json: String?
    var recorded: String?
    var lists = false
    var isChild = false
    let arguments: [String]

    struct Misuse: Error, CustomStringConvertible { let description: String }

    init(_ arguments: [String]) throws {
        self.arguments = arguments
        var words = arguments[...]
        func value(of option: String) throws -> String {
            guard let word = words.popFirst() else { throw Misuse(description: "\(option) wants a value") }
            return word
        }
        while let word = words.popFirst() {
            switch word {
            case "--suite": suites = try value(of: word).split(separator: ",").map(String.init)
            case "--row": row = try value(of: word)
            case "--level":
                let text = try value(of: word)
                levels = text == "all" ? Level.all : text.split(separator: ",").map(String.init)
            case "--rounds": rounds = max(1, Int(try value(of: word)) ?? 7)
            case "--time": milliseconds = Double(try value(of: word)) ?? 10
            case "--markdown": markdown = try value(of: word)
            case "--json": json = try value(of: word)
            case "--check": recorded = try value(of: word)
            case "--list": lists = true
            case "--child": isChild = true
            default: throw Misuse(description: "what is \(word)?")
            }
        }
        let known = Suite.all.map(\.name)
        for suite in suites where !known.contains(suite) {
            throw Misuse(description: "there is no suite \(suite), only \(known.joined(separator: ", "))")
        }
    }
}
