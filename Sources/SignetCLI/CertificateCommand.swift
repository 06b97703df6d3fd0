#if Program
import ArgumentParser
import Signet

struct CertificateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cert", abstract: "Judge, show and check certificates.",
        discussion: "Example: signet cert verify --trust root.pem --untrusted chain.pem --crl lists/ alice.cer",
        subcommands: [
            CertificateVerifyCommand.self, CertificateShowCommand.self, CertificateRequestCommand.self,
            CertificateLintCommand.self, ExtractCommand.self,
        ])
}

struct CertificateVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Look for a path from a certificate to a trusted one, and say why it is good or not.",
        discussion: """
            With --crl or --ocsp every certificate below the trusted one must be known not to be revoked, unless \
            --revocation says otherwise. Of several certificates in the file, the one is judged that issued none of the others, \
            which may help to build the path.
            Exit status: 0 good, 1 judged bad, 3 malformed, 6 file error.
            Example: signet cert verify --trust root.pem --untrusted chain.pem --crl lists/ alice.cer
            """)

    @OptionGroup var trust: TrustOptions
    @OptionGroup var revocation: RevocationOptions

    @Option(
        help: ArgumentHelp("A policy that will do. Repeatable; any will do when absent.", valueName: "oid"))
    var policy: [String] = []

    @Flag(help: "Every certificate of the path must be issued under an acceptable policy.")
    var explicitPolicy = false

    @Flag(help: "anyPolicy in a certificate does not count as every policy.")
    var inhibitAnyPolicy = false

    @Flag(help: "No policy stands for another.")
    var inhibitPolicyMapping = false

    @Option(
        help: ArgumentHelp(
            "smime-sign, smime-encrypt, smime (either), any, or one of extKeyUsage: clientAuth, or an identifier.",
            valueName: "purpose"))
    var purpose: String = "any"

    @Option(
        help: ArgumentHelp(
            "An address that the certificate must be for (RFC 8550 §3). Repeatable.", valueName: "mailbox"))
    var address: [String] = []

    @Option(help: ArgumentHelp("How many certificates may lie between it and the trusted one.", valueName: "count"))
    var maxDepth: Int = 14

    @Flag(
        help: """
            Refuse what authorities must not do though readers may let it pass, such as a missing authorityKeyIdentifier \
            (RFC 5280 §4).
            """)
    var strict = false

    @Flag(
        help:
            "Refuse only what every reader must (RFC 5280 §6.1): the validity of a trusted certificate does not count.")
    var tolerant = false

    @Flag(
        help: """
            Fetch missing certificates, revocation lists and OCSP responses from where the certificates say, with curl. \
            Who made a certificate then learns that it is looked at.
            """)
    var fetch = false

    @Flag(help: "The report as JSON.")
    var json = false

    @OptionGroup var input: InputArgument

    func run() throws {
        let options = try trust.readingOptions(.standard)
        let policies = try policySettings()
        let purposes = try self.purposes()
        guard !strict || !tolerant else { throw ValidationError("--strict and --tolerant exclude each other") }
        guard (0...1_000).contains(maxDepth) else { throw ValidationError("--max-depth: from 0 to 1000") }
        var limits = PathValidator.Limits()
        limits.depth = maxDepth + 2
        let certificates = try input.reading { content throws(SignetError) in
            try CertificateReading.chain(in: content)
        }
        let time = options.time ?? .now
        let settings = try revocation.settings()
        let fetcher = fetch ? try CurlFetcher() : nil
        var report: CertificateReport?
        for purpose in purposes where report?.verdict != .good {
            let validator = PathValidator(
                trusting: options.trust.trustAnchors, untrusted: Array(certificates.dropFirst()) + options.untrusted,
                time: time, purpose: purpose, policies: policies, revocation: settings,
                conformance: conformance, limits: limits)
            let found =
                fetcher.map { fetcher in
                    let clock: (() -> Instant)? = options.time == nil ? { .now } : nil
                    return validator.validate(certificates[0], fetching: fetcher, clock: clock)
                }
                ?? (validator.validate(certificates[0]), validator)
            report = CertificateReport(
                found.0, found.1, basis: options.time == nil ? "now" : "as asked",
                mailboxes: address)
        }
        guard let report else { return }
        try Console.put(json ? report.json + "\n" : report.text)
        guard report.verdict == .good else { throw ExitCode(1) }
    }

    private var conformance: PathValidator.Conformance { strict ? .strict : tolerant ? .tolerant : .standard }

    private func policySettings() throws -> PolicySettings {
        var acceptable = Set<ObjectIdentifier>()
        for text in policy.flatMap({ $0.split(separator: ",") }) {
            switch text {
            case "any", "anyPolicy": acceptable.insert(PolicyInformation.anyPolicy)
            default:
                guard let id = ObjectIdentifier(text) else {
                    throw ValidationError("--policy: “\(text)” is no object identifier")
                }
                acceptable.insert(id)
            }
        }
        return PolicySettings(
            acceptable: acceptable.isEmpty ? nil : acceptable, requiresExplicitPolicy: explicitPolicy,
            inhibitsMapping: inhibitPolicyMapping, inhibitsAnyPolicy: inhibitAnyPolicy)
    }

    private func purposes() throws -> [PathValidator.Purpose] {
        switch purpose {
        case "any": return [.any]
        case "smime": return [.emailProtection(.signing), .emailProtection(.sealing)]
        case "smime-sign": return [.emailProtection(.signing)]
        case "smime-encrypt": return [.emailProtection(.sealing)]
        default:
            guard let id = ExtendedKeyUsage.purpose(named: purpose) ?? ObjectIdentifier(purpose) else {
                throw ValidationError(
                    "--purpose: “\(purpose)” is none; try smime-sign, smime-encrypt, smime, any or an object identifier"
                )
            }
            return [.extendedKeyUsage(id)]
        }
    }
}

/// What must be known about revocation, and from where.
struct RevocationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Revocation lists, complete or delta, in a file or folder. Repeatable.", valueName: "file"),
        completion: .file())
    var crl: [String] = []

    @Option(help: ArgumentHelp("An OCSP response. Repeatable.", valueName: "file"), completion: .file())
    var ocsp: [String] = []

    @Option(
        help: ArgumentHelp(
            "required, when-available or none; required when --crl or --ocsp is given.", valueName: "demand"))
    var revocation: Demand?

    @Flag(help: "Do not look at delta lists.")
    var noDelta = false

    enum Demand: String, ExpressibleByArgument {
        case none
        case whenAvailable = "when-available"
        case required
    }

    /// For mail: what the settings of the store say counts where nothing is said here, and so do its own lists.
    func settings(_ home: Home) throws(SignetError) -> RevocationSettings {
        guard crl.isEmpty, ocsp.isEmpty else { return try settings() }
        var settings = try home.revocation()
        if let revocation {
            settings.demand =
                switch revocation {
                case .none: .none
                case .whenAvailable: .whenAvailable
                case .required: .required
                }
        }
        settings.usesDeltas = !noDelta
        return settings
    }

    func settings() throws(SignetError) -> RevocationSettings {
        let hasSources = !crl.isEmpty || !ocsp.isEmpty
        let demand: RevocationSettings.Demand =
            switch revocation ?? (hasSources ? .required : .whenAvailable) {
            case .none: .none
            case .whenAvailable: .whenAvailable
            case .required: .required
            }
        var settings = RevocationSettings(
            demand, lists: try RevocationReading.lists(inFiles: crl),
            responses: try RevocationReading.responses(inFiles: ocsp))
        settings.usesDeltas = !noDelta
        return settings
    }
}
#endif
