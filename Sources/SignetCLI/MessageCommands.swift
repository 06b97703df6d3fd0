#if Program
import ArgumentParser
import Signet

struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", _superCommandName: "signet", abstract: "Sign a mail, clear or opaque.",
        usage: "signet sign [<options>] [<in>]",
        discussion: "Example: signet sign --as alice@example.org letter.eml -o signed.eml")

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "The Digital ID to sign with: an address, a name, or the start of a fingerprint. The sender's when absent.",
            valueName: "id"))
    var signer: String?

    @Flag(help: "Clear: readers without S/MIME can read it. Opaque: nothing on the way changes it (smime.p7m).")
    var form: SignedFormFlag?

    @Option(help: ArgumentHelp("sha256, sha384 or sha512.", valueName: "digest"))
    var digest: String?

    @Flag(help: "Ask for signed receipts, to be sent to the sender.")
    var requestReceipt = false

    @Option(help: ArgumentHelp("Ask for signed receipts, to be sent there. Repeatable.", valueName: "address"))
    var receiptsTo: [String] = []

    @OptionGroup var header: HeaderOptions

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOption
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.check()
        let home = Home.standard
        let named = try digest.map(DigestAlgorithm.init(chosen:))
        let settings = try home.settings()
        let signed = try input.mail { mail throws(SignetError) in
            let sender = try Home.sender(of: mail)
            let own = settings.applied(to: sender)
            var options = own.signing
            options.receiptsTo = receiptsTo
            if requestReceipt, receiptsTo.isEmpty {
                guard let sender else { throw SignetError(.notFound("From field that tells whom to send receipts to")) }
                options.receiptsTo = [sender]
            }
            options.form = form?.form ?? options.form
            options.digest = named ?? options.digest
            options.headers = header.headers ?? options.headers
            let stored = try home.signer(named: signer, for: mail)
            if let named, let key = try? stored.certificate.publicKey() {
                let used = key.digestAlgorithm(preferring: named)
                guard used == named else {
                    throw SignetError(
                        .usage(
                            "--digest \(named.name): the key of \(stored.title) is \(key.description), with which goes \(used.name)"
                        ))
                }
            }
            let id = try home.unlock(stored, passphrase: try passphrase.passphrase(of: "keyset \(stored.keyset)"))
            return try id.sign(mail, options)
        }
        try output.write(signed)
    }
}

enum SignedFormFlag: String, EnumerableFlag {
    case clear, opaque
    var form: SignedForm { self == .clear ? .clear : .opaque }
}

struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", _superCommandName: "signet",
        abstract: "Open a sealed mail, and verify every signature in it.",
        discussion: """
            The message goes to standard output, the report to standard error. A message that was changed after it was \
            signed is not written at all. With --batch no message is written: every mail of an archive is judged.
            Example: signet open sealed.eml -o letter.eml
                     signet open --batch ~/Maildir old.mbox > verdicts.jsonl
            """)

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The Digital ID to open with; every fitting one when absent.", valueName: "id"))
    var identity: String?

    @Option(
        help: ArgumentHelp("Write the report here instead of standard error.", valueName: "file"), completion: .file())
    var report: String?

    @Flag(help: "The report as JSON.")
    var json = false

    @OptionGroup var trust: TrustOptions
    @OptionGroup var oldMail: OldMailOptions
    @OptionGroup var revocation: RevocationOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOption
    @OptionGroup var input: InputArgument
    @OptionGroup var archive: ArchiveOptions

    func run() throws {
        try output.check()
        if let report { try FileSystem.checkCanWrite(report) }
        let home = Home.standard
        var options = try trust.readingOptions(home)
        try oldMail.apply(to: &options, home)
        options.revocation = try revocation.settings(home)
        let passphrase = passphrase
        options.identities = home.identityFinder(named: identity) { keyset throws(SignetError) in
            try passphrase.passphrase(of: "keyset \(keyset)")
        }
        if archive.batch {
            guard output.file == nil, report == nil else { throw ValidationError("-o and --report go with one mail") }
            return try archive.run(input, options) { [.good, .unsigned].contains($0) }
        }
        let opened = try input.mail { mail throws(SignetError) in try read(mail, options) }
        let text = json ? opened.report.json + "\n" : opened.report.text
        if let report {
            try FileSystem.write(Array(text.utf8).span, to: report)
        } else {
            Console.note(String(text.dropLast()))
        }
        if let mail = opened.mail { try output.write(mail) }
        try ContactLearning.followSettings(opened, home)
        // An unsigned message that could be opened is what was asked for; a judged signature decides otherwise.
        guard [.good, .unsigned].contains(opened.report.verdict) else { throw ExitCode(1) }
    }
}

enum SigningPurpose: String, ExpressibleByArgument, CaseIterable {
    case smime, any
}

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", _superCommandName: "signet", abstract: "Judge the signatures of a mail, and say why.",
        discussion: """
            Example: signet verify --trust root.pem signed.eml
                     signet verify --batch ~/Maildir old.mbox > verdicts.jsonl
            """)

    @Flag(help: "The report as JSON.")
    var json = false

    @Option(
        help: ArgumentHelp("The content of a detached signature that comes without its mail.", valueName: "file"),
        completion: .file())
    var content: String?

    @Option(help: ArgumentHelp("What the signer's certificate must be for: smime or any.", valueName: "purpose"))
    var purpose: SigningPurpose = .smime

    @OptionGroup var trust: TrustOptions
    @OptionGroup var oldMail: OldMailOptions
    @Flag(name: TimeStampOption.name, help: TimeStampOption.help) var requiresTimeStamp = false
    @OptionGroup var revocation: RevocationOptions
    @OptionGroup var input: InputArgument
    @OptionGroup var archive: ArchiveOptions

    func run() throws {
        let home = Home.standard
        var options = try trust.readingOptions(home)
        try oldMail.apply(to: &options, home)
        options.requiresTimeStamps = requiresTimeStamp
        options.revocation = try revocation.settings(home)
        if purpose == .any { options.purpose = .any }
        if archive.batch {
            guard content == nil else { throw ValidationError("--content goes with one mail") }
            return try archive.run(input, options) { $0 == .good }
        }
        if let content { options.detachedContent = try Mail(contentsOf: content) }
        let opened = try input.mail { mail throws(SignetError) in try read(mail, options) }
        let report = opened.report
        try Console.put(json ? report.json + "\n" : report.text)
        try ContactLearning.followSettings(opened, home)
        guard report.verdict == .good else { throw ExitCode(1) }
    }
}
#endif
