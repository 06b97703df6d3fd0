#if Program
import ArgumentParser
import Signet
import SignetTerminal

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The `signet-git` program: what git asks of `gpg.x509.program`, in the words of gpgsm.
struct GitProgram: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signet-git",
        abstract: "Signs and verifies git's commits and tags with Digital IDs.",
        discussion: """
            git config gpg.format x509
            git config gpg.x509.program signet-git
            git config user.signingKey alice@example.org
            git commit -S; git log --show-signature; git verify-commit HEAD; git tag -s v1 -m v1

            Trusted are the certificates of the store (signet trust add root.pem). The passphrase of the keyset is asked
            for at the terminal, or comes from $SIGNET_PASSPHRASE.
            """,
        version: "0.1.0")

    @Flag(name: [.customShort("s"), .customLong("sign")], help: "Sign standard input.")
    var signs = false

    @Flag(name: [.customShort("b"), .customLong("detach-sign")], help: "The signature alone; there is no other form.")
    var isDetached = false

    @Flag(name: [.customShort("a"), .customLong("armor")], help: "The signature in PEM; DER when absent.")
    var isArmored = false

    @Option(
        name: [.customShort("u"), .customLong("local-user")],
        help: ArgumentHelp("The Digital ID to sign with: an address, a name, or a fingerprint.", valueName: "id"))
    var signer: String?

    @Flag(help: "Verify: the signature's file, and the content's, or - for standard input.")
    var verify = false

    @Option(help: ArgumentHelp("Write status lines for programs to this descriptor.", valueName: "n"))
    var statusFd: Int32?

    @Option(name: .customLong("keyid-format"), help: .hidden)
    var keyIDFormat: String?

    @Argument(help: .hidden)
    var files: [String] = []

    func run() throws {
        let status = StatusWriter(descriptor: statusFd)
        guard signs != verify else { throw ValidationError("say what to do: --detach-sign --sign, or --verify") }
        if signs { return try sign(status) }
        guard let signature = files.first, files.count <= 2 else {
            throw ValidationError("--verify wants the signature's file, and the content's")
        }
        let content = files.count == 2 ? files[1] : "-"
        guard try CommitVerifying(status: status).run(signature: signature, content: content) else {
            throw ExitCode(1)
        }
    }

    private func sign(_ status: StatusWriter) throws(SignetError) {
        guard let signer else {
            throw SignetError(.usage("name a Digital ID with -u; git takes it from user.signingKey"))
        }
        let home = Home.standard
        let stored = try home.identity(named: Self.address(in: signer), isForSigning: true)
        let content = try FileSystem.readStandardInput()
        let variable = "SIGNET_PASSPHRASE"
        let passphrase = try PasswordSource.password(
            for: "keyset \(stored.keyset)", file: nil, variable: unsafe getenv(variable) == nil ? nil : variable,
            isNew: false)
        let id = try home.unlock(stored, passphrase: passphrase)
        status.put("BEGIN_SIGNING")
        let options = SigningOptions()
        let signature = try id.detachedSignature(over: content, options)
        if isArmored {
            try FileSystem.writeStandardOutput(PEM(label: PEM.Label.signedMessage, contents: signature).encode().span)
        } else {
            try FileSystem.writeStandardOutput(signature.span)
        }
        // The fields of gpgsm's status line: a detached signature, the public-key and digest algorithms as OpenPGP
        // numbers them (0: not numbered there), class 00, the moment, the certificate.
        let moment = options.signingTime.map { "\($0.secondsSince1970)" } ?? "0"
        status.put("SIG_CREATED D 0 0 00 \(moment) \(stored.fingerprint.uppercased())")
    }

    /// git hands on the committer as `Alice Liddell <alice@example.org>` where `user.signingKey` is not set.
    private static func address(in signer: String) -> String {
        guard let start = signer.lastIndex(of: "<"), signer.hasSuffix(">") else { return signer }
        return String(signer[signer.index(after: start)...].dropLast())
    }
}

@main
enum Main {
    static func main() {
        Console.prepare()
        do {
            var command = try GitProgram.parseAsRoot(Array(CommandLine.arguments.dropFirst()))
            try command.run()
        } catch let error as SignetError {
            Console.complain(error, program: "signet-git")
            exit(error.exitStatus)
        } catch let status as ExitCode {
            exit(status.rawValue)
        } catch {
            guard GitProgram.exitCode(for: error) == .success else {
                Console.note(GitProgram.fullMessage(for: error))
                exit(2)
            }
            GitProgram.exit(withError: error)
        }
    }
}
#else
@main
enum Main {
    static func main() {
        print("The signet-git program is built with its trait: swift build --traits Program")
    }
}
#endif
