import SignetBytes

extension OutputSpan where Element == UInt8 {
    /// Appends a copy of a message, and lets `work` change each piece of the copy while it is near: so a long message goes
    /// through memory once.
    mutating func append(
        copying message: Span<UInt8>, _ work: (inout MutableSpan<UInt8>) throws(CipherError) -> Void
    ) throws(CipherError) {
        // A whole number of blocks, that fits beside its original into the second-level cache.
        let pieceByteCount = 1 << 17
        var offset = 0
        while offset < message.count {
            let end = min(offset + pieceByteCount, message.count)
            let start = count
            append(copying: message.extracting(offset..<end))
            var all = mutableSpan
            var piece = all._mutatingExtracting(start..<all.count)
            try work(&piece)
            offset = end
        }
    }
}
