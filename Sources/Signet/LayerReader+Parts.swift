import SignetBytes
import SignetCMS
import SignetMIME

extension LayerReader {
    /// How many signed or sealed parts of one message are judged.
    private static let maximumPartCount = 32

    /// Looks for signed and sealed parts inside a message that is itself not a layer: forwarded mail, attachments, and what
    /// a mailing list put its footer around. What is found says nothing about the whole.
    ///
    /// - Throws: `SignetError.refused` when a sealed part is to be opened: beside other parts, what was hidden in it could be
    ///   carried away by them.
    mutating func readParts(of payload: MIMEEntity, under header: Header) throws(SignetError) {
        try readChildren(of: payload, path: [], senders: header.from, isForwarded: false)
        guard !parts.isEmpty, payload.contentType.name == "multipart/mixed",
            ["List-Id", "List-Post", "List-Unsubscribe"].contains(where: { header[$0] != nil })
        else { return }
        for index in parts.indices { parts[index].isFromList = true }
    }

    private mutating func readChildren(
        of entity: MIMEEntity, path: [Int], senders: [Mailbox], isForwarded: Bool
    ) throws(SignetError) {
        guard entity.contentType.isMultipart || entity.contentType.isEmbeddedMessage else { return }
        // A part that cannot be taken apart holds nothing to be judged; the message around it is still a message.
        guard let children = try? entity.children() else { return }
        let isMessage = entity.contentType.isEmbeddedMessage
        for (index, child) in children.enumerated() {
            guard parts.count < Self.maximumPartCount else { return }
            try readPart(
                child, path: path + [index + 1], senders: isMessage ? child.header.from : senders,
                isForwarded: isForwarded || isMessage)
        }
    }

    private mutating func readPart(
        _ part: MIMEEntity, path: [Int], senders: [Mailbox], isForwarded: Bool
    ) throws(SignetError) {
        guard let form = try? part.smimeForm() else { return }
        var description = Report.Part(
            path: path.map { "\($0)" }.joined(separator: "."), type: part.contentType.name,
            fileName: part.header.fileName, isForwarded: isForwarded)
        switch form {
        case .plain: return try readChildren(of: part, path: path, senders: senders, isForwarded: isForwarded)
        case .multipartSigned(let content, let signature, _):
            guard let cms = try? CMSLayer(reading: folds.source(of: signature), isInMail: true),
                case .signedData(let signedData) = cms.frame
            else { return }
            description.layer = .signed(try judge(cms, signedData, form: .clear, content: content, senders: senders))
            parts.append(description)
        case .pkcs7(let octets, _):
            guard let cms = try? CMSLayer(reading: folds.source(of: octets), isInMail: true) else { return }
            switch cms.frame {
            case .signedData(let signedData) where !signedData.signerInfos.isEmpty:
                description.layer = .signed(try judge(cms, signedData, form: .opaque, content: nil, senders: senders))
                parts.append(description)
            case .envelopedData, .authEnvelopedData:
                description.layer = .sealed(
                    Report.Sealed(
                        cipher: "not looked at", standing: "unsupported", recipients: [], openedBy: nil,
                        isAuthenticated: false,
                        remarks: ["not opened: it is not the whole message"]))
                parts.append(description)
                // An attachment with a name of its own is a file; what claims to be mail is meant to be read here.
                guard options.identities != nil, !isForwarded, part.contentType.subtype.hasSuffix("pkcs7-mime") else {
                    return
                }
                throw SignetError(
                    .refused(
                        "part \(description.path) is sealed, and is not the whole message: opened beside other parts, "
                            + "its content could be carried away by them; save it as a message of its own to open it"))
            default: return
            }
        }
    }
}
