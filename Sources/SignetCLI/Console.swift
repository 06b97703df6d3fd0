#if Program
import Signet

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the program says and asks.
enum Console {
    /// A line for people, on standard error.
    static func note(_ text: String, lineEnd: String = "\n") {
        let line = Array((text + lineEnd).utf8)
        unsafe line.withUnsafeBytes { buffer in _ = unsafe write(STDERR_FILENO, buffer.baseAddress!, buffer.count) }
    }

    /// An error, and what to do next.
    static func complain(_ error: SignetError) {
        note("signet: \(error)")
        if let advice = error.advice { note("        \(advice)") }
    }

    /// Whether a person sits at the other end.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks for a password without showing what is typed; `nil` when nobody can be asked.
    static func askPassword(_ prompt: String) -> Password? {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var before = termios()
        guard unsafe tcgetattr(terminal, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        unsafe tcsetattr(terminal, TCSAFLUSH, &silent)
        defer { unsafe tcsetattr(terminal, TCSAFLUSH, &before) }
        let question = Array(prompt.utf8)
        unsafe question.withUnsafeBytes { _ = unsafe write(terminal, $0.baseAddress!, $0.count) }
        var typed = ByteBuilder(capacity: 256, isSecret: true)
        var byte: UInt8 = 0
        while unsafe read(terminal, &byte, 1) == 1, byte != 0x0A { typed.append(byte) }
        byte = 0
        unsafe [UInt8]([0x0A]).withUnsafeBytes { _ = unsafe write(terminal, $0.baseAddress!, 1) }
        return Password(utf8: typed.finishSecret())
    }

    /// Asks a question that must be answered with yes; `false` when nobody can be asked.
    static func confirm(_ question: String) -> Bool {
        guard isInteractive else { return false }
        note("\(question) [y/N] ", lineEnd: "")
        return readLine()?.lowercased().hasPrefix("y") ?? false
    }
}
#endif
