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
    ///
    /// - Parameters:
    ///   - paths: files and folders.
    ///   - isOrdered: whether the lines come in the order of the files.
    ///   - status: the exit status that an error would have for one message alone.
    ///   - work: what is done with a file, and told of it.
    static func run<Line: Encodable & Sendable>(
        on paths: [String], isOrdered: Bool, status: @escaping @Sendable (SignetError) -> Int32 = { $0.exitStatus },
        _ work: @escaping @Sendable (_ file: String) throws(SignetError) -> (isGood: Bool, Line)
    ) throws {
        let places = FolderFiles(paths).places
        try Batch(count: places.count, isOrdered: isOrdered).run { index in
            let place = places[index]
            do throws(SignetError) {
                if let failure = place.failure { throw failure }
                let (isGood, line) = try work(place.name)
                return (isGood, JSON.line(line))
            } catch {
                return (false, JSON.line(FailedLine(file: place.name, error: error, status: status(error))))
            }
        }
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

    init(file: String, message: Int? = nil, error: SignetError, status: Int32? = nil) {
        self.file = file
        self.message = message
        self.error = "\(error)"
        self.status = status ?? error.exitStatus
    }
}
#endif
