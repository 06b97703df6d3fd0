/// Memory that libraries work in, with what it held at first.
final class Buffer {
    let memory: UnsafeMutableBufferPointer<UInt8>
    private let original: [UInt8]

    init(_ bytes: [UInt8]) {
        original = bytes
        let raw = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 64)
        memory = UnsafeMutableBufferPointer(
            start: raw.bindMemory(to: UInt8.self, capacity: bytes.count), count: bytes.count)
        reset()
    }

    deinit { memory.baseAddress?.deallocate() }

    func reset() { _ = memory.update(fromContentsOf: original) }

    var bytes: [UInt8] { [UInt8](memory) }
    var count: Int { memory.count }
    var address: UnsafeMutablePointer<UInt8> { memory.baseAddress! }
}
