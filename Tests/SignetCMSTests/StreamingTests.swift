import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetEC
import SignetHash
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// Messages of every kind in chunks: whatever their size, the same comes out; what is cut or changed gives no output.
struct StreamingTests {
    static let content = Bytes((0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
    static let sizes = [1, 2, 3, 7, 16, 61, 1024, 1 << 20]

    /// A source without a known length.
    final class Pipe: ByteSource {
        private let memory: MemorySource
        init(_ bytes: Bytes, _ size: Int) { memory = MemorySource(bytes, chunkByteCount: size) }
        var byteCount: UInt64? { nil }
        func next() throws(CMSError) -> Bytes? { try memory.next() }
        func rewind() throws(CMSError) { try memory.rewind() }
    }

    /// A kind of message: how it is written, and what reads its content.
    struct Kind: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let write: @Sendable (any ByteSource, any ByteSink) throws -> Void
        let read: @Sendable (any ByteSource, any ByteSink) throws -> Void
        /// Whether a change of any byte of the content or its proof is noticed.
        var isProtected = true
        /// Whether the length of the message can be told before its content is read.
        var isDER = true
    }

    struct Refused: Error {}

    static func kinds() throws -> [Kind] {
        let alice = try Samples.person("alice")
        let signer = CMSSigner(certificate: alice.certificate, key: alice.key)
        let bytes = [UInt8](repeating: 7, count: 16)
        let key = SecretBytes(copying: bytes.span).shared()
        @Sendable func open(_ source: any ByteSource, _ sink: any ByteSink, _ keys: [OpeningKey]) throws {
            _ = try StreamedMessage(reading: source).open(with: keys, to: sink)
        }
        @Sendable func verify(_ source: any ByteSource, _ sink: any ByteSink) throws {
            let message = try StreamedMessage(reading: source)
            let checks = try message.checks()
            guard !checks.isEmpty, checks.allSatisfy(\.outcome.isGood) else { throw Refused() }
            try message.writeContent(to: sink)
        }
        var kinds: [Kind] = [
            Kind(
                testDescription: "signed",
                write: { try StreamedSigning([signer]).write($0, to: $1) }, read: { try verify($0, $1) }),
            Kind(
                testDescription: "digested",
                write: { try StreamedPacking.digest($0, by: .sha384, detached: false, to: $1) },
                read: { source, sink in
                    let message = try StreamedMessage(reading: source)
                    guard try message.checkDigest() else { throw Refused() }
                    try message.writeContent(to: sink)
                }),
            Kind(
                testDescription: "data", write: { try StreamedPacking.data($0, to: $1) },
                read: { try StreamedMessage(reading: $0).writeContent(to: $1) }, isProtected: false),
            Kind(
                testDescription: "compressed", write: { try StreamedPacking.compress($0, to: $1) },
                read: { try StreamedMessage(reading: $0).uncompress(to: $1) }, isDER: false),
            Kind(
                testDescription: "encrypted",
                write: { try StreamedSealing.write($0, with: .aes128CBC, key: key, to: $1) },
                read: { try open($0, $1, [.contentKey(key)]) }, isProtected: false),
        ]
        let ciphers: [ContentCipher] = [.aes256CBC, .tripleDESCBC, .aes256GCM, .aes128CCM, .chaCha20Poly1305]
        for cipher in ciphers {
            kinds.append(
                Kind(
                    testDescription: "sealed in \(cipher.name)",
                    write: { try StreamedSealing([CMSRecipient(alice.certificate)], with: cipher).write($0, to: $1) },
                    read: { try open($0, $1, [alice.openingKey]) }, isProtected: cipher.isAuthenticating))
        }
        kinds.append(
            Kind(
                testDescription: "sealed under a secret key",
                write: {
                    var work = StreamedSealing(
                        [.keyEncryptionKey(key, identifier: [1, 2])], with: .aes128GCM, contentType: .signedData)
                    work.derivesKey = true
                    try work.write($0, to: $1)
                }, read: { try open($0, $1, [.keyEncryptionKey(key, identifier: [1, 2])]) }))
        for digest in [nil, DigestAlgorithm.sha256] {
            kinds.append(
                Kind(
                    testDescription: "authenticated \(digest == nil ? "bare" : "with attributes")",
                    write: {
                        var work = StreamedAuthenticating([.keyEncryptionKey(key, identifier: [1, 2])])
                        work.digest = digest
                        try work.write($0, to: $1)
                    },
                    read: {
                        _ = try StreamedMessage(reading: $0).authenticate(
                            with: [.keyEncryptionKey(key, identifier: [1, 2])], to: $1)
                    }))
        }
        return kinds
    }

    /// A source that gives other bytes from a reading on: a file that somebody writes to.
    final class Changing: ByteSource {
        private let first: MemorySource
        private let second: MemorySource
        private let lastReading: Int
        private var reading = 0
        init(_ bytes: Bytes, then others: Bytes, from reading: Int) {
            (first, second) = (MemorySource(bytes, chunkByteCount: 1000), MemorySource(others, chunkByteCount: 700))
            lastReading = reading
        }
        private var current: MemorySource { reading < lastReading ? first : second }
        var byteCount: UInt64? { first.byteCount }
        func next() throws(CMSError) -> Bytes? { try current.next() }
        func rewind() throws(CMSError) {
            reading += 1
            try current.rewind()
        }
    }

    @Test("a message that changes between its readings gives nothing that was not judged", arguments: try kinds())
    func changesAreFound(kind: Kind) throws {
        guard kind.isProtected, kind.testDescription != "compressed" else { return }
        let content = Bytes((0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
        let message = try written(kind, MemorySource(content))
        for place in [1000, 300_000, 590_000] {
            var octets = Array(message)
            octets[place] ^= 1
            let changed = Bytes(octets)
            for reading in 2...4 {
                let sink = MemorySink()
                let source = Changing(message, then: changed, from: reading)
                do {
                    try kind.read(source, sink)
                    // So many readings were not needed.
                    #expect(sink.take() == content)
                } catch {
                    let released = sink.take()
                    #expect(released == content.prefix(released.count), "\(kind) \(place) \(reading)")
                    #expect(released.count <= place)
                }
            }
        }
    }

    private func written(_ kind: Kind, _ source: any ByteSource) throws -> Bytes {
        let sink = MemorySink()
        try kind.write(source, sink)
        return sink.take()
    }

    @Test(arguments: try kinds())
    func everyChunkSizeGivesTheSame(kind: Kind) throws {
        for content in [Bytes(), Self.content] {
            let known = try written(kind, MemorySource(content))
            if kind.isDER { _ = try ContentInfo.syntax.decode(known, rules: .der) }
            for size in Self.sizes {
                for message in [known, try? written(kind, Pipe(content, size))].compactMap(\.self) {
                    let sink = MemorySink()
                    try kind.read(MemorySource(message, chunkByteCount: size), sink)
                    #expect(sink.take() == content)
                }
            }
        }
    }

    @Test(arguments: try kinds())
    func whatIsCutGivesNothing(kind: Kind) throws {
        let content = Self.content.prefix(200)
        let messages = [
            try written(kind, MemorySource(content)), try? written(kind, Pipe(content, 64)),
        ].compactMap(\.self)
        for message in messages {
            for count in 0..<message.count {
                let sink = MemorySink()
                #expect(throws: CMSError.self) {
                    try kind.read(MemorySource(message.prefix(count), chunkByteCount: 128), sink)
                }
                #expect(sink.count == 0)
            }
        }
    }

    @Test(arguments: try kinds().filter(\.isProtected))
    func whatIsChangedGivesNothing(kind: Kind) throws {
        let content = Self.content.prefix(100)
        var message = Array(try written(kind, MemorySource(content)))
        for index in stride(from: 0, to: message.count, by: 3) {
            message[index] ^= 0x10
            defer { message[index] ^= 0x10 }
            let sink = MemorySink()
            do {
                try kind.read(MemorySource(Bytes(message)), sink)
                // Versions, and what names an algorithm or a certificate otherwise, say nothing about the content.
                #expect(sink.take() == content, "byte \(index)")
            } catch {
                #expect(sink.count == 0, "byte \(index)")
            }
        }
    }

    /// Work in a task that was told to stop ends, whatever it is, and whatever it has still to read.
    @Test(arguments: try kinds())
    func cancelledWorkEnds(kind: Kind) async throws {
        let message = try written(kind, MemorySource(Self.content))
        for isWriting in [true, false] {
            let task = Task {
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                let sink = MemorySink()
                if isWriting {
                    try kind.write(MemorySource(Self.content), sink)
                } else {
                    try kind.read(MemorySource(message), sink)
                }
            }
            await #expect(throws: CMSError.cancelled) { try await task.value }
        }
    }

    /// The task is told to stop while a chunk in the middle is read, at the first reading and at the second.
    @Test(arguments: try kinds(), [false, true])
    func workThatIsCancelledInTheMiddleEnds(kind: Kind, isWriting: Bool) async throws {
        let content = Self.content
        let message = isWriting ? content : try written(kind, MemorySource(content))
        let chunkCount = try chunkCount(of: kind, message, isWriting)
        for chunk in [2, chunkCount / 2, chunkCount - 1] {
            let task = Task {
                let sink = MemorySink()
                let source = Stopping(message, after: chunk)
                do {
                    try isWriting ? kind.write(source, sink) : kind.read(source, sink)
                    Issue.record("not stopped at chunk \(chunk)")
                } catch {
                    #expect(error as? CMSError == .cancelled, "chunk \(chunk): \(error)")
                    if !isWriting, kind.isProtected {
                        // A second reading, when all was judged, may have given some.
                        #expect(sink.count == 0 || chunk > chunkCount / 2, "chunk \(chunk)")
                    }
                }
            }
            await task.value
        }
    }

    private func chunkCount(of kind: Kind, _ message: Bytes, _ isWriting: Bool) throws -> Int {
        let source = Stopping(message, after: .max)
        let sink = MemorySink()
        try isWriting ? kind.write(source, sink) : kind.read(source, sink)
        return source.count
    }

    /// A source that has its task cancelled while it is read.
    private final class Stopping: ByteSource {
        private let memory: MemorySource
        private let last: Int
        private(set) var count = 0

        init(_ bytes: Bytes, after last: Int) {
            memory = MemorySource(bytes, chunkByteCount: 64)
            self.last = last
        }

        var byteCount: UInt64? { memory.byteCount }
        func rewind() throws(CMSError) { try memory.rewind() }

        func next() throws(CMSError) -> Bytes? {
            count += 1
            if count >= last { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
            return try memory.next()
        }
    }

    @Test func cipherThatMustKnowTheLengthSaysSo() throws {
        let alice = try Samples.person("alice")
        let work = StreamedSealing([CMSRecipient(alice.certificate)], with: .aes256CCM)
        #expect(throws: CMSError.lengthUnknown(.aes256CCM)) {
            try work.write(Pipe(Self.content, 10), to: MemorySink())
        }
    }

    /// A kilobyte that would become a gigabyte.
    @Test func whatSwellsIsRefused() throws {
        let sink = MemorySink()
        try StreamedPacking.compress(MemorySource(Bytes([UInt8](repeating: 0, count: 8 << 20))), to: sink)
        let message = sink.take()
        var limits = MessageLimits.standard
        limits.uncompressedByteCount = 1 << 20
        let output = MemorySink()
        #expect(throws: CMSError.contentTooLong) {
            try StreamedMessage(reading: MemorySource(message), limits: limits).uncompress(to: output)
        }
        #expect(output.count == 0)
        try StreamedMessage(reading: MemorySource(message)).uncompress(to: output)
        #expect(output.count == 8 << 20)
    }

    @Test func partsThatAreTooLongToBeHeldAreRefused() throws {
        let certificates = try Samples.certificates(TestFiles.vector("peers/pki/alice.pem"))
        let message = ContentInfo.signedData(.certificatesOnly(certificates)).encode()
        var limits = MessageLimits.standard
        limits.heldByteCount = 100
        #expect(throws: CMSError.self) { try StreamedMessage(reading: MemorySource(message), limits: limits) }
    }

    /// A collection of nothing but short elements is no reason to hold eight times as much as the message has.
    @Test func collectionsOfTooManyAndOfOthersAreRefused() throws {
        let head = Hex.decode("060B2A864886F70D0109100113") ?? []
        func collection(_ element: [UInt8], count: Int) -> Bytes {
            // Lengths of three octets; the header of the innermost one, and those around it.
            func framed(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
                [tag, 0x83] + (0..<3).reversed().map { UInt8(truncatingIfNeeded: contents.count >> (8 * $0)) }
                    + contents
            }
            let elements = [UInt8]((0..<count).map { _ in element }.joined())
            return Bytes(framed(0x30, head + framed(0xA0, framed(0x30, elements))))
        }
        var limits = MessageLimits.standard
        limits.heldByteCount = 1600
        let hundred = try StreamedMessage(reading: MemorySource(collection([0x30, 0x00], count: 100)), limits: limits)
        guard case .contentCollection(let parts) = hundred.frame else {
            Issue.record("no collection")
            return
        }
        #expect(parts.count == 100 && parts.allSatisfy { $0.count == 2 })
        for (element, count) in [([UInt8](arrayLiteral: 0x30, 0x00), 101), ([0x05, 0x00], 1)] {
            let error = #expect(throws: CMSError.self) {
                try StreamedMessage(reading: MemorySource(collection(element, count: count)), limits: limits)
            }
            guard case .malformed(let cause) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(cause.description.contains(count == 1 ? "SEQUENCE" : "more than 100 elements"))
        }
    }

    /// Clear-signed and opaque give the same judgement in memory and in a stream, for every message of the corpora.
    @Test(arguments: IndexedMessage.all)
    func streamsAreJudgedAsMemoryIs(row: IndexedMessage) throws {
        let found = try Samples.corpus(row.path)
        guard case .signedData(let signedData)? = try? found.read() else { return }
        let expected = signedData.checks(content: found.content).map(\.verdict)
        let message = try StreamedMessage(reading: MemorySource(found.cms, chunkByteCount: 100))
        let checks = try message.checks(detached: found.content.map { MemorySource($0, chunkByteCount: 33) })
        #expect(checks.map(\.verdict) == expected)
        #expect(message.hasContent == (signedData.encapContentInfo.content != nil))
    }
}
