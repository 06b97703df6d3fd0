public import Signet
internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// What a program says and asks.
public enum Console {
    /// A line for people, on standard output.
    ///
    /// - Throws: `SignetError.system` when nobody takes it: a result that is lost is no success.
    public static func say(_ text: String) throws(SignetError) { try put(visible(text) + "\n") }

    /// Text for programs, on standard output, as it is.
    public static func put(_ text: String) throws(SignetError) {
        try FileSystem.writeStandardOutput(Array(text.utf8).span)
    }

    private static func visible(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).visible }.joined(separator: "\n")
    }

    /// A line for people, on standard error.
    public static func note(_ text: String, lineEnd: String = "\n") {
        let line = Array((visible(text) + lineEnd).utf8)
        unsafe line.withUnsafeBytes { buffer in _ = unsafe write(STDERR_FILENO, buffer.baseAddress!, buffer.count) }
    }

    /// Makes sure that standard input, output and error are open, so that no file of the store is opened in their place,
    /// and that a broken pipe is an error and not the end.
    public static func prepare() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
        where fcntl(descriptor, F_GETFD) == -1 {
            // Opened the wrong way round: whoever uses it is told that it is no good.
            _ = unsafe open("/dev/null", mode)
        }
        signal(SIGPIPE, SIG_IGN)
    }

    /// An error, and what to do next.
    public static func complain(_ error: SignetError, program: String = "signet") {
        note("\(program): \(error)")
        if let advice = error.advice { note("        \(advice)") }
    }

    /// What is wrong with some of many things, once the others have been shown.
    ///
    /// - Throws: the last of the errors.
    public static func complain(all errors: [SignetError]) throws(SignetError) {
        for error in errors.dropLast() { complain(error) }
        if let last = errors.last { throw last }
    }

    /// Whether a person sits at the other end.
    public static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks for a password without showing what is typed; `nil` when nobody can be asked.
    public static func askPassword(_ prompt: String) -> Password? {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var before = termios()
        guard unsafe tcgetattr(terminal, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        // An interrupt ends the reading below and is raised again once the terminal shows what is typed.
        let interrupt = Interrupt()
        unsafe tcsetattr(terminal, TCSAFLUSH, &silent)
        defer {
            unsafe tcsetattr(terminal, TCSAFLUSH, &before)
            interrupt.finish()
        }
        let question = Array(prompt.utf8)
        unsafe question.withUnsafeBytes { _ = unsafe write(terminal, $0.baseAddress!, $0.count) }
        var typed = ByteBuilder(capacity: 256, isSecret: true)
        var byte: UInt8 = 0
        var isEnded = false
        while !isEnded, unsafe read(terminal, &byte, 1) == 1 {
            isEnded = byte == 0x0A
            if !isEnded { typed.append(byte) }
        }
        byte = 0
        unsafe [UInt8]([0x0A]).withUnsafeBytes { _ = unsafe write(terminal, $0.baseAddress!, 1) }
        let password = Password(utf8: typed.finishSecret())
        return isEnded ? password : nil
    }

    /// Whether a signal that ends a program came while a password was asked for.
    private struct Interrupt {
        private static let signals = [SIGINT, SIGTERM, SIGHUP]
        private static let received = Atomic<CInt>(0)
        private let before: [sigaction]

        init() {
            var before: [sigaction] = []
            for number in Self.signals {
                // Without SA_RESTART: the read that waits for a key comes back.
                var action = sigaction()
                #if canImport(Darwin)
                unsafe action.__sigaction_u.__sa_handler = { Interrupt.received.store($0, ordering: .relaxed) }
                #else
                unsafe action.__sigaction_handler.sa_handler = { Interrupt.received.store($0, ordering: .relaxed) }
                #endif
                var old = sigaction()
                unsafe sigaction(number, &action, &old)
                before.append(old)
            }
            self.before = before
        }

        func finish() {
            for (index, number) in Self.signals.enumerated() {
                var old = before[index]
                unsafe sigaction(number, &old, nil)
            }
            let number = Self.received.exchange(0, ordering: .relaxed)
            if number != 0 { raise(number) }
        }
    }

    /// Asks a question that must be answered with yes; `false` when nobody can be asked.
    public static func confirm(_ question: String) -> Bool {
        // Standard input may be the mail.
        guard isatty(STDERR_FILENO) == 1 else { return false }
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        defer { close(terminal) }
        let line = Array("\(visible(question)) [y/N] ".utf8)
        unsafe line.withUnsafeBytes { _ = unsafe write(terminal, $0.baseAddress!, $0.count) }
        var answer: UInt8 = 0
        var first: UInt8?
        while unsafe read(terminal, &answer, 1) == 1, answer != 0x0A {
            if first == nil, answer != 0x20 { first = answer }
        }
        return first == 0x79 || first == 0x59
    }
}
