import SignetASN1
import SignetBytes
import SignetCMS
import SignetMIME
import SignetX509

/// A layer of a message that is a CMS object, in memory or in a file.
struct CMSLayer {
    let message: StreamedMessage
    /// Whether the object lies in a mail, so that its offsets are not the mail's.
    let isInMail: Bool

    /// Everything but the content.
    var frame: MessageFrame { message.frame }

    /// - Throws: `SignetError.malformed`, `.system`.
    init(reading source: any ByteSource, isInMail: Bool) throws(SignetError) {
        self.isInMail = isInMail
        do throws(CMSError) {
            message = try StreamedMessage(reading: source)
        } catch { throw SignetError(wrapping: error, isInMail: isInMail) }
    }

    private func about<Result>(_ body: () throws(CMSError) -> Result) throws(SignetError) -> Result {
        do throws(CMSError) {
            return try body()
        } catch { throw SignetError(wrapping: error, isInMail: isInMail) }
    }

    /// The content as it stands there, if it does.
    func content(_ folds: Folds) throws(SignetError) -> Bytes? {
        guard message.hasContent else { return nil }
        let spool = SpoolSink()
        try about { () throws(CMSError) in try message.writeContent(to: spool) }
        return try spool.finish(folds)
    }

    /// What was compressed (RFC 3274).
    func uncompressed(_ folds: Folds) throws(SignetError) -> Bytes {
        let spool = SpoolSink()
        try about { () throws(CMSError) in try message.uncompress(to: spool) }
        return try spool.finish(folds)
    }

    /// What was sealed; of a cipher that authenticates, once the tag was found right.
    func opened(
        with keys: [OpeningKey], _ folds: Folds
    ) throws(SignetError) -> (opening: StreamedOpening, content: Bytes) {
        let spool = SpoolSink()
        let opening: StreamedOpening
        do throws(CMSError) {
            opening = try message.open(with: keys, to: spool)
        } catch {
            var translated = SignetError(wrapping: error, isInMail: isInMail)
            if case .undecryptable = error, case .authEnvelopedData = frame { translated.isWrongTag = true }
            throw translated
        }
        return (opening, try spool.finish(folds))
    }

    /// What stands beside a code, once that was found right, and which of the keys checked it.
    func authenticated(with keys: [OpeningKey], _ folds: Folds) throws(SignetError) -> (key: Int, content: Bytes) {
        let spool = SpoolSink()
        let checked: StreamedAuthentication
        do throws(CMSError) {
            checked = try message.authenticate(with: keys, to: spool)
        } catch {
            var translated = SignetError(wrapping: error, isInMail: isInMail)
            if case .undecryptable = error { translated.isWrongTag = true }
            throw translated
        }
        return (checked.openingKey, try spool.finish(folds))
    }

    /// The judgement on every signature, apart from trust.
    func checks(
        detached: (any ByteSource)?, _ certificates: [Certificate]
    ) throws(SignetError) -> [SignatureCheck] {
        try about { () throws(CMSError) in try message.checks(detached: detached, certificates: certificates) }
    }
}

extension ContentInfo {
    /// Whether DER or BER begins as every CMS message does: SEQUENCE, then OBJECT IDENTIFIER (RFC 5652 §3).
    static func begins(_ encoding: Bytes) -> Bool {
        guard encoding.count > 2, encoding[0] == 0x30 else { return false }
        let contents = encoding[1] > 0x80 ? 2 + Int(encoding[1] & 0x7F) : 2
        return contents < encoding.count && encoding[contents] == 0x06
    }

    /// Reads a CMS object that is a file of its own.
    static func bare(_ encoding: Bytes) throws(SignetError) -> ContentInfo {
        do throws(CMSError) {
            return try ContentInfo(reading: encoding)
        } catch { throw SignetError(misread: encoding, expected: "a CMS message", SignetError(wrapping: error)) }
    }

    /// Reads a CMS object that a mail holds, so that an error does not give its offsets for the mail's.
    static func inMail(_ encoding: Bytes) throws(SignetError) -> ContentInfo {
        do throws(CMSError) {
            return try ContentInfo(reading: encoding)
        } catch {
            guard case .malformed(let error) = error else { throw SignetError(wrapping: error) }
            throw SignetError(.malformed(.cms(error)))
        }
    }
}
