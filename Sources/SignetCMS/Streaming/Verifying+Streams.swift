import SignetAlgorithms
import SignetBytes
import SignetHash
public import SignetX509

extension StreamedMessage {
    /// Judges every signature, apart from trust. The content is digested once for each algorithm.
    ///
    /// - Parameters:
    ///   - detached: the content, when it is not in the message.
    ///   - certificates: where else to look for the signers' certificates.
    /// - Throws: `CMSError.wrongContentType` for a message of another kind; `.malformed`, `.stream`, `.cancelled`.
    public func checks(
        detached: (any ByteSource)? = nil, certificates: [Certificate] = []
    ) throws(CMSError) -> [SignatureCheck] {
        guard case .signedData(let signedData) = frame else { throw .wrongContentType(frame.contentType) }
        let content = try signedContent(of: signedData, detached)
        let candidates = signedData.certificateList + certificates
        return signedData.signerInfos.map { signedData.judged($0.check(content, candidates: candidates)) }
    }

    private func signedContent(
        of signedData: SignedData, _ detached: (any ByteSource)?
    ) throws(CMSError) -> SignedContent {
        let type = signedData.encapContentInfo.contentType
        let algorithms = signedData.signerInfos.compactMap { try? DigestAlgorithm($0.digestAlgorithm) }
        var beginning = beginning
        var isShort = isShort
        let found: Digests
        switch (hasContent, detached) {
        case (true, nil): found = try digests(algorithms)
        case (true, let detached?):
            found = try digests(algorithms + [.sha256])
            guard try Digesting.of(detached, [.sha256])[.sha256] == found[.sha256] else {
                return SignedContent(type, .givenTwice)
            }
        case (false, nil): return SignedContent(type, .absent)
        case (false, let detached?):
            guard signedData.signerInfos.contains(where: { $0.signedAttributes == nil }) else {
                return SignedContent(type, digests: try Digesting.of(detached, algorithms), octets: nil)
            }
            // Some algorithms sign the content itself, which may also be attributes in disguise.
            var kept = ByteBuilder(capacity: 0)
            var byteCount: UInt64 = 0
            found = try Digesting.of(detached, algorithms) { (bytes) throws(CMSError) in
                byteCount += UInt64(bytes.count)
                let room = Self.keptByteCount - kept.count
                if room > 0 { kept.append(copying: bytes.prefix(room).span) }
            }
            isShort = byteCount <= UInt64(kept.count)
            beginning = kept.finish()
        }
        return SignedContent(type, digests: found, octets: isShort ? beginning : nil)
    }
}
