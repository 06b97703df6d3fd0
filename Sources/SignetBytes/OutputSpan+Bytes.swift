extension OutputSpan where Element == UInt8 {
    /// Appends a copy of every byte of `span`. The standard library has no such method yet.
    public mutating func append(copying span: Span<UInt8>) {
        precondition(freeCapacity >= span.count, "OutputSpan: no room for \(span.count) bytes")
        unsafe withUnsafeMutableBufferPointer { buffer, initializedCount in
            unsafe span.withUnsafeBufferPointer { source in
                if let from = source.baseAddress {
                    unsafe (buffer.baseAddress! + initializedCount).update(from: from, count: source.count)
                }
            }
            initializedCount += span.count
        }
    }
}

extension [UInt8] {
    /// Copies the bytes of a span. The standard library has no such initialiser yet.
    public init(copying span: Span<UInt8>) {
        self.init(capacity: span.count) { output in output.append(copying: span) }
    }

    /// Appends a copy of every byte of `span`.
    public mutating func append(copying span: Span<UInt8>) {
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
