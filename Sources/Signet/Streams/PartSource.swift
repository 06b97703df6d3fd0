import SignetBytes
import SignetCMS

/// A part of what another source has. One part of a source is read at a time.
final class PartSource: ByteSource {
    private let whole: any ByteSource
    private let range: Range<Int>
    private var position: Int?

    init(_ whole: any ByteSource, _ range: Range<Int>) {
        self.whole = whole
        self.range = range
    }

    var byteCount: UInt64? { UInt64(range.count) }

    func next() throws(CMSError) -> Bytes? {
        if position == nil {
            try whole.rewind()
            position = 0
        }
        while let start = position, start < range.upperBound, let bytes = try whole.next() {
            position = start + bytes.count
            let wanted = range.clamped(to: start..<start + bytes.count)
            if !wanted.isEmpty { return bytes[(wanted.lowerBound - start)..<(wanted.upperBound - start)] }
        }
        return nil
    }

    func rewind() throws(CMSError) { position = nil }
}
