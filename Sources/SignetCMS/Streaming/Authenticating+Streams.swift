import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys

extension StreamedMessage {
    /// Checks the message authentication code of an `AuthenticatedData` (RFC 5652 §9) with the first of the keys that fits,
    /// and writes its content, which is not encrypted, into a sink: after all of it was found to be right.
    ///
    /// - Parameter detached: the content, when it is not in the message.
    /// - Throws: `CMSError.wrongContentType`, `.contentAbsent`, `.algorithm`, `.notARecipient`, and for everything after that
    ///   `.undecryptable`.
    public func authenticate(
        with keys: [OpeningKey], everyKey: Bool = false, detached: (any ByteSource)? = nil, to sink: any ByteSink
    ) throws(CMSError) {
        guard case .authenticatedData(let message) = frame else { throw .wrongContentType(frame.contentType) }
        let code: PseudorandomFunction
        do throws(AlgorithmError) {
            // RFC 3370 §3.1 has an identifier of its own for the first of them.
            code =
                message.macAlgorithm.algorithm == "1.3.6.1.5.5.8.1.2"
                ? .hmacSHA1 : try PseudorandomFunction(message.macAlgorithm)
        } catch { throw .algorithm(error) }
        guard hasContent || detached != nil else { throw .contentAbsent }
        // RFC 3370 §3.1: a key as long as the digest; what is carried otherwise says its own length.
        let contentKeys = ContentKeys(
            message.recipientInfos, keys, keyByteCount: code.digestAlgorithm.digestByteCount,
            originator: message.originatorInfo, everyKey: everyKey)
        guard !contentKeys.keys.isEmpty else { throw contentKeys.failure }

        var isRight = false
        if let attributes = message.authenticatedAttributes {
            guard try isDigested(message, attributes.value, detached) else { throw contentKeys.failure }
            for candidate in contentKeys.keys {
                for encoding in [attributes.asReceived, attributes.asSorted] where !isRight {
                    var mac = HMAC(code.digestAlgorithm, key: candidate.key.span)
                    mac.update(encoding.span)
                    isRight = mac.finalize().matches(message.mac.span)
                }
            }
        } else {
            guard message.encapContentInfo.contentType == .data else { throw contentKeys.failure }
            let codes = Codes(contentKeys.keys, code.digestAlgorithm)
            try pass(detached) { (bytes) throws(CMSError) in codes.update(bytes) }
            isRight = codes.match(message.mac)
        }
        guard isRight else { throw contentKeys.failure }
        try pass(detached) { (bytes) throws(CMSError) in try sink.write(bytes.span) }
    }

    /// Whether the attributes tell the type and the digest of the content (RFC 5652 §9.2).
    private func isDigested(
        _ message: AuthenticatedData, _ attributes: [Attribute], _ detached: (any ByteSource)?
    ) throws(CMSError) -> Bool {
        let algorithm: DigestAlgorithm
        do throws(AlgorithmError) {
            algorithm = try DigestAlgorithm(message.digestAlgorithm ?? DigestAlgorithm.sha1.identifier)
        } catch { throw .algorithm(error) }
        let type = try? attributes.single(CMSAttribute.contentType, ContentType.syntax)
        let digest = try? attributes.single(CMSAttribute.messageDigest, .octetString)
        guard type == message.encapContentInfo.contentType, let digest = digest ?? nil else { return false }
        let digesting = Digesting([algorithm])
        try pass(detached) { (bytes) throws(CMSError) in digesting.update(bytes.span) }
        return digesting.finish()[algorithm]?.matches(digest.span) ?? false
    }

    private func pass(
        _ detached: (any ByteSource)?, _ body: @escaping (Bytes) throws(CMSError) -> Void
    ) throws(CMSError) {
        guard !hasContent, let detached else { return try content(body) }
        try detached.rewind()
        while let bytes = try detached.nextUnlessCancelled() { try body(bytes) }
    }
}

/// The codes of one content under several keys.
private final class Codes {
    private var states: [HMACBox] = []

    init(_ keys: [ContentKey], _ algorithm: DigestAlgorithm) {
        states = keys.map { HMACBox($0.key, algorithm) }
    }

    func update(_ bytes: Bytes) { for state in states { state.update(bytes) } }

    func match(_ mac: Bytes) -> Bool { states.reduce(false) { $1.matches(mac) || $0 } }

    final class HMACBox {
        private var state: HMAC

        init(_ key: SecretSlice, _ algorithm: DigestAlgorithm) { state = HMAC(algorithm, key: key.span) }

        func update(_ bytes: Bytes) { state.update(bytes.span) }

        func matches(_ mac: Bytes) -> Bool { state.finalize().matches(mac.span) }
    }
}
