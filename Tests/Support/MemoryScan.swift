#if os(Linux)
internal import Foundation
internal import Glibc
internal import Synchronization

/// Looks for a run of bytes in all writable memory of this process.
///
/// It reads by way of `/proc/self/mem`, so that memory which another thread gives back meanwhile is no fault, and keeps
/// its own copies of the run in pages that it leaves out. One scan looks at a time: while it looks, its pages hold a
/// copy of what it looks at, where another scan would find its own run again.
@safe
public final class MemoryScan: @unchecked Sendable {
    private static let chunkByteCount = 1 << 20
    private static let pageByteCount: UInt = 4096
    private static let turn = Mutex(())
    private let pages: UnsafeMutableRawBufferPointer
    /// The length of the run.
    public let count: Int
    private let memory: Int32

    /// A random run to look for, at most 4096 bytes, which stands nowhere else yet.
    public convenience init(count: Int) {
        self.init(byteCount: count)
        for start in stride(from: 0, to: count, by: 256) {
            unsafe getentropy(pages.baseAddress! + start, min(256, count - start))
        }
    }

    /// A run that stands in `bytes`, which is erased elsewhere when it should be.
    public convenience init(_ bytes: Span<UInt8>) {
        self.init(byteCount: bytes.count)
        for index in bytes.indices { unsafe pages[index] = bytes[index] }
    }

    private init(byteCount count: Int) {
        let byteCount = Self.chunkByteCount + 4096
        unsafe pages = UnsafeMutableRawBufferPointer(
            start: mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            count: byteCount)
        self.count = count
        memory = unsafe open("/proc/self/mem", O_RDONLY)
    }

    deinit {
        close(memory)
        unsafe munmap(pages.baseAddress!, pages.count)
    }

    /// One byte of the run.
    public subscript(index: Int) -> UInt8 { unsafe pages[index] }

    /// How often the run stands in memory; `nil` when the system does not let us look.
    public var occurrences: Int? { Self.turn.withLock { _ in occurrencesAlone } }

    private var occurrencesAlone: Int? {
        guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8), memory >= 0 else {
            return nil
        }
        let own = unsafe UInt(bitPattern: pages.baseAddress!)
        let ownByteCount = unsafe UInt(pages.count)
        var found = 0
        for line in maps.split(separator: "\n") {
            let fields = line.split(separator: " ")
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard bounds.count == 2, fields[1].hasPrefix("rw") else { continue }
            // The kernel joins neighbouring regions: leave our own pages out wherever they lie.
            found += occurrences(from: bounds[0], to: min(bounds[1], own))
            found += occurrences(from: max(bounds[0], own + ownByteCount), to: bounds[1])
        }
        return found
    }

    private func occurrences(from start: UInt, to end: UInt) -> Int {
        let chunk = unsafe UnsafeMutableRawBufferPointer(rebasing: pages[4096...])
        var found = 0
        var position = start
        while position < end {
            let wanted = min(Int(end - position), chunk.count)
            let got = unsafe pread(memory, chunk.baseAddress!, wanted, off_t(position))
            guard got > 0 else {
                // Given back by another thread since the list was read: what lies behind the hole still counts.
                position = (position / Self.pageByteCount + 1) * Self.pageByteCount
                continue
            }
            var offset = 0
            while got - offset >= count,
                let hit = unsafe memchr(chunk.baseAddress! + offset, Int32(pages[0]), got - offset - count + 1)
            {
                if unsafe memcmp(hit, pages.baseAddress!, count) == 0 { found += 1 }
                offset = unsafe hit - chunk.baseAddress! + 1
            }
            if position + UInt(got) >= end { break }
            // The run may lie across two reads; nothing lies across the edge of a hole.
            position += UInt(got == wanted ? got - count : got)
        }
        unsafe memset(chunk.baseAddress!, 0, chunk.count)
        return found
    }
}
#endif
