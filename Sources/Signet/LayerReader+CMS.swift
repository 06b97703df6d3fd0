import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetMIME
import SignetX509

/// Layers that are CMS.
extension LayerReader {
    mutating func readCMS(
        _ cms: CMSLayer, claimed: SMIMEType?, enclosing message: Message?
    ) throws(SignetError) -> Bytes? {
        switch cms.frame {
        case .signedData(let signedData):
            guard !signedData.signerInfos.isEmpty else {
                if layers.isEmpty {
                    isBundle = true
                    learn(signedData)
                }
                layers.append(.certificatesOnly(signedData.certificateList.map(Report.CertificateSummary.init)))
                return try cms.content(folds) ?? message?.entity.raw
            }
            var layer = try judge(cms, signedData, form: .opaque, content: nil)
            layer.remarks += Self.remarks(
                claimed: claimed,
                found: signedData.encapContentInfo.contentType == .receipt ? .signedReceipt : .signedData)
            layers.append(.signed(layer))
            let content = try cms.content(folds)
            if signedData.encapContentInfo.contentType == .receipt { return try readReceipt(signedData, content) }
            if let content { return try readInner(content, of: message) }
            guard let content = try detachedContent() else { return nil }
            return try readInner(content, of: message)
        case .envelopedData(let sealed):
            return try readSealed(
                cms, sealed.recipientInfos, sealed.encryptedContentInfo, .envelopedData, claimed, message)
        case .authEnvelopedData(let sealed):
            return try readSealed(
                cms, sealed.recipientInfos, sealed.authEncryptedContentInfo, .authEnvelopedData, claimed, message)
        case .compressedData:
            let content = try cms.uncompressed(folds)
            layers.append(
                .compressed(
                    Report.Compressed(
                        algorithm: "zlib", remarks: Self.remarks(claimed: claimed, found: .compressedData))))
            return try readInner(content, of: message)
        case .data:
            guard let content = try cms.content(folds) else { return nil }
            return try readInner(content, of: message)
        case .authenticatedData(let data):
            return try readAuthenticated(cms, data, message)
        case .encryptedData, .digestedData, .contentCollection, .other:
            throw SignetError(.unsupported(.unsupported(role: "content type", name: "\(cms.frame.contentType)")))
        }
    }

    private func detachedContent() throws(SignetError) -> Bytes? {
        guard let detached = options.detachedContent else { return nil }
        let spool = SpoolSink()
        try detached.write(to: spool)
        return try spool.finish(folds)
    }

    /// A receipt (RFC 2634 §2.8) is no message, and nothing is in it for a reader to show.
    private mutating func readReceipt(_ signedData: SignedData, _ content: Bytes?) throws(SignetError) -> Bytes? {
        guard let octets = content else { return nil }
        do throws(ASN1Error) {
            let digest = signedData.signerInfos.first?.signedAttributes?.value.first {
                $0.type == CMSAttribute.messageSignatureDigest
            }?.values.first
            receipt = ReceivedReceipt(
                receipt: try Receipt.syntax.decode(octets, rules: .tolerant),
                signatureDigest: try digest.map { value throws(ASN1Error) in try Syntax<Bytes>.octetString.decode(value)
                })
        } catch { throw SignetError(.malformed(.cms(error))) }
        return nil
    }

    static func remarks(claimed: SMIMEType?, found: SMIMEType) -> [String] {
        guard let claimed, claimed != found else { return [] }
        return ["the message says that it is \(claimed.name), and it is \(found.name)"]
    }

    static func cms(inPEM input: Bytes) throws(SignetError) -> Bytes {
        let objects: [PEM]
        do throws(PEMError) {
            objects = try PEM.decode(input)
        } catch { throw SignetError(misread: input, expected: expected, SignetError(wrapping: error)) }
        guard let object = objects.first(where: { PEM.Label.messages.contains($0.label) }) else {
            throw SignetError(labels: objects, expected: expected)
        }
        return object.contents.exposed
    }
}

extension RecipientInfo {
    /// Whether it is for the owner of a certificate, as far as Signet can tell.
    func identifies(_ certificate: Certificate) -> Bool {
        switch self {
        case .keyTransport(let recipient): recipient.recipientIdentifier.identifies(certificate)
        case .keyAgreement(let recipient):
            recipient.recipientEncryptedKeys.contains {
                $0.recipientIdentifier.signerIdentifier.identifies(certificate)
            }
        default: false
        }
    }
}
