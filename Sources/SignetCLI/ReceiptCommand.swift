#if Program
import ArgumentParser
import Signet

struct ReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Confirm signed mail with a signed receipt, and check the receipts of others.",
        discussion: """
            They are asked for with: signet sign --request-receipt
            Example: signet receipt answer letter.eml -o receipt.eml
            """,
        subcommands: [Answer.self, Check.self])

    struct Answer: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the receipt that a mail asks for, once its signature has been judged good.",
            usage: "signet receipt answer [<options>] [<in>]",
            discussion: "Example: signet receipt answer letter.eml -o receipt.eml")

        @Option(
            name: .customLong("as"),
            help: ArgumentHelp(
                "The Digital ID to sign with; one of the mail's recipients when absent.", valueName: "id"))
        var identity: String?

        @OptionGroup var trust: TrustOptions
        @OptionGroup var oldMail: OldMailOptions
        @OptionGroup var revocation: RevocationOptions
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var output: OutputOption
        @OptionGroup var input: InputArgument

        func run() throws {
            try output.check()
            let home = Home.standard
            var options = try trust.readingOptions(home)
            try oldMail.apply(to: &options, home)
            options.revocation = try revocation.settings(home)
            let passphrase = passphrase
            options.identities = home.identityFinder(named: identity) { keyset throws(SignetError) in
                try passphrase.passphrase(of: "keyset \(keyset)")
            }
            let (mail, opened) = try input.mail { mail throws(SignetError) in (mail, try read(mail, options)) }
            guard opened.report.verdict == .good else {
                Console.note(String(opened.report.text.dropLast()))
                throw ExitCode(1)
            }
            guard let request = opened.receiptRequests.first else {
                throw SignetError(.unsuitable("the mail asks for no receipt"), file: input.name)
            }
            let receipt = try input.about { () throws(SignetError) in
                let stored = try recipient(home, mail)
                let id = try home.unlock(stored, passphrase: try passphrase.passphrase(of: "keyset \(stored.keyset)"))
                return try id.receipt(for: request)
            }
            try output.write(receipt)
        }

        private func recipient(_ home: Home, _ mail: Mail) throws(SignetError) -> StoredID {
            if let identity { return try home.identity(named: identity, isForSigning: true) }
            for address in try Home.recipients(of: mail) {
                if let stored = try? home.identity(named: address, isForSigning: true) { return stored }
            }
            throw SignetError(.notFound("Digital ID for a recipient of the mail (name one with --as)"))
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a receipt against the mail that was sent.",
            usage: "signet receipt check [<options>] --original <file> [<in>]",
            discussion: "Example: signet receipt check --original sent.eml receipt.eml")

        @Option(help: ArgumentHelp("The signed mail, as it was sent.", valueName: "file"), completion: .file())
        var original: String

        @Flag(help: "The report as JSON.")
        var json = false

        @OptionGroup var trust: TrustOptions
        @OptionGroup var oldMail: OldMailOptions
        @OptionGroup var revocation: RevocationOptions
        @OptionGroup var input: InputArgument

        func run() throws {
            let home = Home.standard
            var options = try trust.readingOptions(home)
            try oldMail.apply(to: &options, home)
            options.revocation = try revocation.settings(home)
            let sent = try FileSystem.read(original)
            let report = try input.reading { receipt throws(SignetError) in
                try checkReceipt(receipt, for: sent, options)
            }
            if json {
                try JSON.put(report)
            } else {
                try Console.put(
                    "\(report.isGood ? "GOOD" : "BAD"): \(report.explanation.visible)\n\n\(report.signature.text)")
            }
            guard report.isGood else { throw ExitCode(1) }
        }
    }
}
#endif
