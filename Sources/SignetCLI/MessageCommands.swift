#if Program
import ArgumentParser
import Signet

struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign a mail, clear or opaque.",
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

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOption
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.check()
        let home = Home.standard
        let settings = try home.settings()
        var options = SigningOptions()
        options.form = form?.form ?? (settings.clearText ? .clear : .opaque)
        options.digest = settings.policy.digest
        if let digest {
            guard let algorithm = DigestAlgorithm(named: digest) else {
                throw ValidationError("\(digest) is no digest that Signet has; try sha256, sha384 or sha512")
            }
            options.digest = algorithm
        }
        let signed = try input.reading { mail throws(SignetError) in
            let stored = try home.signer(named: signer, for: mail)
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

struct SealCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal", abstract: "Seal a mail, so that only its recipients can read it.",
        discussion: """
            Example: signet seal --to bob@example.org --to carol.cer letter.eml -o sealed.eml
            Recipients without a certificate are named, and nothing is written, unless --allow-unencrypted is given.
            """)

    @Option(
        help: ArgumentHelp(
            "An address from the contacts, or a certificate file. Repeatable. The mail's recipients when absent.",
            valueName: "address|file"), completion: .file())
    var to: [String] = []

    @Option(
        help: ArgumentHelp(
            "aes-256-cbc, aes-192-cbc, aes-128-cbc or des-ede3-cbc; chosen from what the recipients can read when absent.",
            valueName: "cipher"))
    var cipher: String?

    @Flag(help: "When somebody has no certificate, write the mail unsealed instead of nothing.")
    var allowUnencrypted = false

    @OptionGroup var output: OutputOption
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.check()
        let home = Home.standard
        var chosen: ContentCipher?
        if let cipher {
            guard let algorithm = ContentCipher(named: cipher) else {
                throw ValidationError("\(cipher) is no cipher that Signet has; see: signet algorithms")
            }
            chosen = algorithm
        }
        let policy = try home.settings().policy
        let sealed = try input.reading { mail throws(SignetError) in
            do throws(SignetError) {
                var recipients = try self.recipients(home, mail)
                // The sender can open what he sent.
                if let sender = try Home.sender(of: mail), let own = try? home.identity(named: sender),
                    own.certificate.unsuitabilityForSealing(at: .now) == nil,
                    !recipients.contains(where: { $0.certificate == own.certificate })
                {
                    recipients.append(Recipient(own.certificate, ciphers: policy.ciphers))
                }
                return try seal(mail, for: recipients, with: chosen, policy: policy)
            } catch {
                guard allowUnencrypted, case .nonSecureRecipients = error.kind else { throw error }
                Console.complain(error)
                Console.note("        Written unencrypted, as you allowed.")
                return mail
            }
        }
        try output.write(sealed)
    }

    private func recipients(_ home: Home, _ mail: Bytes) throws(SignetError) -> [Recipient] {
        let named = to.isEmpty ? try Home.recipients(of: mail) : to
        let addresses = named.filter { $0.contains("@") && !FileSystem.exists($0) }
        let files = named.filter { !addresses.contains($0) }
        var recipients = try home.recipients(for: addresses)
        for file in files {
            let content = try FileSystem.read(file)
            do throws(SignetError) {
                // A file may hold a chain; the first certificate is its owner's.
                recipients.append(Recipient(try CertificateReading.certificates(in: content)[0]))
            } catch { throw error.about(file) }
        }
        return recipients
    }
}

struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open a sealed mail, and verify every signature in it.",
        discussion: """
            The message goes to standard output, the report to standard error. A message that was changed after it was
            signed is not written at all.
            Example: signet open sealed.eml -o letter.eml
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
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOption
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.check()
        if let report { try FileSystem.checkCanWrite(report) }
        let home = Home.standard
        var options = try trust.readingOptions(home)
        let passphrase = passphrase
        options.identities = home.identityFinder(named: identity) { keyset throws(SignetError) in
            try passphrase.passphrase(of: "keyset \(keyset)")
        }
        let opened = try input.reading { mail throws(SignetError) in try read(mail, options) }
        let text = json ? opened.report.json + "\n" : opened.report.text
        if let report {
            try FileSystem.write(Array(text.utf8).span, to: report)
        } else {
            Console.note(String(text.dropLast()))
        }
        if let message = opened.message { try output.write(message) }
        // An unsigned message that could be opened is what was asked for; a judged signature decides otherwise.
        guard [.good, .unsigned].contains(opened.report.verdict) else { throw ExitCode(1) }
    }
}

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Judge the signatures of a mail, and say why.",
        discussion: "Example: signet verify --trust root.pem signed.eml")

    @Flag(help: "The report as JSON.")
    var json = false

    @Option(
        help: ArgumentHelp("The content of a detached signature that comes without its mail.", valueName: "file"),
        completion: .file())
    var content: String?

    @OptionGroup var trust: TrustOptions
    @OptionGroup var input: InputArgument

    func run() throws {
        var options = try trust.readingOptions(.standard)
        if let content { options.detachedContent = try FileSystem.read(content) }
        let report = try input.reading { mail throws(SignetError) in try read(mail, options).report }
        try Console.put(json ? report.json + "\n" : report.text)
        guard report.verdict == .good else { throw ExitCode(1) }
    }
}
#endif
