import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
public import SignetX509

/// What a content in a stream is signed with.
public struct StreamedSigning: Sendable {
    /// Who signs.
    public var signers: [CMSSigner]
    /// What the content is.
    public var contentType: ContentType
    /// What else goes into the message, such as the signers' issuers.
    public var certificates: [Certificate]
    /// Revocation lists and the like that go into the message.
    public var crls: [RevocationInfoChoice]
    /// Whether the content stays out of the message.
    public var detached: Bool

    /// A message with the content in it, or beside it.
    public init(
        _ signers: [CMSSigner], contentType: ContentType = .data, certificates: [Certificate] = [],
        crls: [RevocationInfoChoice] = [], detached: Bool = false
    ) {
        self.signers = signers
        self.contentType = contentType
        self.certificates = certificates
        self.crls = crls
        self.detached = detached
    }

    /// Signs the content in a source (RFC 5652 §5.4), digested once for each algorithm. DER when the length of the content
    /// is known and that of the signatures can be foretold, or the source can be read twice; BER when not.
    ///
    /// - Parameters:
    ///   - content: what is signed, from where it stands.
    ///   - isRewindable: whether it can be read twice.
    ///   - sink: where the message goes.
    /// - Throws: as `SignedData.signing`; `.contentChanged`, `.stream`, `.cancelled`.
    public func write(
        _ content: any ByteSource, isRewindable: Bool = true, to sink: any ByteSink
    ) throws(CMSError) {
        guard !signers.isEmpty else { throw .noSigners }
        guard !detached else {
            let (digests, message) = try digested(content)
            return try sink.write(
                ContentInfo.signedData(try signedData(digests, message)).encode().span)
        }
        if content.byteCount != nil, let likeness = try likeness() {
            return try write(content, to: sink, like: likeness) { (digests, message) throws(CMSError) in
                try signedData(digests, message)
            }
        }
        if content.byteCount != nil, isRewindable {
            let (digests, message) = try digested(content)
            let signed = try signedData(digests, message)
            try content.rewind()
            return try write(content, to: sink, like: signed) { (again, _) throws(CMSError) in
                guard again == digests else { throw .contentChanged }
                return signed
            }
        }
        try write(content, to: sink, like: nil) { (digests, message) throws(CMSError) in
            try signedData(digests, message)
        }
    }

    /// Short contents are kept, for signers that sign the content itself.
    private func digested(_ content: any ByteSource) throws(CMSError) -> (Digests, Bytes?) {
        let kept = Kept()
        let digesting = Digesting(signers.map(\.digest))
        while let bytes = try content.nextUnlessCancelled() {
            digesting.update(bytes.span)
            kept.append(bytes)
        }
        return (digesting.finish(), kept.whole)
    }

    private func signedData(
        _ digests: Digests, _ message: Bytes?
    ) throws(CMSError) -> SignedData {
        var signed = try SignedData.signing(
            digests: digests, content: nil, message: message, contentType: contentType, by: signers,
            certificates: certificates)
        if !crls.isEmpty { signed.crls = crls }
        return signed
    }

    /// A message as long as the one that will be; `nil` when that cannot be foretold.
    private func likeness() throws(CMSError) -> SignedData? {
        var infos: [SignerInfo] = []
        var algorithms: [DigestAlgorithm] = []
        for signer in signers {
            guard let info = try SignerInfo(likeThatOf: signer, contentType) else { return nil }
            infos.append(info)
            if !algorithms.contains(signer.digest) { algorithms.append(signer.digest) }
        }
        return SignedData(
            digestAlgorithms: algorithms.map(\.identifier),
            encapContentInfo: EncapsulatedContentInfo(contentType: contentType, content: nil),
            certificates: SignedData.distinct(
                signers.filter(\.includesCertificate).map(\.certificate) + certificates),
            crls: crls.isEmpty ? nil : crls, signerInfos: infos)
    }

    /// - Parameters:
    ///   - likeness: a message as long as the one that will be, for DER.
    ///   - sign: makes the message when the digests are known.
    private func write(
        _ content: any ByteSource, to sink: any ByteSink, like likeness: SignedData?,
        sign: (Digests, Bytes?) throws(CMSError) -> SignedData
    ) throws(CMSError) {
        // What stands before the content hangs on the signers, and not on what they sign.
        let head = if let likeness { likeness } else { try headWithoutSignatures() }
        let layout = try MessageLayout.begin(
            head.levels, string: .octetString, contentByteCount: likeness == nil ? nil : content.byteCount,
            behind: [0, 0, likeness?.behind.count ?? 0, 0, 0], to: sink)
        let digesting = Digesting(signers.map(\.digest))
        let kept = Kept()
        while let bytes = try content.nextUnlessCancelled() {
            digesting.update(bytes.span)
            kept.append(bytes)
            try layout.content(bytes.span)
        }
        let signed = try sign(digesting.finish(), kept.whole)
        try layout.end([Bytes(), Bytes(), signed.behind, Bytes(), Bytes()])
    }

    private func headWithoutSignatures() throws(CMSError) -> SignedData {
        var algorithms: [DigestAlgorithm] = []
        for signer in signers where !algorithms.contains(signer.digest) { algorithms.append(signer.digest) }
        var head = SignedData(
            digestAlgorithms: algorithms.map(\.identifier),
            encapContentInfo: EncapsulatedContentInfo(contentType: contentType, content: nil),
            certificates: SignedData.distinct(
                signers.filter(\.includesCertificate).map(\.certificate) + certificates),
            crls: crls.isEmpty ? nil : crls, signerInfos: [])
        if signers.contains(where: { $0.identifiesBy == .subjectKeyIdentifier }) { head.version = max(head.version, 3) }
        return head
    }
}

extension SignedData {
    /// What stands around the content in a message.
    var levels: [MessageLayout.Level] {
        var before = Fields()
        before.append(.smallInteger, version)
        before.append(.set(of: AlgorithmIdentifier.syntax), digestAlgorithms)
        return MessageLayout.levels(.signedData, before.finish())
            + MessageLayout.encapsulated(encapContentInfo.contentType)
    }

    /// What stands behind the content in a message.
    var behind: Bytes {
        var fields = Fields()
        fields.append(.set(of: CertificateChoices.syntax).implicit(0), certificates)
        fields.append(.set(of: RevocationInfoChoice.syntax).implicit(1), crls)
        fields.append(.set(of: SignerInfo.syntax), signerInfos)
        return fields.finish()
    }
}

/// The content that has passed by, as long as it is short.
final class Kept {
    private var builder = ByteBuilder(capacity: 0)
    private var isWhole = true

    func append(_ bytes: Bytes) {
        guard isWhole, builder.count + bytes.count <= StreamedMessage.keptByteCount else {
            isWhole = false
            return
        }
        builder.append(copying: bytes.span)
    }

    /// All of it, once; `nil` when it was too long.
    var whole: Bytes? {
        guard isWhole else { return nil }
        var taken = ByteBuilder(capacity: 0)
        swap(&taken, &builder)
        return taken.finish()
    }
}
