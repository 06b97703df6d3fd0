#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Where temporary things go.
public enum TemporaryFolder {
    /// `$TMPDIR`, else `/tmp`.
    public static var path: String {
        unsafe getenv("TMPDIR").flatMap { unsafe String(validatingCString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
            ?? "/tmp"
    }
}
