import SignetASN1
import SignetAlgorithms
public import SignetBytes
import SignetHash
public import SignetX509

extension StreamedMessage {
    /// Writes the message with signers added (RFC 5652 §5.1: signatures are independent of one another). What the others
    /// have signed, and written, stays as it is.
    ///
    /// - Parameters:
    ///   - signers: who sign as well.
    ///   - certificates: what else is added to the certificates of the message.
    ///   - detached: the content, when it is not in the message.
    ///   - sink: where the message goes.
    /// - Throws: as `StreamedSigning.write`; `.contentAbsent`, `.wrongContentType`.
    public func addSigners(
        _ signers: [CMSSigner], certificates: [Certificate] = [], detached: (any ByteSource)? = nil,
        to sink: any ByteSink
    ) throws(CMSError) {
        guard case .signedData(let signedData) = frame else { throw .wrongContentType(frame.contentType) }
        guard !signers.isEmpty else { throw .noSigners }
        let algorithms = signers.map(\.digest)
        let found: Digests
        var message: Bytes?
        if hasContent {
            found = try digests(algorithms)
            message = isShort ? beginning : nil
        } else {
            guard let detached else { throw .contentAbsent }
            let kept = Kept()
            found = try Digesting.of(detached, algorithms) { (bytes) throws(CMSError) in kept.append(bytes) }
            message = kept.whole
        }
        try write(
            try signedData.adding(signers, digests: found, message: message, certificates: certificates), to: sink)
    }

    /// Writes the message with countersignatures added (RFC 5652 §11.4).
    ///
    /// - Parameters:
    ///   - signers: who countersign.
    ///   - paths: which of the signatures are countersigned; those of all signers when absent.
    ///   - sink: where the message goes.
    /// - Throws: as `SignedData.countersigned(by:on:)`; `.wrongContentType`, `.stream`, `.cancelled`.
    public func countersign(
        by signers: [CMSSigner], on paths: [SignaturePath]? = nil, to sink: any ByteSink
    ) throws(CMSError) {
        guard case .signedData(let signedData) = frame else { throw .wrongContentType(frame.contentType) }
        try write(try signedData.countersigned(by: signers, on: paths), to: sink)
    }

    /// Writes the message with a time-stamp on the signature that it is of (RFC 3161 §A).
    ///
    /// - Parameters:
    ///   - token: the encoding of a `ContentInfo`.
    ///   - sink: what gets the message.
    /// - Throws: `CMSError.unusableTimeStamp`, `.wrongContentType`, `.stream`.
    public func stamp(with token: Bytes, to sink: any ByteSink) throws(CMSError) {
        guard case .signedData(let signedData) = frame else { throw .wrongContentType(frame.contentType) }
        try write(try signedData.stamped(with: token), to: sink)
    }

    /// Writes this message's content between other fields.
    private func write(_ signedData: SignedData, to sink: any ByteSink) throws(CMSError) {
        guard hasContent else { return try sink.write(ContentInfo.signedData(signedData).encode().span) }
        guard isOctetString else { throw .wrongContentType(signedData.encapContentInfo.contentType) }
        let layout = try MessageLayout.begin(
            signedData.levels, string: .octetString, contentByteCount: contentByteCount,
            behind: [0, 0, signedData.behind.count, 0, 0], to: sink)
        try content { (bytes) throws(CMSError) in try layout.content(bytes.span) }
        try layout.end([Bytes(), Bytes(), signedData.behind, Bytes(), Bytes()])
    }
}
