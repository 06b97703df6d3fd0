internal import Foundation
internal import TestSupport
internal import Testing

/// What every command that reads a file does with one that is damaged, or is something else: it says so, with the exit status
/// that scripts can tell apart, and leaves everything as it was.
@Suite("Bad input", .timeLimit(.minutes(20)))
struct BadInputTests {
    /// A command that reads a file, which the line calls `$1`.
    struct Reader: Sendable, CustomTestStringConvertible {
        let line: String
        /// A file that it reads with success, below the folder of the cast.
        let sample: String
        /// Whether it takes any mail: then one that was cut off or changed is another mail, and no error.
        var takesAnyMail = false
        /// Whether what it reads is a mail.
        var takesMail: Bool { takesAnyMail || ["signed.eml", "signed.p7m", "sealed.eml"].contains(sample) }

        var testDescription: String { line }
    }

    static let readers = [
        Reader(line: "signet verify \"$1\"", sample: "signed.eml"),
        Reader(line: "signet verify --json \"$1\"", sample: "signed.p7m"),
        Reader(line: "signet open \"$1\" -o out --report report", sample: "sealed.eml"),
        Reader(line: "signet sign --as alice@example.org \"$1\" -o out", sample: "letter.eml", takesAnyMail: true),
        Reader(line: "signet seal --to bob.pem \"$1\" -o out", sample: "letter.eml", takesAnyMail: true),
        Reader(line: "signet seal --to \"$1\" letter.eml -o out", sample: "bob.pem"),
        Reader(line: "signet id import \"$1\" --keyset new --password-file word", sample: "alice.p12"),
        Reader(line: "signet id install \"$1\"", sample: "answer.p7c"),
        Reader(line: "signet contact add \"$1\"", sample: "signed.eml"),
        Reader(line: "signet ca issue \"$1\" -o out", sample: "request.csr"),
        Reader(line: "signet trust add \"$1\"", sample: "bob.pem"),
        Reader(line: "signet verify --trust \"$1\" signed.eml", sample: "bob.pem"),
    ]

    @Test("a sound file is read, so that the refusals below mean something", arguments: readers)
    func readsSound(_ reader: Reader) throws {
        try withCast { program in
            let outcome = try program.run(reader.line, ["sh", program.folder.appending(path: reader.sample).path])
            // A stranger's certificate makes nobody trusted: a judgement, and no error.
            #expect(outcome.status == (reader.line.contains("--trust") ? 1 : 0), "\(outcome.errorOutput)")
        }
    }

    @Test("something else altogether", arguments: readers)
    func refusesOther(_ reader: Reader) throws {
        try withCast { program in
            let other = program.folder.appending(path: "other")
            let cases: [(name: String, status: Int32)] = [
                ("empty", 3), ("text", 3), ("page.pfx", 3), ("archive", 3), ("label.pem", 3), ("folder", 6),
                // Mails may have any length; other files are held.
                ("huge", reader.takesMail ? 3 : 6), ("missing", 6),
            ]
            for (name, status) in cases where !(reader.line.contains("--trust") && name == "folder") {
                let file = other.appending(path: name).path
                let before = try FolderContents(of: program.folder)
                let outcome = try program.run(reader.line, ["sh", file])
                #expect(outcome.status == status, "\(name): \(outcome.errorOutput)")
                #expect(outcome.output.isEmpty, "\(name)")
                #expect(outcome.errorOutput.contains("signet: \(file): "), "\(name): \(outcome.errorOutput)")
                let changes = try FolderContents(of: program.folder).changes(since: before)
                #expect(changes.isEmpty, "\(name): \(changes)")
            }
        }
    }

    @Test("cut off, or one byte changed", arguments: readers)
    func survivesDamage(_ reader: Reader) throws {
        try withCast { program in
            let sample = program.folder.appending(path: reader.sample)
            let sound = [UInt8](try Data(contentsOf: sample))
            let damaged = program.folder.appending(path: "other/damaged")
            // A mail that ends in its header is a plain one, which can be opened as it is.
            let blank = Data(sound).range(of: Data("\n\n".utf8))
            let headerEnd = reader.sample.hasSuffix(".eml") ? blank?.upperBound ?? 0 : 0
            let places = stride(from: 1, to: sound.count, by: max(1, sound.count / 13)).map { $0 } + [sound.count - 2]
            var before = try FolderContents(of: program.folder)
            for place in places {
                var flipped = sound
                flipped[place] ^= 1 << (place % 7)
                for (kind, content) in [("cut off", Array(sound[..<place])), ("changed", flipped)] {
                    try Data(content).write(to: damaged)
                    let outcome = try program.run(reader.line, ["sh", damaged.path])
                    try Data().write(to: damaged)
                    let told = "\(kind) at \(place): status \(outcome.status), \(outcome.errorOutput)"
                    #expect(!outcome.wasKilled, "\(told)")
                    #expect([0, 1, 3, 4, 5].contains(outcome.status), "\(told)")
                    if outcome.status >= 3 {
                        // A certificate that nobody vouches for makes its owner a non-secure recipient.
                        let isRefused = outcome.status == 5 && outcome.errorOutput.contains("non-secure recipients: ")
                        #expect(isRefused || outcome.errorOutput.contains("signet: \(damaged.path): "), "\(told)")
                        #expect(outcome.output.isEmpty, "\(told)")
                    }
                    // A report is what was asked for when a signature is judged bad; the message is not let out.
                    let changes = try FolderContents(of: program.folder).changes(since: before).filter {
                        $0 != "appeared: other/damaged" && !(outcome.status == 1 && $0 == "appeared: report")
                    }
                    guard outcome.status == 0 || !changes.isEmpty else { continue }
                    #expect(outcome.status == 0, "\(told): \(changes)")
                    if kind == "cut off", !reader.takesAnyMail, place > headerEnd {
                        // Only white space, or what comes after a message, may be missing without harm.
                        #expect(sound.count - place <= 64, "\(told)")
                    }
                    try reset(program)
                    before = try FolderContents(of: program.folder)
                }
            }
            print("\(reader.line): \(places.count * 2) damaged files")
        }
    }

    /// Commands that write a file, which the line calls `$1`.
    static let writers = [
        "signet sign letter.eml -o \"$1\"", "signet seal --to bob.pem letter.eml -o \"$1\"",
        "signet open sealed.eml --report /dev/null -o \"$1\"", "signet open sealed.eml --report \"$1\" -o out",
        "signet ca issue request.csr -o \"$1\"", "signet id new new@example.org --key rsa2048 --csr \"$1\"",
        "signet id export alice@example.org --password-file word --delete -o \"$1\"",
    ]

    @Test("a file that cannot be written", arguments: writers)
    func refusesTarget(_ line: String) throws {
        try withCast { program in
            for target in ["nowhere/out", "other", "/proc/out", "letter.eml/out"] {
                let before = try FolderContents(of: program.folder)
                let outcome = try program.run(line, ["sh", target])
                #expect(outcome.status == 6, "\(target): \(outcome.errorOutput)")
                #expect(outcome.errorOutput.contains("signet: \(target): cannot write: "), "\(outcome.errorOutput)")
                #expect(outcome.output.isEmpty)
                let changes = try FolderContents(of: program.folder).changes(since: before)
                #expect(changes.isEmpty, "\(target): \(changes)")
            }
        }
    }

    @Test("a file or folder that is protected from writing")
    func respectsProtection() throws {
        try withCast { program in
            let locked = program.folder.appending(path: "locked")
            try FileManager.default.createDirectory(at: locked, withIntermediateDirectories: false)
            try Data("old".utf8).write(to: program.folder.appending(path: "open"))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o444], ofItemAtPath: program.folder.path + "/open")
            try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: locked.path)
            defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: locked.path) }
            // Nothing is protected from the superuser; the program runs as nobody then, without a store.
            let asNobody = getuid() == 0 ? "setpriv --reuid 65534 --clear-groups " : ""
            guard try program.run("\(asNobody)signet --version").status == 0 else {
                print("setpriv is absent, or the program is not there for everybody: protection was not tried")
                return
            }
            for target in ["open", "locked/out"] {
                let before = try FolderContents(of: program.folder)
                let outcome = try program.run("\(asNobody)signet seal --to bob.pem letter.eml -o \(target)")
                #expect(outcome.status == 6)
                #expect(outcome.errorOutput.contains("signet: \(target): cannot write: Permission denied"))
                #expect(try FolderContents(of: program.folder) == before)
            }
        }
    }
}

/// Alice with her Digital ID, a request of hers that waits, an authority, and a sample of every kind of file.
private enum Cast {
    private static let place = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        .appending(path: "signet-cast-\(UUID().uuidString)")

    static let folder = Result { () throws -> URL in
        let folder = place
        try FileManager.default.createDirectory(
            at: folder.appending(path: "other/folder"), withIntermediateDirectories: true)
        let program = try SignetProgram(in: folder)
        let script = """
            set -e
            cp "$1"/pfx/openssl30-default.p12 alice.p12; cp "$1"/passwords/ascii word
            cp "$1"/mail/letter.eml letter.eml; cp "$1"/pki/bob.pem bob.pem
            cp "$1"/signed/openssl30-clear-sha256.eml signed.eml; cp "$1"/sealed/openssl30-aes256.eml sealed.eml
            cp "$1"/signed/nss-opaque-bare.p7m signed.p7m
            signet id import alice.p12 --keyset alice --password-file word
            signet trust add "$1"/pki/root.pem
            signet ca init --name 'Test CA' --key rsa2048
            signet id new alice@example.org --key rsa2048 --keyset alice --csr request.csr
            signet ca issue request.csr -o answer.p7c
            : > other/empty
            printf 'Eggs, flour and milk.\\nNothing else.\\n' > other/text
            printf '<!DOCTYPE html>\\n<html><body>404</body></html>\\n' > other/page.pfx
            printf 'PK\\003\\004rest of an archive' > other/archive
            sed 's/CERTIFICATE/CERTIFICATE REQUESTED/' bob.pem > other/label.pem
            truncate -s 10G other/huge
            """
        let outcome = try program.run(script, ["sh", TestFiles.vectors.appending(path: "peers").path])
        guard outcome.status == 0 else { throw Story.FormatError(description: outcome.errorOutput) }
        // There is no other end of all tests.
        atexit { try? FileManager.default.removeItem(at: Cast.place) }
        return folder
    }
}

/// Lends a program with a copy of the cast's folder.
private func withCast(_ body: (SignetProgram) throws -> Void) throws {
    try Programs.withFolder { folder in
        let program = try SignetProgram(in: folder.resolvingSymlinksInPath())
        try reset(program)
        try body(program)
    }
}

/// The folder as it was in the beginning.
private func reset(_ program: SignetProgram) throws {
    _ = try program.run("rm -rf ./* && cp -a --sparse=always \"$1\"/. .", ["sh", try Cast.folder.get().path])
}
