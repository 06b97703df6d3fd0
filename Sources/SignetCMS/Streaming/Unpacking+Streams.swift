import SignetASN1
import SignetAlgorithms
public import SignetBytes
import SignetDeflate
public import SignetHash

extension StreamedMessage {
    /// Uncompresses the content of a `CompressedData` (RFC 3274) into a sink, which gets its first byte when all of it was
    /// found to be whole. What swells beyond the limits is refused.
    ///
    /// - Throws: `CMSError.wrongContentType`, `.algorithm`, `.contentAbsent`, `.damagedCompression`, `.contentTooLong`.
    public func uncompress(to sink: any ByteSink) throws(CMSError) {
        guard case .compressedData(let message) = frame else { throw .wrongContentType(frame.contentType) }
        guard message.compressionAlgorithm.algorithm == CompressedData.zlib else {
            throw .algorithm(
                .unsupported(role: "compression", name: message.compressionAlgorithm.algorithm.description))
        }
        guard hasContent else { throw .contentAbsent }
        try inflate { _ throws(CMSError) in }
        try inflate { (bytes) throws(CMSError) in try sink.write(bytes) }
    }

    private func inflate(_ body: @escaping (Span<UInt8>) throws(CMSError) -> Void) throws(CMSError) {
        let inflating = Inflating(limits, contentByteCount)
        try content { (bytes) throws(CMSError) in try inflating.update(bytes, body) }
        try inflating.finish()
    }

    /// Whether the content of a `DigestedData` has the digest that the message says (RFC 5652 §7).
    ///
    /// - Throws: `CMSError.wrongContentType`, `.algorithm`, `.contentAbsent`, `.contentGivenTwice`.
    public func checkDigest(detached: (any ByteSource)? = nil) throws(CMSError) -> Bool {
        guard case .digestedData(let message) = frame else { throw .wrongContentType(frame.contentType) }
        let algorithm: DigestAlgorithm
        do throws(AlgorithmError) {
            algorithm = try DigestAlgorithm(message.digestAlgorithm)
        } catch { throw .algorithm(error) }
        let found: Digest?
        if hasContent {
            found = try digests([algorithm])[algorithm]
        } else {
            guard let detached else { throw .contentAbsent }
            found = try Digesting.of(detached, [algorithm])[algorithm]
        }
        return found?.matches(message.digest.span) ?? false
    }
}

extension CompressedData {
    /// The content, uncompressed in memory (RFC 3274 §1.1). What swells beyond the limits is refused.
    ///
    /// - Throws: `CMSError.algorithm`, `.contentAbsent`, `.damagedCompression`, `.contentTooLong`.
    public func uncompressed(limits: MessageLimits = .standard) throws(CMSError) -> Bytes {
        guard compressionAlgorithm.algorithm == Self.zlib else {
            throw .algorithm(.unsupported(role: "compression", name: compressionAlgorithm.algorithm.description))
        }
        guard let compressed = encapContentInfo.content?.octets else { throw .contentAbsent }
        let inflating = Inflating(limits, UInt64(compressed.count))
        var builder = ByteBuilder()
        try inflating.update(compressed) { (piece) throws(CMSError) in builder.append(copying: piece) }
        try inflating.finish()
        return builder.finish()
    }
}

/// A compressed content being read, within limits.
private final class Inflating {
    private var inflater = Inflater()
    private let limit: UInt64
    private var byteCount: UInt64 = 0

    init(_ limits: MessageLimits, _ compressedByteCount: UInt64) {
        let (byRatio, overflow) = compressedByteCount.multipliedReportingOverflow(by: limits.compressionRatio)
        limit = min(limits.uncompressedByteCount, overflow ? .max : max(byRatio, 64 << 20))
    }

    func update(_ bytes: Bytes, _ body: (Span<UInt8>) throws(CMSError) -> Void) throws(CMSError) {
        let error = try inflater.update(bytes.span) { (piece) throws(CMSError) in
            byteCount += UInt64(piece.count)
            guard byteCount <= limit else { throw .contentTooLong }
            try body(piece)
        }
        if let error { throw .damagedCompression(error) }
    }

    func finish() throws(CMSError) {
        do throws(DeflateError) { try inflater.finish() } catch { throw .damagedCompression(error) }
    }
}

/// Messages without a secret, written from a source into a sink.
public enum StreamedPacking {
    /// Puts a content into a `ContentInfo` and nothing else (RFC 5652 §4).
    public static func data(_ content: any ByteSource, to sink: any ByteSink) throws(CMSError) {
        let levels = MessageLayout.encapsulated(.data)
        let layout = try MessageLayout.begin(
            levels, string: .octetString, contentByteCount: content.byteCount, behind: [0, 0], to: sink)
        while let bytes = try content.nextUnlessCancelled() { try layout.content(bytes.span) }
        try layout.end(levels.map { _ in Bytes() })
    }

    /// Puts messages into one, byte for byte and in order (RFC 4073 §2).
    ///
    /// - Parameters:
    ///   - messages: at least one; each is read once more.
    ///   - sink: where the message goes.
    /// - Throws: `.stream`, `.cancelled`; `.contentChanged`.
    public static func collect(_ messages: [StreamedMessage], to sink: any ByteSink) throws(CMSError) {
        precondition(!messages.isEmpty, "SEQUENCE SIZE (1..MAX)")
        let messages = messages.map(\.source)
        var byteCount = 0
        for message in messages { byteCount += try message.countedBytes() }
        let type = ContentType.syntax.encode(.contentCollection)
        let tags = [Tag.sequence, .context(0, isConstructed: true), .sequence]
        let collection = tags[2].elementByteCount(contentsByteCount: byteCount)
        let content = tags[1].elementByteCount(contentsByteCount: collection)
        var writer = BERStreamWriter()
        writer.begin(tags[0], length: type.count + content)
        writer.contents(type.span)
        writer.begin(tags[1], length: collection)
        writer.begin(tags[2], length: byteCount)
        for message in messages {
            try message.rewind()
            while let bytes = try message.nextUnlessCancelled() {
                writer.contents(bytes.span)
                try sink.write(writer.take().span)
            }
        }
        do throws(ASN1Error) { for _ in tags { try writer.end() } } catch { throw .contentChanged }
        try sink.write(writer.take().span)
    }

    /// Compresses a content (RFC 3274 §1.1): BER, since nobody knows beforehand how long it will be.
    public static func compress(
        _ content: any ByteSource, contentType: ContentType = .data, to sink: any ByteSink
    ) throws(CMSError) {
        var before = Fields()
        before.append(.smallInteger, 0)
        before.append(AlgorithmIdentifier.syntax, AlgorithmIdentifier(algorithm: CompressedData.zlib, parameters: nil))
        let levels =
            MessageLayout.levels(.compressedData, before.finish()) + MessageLayout.encapsulated(contentType)
        let layout = try MessageLayout.begin(
            levels, string: .octetString, contentByteCount: nil, behind: [], to: sink)
        var deflater = Deflater()
        while let bytes = try content.nextUnlessCancelled() { try layout.content(deflater.update(bytes.span).span) }
        try layout.content(deflater.finalize().span)
        try layout.end(levels.map { _ in Bytes() })
    }

    /// Puts the digest of a content beside it (RFC 5652 §7).
    ///
    /// - Parameters:
    ///   - content: read once.
    ///   - algorithm: the digest.
    ///   - contentType: what the content is.
    ///   - detached: whether the content stays out of the message.
    ///   - sink: where the message goes.
    public static func digest(
        _ content: any ByteSource, by algorithm: DigestAlgorithm, contentType: ContentType = .data, detached: Bool,
        to sink: any ByteSink
    ) throws(CMSError) {
        guard !detached else {
            let found = try Digesting.of(content, [algorithm])[algorithm]
            let message = DigestedData(
                digestAlgorithm: algorithm.identifier,
                encapContentInfo: EncapsulatedContentInfo(contentType: contentType, content: nil),
                digest: Bytes(found?.bytes ?? []))
            return try sink.write(ContentInfo.digestedData(message).encode().span)
        }
        var before = Fields()
        before.append(.smallInteger, contentType == .data ? 0 : 2)
        before.append(AlgorithmIdentifier.syntax, algorithm.identifier)
        let levels = MessageLayout.levels(.digestedData, before.finish()) + MessageLayout.encapsulated(contentType)
        let digestElement = Tag.octetString.elementByteCount(contentsByteCount: algorithm.digestByteCount)
        let layout = try MessageLayout.begin(
            levels, string: .octetString, contentByteCount: content.byteCount, behind: [0, 0, digestElement, 0, 0],
            to: sink)
        var hash = Hash(algorithm)
        while let bytes = try content.nextUnlessCancelled() {
            hash.update(bytes.span)
            try layout.content(bytes.span)
        }
        let digest = Syntax<Bytes>.octetString.encode(Bytes(hash.finalize().bytes))
        try layout.end([Bytes(), Bytes(), digest, Bytes(), Bytes()])
    }
}

extension ByteSource {
    /// How many bytes there are, counted where nobody knows.
    fileprivate func countedBytes() throws(CMSError) -> Int {
        if let byteCount { return Int(byteCount) }
        try rewind()
        var count = 0
        while let bytes = try nextUnlessCancelled() { count += bytes.count }
        return count
    }
}
