#if Program
import ArgumentParser
import Signet

struct RenewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Ask for a new certificate in good time, with a new key.",
        usage: "signet id renew [<options>] <id>",
        discussion: """
            The old Digital ID stays, to open old mail; the new one is used once its certificate is installed.
            Example: signet id renew alice@example.org --csr alice.csr
            """)

    @Argument(help: "An address, a name, or the start of a fingerprint.")
    var id: String

    @Flag(help: "Keep the key: what was sealed for the old certificate can be opened with the new one.")
    var sameKey = false

    @Option(
        help: ArgumentHelp("The file to write the request to; standard output when absent.", valueName: "file"),
        completion: .file())
    var csr: String?

    @OptionGroup var passphrase: PassphraseOptions

    func run() throws {
        let home = Home.standard
        if let csr { try FileSystem.checkCanWrite(csr) }
        let stored = try home.identity(named: id)
        let passphrase = try passphrase.passphrase(of: "keyset \(stored.keyset)")
        let isSelfSigned = stored.certificate.isSelfIssued && stored.chain.isEmpty
        if isSelfSigned {
            let renewed = try home.renewSelfSigned(stored, keepsKey: sameKey, passphrase: passphrase)
            try Console.say("Renewed self-signed Digital ID for \(renewed.title): \(renewed.path)")
            return
        }
        let pending = try home.makeRenewalRequest(stored, keepsKey: sameKey, passphrase: passphrase)
        do throws(SignetError) {
            guard let csr else { return try FileSystem.writeStandardOutput(pending.pem.span) }
            try FileSystem.write(pending.pem.span, to: csr)
        } catch {
            try home.withdraw(pending)
            throw error
        }
        try Console.say("Request to renew \(stored.title): \(csr ?? "")")
        try Console.say("Send it to a certification authority; then: signet id install ANSWER")
    }
}
#endif
