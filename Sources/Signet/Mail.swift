public import SignetBytes
public import SignetCMS
public import SignetMIME

/// A mail of any length, or a bare CMS message: held when it is short; of a long one, what is long of it stays in its file.
public struct Mail: Sendable {
    /// The octets, with marks for the long runs.
    let text: Bytes
    let folds: Folds?
    /// Where a long mail lies.
    let store: (any OctetStore)?

    init(text: Bytes, folds: Folds?) {
        self.text = text
        self.folds = folds
        store = nil
    }

    /// A mail in memory.
    public init(_ octets: some Collection<UInt8>) { self.init(text: Bytes(collection: octets), folds: nil) }

    /// The mail in a file, which must not change as long as the mail is used; in standard input when there is no path, or it
    /// is a dash.
    ///
    /// - Parameters:
    ///   - path: where the file is.
    ///   - progress: is told how long a file is, and gives what is told, at each reading of it, how far that has come.
    /// - Throws: `SignetError.system`, `.malformed`.
    public init(
        contentsOf path: String?, progress: (UInt64) -> (@Sendable (UInt64) -> Void)? = { _ in nil }
    ) throws(SignetError) {
        let file = try OpenFile.open(path)
        guard !file.isSeekable else {
            try self.init(FileStore(file, progress: progress(UInt64(file.byteCount))), file.name)
            return
        }
        let spool = SpoolSink()
        var memory = ReusedMemory()
        do throws(CMSError) {
            while true {
                let bytes = try file.readNext(FileSource.chunkByteCount, into: &memory)
                if bytes.isEmpty { break }
                try spool.write(bytes.span)
            }
        } catch { throw SignetError(wrapping: error).about(file.name) }
        switch spool.finish(name: file.name) {
        case .memory(let bytes): self.init(text: bytes, folds: nil)
        case .file(let store): try self.init(store, file.name)
        }
    }

    private init(_ file: FileStore, _ name: String) throws(SignetError) {
        do throws(SignetError) {
            try self.init(file)
        } catch { throw error.about(name) }
    }

    /// The mail in a store, which must not change as long as the mail is used.
    ///
    /// - Throws: `SignetError.system`, `.malformed`.
    public init(_ store: any OctetStore, folds: Folds = Folds()) throws(SignetError) {
        do throws(MIMEError) {
            // What is no mail is not looked through for one.
            let isMail = store.byteCount <= folds.heldByteCount || Self.form(of: store).mayBeMail
            text = try isMail ? folds.fold(store) : folds.mark(for: store)
        } catch { throw SignetError(wrapping: error) }
        self.folds = folds
        self.store = store.byteCount > folds.heldByteCount ? store : nil
    }

    /// Writes all of it.
    ///
    /// - Throws: `SignetError.system`.
    public func write(to sink: any ByteSink) throws(SignetError) {
        do throws(CMSError) {
            let source = folds.source(of: text)
            while let bytes = try source.next() { try sink.write(bytes.span) }
        } catch { throw SignetError(wrapping: error) }
    }

    /// All of it in memory.
    ///
    /// - Throws: `SignetError.system`.
    public func bytes() throws(SignetError) -> Bytes {
        guard let folds, folds.isFolded(text) else { return text }
        let sink = MemorySink()
        try write(to: sink)
        return sink.take()
    }

    /// The mail taken apart.
    func message() throws(SignetError) -> Message {
        guard store == nil || form.mayBeMail else {
            throw SignetError(.malformed(.unrecognised(expected: "a mail", found: form.description)))
        }
        do throws(MIMEError) {
            return try Message(parsing: text, limits: folds.limits)
        } catch { throw SignetError(noMail: text, error, expected: "a mail") }
    }

    /// What the mail looks like, by its first octets.
    var form: InputForm {
        store.map { Self.form(of: $0) } ?? InputForm(text)
    }

    /// Whether it is the base64 of a CMS message, and nothing around it.
    var isBase64: Bool {
        InputForm.isBase64(store.flatMap { try? $0.read(1 << 16, at: 0) } ?? text)
    }

    private static func form(of store: any OctetStore) -> InputForm {
        (try? store.read(1 << 16, at: 0)).map { InputForm($0) } ?? .binary
    }
}

extension Folds {
    func source(of text: Bytes) -> any ByteSource { isFolded(text) ? UnfoldedSource(text, self) : MemorySource(text) }
}

extension Folds? {
    /// The usual limits of reading, with what marks stand for.
    var limits: MIMELimits {
        var limits = MIMELimits.standard
        limits.folds = self
        return limits
    }

    /// A text as a source: what its marks stand for in their places.
    func source(of text: Bytes) -> any ByteSource {
        self?.source(of: text) ?? MemorySource(text)
    }
}

/// A folded text as a source.
private final class UnfoldedSource: ByteSource {
    private let text: Bytes
    private let folds: Folds
    private var reader: UnfoldedReader
    /// Counted once, in a reading of its own.
    private lazy var counted: UInt64? = {
        var reader = UnfoldedReader(text, folds)
        var count: UInt64 = 0
        do throws(MIMEError) {
            while let bytes = try reader.next() { count += UInt64(bytes.count) }
        } catch { return nil }
        return count
    }()

    init(_ text: Bytes, _ folds: Folds) {
        self.text = text
        self.folds = folds
        reader = UnfoldedReader(text, folds)
    }

    var byteCount: UInt64? { counted }

    func next() throws(CMSError) -> Bytes? {
        do throws(MIMEError) {
            return try reader.next()
        } catch {
            if case .unreadable(let reason, let file) = error.kind {
                throw .stream(StreamFailure(operation: "read", reason: reason, file: file))
            }
            throw .malformed(.init(.invalidValue("\(error.kind)"), at: error.offset))
        }
    }

    func rewind() throws(CMSError) { reader = UnfoldedReader(text, folds) }
}

/// A file, or a part of one, for what is not held of a mail.
final class FileStore: OctetStore {
    private let file: OpenFile
    private let range: Range<Int>

    private let progress: (@Sendable (UInt64) -> Void)?

    init(_ file: OpenFile, progress: (@Sendable (UInt64) -> Void)? = nil) {
        (self.file, range) = (file, 0..<file.byteCount)
        self.progress = progress
    }

    /// A part of it.
    init(_ file: OpenFile, _ range: Range<Int>) {
        (self.file, self.range) = (file, range.clamped(to: 0..<file.byteCount))
        progress = nil
    }

    var byteCount: Int { range.count }

    func read(_ count: Int, at offset: Int) throws(MIMEError) -> Bytes {
        do throws(CMSError) {
            let bytes = try file.read(min(count, range.count - offset), at: range.lowerBound + offset)
            progress?(UInt64(offset + bytes.count))
            return bytes
        } catch {
            if case .stream(let failure) = error {
                throw MIMEError(.unreadable(failure.reason, file: failure.file), at: offset)
            }
            throw MIMEError(.unreadable("\(error)", file: file.name), at: offset)
        }
    }

    /// The same as a source.
    var source: FileSource { FileSource(file, range) }
}

extension InputForm {
    fileprivate var mayBeMail: Bool {
        switch self {
        case .mail, .text, .html, .vCard: true
        case .empty, .pem, .der, .zip, .binary: false
        }
    }
}
