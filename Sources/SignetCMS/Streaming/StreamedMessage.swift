import SignetAlgorithms
import SignetBytes
import SignetHash

/// A message in a source, whose structure was read: its content is still where it was.
public final class StreamedMessage {
    /// The message but for its content.
    public let frame: MessageFrame
    /// Whether the message has a content, or only says what is to be found beside it.
    public let hasContent: Bool
    /// The length of the content as it stands in the message: encrypted, compressed, or plain.
    public let contentByteCount: UInt64

    /// Whether the content is an OCTET STRING, and not the element of another type that PKCS #7 allows.
    let isOctetString: Bool
    let source: any ByteSource
    let limits: MessageLimits
    /// What every later reading of a content has to agree with that is judged; `nil` where nothing can change, or nothing is
    /// judged.
    private let witness: PassWitness?
    /// Digests of the content by every algorithm that the message announces.
    private(set) var digests: Digests
    /// The content, when it is short; else how it begins.
    let beginning: Bytes
    /// The last bytes of the content, up to 32.
    let ending: Bytes

    /// How much of a content is kept, to look at it again.
    static let keptByteCount = 1 << 20

    /// Reads the structure of a message, and digests its content on the way.
    ///
    /// - Parameters:
    ///   - source: the message, which is read again when its content is asked for.
    ///   - limits: how large and how deep it may be.
    ///   - early: what gets the content of a signed message while it is read, before anybody has judged it: for pipelines that
    ///     accept that, and look at the judgement afterwards. Nothing else is ever released early.
    /// - Throws: `CMSError.malformed` with the offset in the message and the path of field names; `.stream`, `.cancelled`.
    public init(
        reading source: any ByteSource, limits: MessageLimits = .standard, releasingTo early: (any ByteSink)? = nil
    ) throws(CMSError) {
        let survey = ContentSurvey(canChange: !(source is MemorySource))
        let (frame, walk) = try MessageWalk.over(source, limits: limits) { (frame, _) throws(CMSError) in
            survey.begin(frame)
            guard let early, case .signedData = frame else {
                return { (bytes) throws(CMSError) in survey.take(bytes) }
            }
            return { (bytes) throws(CMSError) in
                survey.take(bytes)
                try early.write(bytes.span)
            }
        }
        self.frame = frame
        self.source = source
        self.limits = limits
        hasContent = walk.hasContent
        contentByteCount = walk.contentByteCount
        isOctetString = walk.isOctetString
        (digests, beginning, ending) = survey.finish()
        witness = survey.witness
    }

    /// Whether all of the content is in `beginning`.
    var isShort: Bool { contentByteCount <= UInt64(beginning.count) }

    /// The digests of the content by these algorithms; the content is read once more for those that were not announced.
    func digests(_ algorithms: [DigestAlgorithm]) throws(CMSError) -> Digests {
        let missing = algorithms.filter { digests[$0] == nil }
        guard !missing.isEmpty else { return digests }
        let digesting = Digesting(missing)
        try content { (bytes) throws(CMSError) in digesting.update(bytes.span) }
        digests.add(digesting.finish())
        return digests
    }

    /// Reads the content once more.
    ///
    /// - Throws: `CMSError.contentChanged` when it is another than in the first reading, if that one was judged.
    func content(_ body: @escaping (Bytes) throws(CMSError) -> Void) throws(CMSError) {
        guard let witness else { return try rawContent(body) }
        try witness.again({ (take) throws(CMSError) in try rawContent(take) }, body)
    }

    private func rawContent(_ body: @escaping (Bytes) throws(CMSError) -> Void) throws(CMSError) {
        _ = try MessageWalk.over(source, limits: limits) { (_, _) throws(CMSError) in body }
    }

    /// Writes the content as it stands in the message: for a message that was judged.
    public func writeContent(to sink: any ByteSink) throws(CMSError) {
        try content { (bytes) throws(CMSError) in try sink.write(bytes.span) }
    }
}

/// Several digests of one content, taken in one reading.
final class Digesting {
    private var hashes: [Hash]

    init(_ algorithms: some Sequence<DigestAlgorithm>) {
        hashes = []
        for algorithm in algorithms where !hashes.contains(where: { $0.algorithm == algorithm }) {
            hashes.append(Hash(algorithm))
        }
    }

    func update(_ bytes: Span<UInt8>) {
        for index in hashes.indices { hashes[index].update(bytes) }
    }

    func finish() -> Digests {
        var digests = Digests()
        for hash in hashes { digests[hash.algorithm] = hash.finalize() }
        return digests
    }

    /// The digests of all that a source has.
    static func of(
        _ source: any ByteSource, _ algorithms: some Sequence<DigestAlgorithm>,
        _ also: (Bytes) throws(CMSError) -> Void = { _ in }
    ) throws(CMSError) -> Digests {
        let digesting = Digesting(algorithms)
        try source.rewind()
        while let bytes = try source.nextUnlessCancelled() {
            digesting.update(bytes.span)
            try also(bytes)
        }
        return digesting.finish()
    }
}

extension ByteSource {
    /// The next bytes, unless the task that works on them was told to stop.
    func nextUnlessCancelled() throws(CMSError) -> Bytes? {
        guard !Task.isCancelled else { throw .cancelled }
        return try next()
    }
}

/// What is noted of a content while it passes by for the first time.
private final class ContentSurvey {
    private var digesting = Digesting([])
    /// Of a content that is judged by these very digests.
    private(set) var witness: PassWitness?
    private let canChange: Bool
    private var beginning = ByteBuilder(capacity: 0)
    private var ending = Bytes()

    init(canChange: Bool) { self.canChange = canChange }

    func begin(_ frame: MessageFrame) {
        switch frame {
        case .signedData, .digestedData, .authenticatedData: witness = canChange ? PassWitness() : nil
        default: break
        }
        switch frame {
        case .signedData(let signedData):
            digesting = Digesting(signedData.digestAlgorithms.compactMap { try? DigestAlgorithm($0) })
        case .digestedData(let digestedData):
            digesting = Digesting([digestedData.digestAlgorithm].compactMap { try? DigestAlgorithm($0) })
        case .authenticatedData(let authenticatedData):
            digesting = Digesting(
                [authenticatedData.digestAlgorithm].compactMap { $0.flatMap { try? DigestAlgorithm($0) } })
        default: break
        }
    }

    func take(_ bytes: Bytes) {
        digesting.update(bytes.span)
        witness?.note(bytes)
        let room = StreamedMessage.keptByteCount - beginning.count
        if room > 0 { beginning.append(copying: bytes.prefix(room).span) }
        ending = ending.followed(by: bytes, keeping: 32)
    }

    func finish() -> (Digests, Bytes, Bytes) {
        var taken = ByteBuilder(capacity: 0)
        swap(&taken, &beginning)
        witness?.finish()
        return (digesting.finish(), taken.finish(), ending)
    }
}

extension Bytes {
    /// The last bytes of these and those after them.
    func followed(by more: Bytes, keeping count: Int) -> Bytes {
        guard more.count < count else { return Bytes(copying: more.dropFirst(more.count - count).span) }
        let kept = Swift.min(self.count, count - more.count)
        return Bytes(capacity: kept + more.count) { output in
            output.append(copying: dropFirst(self.count - kept).span)
            output.append(copying: more.span)
        }
    }
}
