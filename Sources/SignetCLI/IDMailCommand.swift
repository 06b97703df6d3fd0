#if Program
import ArgumentParser
import Signet

extension IDCommand {
    struct MailCertificates: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "mail",
            abstract:
                "Write a mail that carries the certificates of a Digital ID, so that others can seal for its owner.",
            usage: "signet id mail [<options>] <id>",
            discussion: """
                No passphrase is needed: nothing is signed. They take it with signet contact add.
                Example: signet id mail alice@example.org --to bob@example.org | sendmail -t
                """)

        @Argument(help: "An address, a name, or the start of a fingerprint.")
        var id: String

        @Option(help: ArgumentHelp("Whom it is for. Repeatable.", valueName: "address"))
        var to: [String] = []

        @OptionGroup var output: OutputOption

        func run() throws {
            try output.check()
            let stored = try Home.standard.identity(named: id)
            guard let sender = stored.certificate.emailAddresses.first else {
                throw SignetError(.unsuitable("the certificate of \(stored.title) names no address to send from"))
            }
            // Of people with one to sign with and one to be written to, both.
            let others = try Home.standard.identities(named: sender).map(\.certificate).filter {
                $0 != stored.certificate && $0.validity.contains(.now)
            }
            try output.write(certificateMail([stored.certificate] + others + stored.chain, from: sender, to: to))
        }
    }
}
#endif
