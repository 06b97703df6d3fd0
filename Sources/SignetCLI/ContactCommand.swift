#if Program
import ArgumentParser
import Signet

struct ContactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact", abstract: "Learn and show the certificates of correspondents.",
        discussion: "Example: signet contact add signed.eml",
        subcommands: [Add.self, List.self, Show.self, Remove.self, Import.self, Export.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Take the sender's Digital ID from a signed mail, or one of certificates, once it has been verified.",
            usage: "signet contact add [<options>] [<in>]",
            discussion: """
                A file of certificates will do, too (.cer, .pem, .p7c), when somebody trusted vouches for them.
                Example: signet contact add signed.eml
                """)

        @OptionGroup var trust: TrustOptions
        @OptionGroup var oldMail: OldMailOptions
        @OptionGroup var revocation: RevocationOptions
        @OptionGroup var input: InputArgument

        func run() throws {
            let home = Home.standard
            var options = try trust.readingOptions(home)
            try oldMail.apply(to: &options, home)
            options.revocation = try revocation.settings(home)
            let opened = try input.mail { mail throws(SignetError) in
                if let opened = try readCertificates(mail, options) { return opened }
                return try read(mail, options)
            }
            guard opened.report.verdict == .good || !opened.contacts.isEmpty else {
                if opened.isOfCertificatesAlone {
                    Console.note(
                        "signet: \(input.name): nobody trusted vouches for these certificates and an address in them")
                    Console.note("        Why: signet cert verify --purpose smime-encrypt FILE")
                    throw ExitCode(1)
                }
                Console.note(String(opened.report.text.dropLast()))
                throw ExitCode(1)
            }
            guard !opened.contacts.isEmpty else {
                throw SignetError(.unsuitable("the signature tells nothing about a sender"), file: input.name)
            }
            try ContactLearning.learn(opened, home) { try Console.say($0) }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every contact.",
            discussion: "Example: signet contact list --json")

        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            let home = Home.standard
            let contacts = try home.contacts()
            let check = try home.recipientCheck()
            if json { try JSON.put(contacts.map { ContactSummary($0, check) }) }
            for contact in contacts where !json {
                let chosen = contact.sealingCertificate(at: .now, trusting: check)
                let end =
                    (chosen ?? contact.certificates.first).map { certificate in
                        "certificate to \(certificate.validity.notAfter.instant)"
                            + (chosen == nil ? ", not fit for sealing" : "")
                    }
                try Console.say("\(contact.address)  \(contact.name ?? "")  \(end ?? "no certificate")")
            }
            try Console.complain(all: try home.damagedContacts())
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one contact with his certificates, and which of them is sealed for.",
            discussion: "Example: signet contact show bob@example.org")

        @Argument(help: "The address.")
        var address: String

        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            let home = Home.standard
            guard let contact = try home.contact(address) else {
                throw SignetError(.notFound("contact \(address)"))
            }
            let summary = ContactSummary(contact, try home.recipientCheck())
            if json { return try JSON.put(summary) }
            for line in summary.lines { try Console.say(line) }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget a contact.",
            discussion: "Example: signet contact remove bob@example.org")

        @Argument(help: "The address.")
        var address: String

        func run() throws {
            try Home.standard.removeContact(address)
            try Console.say("Removed \(address)")
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take contacts from a vCard file, of one card or many.",
            discussion: """
                Their certificates are judged before anything is sealed for them: trust the authorities with: signet trust add
                Example: signet contact import friends.vcf
                """)

        @OptionGroup var input: InputArgument

        func run() throws {
            let taken = try input.reading { content throws(SignetError) in
                try Home.standard.importContacts(content)
            }
            for (contact, wasKnown) in taken { try Console.say(ContactLearning.line(contact, wasKnown)) }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write contacts as vCards.",
            discussion: "Example: signet contact export bob@example.org -o bob.vcf")

        @Argument(help: "The addresses; every contact when absent.")
        var addresses: [String] = []

        @OptionGroup var output: OutputOption

        func run() throws {
            try output.check()
            try output.write(try Home.standard.exportContacts(addresses))
        }
    }
}

extension OpenedMessage {
    /// Whether certificates were all there was, without a mail that says whose they are.
    fileprivate var isOfCertificatesAlone: Bool {
        guard report.from.isEmpty, report.layers.count == 1, case .certificatesOnly = report.layers[0] else {
            return false
        }
        return true
    }
}

/// Taking over what a good message tells of its sender.
enum ContactLearning {
    static func learn(_ opened: OpenedMessage, _ home: Home, say: (String) throws -> Void) throws {
        try home.remember(opened.intermediates)
        for sighting in opened.contacts {
            let (contact, wasKnown) = try home.learn(sighting)
            try say(line(contact, wasKnown))
        }
    }

    static func line(_ contact: Contact, _ wasKnown: Bool) -> String {
        let count = contact.certificates.count
        return "\(wasKnown ? "Updated" : "Added") \(contact.address): \(count) certificate\(count == 1 ? "" : "s")"
    }

    /// What the settings want done after a message was judged; said on standard error, since the report has the other.
    static func followSettings(_ opened: OpenedMessage, _ home: Home) throws {
        guard opened.report.verdict == .good, !opened.contacts.isEmpty else { return }
        let learn = try home.settings().learn
        guard learn != .never else { return }
        var news: [Contact] = []
        for sighting in opened.contacts {
            let known = try home.contact(sighting.address)
            let isNew = sighting.certificates.contains { !(known?.certificates.contains($0) ?? false) }
            // What a known certificate announces anew is no question worth asking.
            if isNew || learn == .always { news.append(sighting) }
        }
        guard !news.isEmpty else { return }
        let names = news.map(\.address).joined(separator: ", ")
        guard learn == .always || Console.confirm("Add the Digital ID of \(names) to your contacts?") else { return }
        try Self.learn(opened, home) { Console.note($0) }
    }
}
#endif
