#if Program
import ArgumentParser
import Signet

/// `signet dump`
struct DumpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump",
        abstract: "Show what stands in an ASN.1 file, element by element, with the names of the standards.",
        usage: "signet dump [<options>] [<in>]",
        discussion: """
            Reads DER and BER, in PEM, Base64, hexadecimal or a mail. Each line says where an element begins, how long its \
            header and its contents are, its name, type and value; what DER forbids is marked. What is compressed is shown too, and \
            what is encrypted when a password or key opens it; offsets begin at 0 in each.
            Example: signet dump --password-file secret.txt alice.pfx
            """)

    @OptionGroup var input: InputArgument

    @Flag(help: "Use no grammar: only what the bytes themselves say.")
    var raw = false

    @Flag(help: "Write JSON: an array of the file's objects, each with its elements as a tree.")
    var json = false

    @Flag(help: "Show all bytes of long values.")
    var full = false

    @Option(
        help: ArgumentHelp(
            "What the file is: \(DumpType.all.map(\.name).joined(separator: ", ")).", valueName: "type"))
    var type: String?

    @Option(
        help: ArgumentHelp("A private key that opens sealed contents. Repeatable.", valueName: "file"),
        completion: .file())
    var key: [String] = []

    @Option(
        help: ArgumentHelp(
            "A secret key in hexadecimal: one that both sides of a message have, or that of the content itself. Repeatable.",
            valueName: "hex"))
    var secretKey: [String] = []

    @Option(
        help: ArgumentHelp("A file whose first line is the password of what is encrypted.", valueName: "file"),
        completion: .file())
    var passwordFile: String?

    @Option(help: ArgumentHelp("The environment variable that holds that password.", valueName: "name"))
    var passwordEnv: String?

    mutating func run() throws {
        var dump = AnnotatedDump()
        dump.isRaw = raw
        if let type {
            guard let known = DumpType.all.first(where: { $0.name == type }) else {
                throw SignetError(
                    .usage("“\(type)” is no type; there are \(DumpType.all.map(\.name).joined(separator: ", "))"))
            }
            dump.type = known
        }
        if passwordFile != nil || passwordEnv != nil {
            dump.password = try PasswordSource.password(
                for: input.name, file: passwordFile, variable: passwordEnv, isNew: false)
        }
        for file in key {
            dump.keys.append(
                try KeyReading.privateKey(in: try FileSystem.readSecret(file), password: dump.password, file: file))
        }
        dump.secretKeys = try secretKey.map { try HexadecimalKey($0, option: "--secret-key").bytes }
        let settled = dump
        let output = DumpOutput(isJSON: json, byteLimit: full ? nil : 32)
        try input.reading { (file) throws(SignetError) in
            let failure: SignetError?
            do throws(SignetError) {
                try settled.dump(file, begin: { output.begin($0) }, line: { output.line($0) })
                failure = nil
            } catch { failure = error }
            try output.finish()
            if let failure { throw failure }
        }
    }
}

/// Puts the lines of a dump together, a piece of text at a time.
private final class DumpOutput {
    private let json: DumpJSON?
    private let byteLimit: Int?
    private var pending = ""
    private var failure: SignetError?
    private var hasBegun = false

    init(isJSON: Bool, byteLimit: Int?) {
        json = isJSON ? DumpJSON() : nil
        self.byteLimit = byteLimit
    }

    func begin(_ object: AnnotatedDump.Object) {
        if let json { return put(json.begin(object)) }
        let heading = [object.label, object.type.map { "read as \($0)" }, "\(object.byteCount) bytes"].compactMap { $0 }
        if hasBegun { put("\n") }
        hasBegun = true
        put("# \(heading.joined(separator: ", ").visible)\n")
    }

    func line(_ line: DumpLine) { put(json?.line(line) ?? line.text(byteLimit: byteLimit).visible + "\n") }

    /// Writes what is left.
    func finish() throws(SignetError) {
        if let json { put(json.finish()) }
        flush()
        if let failure { throw failure }
    }

    private func put(_ text: String) {
        pending += text
        if pending.utf8.count > 1 << 16 { flush() }
    }

    /// Nobody may be left who reads: the first failure is told at the end.
    private func flush() {
        guard failure == nil else { return }
        do throws(SignetError) { try Console.put(pending) } catch { failure = error }
        pending = ""
    }
}
#endif
