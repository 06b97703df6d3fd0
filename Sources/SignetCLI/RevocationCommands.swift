#if Program
import ArgumentParser
import Signet

/// `signet ca`: what an authority takes back.
struct AuthorityRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a certificate back.",
        usage: "signet ca revoke [<options>] <certificate>",
        discussion: """
            Examples: signet ca revoke alice.pem --reason keyCompromise
                      signet ca revoke 5F:3A:… --reason certificateHold; signet ca revoke 5F:3A:… --reason removeFromCRL
            Issue a list afterwards: signet ca crl
            """)

    @Option(help: "The authority's folder; “ca” in the store when absent.", completion: .directory)
    var dir: String?

    @Option(
        help: ArgumentHelp(
            """
            unspecified, keyCompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold, \
            privilegeWithdrawn; removeFromCRL ends a hold.
            """, valueName: "reason"))
    var reason: String = "unspecified"

    @Option(help: ArgumentHelp("Since when; now when absent.", valueName: "time"))
    var at: String?

    @Option(help: ArgumentHelp("Since when the key is not to be trusted, if that is known.", valueName: "time"))
    var invalidSince: String?

    @Argument(help: "The certificate, in a file, or its serial number in hexadecimal.", completion: .file())
    var certificate: String

    func run() throws {
        guard let reason = RevocationReason(named: reason) else {
            throw ValidationError("--reason: there is no reason “\(reason)”")
        }
        let date = try instant(at, "--at") ?? .now
        let invalidityDate = try instant(invalidSince, "--invalid-since")
        let authority = try Authority(at: dir ?? Home.standard.path + "/ca")
        if !FileSystem.exists(certificate), let octets = Hex.decode(certificate.filter { $0 != ":" }) {
            try authority.revoke(
                ASN1Integer(magnitude: Bytes(octets)), reason: reason, at: date, invalidityDate: invalidityDate)
        } else {
            let content = try FileSystem.read(certificate)
            do throws(SignetError) {
                try authority.revoke(
                    try CertificateReading.chain(in: content)[0], reason: reason, at: date,
                    invalidityDate: invalidityDate)
            } catch { throw error.about(certificate) }
        }
    }

    private func instant(_ text: String?, _ option: String) throws -> Instant? {
        guard let text else { return nil }
        guard let instant = Instant(written: text) else {
            throw ValidationError("\(option): “\(text)” is no time; try 2026-11-23 or 2026-11-23T17:00:00Z")
        }
        return instant
    }
}

struct AuthorityListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crl", abstract: "Issue a revocation list.",
        usage: "signet ca crl [<options>]",
        discussion: """
            PEM, or DER when the output's name ends in .crl or .der. A complete list is kept in the authority's folder too.
            Example: signet ca crl --days 7 -o family.crl
            """)

    @Option(help: "The authority's folder; “ca” in the store when absent.", completion: .directory)
    var dir: String?

    @Option(help: "For how many days.")
    var days: Int = 30

    @Flag(help: "Only the changes since the last complete list.")
    var delta = false

    @Option(
        help: ArgumentHelp(
            "Where such lists of changes can be had, for a complete list to say. Repeatable.", valueName: "url"))
    var deltaUrl: [String] = []

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOption

    func run() throws {
        try output.check()
        guard (1...3_650).contains(days) else { throw ValidationError("--days: from 1 to 3650") }
        guard !delta || deltaUrl.isEmpty else {
            throw ValidationError("--delta-url belongs to a complete list, and --delta asks for another")
        }
        let authority = try Authority(at: dir ?? Home.standard.path + "/ca")
        let list = try authority.issueList(
            days: days, isDelta: delta, deltaURIs: deltaUrl, passphrase: try passphrase.passphrase(of: "the authority"))
        let isDER = output.file.map { $0.hasSuffix(".crl") || $0.hasSuffix(".der") } ?? false
        try output.write(
            isDER ? list.encoding : PEM(label: "X509 CRL", contents: list.encoding).encode().declassified())
    }
}

struct AuthorityRespondCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ocsp-respond", abstract: "Answer an OCSP request.",
        usage: "signet ca ocsp-respond [<options>] [<in>]",
        discussion: """
            DER in, DER out, so that a web server can run it for every request.
            Example: openssl ocsp -issuer root.pem -cert alice.pem -reqout q.der; signet ca ocsp-respond q.der -o a.der
            """)

    @Option(help: "The authority's folder; “ca” in the store when absent.", completion: .directory)
    var dir: String?

    @Option(help: "For how many hours the answer holds.")
    var hours: Int = 24

    @Option(
        help: ArgumentHelp("A certificate for OCSP signing that answers instead of the authority.", valueName: "file"),
        completion: .file())
    var responder: String?

    @Option(help: ArgumentHelp("The private key of the responder.", valueName: "file"), completion: .file())
    var responderKey: String?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOption
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.check()
        guard (1...87_600).contains(hours) else { throw ValidationError("--hours: from 1 to 87600") }
        guard (responder == nil) == (responderKey == nil) else {
            throw ValidationError("--responder and --responder-key go together")
        }
        let authority = try Authority(at: dir ?? Home.standard.path + "/ca")
        let response = try input.reading { content throws(SignetError) in
            let request: OCSPRequest
            do throws(SignetError) {
                request = try OCSPRequest(reading: content)
            } catch {
                // Whoever asked is told, too.
                try output.write(OCSPResponse(failure: .malformedRequest).encoding)
                throw error
            }
            let password = try passphrase.passphrase(of: "the authority")
            guard let responder, let responderKey else {
                return try authority.respond(to: request, hours: hours, passphrase: password)
            }
            let certificate = try CertificateReading.certificates(inFiles: [responder])[0]
            let key = try KeyReading.privateKey(
                in: try FileSystem.readSecret(responderKey), password: password, file: responderKey)
            return try authority.respond(
                to: request, hours: hours, passphrase: password, responder: (certificate, key))
        }
        try output.write(response.encoding)
    }
}
#endif
