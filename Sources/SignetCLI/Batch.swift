#if Program
import ArgumentParser
import Signet
import Synchronization

/// The same work on many messages, on all cores: one line of JSON for each, and no stop at the first failure.
struct Batch {
    private let count: Int
    private let isOrdered: Bool

    /// Work on so many messages.
    init(count: Int, isOrdered: Bool) {
        self.count = count
        self.isOrdered = isOrdered
    }

    /// Work on files, on those in folders, and on those of folders in them.
    static func run<Line: Encodable & Sendable>(
        on places: [String], isOrdered: Bool,
        _ work: @escaping @Sendable (_ file: String) throws(SignetError) -> (isGood: Bool, Line)
    ) throws {
        var found: [String] = []
        for place in places { found += try files(in: place, depth: 0) }
        let files = found
        try Batch(count: files.count, isOrdered: isOrdered).run { index in
            do throws(SignetError) {
                let (isGood, line) = try work(files[index])
                return (isGood, JSON.line(line))
            } catch { return (false, JSON.line(FailedLine(file: files[index], error: error))) }
        }
    }

    private static func files(in place: String, depth: Int) throws(SignetError) -> [String] {
        guard FileSystem.isFolder(place) else { return [place] }
        guard depth < 32 else { return [] }
        var files: [String] = []
        for name in try FileSystem.names(in: place) {
            files += try Self.files(in: "\(place)/\(name)", depth: depth + 1)
        }
        return files
    }

    /// Does the work; ends with exit status 1 when a message was not good.
    ///
    /// - Throws: `ExitCode(1)`; `SignetError.system` at once when nobody takes the lines.
    func run(_ work: @escaping @Sendable (_ index: Int) -> (isGood: Bool, line: String)) throws {
        let state = State(count: count, isOrdered: isOrdered)
        let workers = max(1, min(Worker.processorCount, count))
        let body: @Sendable () -> Void = {
            while let index = state.take() {
                let (isGood, line) = work(index)
                state.put(line, at: index, isGood: isGood)
            }
        }
        let others = (1..<workers).compactMap { _ in Worker(body) }
        body()
        for other in others { other.join() }
        if let failure = state.failure { throw failure }
        guard state.allGood else { throw ExitCode(1) }
    }

    /// What the workers share.
    private final class State: Sendable {
        private struct Shared {
            var next = 0
            var waiting: [Int: String] = [:]
            var nextLine = 0
            var allGood = true
            var failure: SignetError?

            mutating func put(_ line: String) {
                guard failure == nil else { return }
                do throws(SignetError) { try Console.put(line + "\n") } catch { failure = error }
            }
        }

        private let shared = Mutex(Shared())
        private let count: Int
        private let isOrdered: Bool

        init(count: Int, isOrdered: Bool) {
            self.count = count
            self.isOrdered = isOrdered
        }

        var allGood: Bool { shared.withLock { $0.allGood } }
        var failure: SignetError? { shared.withLock { $0.failure } }

        func take() -> Int? {
            shared.withLock { shared in
                guard shared.next < count, shared.failure == nil else { return nil }
                defer { shared.next += 1 }
                return shared.next
            }
        }

        func put(_ line: String, at index: Int, isGood: Bool) {
            shared.withLock { shared in
                if !isGood { shared.allGood = false }
                guard isOrdered else {
                    shared.put(line)
                    return
                }
                shared.waiting[index] = line
                while let ready = shared.waiting.removeValue(forKey: shared.nextLine) {
                    shared.put(ready)
                    shared.nextLine += 1
                }
            }
        }
    }
}

/// What is told of a message that could not be judged.
struct FailedLine: Encodable, Sendable {
    let file: String
    let message: Int?
    let error: String
    let status: Int32

    init(file: String, message: Int? = nil, error: SignetError) {
        self.file = file
        self.message = message
        self.error = "\(error)"
        status = error.exitStatus
    }
}
#endif
