import SignetBytes
import SignetCMS
import Synchronization

/// Reads a part of a file on a thread of its own, a few chunks ahead of who digests or encrypts them: to copy a chunk out of the
/// system's memory takes a third of the time that it takes to digest it.
final class ReadAhead {
    private let chunks = Handover<Result<Bytes, CMSError>>(capacity: Memories.waiting)
    private let worker: Worker

    /// From how many bytes on a thread is worth its start.
    static let leastByteCount = 1 << 21

    /// Begins to read; `nil` when there is no thread to be had.
    init?(_ file: OpenFile, _ range: Range<Int>, chunkByteCount: Int) {
        let chunks = self.chunks
        let worker = Worker {
            // Whoever asks for more than there is, or asks again after an error, does not wait for it.
            defer { chunks.close(dropping: false) }
            var memories = Memories()
            var offset = range.lowerBound
            while offset < range.upperBound {
                let result: Result<Bytes, CMSError>
                do throws(CMSError) {
                    let count = min(chunkByteCount, range.upperBound - offset)
                    let bytes = try memories.next { memory throws(CMSError) in
                        try file.read(count, at: offset, into: &memory)
                    }
                    offset += bytes.count
                    result = .success(bytes)
                } catch { result = .failure(error) }
                guard chunks.put(result), case .success(let bytes) = result, !bytes.isEmpty else { return }
            }
        }
        guard let worker else { return nil }
        self.worker = worker
    }

    deinit {
        chunks.close(dropping: true)
        worker.join()
    }

    /// The next bytes; none when the file ends too early.
    func next() throws(CMSError) -> Bytes { try chunks.take()?.get() ?? Bytes() }
}

/// Writes bytes on a thread of its own, a few chunks behind who makes them.
final class WriteBehind {
    private let chunks: Handover<Bytes>
    private let failure = Failure()
    private let worker: Worker
    private var memories = Memories()

    /// From how many bytes on a thread is worth its start.
    static let leastByteCount = 1 << 21

    /// Begins; `nil` when there is no thread to be had.
    ///
    /// - Parameter write: writes bytes, and returns the system's number of what went wrong, 0 for nothing.
    init?(_ write: @escaping @Sendable (Span<UInt8>) -> CInt) {
        let (chunks, failure) = (Handover<Bytes>(capacity: Memories.waiting), self.failure)
        self.chunks = chunks
        let worker = Worker {
            while let bytes = chunks.take() {
                let code = write(bytes.span)
                guard code == 0 else {
                    failure.code.store(code, ordering: .releasing)
                    return chunks.close(dropping: true)
                }
            }
        }
        guard let worker else { return nil }
        self.worker = worker
    }

    deinit {
        guard !isDone else { return }
        chunks.close(dropping: true)
        worker.join()
    }

    private var isDone = false

    /// Takes the next bytes. Returns the number of what went wrong with these or earlier ones.
    func write(_ bytes: Span<UInt8>) -> CInt {
        let copy = memories.next { memory in
            memory.bytes(capacity: bytes.count) { output in output.append(copying: bytes) }
        }
        return chunks.put(copy) ? 0 : failure.code.load(ordering: .acquiring)
    }

    /// Waits until everything is written. Returns the number of what went wrong.
    func finish() -> CInt {
        isDone = true
        chunks.close(dropping: false)
        worker.join()
        return failure.code.load(ordering: .acquiring)
    }

    private final class Failure: Sendable {
        let code = Atomic<CInt>(0)
    }
}

/// Memory for a few chunks, in turn.
private struct Memories: ~Copyable {
    private var memories: [Held] = []
    private var turn = 0

    private final class Held { var memory = ReusedMemory() }

    /// How many chunks may wait.
    static let waiting = 8

    /// For those that wait, one that is being filled, and one that is in use.
    init() { for _ in 0..<Self.waiting + 2 { memories.append(Held()) } }

    mutating func next<Failure: Error>(
        _ body: (inout ReusedMemory) throws(Failure) -> Bytes
    ) throws(Failure) -> Bytes {
        turn = (turn + 1) % memories.count
        return try body(&memories[turn].memory)
    }
}
