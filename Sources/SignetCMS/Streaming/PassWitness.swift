import SignetBytes
import SignetCipher

/// Sees to it that a content is the same whenever it is read: what was judged in one reading is what leaves in another, even
/// if somebody writes to the file in between.
///
/// Of every window of the content a code is kept, under a key that nobody knows.
final class PassWitness {
    private static let windowByteCount = 1 << 18
    private let key = Randomness.secret(count: 16)
    private var codes: [AuthenticationTag] = []
    /// How much of the window under way was seen.
    private var filled = 0
    private var byteCount: UInt64 = 0
    private var code: GMAC

    init() { code = Self.begin(key, 0) }

    private static func begin(_ key: borrowing SecretBytes, _ window: Int) -> GMAC {
        let nonce = Bytes((0..<12).map { $0 < 8 ? UInt8(truncatingIfNeeded: window >> (8 * $0)) : 0 })
        do throws(CipherError) {
            return try GMAC(key: key.span, nonce: nonce.span)
        } catch { preconditionFailure("the key is an AES key: \(error)") }
    }

    /// Takes the next bytes of the reading in which the content is judged.
    func note(_ bytes: Bytes) {
        var rest = bytes
        while !rest.isEmpty {
            let part = rest.prefix(Self.windowByteCount - filled)
            code.update(part.span)
            filled += part.count
            rest = rest.dropFirst(part.count)
            if filled == Self.windowByteCount { endWindow() }
        }
        byteCount += UInt64(bytes.count)
    }

    /// Ends that reading.
    func finish() { if filled > 0 { endWindow() } }

    private func endWindow() {
        var ended = Self.begin(key, codes.count + 1)
        swap(&ended, &code)
        codes.append(Self.tag(ended))
        filled = 0
    }

    private static func tag(_ code: consuming GMAC) -> AuthenticationTag {
        do throws(CipherError) {
            return try code.finalize()
        } catch { preconditionFailure("a tag has 16 bytes: \(error)") }
    }

    /// Another reading: what passes on is what was noted, window by window.
    ///
    /// - Parameters:
    ///   - read: reads the content, and hands on its bytes.
    ///   - body: gets them when they were found to be the same.
    /// - Throws: `CMSError.contentChanged`.
    func again(
        _ read: (@escaping (Bytes) throws(CMSError) -> Void) throws(CMSError) -> Void,
        _ body: @escaping (Bytes) throws(CMSError) -> Void
    ) throws(CMSError) {
        let reading = Reading(self, body)
        try read { (bytes) throws(CMSError) in try reading.take(bytes) }
        try reading.finish()
    }

    private final class Reading {
        private let witness: PassWitness
        private let body: (Bytes) throws(CMSError) -> Void
        private var window = 0
        private var held: [Bytes] = []
        private var filled = 0
        private var byteCount: UInt64 = 0

        init(_ witness: PassWitness, _ body: @escaping (Bytes) throws(CMSError) -> Void) {
            self.witness = witness
            self.body = body
        }

        func take(_ bytes: Bytes) throws(CMSError) {
            var rest = bytes
            while !rest.isEmpty {
                let part = rest.prefix(PassWitness.windowByteCount - filled)
                held.append(part)
                filled += part.count
                rest = rest.dropFirst(part.count)
                if filled == PassWitness.windowByteCount { try endWindow() }
            }
            byteCount += UInt64(bytes.count)
        }

        private func endWindow() throws(CMSError) {
            guard window < witness.codes.count else { throw .contentChanged }
            var code = PassWitness.begin(witness.key, window)
            for bytes in held { code.update(bytes.span) }
            guard PassWitness.tag(code).bytes == witness.codes[window].bytes else { throw .contentChanged }
            for bytes in held { try body(bytes) }
            (held, filled) = ([], 0)
            window += 1
        }

        func finish() throws(CMSError) {
            if filled > 0 { try endWindow() }
            guard byteCount == witness.byteCount else { throw .contentChanged }
        }
    }
}
