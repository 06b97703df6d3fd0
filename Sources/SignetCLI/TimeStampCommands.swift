#if Program
import ArgumentParser
import Signet

struct CMSTimeStampCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timestamp", abstract: "Ask for a time-stamp of a signature, or put one on it (RFC 3161).",
        usage: "signet cms timestamp [<options>] [<in>]",
        discussion: """
            --request writes the question, which an authority answers; --token puts the answer on the signature that it is \
            of, and leaves all else in the message as it is. signet cms verify tells whether it is to be trusted.
            Example: signet cms timestamp --request letter.p7s -o q.tsq
                     signet ca timestamp --signer tsa.pem --key tsa.key q.tsq -o a.tsr
                     signet cms timestamp --token a.tsr letter.p7s -o stamped.p7s
            """)

    @Flag(help: "Write the question for an authority.")
    var request = false

    @Option(help: ArgumentHelp("The answer, or the time-stamp in it.", valueName: "tsr"), completion: .file())
    var token: String?

    @Option(help: ArgumentHelp("With --request: of which signature, counted from 1.", valueName: "number"))
    var on: Int = 1

    @Option(help: ArgumentHelp("With --request: the digest of the signature.", valueName: "digest"))
    var digest: String = "sha256"

    @OptionGroup var output: MessageOutput
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.output.check()
        guard request != (token != nil) else { throw ValidationError("say one of --request and --token") }
        if let token {
            let answer = try FileSystem.read(token)
            let stamp: Bytes
            do throws(CMSError) {
                stamp = try TimeStampResp.token(in: answer)
            } catch {
                throw SignetError(misread: answer, expected: "a time-stamp", SignetError(wrapping: error), file: token)
            }
            let message = try MessageInput(finding: try input.source())
            return try output.writing { sink throws(SignetError) in
                try streaming(input.name) { () throws(CMSError) in
                    try StreamedMessage(reading: message.cms).stamp(with: stamp, to: sink)
                }
            }
        }
        let algorithm = try DigestAlgorithm(chosen: digest)
        let message = try MessageInput(finding: try input.source())
        let question = try streaming(input.name) { () throws(CMSError) in
            let read = try StreamedMessage(reading: message.cms)
            guard case .signedData(let signedData) = read.frame else {
                throw CMSError.wrongContentType(read.frame.contentType)
            }
            guard on >= 1, on <= signedData.signerInfos.count else { throw CMSError.noSigners }
            return TimeStampReq.syntax.encode(signedData.signerInfos[on - 1].timeStampRequest(by: algorithm))
        }
        try output.output.write(question)
    }
}

struct AuthorityStampCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timestamp", abstract: "Answer a question for a time-stamp (RFC 3161).",
        usage: "signet ca timestamp [<options>] --signer <cert> [<in>]",
        discussion: """
            DER in, DER out, so that a web server can run it for every question. The certificate must be for time-stamping \
            alone: signet ca issue --profile time-stamping.
            Example: signet ca timestamp --signer tsa.pem --key tsa.key q.tsq -o a.tsr
            """)

    @Option(
        help: ArgumentHelp("The certificate of the authority for time-stamps.", valueName: "cert"), completion: .file())
    var signer: String

    @Option(
        help: ArgumentHelp("Its private key; in the certificate's file when absent.", valueName: "key"),
        completion: .file())
    var key: String?

    @Option(
        help: ArgumentHelp("A file whose first line is the password of the key.", valueName: "file"),
        completion: .file())
    var passwordFile: String?

    @Option(help: ArgumentHelp("The environment variable that holds that password.", valueName: "name"))
    var passwordEnv: String?

    @Option(help: ArgumentHelp("The policy under which the authority works; any policy when absent.", valueName: "oid"))
    var policy: String = "2.5.29.32.0"

    @OptionGroup var output: OutputOption
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.check()
        guard let policy = ObjectIdentifier(policy) else {
            throw ValidationError("--policy: “\(policy)” is no object identifier")
        }
        var password: Password?
        if passwordFile != nil || passwordEnv != nil {
            password = try PasswordSource.password(
                for: "the key", file: passwordFile, variable: passwordEnv, isNew: false)
        }
        let pairs = try KeyFile.pairs(certificates: [signer], keys: key.map { [$0] } ?? [], password: password)
        guard let pair = pairs.first, let certificate = pair.certificate else {
            throw SignetError(.notFound("certificate"), file: signer)
        }
        let chain = try CertificateReading.chain(in: try FileSystem.read(signer)).dropFirst()
        let answer = try input.reading { content throws(SignetError) in
            let question: TimeStampReq
            do throws(ASN1Error) {
                question = try TimeStampReq.syntax.decode(content, rules: .ber)
            } catch {
                // Whoever asked is told, too.
                try output.write(TimeStampResp.syntax.encode(.rejection(.badDataFormat)))
                throw SignetError(
                    misread: content, expected: "a request for a time-stamp", SignetError(.malformed(.asn1(error))))
            }
            do throws(CMSError) {
                return try question.answered(
                    by: CMSSigner(certificate: certificate, key: pair.key), at: .now, policy: policy,
                    serialNumber: ASN1Integer(magnitude: Randomness.bytes(count: 16)), certificates: Array(chain))
            } catch { throw SignetError(wrapping: error) }
        }
        try output.write(TimeStampResp.syntax.encode(answer))
        guard answer.status.isGranted else {
            throw SignetError(.refused("the question was refused: \(answer.status)"), file: input.name)
        }
    }
}
#endif
