public import SignetBytes
public import SignetCMS
import SignetMIME

/// A mail of any length, or a bare CMS message: held when it is short; of a long one, what is long of it stays in its file.
public struct Mail: Sendable {
    /// The octets, with marks for the long runs.
    let text: Bytes
    let folds: Folds?
    /// The file that a long mail lies in.
    let file: FileStore?

    init(text: Bytes, folds: Folds?) {
        self.text = text
        self.folds = folds
        file = nil
    }

    /// A mail in memory.
    public init(_ octets: some Collection<UInt8>) { self.init(text: Bytes(collection: octets), folds: nil) }

    /// The mail in a file, which must not change as long as the mail is used; in standard input when there is no path, or it
    /// is a dash.
    ///
    /// - Throws: `SignetError.system`, `.malformed`.
    public init(contentsOf path: String?) throws(SignetError) {
        let file = try OpenFile.open(path)
        guard !file.isSeekable else {
            try self.init(FileStore(file), file.name)
            return
        }
        let spool = SpoolSink()
        do throws(CMSError) {
            while true {
                let bytes = try file.readNext(FileSource.chunkByteCount)
                if bytes.isEmpty { break }
                try spool.write(bytes.span)
            }
        } catch { throw SignetError(wrapping: error).about(file.name) }
        switch spool.finish(name: file.name) {
        case .memory(let bytes): self.init(text: bytes, folds: nil)
        case .file(let store): try self.init(store, file.name)
        }
    }

    private init(_ store: FileStore, _ name: String) throws(SignetError) {
        let isLong = store.byteCount > Folds.shortByteCount
        let folds = Folds()
        do throws(MIMEError) {
            text = try folds.fold(store)
        } catch { throw SignetError(wrapping: error).about(name) }
        self.folds = folds
        file = isLong ? store : nil
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
        do throws(MIMEError) {
            return try Message(parsing: text, limits: folds.limits)
        } catch { throw SignetError(wrapping: error) }
    }

    /// What the mail looks like, by its first octets.
    var form: InputForm {
        guard let file, let beginning = try? file.read(1 << 16, at: 0) else { return InputForm(text) }
        return InputForm(beginning)
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

    init(_ file: OpenFile) { (self.file, range) = (file, 0..<file.byteCount) }

    var byteCount: Int { range.count }

    func read(_ count: Int, at offset: Int) throws(MIMEError) -> Bytes {
        do throws(CMSError) {
            return try file.read(min(count, range.count - offset), at: range.lowerBound + offset)
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
