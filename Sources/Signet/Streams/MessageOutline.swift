import SignetASN1
import SignetAlgorithms
import SignetBytes
public import SignetCMS
import SignetKeys
import SignetX509

/// What a CMS message is made of, without opening or judging it: for people as text and for programs as JSON.
public struct MessageOutline: Sendable, Codable {
    /// `signedData`, `envelopedData`, …
    public let kind: String
    /// The version of its syntax, where it has one.
    public let version: Int?
    /// What the content is.
    public let contentType: String?
    /// Whether the content is in the message.
    public let hasContent: Bool
    /// Its length, as it stands in the message.
    public let contentByteCount: UInt64
    /// The algorithms of the message as a whole: digests, cipher, compression, code.
    public let algorithms: [String]
    /// Each recipient.
    public let recipients: [Recipient]
    /// Each signer.
    public let signers: [Signer]
    /// The certificates in the message.
    public let certificates: [Report.CertificateSummary]
    /// How many revocation lists, and other things about revocation, are in it.
    public let revocationInfoCount: Int
    /// The attributes that belong to the message as a whole.
    public let attributes: [String]
    /// The messages in this one (RFC 4073), and in these, eight levels deep; the first hundred of each.
    public let contents: [MessageOutline]
    /// How many messages are in it.
    public let contentCount: Int

    /// One recipient.
    public struct Recipient: Sendable, Codable {
        /// `ktri`, `kari`, `kekri`, `pwri`, `ori`
        public let kind: String
        /// Who it is.
        public let name: String
        /// How he comes by the key.
        public let algorithm: String
    }

    /// One signer.
    public struct Signer: Sendable, Codable {
        /// Which certificate he names.
        public let name: String
        /// The digest.
        public let digest: String
        /// The signature algorithm.
        public let algorithm: String
        /// What he signed beside the content.
        public let signedAttributes: [String]
        /// What was added.
        public let unsignedAttributes: [String]
        /// When he says that he signed.
        public let signingTime: String?
        /// The time-stamps on his signature: when, as they say.
        public let timeStamps: [String]
        /// The signatures on his.
        public let countersigners: [Signer]
    }

    /// Reads a message.
    public init(of input: MessageInput, limits: MessageLimits = .standard) throws(SignetError) {
        try self.init(of: input, limits: limits, depth: 0)
    }

    private init(of input: MessageInput, limits: MessageLimits, depth: Int) throws(SignetError) {
        let message: StreamedMessage
        do throws(CMSError) {
            message = try StreamedMessage(reading: input.cms, limits: limits)
        } catch { throw input.wrapping(error) }
        guard case .contentCollection(let ranges) = message.frame else {
            self.init(message)
            return
        }
        var contents: [MessageOutline] = []
        for range in ranges.prefix(depth < 8 ? 100 : 0) {
            contents.append(try MessageOutline(of: input.part(range), limits: limits, depth: depth + 1))
        }
        self.init(message, contents, of: ranges.count)
    }

    private init(_ message: StreamedMessage, _ contents: [MessageOutline] = [], of contentCount: Int = 0) {
        var version: Int?
        var contentType: SignetCMS.ContentType?
        var algorithms: [String] = []
        var recipients: [RecipientInfo] = []
        var signers: [SignerInfo] = []
        var originator: OriginatorInfo?
        var certificates: [Certificate] = []
        var revocationInfoCount = 0
        var attributes: [Attribute] = []
        func sealed(_ info: EncryptedContentInfo) {
            contentType = info.contentType
            let cipher = try? ContentEncryption(info.contentEncryptionAlgorithm)
            algorithms = [cipher?.name ?? ContentCipher.name(of: info.contentEncryptionAlgorithm.algorithm)]
        }
        switch message.frame {
        case .data: contentType = .data
        case .signedData(let data):
            (version, contentType) = (data.version, data.encapContentInfo.contentType)
            algorithms = data.digestAlgorithms.map { DigestAlgorithm.name(of: $0.algorithm) }
            signers = data.signerInfos
            certificates = data.certificateList
            revocationInfoCount = (data.crls ?? []).count
        case .envelopedData(let data):
            (version, recipients, originator) = (data.version, data.recipientInfos, data.originatorInfo)
            sealed(data.encryptedContentInfo)
            attributes = data.unprotectedAttributes ?? []
        case .authEnvelopedData(let data):
            (version, recipients, originator) = (data.version, data.recipientInfos, data.originatorInfo)
            sealed(data.authEncryptedContentInfo)
            attributes = (data.authenticatedAttributes?.value ?? []) + (data.unauthenticatedAttributes ?? [])
        case .encryptedData(let data):
            version = data.version
            sealed(data.encryptedContentInfo)
            attributes = data.unprotectedAttributes ?? []
        case .digestedData(let data):
            (version, contentType) = (data.version, data.encapContentInfo.contentType)
            algorithms = [DigestAlgorithm.name(of: data.digestAlgorithm.algorithm)]
        case .authenticatedData(let data):
            (version, recipients, originator) = (data.version, data.recipientInfos, data.originatorInfo)
            contentType = data.encapContentInfo.contentType
            algorithms = [PseudorandomFunction.name(of: data.macAlgorithm.algorithm)]
            attributes = (data.authenticatedAttributes?.value ?? []) + (data.unauthenticatedAttributes ?? [])
        case .compressedData(let data):
            (version, contentType) = (data.version, data.encapContentInfo.contentType)
            algorithms = [
                data.compressionAlgorithm.algorithm == CompressedData.zlib
                    ? "zlib" : data.compressionAlgorithm.algorithm.description
            ]
        case .contentCollection, .other: break
        }
        for case .certificate(let certificate) in originator?.certificates ?? [] { certificates.append(certificate) }
        revocationInfoCount += (originator?.crls ?? []).count

        kind = message.frame.contentType.description
        self.version = version
        self.contentType = contentType?.description
        hasContent = message.hasContent
        contentByteCount = message.contentByteCount
        self.algorithms = algorithms
        self.recipients = recipients.map(Recipient.init)
        self.signers = signers.map { Signer($0, depth: 0) }
        self.certificates = certificates.map(Report.CertificateSummary.init)
        self.revocationInfoCount = revocationInfoCount
        self.attributes = attributes.map { CMSAttribute.name(of: $0.type) }
        self.contents = contents
        self.contentCount = contentCount
    }

    /// For people.
    public var text: String { lines.joined(separator: "\n") + "\n" }

    private var lines: [String] {
        var lines = [kind + (version.map { ", version \($0)" } ?? "")]
        if let contentType {
            lines.append(
                "  content: \(contentType), " + (hasContent ? "\(contentByteCount) bytes" : "not in the message"))
        }
        if !algorithms.isEmpty { lines.append("  algorithms: \(algorithms.joined(separator: ", "))") }
        for recipient in recipients {
            lines.append("  recipient (\(recipient.kind)): \(recipient.name)")
            lines.append("    \(recipient.algorithm)")
        }
        for (index, signer) in signers.enumerated() { lines += signer.lines("  ", "signer", "\(index + 1)") }
        for certificate in certificates {
            lines.append("  certificate: \(certificate.subject)")
            lines.append("    serial number \(certificate.serialNumber) of \(certificate.issuer), \(certificate.key)")
        }
        if revocationInfoCount > 0 { lines.append("  revocation lists and the like: \(revocationInfoCount)") }
        if !attributes.isEmpty { lines.append("  attributes: \(attributes.joined(separator: ", "))") }
        for (index, content) in contents.enumerated() {
            let (first, rest) = (content.lines[0], content.lines.dropFirst())
            lines.append("  \(index + 1): \(first)")
            lines += rest.map { "  " + $0 }
        }
        if contentCount > contents.count { lines.append("  and \(contentCount - contents.count) more") }
        return lines
    }
}

extension MessageOutline.Recipient {
    fileprivate init(_ info: RecipientInfo) {
        if case .other(let recipient) = info {
            name = recipient.kem?.recipientIdentifier.description ?? "of a kind that is not known"
        } else {
            name = info.description
        }
        switch info {
        case .keyTransport(let recipient):
            kind = "ktri"
            algorithm = KeyTransport.name(of: recipient.keyEncryptionAlgorithm.algorithm)
        case .keyAgreement(let recipient):
            kind = "kari"
            algorithm =
                (try? KeyAgreementScheme(recipient.keyEncryptionAlgorithm))?.name
                ?? KeyAgreement.name(of: recipient.keyEncryptionAlgorithm.algorithm)
        case .keyEncryptionKey(let recipient):
            kind = "kekri"
            algorithm = KeyWrap.name(of: recipient.keyEncryptionAlgorithm.algorithm)
        case .password(let recipient):
            kind = "pwri"
            algorithm = "pwri-kek, " + (recipient.keyDerivationAlgorithm == nil ? "key known otherwise" : "pbkdf2")
        case .other(let recipient):
            kind = "ori"
            algorithm =
                recipient.kem.map { "\($0.kemName), \(KeyWrap.name(of: $0.wrap.algorithm))" }
                ?? recipient.type.description
        }
    }
}

extension MessageOutline.Signer {
    fileprivate init(_ info: SignerInfo, depth: Int) {
        name = info.signerIdentifier.description
        digest = DigestAlgorithm.name(of: info.digestAlgorithm.algorithm)
        algorithm =
            (try? SignatureScheme(info.signatureAlgorithm))?.name
            ?? SignatureAlgorithm.name(of: info.signatureAlgorithm.algorithm)
        let attributes = info.signedAttributes?.value ?? []
        signedAttributes = attributes.map { CMSAttribute.name(of: $0.type) }
        unsignedAttributes = (info.unsignedAttributes ?? []).map { CMSAttribute.name(of: $0.type) }
        signingTime = (try? attributes.single(CMSAttribute.signingTime, Time.syntax))??.instant.description
        timeStamps = info.timeStampTokens.map { TSTInfo(inToken: $0)?.time?.description ?? "damaged" }
        countersigners =
            depth < 16 ? info.countersignatures.map { MessageOutline.Signer($0, depth: depth + 1) } : []
    }

    fileprivate func lines(_ indent: String, _ role: String, _ number: String) -> [String] {
        var lines = ["\(indent)\(role) \(number): \(name)", "\(indent)  \(algorithm) with \(digest)"]
        if let signingTime { lines.append("\(indent)  signed (so he says) \(signingTime)") }
        if !signedAttributes.isEmpty {
            lines.append("\(indent)  signed attributes: \(signedAttributes.joined(separator: ", "))")
        }
        if !unsignedAttributes.isEmpty {
            lines.append("\(indent)  unsigned attributes: \(unsignedAttributes.joined(separator: ", "))")
        }
        for time in timeStamps { lines.append("\(indent)  time-stamp: \(time)") }
        for (index, signer) in countersigners.enumerated() {
            lines += signer.lines(indent + "  ", "countersigner", "\(number).\(index + 1)")
        }
        return lines
    }
}
