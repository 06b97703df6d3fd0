#if Program
import ArgumentParser
import Signet

struct CMSVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", _superCommandName: "signet cms", abstract: "Judge the signatures of a CMS message.",
        discussion: """
            The content is written (-o) only when every signature is right and, unless --signature-only is given, every \
            signer is trusted. The report goes to standard output, or to standard error when the content goes there. \
            A time-stamp or countersignature that is not right takes nothing from the signature under it, and is called \
            weak in the report; with --require-timestamp a time-stamp must be there, and right. \
            With several messages, or folders of them: one line of JSON for each.
            Example: signet cms verify --trust root.pem --content letter.txt letter.p7s
            Exit status: 0 good, 1 judged bad or not signed, 3 malformed, 6 file error.
            """)

    @Option(
        help: ArgumentHelp("The content, when it is not in the message.", valueName: "file"), completion: .file())
    var content: String?

    @Flag(help: CanonicalOption.help) var canonical = false

    @OptionGroup var trust: TrustOptions

    @OptionGroup var revocation: RevocationOptions

    @Option(help: ArgumentHelp("What the signer's certificate must be for: smime or any.", valueName: "purpose"))
    var purpose: Purpose = .smime

    @Flag(help: "Judge the signatures, and not whose they are.")
    var signatureOnly = false

    @Flag(name: TimeStampOption.name, help: TimeStampOption.help) var requiresTimeStamp = false

    @Flag(
        help: """
            Write the content (-o -) while the message is read, before it was judged: whoever reads it must wait for the exit \
            status, and forget it all when that is not 0.
            """)
    var releaseEarly = false

    @Flag(help: "The report as JSON.")
    var json = false

    @Flag(help: "With folders: report the messages in order.")
    var ordered = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where the content goes; nowhere when absent, - for standard output.", valueName: "content"),
        completion: .file())
    var output: String?

    @Argument(
        help: ArgumentHelp("The messages; standard input when absent or -.", valueName: "in"), completion: .file())
    var files: [String] = []

    enum Purpose: String, ExpressibleByArgument {
        case smime, any
    }

    func run() throws {
        let verification = try self.verification()
        if files.count > 1 || files.contains(where: FileSystem.isFolder) {
            guard content == nil, output == nil else {
                throw ValidationError("--content and -o go with one message")
            }
            return try Batch.run(on: files, isOrdered: ordered) { file throws(SignetError) in
                let source = try FileSource.open(file)
                let report = try verification.judge(try MessageInput(finding: source)).report
                return (report.verdict == .good, BatchLine(file: file, report: report))
            }
        }
        guard !releaseEarly || output == "-" else { throw ValidationError("--release-early goes with -o -") }
        if let output, output != "-" { try FileSystem.checkCanWrite(output) }
        let input = try FileSource.open(files.first)
        input.progress = Progress.reporter(of: input.byteCount)
        let message = try MessageInput(finding: input)
        var detached: FileSource?
        if let content {
            detached = try FileSource.open(content)
            detached?.progress = Progress.reporter(of: detached?.byteCount)
        }
        let judged: JudgedMessage
        do throws(SignetError) {
            judged = try verification.judge(
                message, detached: detached.map { CanonicalOption.reading($0, isText: canonical) },
                releasingTo: releaseEarly ? try FileSink("-") : nil)
        } catch { throw error.about(input.name) }
        let report = judged.report
        if output == "-" {
            Console.note(json ? JSON.text(report) : report.text, lineEnd: "")
        } else {
            try Console.put(json ? JSON.text(report) + "\n" : report.text)
        }
        guard report.verdict == .good else { throw ExitCode(1) }
        if let output, !releaseEarly || judged.report.isDetached {
            let sink = try FileSink(output)
            try judged.writeContent(to: sink)
            try sink.commit()
        }
    }

    private func verification() throws(SignetError) -> CMSVerification {
        var verification = CMSVerification(trusting: signatureOnly ? nil : try trust.store(Home.standard))
        verification.untrusted = try trust.helpers()
        verification.revocation = try revocation.settings()
        if purpose == .any { verification.purpose = .any }
        verification.requiresTimeStamps = requiresTimeStamp
        if let time = try trust.time() { verification.time = time }
        return verification
    }
}

/// What is told of one message among many.
struct BatchLine: Encodable, Sendable {
    let file: String
    let report: CMSReport
}
#endif
