import Dispatch

/// One way of doing a piece of work: a library, called as its users call it.
public struct Contender {
    /// The library, as in `signet`, `libcrypto`, `swift-crypto`.
    public let name: String
    /// Does the work once and gives what came of it, to be checked before any time counts.
    public let answer: () throws -> [UInt8]
    /// Does the work so many times.
    public let run: (Int) throws -> Void
    /// Does the work so many times and tells the nanoseconds of processor time: for a library in a process of its own, or on several
    /// threads.
    public let elapsed: ((Int) throws -> Double)?

    /// A library in a process of its own.
    init(apart name: String, answer: @escaping () throws -> [UInt8], elapsed: @escaping (Int) throws -> Double) {
        (self.name, self.answer, self.elapsed) = (name, answer, elapsed)
        run = { _ = try elapsed($0) }
    }

    /// A library whose work can be done over and over where it stands.
    public init(_ name: String, answer: @escaping () throws -> [UInt8], run: @escaping (Int) throws -> Void) {
        (self.name, self.answer, self.run, elapsed) = (name, answer, run, nil)
    }

    /// A library whose answer is made anew each time.
    public init(_ name: String, _ operation: @escaping () throws -> [UInt8]) {
        self.init(name, answer: operation) { for _ in 0..<$0 { blackHole(try operation()) } }
    }

    /// The same work spread over threads: its time is the clock's.
    func onThreads(_ count: Int) -> Contender {
        nonisolated(unsafe) let work = answer
        return Contender(
            apart: name, answer: answer,
            elapsed: { repetitions in
                let start = ContinuousClock.now
                DispatchQueue.concurrentPerform(iterations: count) { thread in
                    for _ in 0..<((repetitions + thread) / count) { blackHole(try? work()) }
                }
                return (ContinuousClock.now - start) / .nanoseconds(1)
            })
    }

    /// A library that works in a buffer, which is set back before the answer is taken.
    init(_ name: String, in buffer: Buffer, _ operation: @escaping (Buffer) throws -> Void) {
        self.init(
            name,
            answer: {
                buffer.reset()
                try operation(buffer)
                return buffer.bytes
            },
            run: { for _ in 0..<$0 { try operation(buffer) } })
    }
}

/// One line of a table: the same work on the same input, by each library.
public struct Row {
    /// What is done: `aes-256-cbc decrypt`.
    public let name: String
    /// The size of the input, where speed is told in bytes a second.
    public let byteCount: Int?
    /// Whether an answer is right. All answers being the same is the usual rule; what is random has another.
    public let accepts: ([UInt8], _ first: [UInt8]) throws -> Bool
    /// Signet first.
    public let contenders: [Contender]

    /// A line whose answers must all be the same, unless told how to judge them.
    public init(
        _ name: String, bytes byteCount: Int? = nil, accepts: (([UInt8]) throws -> Bool)? = nil,
        _ contenders: [Contender?]
    ) {
        self.name = name
        self.byteCount = byteCount
        self.accepts = { answer, first in try accepts?(answer) ?? (answer == first) }
        self.contenders = contenders.compactMap(\.self)
    }

    /// The name with the size.
    public var title: String { byteCount.map { "\(name), \(Self.text(bytes: $0))" } ?? name }

    static func text(bytes count: Int) -> String {
        if count >= 1 << 20 { return "\(count >> 20) MiB" }
        return count >= 1 << 10 ? "\(count >> 10) KiB" : "\(count) B"
    }
}

/// An area of the table: a file beside this one.
public struct Suite: Sendable {
    /// What `--suite` takes.
    public let name: String
    /// Makes the lines, and what they need.
    public let rows: @Sendable () throws -> [Row]

    /// Every area.
    public static let all: [Suite] = [
        hashes, lanes, ciphers, keyDerivation, rsa, ellipticCurves, certificates, paths, containers, messages,
        throughput,
        mail,
    ]
}

/// Input of every size, in which bytes do not repeat soon.
public func sampleBytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 32)
    }
}

/// Sizes of most tables.
let sizes = [64, 1 << 10, 16 << 10, 1 << 20]

/// Lets the optimiser not see that a value is not used.
@inline(never)
public func blackHole<Value>(_ value: Value) { withExtendedLifetime(value) {} }
