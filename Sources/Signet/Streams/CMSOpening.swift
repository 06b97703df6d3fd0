import SignetAlgorithms
public import SignetCMS
import SignetX509

/// How a sealed message was opened, for people and for programs.
public struct OpeningReport: Sendable, Codable {
    /// `envelopedData`, `authEnvelopedData`, `encryptedData`, or `authenticatedData`, which hides nothing
    public let kind: String
    /// What the content is.
    public let contentType: String
    /// The cipher; the message authentication code of `authenticatedData`.
    public let cipher: String
    /// What it is worth.
    public let standing: String
    /// Who can open the message.
    public let recipients: [String]
    /// Which of them it was opened as, counted from 0; absent when the key of the content was given.
    public let openedAs: Int?
    /// Which key opened it.
    public let openedBy: String
    /// Whether a tag or code proved that nobody changed the content.
    public let isAuthenticated: Bool
    /// What a reader should know.
    public let remarks: [String]

    /// Opens a message into a sink.
    ///
    /// - Throws: `SignetError.notARecipient`, `.undecryptable`, `.wrongPassword`, `.malformed`, `.unsupported`, `.system`.
    public init(
        opening input: MessageInput, _ keys: [OpeningKey], everyKey: Bool = false, to sink: any ByteSink,
        limits: MessageLimits = .standard
    ) throws(SignetError) {
        do throws(CMSError) {
            let message = try StreamedMessage(reading: input.cms, limits: limits)
            if case .authenticatedData(let data) = message.frame {
                let authentication = try message.authenticate(
                    with: keys, everyKey: everyKey, detached: input.content, to: sink)
                self.init(data, authentication, keys)
                return
            }
            let opening = try message.open(with: keys, everyKey: everyKey, to: sink)
            self.init(message.frame, opening, keys)
        } catch { throw input.wrapping(error) }
    }

    private init(_ message: AuthenticatedData, _ authentication: StreamedAuthentication, _ keys: [OpeningKey]) {
        let code = try? PseudorandomFunction(message.macAlgorithm)
        kind = "authenticatedData"
        contentType = message.encapContentInfo.contentType.description
        cipher = code?.name ?? PseudorandomFunction.name(of: message.macAlgorithm.algorithm)
        standing = (code?.standing ?? .refused).rawValue
        recipients = message.recipientInfos.map(\.description)
        openedAs = authentication.recipient
        openedBy = keys[authentication.openingKey].description
        isAuthenticated = true
        remarks = ["the content is not encrypted; its code shows that nobody changed it who has not the key"]
    }

    private init(_ frame: MessageFrame, _ opening: StreamedOpening, _ keys: [OpeningKey]) {
        var remarks: [String] = []
        let recipients: [String]
        switch frame {
        case .envelopedData(let message): recipients = message.recipientInfos.map(\.description)
        case .authEnvelopedData(let message): recipients = message.recipientInfos.map(\.description)
        default: recipients = []
        }
        let cipher = opening.encryption.cipher
        if !opening.isAuthenticated {
            remarks.append("CBC has no integrity of its own: only a signature tells whether the content was changed")
        } else if frame.contentType != .authEnvelopedData {
            remarks.append("\(cipher.name) stands in \(frame.contentType), where RFC 5084 does not allow it")
        }
        // RFC 5083 §2.1: a type that no attribute names under the tag is anybody's to change, unless it is data.
        if case .authEnvelopedData(let message) = frame, opening.contentType != .data,
            !(message.authenticatedAttributes?.value ?? []).contains(where: { $0.type == CMSAttribute.contentType })
        {
            remarks.append("the tag does not cover that the content is \(opening.contentType) (RFC 5083 §2.1)")
        }
        if cipher.standing >= .legacy { remarks.append("\(opening.encryption.name) is weak") }
        kind = frame.contentType.description
        contentType = opening.contentType.description
        self.cipher = opening.encryption.name
        standing = cipher.standing.rawValue
        self.recipients = recipients
        openedAs = opening.recipient
        openedBy = keys[opening.openingKey].description
        isAuthenticated = opening.isAuthenticated
        self.remarks = remarks
    }
}
