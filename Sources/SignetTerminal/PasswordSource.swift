public import Signet

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Passwords come from a file, from the environment, or from a person; never from an argument that others can see.
public enum PasswordSource {
    /// The password for `what`, which is asked for twice when it is new. One that a person typed wrong may be typed again, three
    /// times in all. The file `-` is standard input, of which a line is read and no more.
    ///
    /// - Throws: `SignetError`: `.passwordNeeded` when nobody can be asked; `.refused` for a new one that is empty, unless a person
    ///   typed it; `.usage`, `.system`.
    public static func password(
        for what: String, file: String?, variable: String?, isNew: Bool, isRight: (Password) -> Bool = { _ in true }
    ) throws(SignetError) -> Password {
        guard file == nil || variable == nil else {
            throw SignetError(.usage("the password for \(what) is either in a file or in the environment, not in both"))
        }
        func checked(_ password: Password, from place: String) throws(SignetError) -> Password {
            guard !isNew || password.utf8.count > 0 else {
                throw SignetError(
                    .refused("the password for \(what) is empty, and would protect nothing: see \(place)"))
            }
            return password
        }
        if let file {
            let content = try file == "-" ? FileSystem.readSecretLine() : FileSystem.readSecret(file, limit: 1 << 16)
            // The mark that Windows puts in front of UTF-8 is no part of it.
            let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
            let isMarked = content.count >= 3 && mark.indices.allSatisfy { content.span[$0] == mark[$0] }
            let start = isMarked ? 3 : 0
            var count = start
            while count < content.count, content.span[count] != 0x0A, content.span[count] != 0x0D { count += 1 }
            return try checked(
                Password(utf8: SecretBytes(copying: content[start..<count].span)),
                from: file == "-" ? "standard input" : "the first line of \(file)")
        }
        if let variable {
            guard let value = unsafe getenv(variable) else {
                throw SignetError(.usage("the environment variable \(variable) is not set"))
            }
            let password = unsafe Password(
                utf8: SecretBytes(
                    copying: Span(
                        _unsafeStart: UnsafeRawPointer(value).assumingMemoryBound(to: UInt8.self), count: strlen(value))
                ))
            return try checked(password, from: "the environment variable \(variable)")
        }
        func ask() throws(SignetError) -> Password {
            guard let typed = Console.askPassword("Password for \(what): ") else {
                throw SignetError(.passwordNeeded, file: what)
            }
            return typed
        }
        var typed = try ask()
        guard isNew else {
            for _ in 1..<3 where !isRight(typed) {
                Console.note("That is not its password.")
                typed = try ask()
            }
            return typed
        }
        guard let again = Console.askPassword("The same again: "),
            Choice(again.utf8.span, equals: typed.utf8.span).declassified
        else {
            throw SignetError(.unsuitable("the two passwords differ"))
        }
        if typed.utf8.count == 0 { Console.note("The password for \(what) is empty: it protects nothing.") }
        return typed
    }
}
