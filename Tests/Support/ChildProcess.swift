public import Foundation

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Another program, run to its end.
///
/// Foundation's `Process` hands the signal mask of its thread on. In a thread of the pool SIGCHLD is blocked, and a shell that
/// waits for programs in the background waits for ever. Output goes to files rather than pipes: neither side can wait for
/// the other, and there is no limit.
public struct ChildProcess: Sendable {
    /// What it left.
    public struct Outcome: Sendable {
        /// The exit status, or the signal that ended it with a minus sign.
        public let status: Int32
        /// What it wrote on standard output.
        public let output: [UInt8]
        /// What it wrote on standard error.
        public let errorOutput: [UInt8]
    }

    /// Why a program could not be run.
    public struct Failure: Error, CustomStringConvertible {
        /// The program, and the system's reason.
        public let description: String
    }

    /// `POSIX_SPAWN_SETSID`, a macro that Swift does not see.
    #if canImport(Darwin)
    private static let newSession: Int16 = 0x400
    #else
    private static let newSession: Int16 = 0x80
    #endif

    /// Runs `words`, of which the first is a program by name or path, in a session of its own: it has no terminal, so that
    /// a question for a password is an error and not a wait.
    ///
    /// - Parameters:
    ///   - folder: where it runs; where the tests run when `nil`.
    ///   - environment: the whole of its environment; that of the tests when `nil`.
    ///   - input: its standard input.
    public static func run(
        _ words: [String], in folder: URL? = nil, environment: [String: String]? = nil, input: [UInt8] = []
    ) throws -> Outcome {
        let record = FileManager.default.temporaryDirectory.appending(path: "signet-run-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: record, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: record) }
        try Data(input).write(to: URL(filePath: record + "/input"))

        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, record + "/input", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, record + "/output", O_WRONLY | O_CREAT, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, record + "/errors", O_WRONLY | O_CREAT, 0o600)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        unsafe sigemptyset(&noSignals)
        unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
        unsafe posix_spawnattr_setflags(&attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK))

        // The C library has a function for this that Swift does not see.
        let words = folder.map { ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", $0.path] + words } ?? words
        let pairs = (environment ?? ProcessInfo.processInfo.environment).map { "\($0.key)=\($0.value)" }
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe pairs.map { unsafe strdup($0) } + [nil]
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var child: pid_t = 0
        let reason = unsafe posix_spawnp(&child, words[0], &actions, &attributes, &arguments, &variables)
        guard reason == 0 else {
            throw Failure(description: "\(words[0]): \(unsafe String(cString: strerror(reason)))")
        }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else {
                throw Failure(description: "\(words[0]): \(unsafe String(cString: strerror(errno)))")
            }
        }
        let signal = status & 0x7F
        func content(_ name: String) -> [UInt8] {
            [UInt8]((try? Data(contentsOf: URL(filePath: record + name))) ?? Data())
        }
        return Outcome(
            status: signal == 0 ? (status >> 8) & 0xFF : -signal, output: content("/output"),
            errorOutput: content("/errors"))
    }
}
