#if Program
import ArgumentParser
import Signet

/// For whom a message is.
struct RecipientOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A recipient's certificate. Repeatable.", valueName: "cert"), completion: .file())
    var to: [String] = []

    @Option(
        help: ArgumentHelp("How the key goes to an RSA recipient: rsa-v1_5 or rsa-oaep.", valueName: "algorithm"))
    var keyTransport: String = "rsa-v1_5"

    @Option(help: ArgumentHelp("The digest of rsa-oaep.", valueName: "digest"))
    var oaepDigest: String?

    @Option(help: ArgumentHelp("The label of rsa-oaep, in hexadecimal; empty when absent.", valueName: "hex"))
    var oaepLabel: String?

    @Option(
        help: ArgumentHelp(
            "How a key is agreed on with a recipient whose key is of a curve, such as ecdh-std-sha256kdf.",
            valueName: "algorithm"))
    var keyAgreement: String?

    @Option(help: ArgumentHelp("A secret key that the reader has, in hexadecimal.", valueName: "hex"))
    var kek: String?

    @Option(help: ArgumentHelp("What both sides call it, in hexadecimal.", valueName: "hex"))
    var kekId: String?

    @Option(
        help: ArgumentHelp("A file whose first line is a password that the reader knows.", valueName: "file"),
        completion: .file())
    var passwordFile: String?

    @Option(help: ArgumentHelp("The environment variable that holds that password.", valueName: "name"))
    var passwordEnv: String?

    @Flag(help: "Name certificates by their subject key identifiers.")
    var keyId = false

    private func transport() throws -> KeyTransportScheme {
        guard keyTransport == "rsa-oaep" || oaepDigest == nil && oaepLabel == nil else {
            throw ValidationError("--oaep-digest and --oaep-label go with --key-transport rsa-oaep")
        }
        switch keyTransport {
        case "rsa-v1_5": return .rsaPKCS1v15
        case "rsa-oaep":
            let digest = try DigestAlgorithm(chosen: oaepDigest ?? "sha256")
            let label = try oaepLabel.map { try HexadecimalKey($0, option: "--oaep-label").bytes.exposed } ?? Bytes()
            return .rsaOAEP(OAEPPadding(digest, label: label))
        default: throw ValidationError("\(keyTransport) is no key transport; try rsa-v1_5 or rsa-oaep")
        }
    }

    func recipients() throws -> [CMSRecipient] {
        var recipients: [CMSRecipient] = []
        let transport = try self.transport()
        let agreement = try keyAgreement.map(KeyAgreement.init(chosen:))
        for file in to {
            let certificate: Certificate
            do throws(SignetError) {
                certificate = try CertificateReading.chain(in: try FileSystem.read(file))[0]
            } catch { throw error.about(file) }
            var recipient = CMSRecipient(
                certificate, transport: transport,
                identifiedBy: keyId ? .subjectKeyIdentifier : .issuerAndSerialNumber)
            try checkCanSeal(certificate, file)
            if let agreement, case .keyAgreement(let certificates, _, let form) = recipient {
                recipient = .keyAgreement(certificates, KeyAgreementScheme(agreement, .aes256), form)
            }
            recipients.append(recipient)
        }
        try checkOptionsCount(recipients)
        if let kek {
            let key = try HexadecimalKey(kek, option: "--kek").bytes
            guard let kekId else { throw ValidationError("--kek needs --kek-id, by which the reader finds the key") }
            recipients.append(
                .keyEncryptionKey(key, identifier: try HexadecimalKey(kekId, option: "--kek-id").bytes.exposed))
        }
        if passwordFile != nil || passwordEnv != nil {
            let password = try PasswordSource.password(
                for: "the message", file: passwordFile, variable: passwordEnv, isNew: true)
            do throws(AlgorithmError) {
                recipients.append(.password(password, try PasswordWrapping()))
            } catch { throw SignetError(.unsupported(error)) }
        }
        return recipients
    }

    private func checkCanSeal(_ certificate: Certificate, _ file: String) throws(SignetError) {
        guard let key = try? certificate.publicKey() else { return }
        switch key {
        case .rsaPSS, .ed25519, .ed448, .dsa:
            throw SignetError(
                .unsuitable(
                    "the key of \(certificate.subject.title) is \(key.description): it signs, and nothing can be sealed for it"
                ),
                file: file)
        case .rsa, .rsaOAEP, .ec, .x25519, .x448: return
        }
    }

    /// An option without effect is a mistake.
    private func checkOptionsCount(_ recipients: [CMSRecipient]) throws {
        let wantsTransport = keyTransport != "rsa-v1_5"
        if wantsTransport, !recipients.contains(where: { if case .keyTransport = $0 { true } else { false } }) {
            throw ValidationError("--key-transport is for RSA keys, and no recipient has one")
        }
        if keyAgreement != nil, !recipients.contains(where: { if case .keyAgreement = $0 { true } else { false } }) {
            throw ValidationError("--key-agreement is for keys of curves, and no recipient has one")
        }
        if kekId != nil, kek == nil { throw ValidationError("--kek-id goes with --kek") }
    }
}
#endif
