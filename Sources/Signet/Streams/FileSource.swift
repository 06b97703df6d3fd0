public import SignetBytes
public import SignetCMS
import SignetCipher

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A file, or a part of one, as a source that can be read again and again, in chunks.
public final class FileSource: ByteSource {
    private let file: OpenFile
    private let range: Range<Int>
    private var offset: Int
    private var memory = ReusedMemory()
    /// What reads a long file, once it was begun.
    private var ahead: ReadAhead?
    /// What is told how far the reading has come.
    public var progress: (@Sendable (UInt64) -> Void)?

    /// How many bytes are read at a time.
    static let chunkByteCount = 1 << 17

    init(_ file: OpenFile, _ range: Range<Int>) {
        self.file = file
        self.range = range
        offset = range.lowerBound
    }

    /// Opens a file. Standard input when there is no path, or it is a dash. What cannot be read twice, a pipe or terminal,
    /// is read to its end into a file without a name first, encrypted under a key that is never written: the contents of
    /// messages do not stay behind.
    ///
    /// - Throws: `SignetError.system`.
    public static func open(_ path: String?) throws(SignetError) -> FileSource {
        let file = try OpenFile.open(path)
        let whole = file.isSeekable ? file : try Spool.fill(from: file)
        return FileSource(whole, 0..<whole.byteCount)
    }

    /// How many bytes there are in all, if that is known.
    public var byteCount: UInt64? { UInt64(range.count) }

    /// What to call the file in errors.
    public var name: String { file.name }

    /// The next bytes.
    public func next() throws(CMSError) -> Bytes? {
        let count = min(Self.chunkByteCount, range.upperBound - offset)
        guard count > 0 else { return nil }
        if offset == range.lowerBound, range.count >= ReadAhead.leastByteCount, Worker.areUseful {
            ahead = ReadAhead(file, range, chunkByteCount: Self.chunkByteCount)
        }
        let bytes = if let ahead { try ahead.next() } else { try file.read(count, at: offset, into: &memory) }
        guard !bytes.isEmpty else {
            throw .stream(StreamFailure(operation: "read", reason: "the file became shorter", file: file.name))
        }
        offset += bytes.count
        progress?(UInt64(offset - range.lowerBound))
        return bytes
    }

    /// Goes back to the first byte.
    public func rewind() throws(CMSError) {
        ahead = nil
        offset = range.lowerBound
    }

    /// The first bytes, at most so many.
    func beginning(_ count: Int) throws(CMSError) -> Bytes {
        var builder = ByteBuilder(capacity: min(count, range.count))
        while builder.count < min(count, range.count) {
            let wanted = min(count, range.count) - builder.count
            let bytes = try file.read(wanted, at: range.lowerBound + builder.count)
            guard !bytes.isEmpty else { break }
            builder.append(copying: bytes.span)
        }
        return builder.finish()
    }

    /// A part of the same file, as a source of its own.
    func part(_ part: Range<Int>) -> FileSource {
        let start = range.lowerBound + part.lowerBound
        return FileSource(file, start..<min(range.upperBound, range.lowerBound + part.upperBound))
    }
}

/// A file or pipe as a source that is read once, for what is written on the way: no copy is made of a pipe.
public final class OnceSource: ByteSource {
    private let pipe: OpenFile
    /// What reads it, when it is a file.
    private let file: FileSource?
    private var offset = 0
    private var memory = ReusedMemory()
    /// What is told how far the reading has come.
    public var progress: (@Sendable (UInt64) -> Void)? { didSet { file?.progress = progress } }

    /// Opens a file. Standard input when there is no path, or it is a dash.
    ///
    /// - Throws: `SignetError.system`.
    public init(_ path: String?) throws(SignetError) {
        pipe = try OpenFile.open(path)
        file = pipe.isSeekable ? FileSource(pipe, 0..<pipe.byteCount) : nil
    }

    /// Whether it is a file, whose length is known and which can be read again.
    public var isRewindable: Bool { file != nil }

    /// How many bytes there are in all, if that is known.
    public var byteCount: UInt64? { file?.byteCount }

    /// The next bytes.
    public func next() throws(CMSError) -> Bytes? {
        if let file { return try file.next() }
        let bytes = try pipe.readNext(FileSource.chunkByteCount, into: &memory)
        guard !bytes.isEmpty else { return nil }
        offset += bytes.count
        progress?(UInt64(offset))
        return bytes
    }

    /// Goes back to the first byte.
    public func rewind() throws(CMSError) {
        if let file { return try file.rewind() }
        guard offset == 0 else {
            throw .stream(StreamFailure(operation: "read", reason: "a pipe cannot be read twice", file: pipe.name))
        }
    }
}

/// A file that is open for reading, and closed with the last reference to it.
final class OpenFile: @unchecked Sendable {
    fileprivate let descriptor: CInt
    let name: String
    let byteCount: Int
    let isSeekable: Bool
    private let ownsDescriptor: Bool
    /// When the file was last written before it was opened; `nil` of what nobody else writes to.
    private let modification: timespec?
    /// What the file is encrypted under, when it is ours.
    private let spoolKey: SpoolKey?

    fileprivate init(
        _ descriptor: CInt, name: String, byteCount: Int, isSeekable: Bool, owned: Bool,
        modification: timespec? = nil, _ spoolKey: SpoolKey? = nil
    ) {
        self.descriptor = descriptor
        self.name = name
        self.byteCount = byteCount
        self.isSeekable = isSeekable
        ownsDescriptor = owned
        self.modification = modification
        self.spoolKey = spoolKey
    }

    deinit { if ownsDescriptor { close(descriptor) } }

    static func open(_ path: String?) throws(SignetError) -> OpenFile {
        let isStandard = path == nil || path == "-"
        let name = isStandard ? "standard input" : path ?? ""
        let descriptor = isStandard ? STDIN_FILENO : platformOpen(path ?? "", O_RDONLY | O_CLOEXEC)
        func failure(_ reason: String) -> SignetError {
            SignetError(.system(operation: "read", reason: reason), file: name)
        }
        guard descriptor >= 0 else { throw failure(unsafe String(cString: strerror(errno))) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw failure(unsafe String(cString: strerror(errno))) }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFDIR {
            if !isStandard { close(descriptor) }
            throw failure("it is a folder")
        }
        // Standard input may have been read from already: what is left of it is what is meant.
        let isWhole = kind == S_IFREG && (!isStandard || lseek(descriptor, 0, SEEK_CUR) == 0)
        return OpenFile(
            descriptor, name: name, byteCount: isWhole ? Int(status.st_size) : 0, isSeekable: isWhole,
            owned: !isStandard, modification: isWhole ? status.modification : nil)
    }

    /// A file is read more than once: what was judged has to be what leaves.
    private func checkIsUnchanged() throws(CMSError) {
        guard let modification else { return }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.modification.tv_sec == modification.tv_sec,
            status.modification.tv_nsec == modification.tv_nsec
        else {
            throw .stream(StreamFailure(operation: "read", reason: "the file changed while it was read", file: name))
        }
    }

    /// Bytes at an offset, in memory of their own; fewer only at the end.
    func read(_ count: Int, at offset: Int) throws(CMSError) -> Bytes {
        var memory = ReusedMemory()
        return try read(count, at: offset, into: &memory)
    }

    /// Bytes at an offset; fewer only at the end.
    func read(_ count: Int, at offset: Int, into memory: inout ReusedMemory) throws(CMSError) -> Bytes {
        let bytes = try unsafe filled(count, in: &memory) { buffer, count in
            unsafe pread(self.descriptor, buffer, count, off_t(offset))
        }
        try checkIsUnchanged()
        guard let spoolKey else { return bytes }
        return spoolKey.apply(bytes, at: offset)
    }

    /// The next bytes of a pipe; none at its end.
    func readNext(_ count: Int, into memory: inout ReusedMemory) throws(CMSError) -> Bytes {
        try unsafe filled(count, in: &memory) { buffer, count in unsafe platformReadAll(self.descriptor, buffer, count)
        }
    }

    private func filled(
        _ count: Int, in memory: inout ReusedMemory, _ read: (UnsafeMutableRawPointer, Int) -> Int
    ) throws(CMSError) -> Bytes {
        var failure: CInt?
        let bytes = memory.bytes(capacity: count) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
                while true {
                    let got = unsafe read(UnsafeMutableRawPointer(buffer.baseAddress!), count)
                    if got < 0, errno == EINTR { continue }
                    if got < 0 { failure = errno } else { initialized = got }
                    return
                }
            }
        }
        if let failure {
            throw .stream(
                StreamFailure(operation: "read", reason: unsafe String(cString: strerror(failure)), file: name))
        }
        return bytes
    }
}

/// AES in counter mode, anywhere in a file.
private final class SpoolKey: @unchecked Sendable {
    private let key = Randomness.secret(count: 16).shared()

    func apply(_ bytes: Bytes, at offset: Int) -> Bytes {
        let block = UInt64(offset / 16)
        let counter = (0..<16).map { $0 < 8 ? 0 : UInt8(truncatingIfNeeded: block >> UInt64(8 * (15 - $0))) }
        let skipped = offset % 16
        var whole = SecretBytes(capacity: skipped + bytes.count) { output in
            output.append(repeating: 0, count: skipped)
            output.append(copying: bytes.span)
        }
        do throws(CipherError) {
            let key = self.key
            var cipher = try CTR(key: key.span, counter: counter.span)
            var contents = whole.mutableSpan
            cipher.update(&contents)
        } catch { preconditionFailure("the key is an AES key: \(error)") }
        return whole.shared()[skipped..<(skipped + bytes.count)].exposed
    }
}

/// A file without a name, encrypted under a key that is never written.
final class Spool {
    private let descriptor: CInt
    private let folder: String
    private let key = SpoolKey()
    private var byteCount = 0
    private var isFinished = false

    init() throws(CMSError) {
        let named = unsafe getenv("TMPDIR").flatMap { unsafe String(validatingCString: $0) } ?? ""
        folder = named.isEmpty ? "/tmp" : named
        var template = Array("\(folder)/signet-XXXXXX".utf8CString)
        descriptor = unsafe template.withUnsafeMutableBufferPointer { unsafe mkstemp($0.baseAddress!) }
        guard descriptor >= 0 else { throw Self.failure(folder) }
        _ = unsafe template.withUnsafeBufferPointer { unsafe unlink($0.baseAddress!) }
    }

    deinit { if !isFinished, descriptor >= 0 { close(descriptor) } }

    private static func failure(_ folder: String) -> CMSError {
        .stream(StreamFailure(operation: "write", reason: unsafe String(cString: strerror(errno)), file: folder))
    }

    /// A pipe, read to its end.
    static func fill(from pipe: OpenFile) throws(SignetError) -> OpenFile {
        do throws(CMSError) {
            let spool = try Spool()
            var memory = ReusedMemory()
            while true {
                let bytes = try pipe.readNext(FileSource.chunkByteCount, into: &memory)
                if bytes.isEmpty { return spool.finish(name: pipe.name) }
                try spool.append(bytes.span)
            }
        } catch { throw SignetError(wrapping: error) }
    }

    func append(_ bytes: Span<UInt8>) throws(CMSError) {
        var position = 0
        while position < bytes.count {
            let end = min(position + FileSource.chunkByteCount, bytes.count)
            let encrypted = key.apply(Bytes(copying: bytes.extracting(position..<end)), at: byteCount)
            let isWritten = unsafe encrypted.span.withUnsafeBytes {
                unsafe platformWriteAll(descriptor, $0.baseAddress!, $0.count)
            }
            guard isWritten else { throw Self.failure(folder) }
            byteCount += encrypted.count
            position = end
        }
    }

    /// The file, to be read.
    func finish(name: String) -> OpenFile {
        isFinished = true
        return OpenFile(descriptor, name: name, byteCount: byteCount, isSeekable: true, owned: true, key)
    }
}

/// Reads until the buffer is full, or the pipe ends.
private func platformReadAll(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    var total = 0
    while total < count {
        let got = unsafe read(descriptor, buffer + total, count - total)
        if got < 0 {
            if errno == EINTR { continue }
            return total > 0 ? total : -1
        }
        if got == 0 { break }
        total += got
    }
    return total
}

func platformWriteAll(_ descriptor: CInt, _ bytes: UnsafeRawPointer, _ count: Int) -> Bool {
    var offset = 0
    while offset < count {
        let written = unsafe write(descriptor, bytes + offset, count - offset)
        if written < 0 {
            if errno == EINTR { continue }
            return false
        }
        offset += written
    }
    return true
}

private func platformOpen(_ path: String, _ flags: CInt) -> CInt { unsafe open(path, flags) }

extension stat {
    /// When the file was last written.
    fileprivate var modification: timespec {
        #if canImport(Darwin)
        st_mtimespec
        #else
        st_mtim
        #endif
    }
}
