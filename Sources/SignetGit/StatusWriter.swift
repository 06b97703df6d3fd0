#if Program
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Status lines for programs, as GnuPG writes them (GnuPG's `doc/DETAILS`): `[GNUPG:] GOODSIG …`.
struct StatusWriter {
    /// Where they go; `nil` for nowhere.
    let descriptor: Int32?

    /// Writes one line. What does not belong in a line is left out of it, so that no name can forge one.
    func put(_ line: String) {
        guard let descriptor else { return }
        let text = line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        var bytes = Array("[GNUPG:] \(String(String.UnicodeScalarView(text)))\n".utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe write(descriptor, buffer.baseAddress!, buffer.count)
            }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
#endif
