#if Program
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Other programs.
enum Command {
    /// Where a program is, by `PATH`.
    static func find(_ name: String) -> String? {
        guard let path = unsafe getenv("PATH").flatMap({ unsafe String(validatingCString: $0) }) else { return nil }
        return path.split(separator: ":").map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
    }

    /// Runs a program to its end, without letting it print, and returns its exit status, or −1 when it cannot be run.
    static func run(_ program: String, _ arguments: [String]) -> CInt {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) }
        unsafe words.append(nil)
        defer { unsafe words.forEach { unsafe free($0) } }
        var process: pid_t = 0
        guard unsafe posix_spawn(&process, program, &actions, nil, words, environ) == 0 else { return -1 }
        var status: CInt = 0
        while unsafe waitpid(process, &status, 0) < 0 { if errno != EINTR { return -1 } }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }
}

/// Where temporary things go.
enum TemporaryFolder {
    /// `$TMPDIR`, else `/tmp`.
    static var path: String {
        unsafe getenv("TMPDIR").flatMap { unsafe String(validatingCString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
            ?? "/tmp"
    }
}
#endif
