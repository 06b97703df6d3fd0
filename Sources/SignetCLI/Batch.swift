#if Program
import ArgumentParser
import Signet
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The same work on many messages, on all cores: one line of JSON for each, and no stop at the first failure.
struct Batch {
    private let files: [String]
    private let isOrdered: Bool

    /// - Parameter places: files, and folders whose files are meant, and those of folders in them.
    init(_ places: [String], isOrdered: Bool) throws(SignetError) {
        var files: [String] = []
        for place in places { files += try Self.files(in: place, depth: 0) }
        self.files = files
        self.isOrdered = isOrdered
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

    /// Does the work; ends with the exit status of the worst message: 1 when one was judged bad or could not be read.
    func run<Line: Encodable & Sendable>(
        _ work: @escaping @Sendable (String) throws(SignetError) -> (isGood: Bool, Line)
    ) throws {
        let state = State(count: files.count, isOrdered: isOrdered)
        let files = self.files
        let workers = max(1, min(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), files.count))
        var threads: [pthread_t] = []
        let body: @Sendable () -> Void = {
            while let index = state.take() {
                let file = files[index]
                do throws(SignetError) {
                    let (isGood, line) = try work(file)
                    state.put(JSON.line(line), at: index, isGood: isGood)
                } catch {
                    state.put(JSON.line(FailedLine(file: file, error: error)), at: index, isGood: false)
                }
            }
        }
        for _ in 1..<workers {
            guard let thread = Work(body).start() else { break }
            threads.append(thread)
        }
        body()
        for thread in threads { _ = pthread_join(thread, nil) }
        guard state.allGood else { throw ExitCode(1) }
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }

        /// Does the work on another thread; `nil` when the system has none to give.
        func start() -> pthread_t? {
            let box = unsafe Unmanaged.passRetained(self)
            var thread = pthread_t()
            let status = unsafe pthread_create(
                &thread, nil,
                { argument in
                    #if !canImport(Darwin)
                    guard let argument = unsafe argument else { return nil }
                    #endif
                    unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                    return nil
                }, box.toOpaque())
            guard status == 0 else {
                unsafe box.release()
                return nil
            }
            return thread
        }
    }

    private struct FailedLine: Encodable, Sendable {
        let file: String
        let error: String
        let status: Int32

        init(file: String, error: SignetError) {
            self.file = file
            self.error = "\(error)"
            status = error.exitStatus
        }
    }

    /// What the workers share.
    private final class State: Sendable {
        private struct Shared {
            var next = 0
            var waiting: [Int: String] = [:]
            var nextLine = 0
            var allGood = true
        }

        private let shared = Mutex(Shared())
        private let count: Int
        private let isOrdered: Bool

        init(count: Int, isOrdered: Bool) {
            self.count = count
            self.isOrdered = isOrdered
        }

        var allGood: Bool { shared.withLock { $0.allGood } }

        func take() -> Int? {
            shared.withLock { shared in
                guard shared.next < count else { return nil }
                defer { shared.next += 1 }
                return shared.next
            }
        }

        func put(_ line: String, at index: Int, isGood: Bool) {
            shared.withLock { shared in
                if !isGood { shared.allGood = false }
                guard isOrdered else {
                    try? Console.put(line + "\n")
                    return
                }
                shared.waiting[index] = line
                while let ready = shared.waiting.removeValue(forKey: shared.nextLine) {
                    try? Console.put(ready + "\n")
                    shared.nextLine += 1
                }
            }
        }
    }
}
#endif
