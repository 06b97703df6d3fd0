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

/// Where a command reads.
struct InputArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The file to read; standard input when absent or -.", valueName: "in"), completion: .file())
    var file: String?

    /// What to call the input in errors.
    var name: String { file.flatMap { $0 == "-" ? nil : $0 } ?? "standard input" }

    func read() throws(SignetError) -> Bytes {
        guard let file, file != "-" else { return try FileSystem.readStandardInput() }
        return try FileSystem.read(file)
    }

    /// Lets `body` work; an error that names no file is about this one.
    func about<Result>(_ body: () throws(SignetError) -> Result) throws(SignetError) -> Result {
        do throws(SignetError) {
            return try body()
        } catch { throw error.about(name) }
    }

    /// Lets `body` work on the mail there, which may be of any length; an error that names no file is about this one.
    func mail<Result>(_ body: (Mail) throws(SignetError) -> Result) throws(SignetError) -> Result {
        do throws(SignetError) {
            return try body(try Mail(contentsOf: file) { Progress.reporter(of: $0) })
        } catch { throw error.about(name) }
    }

    /// Reads, and lets `body` work on it; an error that names no file is about this one.
    func reading<Result>(_ body: (Bytes) throws(SignetError) -> Result) throws(SignetError) -> Result {
        let content = try read()
        do throws(SignetError) {
            return try body(content)
        } catch { throw error.about(name) }
    }
}

/// Where a command writes.
struct OutputOption: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The file to write; standard output when absent.", valueName: "out"), completion: .file())
    var file: String?

    /// Asked before any work is done, or password asked for.
    func check() throws(SignetError) {
        if let file, file != "-" { try FileSystem.checkCanWrite(file) }
    }

    func write(_ mail: Mail) throws(SignetError) { try mail.write(toFile: file) }

    /// - Parameter isPrivate: whether it holds a private key, which its owner alone may read.
    func write(_ content: Bytes, isPrivate: Bool = false) throws(SignetError) {
        guard let file, file != "-" else { return try FileSystem.writeStandardOutput(content.span) }
        try FileSystem.write(content.span, to: file, isPrivate: isPrivate)
    }
}

/// Where the passphrase of a keyset, or of the authority's key, comes from.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A file whose first line is the passphrase of the keyset.", valueName: "file"),
        completion: .file())
    var passphraseFile: String?

    @Option(
        help: ArgumentHelp(
            "The environment variable that holds the passphrase of the keyset; SIGNET_PASSPHRASE when absent.",
            valueName: "name"))
    var passphraseEnv: String?

    func passphrase(of what: String, isNew: Bool = false) throws(SignetError) -> Password {
        let usual = "SIGNET_PASSPHRASE"
        let isUsual = unsafe passphraseFile == nil && getenv(usual) != nil
        return try PasswordSource.password(
            for: what, file: passphraseFile, variable: passphraseEnv ?? (isUsual ? usual : nil), isNew: isNew)
    }
}

/// Where the password of a `.pfx` comes from.
struct PFXPasswordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A file whose first line is the password of the .pfx.", valueName: "file"),
        completion: .file())
    var passwordFile: String?

    @Option(help: ArgumentHelp("The environment variable that holds the password of the .pfx.", valueName: "name"))
    var passwordEnv: String?

    func password(of file: String, isNew: Bool = false) throws(SignetError) -> Password {
        try PasswordSource.password(for: file, file: passwordFile, variable: passwordEnv, isNew: isNew)
    }

    /// The password that a person types for a `.pfx`, who is told at once when it is a wrong one. Who made a file without
    /// encryption is not asked for the password under which its code was made all the same: there is none.
    func typed(for file: String, opening content: Bytes) throws(SignetError) -> Password {
        let isShort = PFXDetails.visibleWork(content) <= 2_000_000
        if isShort, (try? DigitalID.all(inPFX: content, password: .absent)) != nil { return .absent }
        return try PasswordSource.password(
            for: file, file: nil, variable: nil, isNew: false, isRight: { DigitalID.accepts($0, pfx: content) })
    }
}

/// Whom to trust, and when.
struct TrustOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Trust the certificates in this file or folder; “system” for the operating system's. Repeatable.",
            valueName: "file"), completion: .file())
    var trust: [String] = []

    @Option(
        help: ArgumentHelp(
            "Certificates that may help to build a path, without being trusted. Repeatable.", valueName: "file"),
        completion: .file())
    var untrusted: [String] = []

    @Option(
        help: ArgumentHelp(
            "Judge for this moment: 2026-11-23, 2026-11-23T17:00:00Z, or seconds since 1970.", valueName: "time"))
    var at: String?

    /// The anchors: the store's own count only when none are given.
    func store(_ home: Home) throws(SignetError) -> TrustStore {
        guard !trust.isEmpty else { return try home.trustStore() }
        var store = TrustStore()
        for place in trust {
            store = store + (place == "system" ? try TrustStore.system() : try TrustStore(contentsOf: [place]))
        }
        return store
    }

    /// The certificates that may help.
    func helpers() throws(SignetError) -> [Certificate] { try CertificateReading.certificates(inFiles: untrusted) }

    /// The moment asked for; `nil` for now.
    func time() throws(SignetError) -> Instant? {
        guard let at else { return nil }
        guard let instant = Instant(written: at) else {
            throw SignetError(.usage("“\(at)” is no time; try 2026-11-23 or 2026-11-23T17:00:00Z"))
        }
        return instant
    }

    /// All of it, for reading mail.
    func readingOptions(_ home: Home) throws(SignetError) -> ReadingOptions {
        var options = ReadingOptions(trusting: try store(home))
        options.untrusted = try helpers()
        if let time = try time() { options.time = time }
        return options
    }
}

/// What is let pass of old mail.
struct OldMailOptions: ParsableArguments {
    @Flag(
        name: .customLong("allow-sha1"),
        help: "Let a signature with SHA-1, which is not secure any more, be good: for old mail.")
    var allowsSHA1 = false

    func apply(to options: inout ReadingOptions, _ home: Home) throws(SignetError) {
        let writesLegacy = try home.settings().policy.writesLegacy
        options.acceptsSHA1 = allowsSHA1 || writesLegacy
    }
}

/// Whether a time-stamp is asked for: words alone, since each group of options makes a program start later.
enum TimeStampOption {
    static let name = NameSpecification.customLong("require-timestamp")
    static let help: ArgumentHelp =
        "Every signature must bear a time-stamp (RFC 3161) that is right and of an authority that is trusted."
}

extension Mail {
    /// Writes all of it to a file, which appears whole or not at all; to standard output when there is none.
    func write(toFile file: String?) throws(SignetError) {
        let sink = try FileSink(file)
        try write(to: sink)
        try sink.commit()
    }
}

extension Home {
    /// The Digital ID that a person named, or else the one for a mail's sender, to sign with.
    ///
    /// - Throws: `SignetError.refused` for one that has expired, unless its very fingerprint was named.
    func signer(named name: String?, for mail: Mail) throws(SignetError) -> StoredID {
        let sender = try Home.sender(of: mail)
        guard let wanted = name ?? sender else {
            throw SignetError(.notFound("From field that tells who signs (or name a Digital ID with --as)"))
        }
        let stored = try identity(named: wanted, isForSigning: true)
        let isVeryOne = stored.fingerprint.hasPrefix(wanted.lowercased())
        if Instant.now > stored.certificate.validity.notAfter.instant, !isVeryOne {
            throw SignetError(
                .refused(
                    "the Digital ID of \(stored.title) expired \(stored.certificate.validity.notAfter.instant), and nobody "
                        + "would trust what it signs; renew it: signet id renew \(stored.title)"))
        }
        if let refusal = stored.certificate.refusalToSign { throw refusal }
        for warning in stored.warnings(at: .now) { Console.note("signet: \(stored.title) \(warning)") }
        for warning in permissionWarnings() { Console.note("signet: \(warning)") }
        return stored
    }
}
#endif
