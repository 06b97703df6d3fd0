import SignetASN1
import SignetAlgorithms
public import SignetBytes
import SignetCMS
import SignetHash
import SignetKeys
import SignetMIME
import SignetX509

/// A signer's wish for a signed receipt (RFC 2634 §2), found on a signature that is right.
public struct RequestedReceipt: Sendable {
    /// Which message, as its signer calls it.
    public let identifier: Bytes
    /// Whom receipts are wanted from; `nil` for everybody.
    public let from: [String]?
    /// Whom they are to be sent to.
    public let to: [String]
    /// Whether the wish is for those alone who got the message directly.
    public let isForFirstTier: Bool
    /// Why nobody may answer it (RFC 2634 §2.3); `nil` when those who are asked may.
    public internal(set) var refusal: String?

    let contentType: SignetCMS.ContentType
    let signature: Bytes
    let digest: DigestAlgorithm
    /// The digest that the signature was made over.
    let signedDigest: Bytes
    let subject: String?
    let messageID: String?

    /// Whether somebody with one of these addresses is asked.
    public func asks(_ addresses: [String]) -> Bool {
        guard let from else { return true }
        let asked = Set(from.map(GeneralName.comparable(mailbox:)))
        return addresses.contains { asked.contains(GeneralName.comparable(mailbox: $0)) }
    }

    /// What a reader is told of it.
    var remark: String {
        let wish = "a receipt is asked for" + (from.map { " from \($0.joined(separator: ", "))" } ?? "")
        if let refusal { return "\(wish), and none may be sent: \(refusal)" }
        return "\(wish), to be sent to \(to.joined(separator: ", ")): signet receipt answer"
    }

    /// Whether both ask the same.
    func asksTheSame(as other: RequestedReceipt) -> Bool {
        (identifier, to, isForFirstTier) == (other.identifier, other.to, other.isForFirstTier) && from == other.from
    }

    /// - Parameter history: the mailing lists that the message came through.
    init?(
        _ signerInfo: SignerInfo, _ contentType: SignetCMS.ContentType, _ header: Header?,
        _ history: MLExpansionHistory?
    ) {
        guard
            let attribute = signerInfo.signedAttributes?.value.first(where: { $0.type == CMSAttribute.receiptRequest }),
            attribute.values.count == 1,
            let request = try? ReceiptRequest.syntax.decode(attribute.values[0], rules: .tolerant),
            let digest = try? DigestAlgorithm(signerInfo.digestAlgorithm), let encoding = signerInfo.signedEncoding
        else { return nil }
        func addresses(_ names: [[GeneralName]]) -> [String] {
            names.flatMap { $0 }.compactMap { if case .rfc822Name(let address) = $0 { address } else { nil } }
        }
        identifier = request.signedContentIdentifier
        // RFC 2634 §2.5: a list may have receipts sent to somebody else.
        switch history?.receiptPolicy {
        case .insteadOf(let names)?: to = addresses(names)
        case .inAdditionTo(let names)?: to = addresses(request.receiptsTo) + addresses(names)
        case .noReceipts?:
            to = addresses(request.receiptsTo)
            refusal = "the mailing list that passed the message on wants no receipts"
        case nil: to = addresses(request.receiptsTo)
        }
        switch request.receiptsFrom {
        case .all: (from, isForFirstTier) = (nil, false)
        case .firstTier: (from, isForFirstTier) = (nil, true)
        case .list(let names): (from, isForFirstTier) = (addresses(names), false)
        }
        if isForFirstTier, history != nil {
            refusal =
                "receipts are wanted from those alone to whom the message came directly, not through a mailing list"
        }
        self.contentType = contentType
        signature = signerInfo.signature
        self.digest = digest
        signedDigest = Bytes(digest.digest(of: encoding.span).bytes)
        subject = header?.subject
        messageID = header?.value(of: "Message-ID")
    }
}

extension DigitalID {
    /// The mail that confirms that a message was received and its signature found right (RFC 2634 §2.5).
    ///
    /// - Throws: `SignetError.refused` when nobody with this Digital ID's addresses is asked, nobody may answer, or it is not
    ///   said whom to send the receipt to.
    public func receipt(for request: RequestedReceipt, at time: Instant = .now) throws(SignetError) -> Bytes {
        guard request.asks(emailAddresses) else {
            throw SignetError(.refused("no receipt is wanted from \(emailAddresses.joined(separator: ", "))"))
        }
        if let refusal = request.refusal { throw SignetError(.refused(refusal)) }
        try checkIsForSigning()
        guard !request.to.isEmpty else {
            throw SignetError(.refused("the request does not say whom to send a receipt to"))
        }
        let receipt = Receipt(
            contentType: request.contentType, signedContentIdentifier: request.identifier,
            originatorSignatureValue: request.signature)
        var signer = CMSSigner(
            certificate: certificate, key: privateKey,
            digest: request.digest.standing < .legacy ? request.digest : .sha256, signingTime: time)
        signer.otherAttributes = [
            Attribute(CMSAttribute.messageSignatureDigest, .octetString, request.signedDigest)
        ]
        let cms: Bytes
        do throws(CMSError) {
            cms = ContentInfo.signedData(
                try SignedData.signing(
                    Receipt.syntax.encode(receipt), contentType: .receipt, by: [signer],
                    certificates: [certificate] + chain, detached: false)
            ).encode()
        } catch { throw SignetError(wrapping: error) }
        var fields = "From: \(Mailbox(address: emailAddresses.first ?? "").headerText)\r\n"
        fields += "To: \(request.to.map { Mailbox(address: $0).headerText }.joined(separator: ",\r\n "))\r\n"
        fields += "Subject: \(EncodedWord.encode("Receipt: \(request.subject ?? "")"))\r\n"
        fields += "Date: \(MailDate(secondsSince1970: time.secondsSince1970).inUniversalTime)\r\n"
        if let messageID = request.messageID, messageID.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            fields += "In-Reply-To: \(messageID)\r\n"
        }
        fields += "MIME-Version: 1.0\r\n"
        return PreparedMessage(outerHeader: Bytes(Array(fields.utf8)), content: Bytes()).enclosed(
            in: cms, as: .signedReceipt)
    }
}

/// What came of checking a receipt against the message that it confirms (RFC 2634 §2.6).
public struct ReceiptReport: Sendable, Codable {
    /// Whether the receipt is right: signed by somebody trusted who was asked, for this very message.
    public let isGood: Bool
    /// In a sentence.
    public let explanation: String
    /// The judgement on the receipt's own signature.
    public let signature: Report
}

/// Checks a receipt against the message that was sent.
///
/// - Throws: `SignetError.unsuitable` when one is no receipt, or the other asks for none; `.malformed`.
public func checkReceipt(
    _ receipt: some Collection<UInt8>, for original: some Collection<UInt8>, _ options: ReadingOptions
) throws(SignetError) -> ReceiptReport {
    let sent = try read(original, options)
    guard !sent.receiptRequests.isEmpty else {
        throw SignetError(.unsuitable("the message that was sent asks for no receipt"))
    }
    let received = try read(receipt, options)
    guard let content = received.receipt else { throw SignetError(.unsuitable("it is no signed receipt")) }
    let signer = received.report.layers.lazy.compactMap {
        if case .signed(let signed) = $0 { signed.signers.first } else { nil }
    }
    .first
    func result(_ isGood: Bool, _ explanation: String) -> ReceiptReport {
        ReceiptReport(isGood: isGood, explanation: explanation, signature: received.report)
    }
    guard received.report.verdict == .good else { return result(false, received.report.explanation) }
    guard
        let request = sent.receiptRequests.first(where: {
            $0.signature == content.receipt.originatorSignatureValue
        })
    else { return result(false, "the receipt is for another message") }
    guard request.identifier == content.receipt.signedContentIdentifier,
        request.contentType == content.receipt.contentType, content.signatureDigest == request.signedDigest
    else { return result(false, "the receipt does not repeat what the message says") }
    let addresses = signer?.certificate?.emailAddresses ?? []
    guard request.asks(addresses) else {
        return result(false, "no receipt was wanted from \(addresses.joined(separator: ", "))")
    }
    let time = signer?.signingTime.map { " on \($0)" } ?? ""
    return result(true, "received and verified by \(addresses.first ?? "the signer")\(time)")
}

/// A receipt, and the digest that its signer computed over the message's attributes.
struct ReceivedReceipt: Sendable {
    let receipt: Receipt
    let signatureDigest: Bytes?
}

extension SigningOptions {
    /// The attribute that asks everybody for receipts to these addresses.
    static func receiptRequest(to addresses: [String]) -> Attribute {
        // RFC 2634 §2.7: unique worldwide, or receipts could be taken for another message's.
        let identifier = Randomness.bytes(count: 24)
        return Attribute(
            CMSAttribute.receiptRequest, ReceiptRequest.syntax,
            ReceiptRequest(
                signedContentIdentifier: identifier, receiptsFrom: .all,
                receiptsTo: addresses.map { [GeneralName.rfc822Name($0)] }))
    }
}
