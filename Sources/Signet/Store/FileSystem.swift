public import SignetBytes

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Files as the store needs them: whole or not at all, private when they hold a secret.
public enum FileSystem {
    /// How large a file may be that is read into memory, unless the caller says otherwise: 256 MiB.
    public static let maximumByteCount = 256 << 20

    /// Reads a whole regular file, or a pipe or terminal to its end.
    ///
    /// - Throws: `SignetError.system` when it cannot be read, is a folder, or is larger than `limit` bytes; nothing is
    ///   allocated for a file that is too large.
    public static func read(_ path: String, limit: Int = maximumByteCount) throws(SignetError) -> Bytes {
        try readSecret(path, limit: limit).exposed
    }

    /// Reads a whole file into memory that will be erased.
    public static func readSecret(_ path: String, limit: Int = maximumByteCount) throws(SignetError) -> SecretSlice {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        return try readAll(descriptor, path, limit)
    }

    /// Reads a line of standard input, and not a byte more: whoever reads on has what comes after it.
    ///
    /// - Parameter limit: how long it may be.
    /// - Returns: the line without its LF.
    /// - Throws: `SignetError.system`.
    public static func readSecretLine(limit: Int = 1 << 16) throws(SignetError) -> SecretSlice {
        let name = "standard input"
        var line = ByteBuilder(capacity: 256, isSecret: true)
        let one = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
        defer {
            unsafe one[0] = 0
            unsafe one.deallocate()
        }
        while true {
            let count = Self.retrying { unsafe Self.systemRead(STDIN_FILENO, one.baseAddress!, 1) }
            guard count >= 0 else { throw failure("read", name) }
            let octet = unsafe one[0]
            guard count > 0, octet != 0x0A else { return line.finishSecret().shared() }
            guard line.count < limit else {
                throw SignetError(.system(operation: "read", reason: "its first line is too long"), file: name)
            }
            line.append(octet)
        }
    }

    /// Reads standard input to its end.
    public static func readStandardInput(limit: Int = maximumByteCount) throws(SignetError) -> Bytes {
        try readAll(STDIN_FILENO, "standard input", limit).exposed
    }

    private static func readAll(_ descriptor: CInt, _ path: String, _ limit: Int) throws(SignetError) -> SecretSlice {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw failure("read", path) }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw SignetError(.system(operation: "read", reason: "it is a folder"), file: path)
        }
        func tooLarge() -> SignetError {
            let most = limit < 1 << 20 ? "\(limit >> 10) KiB" : "\(limit >> 20) MiB"
            return SignetError(.system(operation: "read", reason: "it is larger than \(most)"), file: path)
        }
        guard status.st_size <= limit else { throw tooLarge() }
        var content = ByteBuilder(capacity: Int(status.st_size) + 1, isSecret: true)
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer {
            unsafe memset(chunk.baseAddress!, 0, chunk.count)
            unsafe chunk.deallocate()
        }
        while true {
            let count = Self.retrying { unsafe Self.systemRead(descriptor, chunk.baseAddress!, chunk.count) }
            guard count >= 0 else { throw failure("read", path) }
            guard count > 0 else { return content.finishSecret().shared() }
            guard content.count + count <= limit else { throw tooLarge() }
            unsafe content.append(copying: Span(_unsafeBytes: UnsafeRawBufferPointer(rebasing: chunk[0..<count])))
        }
    }

    /// Writes a file whole: into a temporary file beside it, which takes its place only when everything is on disk.
    ///
    /// A symbolic link is followed: the file that it leads to is replaced, not the link. Whoever could read the old file can
    /// read the new one, and nobody else.
    ///
    /// - Parameters:
    ///   - content: all of the file.
    ///   - path: where it will be.
    ///   - isPrivate: readable by its owner alone.
    public static func write(_ content: Span<UInt8>, to path: String, isPrivate: Bool = false) throws(SignetError) {
        try checkIsNotProtected(path)
        // A pipe, terminal or device is written to as it is: replacing it would not reach whoever reads it.
        if exists(path), !isRegularFile(path) {
            let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure("write", path) }
            defer { close(descriptor) }
            return try writeAll(content, descriptor, path)
        }
        let target = try resolved(path)
        let temporary = temporaryFile(beside: target)
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, isPrivate ? 0o600 : 0o644)
        guard descriptor >= 0 else { throw failure("write", path) }
        if !isPrivate { keepPermissions(of: target, descriptor) }
        do throws(SignetError) {
            defer { close(descriptor) }
            try writeAll(content, descriptor, path)
            guard fsync(descriptor) == 0 else { throw failure("write", path) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        guard unsafe rename(temporary, target) == 0 else {
            let error = failure("write", path)
            unsafe unlink(temporary)
            throw error
        }
        synchronizeFolder(of: target)
    }

    /// Whether a file could be written: asked before long work, before a password, and before the store is changed.
    ///
    /// - Throws: `SignetError.system` when the folder is missing or closed to us, or when the file is a folder or protected.
    public static func checkCanWrite(_ path: String) throws(SignetError) {
        try checkIsNotProtected(path)
        guard !exists(path) || isRegularFile(path) else { return }
        // Nothing but trying tells of read-only file systems, and of folders that only look like some.
        let temporary = temporaryFile(beside: try resolved(path))
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("write", path) }
        close(descriptor)
        unsafe unlink(temporary)
    }

    /// A file that may not be written is not replaced either, though its folder would let us.
    static func checkIsNotProtected(_ path: String) throws(SignetError) {
        guard !isFolder(path) else {
            throw SignetError(.system(operation: "write", reason: "it is a folder"), file: path)
        }
        guard unsafe !exists(path) || access(path, W_OK) == 0 else { throw failure("write", path) }
    }

    static func temporaryFile(beside path: String) -> String {
        "\(path).\(Hex.encode(Randomness.bytes(count: 6))).tmp"
    }

    /// Writes to standard output.
    public static func writeStandardOutput(_ content: Span<UInt8>) throws(SignetError) {
        try writeAll(content, STDOUT_FILENO, "standard output")
    }

    private static func writeAll(_ content: Span<UInt8>, _ descriptor: CInt, _ path: String) throws(SignetError) {
        var offset = 0
        while offset < content.count {
            let count = unsafe content.withUnsafeBytes { buffer in
                Self.retrying {
                    unsafe systemWrite(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
                }
            }
            guard count >= 0 else { throw failure("write", path) }
            offset += count
        }
    }

    /// Makes a folder and those above it; private ones are open to their owner alone.
    public static func makeFolder(_ path: String, isPrivate: Bool = false) throws(SignetError) {
        guard !isFolder(path) else { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeFolder(String(path[..<slash]), isPrivate: isPrivate)
        }
        guard unsafe mkdir(path, isPrivate ? 0o700 : 0o755) == 0 || errno == EEXIST else { throw failure("make", path) }
    }

    /// Removes a file; one that is not there is no error.
    public static func remove(_ path: String) throws(SignetError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
        synchronizeFolder(of: path)
    }

    /// Removes a folder, if nothing is in it.
    public static func removeEmptyFolder(_ path: String) { unsafe rmdir(path) }

    /// The names in a folder, in order, without those that begin with a dot or are temporary; none when there is no folder.
    public static func names(in path: String) throws(SignetError) -> [String] {
        try allNames(in: path).filter { !$0.hasPrefix(".") && !$0.hasSuffix(".tmp") }.sorted()
    }

    /// The names in a folder, but for its own and that of the folder around it.
    static func allNames(in path: String) throws(SignetError) -> [String] {
        guard let folder = unsafe opendir(path) else {
            if errno == ENOENT { return [] }
            throw failure("read", path)
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes the files that a write which was cut off left in a folder.
    static func removeTemporaryFiles(in path: String) {
        guard let all = try? allNames(in: path) else { return }
        for name in all where name.hasSuffix(".tmp") { unsafe unlink("\(path)/\(name)") }
    }

    /// Who may read, write and enter; `nil` when there is no such file.
    static func permissions(_ path: String) -> UInt32? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? UInt32(status.st_mode & 0o777) : nil
    }

    /// Whether something is there.
    public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Whether it is a folder.
    public static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// What makes a file or folder itself, whatever it is called.
    struct Identity: Hashable {
        fileprivate let device: UInt64
        fileprivate let number: UInt64
    }

    /// What a name leads to, through symbolic links; `nil` when that is nothing.
    static func identity(of path: String) -> Identity? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(status.st_ino))
    }

    /// Whether it is a file, which can be read again, and no pipe or device.
    public static func isRegularFile(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Lets `body` run while no other process is inside the same lock.
    public static func withLock<Result>(
        _ path: String, _ body: () throws(SignetError) -> Result
    ) throws(SignetError) -> Result {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("lock", path) }
        defer { close(descriptor) }
        guard retrying({ Int(flock(descriptor, LOCK_EX)) }) == 0 else { throw failure("lock", path) }
        return try body()
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Where symbolic links lead, though nothing may be there yet; the path itself when there are none.
    ///
    /// - Throws: `SignetError.system` for links in a circle.
    static func resolved(_ path: String) throws(SignetError) -> String {
        var place = path
        for _ in 0..<40 {
            if let real = unsafe realpath(place, nil) {
                defer { unsafe free(real) }
                return unsafe String(cString: real)
            }
            guard errno == ENOENT, let next = link(at: place) else { break }
            place = next.hasPrefix("/") ? next : "\(folder(of: place))/\(next)"
        }
        guard errno != ELOOP else { throw failure("write", path) }
        return place
    }

    /// What a symbolic link says; `nil` for anything else.
    private static func link(at path: String) -> String? {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let before = errno
        let count = unsafe readlink(path, &text, text.count - 1)
        errno = before
        guard count > 0 else { return nil }
        return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Lets those read and write a new file who may read and write the one that it takes the place of.
    static func keepPermissions(of target: String, _ descriptor: CInt) {
        guard let mode = permissions(target) else { return }
        _ = fchmod(descriptor, mode_t(mode))
    }

    static func synchronizeFolder(of path: String) {
        let descriptor = unsafe open(folder(of: path), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    private static func systemRead(_ descriptor: CInt, _ memory: UnsafeMutableRawPointer, _ count: Int) -> Int {
        unsafe platformRead(descriptor, memory, count)
    }

    private static func systemWrite(_ descriptor: CInt, _ memory: UnsafeRawPointer, _ count: Int) -> Int {
        unsafe platformWrite(descriptor, memory, count)
    }

    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    private static func failure(_ operation: String, _ path: String) -> SignetError {
        let reason = unsafe String(cString: strerror(errno))
        return SignetError(.system(operation: operation, reason: reason), file: path)
    }
}

// Names of their own, since the static methods above hide the functions of the C library.
#if canImport(Glibc)
private let platformRead = unsafe Glibc.read
private let platformWrite = unsafe Glibc.write
#elseif canImport(Musl)
private let platformRead = unsafe Musl.read
private let platformWrite = unsafe Musl.write
#else
private let platformRead = unsafe Darwin.read
private let platformWrite = unsafe Darwin.write
#endif
