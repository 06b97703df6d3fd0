public import SignetBytes
import SignetCMS
public import SignetMIME

/// Compresses a mail (RFC 8551 §3.6), which may be one that is signed already, and may be sealed afterwards.
///
/// - Parameters:
///   - mail: what is compressed.
///   - headers: what is done with the header of a message that is not protected yet; it is for messages that are sealed
///     afterwards, since compression hides nothing.
/// - Throws: `SignetError.malformed` when `mail` is no mail.
public func compress(_ mail: Mail, headers: HeaderConfidentiality = .none) throws(SignetError) -> Mail {
    let message = try mail.message()
    let folds = mail.folds ?? Folds()
    let spool = SpoolSink()
    let prepared: PreparedMessage
    do throws(MIMEError) {
        prepared = try message.prepared(protectingHeader: HeaderProtection(headers, isSealed: true))
    } catch { throw SignetError(wrapping: error) }
    do throws(CMSError) {
        try StreamedPacking.compress(folds.source(of: prepared.content), to: spool)
    } catch { throw SignetError(wrapping: error) }
    let cms = try spool.finish(folds, isMail: false)
    let whole = PreparedMessage(outerHeader: prepared.outerHeader, content: Bytes(), folds: folds)
    return Mail(text: whole.enclosed(in: cms, as: .compressedData), folds: folds)
}

/// The same in memory.
public func compress(_ mail: some Collection<UInt8>) throws(SignetError) -> Bytes {
    try compress(Mail(mail)).bytes()
}
