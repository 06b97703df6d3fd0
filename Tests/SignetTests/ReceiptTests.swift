import Foundation
import Signet
import TestSupport
import Testing

/// Who may answer a request for a receipt, and to whom (RFC 2634 §2.3, §2.5).
@Suite("Receipts")
struct ReceiptTests {
    private static let list = [GeneralName.rfc822Name("archive@list.example")]

    /// Alice's letter, which asks for receipts.
    private func letter(_ from: ReceiptRequest.ReceiptsFrom, askingAgain: Bool = false) throws -> Bytes {
        func signer(_ id: DigitalID, _ number: UInt8) -> CMSSigner {
            var signer = CMSSigner(certificate: id.certificate, key: id.privateKey)
            let request = ReceiptRequest(
                signedContentIdentifier: [number], receiptsFrom: from,
                receiptsTo: [[.rfc822Name("alice@example.org")]])
            signer.otherAttributes = [Attribute(CMSAttribute.receiptRequest, ReceiptRequest.syntax, request)]
            return signer
        }
        let signers = [signer(Peers.alice, 1)] + (askingAgain ? [signer(Peers.bob, 2)] : [])
        return try mail(signing: Array("Content-Type: text/plain\r\n\r\nTea at four.\r\n".utf8), by: signers)
    }

    private func mail(signing content: [UInt8], by signers: [CMSSigner]) throws -> Bytes {
        let certificates = Peers.alice.chain + signers.map(\.certificate)
        let cms = ContentInfo.signedData(
            try SignedData.signing(
                Bytes(content), contentType: .data, by: signers, certificates: certificates, detached: false))
        let head =
            "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: Tea\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
        return Bytes(Array(head.utf8) + Base64.encode(cms.encode().span))
    }

    /// A mail as a mailing list passes it on: signed once more, with its history.
    private func passedOn(_ mail: Bytes, _ policy: MLReceiptPolicy?) throws -> Bytes {
        let history = MLExpansionHistory(lists: [
            MLData(
                mailListIdentifier: .subjectKeyIdentifier([1, 2, 3]),
                expansionTime: Time(.now, form: .generalizedTime), mlReceiptPolicy: policy)
        ])
        var signer = CMSSigner(certificate: Peers.bob.certificate, key: Peers.bob.privateKey)
        signer.otherAttributes = [Attribute(CMSAttribute.mlExpansionHistory, MLExpansionHistory.syntax, history)]
        return try self.mail(signing: Array(mail), by: [signer])
    }

    private func request(in mail: Bytes) throws -> RequestedReceipt {
        let opened = try read(mail, ReadingOptions(trusting: Peers.root))
        #expect(opened.report.text.contains("a receipt is asked for"))
        return try #require(opened.receiptRequests.first)
    }

    @Test("who got the message directly answers")
    func answersDirectly() throws {
        for from in [ReceiptRequest.ReceiptsFrom.all, .firstTier] {
            let request = try request(in: try letter(from))
            #expect(request.refusal == nil && request.to == ["alice@example.org"])
            #expect(throws: Never.self) { try Peers.bob.receipt(for: request) }
        }
    }

    @Test("through a mailing list: its policy stands above the wish")
    func heedsMailingLists() throws {
        let all = try letter(.all)
        for (policy, to) in [
            (nil, ["alice@example.org"]), (.insteadOf([Self.list]), ["archive@list.example"]),
            (.inAdditionTo([Self.list]), ["alice@example.org", "archive@list.example"]),
        ] as [(MLReceiptPolicy?, [String])] {
            let request = try request(in: try passedOn(all, policy))
            #expect(request.refusal == nil && request.to == to, "\(String(describing: policy))")
        }
        for mail in [try passedOn(all, .noReceipts), try passedOn(try letter(.firstTier), nil)] {
            let request = try request(in: mail)
            #expect(request.refusal != nil)
            let error = #expect(throws: SignetError.self) { try Peers.bob.receipt(for: request) }
            guard case .refused = error?.kind else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test("two signers who ask for different receipts get none")
    func refusesWhatDiffers() throws {
        #expect(
            try request(in: try letter(.all, askingAgain: true)).refusal == "its signers ask for different receipts")
    }

    @Test("the history in RFC 4134 §4.10 is read as it says, and written again byte for byte")
    func readsTheExample() throws {
        guard TestFiles.corpora != nil else { return }
        let content = try ContentInfo(reading: Bytes(try TestFiles.corpus("cms/rfc4134/4.10.bin")))
        guard case .signedData(let signed) = content else { throw CocoaError(.featureUnsupported) }
        let attributes = try #require(signed.signerInfos.first?.signedAttributes).value
        let value = try #require(attributes.first { $0.type == CMSAttribute.mlExpansionHistory }?.values.first)
        let history = try MLExpansionHistory.syntax.decode(value)
        #expect(
            history.lists.count == 1 && history.lists[0].expansionTime.instant.description == "1999-03-11 10:44:33 UTC")
        #expect(history.lists[0].mailListIdentifier == .subjectKeyIdentifier(Bytes(Array("5738299".utf8))))
        guard case .insteadOf(let names)? = history.receiptPolicy else {
            Issue.record("\(history)")
            return
        }
        #expect(names.count == 1 || names.count == 2)
        #expect(MLExpansionHistory.syntax.encode(history) == value)
    }
}
