public import Signet

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Other programs.
public enum Command {
    /// Where a program is, by `PATH`.
    public static func find(_ name: String) -> String? {
        guard let path = unsafe getenv("PATH").flatMap({ unsafe String(validatingCString: $0) }) else { return nil }
        return path.split(separator: ":").map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
    }

    /// Runs a program to its end, without letting it print, and returns its exit status, or −1 when it cannot be run.
    public static func run(_ program: String, _ arguments: [String]) -> CInt {
        unsafe spawn(program, arguments) { actions in
            for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
                unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
            }
        }.map(wait) ?? -1
    }

    /// Runs a program to its end, with `input` on its standard input, or this program's own when `nil`; it prints where
    /// this program prints. Returns its exit status.
    ///
    /// - Throws: `SignetError.system` when it cannot be run, or does not take all of `input`.
    public static func run(_ program: String, _ arguments: [String], input: Mail?) throws(SignetError) -> CInt {
        var ends: [CInt] = [-1, -1]
        if input != nil, unsafe pipe(&ends) != 0 { throw failure(program, errno) }
        let (reading, writing) = (ends[0], ends[1])
        let process = unsafe spawn(program, arguments) { actions in
            guard input != nil else { return }
            unsafe posix_spawn_file_actions_adddup2(&actions, reading, STDIN_FILENO)
            unsafe posix_spawn_file_actions_addclose(&actions, reading)
            unsafe posix_spawn_file_actions_addclose(&actions, writing)
        }
        if input != nil { close(reading) }
        guard let process else {
            if input != nil { close(writing) }
            throw failure(program, ENOEXEC)
        }
        var isTaken = true
        if let input {
            do throws(SignetError) {
                isTaken = try feed(input, to: writing)
            } catch {
                // Half a mail must not be taken for a whole one.
                kill(process, SIGKILL)
                close(writing)
                _ = wait(process)
                throw error
            }
            close(writing)
        }
        let status = wait(process)
        // Whoever reports success without having read the mail has not got it.
        if status == 0, !isTaken { throw failure(program, EPIPE) }
        return status
    }

    /// Runs a program to its end, and returns its exit status and what it wrote to standard output. One that writes more
    /// than `limit` bytes is ended.
    ///
    /// - Throws: `SignetError.system` when it cannot be run, or writes more.
    public static func output(
        of program: String, _ arguments: [String], limit: Int
    ) throws(SignetError) -> (status: CInt, output: Bytes) {
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw failure(program, errno) }
        let (reading, writing) = (ends[0], ends[1])
        defer { close(reading) }
        let process = unsafe spawn(program, arguments) { actions in
            unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            unsafe posix_spawn_file_actions_adddup2(&actions, writing, STDOUT_FILENO)
            unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
            unsafe posix_spawn_file_actions_addclose(&actions, reading)
            unsafe posix_spawn_file_actions_addclose(&actions, writing)
        }
        close(writing)
        guard let process else { throw failure(program, ENOEXEC) }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while output.count <= limit {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(reading, $0.baseAddress!, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return (wait(process), Bytes(output)) }
            output += chunk[..<count]
        }
        kill(process, SIGKILL)
        _ = wait(process)
        throw SignetError(.system(operation: "run", reason: "it wrote more than \(limit) bytes"), file: program)
    }

    private static func failure(_ program: String, _ code: CInt) -> SignetError {
        SignetError(.system(operation: "run", reason: unsafe String(cString: strerror(code))), file: program)
    }

    private static func feed(_ input: Mail, to descriptor: CInt) throws(SignetError) -> Bool {
        let sink = PipeSink(descriptor)
        do throws(SignetError) {
            try input.write(to: sink)
        } catch {
            if sink.isBroken { return false }
            throw error
        }
        return true
    }

    /// The standard input of another program.
    private final class PipeSink: ByteSink {
        private let descriptor: CInt
        /// Whether the program does not read on.
        private(set) var isBroken = false

        init(_ descriptor: CInt) { self.descriptor = descriptor }

        func write(_ bytes: Span<UInt8>) throws(CMSError) {
            var position = 0
            while position < bytes.count {
                let rest = bytes.extracting(position..<bytes.count)
                let count = unsafe rest.withUnsafeBytes { buffer in
                    unsafe platformWrite(descriptor, buffer.baseAddress!, buffer.count)
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    isBroken = true
                    throw .stream(StreamFailure(operation: "write", reason: "the program does not read on", file: nil))
                }
                position += count
            }
        }
    }

    /// Starts a program with the signals as programs expect them: this one ignores a broken pipe.
    private static func spawn(
        _ program: String, _ arguments: [String], _ prepare: (inout posix_spawn_file_actions_t) -> Void
    ) -> pid_t? {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe prepare(&actions)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) }
        unsafe words.append(nil)
        defer { unsafe words.forEach { unsafe free($0) } }
        var process: pid_t = 0
        return unsafe posix_spawn(&process, program, &actions, &attributes, words, environ) == 0 ? process : nil
    }

    private static func wait(_ process: pid_t) -> CInt {
        var status: CInt = 0
        while unsafe waitpid(process, &status, 0) < 0 { if errno != EINTR { return -1 } }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }
}

private func platformWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    unsafe write(descriptor, bytes, count)
}
