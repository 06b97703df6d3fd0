#if Program
import ArgumentParser
import Signet

struct CMSCompressCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compress", abstract: "Make a content smaller: CompressedData (RFC 3274).",
        discussion: "Example: signet cms compress letter.eml -o letter.p7z")

    @OptionGroup var output: MessageOutput
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.output.check()
        let source = try input.once()
        try output.writing { sink throws(SignetError) in
            try streaming(input.name) { () throws(CMSError) in try StreamedPacking.compress(source, to: sink) }
        }
    }
}

struct CMSUncompressCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uncompress", abstract: "The content of a CompressedData.",
        discussion: """
            Nothing is written of a content that is damaged, or that swells: to more than 8 GiB, or to more than 200 times \
            its length and 64 MiB, unless --limit says how much it may be.
            Example: signet cms uncompress letter.p7z -o letter.eml
            """)

    @Option(help: ArgumentHelp("Refuse a content of more bytes than this.", valueName: "bytes"))
    var limit: UInt64?

    @OptionGroup var output: OutputOption
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.check()
        let message = try MessageInput(finding: try input.source())
        var limits = MessageLimits.standard
        if let limit { (limits.uncompressedByteCount, limits.compressionRatio) = (limit, .max) }
        let sink = try FileSink(output.file)
        try streaming(input.name) { () throws(CMSError) in
            try StreamedMessage(reading: message.cms, limits: limits).uncompress(to: sink)
        }
        try sink.commit()
    }
}

struct CMSCollectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collection", abstract: "Put messages into one, or take one out: ContentCollection (RFC 4073).",
        discussion: """
            Example: signet cms collection one.p7m two.p7m -o both.p7m; signet cms show both.p7m
                     signet cms collection --part 2 both.p7m -o two.p7m
            """)

    @Option(help: ArgumentHelp("Take out the message with this number, from 1.", valueName: "number"))
    var part: Int?

    @OptionGroup var output: MessageOutput

    @Argument(help: ArgumentHelp("The messages, or the one.", valueName: "in"), completion: .file())
    var files: [String]

    func validate() throws {
        guard part == nil || files.count == 1 else {
            throw ValidationError("--part takes a message out of one file, not of several")
        }
    }

    func run() throws {
        try output.output.check()
        let inputs = try files.map { file throws(SignetError) in try MessageInput(finding: try FileSource.open(file)) }
        if let part {
            let message: (any ByteSource)?
            do throws(SignetError) { message = try inputs[0].part(part) } catch { throw error.about(files[0]) }
            guard let message else {
                Console.note("signet: \(files[0]): there is no message \(part) in it; see: signet cms show \(files[0])")
                throw ExitCode(2)
            }
            try output.writing { sink throws(SignetError) in
                try streaming(files[0]) { () throws(CMSError) in
                    while let bytes = try message.next() { try sink.write(bytes.span) }
                }
            }
        } else {
            let messages = try zip(files, inputs).map { file, input throws(SignetError) in
                try streaming(file) { () throws(CMSError) in try StreamedMessage(reading: input.cms) }
            }
            try output.writing { sink throws(SignetError) in
                try streaming(nil) { () throws(CMSError) in try StreamedPacking.collect(messages, to: sink) }
            }
        }
    }
}

struct CMSDataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "The content of a Data message, which is nothing but a frame; or make one.",
        discussion: """
            Example: signet cms data --create letter.eml -o letter.p7; signet cms data letter.p7
            """)

    @Flag(help: "Put a content into a frame instead.")
    var create = false

    @OptionGroup var output: MessageOutput
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.output.check()
        if create {
            let source = try input.once()
            return try output.writing { sink throws(SignetError) in
                try streaming(input.name) { () throws(CMSError) in try StreamedPacking.data(source, to: sink) }
            }
        }
        let message = try MessageInput(finding: try input.source())
        let sink = try FileSink(output.output.file)
        try streaming(input.name) { () throws(CMSError) in
            let read = try StreamedMessage(reading: message.cms)
            guard case .data = read.frame else { throw CMSError.wrongContentType(read.frame.contentType) }
            guard read.hasContent else { throw CMSError.contentAbsent }
            try read.writeContent(to: sink)
        }
        try sink.commit()
    }
}

struct CMSDigestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest", abstract: "Put a digest beside a content, or check it: DigestedData.",
        usage: "signet cms digest [<options>] [<in>]",
        discussion: """
            Example: signet cms digest --digest sha512 letter.eml -o letter.p7d
                     signet cms digest --check letter.p7d -o letter.eml
            """)

    @Option(help: ArgumentHelp("sha256, sha384, sha512, …", valueName: "digest"))
    var digest: String = "sha256"

    @Flag(help: "Leave the content out of the message.")
    var detached = false

    @Flag(help: "Check a message instead, and write its content when the digest is right.")
    var check = false

    @Option(
        help: ArgumentHelp("With --check: the content, when it is not in the message.", valueName: "file"),
        completion: .file())
    var content: String?

    @OptionGroup var output: MessageOutput
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.output.check()
        guard !check else { return try checkDigest() }
        let algorithm = try DigestAlgorithm(chosen: digest)
        let source = try input.once()
        let detached = self.detached
        try output.writing { sink throws(SignetError) in
            try streaming(input.name) { () throws(CMSError) in
                try StreamedPacking.digest(source, by: algorithm, detached: detached, to: sink)
            }
        }
    }

    private func checkDigest() throws {
        let message = try MessageInput(finding: try input.source())
        let beside = try content.map { file throws(SignetError) in try FileSource.open(file) }
        let isRight = try streaming(input.name) { () throws(CMSError) in
            let read = try StreamedMessage(reading: message.cms)
            guard try read.checkDigest(detached: beside) else { return false }
            guard read.hasContent else { return true }
            do throws(SignetError) {
                let sink = try FileSink(output.output.file)
                do throws(CMSError) { try read.writeContent(to: sink) } catch { throw SignetError(wrapping: error) }
                try sink.commit()
            } catch {
                throw CMSError.stream(StreamFailure(operation: "write", reason: "\(error)", file: nil))
            }
            return true
        }
        guard isRight else {
            Console.note("signet: \(input.name): the digest is wrong: the content was changed")
            throw ExitCode(1)
        }
    }
}
#endif
