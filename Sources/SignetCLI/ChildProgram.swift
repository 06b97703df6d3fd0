#if Program
import FoundationEssentials
import Signet

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// This program again, in another environment.
enum ChildProgram {
    /// What a run printed, and how it ended.
    struct Ending {
        let status: CInt
        let output: String
        let errors: String
    }

    static func run(_ arguments: [String], environment: [String: String]) throws(SignetError) -> Ending {
        for (name, value) in environment { unsafe setenv(name, value, 1) }
        let folder =
            "\(FileManager.default.temporaryDirectory.path)/signet-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        let files = ["\(folder)-out", "\(folder)-err"]
        defer { for file in files { unsafe unlink(file) } }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, file) in zip([STDOUT_FILENO, STDERR_FILENO], files) {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, file, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        }
        #if os(Linux)
        let program = "/proc/self/exe"
        #else
        let program = CommandLine.arguments[0]
        #endif
        var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) }
        unsafe words.append(nil)
        defer { unsafe words.forEach { unsafe free($0) } }
        var process: pid_t = 0
        let code = unsafe posix_spawn(&process, program, &actions, nil, words, environ)
        guard code == 0 else {
            throw SignetError(.system(operation: "run", reason: unsafe String(cString: strerror(code))), file: "signet")
        }
        var status: CInt = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        let texts = try files.map { (file) throws(SignetError) in
            String(decoding: [UInt8](try FileSystem.read(file)), as: UTF8.self)
        }
        return Ending(
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : 6, output: texts[0], errors: texts[1])
    }
}
#endif
