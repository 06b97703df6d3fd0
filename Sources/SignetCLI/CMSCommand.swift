#if Program
import ArgumentParser
import Signet

struct CMSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cms", abstract: "CMS messages as they are: sign, judge, seal, open, show, of any size.",
        discussion: """
            The message read may be DER, BER, PEM or a mail; what is written is DER (BER where a length is not known \
            beforehand), or PEM with --pem. Nothing is written before it was judged, and no file is left half written.
            Example: signet cms verify --trust root.pem letter.p7m -o letter.eml
            """,
        subcommands: [
            CMSVerifyCommand.self, CMSDecryptCommand.self, CMSSignCommand.self, CMSEncryptCommand.self,
            CMSShowCommand.self, CMSCompressCommand.self, CMSUncompressCommand.self, CMSDigestCommand.self,
            CMSAuthenticateCommand.self, CMSCountersignCommand.self, CMSAddSignerCommand.self,
            CMSTimeStampCommand.self, CMSDataCommand.self, CMSCollectionCommand.self,
        ])
}

/// Runs work on streams; its errors become those that a person sees.
func streaming<Result>(
    _ file: String?, _ body: () throws(CMSError) -> Result
) throws(SignetError) -> Result {
    do throws(CMSError) {
        return try body()
    } catch {
        let translated = SignetError(wrapping: error)
        throw file.map(translated.about) ?? translated
    }
}

extension InputArgument {
    /// The file as a source that can be read again.
    func source() throws(SignetError) -> FileSource {
        let source = try FileSource.open(file)
        source.progress = Progress.reporter(of: source.byteCount)
        return source
    }

    /// The file as a source that is read once.
    func once() throws(SignetError) -> OnceSource {
        let source = try OnceSource(file)
        source.progress = Progress.reporter(of: source.byteCount)
        return source
    }
}

/// Where a message is written, and in which form.
struct MessageOutput: ParsableArguments {
    @OptionGroup var output: OutputOption

    @Flag(help: "Write PEM.")
    var pem = false

    /// Writes a message; the file takes its place when all of it was written.
    func writing(_ body: (any ByteSink) throws(SignetError) -> Void) throws(SignetError) {
        let file = try FileSink(output.file)
        if pem {
            let encoder = PEMSink("CMS", to: file)
            try body(encoder)
            try streaming(nil) { () throws(CMSError) in try encoder.finish() }
        } else {
            try body(file)
        }
        try file.commit()
    }
}

/// A secret key as a person writes it.
struct HexadecimalKey {
    let bytes: SecretSlice

    init(_ text: String, option: String) throws(SignetError) {
        guard let decoded = Hex.decode(text.filter { $0 != ":" }), !decoded.isEmpty else {
            throw SignetError(.usage("\(option): this is not hexadecimal"))
        }
        bytes = SecretBytes(copying: decoded.span).shared()
    }
}
#endif
