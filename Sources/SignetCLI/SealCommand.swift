#if Program
import ArgumentParser
import Signet

/// What is done with the header.
struct HeaderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Protect the header inside (RFC 9788), and show outside: everything (no-confidentiality), no subject "
                + "(baseline), nor names and time zone (shy); or none. What the settings say when absent.",
            valueName: "policy"), transform: choice)
    var headers: HeaderConfidentiality?
}

struct SealCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal", _superCommandName: "signet",
        abstract: "Seal a mail, so that only its recipients can read it.",
        discussion: """
            Example: signet seal --to bob@example.org --to carol.cer letter.eml -o sealed.eml
            Recipients without a certificate are named, and nothing is written, unless --allow-unencrypted or --split is \
            given. Recipients in Bcc get a file of their own beside OUT: OUT-bcc-1, OUT-bcc-2, …
            """)

    @Option(
        help: ArgumentHelp(
            "An address from the contacts, or a certificate file. Repeatable. The mail's recipients when absent.",
            valueName: "address|file"), completion: .file())
    var to: [String] = []

    @Option(
        help: ArgumentHelp(
            "aes-256-gcm, aes-256-cbc, …: see signet algorithms. Chosen from what the recipients can read when absent.",
            valueName: "cipher"))
    var cipher: String?

    @Option(
        help: ArgumentHelp(
            "How the key is encrypted to RSA keys: rsa-v1_5 or rsa-oaep. Chosen for each recipient when absent.",
            valueName: "scheme"))
    var keyTransport: KeyTransportName?

    @Flag(help: "Sign it first.")
    var sign = false

    @Flag(help: "Sign it, seal it, and sign it once more: a triple wrap.")
    var triple = false

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The Digital ID to sign with; the sender's when absent.", valueName: "id"))
    var signer: String?

    @Flag(help: "Compress it before it is sealed, and after it was signed (RFC 3274).")
    var compress = false

    @Flag(help: "Say what is chosen for each recipient, and why, on standard error.")
    var explain = false

    @Flag(help: "With --explain: as JSON.")
    var json = false

    @Flag(help: "When somebody has no certificate, write the mail unsealed instead of nothing.")
    var allowUnencrypted = false

    @Flag(
        help:
            "When somebody has no certificate, seal for the others, and write the mail for the rest to OUT-unencrypted."
    )
    var split = false

    @OptionGroup var header: HeaderOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOption
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.check()
        let home = Home.standard
        let chosen = try cipher.map(ContentCipher.init(chosen:))
        if split, output.namedFile == nil { throw ValidationError("--split writes two files: name one with -o") }
        if split, allowUnencrypted { throw ValidationError("--split or --allow-unencrypted, not both") }
        let settings = try home.settings()
        try input.mail { mail throws(SignetError) in
            let sender = try Home.sender(of: mail)
            let own = settings.applied(to: sender)
            var outgoing = Outgoing(signer: nil, seals: true)
            outgoing.isTripleWrapped = triple
            outgoing.isCompressed = compress
            outgoing.signing = own.signing
            outgoing.sealing = own.sealing
            outgoing.sealing.cipher = chosen
            outgoing.sealing.keyTransport = keyTransport?.algorithm
            outgoing.sealing.headers = header.headers ?? own.headers
            outgoing.sealing.check = try home.recipientCheck()
            for file in to where !file.contains("@") || FileSystem.exists(file) {
                // What else is in the file may lie between its owner's certificate and an anchor.
                let others = try? CertificateReading.chain(in: try FileSystem.read(file)).dropFirst()
                outgoing.sealing.check?.untrusted += others ?? []
            }
            if sign || triple || signer != nil {
                let stored = try home.signer(named: signer, for: mail)
                outgoing.signer = try home.unlock(
                    stored, passphrase: try passphrase.passphrase(of: "keyset \(stored.keyset)"))
            }
            try Sealer(self, home, mail, sender, outgoing).run()
        }
    }
}

/// The names of DESIGN §10 for what encrypts a key to an RSA key.
enum KeyTransportName: String, ExpressibleByArgument, CaseIterable {
    case rsaV15 = "rsa-v1_5"
    case rsaOAEP = "rsa-oaep"

    var algorithm: KeyTransport { self == .rsaV15 ? .rsaPKCS1v15 : .rsaOAEP }
}

/// One sealing: who gets what.
private struct Sealer {
    let command: SealCommand
    let home: Home
    let mail: Mail
    let sender: String?
    let outgoing: Outgoing

    init(_ command: SealCommand, _ home: Home, _ mail: Mail, _ sender: String?, _ outgoing: Outgoing) {
        self.command = command
        self.home = home
        self.mail = mail
        self.sender = sender
        self.outgoing = outgoing
    }

    func run() throws(SignetError) {
        guard command.to.isEmpty else {
            return try write(try found(command.to), to: command.output.file)
        }
        let (visible, hidden) = try Home.visibleAndHiddenRecipients(of: mail)
        guard !visible.isEmpty || !hidden.isEmpty else {
            throw SignetError(.usage("the mail names nobody to seal it for; say for whom: --to"))
        }
        guard !hidden.isEmpty else { return try write(try found(visible), to: command.output.file) }
        guard command.output.namedFile != nil || visible.isEmpty && hidden.count == 1 else {
            throw SignetError(
                .refused(
                    "sealed together with the others, the message would tell them of \(hidden.joined(separator: ", ")) "
                        + "in Bcc; name a file with -o, and each gets one of his own beside it"))
        }
        // Everybody is looked up before anything is written.
        var groups: [(recipients: Found, file: String?)] = []
        if !visible.isEmpty { groups.append((try found(visible), command.output.file)) }
        for (index, address) in hidden.enumerated() {
            let file =
                visible.isEmpty && hidden.count == 1 ? command.output.file : command.output.beside("-bcc-\(index + 1)")
            groups.append((try found([address]), file))
        }
        let nonSecure = groups.flatMap(\.recipients.nonSecure)
        guard nonSecure.isEmpty || command.allowUnencrypted || command.split else {
            throw SignetError(.nonSecureRecipients(nonSecure))
        }
        for group in groups {
            try write(group.recipients, to: group.file, isOneOfMany: groups.count > 1)
            let isSealed = group.recipients.nonSecure.isEmpty || command.allowUnencrypted
            if isSealed, let file = group.file, file != command.output.file {
                Console.note("For \(group.recipients.names): \(file)")
            }
        }
    }

    private struct Found {
        var secure: [Recipient] = []
        var nonSecure: [NonSecureRecipient] = []
        var names: String { (secure.map(\.address) + nonSecure.map(\.address)).joined(separator: ", ") }
    }

    private func found(_ names: [String]) throws(SignetError) -> Found {
        // Several addresses may stand in one word, as they do in a header.
        let named = names.flatMap { name in
            guard name.contains("@"), !FileSystem.exists(name) else { return [name] }
            let addresses = Mailbox.parse(name).map(\.address)
            return addresses.isEmpty ? [name] : addresses
        }
        let addresses = named.filter { $0.contains("@") && !FileSystem.exists($0) }
        var found = Found()
        (found.secure, found.nonSecure) = try home.secureAndNonSecure(
            addresses, at: outgoing.sealing.time, trusting: outgoing.sealing.check)
        for file in named where !addresses.contains(file) {
            guard FileSystem.exists(file) || file.contains("/") || file.contains(".") else {
                throw SignetError(.usage("--to “\(file)” is neither a mail address nor a file"))
            }
            let content = try FileSystem.read(file)
            do throws(SignetError) {
                found.secure.append(Recipient(try CertificateReading.chain(in: content)[0]))
            } catch { throw error.about(file) }
        }
        // A certificate that was named may be unfit, too.
        do throws(SignetError) {
            if !found.secure.isEmpty { _ = try SealingPlan(for: found.secure, outgoing.sealing) }
        } catch {
            guard case .nonSecureRecipients(let unfit) = error.kind else { throw error }
            found.nonSecure += unfit
            found.secure.removeAll { recipient in unfit.contains { $0.address == recipient.address } }
        }
        return found
    }

    /// - Parameter isOneOfMany: whether others get files of their own, so that not even an unencrypted one tells of them.
    private func write(_ found: Found, to file: String?, isOneOfMany: Bool = false) throws(SignetError) {
        let error = SignetError(.nonSecureRecipients(found.nonSecure), file: command.input.name)
        let rest = file.flatMap { OutputOption.beside($0, "-unencrypted") }
        if !found.nonSecure.isEmpty, !command.split || found.secure.isEmpty {
            guard command.allowUnencrypted || isOneOfMany && command.split else { throw error }
            Console.complain(error)
            if command.split, let rest {
                Console.note("        For them, unencrypted: \(rest)")
                return try put(try unsealed(isOneOfMany), rest)
            }
            Console.note("        Written unencrypted, as you allowed.")
            return try put(try unsealed(isOneOfMany), file)
        }
        var recipients = found.secure
        // The sender can open what he sent.
        if let sender {
            let own = try home.own(sender, policy: outgoing.sealing.policy, at: outgoing.sealing.time)
            if let own, !recipients.contains(where: { $0.certificate == own.certificate }) { recipients.append(own) }
        }
        let plan = try SealingPlan(for: recipients, outgoing.sealing)
        guard command.keyTransport == nil || plan.recipients.contains(where: { $0.keyTransport != nil }) else {
            throw SignetError(.usage("--key-transport is for RSA keys, and no recipient has one"))
        }
        if command.explain {
            Console.note(command.json ? JSON.text(plan) : String(plan.text.dropLast()))
        } else {
            for entry in plan.recipients where entry.recipient.source == .named {
                for note in entry.notes { Console.note("signet: \(entry.recipient.address): \(note)") }
            }
        }
        try put(try home.protect(mail, by: plan, outgoing), file)
        guard !found.nonSecure.isEmpty, let rest else { return }
        try put(try unsealed(isOneOfMany), rest)
        Console.complain(error)
        Console.note("        For them, unencrypted: \(rest)")
    }

    private func unsealed(_ isOneOfMany: Bool) throws(SignetError) -> Mail {
        let mail = isOneOfMany ? try mail.withoutBcc() : mail
        guard let signer = outgoing.signer else { return mail }
        var signing = outgoing.signing
        signing.headers = outgoing.sealing.headers
        return try signer.sign(mail, signing)
    }

    private func put(_ mail: Mail, _ file: String?) throws(SignetError) { try mail.write(toFile: file) }
}

extension OutputOption {
    /// The file, when there is one.
    var namedFile: String? { file.flatMap { $0 == "-" ? nil : $0 } }

    /// A file beside the output: `sealed-bcc-1.eml` for `sealed.eml`.
    func beside(_ suffix: String) -> String? { namedFile.flatMap { Self.beside($0, suffix) } }

    static func beside(_ file: String, _ suffix: String) -> String? {
        guard file != "-" else { return nil }
        let start = file.lastIndex(of: "/").map { file.index(after: $0) } ?? file.startIndex
        guard let dot = file[start...].lastIndex(of: "."), dot > start else { return file + suffix }
        return file[..<dot] + suffix + file[dot...]
    }
}
#endif
