#if Program
import ArgumentParser
import Signet

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

struct SendmailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sendmail", _superCommandName: "signet",
        abstract: "Apply the policy to a mail, and hand it on, as a mailer's sendmail.",
        usage: "signet sendmail [<options>] [<recipients> ...]",
        discussion: """
            In neomutt:  set sendmail = "signet sendmail -oem -oi"
            In git:      git config sendemail.sendmailCmd "signet sendmail"
            To look:     signet sendmail --print -t < letter.eml

            Other options of sendmail are handed on. The original is $SIGNET_SENDMAIL, else sendmail in /usr/sbin or \
            /usr/lib. Its exit status is this program's; nothing is handed on when the policy refuses.
            """)

    @Flag(name: .customLong("print"), help: "Print the result instead of handing it on.")
    var prints = false

    @Flag(name: .customShort("t"), help: "Take the recipients from the mail.")
    var fromHeader = false

    @Option(
        name: [.customShort("f"), .customLong("from")],
        help: ArgumentHelp("The address of the sender.", valueName: "address"))
    var sender: String?

    @Option(
        help: ArgumentHelp("The sendmail that the mail is handed on to.", valueName: "program"), completion: .file())
    var original: String?

    @Option(help: .hidden)
    var handOn: [String] = []

    @Flag(help: .hidden)
    var askOriginal = false

    @Flag(help: "When somebody has no certificate, do not seal instead of refusing.")
    var allowUnencrypted = false

    @OptionGroup var passphrase: PassphraseOptions

    @Argument(help: "The recipients; those of the mail when absent.")
    var recipients: [String] = []

    func run() throws {
        if askOriginal { throw ExitCode(try Command.run(try originalProgram(), handOn + recipients, input: nil)) }
        // Before the mail is read, and before a passphrase is asked for.
        let program = prints ? nil : try originalProgram()
        let home = Home.standard
        let mail = try Mail(contentsOf: nil)
        let deliveries: [Delivery]
        do throws(SignetError) {
            deliveries = try home.deliveries(
                of: mail, from: sender, recipients: fromHeader || recipients.isEmpty ? nil : recipients,
                allowsUnencrypted: allowUnencrypted
            ) { keyset throws(SignetError) in try passphrase.passphrase(of: "keyset \(keyset)") }
        } catch { throw error.about("standard input") }
        guard let program else {
            for delivery in deliveries { try delivery.mail.write(toFile: nil) }
            return
        }
        for delivery in deliveries {
            let words = deliveries.count == 1 ? argumentsForOriginal : arguments(for: delivery.recipients)
            let status = try Command.run(program, words, input: delivery.mail)
            guard status == 0 else { throw ExitCode(status) }
        }
    }

    /// Whom the header does not name gets a mail of his own, so that nobody learns of him.
    private func arguments(for recipients: [String]) -> [String] {
        ["-i"] + handOn + (sender.map { ["-f", $0] } ?? []) + ["--"] + recipients
    }

    /// A line with a single dot must not end the mail, whatever the mailer asked for: what is signed is the whole.
    private var argumentsForOriginal: [String] {
        var words = ["-i"] + handOn
        if let sender { words += ["-f", sender] }
        if fromHeader || recipients.isEmpty { words.append("-t") }
        return recipients.isEmpty ? words : words + ["--"] + recipients
    }

    private func originalProgram() throws(SignetError) -> String {
        let variable = unsafe getenv("SIGNET_SENDMAIL").flatMap { unsafe String(validatingCString: $0) }
        let named = original ?? variable.flatMap { $0.isEmpty ? nil : $0 }
        let places = named.map { [$0] } ?? ["/usr/sbin/sendmail", "/usr/lib/sendmail"]
        guard let program = places.first(where: { unsafe access($0, X_OK) == 0 }) else {
            throw SignetError(
                .system(
                    operation: "hand on",
                    reason: "there is no sendmail to hand on to (looked for \(places.joined(separator: ", "))); "
                        + "name it with --original or $SIGNET_SENDMAIL, or use --print"))
        }
        return program
    }
}
#endif
