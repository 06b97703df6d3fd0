import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetMIME
import SignetX509

extension LayerReader {
    mutating func readAuthenticated(
        _ cms: CMSLayer, _ data: AuthenticatedData, _ message: Message?
    ) throws(SignetError) -> Bytes? {
        let code = try? PseudorandomFunction(data.macAlgorithm)
        let recipients = data.recipientInfos
        func layer(checkedBy: String?, _ remark: String) -> Report.Layer {
            .authenticated(
                Report.Authenticated(
                    code: code?.name ?? PseudorandomFunction.name(of: data.macAlgorithm.algorithm),
                    standing: (code?.standing ?? .refused).rawValue, recipients: recipients.map(\.description),
                    checkedBy: checkedBy, remarks: [remark]))
        }
        guard let identities = options.identities else {
            layers.append(layer(checkedBy: nil, "not checked: no Digital ID was given"))
            isComplete = false
            return nil
        }
        let fitting = try identities { certificate in recipients.contains { $0.identifies(certificate) } }
        guard !fitting.isEmpty else { throw SignetError(.notARecipient(recipients.map(\.description))) }
        let (index, content) = try cms.authenticated(
            with: fitting.map { .certificate($0.certificate, $0.privateKey) }, folds)
        let checker = fitting.indices.contains(index) ? fitting[index] : fitting[0]
        // RFC 5652 §9: whoever can check the code can make one.
        layers.append(layer(checkedBy: checker.title, "each of those whom it is for could have written it"))
        return try readInner(content, of: message)
    }

    mutating func readSealed(
        _ cms: CMSLayer, _ recipients: [RecipientInfo], _ encryption: EncryptedContentInfo, _ type: SMIMEType,
        _ claimed: SMIMEType?, _ message: Message?
    ) throws(SignetError) -> Bytes? {
        let names = recipients.map(\.description)
        let cipher = try? ContentEncryption(encryption.contentEncryptionAlgorithm)
        let mismatch = Self.remarks(claimed: claimed, found: type)
        func layer(openedBy: String?, _ remarks: [String]) -> Report.Layer {
            .sealed(
                Report.Sealed(
                    cipher: cipher?.cipher.name
                        ?? ContentCipher.name(of: encryption.contentEncryptionAlgorithm.algorithm),
                    standing: cipher?.cipher.standing.rawValue ?? "unsupported", recipients: names,
                    openedBy: openedBy, isAuthenticated: cipher?.cipher.isAuthenticating ?? false,
                    remarks: remarks + mismatch))
        }
        guard let identities = options.identities else {
            layers.append(layer(openedBy: nil, ["not opened: no Digital ID was given"]))
            isComplete = false
            return nil
        }
        let fitting = try identities { certificate in recipients.contains { $0.identifies(certificate) } }
        guard !fitting.isEmpty else { throw SignetError(.notARecipient(names)) }
        let (opening, content) = try cms.opened(
            with: fitting.map { .certificate($0.certificate, $0.privateKey) }, folds)
        let opener = fitting.indices.contains(opening.openingKey) ? fitting[opening.openingKey] : fitting[0]
        // RFC 8551 §6: CBC hides, and does not protect; only a signature inside or around it does.
        let remarks =
            opening.isAuthenticated
            ? [] : ["CBC has no integrity of its own: only a signature tells whether the content was changed"]
        layers.append(layer(openedBy: opener.title, remarks))
        return try readInner(content, of: message)
    }
}
