internal import Foundation
internal import TestSupport
internal import Testing

/// The help of every command: it fits a screen, and shows how the command is used.
@Suite("Help")
struct HelpTests {
    /// What `--experimental-dump-help` tells of a command.
    private struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
    }

    private struct Tool: Decodable { let command: Command }

    private func walk(_ command: Command, _ path: [String], _ visit: ([String]) throws -> Void) throws {
        try visit(path)
        for inner in command.subcommands ?? [] where inner.commandName != "help" {
            try walk(inner, path + [inner.commandName], visit)
        }
    }

    @Test("every command's help fits a screen and shows an example")
    func helpTeaches() throws {
        try Programs.withFolder { folder in
            let program = try SignetProgram(in: folder.resolvingSymlinksInPath())
            let dump = try program.run("signet --experimental-dump-help")
            let tool = try JSONDecoder().decode(Tool.self, from: Data(dump.output))
            var count = 0
            try walk(tool.command, []) { path in
                let name = (["signet"] + path).joined(separator: " ")
                let help = try program.run("\(name) --help").text
                let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
                count += 1
                #expect(lines.count <= 64, "\(name): \(lines.count) lines")
                #expect(lines.allSatisfy { $0.count <= 80 }, "\(name): \(lines.filter { $0.count > 80 })")
                let beforeUsage = help.split(separator: "USAGE").first ?? ""
                #expect(beforeUsage.contains("signet "), "\(name) shows no example")
            }
            print("\(count) commands explain themselves")
            #expect(count > 60)
        }
    }

    @Test("completions are made for each shell", arguments: ["bash", "zsh", "fish"])
    func completions(_ shell: String) throws {
        try Programs.withFolder { folder in
            let program = try SignetProgram(in: folder.resolvingSymlinksInPath())
            let script = try program.run("signet --generate-completion-script \(shell)")
            #expect(script.status == 0)
            #expect(script.text.contains("sendmail") && script.text.contains("allow-unencrypted"))
            if Programs.exists(shell), shell == "bash" {
                #expect(try program.run("signet --generate-completion-script bash | bash -n").status == 0)
            }
        }
    }
}
