#if Program
import ArgumentParser
import Signet

struct CMSSignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", _superCommandName: "signet cms", abstract: "Sign a content as it is, as a CMS message.",
        discussion: """
            --signer and --key may be repeated; the first key belongs to the first signer, and a signer whose key is not \
            given has it in the file of his certificate.
            Example: signet cms sign --signer alice.pem --key alice.key --detached letter.txt -o letter.p7s
            """)

    @OptionGroup var signing: SignerOptions

    @Flag(help: "Leave the content out of the message.")
    var detached = false

    @Option(
        help: ArgumentHelp("More certificates for the message. Repeatable.", valueName: "file"), completion: .file())
    var certificate: [String] = []

    @Option(
        help: ArgumentHelp("Revocation lists for the message. Repeatable.", valueName: "file"), completion: .file())
    var crl: [String] = []

    @Option(help: ArgumentHelp("What the content is: data, or an object identifier.", valueName: "type"))
    var contentType: String = "data"

    @Flag(help: CanonicalOption.help) var canonical = false
    @OptionGroup var output: MessageOutput
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.output.check()
        let signers = try signing.signers()
        let type = try CMSContentType(written: contentType)
        guard !signing.noAttributes || type == .data else {
            throw SignetError(
                .usage(
                    "--no-attributes goes with data alone: a signature over another content names it (RFC 5652 §5.3)"))
        }
        let lists = try RevocationReading.lists(inFiles: crl).map { RevocationInfoChoice.crl($0.encoding) }
        let work = StreamedSigning(
            signers, contentType: type,
            certificates: try signing.chain() + CertificateReading.certificates(inFiles: certificate), crls: lists,
            detached: detached)
        let source = try input.once()
        try output.writing { sink throws(SignetError) in
            try streaming(input.name) { () throws(CMSError) in
                try work.write(
                    CanonicalOption.reading(source, isText: canonical), isRewindable: source.isRewindable, to: sink)
            }
        }
    }
}

/// Who signs, and how.
struct SignerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A signer's certificate. Repeatable.", valueName: "cert"), completion: .file())
    var signer: [String] = []

    @Option(help: ArgumentHelp("His private key. Repeatable.", valueName: "key"), completion: .file())
    var key: [String] = []

    @Option(help: ArgumentHelp("A signer's key and certificates in one file.", valueName: "pfx"), completion: .file())
    var pfx: [String] = []

    @Option(
        help: ArgumentHelp("A file whose first line is the password of keys and .pfx files.", valueName: "file"),
        completion: .file())
    var passwordFile: String?

    @Option(help: ArgumentHelp("The environment variable that holds that password.", valueName: "name"))
    var passwordEnv: String?

    @Option(help: ArgumentHelp("sha256, sha384, sha512, …; what goes with the key when absent.", valueName: "digest"))
    var digest: String?

    @Flag(help: "Pad RSA signatures by RSASSA-PSS.")
    var pss = false

    @Flag(help: "Sign the bare content, without attributes.")
    var noAttributes = false

    @Flag(help: "Name the signer's certificate by its subject key identifier.")
    var keyId = false

    @Flag(help: "Leave the signers' certificates out of the message.")
    var noCertificates = false

    @Option(
        help: ArgumentHelp("The signing time: now when absent, or none.", valueName: "time"))
    var signingTime: String?

    private func identities() throws(SignetError) -> [DigitalID] {
        guard !pfx.isEmpty else { return [] }
        let password = try PasswordSource.password(
            for: pfx[0], file: passwordFile, variable: passwordEnv, isNew: false)
        var identities: [DigitalID] = []
        for file in pfx {
            identities += try KeyFile.identities(inPFX: try FileSystem.read(file), password: password, file: file)
        }
        return identities
    }

    /// What stands above the signers' certificates in their files.
    func chain() throws(SignetError) -> [Certificate] {
        var chain: [Certificate] = []
        for file in signer {
            chain += try CertificateReading.chain(in: try FileSystem.read(file)).dropFirst()
        }
        return chain + (try identities()).flatMap(\.chain)
    }

    func signers() throws -> [CMSSigner] {
        var password: Password?
        if passwordFile != nil || passwordEnv != nil {
            password = try PasswordSource.password(
                for: "the key", file: passwordFile, variable: passwordEnv, isNew: false)
        }
        var pairs = try KeyFile.pairs(certificates: signer, keys: key, password: password)
        pairs += try identities().map { KeyFile.Pair(certificate: $0.certificate, key: $0.privateKey) }
        guard !pairs.isEmpty else { throw SignetError(.usage("say who signs: --signer and --key, or --pfx")) }
        let time: Instant?
        switch signingTime {
        case nil, "now": time = .now
        case "none": time = nil
        case let text?:
            guard let instant = Instant(written: text) else {
                throw SignetError(.usage("“\(text)” is no time; try 2026-11-23T17:00:00Z, now or none"))
            }
            time = instant
        }
        guard !pss || pairs.contains(where: { $0.key.publicKey.rsaKey != nil }) else {
            throw SignetError(.usage("--pss is for RSA keys, and \(pairs[0].description)"))
        }
        guard !noAttributes || signingTime == nil || time == nil else {
            throw SignetError(.usage("--signing-time is an attribute: it does not go with --no-attributes"))
        }
        let algorithm = try digest.map(DigestAlgorithm.init(chosen:))
        if let algorithm, algorithm.standing >= .legacy {
            throw SignetError(.refused("\(algorithm.name) is too weak to sign with; it is only verified"))
        }
        var signers: [CMSSigner] = []
        for pair in pairs {
            guard let certificate = pair.certificate else {
                throw SignetError(.usage("there is a key without a --signer"))
            }
            // RFC 8419 §3.1
            if let algorithm, pair.key.isEdwards, pair.key.publicKey.digestAlgorithm() != algorithm {
                let own = pair.key.publicKey.digestAlgorithm().name
                throw SignetError(
                    .usage("--digest \(algorithm.name): \(pair.description), with which goes \(own) alone"))
            }
            var one = CMSSigner(
                certificate: certificate, key: pair.key, digest: algorithm, signingTime: time,
                usesSignedAttributes: !noAttributes,
                identifiesBy: keyId ? .subjectKeyIdentifier : .issuerAndSerialNumber)
            if pss, pair.key.publicKey.rsaKey != nil { one.padding = PSSPadding(one.digest) }
            one.protectsAlgorithms = true
            one.namesCertificate = true
            one.includesCertificate = !noCertificates
            signers.append(one)
        }
        return signers
    }
}

extension CMSContentType {
    /// From `data`, another name that the standards give, or an object identifier.
    init(written text: String) throws(SignetError) {
        if let known = [
            CMSContentType.data, .signedData, .envelopedData, .compressedData, .tstInfo, .digestedData,
            .encryptedData, .authEnvelopedData, .authenticatedData,
        ].first(where: { $0.description == text }) {
            self = known
        } else {
            guard let identifier = ObjectIdentifier(text) else {
                throw SignetError(.usage("“\(text)” is no content type; try data or an object identifier"))
            }
            self.init(identifier)
        }
    }
}
#endif
