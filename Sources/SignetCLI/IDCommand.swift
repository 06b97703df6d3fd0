#if Program
import ArgumentParser
import Signet

struct IDCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "id", abstract: "Get, back up, move and delete Digital IDs.",
        discussion: "Example: signet id new alice@example.org --csr alice.csr",
        subcommands: [
            New.self, Install.self, List.self, Show.self, Delete.self, Export.self, Import.self,
            MailCertificates.self, RenewCommand.self,
        ])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key, and a request for a certification authority.",
            usage: "signet id new [<options>] <address>",
            discussion: "Example: signet id new alice@example.org --name 'Alice Liddell' --csr alice.csr")

        @Argument(help: "The address that the Digital ID is for.")
        var address: String

        @Option(help: "The name of the person.")
        var name: String?

        @Option(help: "The keyset to put it in; one named after the address when absent.")
        var keyset: String?

        @Option(help: "rsa2048, rsa3072, rsa4096, p256, p384, p521 or ed25519; what the policy says when absent.")
        var key: String?

        @Flag(help: "Do without an authority: others will have to trust this very certificate.")
        var selfSigned = false

        @Option(
            help: ArgumentHelp("The file to write the request to; standard output when absent.", valueName: "file"),
            completion: .file())
        var csr: String?

        @Option(
            help: ArgumentHelp(
                """
                A file whose first line goes into the request as its challenge password, by which some authorities know \
                who may have the certificate revoked. Everyone can read it there.
                """, valueName: "file"), completion: .file())
        var challengeFile: String?

        @OptionGroup var passphrase: PassphraseOptions

        func run() throws {
            let home = Home.standard
            let (address, name) = try owner()
            let challenge = try challengeFile.map { file throws(SignetError) in
                String(decoding: Array(try FileSystem.read(file, limit: 1 << 16)).prefix { $0 != 0x0A }, as: UTF8.self)
                    .replacing("\r", with: "")
            }
            if let csr { try FileSystem.checkCanWrite(csr) }
            let keyset = keyset ?? Home.keysetName(for: address)
            let kind = try keyKind(home)
            let isNew = try !home.identities().contains { $0.keyset == keyset }
            let passphrase = try passphrase.passphrase(of: "keyset \(keyset)", isNew: isNew)
            if selfSigned {
                let stored = try home.makeSelfSigned(
                    for: address, name: name, keyset: keyset, kind: kind, passphrase: passphrase)
                try Console.say("Self-signed Digital ID for \(stored.title): \(stored.path)")
                return
            }
            let pending = try home.makeRequest(
                for: address, name: name, keyset: keyset, kind: kind, challengePassword: challenge,
                passphrase: passphrase)
            do throws(SignetError) {
                guard let csr else { return try FileSystem.writeStandardOutput(pending.pem.span) }
                try FileSystem.write(pending.pem.span, to: csr)
            } catch {
                // Nobody could answer a request that nobody has.
                try home.withdraw(pending)
                throw error
            }
            try Console.say("Request for \(address): \(csr ?? "")")
            try Console.say("Send it to a certification authority; then: signet id install ANSWER")
        }

        /// The address, and the name: people copy both from their mail program.
        private func owner() throws(SignetError) -> (address: String, name: String?) {
            let mailboxes = Mailbox.parse(address)
            guard let mailbox = mailboxes.first, mailboxes.count == 1, mailbox.domain?.isEmpty == false else {
                throw SignetError(.usage("“\(address)” is no mail address; try alice@example.org"))
            }
            return (mailbox.address, name ?? mailbox.displayName)
        }

        private func keyKind(_ home: Home) throws -> KeyKind {
            guard let key else { return .rsa(bitCount: try home.settings().policy.keyBitCount) }
            guard let kind = KeyKind(named: key), kind.canSign, KeyKind.all.contains(kind) else {
                throw ValidationError(
                    "\(key) is no kind of key that Signet makes; try \(KeyKind.all.filter(\.canSign).map(\.name).joined(separator: ", "))"
                )
            }
            return kind
        }
    }

    struct Install: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the answer of a certification authority.",
            usage: "signet id install [<options>] [<in>]",
            discussion: "PEM, DER, .p7c, .p7b, or a mail that carries it. Example: signet id install alice.p7c")

        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var input: InputArgument

        func run() throws {
            let stored = try input.reading { content throws(SignetError) in
                let certificates = try CertificateReading.certificates(in: content)
                return try Home.standard.install(certificates) { keyset throws(SignetError) in
                    try passphrase.passphrase(of: "keyset \(keyset)")
                }
            }
            try Console.say("Digital ID for \(stored.title): \(stored.path)")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every Digital ID and every waiting request.",
            discussion: "Example: signet id list --json")

        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            let home = Home.standard
            let identities = try home.identities()
            if json {
                try JSON.put(identities.map { IDSummary($0) })
                return try Console.complain(all: try home.damagedIdentities())
            }
            for stored in identities {
                let summary = Report.CertificateSummary(stored.certificate)
                let warnings = stored.warnings(at: .now).map { "  (\($0))" }.joined()
                try Console.say(
                    "\(stored.fingerprint.prefix(16))  \(stored.title)  [\(summary.key), to \(summary.notAfter)]  keyset \(stored.keyset)\(warnings)"
                )
            }
            for warning in home.permissionWarnings() { Console.note("signet: \(warning)") }
            for pending in try home.pendingRequests() {
                try Console.say(
                    "(request)         \(pending.request.emailAddresses.joined(separator: ", "))  keyset \(pending.keyset)"
                )
            }
            try Console.complain(all: try home.damagedIdentities())
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one Digital ID.",
            discussion: "Example: signet id show alice@example.org")

        @Argument(help: "An address, a name, or the start of a fingerprint.")
        var id: String

        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            let home = Home.standard
            let stored = try home.identity(named: id)
            if json { return try JSON.put(IDSummary(stored)) }
            for line in IDSummary(stored).lines { try Console.say(line) }
            let others = try home.identities(named: id).filter { $0.fingerprint != stored.fingerprint }
            for other in others {
                try Console.say(
                    "  also         \(other.fingerprint.prefix(16)), to \(other.certificate.validity.notAfter.instant)")
            }
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a Digital ID from this computer.",
            discussion: """
                Mail that is sealed for it cannot be opened any more, unless there is a backup.
                Example: signet id delete alice@example.org
                """)

        @Argument(help: "An address, a name, or the start of a fingerprint.")
        var id: String

        @Flag(help: "Do not ask.")
        var yes = false

        func run() throws {
            let home = Home.standard
            let stored = try home.onlyIdentity(named: id)
            guard yes || Console.confirm("Delete \(stored.title) (\(stored.fingerprint.prefix(16))) for good?") else {
                throw SignetError(.refused("not deleted: say --yes, or answer yes at a terminal"))
            }
            try home.remove(stored)
            try Console.say("Deleted \(stored.title): \(stored.path)")
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Back up a Digital ID to a .pfx with a password.",
            usage: "signet id export [<options>] --output <output> <id>",
            discussion: "Example: signet id export alice@example.org -o alice.pfx --for windows")

        @Argument(help: "An address, a name, or the start of a fingerprint.")
        var id: String

        @Option(
            name: [.customShort("o"), .customLong("output")], help: "The .pfx to write; standard output when -.",
            completion: .file())
        var output: String

        @Option(
            name: .customLong("for"),
            help: "Who is to read it: \(PFXProfile.all.filter(\.carriesKeys).map(\.name).joined(separator: ", ")).")
        var target: String = "modern"

        @Flag(help: "Delete it from this computer when the backup is written and has been read again.")
        var delete = false

        @OptionGroup var password: PFXPasswordOptions
        @OptionGroup var passphrase: PassphraseOptions

        func run() throws {
            let home = Home.standard
            guard let profile = PFXProfile(named: target), profile.carriesKeys else {
                throw ValidationError(
                    "\(target) is no target that Signet writes for; try \(PFXProfile.all.filter(\.carriesKeys).map(\.name).joined(separator: ", "))"
                )
            }
            let isStandardOutput = output == "-"
            if !isStandardOutput { try FileSystem.checkCanWrite(output) }
            let isKept = !isStandardOutput && (!FileSystem.exists(output) || FileSystem.isRegularFile(output))
            guard !delete || isKept else {
                throw SignetError(.refused("what goes there cannot be read again: nothing is deleted"), file: output)
            }
            let stored = delete ? try home.onlyIdentity(named: id) : try home.identity(named: id)
            let identity = try home.unlock(
                stored, passphrase: try passphrase.passphrase(of: "keyset \(stored.keyset)"))
            let password = try password.password(of: isStandardOutput ? "the .pfx" : output, isNew: true)
            guard !isStandardOutput else {
                let content = try identity.pfx(password: password, for: profile)
                return try FileSystem.writeStandardOutput(content.span)
            }
            try home.export(identity, to: output, password: password, for: profile)
            try Console.say("Backup of \(stored.title): \(output)")
            if delete {
                try home.remove(stored)
                try Console.say("Deleted from this computer: \(stored.path)")
            }
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import Digital IDs from a .pfx into a keyset.",
            usage: "signet id import [<options>] <file>",
            discussion: "Example: signet id import alice.pfx --keyset alice")

        @Argument(help: "The .pfx; standard input when -.", completion: .file())
        var file: String

        @Option(help: "The keyset; one named after the address when absent.")
        var keyset: String?

        @OptionGroup var password: PFXPasswordOptions
        @OptionGroup var keys: PFXKeyOptions
        @OptionGroup var passphrase: PassphraseOptions

        func run() throws {
            let home = Home.standard
            let openingKeys = try keys.openingKeys()
            // Both may come from standard input: the password in its first line.
            let line = try file == "-" && password.passwordFile == "-" ? password.given(for: "standard input") : nil
            let content: Bytes
            if file == "-" {
                content = try FileSystem.readStandardInput()
            } else {
                content = try FileSystem.read(file)
            }
            let file = file == "-" ? "standard input" : file
            do throws(SignetError) {
                // What needs no password is judged before anybody is asked for one.
                try DigitalID.checkIsPFX(content)
                var word = line
                if word == nil { word = try password.given(for: file) }
                if word == nil, !PFXDetails.needsPassword(content) { word = .absent }
                Console.noteWork(of: content)
                if word == nil { word = try password.typed(for: file, opening: content) }
                let all = try DigitalID.all(
                    inPFX: content, password: word ?? .absent, privacyPassword: try keys.privacyPassword(),
                    keys: openingKeys)
                let keyset = keyset ?? all[0].emailAddresses.first.map(Home.keysetName) ?? "default"
                let isNew = try !home.identities().contains { $0.keyset == keyset }
                let passphrase = try passphrase.passphrase(of: "keyset \(keyset)", isNew: isNew)
                for id in all {
                    let stored = try home.add(id, to: keyset, passphrase: passphrase)
                    try Console.say("Imported \(id.title) into keyset \(keyset): \(stored.path)")
                }
            } catch { throw error.about(file) }
        }
    }
}
#endif
