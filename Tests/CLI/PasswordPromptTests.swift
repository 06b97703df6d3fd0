internal import Foundation
internal import TestSupport
internal import Testing

/// Passwords that a person types, at a terminal that Python's `pty` plays.
@Suite("Password prompt", .timeLimit(.minutes(5)), .enabled(if: Programs.exists("python3"), "python3 is absent"))
struct PasswordPromptTests {
    /// Runs a command at a terminal of its own, types each answer when its question has come, and prints what was shown.
    private static let terminal = """
        import os, pty, select, sys, time
        answers = sys.argv[2:]
        child, terminal = pty.fork()
        if child == 0:
            os.execvp("sh", ["sh", "-c", sys.argv[1]])
        shown = b""
        asked = seen = 0
        deadline = time.time() + 60
        while time.time() < deadline:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    chunk = os.read(terminal, 4096)
                except OSError:
                    break
                if not chunk:
                    break
                shown += chunk
            if asked < len(answers) and shown[seen:].endswith((b": ", b"] ")):
                time.sleep(0.05)
                os.write(terminal, answers[asked].encode().decode("unicode_escape").encode("latin-1"))
                asked += 1
                seen = len(shown)
        status = os.waitpid(child, 0)[1]
        sys.stdout.buffer.write(shown)
        sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
        """

    private func type(
        _ answers: [String], to line: String, in program: SignetProgram
    ) throws -> SignetProgram.Outcome {
        let words = (1..<answers.count + 3).map { "\"${\($0)}\"" }.joined(separator: " ")
        return try program.run("python3 -c \(words)", ["sh", Self.terminal, line] + answers)
    }

    @Test("what is typed counts, and is not shown")
    func asks() throws {
        try Programs.withFolder { folder in
            let program = try SignetProgram(in: folder.resolvingSymlinksInPath())
            let file = TestFiles.vectors.appending(path: "peers/pfx/openssl30-default.p12").path
            let outcome = try type(
                ["Correct horse 7\\n", "a new passphrase\\n", "a new passphrase\\n"],
                to: "unset SIGNET_PASSPHRASE; signet id import '\(file)' --keyset typed", in: program)
            #expect(outcome.status == 0, "\(outcome.text)")
            #expect(outcome.text.contains("Password for \(file): "))
            #expect(outcome.text.contains("Password for keyset typed: "))
            #expect(outcome.text.contains("The same again: "))
            #expect(!outcome.text.contains("horse") && !outcome.text.contains("a new"), "a password was shown")
            // It was the passphrase that was typed.
            let again = try program.run(
                "signet sign --as alice@example.org", [], ["SIGNET_PASSPHRASE": "a new passphrase"])
            #expect(again.status == 3, "\(again.errorOutput)")
        }
    }

    @Test("one that was mistyped may be typed again")
    func asksAgain() throws {
        try Programs.withFolder { folder in
            let program = try SignetProgram(in: folder.resolvingSymlinksInPath())
            let file = TestFiles.vectors.appending(path: "peers/pfx/openssl30-default.p12").path
            let outcome = try type(
                ["Corect horse 7\\n", "Correct horse 7\\n"], to: "signet pfx doctor '\(file)'", in: program)
            #expect(outcome.status == 0 && outcome.text.contains("OPENS"), "\(outcome.text)")
            #expect(outcome.text.contains("That is not its password."))
        }
    }

    @Test("two that differ, a wrong one, none, and an interrupt change nothing")
    func refuses() throws {
        try Programs.withFolder { folder in
            let program = try SignetProgram(in: folder.resolvingSymlinksInPath())
            let file = TestFiles.vectors.appending(path: "peers/pfx/openssl30-default.p12").path
            let line = "unset SIGNET_PASSPHRASE; signet id import '\(file)' --keyset typed"
            let before = try FolderContents(of: program.folder)
            let differ = try type(["Correct horse 7\\n", "one\\n", "two\\n"], to: line, in: program)
            #expect(differ.status == 4 && differ.text.contains("the two passwords differ"), "\(differ.text)")
            let wrong = try type(Array(repeating: "Wrong horse 7\\n", count: 3), to: line, in: program)
            #expect(wrong.status == 4 && wrong.text.contains("the password is wrong"), "\(wrong.text)")
            #expect(wrong.text.split(separator: "That is not its password.").count == 3, "\(wrong.text)")
            // Control-D: the end of what is typed.
            let none = try type(["\\x04"], to: line, in: program)
            #expect(none.status == 4 && none.text.contains("a password is needed"), "\(none.text)")
            // Control-C ends the program, and leaves a terminal that shows again what is typed.
            let interrupted = try type(["\\x03"], to: "trap : INT; \(line); stty -a", in: program)
            #expect(interrupted.text.contains(" echo "), "\(interrupted.text)")
            #expect(!interrupted.text.contains("a password is needed"))
            #expect(try FolderContents(of: program.folder) == before)
        }
    }

    @Test("a question that cannot be undone is asked, and anything but yes is no")
    func confirms() throws {
        try Programs.withFolder { folder in
            let program = try SignetProgram(in: folder.resolvingSymlinksInPath())
            let peers = TestFiles.vectors.appending(path: "peers").path
            _ = try program.run(
                "signet id import \"$1\"/pfx/openssl30-default.p12 --password-file \"$1\"/passwords/ascii",
                ["sh", peers])
            let line = "signet id delete alice@example.org"
            let no = try type(["n\\n"], to: line, in: program)
            #expect(no.status == 5 && no.text.contains("for good? [y/N] "), "\(no.text)")
            #expect(try program.run("signet id list").text.contains("alice@example.org"))
            let yes = try type(["y\\n"], to: line, in: program)
            #expect(yes.status == 0, "\(yes.text)")
            #expect(try program.run("signet id list").text.isEmpty)
        }
    }
    @Test("whom to add to the contacts is asked, also when the mail comes through a pipe")
    func learns() throws {
        try Programs.withFolder { folder in
            let program = try SignetProgram(in: folder.resolvingSymlinksInPath())
            let peers = TestFiles.vectors.appending(path: "peers").path
            _ = try program.run(
                "signet trust add \"$1\"/pki/root.pem && signet policy set --learn ask", ["sh", peers])
            let mail = "'\(peers)/signed/openssl30-clear-sha256.eml'"
            let question = "Add the Digital ID of alice@example.org to your contacts? [y/N] "
            let no = try type(["n\\n"], to: "signet verify \(mail) > report", in: program)
            #expect(no.status == 0 && no.text.contains(question), "\(no.text)")
            #expect(try program.run("signet contact list").text.isEmpty)
            let yes = try type(["y\\n"], to: "cat \(mail) | signet verify > report", in: program)
            #expect(yes.status == 0 && yes.text.contains(question), "\(yes.text)")
            #expect(try program.run("signet contact list").text.contains("alice@example.org"))
            // What is known is not asked again.
            let again = try type([], to: "signet verify \(mail) > report", in: program)
            #expect(again.status == 0 && !again.text.contains("[y/N]"), "\(again.text)")
        }
    }
}
