import SignetBytes
public import SignetCMS

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A file that appears whole or not at all, or standard output.
public final class FileSink: ByteSink {
    private let descriptor: CInt
    private let path: String?
    private let replacement: FileSystem.Replacement?
    private var isDone = false
    /// What writes a long file.
    private var behind: WriteBehind?
    /// How many bytes were written.
    public private(set) var byteCount: UInt64 = 0

    /// Opens a file for writing; standard output when there is no path, or it is a dash.
    ///
    /// - Throws: `SignetError.system`.
    public init(_ path: String?) throws(SignetError) {
        if let path, path != "-" {
            let replacement = try FileSystem.beginReplacing(path)
            self.path = path
            self.replacement = replacement
            descriptor = replacement.descriptor
        } else {
            self.path = nil
            replacement = nil
            descriptor = STDOUT_FILENO
        }
    }

    deinit {
        behind = nil
        if let replacement, !isDone { replacement.abandon() }
    }

    /// Takes the next bytes.
    public func write(_ bytes: Span<UInt8>) throws(CMSError) {
        guard bytes.count > 0 else { return }
        if behind == nil, replacement?.isNew == true, byteCount >= WriteBehind.leastByteCount, Worker.areUseful {
            let descriptor = descriptor
            behind = WriteBehind { Self.write($0, to: descriptor) }
        }
        let code = behind?.write(bytes) ?? Self.write(bytes, to: descriptor)
        guard code == 0 else { throw .stream(failure(code)) }
        byteCount += UInt64(bytes.count)
    }

    /// Puts the file in its place.
    ///
    /// - Throws: `SignetError.system`; there is no file then.
    public func commit() throws(SignetError) {
        if let code = behind?.finish(), code != 0 { throw SignetError(wrapping: .stream(failure(code))) }
        isDone = true
        try replacement?.commit()
    }

    /// Writes bytes; returns the system's number of what went wrong, 0 for nothing.
    private static func write(_ bytes: Span<UInt8>, to descriptor: CInt) -> CInt {
        let isWritten = unsafe bytes.withUnsafeBytes { unsafe platformWriteAll(descriptor, $0.baseAddress!, $0.count) }
        return isWritten ? 0 : errno
    }

    private func failure(_ code: CInt) -> StreamFailure {
        StreamFailure(
            operation: "write", reason: unsafe String(cString: strerror(code)), file: path ?? "standard output")
    }
}

/// A sink that takes everything and keeps nothing.
public final class NoSink: ByteSink {
    /// A sink.
    public init() {}
    /// Takes the next bytes.
    public func write(_ bytes: Span<UInt8>) throws(CMSError) {}
}

extension FileSystem {
    /// A file being written that will take the place of another one, or of none.
    final class Replacement {
        let descriptor: CInt
        private let path: String
        private let temporary: String?
        private let target: String
        /// Whether the file has no name yet.
        private let isUnnamed: Bool

        /// Whether it is a file that nobody reads yet.
        var isNew: Bool { temporary != nil }

        fileprivate init(
            _ descriptor: CInt, path: String, temporary: String?, target: String, isUnnamed: Bool = false
        ) {
            self.descriptor = descriptor
            self.path = path
            self.temporary = temporary
            self.target = target
            self.isUnnamed = isUnnamed
        }

        func commit() throws(SignetError) {
            guard let temporary else {
                close(descriptor)
                return
            }
            // What takes the place of a file is on the disk first, so that a power failure leaves one of the two whole.
            let isSynchronized = FileSystem.exists(target) ? fsync(descriptor) == 0 : true
            if isUnnamed, isSynchronized, FileSystem.name(descriptor, target) {
                close(descriptor)
                return
            }
            let isNamed = isSynchronized && (!isUnnamed || FileSystem.name(descriptor, temporary))
            close(descriptor)
            guard isNamed, unsafe rename(temporary, target) == 0 else {
                let error = SignetError(
                    .system(operation: "write", reason: unsafe String(cString: strerror(errno))), file: path)
                unsafe unlink(temporary)
                throw error
            }
        }

        func abandon() {
            close(descriptor)
            if let temporary, !isUnnamed { unsafe unlink(temporary) }
        }
    }

    /// Opens a file without a name in the folder of another one, where the system has such files: whatever ends the program,
    /// nothing is left of it. Otherwise -1.
    private static func openUnnamed(beside path: String) -> CInt {
        #if os(Linux)
        // O_TMPFILE, which the C library defines in a way that Swift does not read.
        let unnamed: CInt = 0o20_000_000 | O_DIRECTORY
        guard unsafe access("/proc/self/fd", F_OK) == 0 else { return -1 }
        return unsafe open(folder(of: path), O_WRONLY | unnamed | O_CLOEXEC, 0o644)
        #else
        return -1
        #endif
    }

    /// Gives a file without a name one that no other has.
    private static func name(_ descriptor: CInt, _ path: String) -> Bool {
        #if os(Linux)
        unsafe linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
        #else
        false
        #endif
    }

    /// Begins a file as `write(_:to:)` would write it.
    static func beginReplacing(_ path: String) throws(SignetError) -> Replacement {
        try checkIsNotProtected(path)
        func failure() -> SignetError {
            SignetError(.system(operation: "write", reason: unsafe String(cString: strerror(errno))), file: path)
        }
        // A pipe, terminal or device is written to as it is.
        if exists(path), !isRegularFile(path) {
            let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure() }
            return Replacement(descriptor, path: path, temporary: nil, target: path)
        }
        let target = try resolved(path)
        let temporary = temporaryFile(beside: target)
        let unnamed = openUnnamed(beside: target)
        if unnamed >= 0 {
            keepPermissions(of: target, unnamed)
            return Replacement(unnamed, path: path, temporary: temporary, target: target, isUnnamed: true)
        }
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure() }
        keepPermissions(of: target, descriptor)
        return Replacement(descriptor, path: path, temporary: temporary, target: target)
    }
}
