import SignetBytes
import SignetCMS
import SignetMIME

/// What comes out of a pipe, or of a layer until the message was judged: in memory as long as it is short, then in a file
/// without a name, encrypted under a key that is never written.
final class SpoolSink: ByteSink {
    /// What was taken.
    enum Contents {
        case memory(Bytes)
        case file(FileStore)
    }

    private var builder = ByteBuilder(isSecret: true)
    private var spool: Spool?

    func write(_ bytes: Span<UInt8>) throws(CMSError) {
        if let spool { return try spool.append(bytes) }
        builder.append(copying: bytes)
        guard builder.count > Folds.shortByteCount else { return }
        let spool = try Spool()
        self.spool = spool
        try spool.append(take().span)
    }

    private func take() -> Bytes {
        var taken = ByteBuilder(capacity: 0, isSecret: true)
        swap(&taken, &builder)
        return taken.finish()
    }

    /// What was taken, once.
    func finish(name: String = "a layer of the message") -> Contents {
        guard let spool else { return .memory(take()) }
        return .file(FileStore(spool.finish(name: name)))
    }

    /// The same as a text: that of a mail to be taken apart, or octets without structure.
    func finish(_ folds: Folds, isMail: Bool = true) throws(SignetError) -> Bytes {
        switch finish() {
        case .memory(let bytes): return bytes
        case .file(let store):
            guard isMail else { return folds.mark(for: store) }
            do throws(MIMEError) {
                return try folds.fold(store)
            } catch { throw SignetError(wrapping: error) }
        }
    }
}
